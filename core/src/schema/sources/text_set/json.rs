//! A set as JSON: its messages as bytes, by their descriptors. Fields may go by either of their names.
//! Types with a JSON of their own are in `known`; how single values are written is in `scalar`.

use prost::encoding::encode_key;
use serde_json::{Map, Value, value::RawValue};

use super::{
    FILE, Notes, Pass,
    known::takes_null,
    scalar,
    shapes::{Shapes, Slot, put_bytes},
};
use crate::schema::model::{Kind, MessageDescriptor};

/// What buf says of a file beside its descriptor.
const OF_BUF: &str = "bufExtension";

/// The set, each file as it was written.
#[derive(serde::Deserialize)]
struct JsonSet<'a> {
    #[serde(borrow)]
    file: Vec<&'a RawValue>,
}

/// Reads all files; with shapes that know no extensions these are passed over.
pub(super) fn pass(bytes: &[u8], most: usize, shapes: &Shapes<'_>) -> Result<Pass, String> {
    let set: JsonSet = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let file_shape = shapes.builtin(FILE).ok_or("descriptor.proto is not there")?;
    let writer = Writer { shapes };
    let mut pass = Pass::default();
    for raw in set.file.iter().take(most) {
        // One at a time: a tree of values is many times its text.
        let value: Result<Value, _> = serde_json::from_str(raw.get());
        let value = value.unwrap_or_default();
        let name = value.get("name").and_then(Value::as_str).unwrap_or_default();
        let mut notes = Notes::default();
        let file = writer.fields(&file_shape, &value, &mut notes);
        pass.add(name, file, notes);
    }
    Ok(pass)
}

/// Writes messages whose types are known.
pub(super) struct Writer<'a> {
    pub shapes: &'a Shapes<'a>,
}

pub(super) type Written = Result<Vec<u8>, String>;

impl Writer<'_> {
    /// The JSON reader bounds how deep this goes.
    pub fn fields(&self, shape: &MessageDescriptor, value: &Value, notes: &mut Notes) -> Written {
        let Value::Object(object) = value else {
            return Err(format!("expected {}, found {value}", shape.full_name()));
        };
        self.members(shape, object.iter(), notes)
    }

    /// The fields of a message by their names.
    pub fn members<'v>(
        &self,
        shape: &MessageDescriptor,
        members: impl Iterator<Item = (&'v String, &'v Value)>,
        notes: &mut Notes,
    ) -> Written {
        // By number, as the binary form has them: the members of an object are in no order.
        let mut parts: Vec<(u32, Vec<u8>)> = Vec::new();
        for (key, value) in members {
            if let Some(name) = key.strip_prefix('[').and_then(|key| key.strip_suffix(']')) {
                notes.has_extensions = true;
                parts.extend(self.extension(shape, name, value, notes));
                continue;
            }
            let field = shape.get_field_by_json_name(key).or_else(|| shape.get_field_by_name(key));
            match field {
                Some(field) => {
                    let bytes = self.field(&Slot::of_field(&field), value, notes);
                    parts.push((field.number(), bytes.map_err(|fault| format!("{}.{key}: {fault}", shape.name()))?));
                }
                None if key == OF_BUF => {}
                None => {
                    let type_name = shape.full_name();
                    notes.left_out.insert(format!("{}.{key} is left out: {type_name} has no such field", shape.name()));
                }
            }
        }
        parts.sort_by_key(|(number, _)| *number);
        Ok(parts.into_iter().flat_map(|(_, bytes)| bytes).collect())
    }

    /// An option of the set's own, with its number; one that cannot be read takes nothing else along.
    fn extension(
        &self,
        of: &MessageDescriptor,
        name: &str,
        value: &Value,
        notes: &mut Notes,
    ) -> Option<(u32, Vec<u8>)> {
        if !self.shapes.has_extensions() {
            return None;
        }
        let slot = self.shapes.extension(of, name);
        let read = slot.and_then(|slot| Ok((slot.number, self.field(&slot, value, notes)?)));
        let told = |why| notes.left_out.insert(format!("the option ({name}) is left out: {why}"));
        read.map_err(told).ok()
    }

    fn field(&self, slot: &Slot, value: &Value, notes: &mut Notes) -> Written {
        let mut to = Vec::new();
        self.values(slot, value, &mut to, notes)?;
        Ok(to)
    }

    fn values(&self, slot: &Slot, value: &Value, to: &mut Vec<u8>, notes: &mut Notes) -> Result<(), String> {
        let is_plural = slot.is_list || slot.is_map;
        if value.is_null() && (is_plural || !takes_null(&slot.kind)) {
            return Ok(());
        }
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
        put_bytes(slot.number, &packed, to);
        Ok(())
    }

    fn one(&self, slot: &Slot, value: &Value, to: &mut Vec<u8>, notes: &mut Notes) -> Result<(), String> {
        let Kind::Message(message) = &slot.kind else {
            encode_key(slot.number, scalar::wire_type(&slot.kind), to);
            return scalar::put(&slot.kind, value, to);
        };
        slot.put_message(&self.message(message, value, notes)?, to);
        Ok(())
    }

    /// A message of any type.
    pub fn message(&self, of: &MessageDescriptor, value: &Value, notes: &mut Notes) -> Written {
        self.known(of, value, notes).unwrap_or_else(|| self.fields(of, value, notes))
    }

    fn map(&self, slot: &Slot, object: &Map<String, Value>, to: &mut Vec<u8>, notes: &mut Notes) -> Result<(), String> {
        let entry = slot.kind.as_message();
        let parts = entry.and_then(|entry| entry.map_entry_key_field().zip(entry.map_entry_value_field()));
        let (key_field, value_field) = parts.ok_or("its type is no map entry")?;
        for (key, value) in object {
            let mut bytes = Vec::new();
            self.one(&Slot::of_field(&key_field), &Value::String(key.clone()), &mut bytes, notes)?;
            self.one(&Slot::of_field(&value_field), value, &mut bytes, notes)?;
            put_bytes(slot.number, &bytes, to);
        }
        Ok(())
    }
}
