//! `farcall schema`: list, describe, export and docs, from a server, from .proto files and from descriptor sets.

use std::fs;

use farcall_tests::{Farcall, protos, sample, write_descriptor_set};

use crate::golden::Transcript;

#[test]
fn the_schema_family_lists_and_describes_as_the_short_forms_do() {
    let server = sample();
    let target = server.addr().to_string();
    for arguments in [
        &["list", &target][..],
        &["list", &target, "shop.v1.Orders"],
        &["describe", &target, "shop.v1.Orders"],
        &["list", "--proto", protos().to_str().unwrap(), "--json"],
    ] {
        let short = Farcall::new(arguments).run().expect_exit(0);
        let long = Farcall::new(["schema"]).args(arguments).run().expect_exit(0);
        assert_eq!((long.stdout, long.stderr), (short.stdout, short.stderr), "{arguments:?}");
    }
    let mut session = Transcript::new("schema").hide(protos().display(), "PROTOS");
    let root = protos();
    let root = root.to_str().unwrap();
    session.run(&["schema", "list", "--proto", root, "--json", "shop.v1.Accounts"]).expect_exit(0);
    session.run(&["schema", "list", "--proto", &format!("{root}/**/drivers.proto"), "-I", root]).expect_exit(0);
    session.run(&["schema", "docs", "--proto", root, "--format", "md", "--package", "fleet"]).expect_exit(0);
    session.run(&["schema", "docs", "--proto", root, "--format", "md", "--package", "nope"]).expect_exit(1);
    session.run(&["schema", "export", "--proto", root, "--protoset-out", "x", "shop.v1.Nope"]).expect_exit(1);
    session.run(&["schema", "export", "--proto", root]).expect_exit(2);
    session.run(&["schema", "export", "--protoset-out", "x"]).expect_exit(2);
    session.check();
}

#[test]
fn where_files_fill_in_for_a_server_it_is_said_which_are_whose() {
    let server = sample();
    let target = server.addr().to_string();
    let folder = tempfile::tempdir().unwrap();
    let own = "syntax = \"proto3\";\npackage own;\nimport \"shop/v1/orders.proto\";\nservice Till { rpc Ring(shop.v1.Order) returns (shop.v1.Order); }\n";
    fs::write(folder.path().join("till.proto"), own).unwrap();
    let listed = |more: &[&str]| {
        let list =
            Farcall::new(["schema", "list", &target, "--reflection", "--proto"]).arg(folder.path().join("till.proto"));
        list.args(more).run().expect_exit(0)
    };
    let told = listed(&["-v"]);
    assert!(told.lines().contains(&"own.Till") && told.lines().contains(&"shop.v1.Orders"), "{told:?}");
    let wanted = "* till.proto is of your files; the server does not give it\n\
                  * till.proto imports shop/v1/orders.proto, which the server gives\n";
    assert_eq!(told.stderr, wanted);
    assert_eq!(listed(&[]).stderr, "");
}

#[test]
fn a_file_of_messages_beside_a_broken_one_is_a_schema() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.proto"), "syntax = \"proto3\"; message M {}\n").unwrap();
    fs::write(folder.path().join("broken.proto"), "syntax = \"proto3\"; message {}\n").unwrap();
    let listed = Farcall::new(["schema", "list", "--proto"]).arg(folder.path()).run().expect_exit(0);
    assert_eq!(listed.stdout, "");
    assert!(listed.stderr.starts_with("error: broken.proto:1:"), "{listed:?}");
    fs::remove_file(folder.path().join("good.proto")).unwrap();
    Farcall::new(["schema", "list", "--proto"]).arg(folder.path()).run().expect_exit(1);
}

#[test]
fn what_a_server_serves_is_exported_and_loads_again() {
    let server = sample();
    let target = server.addr().to_string();
    let folder = tempfile::tempdir().unwrap();
    let (set, out) = (folder.path().join("x.binpb"), folder.path().join("out"));
    let exported = Farcall::new(["schema", "export", &target, "-proto-out-dir"])
        .arg(&out)
        .arg("--protoset-out")
        .arg(&set)
        .run()
        .expect_exit(0);
    assert!(exported.stdout.is_empty() && exported.stderr.contains("Wrote "), "{exported:?}");
    let of_protos = Farcall::new(["describe", "shop.v1.Order", "--proto"]).arg(&out).run().expect_exit(0);
    let of_set = Farcall::new(["describe", "shop.v1.Order", "--protoset"]).arg(&set).run().expect_exit(0);
    let of_server = Farcall::new(["describe", &target, "shop.v1.Order"]).run().expect_exit(0);
    assert_eq!(of_protos.stdout, of_server.stdout);
    assert_eq!(of_set.stdout, of_server.stdout);
    let one = folder.path().join("one");
    Farcall::new(["schema", "export", &target, "fleet.v1.Drivers", "--proto-out-dir"]).arg(&one).run().expect_exit(0);
    assert!(one.join("fleet").is_dir() && !one.join("shop").exists());
}

