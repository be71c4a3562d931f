//! Copies of schemas: when one is current, what it holds, and what becomes of a damaged one.
//! Each cache and each tree lies in a temporary folder.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{fs, ops::ControlFlow};

use tempfile::TempDir;

use super::*;
use crate::schema::Outline;

const SHOP: &str = "syntax = \"proto3\"; package shop; import \"lost.proto\";\n// Orders.\nservice Orders { rpc Get(M) returns (M); }\n// One.\nmessage M { int32 a = 1; }\n";
const GOOD: &str =
    "syntax = \"proto3\"; package good; message M {}\n// Fine.\nservice Good { rpc Get(M) returns (M); }\n";

struct Desk {
    tree: TempDir,
    cache_folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { tree: TempDir::new().unwrap(), cache_folder: TempDir::new().unwrap() };
        desk.write("good.proto", GOOD);
        desk.write("sub/other.proto", "syntax = \"proto3\"; package other; message O {}");
        desk
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.tree.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn source(&self) -> FileSource {
        FileSource::Protos { paths: vec![self.tree.path().to_owned()], import_roots: Vec::new(), sets: Vec::new() }
    }

    fn cache(&self) -> Cache {
        Cache::in_folder(self.cache_folder.path())
    }

    fn copy(&self) -> Option<CachedSchema> {
        self.cache().copy(&self.source(), &SchemaLimits::default())
    }

    fn load(&self) -> Schema {
        self.cache().load(&self.source(), &SchemaLimits::default(), &mut ()).unwrap()
    }

    fn is_current(&self) -> Option<bool> {
        self.copy().map(|copy| copy.is_current)
    }

    fn entries(&self) -> Vec<PathBuf> {
        let mut paths: Vec<_> =
            fs::read_dir(self.cache_folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    }
}

#[test]
fn a_copy_is_the_schema_that_was_loaded() {
    let desk = Desk::new();
    desk.write("shop.proto", SHOP);
    assert!(desk.copy().is_none());
    let loaded = desk.load();
    let copy = desk.copy().unwrap();
    assert!(copy.is_current);
    assert_eq!(copy.schema.problems(), loaded.problems());
    assert_eq!(copy.schema.problems().len(), 1, "{:?}", copy.schema.problems());
    assert_eq!(copy.schema.files(), loaded.files());
    for file in loaded.files() {
        assert_eq!(copy.schema.file_bytes(&file), loaded.file_bytes(&file), "{file}");
        assert_eq!(copy.schema.source_path(&file), loaded.source_path(&file), "{file}");
    }
    assert_eq!(copy.schema.service("good.Good").unwrap().docs, "Fine.");
    assert_eq!(copy.schema.describe("good.M"), loaded.describe("good.M"));
}

#[test]
fn comments_of_many_files_come_back_to_the_files_they_are_of() {
    let desk = Desk::new();
    let line = "x".repeat(60);
    for n in 0..200 {
        let docs: String = (0..(n % 7) * 50).map(|_| format!("// {line}\n")).collect();
        let text = format!(
            "syntax = \"proto3\"; package p{n};\n// Of {n}.\nmessage M {{}}\n// Serves {n}.\nservice S {{\n{docs}// Gets {n}.\nrpc Get(M) returns (M); }}"
        );
        desk.write(&format!("many/f{n}.proto"), &text);
    }
    let loaded = desk.load();
    let copy = desk.copy().unwrap().schema;
    assert_eq!(copy.methods().count(), loaded.methods().count());
    for (copied, method) in copy.methods().zip(loaded.methods()) {
        assert_eq!((&copied.path, &copied.docs), (&method.path, &method.docs));
    }
    for n in [0, 6, 7, 100, 199] {
        assert_eq!(copy.docs_of(&copy.message(&format!("p{n}.M")).unwrap()), format!("Of {n}."));
        assert_eq!(copy.service(&format!("p{n}.S")).unwrap().docs, format!("Serves {n}."));
    }
    for file in loaded.files() {
        assert_eq!(copy.file_bytes(&file), loaded.file_bytes(&file), "{file}");
    }
    assert!(copy.to_descriptor_set().len() > 1 << 20, "more than one block of comments");
    assert_eq!(copy.to_descriptor_set(), loaded.to_descriptor_set());
    desk.cache().keep_named(b"again", &copy).unwrap();
    let again = desk.cache().named(b"again").unwrap().schema;
    assert_eq!(again.to_descriptor_set(), loaded.to_descriptor_set(), "a copy of a copy");
}

#[test]
fn a_copy_with_damaged_comments_is_none() {
    let desk = Desk::new();
    desk.load();
    let [path] = desk.entries().try_into().unwrap();
    let whole = fs::read(&path).unwrap();
    for at in whole.len() - 40..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&path, bytes).unwrap();
        assert!(desk.copy().is_none(), "{at} of {}", whole.len());
    }
}

