//! Descriptor bytes, one field at a time: files out of a set, and a file's import list replaced with all else kept.
//! It knows field numbers of descriptor.proto and nothing of what the fields mean.

use bytes::{Buf, Bytes, BytesMut};
use prost::{
    DecodeError,
    encoding::{DecodeContext, WireType, decode_key, decode_varint, encode_key, encode_varint, skip_field},
};

/// `FileDescriptorSet.file`.
const SET_FILE: u32 = 1;
/// `FileDescriptorProto.dependency`, `.public_dependency`, `.weak_dependency`.
const FILE_IMPORTS: [u32; 3] = [3, 10, 11];
/// `FileDescriptorProto.edition`.
const FILE_EDITION: u32 = 14;

/// The files of a `FileDescriptorSet`, each as its bytes, so that options nobody knows yet are kept.
pub(in crate::schema) fn files_of_set(set: &Bytes) -> Result<Vec<Bytes>, DecodeError> {
    let mut files = Vec::new();
    each_field(set, |number, wire_type, _, value| {
        if (number, wire_type) == (SET_FILE, WireType::LengthDelimited) {
            files.push(value);
        }
    })?;
    Ok(files)
}

/// The same file with these imports in place of its own, none of them public or weak.
pub(super) fn with_imports<'a>(file: &Bytes, imports: impl IntoIterator<Item = &'a str>) -> Result<Bytes, DecodeError> {
    let mut kept = BytesMut::with_capacity(file.len());
    each_field(file, |number, _, whole, _| {
        if !FILE_IMPORTS.contains(&number) {
            kept.extend_from_slice(&whole);
        }
    })?;
    for import in imports {
        encode_key(FILE_IMPORTS[0], WireType::LengthDelimited, &mut kept);
        encode_varint(import.len() as u64, &mut kept);
        kept.extend_from_slice(import.as_bytes());
    }
    Ok(kept.freeze())
}

/// The message without one of its fields.
#[cfg(test)]
pub(in crate::schema) fn without(message: &Bytes, field: u32) -> Result<Bytes, DecodeError> {
    let mut kept = BytesMut::with_capacity(message.len());
    each_field(message, |number, _, whole, _| {
        if number != field {
            kept.extend_from_slice(&whole);
        }
    })?;
    Ok(kept.freeze())
}

/// The number of the `Edition` enum, if the file has one.
pub(super) fn edition(file: &Bytes) -> Option<u64> {
    let mut edition = None;
    each_field(file, |number, wire_type, _, mut value| {
        if (number, wire_type) == (FILE_EDITION, WireType::Varint) {
            edition = decode_varint(&mut value).ok();
        }
    })
    .ok()?;
    edition
}

/// Calls `take(number, wire type, key and value, value)` for each field; of a length-delimited value without its length.
fn each_field(message: &Bytes, mut take: impl FnMut(u32, WireType, Bytes, Bytes)) -> Result<(), DecodeError> {
    let mut rest = message.clone();
    while rest.has_remaining() {
        let whole = rest.clone();
        let (number, wire_type) = decode_key(&mut rest)?;
        let mut value = rest.clone();
        skip_field(wire_type, number, &mut rest, DecodeContext::default())?;
        let end = whole.len() - rest.len();
        let mut value_len = value.len() - rest.len();
        if wire_type == WireType::LengthDelimited {
            value_len = usize::try_from(decode_varint(&mut value)?).unwrap_or(usize::MAX);
        }
        take(number, wire_type, whole.slice(..end), value.slice(..value_len.min(value.len())));
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use prost::Message as _;
    use prost_types::{FileDescriptorProto, FileDescriptorSet};

    use super::*;

    #[test]
    fn imports_are_replaced_and_fields_we_do_not_know_are_kept() {
        let file = FileDescriptorProto {
            name: Some("a.proto".into()),
            dependency: vec!["x.proto".into(), "y.proto".into()],
            public_dependency: vec![1],
            weak_dependency: vec![0],
            ..Default::default()
        };
        let mut bytes = file.encode_to_vec();
        bytes.extend([0x72 | 0x80, 0x7d, 3, 1, 2, 3]);
        let unknown = bytes.len() - 6;
        let replaced = with_imports(&bytes.clone().into(), ["z.proto"]).unwrap();
        let decoded = FileDescriptorProto::decode(replaced.clone()).unwrap();
        assert_eq!(decoded.name(), "a.proto");
        assert_eq!(decoded.dependency, ["z.proto"]);
        assert!(decoded.public_dependency.is_empty() && decoded.weak_dependency.is_empty());
        let kept = &bytes[unknown..];
        assert!(replaced.windows(kept.len()).any(|window| window == kept));
    }

    #[test]
    fn a_set_gives_its_files_as_bytes() {
        let file = FileDescriptorProto { name: Some("a.proto".into()), ..Default::default() };
        let set = FileDescriptorSet { file: vec![file.clone(), file.clone()] };
        assert_eq!(files_of_set(&set.encode_to_vec().into()).unwrap(), [file.encode_to_vec(), file.encode_to_vec()]);
        assert!(files_of_set(&Bytes::from_static(b"\x0a\xff")).is_err());
        assert_eq!(edition(&Bytes::from_static(b"\x70\xe8\x07")), Some(1000));
    }
}
