//! Trees of .proto files and descriptor sets, good and bad, and what is said of them.
//! Each tree is made in a temporary folder.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod opening;
mod sets;

use std::{fs, path::PathBuf};

use prost::Message as _;
use tempfile::TempDir;

use super::FileSource;
use crate::schema::{MethodKind, Problem, Schema, SchemaLimits, descriptor::FileDescriptorSet};

/// A folder with these files.
fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn load(paths: &[PathBuf], import_roots: &[PathBuf]) -> Schema {
    Schema::load(&FileSource::Protos { paths: paths.to_vec(), import_roots: import_roots.to_vec(), sets: Vec::new() })
}

fn load_folder(folder: &TempDir) -> Schema {
    load(&[folder.path().to_owned()], &[])
}

fn load_tree(files: &[(&str, &str)]) -> (TempDir, Schema) {
    let folder = tree(files);
    let schema = load_folder(&folder);
    (folder, schema)
}

fn services(schema: &Schema) -> Vec<&str> {
    schema.services().iter().map(|service| service.full_name.as_str()).collect()
}

fn told(schema: &Schema) -> Vec<String> {
    schema.problems().iter().map(Problem::to_string).collect()
}

const GOOD: (&str, &str) =
    ("good.proto", "syntax = \"proto3\"; package good; message M {} service Good { rpc Get(M) returns (M); }");

#[test]
fn a_folder_is_its_own_import_root() {
    let (_folder, schema) = load_tree(&[
        (
            "shop/v1/orders.proto",
            "syntax = \"proto3\";\npackage shop.v1;\nimport \"shop/v1/money.proto\";\nimport \"google/protobuf/timestamp.proto\";\n// Orders of a shop.\nservice Orders {\n  // Watches one.\n  rpc Watch(Order) returns (stream Order) { option deprecated = true; }\n}\nmessage Order { Money total = 1; google.protobuf.Timestamp at = 2; }",
        ),
        ("shop/v1/money.proto", "syntax = \"proto3\";\npackage shop.v1;\nmessage Money { int64 units = 1; }"),
    ]);
    assert_eq!(told(&schema), [""; 0]);
    let service = schema.service("shop.v1.Orders").unwrap();
    assert_eq!(
        (service.docs.as_str(), service.package.as_str(), service.name.as_str()),
        ("Orders of a shop.", "shop.v1", "Orders")
    );
    assert_eq!(service.file, "shop/v1/orders.proto");
    let method = schema.method(&"shop.v1.Orders/Watch".parse().unwrap()).unwrap();
    assert_eq!(method.kind, MethodKind::ServerStreaming);
    assert_eq!(method.docs, "Watches one.");
    assert!(method.deprecated && !service.deprecated);
    assert_eq!(method.output.full_name(), "shop.v1.Order");
    assert!(schema.source_path("shop/v1/money.proto").unwrap().ends_with("shop/v1/money.proto"));
    assert!(schema.file_text("shop/v1/money.proto").unwrap().contains("message Money { int64"));
}

#[test]
fn a_file_opened_alone_finds_its_root_by_package_and_by_imports() {
    let folder = tree(&[
        (
            "api/shop/v1/a.proto",
            "syntax = \"proto3\"; package shop.v1; import \"shop/v1/b.proto\"; message A { B b = 1; }",
        ),
        (
            "api/shop/v1/b.proto",
            "syntax = \"proto3\"; package shop.v1; import \"other/c.proto\"; message B { other.C c = 1; }",
        ),
        ("other/c.proto", "syntax = \"proto3\"; package other; message C {}"),
        ("api/plain.proto", "syntax = \"proto3\"; import \"near.proto\"; message P { N n = 1; }"),
        ("api/near.proto", "syntax = \"proto3\"; message N {}"),
    ]);
    let schema = load(&[folder.path().join("api/shop/v1/a.proto")], &[]);
    assert_eq!(told(&schema), [""; 0]);
    assert!(schema.message("other.C").is_some());
    assert!(schema.files().contains(&"shop/v1/a.proto".to_owned()));
    let schema = load(&[folder.path().join("api/plain.proto")], &[]);
    assert_eq!(told(&schema), [""; 0]);
    assert!(schema.files().contains(&"plain.proto".to_owned()));
    assert!(schema.message("shop.v1.A").is_none());
}

