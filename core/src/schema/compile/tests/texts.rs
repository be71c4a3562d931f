//! The built-in protos compiled from their texts, held against what others made of them: protoc and protox.
//! Positions are compared where protoc made them.

use std::path::Path;

use prost::Message as _;

use super::{
    compiled,
    oracle::{bare, differing},
    parsed,
};
use crate::schema::{builtin, compile::compiler::DESCRIPTOR, descriptor::FileDescriptorProto};

fn text(name: &str) -> Option<String> {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("protos").join(name)).ok()
}

/// Under another package of the same length, since nothing may redefine the built-in one.
#[test]
fn the_built_in_descriptor_proto_is_what_its_text_compiles_to() {
    let text = text(DESCRIPTOR).unwrap().replace("package google.protobuf;", "package mirror.protobuf;");
    let compiled = compiled(vec![parsed("mirror.proto", &text)]);
    let told: Vec<String> = compiled.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told, [""; 0]);
    let ours = FileDescriptorProto::decode(compiled.files[0].encoded.clone()).unwrap();
    let theirs = FileDescriptorProto::decode(builtin::file(DESCRIPTOR).unwrap().encoded.clone()).unwrap();
    let shown = format!("{:?}", bare(&theirs)).replace(".google.protobuf.", ".mirror.protobuf.");
    let shown = shown.replace("\"google.protobuf\"", "\"mirror.protobuf\"").replace(DESCRIPTOR, "mirror.proto");
    assert!(format!("{:?}", bare(&ours)) == shown, "the text compiles to something else");
    assert_eq!(ours.source_code_info, theirs.source_code_info);
}

#[test]
fn built_in_protos_are_compiled_as_protox_does() {
    let mut files = Vec::new();
    let mut expected = Vec::new();
    for file in builtin::files().iter().filter(|file| !builtin::is_well_known(&file.name)) {
        let mut without_places = FileDescriptorProto::decode(file.encoded.clone()).unwrap();
        without_places.source_code_info = None;
        expected.push(without_places.encode_to_vec().into());
        files.push(FileDescriptorProto { source_code_info: None, ..parsed(&file.name, &text(&file.name).unwrap()) });
    }
    let compiled = compiled(files);
    assert!(compiled.problems.iter().all(|problem| !problem.is_error), "{:?}", compiled.problems);
    assert_eq!(compiled.files.len(), expected.len());
    assert_eq!(differing(&expected, compiled.files.iter().map(|file| &file.encoded)), 0);
}
