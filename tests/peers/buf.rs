//! Real buf as the referee of its own formats: what it builds of a workspace, in each of the forms it writes, is the schema
//! that Farcall reads from that workspace, and the digests it locks are those that Farcall finds.
//! Nothing here depends on a module of a registry; buf works offline.

use std::{
    fs,
    path::{Path, PathBuf},
};

use farcall_tests::{Farcall, buf, repository};
use tempfile::TempDir;

/// What is described of each, options and comments included.
const SYMBOLS: [&str; 6] = ["shop.Order", "shop.Orders", "corp.Rule", "corp.Detail", "corp.rule", "corp.Kind"];

/// A folder of one's own with the workspace that the core's fixtures were made of.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&repository().join("core/src/schema/sources/text_set/fixtures/workspace"), folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// `buf build -o IMAGE` in the folder.
fn build(folder: &Path, image: &str) -> PathBuf {
    let ended = buf(folder).args(["build", "-o", image]).output().unwrap();
    assert!(ended.status.success(), "{image}: {}", String::from_utf8_lossy(&ended.stderr));
    folder.join(image)
}

/// What `farcall` says of a schema: its methods, then its symbols, and that nothing is wrong with it.
fn told(option: &str, source: &Path) -> Vec<String> {
    let asked = |words: &[&str]| {
        let ended = Farcall::new(words).arg(option).arg(source).run().expect_exit(0);
        assert_eq!(ended.stderr, "", "{words:?} {}", source.display());
        ended.stdout
    };
    let mut told = vec![asked(&["schema", "list", "--json"])];
    told.extend(SYMBOLS.iter().map(|symbol| asked(&["schema", "describe", symbol])));
    told
}

fn assert_same_in_every_form(folder: &Path, config: &str) {
    let wanted = told("--proto", &folder.join(config));
    assert!(wanted[0].contains("shop.Orders"), "{wanted:?}");
    assert!(wanted.iter().any(|text| text.contains("1767225600")), "options are told: {wanted:#?}");
    for image in ["image.binpb", "image.json", "image.txtpb", "image.binpb.gz", "image.txtpb.zst"] {
        assert_eq!(told("--protoset", &build(folder, image)), wanted, "{image}");
    }
}

#[test]
fn each_form_of_an_image_is_the_workspace_it_was_built_of() {
    assert_same_in_every_form(workspace().path(), "buf.yaml");
}

#[test]
fn so_it_is_of_a_workspace_of_version_1() {
    let folder = workspace();
    fs::remove_file(folder.path().join("buf.yaml")).unwrap();
    fs::write(folder.path().join("buf.work.yaml"), "version: v1\ndirectories:\n  - shop\n  - corp\n").unwrap();
    for module in ["shop", "corp"] {
        fs::write(folder.path().join(module).join("buf.yaml"), "version: v1\n").unwrap();
    }
    assert_same_in_every_form(folder.path(), "buf.work.yaml");
}

/// A module in the cache, and a module that depends on it, whose `buf.lock` names this digest.
fn depending(digest: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let kept = "cache/v3/modules/b5/buf.build/acme/base/7e6f6e774e29406da95bd61cdcdbc8bc";
    let lock = format!(
        "version: v2\ndeps:\n  - name: buf.build/acme/base\n    commit: 7e6f6e774e29406da95bd61cdcdbc8bc\n    digest: {digest}\n"
    );
    let base = "syntax = \"proto3\";\npackage base.v1;\nmessage Base {}\n";
    let own = "syntax = \"proto3\";\npackage own;\nimport \"base/v1/base.proto\";\nservice Own { rpc Get(base.v1.Base) returns (base.v1.Base); }\n";
    for (name, text) in [
        ("buf.yaml", "version: v2\ndeps:\n  - buf.build/acme/base\n"),
        ("buf.lock", &lock),
        ("own.proto", own),
        (&format!("{kept}/module.yaml"), "version: v1\nfiles_dir: files\n"),
        (&format!("{kept}/files/base/v1/base.proto"), base),
        (&format!("{kept}/files/LICENSE"), "Take it.\n"),
        (&format!("{kept}/files/docs/notes.txt"), "No part of the module.\n"),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// What Farcall says of a module whose `buf.lock` names this digest.
fn told_of(digest: &str) -> String {
    let folder = depending(digest);
    let listed = Farcall::new(["list", "--proto"]).arg(folder.path().join("buf.yaml"));
    let ended = listed.env("BUF_CACHE_DIR", folder.path().join("cache")).run().expect_exit(0);
    assert_eq!(ended.stdout, "own.Own\n");
    ended.stderr
}

#[test]
fn a_digest_is_the_one_that_buf_finds() {
    let wrong = format!("b5:{}", "0".repeat(128));
    let folder = depending(&wrong);
    let refused = buf(folder.path()).args(["build", "-o", "image.binpb"]).output().unwrap();
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    let (_, after) = words.split_once("Actual digest: \"").unwrap_or_else(|| panic!("buf names the digest: {words}"));
    let actual = after.split('"').next().unwrap();
    build(depending(actual).path(), "image.binpb");
    assert_eq!(told_of(actual), "");
    let told = told_of(&wrong);
    assert!(
        told.contains("the copy of buf.build/acme/base in buf's cache is not the one that is named here"),
        "{told}"
    );
    assert!(told.contains(&actual[..15]), "{told}");
}