#[test]
fn a_missing_import_leaves_the_rest_callable_and_names_the_root_that_would_mend_it() {
    let files = [
        GOOD,
        (
            "app/uses.proto",
            "syntax = \"proto3\";\npackage app;\nimport \"vendor/lib.proto\";\nmessage U { lib.L l = 1; }",
        ),
        ("app/far.proto", "syntax = \"proto3\";\npackage app;\n\nimport \"app/uses.proto\";\nmessage F { U u = 1; }"),
        ("third_party/vendor/lib.proto", "syntax = \"proto3\"; package lib; message L {}"),
        ("app/lost.proto", "syntax = \"proto3\";\nimport \"no/where.proto\";\nmessage X { where.W w = 1; }"),
    ];
    let (folder, schema) = load_tree(&files);
    assert_eq!(services(&schema), ["good.Good"]);
    assert_eq!(
        told(&schema),
        [
            "app/lost.proto:2:1: imports \"no/where.proto\", which was not found",
            "app/uses.proto:3:1: imports \"vendor/lib.proto\", which was not found",
        ]
    );
    let root = folder.path().canonicalize().unwrap().join("third_party");
    let hint = schema.problems()[1].hint.clone().unwrap();
    assert!(hint.contains(&format!("exists under {}", root.display())), "{hint}");
    assert_eq!(schema.mending_roots(), std::slice::from_ref(&root));
    assert!(schema.problems()[0].hint.as_ref().unwrap().contains("Looked in:"));
    assert!(schema.message("app.F").is_some() && schema.message("app.U").is_some());

    let mended = load(&[folder.path().to_owned()], &[root]);
    assert_eq!(told(&mended), ["app/lost.proto:2:1: imports \"no/where.proto\", which was not found"]);
    assert!(mended.message("app.F").is_some());
}

#[test]
fn a_broken_file_says_where_and_leaves_the_rest() {
    for (text, problem) in [
        ("syntax = \"proto3\";\nmessage A {\n  string = 1;\n}", "bad.proto:3:10: expected a field's name, found \"=\""),
        ("syntax = \"proto3\";\nmessage A {\n  Nope n = 1;\n}", "bad.proto:3:3: \"Nope\" is not defined"),
        (
            "syntax = \"proto3\";\npackage good;\nmessage M {}",
            "bad.proto:3:9: \"good.M\" is already defined in \"a.proto\"",
        ),
        (
            "edition = \"1999\";\nmessage A {}",
            "bad.proto:1:11: unknown edition \"1999\": \"2023\" and \"2024\" are known",
        ),
        (
            "syntax = \"proto3\";\nmessage E { option map_entry = true; }",
            "bad.proto:2:13: option map_entry: write map<Key, Value> instead",
        ),
        (
            "syntax = \"proto3\";\nmessage A {\n  int32 a = 1;\n  int32 b = 1;\n}",
            "bad.proto:4:13: number 1 of \"b\" is already that of \"a\"",
        ),
        ("syntax = \"proto3\";\nimport \"./good.proto\";", "bad.proto:2:1: this path cannot be imported"),
        ("syntax = \"proto3\";\nimport \"bad.proto\";", "bad.proto:2:1: import cycle: bad.proto → bad.proto"),
    ] {
        let (_folder, schema) = load_tree(&[("bad.proto", text), ("a.proto", GOOD.1)]);
        assert_eq!(told(&schema), [problem], "{text}");
        assert!(schema.problems()[0].is_error);
        assert_eq!(services(&schema), ["good.Good"], "{text}");
    }
}

