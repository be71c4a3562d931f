//! What can be opened, how far, and with whose consent: workspaces of buf, patterns, limits, steps, compressed sets.
//! What the files themselves may hold is tried beside it.

use std::{fs, io::Read as _, ops::ControlFlow};

use prost::Message as _;
use tempfile::TempDir;

use super::{FileSource, GOOD, load, load_folder, load_tree, services, told, tree};
use crate::schema::{
    LoadStep, Schema, SchemaLimits,
    descriptor::{DescriptorProto, FileDescriptorProto, MethodDescriptorProto, ServiceDescriptorProto},
};

#[test]
fn a_buf_workspace_is_opened_by_its_folder_or_its_file() {
    let folder = tree(&[
        ("buf.yaml", "version: v2\nmodules:\n  - path: api\n    excludes: [api/old]\n  - path: shared\n"),
        (
            "api/shop/a.proto",
            "syntax = \"proto3\"; package shop; import \"money/m.proto\"; service S { rpc Get(money.M) returns (money.M); }",
        ),
        ("api/old/broken.proto", "nonsense"),
        ("shared/money/m.proto", "syntax = \"proto3\"; package money; message M {}"),
        ("unlisted/broken.proto", "nonsense"),
    ]);
    for opened in ["", "buf.yaml"] {
        let schema = load(&[folder.path().join(opened)], &[]);
        assert_eq!(told(&schema), [""; 0]);
        assert_eq!(services(&schema), ["shop.S"]);
        assert!(schema.files().contains(&"money/m.proto".to_owned()));
    }
    let part = load(&[folder.path().join("api/shop")], &[]);
    assert_eq!(told(&part), [""; 0]);
    assert_eq!(services(&part), ["shop.S"], "the roots of the workspace around it serve");
    let alone = load(&[folder.path().join("api/shop/a.proto")], &[]);
    assert_eq!(told(&alone), [""; 0]);
    assert!(alone.files().contains(&"shop/a.proto".to_owned()));
}

#[test]
fn workspaces_below_an_opened_folder_give_their_roots() {
    let (_folder, schema) = load_tree(&[
        ("one/proto/buf.yaml", "version: v1\n"),
        ("one/proto/a/a.proto", "syntax = \"proto3\"; package a; import \"a/b.proto\"; message A { B b = 1; }"),
        ("one/proto/a/b.proto", "syntax = \"proto3\"; package a; message B {}"),
        ("one/proto/a/c.proto", "syntax = \"proto3\"; package a; message C {}"),
    ]);
    assert_eq!(told(&schema), [""; 0]);
    assert!(schema.files().contains(&"a/c.proto".to_owned()), "{:?}", schema.files());
}

#[test]
fn a_pattern_opens_what_it_matches() {
    let folder = tree(&[
        (
            "api/shop/v1/a.proto",
            "syntax = \"proto3\"; package shop.v1; import \"shop/v1/b.proto\"; message A { B b = 1; }",
        ),
        ("api/shop/v1/b.proto", "syntax = \"proto3\"; package shop.v1; message B {}"),
        ("api/shop/v1/c_test.proto", "nonsense"),
    ]);
    let schema = load(&[folder.path().join("api/**/[ab].proto")], &[]);
    assert_eq!(told(&schema), [""; 0]);
    assert!(schema.files().contains(&"shop/v1/a.proto".to_owned()));
    let nothing = load(&[folder.path().join("api/*.proto")], &[]);
    assert!(told(&nothing)[0].ends_with("matches no .proto file"), "{:?}", told(&nothing));
}

#[test]
fn a_root_beside_the_opened_folder_is_found_too() {
    let folder = tree(&[
        ("project/.git/config", ""),
        ("project/app/protos/a.proto", "syntax = \"proto3\"; import \"vendor/lib.proto\"; message A { lib.L l = 1; }"),
        ("project/third_party/vendor/lib.proto", "syntax = \"proto3\"; package lib; message L {}"),
        ("elsewhere/vendor/other.proto", "syntax = \"proto3\";"),
        ("project/app/protos/b.proto", "syntax = \"proto3\"; import \"vendor/other.proto\";"),
    ]);
    let schema = load(&[folder.path().join("project/app/protos")], &[]);
    let root = folder.path().canonicalize().unwrap().join("project/third_party");
    assert_eq!(schema.mending_roots(), [root], "and none outside the project");
}

#[test]
fn capitalised_well_known_files_are_taken_for_what_they_mean() {
    let (_folder, schema) = load_tree(&[
        (
            "a.proto",
            "syntax = \"proto3\";\nimport \"google/protobuf/Timestamp.proto\";\nmessage A { google.protobuf.Timestamp at = 1; }",
        ),
        (
            "b.proto",
            "syntax = \"proto3\";\nimport \"Google/Protobuf/empty.proto\";\nmessage B { google.protobuf.Empty e = 1; }",
        ),
    ]);
    assert_eq!(
        told(&schema),
        [
            "a.proto:2:1: imports \"google/protobuf/Timestamp.proto\", which is called \"google/protobuf/timestamp.proto\"; that one is used",
            "b.proto:2:1: imports \"Google/Protobuf/empty.proto\", which is called \"google/protobuf/empty.proto\"; that one is used",
        ]
    );
    assert!(schema.problems().iter().all(|problem| !problem.is_error));
    assert!(schema.message("A").is_some() && schema.message("B").is_some());
}

