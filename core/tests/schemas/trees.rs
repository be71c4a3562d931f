//! Trees of .proto files that do not go together: imports that are missing, broken, cyclic or not to be had, files that
//! cannot be read. What of a service can be kept callable is kept.

use std::fs;

use farcall_core::schema::{FileSource, Schema};

use crate::case::{Case, all, on_small_stack, told, tree};

/// A service in package `p` that needs `lib.L` in one field, and nothing of it in `Do`.
fn uses(import: &str) -> String {
    format!(
        "syntax = \"proto3\";\npackage p;\nimport \"{import}\";\nmessage R {{ string a = 1; }}\nmessage U {{ lib.L l = 1; }}\nservice S {{ rpc Do(R) returns (R); rpc Use(U) returns (R); }}"
    )
}

#[test]
fn a_missing_import_leaves_the_service_callable() {
    let kept = |about, says| Case::new(about, says).has(&["p.S", "p.R"]).callable(&["p.S/Do"]);
    kept("it is nowhere", &["uses.proto:3:1", "imports \"no/where.proto\", which was not found"])
        .of_tree(&[("uses.proto", &uses("no/where.proto"))]);
    kept("it does not parse", &["uses.proto:3:1", "imports \"lib.proto\", which could not be loaded"]).of_tree(&[
        ("uses.proto", &uses("lib.proto")),
        ("lib.proto", "syntax = \"proto3\";\npackage lib;\nmessage L { string = 1; }"),
    ]);
    let folder = tree(&[("uses.proto", &uses("lib.proto"))]);
    fs::write(folder.path().join("lib.proto"), b"syntax = \"proto3\";\n// caf\xe9\npackage lib; message L {}").unwrap();
    kept("it is not UTF-8", &["lib.proto:2", "is not UTF-8 text"]).of_folder(folder.path());
}

#[test]
fn a_missing_import_names_the_root_that_would_mend_it() {
    let folder = tree(&[
        ("uses.proto", &uses("vendor/lib.proto")),
        ("third_party/vendor/lib.proto", "syntax = \"proto3\"; package lib; message L {}"),
    ]);
    let path = folder.path().to_owned();
    let load = |import_roots| {
        let source = FileSource::Protos { paths: vec![path.clone()], import_roots, sets: Vec::new() };
        on_small_stack(|| Schema::load(&source))
    };
    let schema = load(Vec::new());
    Case::new("no root", &["imports \"vendor/lib.proto\", which was not found"]).callable(&["p.S/Do"]).check(&schema);
    let root = path.canonicalize().unwrap().join("third_party");
    assert_eq!(schema.mending_roots(), std::slice::from_ref(&root));
    let mended = load(schema.mending_roots().to_vec());
    assert_eq!(told(&mended), [""; 0]);
    Case::new("mended", &[]).callable(&["p.S/Do", "p.S/Use"]).check(&mended);
}

#[test]
fn a_missing_type_leaves_the_service_callable() {
    let with = |field: &str, method: &str| {
        format!(
            "syntax = \"proto3\";\npackage p;\nmessage R {{\n  {field}\n}}\nservice S {{\n  rpc Do(R) returns (R);\n  {method}\n}}"
        )
    };
    all(
        [
            ("a field's", with("Nope n = 1;", ""), &["bad.proto:4:3", "\"Nope\"", "not defined"][..]),
            ("a map's", with("map<string, no.Where> n = 1;", ""), &["bad.proto:", "\"no.Where\"", "not defined"]),
            ("a method's", with("", "rpc Bad(Nope) returns (R);"), &["bad.proto:8:11", "\"Nope\"", "not defined"]),
        ],
        |(about, text, says)| {
            Case::new(about, says).has(&["p.R", "p.S"]).callable(&["p.S/Do"]).of_tree(&[("bad.proto", &text)]);
        },
    );
}

#[test]
fn a_type_that_is_there_but_not_imported_is_used() {
    Case::new("not imported", &["uses.proto:3", "good.M"])
        .warns()
        .has(&["U"])
        .of_tree(&[("uses.proto", "syntax = \"proto3\";\nmessage U {\n  good.M m = 1;\n}")]);
}

