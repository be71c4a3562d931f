//! Well-known types as ProtoJSON writes them, read by their field numbers.
//! A value out of its type's range is shown as its numbers and marked; so is what such a text has no place for.

use std::collections::HashMap;

use super::{
    chunks::Chunks,
    depth::levels,
    json::{Printer, not_utf8},
    left::{Left, two_parts},
    marks::MarkKind,
    scalars::{decode_number, push_integer, push_json_number},
    sift::is_of,
};
use crate::{
    json_text::{push_duration, push_field_mask_path},
    message::{
        MAX_DEPTH,
        field::JsonType,
        plan::{Form, zero},
        scalar::{Scalar, Value, push_double, special_name},
        wire::Payload,
    },
};

impl Printer<'_, '_> {
    pub(super) fn well_known(&mut self, form: Form, chunks: &Chunks<'_>, depth: usize) {
        match form {
            Form::Timestamp | Form::Duration => self.time(form, chunks),
            Form::FieldMask => self.field_mask(chunks),
            Form::Wrapper(scalar) => self.wrapper(scalar, chunks),
            Form::Json(JsonType::Any) => self.any(chunks, depth),
            Form::Json(JsonType::Struct) => self.structure(chunks, depth),
            Form::Json(JsonType::ListValue) => self.list_value(chunks, depth),
            Form::Json(JsonType::Value) => self.json_value(chunks, depth),
            Form::Fields => self.raw("{}"),
        }
    }

    fn wrapper(&mut self, scalar: Scalar, chunks: &Chunks<'_>) {
        let from = self.json.out.at();
        let mut value = zero(scalar);
        let left = self.each_field(chunks, |_, raw| {
            let is_value = raw.number == 1 && is_of(scalar, raw.payload);
            if is_value {
                value = raw.payload;
            }
            is_value
        });
        self.scalar(scalar, value);
        self.mark_left(from, left, 1);
    }

    fn time(&mut self, form: Form, chunks: &Chunks<'_>) {
        let (mut seconds, mut nanos) = (0, 0);
        let from = self.json.out.at();
        let left = self.each_field(chunks, |_, raw| {
            match (raw.number, raw.payload) {
                (1, Payload::Varint(n)) => seconds = n as i64,
                (2, Payload::Varint(n)) => nanos = n as i32,
                _ => return false,
            }
            true
        });
        let start = self.json.out.text.len();
        self.raw("\"");
        let text = &mut self.json.out.text;
        let pushed = match form {
            Form::Duration => push_duration(text, seconds, nanos),
            _ => self.clock.push(text, seconds, nanos),
        };
        match pushed {
            Ok(()) => self.raw("\""),
            Err(reason) => {
                self.json.out.text.truncate(start);
                self.json.out.quoted(&reason);
                self.json.out.mark(from, MarkKind::BadTime, reason);
            }
        }
        self.mark_left(from, left, 2);
    }

    fn field_mask(&mut self, chunks: &Chunks<'_>) {
        let from = self.json.out.at();
        let mut text = String::new();
        let mut bad = None;
        let mut is_first = true;
        let left = self.each_field(chunks, |_, raw| {
            let (1, Payload::Len(path)) = (raw.number, raw.payload) else { return false };
            if !is_first {
                text.push(',');
            }
            is_first = false;
            if std::str::from_utf8(path).is_err() {
                bad = Some(format!("a path is not UTF-8, {} bytes", path.len()));
                text.push_str(&String::from_utf8_lossy(path));
                return true;
            }
            let path = String::from_utf8_lossy(path);
            if let Err(reason) = push_field_mask_path(&mut text, &path) {
                text.push_str(&path);
                bad = Some(reason);
            }
            true
        });
        self.json.out.quoted(&text);
        if let Some(reason) = bad {
            self.json.out.mark(from, MarkKind::BadFieldMask, reason);
        }
        self.mark_left(from, left, 1);
    }