#[test]
fn a_copy_is_current_until_something_it_was_read_from_changes() {
    type Change = (&'static str, fn(&Desk));
    let changes: [Change; 6] = [
        ("a file was edited", |desk| desk.write("good.proto", &GOOD.replace("Get", "Put"))),
        ("a file grew", |desk| {
            desk.write("sub/other.proto", "syntax = \"proto3\"; package other; message O { int32 a = 1; }")
        }),
        ("a file came", |desk| desk.write("sub/new.proto", "syntax = \"proto3\";")),
        ("a folder came with a file", |desk| desk.write("deep/er/new.proto", "syntax = \"proto3\";")),
        ("a file went", |desk| fs::remove_file(desk.tree.path().join("sub/other.proto")).unwrap()),
        ("the lost import was found", |desk| desk.write("lost.proto", "syntax = \"proto3\";")),
    ];
    for (what, change) in changes {
        let desk = Desk::new();
        desk.write("shop.proto", SHOP);
        desk.load();
        assert_eq!(desk.is_current(), Some(true), "{what}");
        change(&desk);
        assert_eq!(desk.is_current(), Some(false), "{what}");
        desk.load();
        assert_eq!(desk.is_current(), Some(true), "{what}");
    }
}

#[test]
fn a_file_touched_and_not_changed_leaves_the_copy_current() {
    let desk = Desk::new();
    desk.load();
    let file = File::options().append(true).open(desk.tree.path().join("good.proto")).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    assert_eq!(desk.is_current(), Some(true));
}

#[test]
fn going_back_to_what_was_there_finds_its_copy() {
    let desk = Desk::new();
    desk.load();
    desk.write("good.proto", &GOOD.replace("Good", "Best"));
    assert!(desk.load().service("good.Best").is_some());
    desk.write("good.proto", GOOD);
    let copy = desk.copy().unwrap();
    assert!(copy.is_current && copy.schema.service("good.Good").is_some());
    for name in ["A", "B", "C", "D", "E"] {
        desk.write("good.proto", &GOOD.replace("Good", name));
        desk.load();
    }
    assert_eq!(desk.entries().len(), MAX_COPIES);
}

#[test]
fn other_limits_and_other_sources_have_copies_of_their_own() {
    let desk = Desk::new();
    desk.load();
    let fewer = SchemaLimits { max_files: 1, ..SchemaLimits::default() };
    assert!(desk.cache().copy(&desk.source(), &fewer).is_none());
    let alone = FileSource::Protos {
        paths: vec![desk.tree.path().join("good.proto")],
        import_roots: Vec::new(),
        sets: Vec::new(),
    };
    assert!(desk.cache().copy(&alone, &SchemaLimits::default()).is_none());
}

#[test]
fn a_damaged_copy_is_no_copy_and_goes() {
    let desk = Desk::new();
    desk.load();
    let [path] = desk.entries().try_into().unwrap();
    let whole = fs::read(&path).unwrap();
    let mut damaged: Vec<Vec<u8>> = [0, 1, FORMAT_LEN, FORMAT_LEN + 4, whole.len() / 2, whole.len() - 1]
        .iter()
        .map(|&len| whole[..len].to_vec())
        .collect();
    for at in (0..whole.len()).step_by(whole.len() / 16) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        damaged.push(bytes);
    }
    damaged.push([entry::FORMAT.as_bytes(), &[0xff; 64]].concat());
    damaged.push(Vec::new());
    let mut refused = 0;
    for bytes in damaged {
        fs::write(&path, bytes).unwrap();
        match desk.copy() {
            None => {
                refused += 1;
                assert!(!path.exists());
            }
            // A damaged footprint says no more than that the copy may be old; what it holds is whole.
            Some(copy) => assert!(copy.schema.service("good.Good").is_some()),
        }
    }
    assert!(refused > 10, "{refused}");
    assert!(desk.load().service("good.Good").is_some());
}

const FORMAT_LEN: usize = entry::FORMAT.len();

#[test]
fn the_copies_stay_within_their_bound_and_the_oldest_go() {
    let desk = Desk::new();
    desk.load();
    let [first] = desk.entries().try_into().unwrap();
    let long_ago = SystemTime::now() - std::time::Duration::from_secs(86_400);
    File::options().append(true).open(&first).unwrap().set_modified(long_ago).unwrap();
    let stray = desk.cache_folder.path().join(format!("{}x", sweep::STRAY));
    fs::write(&stray, "x").unwrap();
    File::options().append(true).open(&stray).unwrap().set_modified(long_ago).unwrap();
    let alone = FileSource::Protos {
        paths: vec![desk.tree.path().join("good.proto")],
        import_roots: Vec::new(),
        sets: Vec::new(),
    };
    let small = desk.cache().max_bytes(10);
    small.load(&alone, &SchemaLimits::default(), &mut ()).unwrap();
    assert!(!first.exists() && !stray.exists());
    assert_eq!(desk.entries().len(), 1, "what was just kept stays, however small the bound");
}

