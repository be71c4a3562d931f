//! Wire bytes to protobuf text format (<https://protobuf.dev/reference/protobuf/textformat-spec>).
//! Strings of any bytes and fields of any number have a form there, so nothing needs a mark; what cannot be read is told
//! in a comment.

use std::fmt::Write as _;

use super::{
    depth::levels,
    gather::{Chunks, Slot, Stray, StrayKind, gather, message_bytes},
    json::{is_text, message_type},
    maps::{entries, zero},
    scalars::{Packed, decode_number, enum_number, push_text_number},
};
use crate::{
    message::{
        MAX_DEPTH,
        field::{Field, JsonType, Shape},
        scalar::Scalar,
        well_known::type_name,
        wire::{Payload, Reader},
    },
    schema::{FieldDescriptor, MessageDescriptor},
};

/// The message in text format, a field a line. Types within `Any` are looked for in the pool of `of`.
pub fn print_text(of: &MessageDescriptor, bytes: &[u8]) -> String {
    let mut printer = TextPrinter { out: String::new(), indent: 0 };
    printer.message(of, &Chunks::of(bytes), 0);
    printer.out
}

struct TextPrinter {
    out: String,
    indent: usize,
}

impl TextPrinter {
    fn message(&mut self, of: &MessageDescriptor, chunks: &Chunks<'_>, depth: usize) {
        if depth >= MAX_DEPTH {
            return self.comment(&format!("{} deeper levels not shown", levels(of, chunks)));
        }
        if matches!(Shape::of_message(of), Shape::Json(JsonType::Any, _)) && self.expanded_any(of, chunks, depth) {
            return;
        }
        let content = gather(of, chunks);
        for slot in &content.slots {
            self.slot(slot, depth);
        }
        for stray in &content.strays {
            self.stray(stray);
        }
        if content.strays_left_out > 0 {
            self.comment(&format!("{} more unknown fields not shown", content.strays_left_out));
        }
        if let Some(fault) = content.fault {
            self.comment(&fault.to_string());
        }
    }

    /// `[type.googleapis.com/pkg.Type] { … }`, where the type is known.
    fn expanded_any(&mut self, any: &MessageDescriptor, chunks: &Chunks<'_>, depth: usize) -> bool {
        let (mut url, mut value): (&[u8], &[u8]) = (&[], &[]);
        for chunk in chunks.iter() {
            let mut reader = Reader::new(chunk);
            while let Ok(Some(raw)) = reader.next() {
                match (raw.number, raw.payload) {
                    (1, Payload::Len(bytes)) => url = bytes,
                    (2, Payload::Len(bytes)) => value = bytes,
                    _ => return false,
                }
            }
        }
        let Ok(url) = std::str::from_utf8(url) else { return false };
        let name = type_name(url).ok();
        let Some(of) = name.and_then(|name| any.parent_pool().get_message_by_name(name)) else { return false };
        self.braces(&format!("[{url}]"), |printer| printer.message(&of, &Chunks::of(value), depth + 1));
        true
    }

    fn slot(&mut self, slot: &Slot<'_>, depth: usize) {
        let name = field_name(&slot.field);
        if let Some((key, value)) = slot.field.map_entry() {
            for entry in entries(&key.parent_message(), slot, &key) {
                let value_shape = Shape::of_kind(value.kind());
                self.braces(&name, |printer| {
                    printer.line("key: ");
                    if matches!(key.kind(), crate::schema::Kind::String) {
                        push_escaped(&mut printer.out, entry.key.as_bytes());
                    } else {
                        printer.out.push_str(&entry.key);
                    }
                    printer.out.push('\n');
                    let field = Field::Plain(value.clone());
                    match (message_type(&field), &entry.value) {
                        (Some(of), value) => {
                            let chunks = value.as_ref().map(Chunks::merged).unwrap_or_default();
                            printer.braces("value", |printer| printer.message(&of, &chunks, depth + 1));
                        }
                        (None, Some(value)) => printer.scalar("value", &value_shape, value.last()),
                        (None, None) => printer.scalar("value", &value_shape, zero(&value_shape)),
                    }
                });
            }
            return;
        }
        match message_type(&slot.field) {
            Some(of) if slot.field.is_list() => {
                for bytes in slot.payloads().filter_map(message_bytes) {
                    self.braces(&name, |printer| printer.message(&of, &Chunks::of(bytes), depth + 1));
                }
            }
            Some(of) => self.braces(&name, |printer| printer.message(&of, &Chunks::merged(slot), depth + 1)),
            None if slot.field.is_list() => self.list(&name, slot),
            None => self.scalar(&name, &slot.shape, slot.last()),
        }
    }

