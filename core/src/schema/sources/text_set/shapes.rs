//! What a set is read by: the messages of descriptor.proto, what the set declares itself, and how a field stands on the wire.
//! It knows neither form.

use prost::encoding::{WireType, encode_key};

use super::scalar;
use crate::schema::model::{ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor, Pool};

/// Types by name.
pub(super) struct Shapes<'a> {
    /// Has descriptor.proto.
    builtin: &'a Pool,
    /// Has the extensions; without it they are passed over.
    declared: Option<&'a Pool>,
}

impl<'a> Shapes<'a> {
    pub fn new(builtin: &'a Pool, declared: Option<&'a Pool>) -> Self {
        Self { builtin, declared }
    }

    /// Whether extensions are known.
    pub fn has_extensions(&self) -> bool {
        self.declared.is_some()
    }

    /// A message of descriptor.proto.
    pub fn builtin(&self, full_name: &str) -> Option<MessageDescriptor> {
        self.builtin.get_message_by_name(full_name)
    }

    /// What an `Any` may hold.
    pub fn message(&self, full_name: &str) -> Result<MessageDescriptor, String> {
        let declared = self.declared.and_then(|declared| declared.get_message_by_name(full_name));
        declared.or_else(|| self.builtin(full_name)).ok_or_else(|| format!("no file of the set declares {full_name}"))
    }

    /// The extension of a message by its full name.
    pub fn extension(&self, of: &MessageDescriptor, name: &str) -> Result<Slot, String> {
        let extension = self.declared.and_then(|declared| declared.get_extension_by_name(name));
        let extension = extension.filter(|one| one.containing_message().full_name() == of.full_name());
        extension.map(|one| Slot::of_extension(&one)).ok_or_else(|| "no file of the set declares it".to_owned())
    }
}

/// A field or an extension, as far as both are written alike.
pub(super) struct Slot {
    pub number: u32,
    pub kind: Kind,
    pub is_list: bool,
    pub is_map: bool,
    pub is_packed: bool,
    is_delimited: bool,
}

impl Slot {
    pub fn of_field(field: &FieldDescriptor) -> Self {
        Self {
            number: field.number(),
            kind: field.kind(),
            is_list: field.is_list(),
            is_map: field.is_map(),
            is_packed: field.is_packed(),
            is_delimited: field.is_delimited(),
        }
    }

    fn of_extension(field: &ExtensionDescriptor) -> Self {
        Self {
            number: field.number(),
            kind: field.kind(),
            is_list: field.is_list(),
            is_map: field.is_map(),
            is_packed: field.is_packed(),
            is_delimited: field.is_delimited(),
        }
    }

    /// Appends a message that is encoded already.
    pub fn put_message(&self, bytes: &[u8], to: &mut Vec<u8>) {
        if self.is_delimited {
            encode_key(self.number, WireType::StartGroup, to);
            to.extend_from_slice(bytes);
            encode_key(self.number, WireType::EndGroup, to);
        } else {
            put_bytes(self.number, bytes, to);
        }
    }
}

/// Appends a field of bytes, a text, a message or packed values.
pub(super) fn put_bytes(number: u32, bytes: &[u8], to: &mut Vec<u8>) {
    encode_key(number, WireType::LengthDelimited, to);
    scalar::put_len(bytes, to);
}