#[test]
fn import_cycles_are_spelled_out() {
    let (_folder, schema) = load_tree(&[
        ("a.proto", "syntax = \"proto3\"; import \"b.proto\"; message A {}"),
        ("b.proto", "syntax = \"proto3\"; import \"c.proto\"; message B {}"),
        ("c.proto", "syntax = \"proto3\"; import \"a.proto\"; message C {}"),
        ("on_it.proto", "syntax = \"proto3\"; import \"a.proto\"; message O { A a = 1; }"),
        GOOD,
    ]);
    assert_eq!(services(&schema), ["good.Good"]);
    assert_eq!(
        told(&schema),
        [
            "a.proto:1:20: import cycle: a.proto → b.proto → c.proto → a.proto",
            "b.proto:1:20: import cycle: b.proto → c.proto → a.proto → b.proto",
            "c.proto:1:20: import cycle: c.proto → a.proto → b.proto → c.proto",
            "on_it.proto:1:20: imports \"a.proto\", which could not be loaded",
        ]
    );
}

#[test]
fn odd_but_fair_texts_load() {
    let crlf = "syntax = \"proto3\";\r\npackage odd;\r\n// One.\r\n// Two.\r\nmessage M {\r\n  int32 a = 1;\r\n}\r\n";
    let bom = format!("\u{feff}{crlf}");
    for text in [crlf, &bom] {
        let (_folder, schema) = load_tree(&[("odd.proto", text)]);
        assert_eq!(told(&schema), [""; 0]);
        assert_eq!(schema.docs_of(&schema.message("odd.M").unwrap()), "One.\nTwo.");
    }
    let (_folder, schema) = load_tree(&[("empty.proto", ""), GOOD]);
    assert_eq!(told(&schema), [""; 0]);
    assert!(schema.files().contains(&"empty.proto".to_owned()));
}

#[test]
fn deep_nesting_is_refused_with_its_line() {
    let messages = format!("syntax = \"proto3\";\n{}{}", "message M {\n".repeat(200), "}\n".repeat(200));
    let option = format!("syntax = \"proto3\";\noption (x) = {}{};", "{ a: ".repeat(5000), "}".repeat(5000));
    let (_folder, schema) = load_tree(&[("deep.proto", &messages), ("value.proto", &option), GOOD]);
    assert_eq!(
        told(&schema),
        ["deep.proto:66:11: nesting deeper than 64 levels", "value.proto:2:334: nesting deeper than 64 levels"]
    );
    assert_eq!(services(&schema), ["good.Good"]);
}

#[test]
fn well_known_files_are_ours_and_vendored_copies_go_by_their_name() {
    let (_folder, schema) = load_tree(&[
        ("google/protobuf/descriptor.proto", "this is no proto"),
        ("third_party/protobuf/src/google/protobuf/timestamp.proto", "nor is this"),
        (
            "third_party/googleapis/google/type/money.proto",
            "syntax = \"proto3\"; package google.type; message Money { int32 mine = 1; }",
        ),
        (
            "uses.proto",
            "syntax = \"proto3\"; package u; import \"google/protobuf/timestamp.proto\"; import \"google/type/money.proto\"; import \"google/rpc/status.proto\"; message U { google.protobuf.Timestamp t = 1; google.type.Money m = 2; google.rpc.Status s = 3; }",
        ),
    ]);
    assert_eq!(told(&schema), [""; 0]);
    assert!(schema.message("u.U").is_some());
    assert!(schema.message("google.type.Money").unwrap().get_field_by_name("mine").is_some());
    assert!(schema.message("google.rpc.Status").is_some());
}

