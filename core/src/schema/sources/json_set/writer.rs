//! Messages of protobuf's JSON as bytes, by their descriptors.
//! Types with a JSON of their own are read as far as options use them: durations and wrappers; others are left out and told.

use std::collections::BTreeSet;

use prost::encoding::{WireType, encode_key, encode_varint};
use serde_json::{Map, Value};

use super::scalar;
use crate::schema::{
    builtin,
    model::{ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor, Pool},
};

/// What buf says of a file beside its descriptor.
const OF_BUF: &str = "bufExtension";

/// Writes messages whose types are known.
pub(super) struct Writer<'a> {
    /// Has descriptor.proto.
    shapes: &'a Pool,
    /// Has the extensions; without it they are passed over.
    declared: Option<&'a Pool>,
}

/// What was met on the way.
#[derive(Default)]
pub(super) struct Notes {
    pub has_extensions: bool,
    /// What is not in the bytes and why.
    pub left_out: BTreeSet<String>,
}

/// A field or an extension, as far as both are written alike.
struct Slot {
    number: u32,
    kind: Kind,
    is_list: bool,
    is_map: bool,
    is_packed: bool,
    is_delimited: bool,
}

type Written = Result<Vec<u8>, String>;

impl<'a> Writer<'a> {
    pub fn new(shapes: &'a Pool, declared: Option<&'a Pool>) -> Self {
        Self { shapes, declared }
    }

    /// A message of this type of descriptor.proto.
    ///
    /// # Errors
    /// What does not fit the type, in words.
    pub fn message(&self, type_name: &str, value: &Value, notes: &mut Notes) -> Written {
        let shape = self.shapes.get_message_by_name(type_name).ok_or("descriptor.proto is not there")?;
        self.fields(&shape, value, notes)
    }

    /// The JSON reader bounds how deep this goes.
    fn fields(&self, shape: &MessageDescriptor, value: &Value, notes: &mut Notes) -> Written {
        let Value::Object(object) = value else {
            return Err(format!("expected {}, found {value}", shape.full_name()));
        };
        let mut to = Vec::new();
        for (key, value) in object.iter().filter(|(_, value)| !value.is_null()) {
            if let Some(name) = key.strip_prefix('[').and_then(|key| key.strip_suffix(']')) {
                notes.has_extensions = true;
                self.extension(shape, name, value, &mut to, notes);
                continue;
            }
            let field = shape.get_field_by_json_name(key).or_else(|| shape.get_field_by_name(key));
            match field {
                Some(field) => self
                    .field(&Slot::of_field(&field), value, &mut to, notes)
                    .map_err(|fault| format!("{}.{key}: {fault}", shape.name()))?,
                None if key == OF_BUF => {}
                None => {
                    notes.left_out.insert(format!(
                        "{}.{key} is left out: {} has no such field",
                        shape.name(),
                        shape.full_name()
                    ));
                }
            }
        }
        Ok(to)
    }

    /// An option of the set's own; one that cannot be read takes nothing else along.
    fn extension(&self, of: &MessageDescriptor, name: &str, value: &Value, to: &mut Vec<u8>, notes: &mut Notes) {
        let Some(declared) = self.declared else { return };
        let extension = declared.get_extension_by_name(name);
        let extension = extension.filter(|one| one.containing_message().full_name() == of.full_name());
        let mut bytes = Vec::new();
        let written = match &extension {
            Some(extension) => self.field(&Slot::of_extension(extension), value, &mut bytes, notes),
            None => Err("no file of the set declares it".to_owned()),
        };
        match written {
            Ok(()) => to.append(&mut bytes),
            Err(why) => {
                notes.left_out.insert(format!("the option ({name}) is left out: {why}"));
            }
        }
    }

    fn field(&self, slot: &Slot, value: &Value, to: &mut Vec<u8>, notes: &mut Notes) -> Result<(), String> {
        if slot.is_map {
            let object = value.as_object().ok_or_else(|| format!("expected an object, found {value}"))?;
            return self.map(slot, object, to, notes);
        }
        if !slot.is_list {
            return self.one(slot, value, to, notes);
        }
        let values = value.as_array().ok_or_else(|| format!("expected a list, found {value}"))?;
        if !slot.is_packed {
            return values.iter().try_for_each(|value| self.one(slot, value, to, notes));
        }
        let mut packed = Vec::new();
        values.iter().try_for_each(|value| scalar::put(&slot.kind, value, &mut packed))?;
        encode_key(slot.number, WireType::LengthDelimited, to);
        scalar::put_len(&packed, to);
        Ok(())
    }

