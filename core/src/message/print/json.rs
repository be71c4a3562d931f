//! Wire bytes to ProtoJSON (<https://protobuf.dev/programming-guides/json>), canonical wherever that exists.
//! What has no canonical form is shown all the same and marked; unknown fields stand under their number.

use std::ops::Range;

use super::{
    depth::levels,
    gather::{Chunks, Content, Slot, gather, message_bytes},
    marks::{Mark, MarkKind, Printed},
    scalars::{Packed, decode_number, enum_number, push_json_number},
};
use crate::{
    message::{
        MAX_DEPTH,
        field::{Field, Shape, is_null_value},
        hex::push_hex,
        json::{Indent, Writer},
        scalar::{Scalar, push_base64},
        wire::Payload,
    },
    schema::{EnumDescriptor, MessageDescriptor},
};

/// How a message is printed as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonOptions {
    /// Lines and spaces.
    pub indent: Indent,
    /// Print fields without presence also where they are zero or empty.
    pub emit_defaults: bool,
    /// Names as in the .proto instead of lowerCamel.
    pub proto_names: bool,
    /// Enums by number instead of by name.
    pub enum_numbers: bool,
    /// Print fields that the type does not have, under their number.
    pub unknown_fields: bool,
    /// Stop after about this much text, and mark the place.
    pub max_bytes: usize,
}

impl Default for JsonOptions {
    fn default() -> Self {
        Self {
            indent: Indent::Pretty,
            emit_defaults: false,
            proto_names: false,
            enum_numbers: false,
            unknown_fields: true,
            max_bytes: 1 << 30,
        }
    }
}

/// Finds the type that an `Any` names.
pub(crate) type Resolver<'r> = &'r dyn Fn(&str) -> Option<MessageDescriptor>;

/// How much of a string that is not UTF-8 is shown.
const MAX_HEX: usize = 4096;

/// The message as JSON. Types within `Any` are looked for in the pool of `of`.
pub fn print_json(of: &MessageDescriptor, bytes: &[u8], options: &JsonOptions) -> Printed {
    let resolve = |name: &str| of.parent_pool().get_message_by_name(name);
    let mut printer = Printer::new(options, &resolve);
    printer.content(&Shape::of_message(of), of, &Chunks::of(bytes), 0);
    printer.finish()
}

/// An `Any` given by its parts, as JSON.
pub(crate) fn print_any(url: &str, value: &[u8], options: &JsonOptions, resolve: Resolver<'_>) -> Printed {
    let mut printer = Printer::new(options, resolve);
    printer.any_parts(Ok(url), &Chunks::of(value), 0);
    printer.finish()
}

/// JSON as it is printed.
pub(super) struct Printer<'p> {
    pub(super) out: Writer,
    pub(super) options: &'p JsonOptions,
    pub(super) resolve: Resolver<'p>,
    marks: Vec<Mark>,
    enum_names: Vec<Range<usize>>,
    cut: bool,
}

impl<'p> Printer<'p> {
    fn new(options: &'p JsonOptions, resolve: Resolver<'p>) -> Self {
        Self {
            out: Writer::new(options.indent),
            options,
            resolve,
            marks: Vec::new(),
            enum_names: Vec::new(),
            cut: false,
        }
    }

    fn finish(self) -> Printed {
        Printed { text: self.out.into_text(), marks: self.marks, enum_names: self.enum_names }
    }

    /// Mark what was printed from this byte on.
    pub(super) fn mark(&mut self, from: usize, kind: MarkKind, message: impl Into<String>) {
        self.marks.push(Mark { range: from..self.out.at(), kind, message: message.into() });
    }

    /// True once there is enough text; marks the place the first time.
    pub(super) fn is_full(&mut self) -> bool {
        if self.out.at() < self.options.max_bytes {
            return false;
        }
        if !self.cut {
            self.cut = true;
            let end = self.out.at();
            self.mark(end.saturating_sub(1), MarkKind::Cut, format!("the rest is not shown: more than {end} bytes"));
        }
        true
    }

    /// A message value of this shape from its merged bytes.
    pub(super) fn content(&mut self, shape: &Shape, of: &MessageDescriptor, chunks: &Chunks<'_>, depth: usize) {
        if depth >= MAX_DEPTH {
            return self.too_deep(of, chunks);
        }
        match shape {
            Shape::Message(of) => self.message(of, chunks, depth),
            _ => self.well_known(shape, chunks, depth),
        }
    }