#[test]
fn one_file_under_two_roots_is_one_file() {
    let folder = tree(&[
        ("a/b/c.proto", "syntax = \"proto3\"; package c; message C {}"),
        ("a/one.proto", "syntax = \"proto3\"; import \"b/c.proto\"; message One { c.C c = 1; }"),
        ("a/two.proto", "syntax = \"proto3\"; import \"c.proto\"; message Two { c.C c = 1; }"),
    ]);
    let root = folder.path().join("a");
    let schema = load(std::slice::from_ref(&root), &[root.clone(), root.join("b")]);
    assert_eq!(told(&schema), [""; 0]);
    assert!(schema.message("One").is_some() && schema.message("Two").is_some());
}

#[test]
fn of_two_files_of_one_name_the_imported_one_is_used() {
    let folder = tree(&[
        ("one/x.proto", "syntax = \"proto3\"; package x; message X { int32 one = 1; }"),
        ("two/x.proto", "syntax = \"proto3\"; package x; message X { int32 two = 1; }"),
        ("main/m.proto", "syntax = \"proto3\"; import \"x.proto\"; message M { x.X x = 1; }"),
    ]);
    let at = |name: &str| folder.path().join(name);
    let schema = load(&[at("one"), at("two"), at("main")], &[at("two")]);
    assert!(schema.message("x.X").unwrap().get_field_by_name("two").is_some());
    assert_eq!(schema.problems().len(), 1);
    assert!(!schema.problems()[0].is_error);
    assert!(schema.problems()[0].message.starts_with("also lies at"), "{:?}", told(&schema));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_root_is_not_read() {
    let outside = tree(&[("secret.proto", "syntax = \"proto3\"; message Secret {}")]);
    let folder = tree(&[GOOD, ("real/inner.proto", "syntax = \"proto3\"; message Inner {}")]);
    let link = |from: PathBuf, to: &str| std::os::unix::fs::symlink(from, folder.path().join(to)).unwrap();
    link(outside.path().join("secret.proto"), "secret.proto");
    link(outside.path().to_owned(), "folder");
    link(folder.path().join("real"), "inside");
    link(folder.path().to_owned(), "loop");
    fs::write(
        folder.path().join("imports.proto"),
        "syntax = \"proto3\"; import \"secret.proto\"; message I { Secret s = 1; }",
    )
    .unwrap();
    let schema = load_folder(&folder);
    assert!(schema.message("Secret").is_none());
    assert!(schema.message("Inner").is_some());
    assert_eq!(services(&schema), ["good.Good"]);
    let told = told(&schema);
    let words =
        |name: &str| format!("\"{}\" lies outside the import folders; not read", folder.path().join(name).display());
    for name in ["secret.proto", "folder"] {
        assert!(schema.problems().iter().any(|problem| problem.message == words(name)), "{told:?}");
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    let folder = tree(&[("text.proto", "x"), ("set.binpb", "x"), ("empty/readme.md", "")]);
    fs::write(folder.path().join("latin.proto"), b"syntax = \"proto3\";\n// caf\xe9\n").unwrap();
    fs::write(folder.path().join("huge.proto"), vec![b' '; (8 << 20) + 1]).unwrap();
    for (name, words) in [
        ("none.proto", "cannot be read: No such file"),
        ("set.binpb", "is a descriptor set, not a .proto file"),
        ("empty", "holds no .proto files"),
        ("latin.proto", ":2: is not UTF-8 text"),
        ("huge.proto", "is larger than 8 MiB"),
    ] {
        let schema = load(&[folder.path().join(name)], &[]);
        assert_eq!(schema.problems().len(), 1, "{name}: {:?}", told(&schema));
        assert!(told(&schema)[0].contains(words), "{name}: {:?}", told(&schema));
        assert!(schema.services().is_empty());
    }
    let schema = load(&[], &[folder.path().join("nowhere")]);
    assert!(told(&schema)[0].ends_with("nowhere: is not a folder to import from"));
}

#[test]
fn custom_options_and_public_imports_resolve_far_away() {
    let (_folder, schema) = load_tree(&[
        (
            "opt.proto",
            "syntax = \"proto3\"; package opt; import \"google/protobuf/descriptor.proto\"; message Rule { string why = 1; } extend google.protobuf.FieldOptions { Rule rule = 50001; }",
        ),
        ("p1.proto", "syntax = \"proto3\"; import public \"p2.proto\";"),
        ("p2.proto", "syntax = \"proto3\"; import public \"p3.proto\";"),
        ("p3.proto", "syntax = \"proto3\"; import public \"opt.proto\"; message Deep {}"),
        (
            "uses.proto",
            "syntax = \"proto2\"; import \"p1.proto\"; message U { optional Deep d = 1 [(opt.rule) = { why: \"so\" }]; repeated int32 p = 2 [packed = true]; repeated int32 q = 3; }",
        ),
        (
            "p3only.proto",
            "syntax = \"proto3\"; message P { repeated int32 p = 1 [packed = false, deprecated = true]; repeated int32 q = 2; }",
        ),
    ]);
    assert_eq!(told(&schema), [""; 0]);
    let packed =
        |message: &str, field: &str| schema.message(message).unwrap().get_field_by_name(field).unwrap().is_packed();
    assert!(packed("U", "p") && !packed("U", "q"));
    assert!(!packed("P", "p") && packed("P", "q"));
}

#[test]
fn a_file_of_extensions_that_fails_leaves_the_others_whole() {
    // The library keeps traces of a refused file's extensions; later files must not stumble over them.
    let (_folder, schema) = load_tree(&[
        (
            "a_bad.proto",
            "syntax = \"proto3\"; package bad; import \"google/protobuf/descriptor.proto\"; extend google.protobuf.FieldOptions { string x = 50001; Nope y = 50002; }",
        ),
        (
            "b_good.proto",
            "syntax = \"proto3\"; package good; import \"google/protobuf/descriptor.proto\"; extend google.protobuf.MessageOptions { string why = 50001; } message M { option (good.why) = \"so\"; string a = 1 [deprecated = true]; }",
        ),
    ]);
    assert_eq!(schema.problems().len(), 1);
    assert_eq!(schema.problems()[0].file, "a_bad.proto");
    assert!(schema.describe("good.M").unwrap().contains("option (good.why) = \"so\";"));
}

#[test]
fn descriptor_sets_load_and_what_is_none_is_said() {
    let (_folder, schema) = load_tree(&[GOOD]);
    let file = schema.file_bytes("good.proto").unwrap();
    let set = FileDescriptorSet { file: vec![file] }.encode_to_vec();
    let folder = TempDir::new().unwrap();
    let load_set = |bytes: &[u8]| {
        let path = folder.path().join("x.binpb");
        fs::write(&path, bytes).unwrap();
        Schema::load(&FileSource::DescriptorSet { paths: vec![path] })
    };
    let schema = load_set(&set);
    assert_eq!(told(&schema), [""; 0]);
    assert_eq!(services(&schema), ["good.Good"]);
    for (bytes, words) in [
        (&b""[..], "the descriptor set is empty"),
        (b"syntax = \"proto3\";", "is not a descriptor set"),
        (b"{\"file\": []}", "is not a descriptor set"),
        (&[0xff, 0, 17, 99, 200, 1, 2, 3], "is not a descriptor set"),
        (&[8, 1], "is not a descriptor set"),
        (&set[..set.len() - 3], "is not a descriptor set"),
    ] {
        let schema = load_set(bytes);
        assert_eq!(schema.problems().len(), 1, "{bytes:?}");
        assert_eq!(schema.problems()[0].message, words);
        assert!(schema.problems()[0].hint.is_some() && schema.problems()[0].file.ends_with("x.binpb"));
    }
    let none = Schema::load(&FileSource::DescriptorSet { paths: vec![folder.path().join("none.pb")] });
    assert!(none.problems()[0].message.starts_with("cannot be read"));
}