    fn one(&self, slot: &Slot, value: &Value, to: &mut Vec<u8>, notes: &mut Notes) -> Result<(), String> {
        let Kind::Message(message) = &slot.kind else {
            encode_key(slot.number, scalar::wire_type(&slot.kind), to);
            return scalar::put(&slot.kind, value, to);
        };
        let bytes = match of_its_own(message, value) {
            Some(written) => written?,
            None => self.fields(message, value, notes)?,
        };
        if slot.is_delimited {
            encode_key(slot.number, WireType::StartGroup, to);
            to.extend(bytes);
            encode_key(slot.number, WireType::EndGroup, to);
        } else {
            encode_key(slot.number, WireType::LengthDelimited, to);
            scalar::put_len(&bytes, to);
        }
        Ok(())
    }

    fn map(&self, slot: &Slot, object: &Map<String, Value>, to: &mut Vec<u8>, notes: &mut Notes) -> Result<(), String> {
        let entry = slot.kind.as_message();
        let parts = entry.and_then(|entry| entry.map_entry_key_field().zip(entry.map_entry_value_field()));
        let (key_field, value_field) = parts.ok_or("its type is no map entry")?;
        for (key, value) in object {
            let mut bytes = Vec::new();
            self.one(&Slot::of_field(&key_field), &Value::String(key.clone()), &mut bytes, notes)?;
            self.one(&Slot::of_field(&value_field), value, &mut bytes, notes)?;
            encode_key(slot.number, WireType::LengthDelimited, to);
            scalar::put_len(&bytes, to);
        }
        Ok(())
    }
}

impl Slot {
    fn of_field(field: &FieldDescriptor) -> Self {
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
}

/// A message whose JSON is not its fields; `None` for any other.
fn of_its_own(message: &MessageDescriptor, value: &Value) -> Option<Written> {
    if !builtin::is_well_known(message.parent_file().name()) {
        return None;
    }
    match message.full_name() {
        "google.protobuf.Duration" => Some(duration(value)),
        "google.protobuf.DoubleValue"
        | "google.protobuf.FloatValue"
        | "google.protobuf.Int64Value"
        | "google.protobuf.UInt64Value"
        | "google.protobuf.Int32Value"
        | "google.protobuf.UInt32Value"
        | "google.protobuf.BoolValue"
        | "google.protobuf.StringValue"
        | "google.protobuf.BytesValue" => Some(wrapped(message, value)),
        name @ ("google.protobuf.Timestamp"
        | "google.protobuf.FieldMask"
        | "google.protobuf.Any"
        | "google.protobuf.Struct"
        | "google.protobuf.Value"
        | "google.protobuf.ListValue") => {
            Some(Err(format!("a {name} within an option is read from the binary form alone")))
        }
        _ => None,
    }
}

fn wrapped(message: &MessageDescriptor, value: &Value) -> Written {
    let kind = message.get_field(1).map(|field| field.kind()).ok_or("its type is no wrapper")?;
    let mut to = Vec::new();
    encode_key(1, scalar::wire_type(&kind), &mut to);
    scalar::put(&kind, value, &mut to)?;
    Ok(to)
}

/// `3600s`, `-0.500s`.
fn duration(value: &Value) -> Written {
    let misfit = || format!("expected a duration such as \"1.5s\", found {value}");
    let text = value.as_str().and_then(|text| text.strip_suffix('s')).ok_or_else(misfit)?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let seconds: i64 = whole.parse().map_err(|_| misfit())?;
    if fraction.len() > 9 || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(misfit());
    }
    let nanos: i64 = format!("{fraction:0<9}").parse().map_err(|_| misfit())?;
    let nanos = if whole.starts_with('-') { -nanos } else { nanos };
    let mut to = Vec::new();
    for (number, part) in [(1, seconds), (2, nanos)] {
        encode_key(number, WireType::Varint, &mut to);
        encode_varint(part.cast_unsigned(), &mut to);
    }
    Ok(to)
}
