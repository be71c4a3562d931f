//! Descriptor sets beside .proto files: what text may take from a set, and which of two files counts.
//! Each set is made of a tree that is not there any more when the text is read.

use prost::Message as _;

use super::{FileDescriptorSet, FileSource, Schema, SchemaLimits, TempDir, fs, load_tree, services, told, tree};

const OPTIONS: (&str, &str) = (
    "corp/options.proto",
    "syntax = \"proto2\"; package corp; import \"google/protobuf/descriptor.proto\"; message Owner { optional string team = 1; } extend google.protobuf.MessageOptions { optional Owner owner = 50001; }",
);
const ORDER: (&str, &str) = (
    "shop/order.proto",
    "syntax = \"proto3\"; package shop; import \"corp/options.proto\"; message Order { option (corp.owner).team = \"till\"; corp.Owner by = 1; } service Orders { rpc Get(Order) returns (Order); }",
);

/// A set of these files, without what they import beside.
fn write_set(folder: &TempDir, files: &[(&str, &str)]) {
    let (_tree, schema) = load_tree(files);
    let file = files.iter().map(|(name, _)| schema.file_bytes(name).unwrap()).collect();
    fs::write(folder.path().join("corp.bin"), FileDescriptorSet { file }.encode_to_vec()).unwrap();
}

/// Text of one tree beside a set of another.
fn beside(protos: &[(&str, &str)], set: &[(&str, &str)]) -> Schema {
    let folder = tree(protos);
    write_set(&folder, set);
    let sets = vec![folder.path().join("corp.bin")];
    Schema::load(&FileSource::Protos { paths: vec![folder.path().to_owned()], import_roots: Vec::new(), sets })
}

#[test]
fn text_imports_what_only_a_set_has_with_options_and_types() {
    let schema = beside(&[ORDER], &[OPTIONS]);
    assert_eq!(told(&schema), [""; 0]);
    let text = schema.describe("shop.Order").unwrap();
    assert!(text.contains("option (corp.owner)") && text.contains("team: \"till\""), "{text}");
    let by = schema.message("shop.Order").unwrap().get_field_by_name("by").unwrap();
    assert_eq!(by.kind().as_message().unwrap().full_name(), "corp.Owner");
}

#[test]
fn an_import_that_neither_has_is_told() {
    let schema = beside(&[ORDER], &[("other.proto", "syntax = \"proto3\"; message Other {}")]);
    assert_eq!(told(&schema), ["shop/order.proto:1:34: imports \"corp/options.proto\", which was not found"]);
    assert_eq!(services(&schema), ["shop.Orders"]);
}

#[test]
fn files_of_a_set_are_part_of_the_schema_and_may_use_the_text() {
    let set_user = (
        "late.proto",
        "syntax = \"proto3\"; package late; import \"shop/order.proto\"; service Late { rpc Get(shop.Order) returns (shop.Order); }",
    );
    let folder = tree(&[ORDER]);
    write_set(&folder, &[OPTIONS, ORDER, set_user]);
    let sets = vec![folder.path().join("corp.bin")];
    let paths = vec![folder.path().join("shop/order.proto")];
    let import_roots = vec![folder.path().to_owned()];
    let schema = Schema::load(&FileSource::Protos { paths, import_roots, sets });
    assert_eq!(told(&schema), [""; 0]);
    assert_eq!(services(&schema), ["late.Late", "shop.Orders"]);
    assert!(schema.source_path("shop/order.proto").is_some(), "the text counts, not the same file of the set");
}

#[test]
fn text_goes_before_a_set_and_what_is_lost_by_that_is_told() {
    let newer = ("a.proto", "syntax = \"proto3\"; package a; message M { string new = 1; }");
    let older = ("a.proto", "syntax = \"proto3\"; package a; message M {} message Gone {}");
    let schema = beside(&[newer], &[older]);
    assert!(schema.message("a.M").unwrap().get_field_by_name("new").is_some());
    let expected = "a.proto: of the descriptor set is not used, the .proto file \"a.proto\" is; it lacks a.Gone";
    assert_eq!(told(&schema), [expected]);
    let under_another_name = ("v1/a.proto", older.1);
    assert_eq!(told(&beside(&[newer], &[under_another_name])).len(), 1);
}

#[test]
fn a_file_of_a_set_stands_in_for_text_that_does_not_parse() {
    let schema = beside(&[("corp/options.proto", "syntax = \"proto2\"; message {"), ORDER], &[OPTIONS]);
    let errors: Vec<_> = schema.problems().iter().map(|problem| problem.file.as_str()).collect();
    assert_eq!(errors, ["corp/options.proto"]);
    assert!(schema.describe("shop.Order").unwrap().contains("(corp.owner)"));
}

