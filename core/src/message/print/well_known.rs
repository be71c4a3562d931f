//! Well-known types as ProtoJSON writes them, read by their field numbers.
//! A value out of its type's range is shown as its numbers and marked.

use super::{
    depth::levels,
    gather::{Chunks, message_bytes},
    json::Printer,
    maps::zero,
    marks::MarkKind,
    scalars::{decode_number, push_json_number},
};
use crate::message::{
    MAX_DEPTH,
    field::{JsonType, Shape},
    scalar::{Scalar, Value, push_double, special_name},
    well_known::{push_duration, push_field_mask_path, push_timestamp},
    wire::{Payload, RawField, Reader},
};

impl Printer<'_> {
    pub(super) fn well_known(&mut self, shape: &Shape, chunks: &Chunks<'_>, depth: usize) {
        match shape {
            Shape::Timestamp => self.time(chunks, push_timestamp),
            Shape::Duration => self.time(chunks, push_duration),
            Shape::FieldMask => self.field_mask(chunks),
            Shape::Wrapper(scalar) => {
                let shape = Shape::Scalar(*scalar);
                let last =
                    self.raw_fields(chunks).into_iter().rfind(|raw| raw.number == 1 && fits(*scalar, raw.payload));
                self.scalar(&shape, last.map_or_else(|| zero(&shape), |raw| raw.payload));
            }
            Shape::Json(JsonType::Any, _) => self.any(chunks, depth),
            Shape::Json(JsonType::Struct, _) => self.structure(chunks, depth),
            Shape::Json(JsonType::ListValue, _) => self.list_value(chunks, depth),
            Shape::Json(JsonType::Value, _) => self.value(chunks, depth),
            Shape::Scalar(_) | Shape::Enum(_) | Shape::Message(_) => self.out.raw("{}"),
        }
    }

    /// Every field of these bytes; where they stop making sense, that is marked.
    pub(super) fn raw_fields<'a>(&mut self, chunks: &Chunks<'a>) -> Vec<RawField<'a>> {
        let mut fields = Vec::new();
        for chunk in chunks.iter() {
            let mut reader = Reader::new(chunk);
            loop {
                match reader.next() {
                    Ok(Some(field)) => fields.push(field),
                    Ok(None) => break,
                    Err(fault) => {
                        let end = self.out.at();
                        self.mark(end.saturating_sub(1), MarkKind::Truncated, fault.to_string());
                        break;
                    }
                }
            }
        }
        fields
    }

    fn time(&mut self, chunks: &Chunks<'_>, push: fn(&mut String, i64, i32) -> Result<(), String>) {
        let (mut seconds, mut nanos) = (0, 0);
        for raw in self.raw_fields(chunks) {
            match (raw.number, raw.payload) {
                (1, Payload::Varint(n)) => seconds = n as i64,
                (2, Payload::Varint(n)) => nanos = n as i32,
                _ => {}
            }
        }
        let from = self.out.at();
        let mut text = String::new();
        match push(&mut text, seconds, nanos) {
            Ok(()) => self.out.quoted(&text),
            Err(reason) => {
                self.out.quoted(&reason);
                self.mark(from, MarkKind::BadTime, reason);
            }
        }
    }

    fn field_mask(&mut self, chunks: &Chunks<'_>) {
        let from = self.out.at();
        let mut text = String::new();
        let mut bad = None;
        let fields = self.raw_fields(chunks);
        let paths = fields.iter().filter(|raw| raw.number == 1).filter_map(|raw| message_bytes(raw.payload));
        for (index, path) in paths.enumerate() {
            if index > 0 {
                text.push(',');
            }
            let path = String::from_utf8_lossy(path);
            if let Err(reason) = push_field_mask_path(&mut text, &path) {
                text.push_str(&path);
                bad = Some(reason);
            }
        }
        self.out.quoted(&text);
        if let Some(reason) = bad {
            self.mark(from, MarkKind::BadFieldMask, reason);
        }
    }

    fn structure(&mut self, chunks: &Chunks<'_>, depth: usize) {
        let mut members: Vec<(&[u8], Chunks<'_>)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for entry in
            self.raw_fields(chunks).iter().filter(|raw| raw.number == 1).filter_map(|raw| message_bytes(raw.payload))
        {
            let (mut key, mut value): (&[u8], &[u8]) = (&[], &[]);
            for raw in self.raw_fields(&Chunks::of(entry)) {
                match (raw.number, raw.payload) {
                    (1, Payload::Len(bytes)) => key = bytes,
                    (2, Payload::Len(bytes)) => value = bytes,
                    _ => {}
                }
            }
            match places.get(key).and_then(|at: &usize| members.get_mut(*at)) {
                Some(member) => member.1 = Chunks::of(value),
                None => {
                    places.insert(key, members.len());
                    members.push((key, Chunks::of(value)));
                }
            }
        }
        self.out.open('{');
        for (key, value) in members {
            if self.is_full() {
                break;
            }
            self.json_key(key);
            self.value(&value, depth + 1);
        }
        self.out.close('}');
    }

    fn json_key(&mut self, key: &[u8]) {
        match std::str::from_utf8(key) {
            Ok(key) => {
                self.out.key(key);
            }
            Err(_) => {
                let from = self.out.key(&super::json::not_utf8(key));
                self.mark(from, MarkKind::NotUtf8, "a key that is not UTF-8");
            }
        }
    }

    fn list_value(&mut self, chunks: &Chunks<'_>, depth: usize) {
        let fields = self.raw_fields(chunks);
        self.out.open('[');
        for value in fields.iter().filter(|raw| raw.number == 1).filter_map(|raw| message_bytes(raw.payload)) {
            if self.is_full() {
                break;
            }
            self.out.element();
            self.value(&Chunks::of(value), depth + 1);
        }
        self.out.close(']');
    }

    fn value(&mut self, chunks: &Chunks<'_>, depth: usize) {
        if depth >= MAX_DEPTH {
            let from = self.out.at();
            self.out.raw("null");
            let below = (self.resolve)("google.protobuf.Value").map_or(1, |of| levels(&of, chunks));
            return self.mark(from, MarkKind::TooDeep, format!("{below} deeper levels not shown"));
        }
        let fields = self.raw_fields(chunks);
        let kind = fields.iter().rfind(|raw| (1..=6).contains(&raw.number));
        match kind.map(|raw| (raw.number, raw.payload)) {
            Some((2, payload)) => self.number(payload),
            Some((3, Payload::Len(bytes))) => self.string(bytes, MarkKind::NotUtf8),
            Some((4, Payload::Varint(n))) => self.out.raw(if n == 0 { "false" } else { "true" }),
            Some((5, Payload::Len(bytes))) => self.structure(&Chunks::of(bytes), depth),
            Some((6, Payload::Len(bytes))) => self.list_value(&Chunks::of(bytes), depth),
            _ => self.out.raw("null"),
        }
    }

    fn number(&mut self, payload: Payload<'_>) {
        let Some(Value::Double(number)) = decode_number(Scalar::Double, payload) else {
            return self.out.raw("null");
        };
        match special_name(number) {
            // The JSON that such a value stands for has no kinds of numbers: 1 came as 1, not as 1.0.
            None if is_small_integer(number) => self.out.raw(&format!("{number:.0}")),
            None => self.out.append(|out| push_double(out, number)),
            Some(name) => {
                let from = self.out.at();
                self.out.append(|out| push_json_number(out, Scalar::Double, &Value::Double(number)));
                self.mark(from, MarkKind::NotFinite, format!("{name} has no JSON form in google.protobuf.Value"));
            }
        }
    }
}

/// Whether the digits of a whole number say it exactly; -0 keeps its sign otherwise.
fn is_small_integer(number: f64) -> bool {
    number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_991.0 && !(number == 0.0 && number.is_sign_negative())
}

fn fits(scalar: Scalar, payload: Payload<'_>) -> bool {
    match payload {
        Payload::Len(_) => matches!(scalar, Scalar::String | Scalar::Bytes),
        other => decode_number(scalar, other).is_some(),
    }
}
