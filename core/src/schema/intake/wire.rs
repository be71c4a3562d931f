//! Descriptor bytes, one field at a time: files out of a set.
//! It knows field numbers of descriptor.proto and nothing of what the fields mean.

#[cfg(test)]
use bytes::BytesMut;
use bytes::{Buf, Bytes};
use prost::{
    DecodeError,
    encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field},
};

/// `FileDescriptorSet.file`.
const SET_FILE: u32 = 1;

/// The files of a `FileDescriptorSet`, each as its bytes, so that options nobody knows yet are kept; `most` at most.
pub(in crate::schema) fn files_of_set(set: &Bytes, most: usize) -> Result<Vec<Bytes>, DecodeError> {
    let mut files = Vec::new();
    each_field(set, |number, wire_type, _, value| {
        if (number, wire_type) == (SET_FILE, WireType::LengthDelimited) && files.len() < most {
            files.push(value);
        }
    })?;
    Ok(files)
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

/// Calls `take(number, wire type, key and value, value)` for each field; of a length-delimited value without its length.
pub(in crate::schema) fn each_field(
    message: &Bytes,
    mut take: impl FnMut(u32, WireType, Bytes, Bytes),
) -> Result<(), DecodeError> {
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
    fn a_set_gives_its_files_as_bytes() {
        let file = FileDescriptorProto { name: Some("a.proto".into()), ..Default::default() };
        let set = FileDescriptorSet { file: vec![file.clone(), file.clone()] };
        let set = Bytes::from(set.encode_to_vec());
        assert_eq!(files_of_set(&set, 9).unwrap(), [file.encode_to_vec(), file.encode_to_vec()]);
        assert_eq!(files_of_set(&set, 1).unwrap().len(), 1);
        assert!(files_of_set(&Bytes::from_static(b"\x0a\xff"), 9).is_err());
    }
}