#[test]
fn a_set_that_is_none_is_a_problem_of_its_own() {
    let folder = tree(&[("a.proto", "syntax = \"proto3\"; service A {}"), ("corp.bin", "text")]);
    let sets = vec![folder.path().join("corp.bin"), folder.path().join("gone.bin")];
    let paths = vec![folder.path().join("a.proto")];
    let schema = Schema::load(&FileSource::Protos { paths, import_roots: Vec::new(), sets });
    assert_eq!(services(&schema), ["A"]);
    assert!(
        told(&schema).iter().all(|line| line.contains(".bin")) && schema.problems().len() == 2,
        "{:?}",
        told(&schema)
    );
}

/// Text beside what a server gave.
fn beside_a_server(protos: &[(&str, &str)], server: &[(&str, &str)]) -> (Schema, Schema) {
    let (_tree, told_by_server) = load_tree(server);
    let files = server.iter().map(|(name, _)| told_by_server.file_bytes(name).unwrap().to_vec()).collect();
    let base = Schema::from_files(files);
    let folder = tree(protos);
    let source =
        FileSource::Protos { paths: vec![folder.path().to_owned()], import_roots: Vec::new(), sets: Vec::new() };
    let schema = Schema::load_beside(&base, &source, &SchemaLimits::default(), &mut ()).unwrap();
    (Schema::merged(&base, &schema), schema)
}

#[test]
fn text_takes_options_and_types_of_a_server() {
    let (merged, schema) = beside_a_server(&[ORDER], &[OPTIONS]);
    for schema in [schema, merged] {
        assert_eq!(told(&schema), [""; 0]);
        let text = schema.describe("shop.Order").unwrap();
        assert!(text.contains("option (corp.owner)") && text.contains("team: \"till\""), "{text}");
    }
}

#[test]
fn what_files_add_to_a_server_and_what_they_take_from_it_is_told() {
    let (merged, schema) = beside_a_server(&[ORDER], &[OPTIONS]);
    assert_eq!(schema.mixture(), None, "of the files alone nothing is said");
    let mixture = merged.mixture().unwrap();
    assert_eq!(mixture.filled, ["shop/order.proto"]);
    assert_eq!(
        mixture.lines(8),
        [
            "shop/order.proto is of your files; the server does not give it",
            "shop/order.proto imports corp/options.proto, which the server gives"
        ]
    );
    assert_eq!(mixture.lines(0), ["1 more of your files fill in", "1 more imports go from one to the other"]);
    let lost = ("lost.proto", "syntax = \"proto3\"; package lost; import \"gone.proto\"; message Lost {}");
    let (lacking, _) = beside_a_server(&[lost], &[OPTIONS]);
    assert_eq!(lacking.mixture().unwrap().across, [], "what nobody has the server does not give");
    let (same, _) = beside_a_server(&[ORDER], &[OPTIONS, ORDER]);
    assert_eq!(same.mixture(), None, "the server gives all of it");
}

#[test]
fn text_that_says_what_a_server_says_otherwise_is_no_problem_of_either() {
    let of_server = (
        "renamed.proto",
        "syntax = \"proto3\"; package shop; message Order {} service Orders { rpc Get(Order) returns (Order); }",
    );
    let user = (
        "late.proto",
        "syntax = \"proto3\"; package late; import \"renamed.proto\"; message Late { shop.Order order = 1; }",
    );
    let (merged, schema) = beside_a_server(&[ORDER, OPTIONS], &[of_server, user]);
    assert_eq!(told(&schema), [""; 0]);
    assert_eq!(told(&merged), [""; 0]);
    assert_eq!(services(&merged), ["shop.Orders"]);
    assert!(merged.message("late.Late").is_some());
}

#[test]
fn a_set_beside_a_server_may_lack_what_the_server_has() {
    let (_tree, whole) = load_tree(&[OPTIONS, ORDER]);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("order.binpb");
    let file = vec![whole.file_bytes("shop/order.proto").unwrap()];
    fs::write(&path, FileDescriptorSet { file }.encode_to_vec()).unwrap();
    let source = FileSource::DescriptorSet { paths: vec![path] };
    let base = Schema::from_files(vec![whole.file_bytes("corp/options.proto").unwrap().to_vec()]);
    let schema = Schema::load_beside(&base, &source, &SchemaLimits::default(), &mut ()).unwrap();
    assert_eq!(told(&schema), [""; 0]);
    assert!(schema.describe("shop.Order").unwrap().contains("team: \"till\""));
    assert!(!told(&Schema::load(&source)).is_empty());
}