#[test]
fn a_load_that_is_ended_keeps_no_copy() {
    let desk = Desk::new();
    let mut end = |_: &super::super::progress::LoadStep| ControlFlow::Break(());
    assert!(desk.cache().load(&desk.source(), &SchemaLimits::default(), &mut end).is_none());
    assert!(desk.entries().is_empty());
}

#[test]
fn a_cache_that_cannot_be_written_is_no_hindrance() {
    let desk = Desk::new();
    let cache = Cache::in_folder(desk.tree.path().join("good.proto"));
    let schema = cache.load(&desk.source(), &SchemaLimits::default(), &mut ()).unwrap();
    assert!(schema.service("good.Good").is_some());
}

#[test]
fn a_copy_under_a_name_is_found_by_it_alone() {
    let desk = Desk::new();
    let schema = Schema::load(&desk.source());
    assert!(desk.cache().named(b"server").is_none());
    desk.cache().keep_named(b"server", &schema).unwrap();
    assert_eq!(desk.cache().named(b"server").unwrap().schema.files(), schema.files());
    assert!(desk.cache().named(b"other").is_none());
    desk.cache().keep_named(b"server", &Schema::builtin()).unwrap();
    assert!(desk.cache().named(b"server").unwrap().schema.service("good.Good").is_none());
    assert_eq!(desk.entries().len(), 1);
}

#[test]
fn a_large_copy_has_an_outline_with_all_that_a_tree_shows() {
    let desk = Desk::new();
    assert!(desk.cache().outline(&desk.source(), &SchemaLimits::default()).is_none(), "there is no copy");
    desk.load();
    assert!(desk.cache().outline(&desk.source(), &SchemaLimits::default()).is_none(), "a small one is there as soon");
    let many: String = (0..40_000).map(|n| format!("  int32 a_field_of_some_length_{n} = {};\n", n + 20_000)).collect();
    desk.write(
        "large.proto",
        &format!("syntax = \"proto3\"; package large; message L {{ message Inner {{}}\n{many}}}"),
    );
    desk.write(
        "odd.proto",
        "syntax = \"proto2\"; package odd; import \"google/protobuf/descriptor.proto\"; enum E { FIVE = 5; } extend google.protobuf.FieldOptions { optional E why = 50001; } service Odd { option deprecated = true; rpc Watch(M.In) returns (stream M) { option deprecated = true; } } message M { required string a = 1; message In {} extensions 100 to max; }",
    );
    let whole = desk.load();
    let outline = desk.cache().outline(&desk.source(), &SchemaLimits::default()).unwrap().schema;
    let tops = |schema: &Schema| -> Vec<(String, Vec<usize>, Vec<String>)> {
        let Outline { packages, symbols } = schema.outline();
        let names = |types: &[usize]| types.iter().map(|at| symbols[*at].name.clone()).collect();
        packages.iter().map(|package| (package.name.clone(), package.services.clone(), names(&package.types))).collect()
    };
    assert_eq!(tops(&outline), tops(&whole));
    let told = |schema: &Schema| -> Vec<String> {
        let methods = schema.methods().map(|method| (method.path.to_string(), method.kind, method.deprecated));
        methods.map(|method| format!("{method:?}")).collect()
    };
    assert_eq!(told(&outline), told(&whole));
    assert!(outline.service("odd.Odd").unwrap().deprecated && outline.problems().is_empty());
    assert_eq!(outline.message("large.L").unwrap().fields().count(), 0);
    let made = desk.copy().unwrap().made;
    assert!(made.elapsed().unwrap().as_secs() < 3_600);
}

#[test]
fn a_workspace_that_comes_above_makes_a_copy_old() {
    let desk = Desk::new();
    let below = FileSource::Protos { paths: vec![desk.tree.path().join("sub")], import_roots: vec![], sets: vec![] };
    let limits = SchemaLimits::default();
    let is_current = || desk.cache().copy(&below, &limits).unwrap().is_current;
    desk.cache().refresh(&below, &limits, &mut ()).unwrap();
    assert!(is_current());
    desk.write("buf.yaml", "version: v2\n");
    assert!(!is_current());
    desk.cache().refresh(&below, &limits, &mut ()).unwrap();
    assert!(is_current());
}

#[test]
fn a_set_beside_the_text_makes_a_copy_old_when_it_changes() {
    let desk = Desk::new();
    let set = desk.cache_folder.path().join("beside.set");
    let limits = SchemaLimits::default();
    let source =
        FileSource::Protos { paths: vec![desk.tree.path().into()], import_roots: vec![], sets: vec![set.clone()] };
    fs::write(&set, desk.load().to_descriptor_set()).unwrap();
    desk.cache().refresh(&source, &limits, &mut ()).unwrap();
    assert!(desk.cache().copy(&source, &limits).unwrap().is_current);
    fs::write(&set, Schema::builtin().to_descriptor_set()).unwrap();
    assert!(!desk.cache().copy(&source, &limits).unwrap().is_current);
}
