//! The compiler held against protoc and protox, and what it says of files that are not right.
//! The parser is not under test here.

mod canonical;
mod faults;
mod imports;
mod odd;
mod oracle;
mod texts;

use std::collections::{HashMap, HashSet};

use bytes::Bytes;

use super::{Compiled, Imports, compile};
use crate::schema::{builtin, descriptor::FileDescriptorProto, syntax};

/// Parses a text.
fn parsed(name: &str, text: &str) -> FileDescriptorProto {
    let parsed = syntax::parse(text);
    let file = parsed.file.unwrap_or_else(|| panic!("{name}: {:?}", parsed.problems));
    FileDescriptorProto { name: Some(name.to_owned()), ..file }
}

fn base() -> Vec<Bytes> {
    let files = builtin::files().iter().filter(|file| builtin::is_well_known(&file.name));
    files.map(|file| file.encoded.clone()).collect()
}

fn compiled(files: Vec<FileDescriptorProto>) -> Compiled {
    let imports = Imports { hints: &HashMap::new(), broken: &HashSet::new() };
    compile(files, &base(), &imports, &mut ()).unwrap()
}
