//! Files as some servers write them, made into what they mean. It mends what is known and leaves the rest to `schema`.

use prost::Message as _;

use crate::schema::descriptor::{DescriptorProto, FileDescriptorProto};

/// protobufjs, and so the reflection of grpc-js, writes an extension twice: once as it should, and once as a field of
/// the message it extends, whose name is a full one (`.shop.v1.mark`). That field is left out.
pub(super) fn mended(bytes: Vec<u8>) -> Vec<u8> {
    if !may_hold_a_full_name(&bytes) {
        return bytes;
    }
    let Ok(mut file) = FileDescriptorProto::decode(bytes.as_slice()) else { return bytes };
    let mut has_changed = false;
    let mut messages: Vec<&mut DescriptorProto> = file.message_type.iter_mut().collect();
    while let Some(message) = messages.pop() {
        let before = message.field.len();
        message.field.retain(|field| !field.name.as_deref().unwrap_or_default().starts_with('.'));
        has_changed |= message.field.len() != before;
        messages.extend(message.nested_type.iter_mut());
    }
    if has_changed { file.encode_to_vec() } else { bytes }
}

/// Whether somewhere a first field, which a name is, begins with a dot.
fn may_hold_a_full_name(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|three| matches!(three, [0x0a, _, b'.']))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::schema::descriptor::FieldDescriptorProto;

    fn file(fields: &[&str]) -> Vec<u8> {
        let field = |name: &&str| FieldDescriptorProto { name: Some((*name).to_owned()), ..Default::default() };
        let field = fields.iter().map(field).collect();
        let inner = DescriptorProto { name: Some("Inner".into()), field, ..Default::default() };
        let outer = DescriptorProto { name: Some("Outer".into()), nested_type: vec![inner], ..Default::default() };
        FileDescriptorProto { message_type: vec![outer], ..Default::default() }.encode_to_vec()
    }

    #[test]
    fn an_extension_written_as_a_field_is_left_out_and_nothing_else_is_touched() {
        assert_eq!(mended(file(&["a", ".t.extra", "b"])), file(&["a", "b"]));
        assert_eq!(mended(file(&["a", "b"])), file(&["a", "b"]));
        assert_eq!(mended(b"\x0a\x01.".to_vec()), b"\x0a\x01.");
        assert_eq!(mended(b"\xff\x0a\x01.".to_vec()), b"\xff\x0a\x01.");
    }
}