#[test]
fn a_reference_is_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let set = write_descriptor_set(folder.path());
    let page = folder.path().join("shop.html");
    Farcall::new(["schema", "docs", "--format", "html", "--title", "Samples", "--protoset"])
        .arg(&set)
        .arg("-o")
        .arg(&page)
        .run()
        .expect_exit(0);
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("<title>Samples</title>"));
    assert!(html.contains("id=\"shop.v1.Orders/GetOrder\"") && !html.contains("src="));
    let text = Farcall::new(["schema", "docs", "--format", "md", "--protoset"]).arg(&set).run().expect_exit(0).stdout;
    assert!(text.contains("### service Orders"), "{text}");
}

#[test]
fn what_is_written_takes_the_place_of_the_old_file_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let set = write_descriptor_set(folder.path());
    for words in [&["schema", "export", "--protoset-out"][..], &["schema", "docs", "--format", "md", "-o"]] {
        let (out, before) = (folder.path().join("out"), folder.path().join("before"));
        fs::write(&out, "old").unwrap();
        fs::hard_link(&out, &before).unwrap();
        Farcall::new(words).arg(&out).arg("--protoset").arg(&set).run().expect_exit(0);
        assert!(fs::read(&out).unwrap().len() > 1_000);
        assert!(fs::read(&before).unwrap() == b"old", "{words:?} wrote into the old file");
        fs::remove_file(&before).unwrap();
    }
    let strays = fs::read_dir(folder.path())
        .unwrap()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().ends_with(".part"));
    assert_eq!(strays.count(), 0);
}

#[test]
fn files_and_descriptor_sets_make_one_schema() {
    let folder = tempfile::tempdir().unwrap();
    let set = write_descriptor_set(folder.path());
    let proto = folder.path().join("desk.proto");
    let text = "syntax = \"proto3\"; package desk; import \"shop/v1/orders.proto\"; \
                service Desk { rpc Take(shop.v1.Order) returns (shop.v1.Order); }\n";
    fs::write(&proto, text).unwrap();
    let both = |words: &[&str]| {
        Farcall::new(words).arg("--proto").arg(&proto).arg("--protoset").arg(&set).run().expect_exit(0)
    };
    let listed = both(&["schema", "list"]);
    assert!(listed.stdout.contains("desk.Desk\n") && listed.stdout.contains("shop.v1.Orders\n"), "{listed:?}");
    assert!(!listed.stderr.contains("not found"), "{listed:?}");
    let template = both(&["describe", "desk.Desk.Take", "--msg-template"]).stdout;
    assert!(template.contains("\"id\""), "{template}");
}

#[test]
fn what_is_missing_in_many_places_is_told_once_with_all_the_folders_that_mend_it() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("syntax = \"proto3\"; {text}\n")).unwrap();
    };
    write("one/a/a.proto", "package a; message A {}");
    write("two/b/b.proto", "package b; message B {}");
    for name in ["x", "y", "z"] {
        let fields = format!("package {name}; message M {{ a.A a = 1; b.B b = 2; }}");
        write(&format!("api/{name}.proto"), &format!("import \"a/a.proto\"; import \"b/b.proto\"; {fields}"));
    }
    let listed = Farcall::new(["list", "--proto"]).arg(folder.path().join("api")).run().expect_exit(0);
    assert_eq!(
        listed.stderr.matches("imports \"a/a.proto\", which was not found (in 3 places)").count(),
        1,
        "{listed:?}"
    );
    let last = listed.stderr.lines().last().unwrap();
    assert!(last.starts_with("hint: All the folders to add: -I ") && last.ends_with("two"), "{last}");
}

#[test]
fn a_package_is_said_to_be_one() {
    let refused = Farcall::new(["describe", "shop.v1", "--proto"]).arg(protos()).run().expect_exit(1);
    assert!(
        refused
            .stderr
            .starts_with("error: \"shop.v1\" is a package, not a symbol\nhint: Name what is in it, such as shop.v1.")
    );
}
