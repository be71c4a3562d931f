//! Well-known types whose JSON is not their fields: times, masks, wrappers, `Any`, and the values that are JSON themselves.
//! It goes by their field numbers; how deep they nest is bounded by the JSON reader.

use prost::encoding::{WireType, encode_key, encode_varint};
use serde_json::{Map, Value};

use super::{
    Notes,
    json::{Writer, Written},
    scalar,
    shapes::put_bytes,
};
use crate::{
    json_text::{parse_duration, parse_field_mask, parse_timestamp},
    schema::{
        builtin,
        model::{Kind, MessageDescriptor},
    },
};

/// Whether `null` is a value of this kind, and not the lack of one.
pub(super) fn takes_null(kind: &Kind) -> bool {
    match kind {
        Kind::Message(message) => message.full_name() == "google.protobuf.Value",
        Kind::Enum(one) => one.full_name() == scalar::NULL_VALUE,
        _ => false,
    }
}

impl Writer<'_> {
    /// A message whose JSON is not its fields; `None` for any other.
    pub(super) fn known(&self, of: &MessageDescriptor, value: &Value, notes: &mut Notes) -> Option<Written> {
        if !builtin::is_well_known(of.parent_file().name()) {
            return None;
        }
        let text = |wanted: &str| value.as_str().ok_or_else(|| format!("expected {wanted}, found {value}"));
        Some(match of.full_name().strip_prefix("google.protobuf.")? {
            "Duration" => text("a duration such as \"1.5s\"").and_then(parse_duration).map(moment),
            "Timestamp" => text("a timestamp such as \"2026-01-31T12:00:00Z\"").and_then(parse_timestamp).map(moment),
            "FieldMask" => text("the paths of a mask").and_then(parse_field_mask).map(|paths| mask(&paths)),
            "DoubleValue" | "FloatValue" | "Int64Value" | "UInt64Value" | "Int32Value" | "UInt32Value"
            | "BoolValue" | "StringValue" | "BytesValue" => wrapped(of, value),
            "Any" => self.any(value, notes),
            "Value" => any_json(value),
            "Struct" => match value {
                Value::Object(members) => structure(members),
                other => Err(format!("expected an object, found {other}")),
            },
            "ListValue" => match value {
                Value::Array(values) => list(values),
                other => Err(format!("expected a list, found {other}")),
            },
            _ => return None,
        })
    }

    /// `@type` names the type; what has a JSON of its own stands under `value`, of any other the fields beside it.
    fn any(&self, value: &Value, notes: &mut Notes) -> Written {
        let Value::Object(object) = value else { return Err(format!("expected an object with @type, found {value}")) };
        let mut to = Vec::new();
        if object.is_empty() {
            return Ok(to);
        }
        let url = object.get("@type").and_then(Value::as_str).ok_or("@type is missing")?;
        let type_name =
            url.rsplit_once('/').map(|(_, name)| name).ok_or_else(|| format!("@type {url:?} has no slash"))?;
        let of = self.shapes.message(type_name)?;
        let known = self.known(&of, object.get("value").unwrap_or(&Value::Null), notes);
        let bytes = match known {
            Some(known) => known?,
            None => self.members(&of, object.iter().filter(|(key, _)| *key != "@type"), notes)?,
        };
        put_bytes(1, url.as_bytes(), &mut to);
        put_bytes(2, &bytes, &mut to);
        Ok(to)
    }
}

fn moment((seconds, nanos): (i64, i32)) -> Vec<u8> {
    let mut to = Vec::new();
    for (number, part) in [(1, seconds), (2, nanos.into())] {
        if part != 0 {
            encode_key(number, WireType::Varint, &mut to);
            encode_varint(part.cast_unsigned(), &mut to);
        }
    }
    to
}

fn mask(paths: &[String]) -> Vec<u8> {
    let mut to = Vec::new();
    paths.iter().for_each(|path| put_bytes(1, path.as_bytes(), &mut to));
    to
}

fn wrapped(of: &MessageDescriptor, value: &Value) -> Written {
    let kind = of.get_field(1).map(|field| field.kind()).ok_or("its type is no wrapper")?;
    let mut to = Vec::new();
    encode_key(1, scalar::wire_type(&kind), &mut to);
    scalar::put(&kind, value, &mut to)?;
    Ok(to)
}

/// A `google.protobuf.Value`.
fn any_json(value: &Value) -> Written {
    let mut to = Vec::new();
    match value {
        Value::Null => {
            encode_key(1, WireType::Varint, &mut to);
            to.push(0);
        }
        Value::Number(_) => {
            encode_key(2, WireType::SixtyFourBit, &mut to);
            scalar::put(&Kind::Double, value, &mut to)?;
        }
        Value::String(text) => put_bytes(3, text.as_bytes(), &mut to),
        Value::Bool(truth) => {
            encode_key(4, WireType::Varint, &mut to);
            to.push((*truth).into());
        }
        Value::Object(members) => put_bytes(5, &structure(members)?, &mut to),
        Value::Array(values) => put_bytes(6, &list(values)?, &mut to),
    }
    Ok(to)
}

fn structure(members: &Map<String, Value>) -> Written {
    let mut to = Vec::new();
    for (key, value) in members {
        let mut entry = Vec::new();
        put_bytes(1, key.as_bytes(), &mut entry);
        put_bytes(2, &any_json(value)?, &mut entry);
        put_bytes(1, &entry, &mut to);
    }
    Ok(to)
}

fn list(values: &[Value]) -> Written {
    let mut to = Vec::new();
    for value in values {
        put_bytes(1, &any_json(value)?, &mut to);
    }
    Ok(to)
}