    fn too_deep(&mut self, of: &MessageDescriptor, chunks: &Chunks<'_>) {
        let from = self.out.at();
        self.out.raw("{}");
        self.mark(from, MarkKind::TooDeep, format!("{} deeper levels not shown", levels(of, chunks)));
    }

    fn message(&mut self, of: &MessageDescriptor, chunks: &Chunks<'_>, depth: usize) {
        self.out.open('{');
        self.fields(of, chunks, depth);
        self.out.close('}');
    }

    /// The members of a message, between braces that the caller writes.
    pub(super) fn fields(&mut self, of: &MessageDescriptor, chunks: &Chunks<'_>, depth: usize) {
        let content = gather(of, chunks);
        if self.options.emit_defaults {
            self.fields_with_defaults(of, &content, depth);
        } else {
            for slot in &content.slots {
                self.slot(slot, depth);
            }
        }
        if self.options.unknown_fields {
            self.strays(&content);
        }
        if let Some(fault) = content.fault {
            let end = self.out.at();
            self.mark(end.saturating_sub(1), MarkKind::Truncated, fault.to_string());
        }
    }

    fn fields_with_defaults(&mut self, of: &MessageDescriptor, content: &Content<'_>, depth: usize) {
        let mut slots = content.slots.iter().peekable();
        for field in of.fields() {
            while let Some(slot) = slots.next_if(|slot| slot.field.number() < field.number()) {
                self.slot(slot, depth);
            }
            if let Some(slot) = slots.next_if(|slot| slot.field.number() == field.number()) {
                self.slot(slot, depth);
                continue;
            }
            let field = Field::Plain(field);
            if !field.has_presence() {
                self.key(&field);
                self.default_value(&field);
            }
        }
        for slot in slots {
            self.slot(slot, depth);
        }
    }

    fn default_value(&mut self, field: &Field) {
        if field.map_entry().is_some() {
            return self.out.raw("{}");
        }
        if field.is_list() {
            return self.out.raw("[]");
        }
        match field.shape() {
            Shape::Enum(of) => self.enum_value(&of, of.default_value().map_or(0, |value| value.number())),
            Shape::Scalar(scalar) if scalar.is_64_bit_integer() => self.out.raw("\"0\""),
            Shape::Scalar(Scalar::Bool) => self.out.raw("false"),
            Shape::Scalar(Scalar::Double | Scalar::Float) => self.out.raw("0.0"),
            Shape::Scalar(scalar) if scalar.is_number() => self.out.raw("0"),
            _ => self.out.raw("\"\""),
        }
    }

    fn key(&mut self, field: &Field) {
        self.out.key(if self.options.proto_names { field.name() } else { field.json_name() });
    }

    fn slot(&mut self, slot: &Slot<'_>, depth: usize) {
        if !self.is_default(slot) {
            self.key(&slot.field);
            if let Some((key, value)) = slot.field.map_entry() {
                self.map(slot, &key, &value, depth);
            } else if slot.field.is_list() {
                self.list(slot, depth);
            } else if let Shape::Scalar(_) | Shape::Enum(_) = slot.shape {
                self.of_field(&slot.field, &slot.shape, slot.last());
            } else {
                self.nested(slot, depth);
            }
        } else if self.options.emit_defaults {
            self.key(&slot.field);
            self.default_value(&slot.field);
        }
    }

    /// A field without presence that stands on the wire as zero is as good as not there; so is an empty packed list.
    fn is_default(&self, slot: &Slot<'_>) -> bool {
        if slot.field.map_entry().is_some() {
            return false;
        }
        if slot.field.is_list() {
            let packable = !slot.shape.is_message() && !is_text(&slot.shape);
            return packable && slot.payloads().all(|payload| payload == Payload::Len(&[]));
        }
        !slot.field.has_presence()
            && match slot.last() {
                Payload::Varint(n) => n == 0,
                Payload::Fixed64(n) => n == 0,
                Payload::Fixed32(n) => n == 0,
                Payload::Len(bytes) => bytes.is_empty(),
                Payload::Group(_) => false,
            }
    }

    fn nested(&mut self, slot: &Slot<'_>, depth: usize) {
        if let Some(of) = message_type(&slot.field) {
            self.content(&slot.shape, &of, &Chunks::merged(slot), depth + 1);
        }
    }