    fn list(&mut self, name: &str, slot: &Slot<'_>) {
        for payload in slot.payloads() {
            match payload {
                Payload::Len(bytes) if !is_text(&slot.shape) => {
                    let scalar = if let Shape::Scalar(scalar) = slot.shape { scalar } else { Scalar::Int32 };
                    let mut packed = Packed::new(scalar, bytes);
                    for element in packed.by_ref() {
                        self.scalar(name, &slot.shape, element);
                    }
                    if packed.is_cut {
                        self.comment("truncated: the last packed element is cut off");
                    }
                }
                payload => self.scalar(name, &slot.shape, payload),
            }
        }
    }

    fn scalar(&mut self, name: &str, shape: &Shape, payload: Payload<'_>) {
        self.line(name);
        self.out.push_str(": ");
        match (shape, payload) {
            (Shape::Scalar(_), Payload::Len(bytes)) => push_escaped(&mut self.out, bytes),
            (Shape::Scalar(scalar), payload) => {
                if let Some(value) = decode_number(*scalar, payload) {
                    push_text_number(&mut self.out, &value);
                }
            }
            (Shape::Enum(of), payload) => {
                let number = enum_number(payload).unwrap_or_default();
                match of.get_value(number) {
                    Some(value) => self.out.push_str(value.name()),
                    None => drop(write!(self.out, "{number}")),
                }
            }
            _ => {}
        }
        self.out.push('\n');
    }

    /// A field that is not the type's, by number; a group as the fields in it cannot be told, so its bytes stand there.
    fn stray(&mut self, stray: &Stray<'_>) {
        self.line(&stray.raw.number.to_string());
        let _ = match stray.raw.payload {
            Payload::Varint(n) => write!(self.out, ": {n}"),
            Payload::Fixed64(n) => write!(self.out, ": 0x{n:016x}"),
            Payload::Fixed32(n) => write!(self.out, ": 0x{n:08x}"),
            Payload::Len(bytes) | Payload::Group(bytes) => {
                self.out.push_str(": ");
                push_escaped(&mut self.out, bytes);
                Ok(())
            }
        };
        let _ = match &stray.kind {
            StrayKind::NoField => Ok(()),
            StrayKind::WireType(name) => {
                write!(self.out, "  # wrong wire type for {name}: {}", stray.raw.payload.wire_type())
            }
            StrayKind::NotInEnum { number, of } => write!(self.out, "  # {number} (not in {of})"),
        };
        self.out.push('\n');
    }

    fn braces(&mut self, name: &str, inner: impl FnOnce(&mut Self)) {
        self.line(name);
        self.out.push_str(" {\n");
        self.indent += 1;
        inner(self);
        self.indent -= 1;
        self.line("}\n");
    }

    fn comment(&mut self, text: &str) {
        self.line("# ");
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn line(&mut self, start: &str) {
        for _ in 0..self.indent {
            self.out.push_str("  ");
        }
        self.out.push_str(start);
    }
}

/// Groups of proto2 go by their type's name, and so does what editions write the same way.
fn field_name(field: &Field) -> String {
    match (field, message_type(field)) {
        (Field::Plain(plain), Some(of)) if field.is_group() && is_group_like(plain, &of) => of.name().to_owned(),
        _ => field.name().to_owned(),
    }
}

/// The type stands beside the field and gives it its name, as a group does.
fn is_group_like(field: &FieldDescriptor, of: &MessageDescriptor) -> bool {
    let around = of.parent_message();
    field.name() == of.name().to_lowercase()
        && around.is_some_and(|around| around.full_name() == field.parent_message().full_name())
}

/// A quoted string of any bytes: printable UTF-8 as it is, the rest in octal.
fn push_escaped(out: &mut String, bytes: &[u8]) {
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            let _ = match c {
                '"' => out.write_str("\\\""),
                '\\' => out.write_str("\\\\"),
                '\n' => out.write_str("\\n"),
                '\r' => out.write_str("\\r"),
                '\t' => out.write_str("\\t"),
                c if u32::from(c) < 0x20 || c == '\u{7f}' => write!(out, "\\{:03o}", u32::from(c)),
                c => out.write_char(c),
            };
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\{byte:03o}");
        }
    }
    out.push('"');
}