#[test]
fn cycles_are_spelled_out() {
    let at = |import: &str, name: &str| format!("syntax = \"proto3\";\nimport \"{import}\";\nmessage {name} {{}}");
    Case::new("itself", &["a.proto:2:1", "import cycle: a.proto → a.proto"])
        .of_tree(&[("a.proto", &at("a.proto", "A"))]);
    let three = [("a.proto", at("b.proto", "A")), ("b.proto", at("c.proto", "B")), ("c.proto", at("a.proto", "C"))];
    let three: Vec<(&str, &str)> = three.iter().map(|(name, text)| (*name, text.as_str())).collect();
    for says in [
        &["a.proto:2:1", "import cycle: a.proto → b.proto → c.proto → a.proto"],
        &["b.proto:2:1", "import cycle: b.proto → c.proto → a.proto → b.proto"],
        &["c.proto:2:1", "import cycle: c.proto → a.proto → b.proto → c.proto"],
    ] {
        Case::new("three", says).of_tree(&three);
    }
}

#[test]
fn a_symbol_of_another_file_is_told() {
    let text = "syntax = \"proto3\";\npackage good;\nmessage M {}";
    Case::new("declared twice", &["late.proto", "good.M"]).of_tree(&[("late.proto", text)]);
}

#[test]
fn a_path_that_leads_elsewhere_is_no_import() {
    all(
        [
            ("here", "./good.proto"),
            ("up", "../good.proto"),
            ("absolute", "/etc/passwd"),
            ("backslashes", "a\\\\b.proto"),
            ("doubled slashes", "a//good.proto"),
        ],
        |(about, import)| {
            let text = format!("syntax = \"proto3\";\nimport \"{import}\";\nmessage A {{}}");
            Case::new(about, &["bad.proto:2:", "this path cannot be imported"]).of_tree(&[("bad.proto", &text)]);
        },
    );
}

#[test]
fn what_cannot_be_read_is_told() {
    let folder = tree(&[("text.proto", "x"), ("set.binpb", "x"), ("empty/readme.md", "")]);
    let at = |name: &str| folder.path().join(name);
    fs::write(at("latin.proto"), b"syntax = \"proto3\";\n// caf\xe9\n").unwrap();
    fs::write(at("wide.proto"), b"\xff\xfes\0y\0n\0t\0a\0x\0").unwrap();
    fs::write(at("huge.proto"), vec![b' '; (8 << 20) + 1]).unwrap();
    fs::create_dir(at("folder.proto")).unwrap();
    all(
        [
            ("none.proto", "cannot be read: No such file"),
            ("text.proto", "text.proto:1:"),
            ("empty", "holds no .proto files"),
            ("folder.proto", "holds no .proto files"),
            ("latin.proto", "latin.proto:2: is not UTF-8 text"),
            ("wide.proto", "wide.proto:1: is not UTF-8 text"),
            ("huge.proto", "is larger than 8 MiB"),
        ],
        |(name, words)| {
            let source = FileSource::Protos { paths: vec![at(name)], import_roots: Vec::new(), sets: Vec::new() };
            let schema = on_small_stack(|| Schema::load(&source));
            assert_eq!(schema.problems().len(), 1, "{name}: {:?}", told(&schema));
            assert!(told(&schema)[0].contains(words), "{name}: {:?}", told(&schema));
            assert!(schema.services().is_empty());
        },
    );
    let source = FileSource::Protos { paths: vec![], import_roots: vec![at("nowhere")], sets: Vec::new() };
    assert!(told(&Schema::load(&source))[0].ends_with("nowhere: is not a folder to import from"));
}

#[test]
fn many_files_in_a_chain_and_many_imports_take_no_stack() {
    let mut files = vec![("c0.proto".to_owned(), "syntax = \"proto3\"; message C0 {}".to_owned())];
    for at in 1..400 {
        let below = at - 1;
        let text =
            format!("syntax = \"proto3\"; import public \"c{below}.proto\"; message C{at} {{ C{below} c = 1; }}");
        files.push((format!("c{at}.proto"), text));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Case::new("a chain", &[]).has(&["C0", "C399"]).of_tree(&files);
    let imports: String = (0..20_000).map(|at| format!("import \"no{at}.proto\";\n")).collect();
    let many = format!("syntax = \"proto3\";\n{imports}message Kept {{}}");
    let folder = tree(&[("many.proto", &many)]);
    let source =
        FileSource::Protos { paths: vec![folder.path().to_owned()], import_roots: Vec::new(), sets: Vec::new() };
    let schema = on_small_stack(|| Schema::load(&source));
    assert!(told(&schema)[0].contains("which was not found"), "{}", told(&schema)[0]);
    assert!(schema.service("good.Good").is_some());
}