    fn list(&mut self, slot: &Slot<'_>, depth: usize) {
        let of = message_type(&slot.field);
        self.out.open('[');
        for payload in slot.payloads() {
            if self.is_full() {
                break;
            }
            match (&of, payload) {
                (Some(of), payload) => {
                    self.out.element();
                    let bytes = message_bytes(payload).unwrap_or_default();
                    self.content(&slot.shape, of, &Chunks::of(bytes), depth + 1);
                }
                (None, Payload::Len(bytes)) if !is_text(&slot.shape) => self.packed(&slot.shape, bytes),
                (None, payload) => {
                    self.out.element();
                    self.of_field(&slot.field, &slot.shape, payload);
                }
            }
        }
        self.out.close(']');
    }

    fn packed(&mut self, shape: &Shape, bytes: &[u8]) {
        let scalar = if let Shape::Scalar(scalar) = shape { *scalar } else { Scalar::Int32 };
        let mut packed = Packed::new(scalar, bytes);
        for payload in packed.by_ref() {
            if self.is_full() {
                return;
            }
            self.out.element();
            self.scalar(shape, payload);
        }
        if packed.is_cut {
            let end = self.out.at();
            self.mark(end.saturating_sub(1), MarkKind::Truncated, "truncated: the last packed element is cut off");
        }
    }

    /// A scalar or enum of this field; the payload's wire type was checked.
    pub(super) fn of_field(&mut self, field: &Field, shape: &Shape, payload: Payload<'_>) {
        match (shape, payload) {
            (Shape::Scalar(Scalar::String), Payload::Len(bytes)) if !field.validates_utf8() => {
                self.string(bytes, MarkKind::NotText);
            }
            (shape, payload) => self.scalar(shape, payload),
        }
    }

    /// A scalar or enum; the payload's wire type was checked.
    pub(super) fn scalar(&mut self, shape: &Shape, payload: Payload<'_>) {
        match (shape, payload) {
            (Shape::Scalar(Scalar::String), Payload::Len(bytes)) => self.string(bytes, MarkKind::NotUtf8),
            (Shape::Scalar(Scalar::Bytes), Payload::Len(bytes)) => self.bytes(bytes),
            (Shape::Scalar(scalar), payload) => match decode_number(*scalar, payload) {
                Some(value) => self.out.append(|out| push_json_number(out, *scalar, &value)),
                None => self.out.raw("null"),
            },
            (Shape::Enum(of), payload) => self.enum_value(of, enum_number(payload).unwrap_or_default()),
            _ => self.out.raw("null"),
        }
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.out.append(|out| {
            out.push('"');
            push_base64(out, bytes);
            out.push('"');
        });
    }

    /// A string, or its hex and a mark of this kind where it is none.
    pub(super) fn string(&mut self, bytes: &[u8], kind: MarkKind) {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.out.quoted(text),
            Err(_) => {
                let from = self.out.at();
                let text = not_utf8(bytes);
                self.out.quoted(&text);
                self.mark(from, kind, format!("not UTF-8, {} bytes", bytes.len()));
            }
        }
    }

    fn enum_value(&mut self, of: &EnumDescriptor, number: i32) {
        match of.get_value(number) {
            Some(_) if is_null_value(of) => self.out.raw("null"),
            Some(value) if !self.options.enum_numbers => {
                let from = self.out.at();
                self.out.quoted(value.name());
                self.enum_names.push(from..self.out.at());
            }
            Some(_) => self.out.raw(&number.to_string()),
            None => {
                let from = self.out.at();
                self.out.raw(&number.to_string());
                self.mark(from, MarkKind::UnknownEnum, format!("{number} (not in {})", of.name()));
            }
        }
    }
}

/// What stands for a string that is not UTF-8.
pub(super) fn not_utf8(bytes: &[u8]) -> String {
    let mut text = format!("not UTF-8, {} bytes: ", bytes.len());
    push_hex(&mut text, bytes.get(..MAX_HEX).unwrap_or(bytes));
    if bytes.len() > MAX_HEX {
        text.push_str(" …");
    }
    text
}

/// The message type of a field's values.
pub(in crate::message) fn message_type(field: &Field) -> Option<MessageDescriptor> {
    let kind = match field {
        Field::Plain(field) => field.kind(),
        Field::Extension(field) => field.kind(),
        Field::Whole(of) => return Some(of.clone()),
    };
    match kind {
        crate::schema::Kind::Message(of) => Some(of),
        _ => None,
    }
}

/// Strings and bytes are never packed.
pub(super) fn is_text(shape: &Shape) -> bool {
    matches!(shape, Shape::Scalar(Scalar::String | Scalar::Bytes))
}
