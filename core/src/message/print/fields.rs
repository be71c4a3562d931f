//! Fields as members of a JSON object: their keys and values, lists and packed lists, and defaults where they are wanted.
//! Which fields there are, and in which order, is the walk's affair.

use super::{
    chunks::{Chunks, message_bytes},
    json::Printer,
    marks::MarkKind,
    scalars::{Packed, decode_number, enum_number, push_integer, push_json_number},
    sift::has,
    walk::{Level, Values},
};
use crate::message::{
    plan::{EnumPlan, FieldPlan, Type, ValueKind},
    scalar::Scalar,
    wire::Payload,
};

impl<'a, 'd> Level<'a, 'd> for Printer<'_, '_> {
    fn field(&mut self, of: Type<'d>, field: &'d FieldPlan, values: &mut Values<'_, 'a, 'd>, depth: usize) {
        let is_printed = match field.value {
            ValueKind::Message(entry) if field.is_map => self.map(field, of.message(entry), values, depth),
            _ if field.is_repeated => self.list(of, field, values, depth),
            ValueKind::Message(message) => self.nested(of.message(message), field, values, depth),
            ValueKind::Scalar(_) | ValueKind::Enum(_) => self.single(of, field, values),
        };
        if !is_printed && self.options.emit_defaults && !field.has_presence && !self.is_full() {
            self.default(of, field);
        }
    }

    fn absent(&mut self, of: Type<'d>, field: &'d FieldPlan) {
        if !field.has_presence && !field.is_extension {
            self.default(of, field);
        }
    }

    fn shows_absent(&self) -> bool {
        self.options.emit_defaults
    }

    #[inline]
    fn is_full(&mut self) -> bool {
        Printer::is_full(self)
    }
}

impl Printer<'_, '_> {
    #[inline]
    pub(super) fn key(&mut self, field: &FieldPlan) {
        self.json.ready_key(field.key(self.options.proto_names));
    }

    fn nested<'a>(
        &mut self,
        of: Type<'_>,
        field: &FieldPlan,
        values: impl Iterator<Item = Payload<'a>>,
        depth: usize,
    ) -> bool {
        let mut values = values.peekable();
        if values.peek().is_none() {
            return false;
        }
        let chunks = Chunks::merged(values);
        self.key(field);
        self.content(of, &chunks, depth + 1);
        true
    }

    /// A field without presence that stands on the wire as zero is as good as not there.
    #[inline]
    fn single<'a>(&mut self, of: Type<'_>, field: &FieldPlan, values: impl Iterator<Item = Payload<'a>>) -> bool {
        let Some(payload) = values.last().filter(|payload| field.has_presence || !is_zero(*payload)) else {
            return false;
        };
        self.key(field);
        self.value(of, field, payload);
        self.json.out.add_read(field.number, payload);
        true
    }

    fn list<'a>(
        &mut self,
        of: Type<'_>,
        field: &FieldPlan,
        values: impl Iterator<Item = Payload<'a>>,
        depth: usize,
    ) -> bool {
        let mut is_open = false;
        // What is packed without an element is no list.
        for payload in values.filter(|payload| !(field.value.is_packable() && *payload == Payload::Len(&[]))) {
            if !is_open {
                is_open = true;
                self.key(field);
                self.json.open('[');
            }
            if self.is_full() {
                break;
            }
            match (field.value, payload) {
                (ValueKind::Message(message), payload) => {
                    self.json.element();
                    let bytes = message_bytes(payload).unwrap_or_default();
                    self.content(of.message(message), &Chunks::of(bytes), depth + 1);
                }
                (value, Payload::Len(bytes)) if !value.is_text() => self.packed(of, field, bytes),
                (_, payload) => {
                    self.json.element();
                    self.value(of, field, payload);
                    self.json.out.add_read(field.number, payload);
                }
            }
        }
        if is_open {
            self.json.close(']');
        }
        is_open
    }

    fn packed(&mut self, of: Type<'_>, field: &FieldPlan, bytes: &[u8]) {
        let (scalar, closed) = match field.value {
            ValueKind::Scalar(scalar) => (scalar, None),
            ValueKind::Enum(key) => (Scalar::Int32, field.is_closed.then(|| of.enumeration(key))),
            ValueKind::Message(_) => return,
        };
        let (mut packed, before) = (Packed::new(scalar, bytes), self.json.out.read());
        while let Some(payload) = packed.next() {
            if closed.is_some_and(|closed| !has(closed, payload)) {
                continue;
            }
            if self.is_full() {
                return;
            }
            self.json.element();
            self.value(of, field, payload);
            self.json.out.set_read(before + packed.at());
        }
        if packed.is_cut {
            self.json.out.mark_end(MarkKind::Truncated, "truncated: the last packed element is cut off");
        }
    }

    /// A scalar or enum of this field; the payload's wire type was checked.
    #[inline]
    pub(super) fn value(&mut self, of: Type<'_>, field: &FieldPlan, payload: Payload<'_>) {
        match (field.value, payload) {
            (ValueKind::Scalar(Scalar::String), Payload::Len(bytes)) => {
                let kind = if field.validates_utf8 { MarkKind::NotUtf8 } else { MarkKind::NotText };
                self.string(bytes, kind);
            }
            (ValueKind::Scalar(scalar), payload) => self.scalar(scalar, payload),
            (ValueKind::Enum(key), payload) => {
                self.enum_value(of.enumeration(key), enum_number(payload).unwrap_or_default());
            }
            (ValueKind::Message(_), _) => {}
        }
    }

    /// A scalar; the payload's wire type was checked.
    #[inline]
    pub(super) fn scalar(&mut self, scalar: Scalar, payload: Payload<'_>) {
        match (scalar, payload) {
            (Scalar::String, Payload::Len(bytes)) => self.string(bytes, MarkKind::NotUtf8),
            (_, Payload::Len(bytes)) => self.json.out.base64(bytes),
            (scalar, payload) => match decode_number(scalar, payload) {
                Some(value) => push_json_number(&mut self.json.out.text, scalar, &value, self.options.quote_64_bit),
                None => self.raw("null"),
            },
        }
    }

    fn enum_value(&mut self, of: &EnumPlan, number: i32) {
        match of.quoted(number) {
            Some(_) if of.is_null => self.raw("null"),
            Some(name) if !self.options.enum_numbers => {
                let from = self.json.out.at();
                self.raw(name);
                self.json.out.enum_name(from);
            }
            Some(_) => push_integer(&mut self.json.out.text, number),
            None => {
                let from = self.json.out.at();
                push_integer(&mut self.json.out.text, number);
                self.json.out.mark(from, MarkKind::UnknownEnum, format!("{number} (not in {})", of.name));
            }
        }
    }

    #[cold]
    fn default(&mut self, of: Type<'_>, field: &FieldPlan) {
        self.key(field);
        if field.is_repeated {
            return self.raw(if field.is_map { "{}" } else { "[]" });
        }
        match field.value {
            ValueKind::Enum(key) => {
                let of = of.enumeration(key);
                self.enum_value(of, of.default);
            }
            ValueKind::Scalar(_) => self.value(of, field, field.value.zero()),
            ValueKind::Message(_) => self.raw("null"),
        }
    }
}

#[inline]
fn is_zero(payload: Payload<'_>) -> bool {
    match payload {
        Payload::Varint(n) => n == 0,
        Payload::Fixed64(n) => n == 0,
        Payload::Fixed32(n) => n == 0,
        Payload::Len(bytes) => bytes.is_empty(),
        Payload::Group(_) => false,
    }
}
