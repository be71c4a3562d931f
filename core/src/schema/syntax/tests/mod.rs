//! The parser against what protoc makes of the same texts, and against texts nobody should write.

mod mutated;
mod options;
mod problems;
mod protoc;
mod tokens;

use crate::schema::descriptor::FileDescriptorProto;

/// The file of a text without a problem.
fn file_of(text: &str) -> FileDescriptorProto {
    let parsed = super::parse(text);
    assert!(parsed.problems.is_empty(), "{text}: {:?}", parsed.problems);
    parsed.file.unwrap()
}