#[test]
fn so_are_those_of_a_server_that_gives_them_along() {
    let text = |name: &str| Some(name.to_owned());
    let message = |name: &str| DescriptorProto { name: text(name), ..DescriptorProto::default() };
    let empty = FileDescriptorProto {
        name: text("google/protobuf/Empty.proto"),
        package: text("google.protobuf"),
        message_type: vec![message("Empty")],
        ..FileDescriptorProto::default()
    };
    let method = MethodDescriptorProto {
        name: text("Ping"),
        input_type: text(".google.protobuf.Empty"),
        output_type: text(".google.protobuf.Empty"),
        ..MethodDescriptorProto::default()
    };
    let user = FileDescriptorProto {
        name: text("user.proto"),
        dependency: vec!["google/protobuf/Empty.proto".to_owned()],
        service: vec![ServiceDescriptorProto { name: text("S"), method: vec![method], options: None }],
        ..FileDescriptorProto::default()
    };
    let schema = Schema::from_files(vec![empty.encode_to_vec(), user.encode_to_vec()]);
    assert_eq!(services(&schema), ["S"]);
    assert!(schema.message("google.protobuf.Empty").is_some());
    assert!(schema.problems().iter().all(|problem| !problem.is_error), "{:?}", told(&schema));
    assert!(told(&schema)[0].contains("is called \"google/protobuf/empty.proto\""), "{:?}", told(&schema));
}

#[test]
fn past_a_limit_the_rest_is_left_out_and_said() {
    let folder = tree(&[
        ("a.proto", "syntax = \"proto3\"; message A {}"),
        ("b.proto", "syntax = \"proto3\"; message B {} // a longer one, this"),
        ("c.proto", "syntax = \"proto3\"; message C {}"),
    ]);
    let limited = |limits: SchemaLimits| {
        let source =
            FileSource::Protos { paths: vec![folder.path().to_owned()], import_roots: Vec::new(), sets: Vec::new() };
        Schema::load_with(&source, &limits, &mut ()).unwrap()
    };
    let few = limited(SchemaLimits { max_files: 2, ..SchemaLimits::default() });
    assert!(told(&few)[0].contains("is too large to open whole: more than 2 .proto files"), "{:?}", told(&few));
    let short = limited(SchemaLimits { max_file_bytes: 40, ..SchemaLimits::default() });
    assert_eq!(told(&short), ["b.proto: is larger than 40 bytes"]);
    assert!(short.message("A").is_some() && short.message("C").is_some());
    let little = limited(SchemaLimits { max_total_bytes: 100, ..SchemaLimits::default() });
    assert_eq!(told(&little), ["c.proto: was not read: all files together exceed 100 bytes"]);
}

#[test]
fn a_load_tells_its_steps_and_ends_when_told() {
    let folder = tree(&[GOOD, ("sub/b.proto", "syntax = \"proto3\"; message B {}")]);
    let source =
        FileSource::Protos { paths: vec![folder.path().to_owned()], import_roots: Vec::new(), sets: Vec::new() };
    let limits = SchemaLimits::default();
    let mut steps = Vec::new();
    let mut note = |step: &LoadStep| {
        steps.push(step.clone());
        ControlFlow::Continue(())
    };
    assert!(Schema::load_with(&source, &limits, &mut note).is_some());
    assert_eq!(steps.first(), Some(&LoadStep::Finding { found: 0 }));
    assert!(steps.contains(&LoadStep::Parsing { done: 2, of: 2 }), "{steps:?}");
    assert_eq!(steps.last(), Some(&LoadStep::Linking));
    for last in 0..steps.len() {
        let mut told = 0;
        let mut end = |_: &LoadStep| {
            told += 1;
            if told > last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        assert!(Schema::load_with(&source, &limits, &mut end).is_none(), "ended at step {last}");
    }
}

#[test]
fn many_files_are_parsed_side_by_side_and_come_out_the_same() {
    let names: Vec<(String, String)> = (0..200)
        .map(|i| {
            (format!("f{i:03}.proto"), format!("syntax = \"proto3\"; package p{i}; message M{i} {{ int32 a = 1; }}"))
        })
        .collect();
    let files: Vec<(&str, &str)> = names.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = tree(&files);
    let first = load_folder(&folder);
    assert_eq!(told(&first), [""; 0]);
    assert!((0..200).all(|i| first.message(&format!("p{i}.M{i}")).is_some()));
    assert_eq!(load_folder(&folder).files(), first.files());
}

#[test]
fn compressed_sets_load() {
    let (_folder, schema) = load_tree(&[GOOD]);
    let set = schema.to_descriptor_set();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, &set).unwrap();
    let folder = TempDir::new().unwrap();
    let bomb = zstd::encode_all(std::io::repeat(0).take(600 << 20), 1).unwrap();
    for (name, bytes, words) in [
        ("image.binpb.gz", gzip.finish().unwrap(), None),
        ("image.binpb.zst", zstd::encode_all(set.as_slice(), 3).unwrap(), None),
        ("cut.binpb.zst", zstd::encode_all(set.as_slice(), 3).unwrap()[..20].to_vec(), Some("cannot be read: ")),
        ("bomb.binpb.zst", bomb, Some("is larger than 512 MiB")),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let schema = Schema::load(&FileSource::DescriptorSet { paths: vec![path] });
        match words {
            None => assert_eq!((services(&schema), told(&schema)), (vec!["good.Good"], vec![])),
            Some(words) => assert!(schema.problems()[0].message.starts_with(words), "{:?}", told(&schema)),
        }
    }
}