    fn structure(&mut self, chunks: &Chunks<'_>, depth: usize) {
        let mut members: Vec<(&[u8], &[u8])> = Vec::new();
        let mut places: HashMap<&[u8], usize, foldhash::fast::RandomState> = HashMap::default();
        let from = self.json.out.at();
        let mut left_in_entries = Left::default();
        let left = self.each_field(chunks, |printer, raw| {
            let (1, Payload::Len(entry)) = (raw.number, raw.payload) else { return false };
            let (mut key, mut value): (&[u8], &[u8]) = (&[], &[]);
            let left = printer.each_field(&Chunks::of(entry), |_, raw| two_parts(raw, &mut key, &mut value));
            left_in_entries.take_in(left);
            match places.get(key).and_then(|at| members.get_mut(*at)) {
                Some(member) => member.1 = value,
                None => {
                    places.insert(key, members.len());
                    members.push((key, value));
                }
            }
            true
        });
        self.json.open('{');
        for (key, value) in members {
            if self.is_full() {
                break;
            }
            self.json_key(key);
            self.json_value(&Chunks::of(value), depth + 1);
        }
        self.json.close('}');
        self.mark_left(from, left, 1);
        self.mark_left(from, left_in_entries, 2);
    }

    fn json_key(&mut self, key: &[u8]) {
        match std::str::from_utf8(key) {
            Ok(key) => {
                self.json.key(key);
            }
            Err(_) => {
                let from = self.json.key(&not_utf8(key));
                self.json.out.mark(from, MarkKind::NotUtf8, "a key that is not UTF-8");
            }
        }
    }

    fn list_value(&mut self, chunks: &Chunks<'_>, depth: usize) {
        let from = self.json.out.at();
        self.json.open('[');
        let left = self.each_field(chunks, |printer, raw| {
            let (1, Payload::Len(value)) = (raw.number, raw.payload) else { return false };
            if !printer.is_full() {
                printer.json.element();
                printer.json_value(&Chunks::of(value), depth + 1);
            }
            true
        });
        self.json.close(']');
        self.mark_left(from, left, 1);
    }

    fn json_value(&mut self, chunks: &Chunks<'_>, depth: usize) {
        if depth >= MAX_DEPTH {
            let from = self.json.out.at();
            self.raw("null");
            let below = (self.resolve)("google.protobuf.Value").map_or(1, |of| levels(&of, chunks));
            return self.json.out.mark(from, MarkKind::TooDeep, format!("{below} deeper levels not shown"));
        }
        let from = self.json.out.at();
        let mut kind = None;
        let left = self.each_field(chunks, |_, raw| {
            let is_kind = matches!(
                (raw.number, raw.payload),
                (1 | 4, Payload::Varint(_)) | (2, Payload::Fixed64(_)) | (3 | 5 | 6, Payload::Len(_))
            );
            if is_kind {
                kind = Some((raw.number, raw.payload));
            }
            is_kind
        });
        match kind {
            Some((2, payload)) => self.json_number(payload),
            Some((3, Payload::Len(bytes))) => self.string(bytes, MarkKind::NotUtf8),
            Some((4, Payload::Varint(n))) => self.raw(if n == 0 { "false" } else { "true" }),
            Some((5, Payload::Len(bytes))) => self.structure(&Chunks::of(bytes), depth),
            Some((6, Payload::Len(bytes))) => self.list_value(&Chunks::of(bytes), depth),
            _ => self.raw("null"),
        }
        self.mark_left(from, left, 6);
    }

    fn json_number(&mut self, payload: Payload<'_>) {
        let Some(Value::Double(number)) = decode_number(Scalar::Double, payload) else {
            return self.raw("null");
        };
        match special_name(number) {
            // The JSON that such a value stands for has no kinds of numbers: 1 came as 1, not as 1.0.
            None if is_small_integer(number) => push_integer(&mut self.json.out.text, number as i64),
            None => push_double(&mut self.json.out.text, number),
            Some(name) => {
                let from = self.json.out.at();
                push_json_number(&mut self.json.out.text, Scalar::Double, &Value::Double(number), true);
                let message = format!("{name} has no JSON form in google.protobuf.Value");
                self.json.out.mark(from, MarkKind::NotFinite, message);
            }
        }
    }
}

/// Whether the digits of a whole number say it exactly; -0 keeps its sign otherwise.
fn is_small_integer(number: f64) -> bool {
    number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_991.0 && !(number == 0.0 && number.is_sign_negative())
}
