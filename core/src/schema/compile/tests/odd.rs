//! Files that use what is rarely used, held against what protoc 35.1 made of them (`odd/protoc.binpb`, made with
//! `protoc -I. --include_source_info --retain_options --descriptor_set_out=protoc.binpb *.proto`).

use bytes::Bytes;
use prost::Message as _;

use super::{compiled, oracle::differing, parsed};
use crate::schema::descriptor::FileDescriptorSet;

const ODD: [(&str, &str); 6] = [
    ("proto2.proto", include_str!("odd/proto2.proto")),
    ("proto3.proto", include_str!("odd/proto3.proto")),
    ("features.proto", include_str!("odd/features.proto")),
    ("editions2023.proto", include_str!("odd/editions2023.proto")),
    ("editions2024.proto", include_str!("odd/editions2024.proto")),
    ("options2024.proto", include_str!("odd/options2024.proto")),
];

#[test]
fn odd_files_are_compiled_as_protoc_does() {
    let expected = FileDescriptorSet::decode(Bytes::from_static(include_bytes!("odd/protoc.binpb"))).unwrap();
    let compiled = compiled(ODD.iter().map(|(name, text)| parsed(name, text)).collect());
    let errors: Vec<String> = compiled.problems.iter().filter(|one| one.is_error).map(ToString::to_string).collect();
    assert_eq!(errors, [""; 0]);
    assert_eq!(compiled.files.len(), ODD.len());
    assert_eq!(differing(&expected.file, compiled.files.iter().map(|file| &file.encoded)), 0);
}
