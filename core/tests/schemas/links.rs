//! Links, files under two roots and vendored copies: which file a name means, and that nothing outside is read.
//! Links are those of Unix.

use std::{fs, path::PathBuf};

use farcall_core::schema::{FileSource, Schema};

use crate::case::{Case, on_small_stack, told, tree};

fn load(paths: Vec<PathBuf>, import_roots: Vec<PathBuf>) -> Schema {
    on_small_stack(|| Schema::load(&FileSource::Protos { paths, import_roots, sets: Vec::new() }))
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_root_is_not_read() {
    use std::os::unix::fs::symlink;

    let outside = tree(&[("secret.proto", "syntax = \"proto3\"; message Secret {}")]);
    let folder = tree(&[
        ("real/inner.proto", "syntax = \"proto3\"; message Inner {}"),
        (
            "imports.proto",
            "syntax = \"proto3\";\npackage p;\nimport \"secret.proto\";\nmessage R { Secret s = 1; }\nservice S { rpc Do(R) returns (R); }",
        ),
    ]);
    let link = |from: PathBuf, to: &str| symlink(from, folder.path().join(to)).unwrap();
    link(outside.path().join("secret.proto"), "secret.proto");
    link(outside.path().to_owned(), "away");
    link(folder.path().join("real"), "inside");
    link(folder.path().to_owned(), "loop");
    link(folder.path().join("nothing.proto"), "dangling.proto");
    link(folder.path().join("self.proto"), "self.proto");
    let schema = load(vec![folder.path().to_owned()], Vec::new());
    Case::new("a file outside", &["secret.proto\" lies outside the import folders; not read"])
        .has(&["Inner", "p.R"])
        .lost(&["Secret"])
        .callable(&["p.S/Do"])
        .check(&schema);
    Case::new("a folder outside", &["away\" lies outside the import folders; not read"]).check(&schema);
    let allowed = load(vec![folder.path().to_owned()], vec![outside.path().to_owned()]);
    Case::new("allowed as a root", &[]).has(&["Secret"]).callable(&["p.S/Do"]).check(&allowed);
}

#[test]
fn one_file_under_two_roots_is_one_file() {
    let folder = tree(&[
        ("a/b/c.proto", "syntax = \"proto3\"; package c; message C {}"),
        ("a/one.proto", "syntax = \"proto3\"; import \"b/c.proto\"; message One { c.C c = 1; }"),
        ("a/two.proto", "syntax = \"proto3\"; import \"c.proto\"; message Two { c.C c = 1; }"),
    ]);
    let root = folder.path().join("a");
    let schema = load(vec![root.clone(), folder.path().join("good.proto")], vec![root.clone(), root.join("b")]);
    assert_eq!(told(&schema), [""; 0]);
    Case::new("two roots", &[]).has(&["One", "Two", "c.C"]).check(&schema);
}

#[test]
fn of_two_files_of_one_name_the_imported_one_is_used() {
    let folder = tree(&[
        ("one/x.proto", "syntax = \"proto3\"; package x; message X { int32 one = 1; }"),
        ("two/x.proto", "syntax = \"proto3\"; package x; message X { int32 two = 1; }"),
        ("main/m.proto", "syntax = \"proto3\"; import \"x.proto\"; message M { x.X x = 1; }"),
    ]);
    let at = |name: &str| folder.path().join(name);
    let schema = load(vec![at("one"), at("two"), at("main"), at("good.proto")], vec![at("two")]);
    Case::new("two of one name", &["x.proto", "also lies at"]).warns().has(&["M", "x.X"]).check(&schema);
    assert!(schema.message("x.X").unwrap().get_field_by_name("two").is_some());
}

#[test]
fn a_vendored_copy_goes_by_the_name_all_import_it_by() {
    let folder = tree(&[
        (
            "third_party/googleapis/google/type/money.proto",
            "syntax = \"proto3\"; package google.type; message Money { int32 mine = 1; }",
        ),
        (
            "uses.proto",
            "syntax = \"proto3\"; import \"google/type/money.proto\"; message U { google.type.Money m = 1; }",
        ),
    ]);
    let schema = load(vec![folder.path().to_owned()], Vec::new());
    assert_eq!(told(&schema), [""; 0]);
    assert!(schema.message("google.type.Money").unwrap().get_field_by_name("mine").is_some());
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_and_what_is_no_file_is_told() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tree(&[("locked.proto", "syntax = \"proto3\"; message Locked {}")]);
    let locked = folder.path().join("locked.proto");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o0)).unwrap();
    // Whoever is root reads it all the same.
    if fs::read(&locked).is_err() {
        Case::new("locked", &["locked.proto", "cannot be read"]).of_folder(folder.path());
    }
    let device = load(vec![PathBuf::from("/dev/zero")], Vec::new());
    assert!(told(&device)[0].contains("is not a regular file"), "{:?}", told(&device));
}
