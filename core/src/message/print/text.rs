//! Wire bytes to protobuf text format (<https://protobuf.dev/reference/protobuf/textformat-spec>).
//! Strings of any bytes and fields of any number have a form there; what is odd about one, and what cannot be read, is told
//! in a comment.

use std::{fmt::Write as _, ops::ControlFlow};

use super::{
    chunks::{Chunks, message_bytes},
    depth::levels,
    maps::EntryType,
    marks::{Printed, PrintedPiece},
    out::Out,
    scalars::{Packed, decode_number, enum_number, push_integer, push_text_number},
    sift::{Stray, StrayKind, has},
    walk::{Level, Rest, Values, walk},
};
use crate::{
    message::{
        MAX_DEPTH,
        field::JsonType,
        plan::{FieldPlan, Form, Type, ValueKind},
        readings::readings_line,
        scalar::Scalar,
        visible::is_hidden,
        well_known::type_name,
        wire::{Payload, Reader},
    },
    schema::MessageDescriptor,
};

/// How much of a long string is written between two looks at whether a piece is full.
const STEP: usize = 48 << 10;

/// The message in text format, a field a line. Types within `Any` are looked for in the pool of `of`.
pub fn print_text(of: &MessageDescriptor, bytes: &[u8]) -> String {
    print(of, bytes, Out::whole(0)).text
}

/// The same text as [`print_text`] makes, in pieces of about `piece_bytes` as it is printed, the first ones smaller; no more
/// of it is kept. It has no marks. `take` may end the printing. The last piece may be empty.
pub fn print_text_in_pieces(
    of: &MessageDescriptor,
    bytes: &[u8],
    piece_bytes: usize,
    take: &mut dyn FnMut(PrintedPiece<'_>) -> ControlFlow<()>,
) {
    print(of, bytes, Out::in_pieces(piece_bytes, take));
}

fn print(of: &MessageDescriptor, bytes: &[u8], out: Out<'_>) -> Printed {
    let mut printer = TextPrinter { out, indent: 0 };
    printer.message(Type::of(of), &Chunks::of(bytes), 0);
    printer.out.finish()
}

struct TextPrinter<'t> {
    out: Out<'t>,
    indent: usize,
}

impl<'a, 'd> Level<'a, 'd> for TextPrinter<'_> {
    fn field(&mut self, of: Type<'d>, field: &'d FieldPlan, values: &mut Values<'_, 'a, 'd>, depth: usize) {
        match field.value {
            ValueKind::Message(entry) if field.is_map => self.map(field, of.message(entry), values, depth),
            ValueKind::Message(message) if field.is_repeated => {
                for bytes in values.filter_map(message_bytes) {
                    if self.out.is_stopped() {
                        return;
                    }
                    self.nested(&field.text_name, of.message(message), &Chunks::of(bytes), depth);
                }
            }
            ValueKind::Message(message) => {
                let mut values = values.peekable();
                if values.peek().is_some() {
                    self.nested(&field.text_name, of.message(message), &Chunks::merged(values), depth);
                }
            }
            _ if field.is_repeated => self.list(of, field, values),
            ValueKind::Scalar(_) | ValueKind::Enum(_) => {
                if let Some(last) = values.last() {
                    self.value(&field.text_name, of, field, last);
                }
            }
        }
    }

    fn absent(&mut self, _: Type<'d>, _: &'d FieldPlan) {}

    fn shows_absent(&self) -> bool {
        false
    }

    fn is_full(&mut self) -> bool {
        self.out.is_stopped()
    }
}

impl TextPrinter<'_> {
    fn message(&mut self, of: Type<'_>, chunks: &Chunks<'_>, depth: usize) {
        if depth >= MAX_DEPTH {
            return self.comment(&format!("{} deeper levels not shown", levels(&of.descriptor(), chunks)));
        }
        if of.plan.form == Form::Json(JsonType::Any) && self.expanded_any(of, chunks, depth) {
            return;
        }
        let before = self.out.read();
        let rest = walk(self, of, chunks, depth);
        self.rest(of, rest, chunks);
        self.out.set_read(before + chunks.len());
    }

    /// What a message holds beside the fields of its type.
    fn rest<'a, 'd>(&mut self, of: Type<'d>, rest: Rest<'a, 'd>, chunks: &Chunks<'a>) {
        for stray in rest.strays.by_number(of, chunks) {
            if self.out.is_stopped() {
                return;
            }
            self.stray(of, &stray);
        }
        if let Some(fault) = rest.fault {
            self.comment(&fault.to_string());
        }
    }

    /// `[type.googleapis.com/pkg.Type] { … }`, where the type is known.
    fn expanded_any(&mut self, any: Type<'_>, chunks: &Chunks<'_>, depth: usize) -> bool {
        let (mut url, mut value): (&[u8], &[u8]) = (&[], &[]);
        for chunk in chunks.iter() {
            let mut reader = Reader::new(chunk);
            loop {
                match reader.next() {
                    Ok(Some(raw)) => match (raw.number, raw.payload) {
                        (1, Payload::Len(bytes)) => url = bytes,
                        (2, Payload::Len(bytes)) => value = bytes,
                        _ => return false,
                    },
                    Ok(None) => break,
                    Err(_) => return false,
                }
            }
        }
        let Ok(url) = std::str::from_utf8(url) else { return false };
        let pool = any.descriptor();
        let Some(of) = type_name(url).ok().and_then(|name| pool.parent_pool().get_message_by_name(name)) else {
            return false;
        };
        self.nested(&format!("[{url}]"), Type::of(&of), &Chunks::of(value), depth);
        true
    }

    fn nested(&mut self, name: &str, of: Type<'_>, chunks: &Chunks<'_>, depth: usize) {
        self.open(name);
        self.message(of, chunks, depth + 1);
        self.close();
    }

    fn map<'a>(&mut self, field: &FieldPlan, of: Type<'_>, values: impl Iterator<Item = Payload<'a>>, depth: usize) {
        let Some(entry_type) = EntryType::new(of) else { return };
        for entry in entry_type.entries(values) {
            if self.out.is_stopped() {
                return;
            }
            self.open(&field.text_name);
            self.value("key", entry_type.entry_type(), entry_type.key, entry.key());
            match entry_type.value_type() {
                Some(of) => self.nested("value", of, &entry.chunks(), depth),
                None => self.value("value", entry_type.entry_type(), entry_type.value, entry.payload()),
            }
            if let Some((rest, chunks)) = entry.rest(entry_type) {
                self.rest(entry_type.entry_type(), rest, &chunks);
            }
            self.close();
        }
    }

    fn list<'a>(&mut self, of: Type<'_>, field: &FieldPlan, values: impl Iterator<Item = Payload<'a>>) {
        for payload in values {
            if self.out.is_stopped() {
                return;
            }
            match payload {
                Payload::Len(bytes) if !field.value.is_text() => self.packed(of, field, bytes),
                payload => self.value(&field.text_name, of, field, payload),
            }
        }
    }

    fn packed(&mut self, of: Type<'_>, field: &FieldPlan, bytes: &[u8]) {
        let (scalar, closed) = match field.value {
            ValueKind::Scalar(scalar) => (scalar, None),
            ValueKind::Enum(key) => (Scalar::Int32, field.is_closed.then(|| of.enumeration(key))),
            ValueKind::Message(_) => return,
        };
        let (mut packed, before) = (Packed::new(scalar, bytes), self.out.read());
        while let Some(element) = packed.next() {
            if closed.is_some_and(|closed| !has(closed, element)) {
                continue;
            }
            if self.out.is_stopped() {
                return;
            }
            self.value(&field.text_name, of, field, element);
            self.out.set_read(before + packed.at());
        }
        if packed.is_cut {
            self.comment("truncated: the last packed element is cut off");
        }
    }

    fn value(&mut self, name: &str, of: Type<'_>, field: &FieldPlan, payload: Payload<'_>) {
        self.line(name);
        self.out.text.push_str(": ");
        match (field.value, payload) {
            (ValueKind::Scalar(Scalar::String), Payload::Len(bytes)) if std::str::from_utf8(bytes).is_err() => {
                self.quoted(bytes);
                let _ = write!(self.out.text, "  # not UTF-8, {} bytes", bytes.len());
            }
            (ValueKind::Scalar(_), Payload::Len(bytes)) => self.quoted(bytes),
            (ValueKind::Scalar(scalar), payload) => {
                if let Some(value) = decode_number(scalar, payload) {
                    push_text_number(&mut self.out.text, &value);
                }
            }
            (ValueKind::Enum(key), payload) => {
                let number = enum_number(payload).unwrap_or_default();
                match of.enumeration(key).name_of(number) {
                    Some(name) => self.out.text.push_str(name),
                    None => push_integer(&mut self.out.text, number),
                }
            }
            (ValueKind::Message(_), _) => {}
        }
        self.out.add_read(field.number, payload);
        self.out.text.push('\n');
    }

    /// A field that is not the type's, by number; a group as the fields in it cannot be told, so its bytes stand there.
    fn stray(&mut self, of: Type<'_>, stray: &Stray<'_, '_>) {
        self.out.add_read(stray.number, stray.payload);
        self.line("");
        push_integer(&mut self.out.text, stray.number);
        self.out.text.push_str(": ");
        let _ = match stray.payload {
            Payload::Varint(n) => write!(self.out.text, "{n}"),
            Payload::Fixed64(n) => write!(self.out.text, "0x{n:016x}"),
            Payload::Fixed32(n) => write!(self.out.text, "0x{n:08x}"),
            Payload::Len(bytes) | Payload::Group(bytes) => {
                self.quoted(bytes);
                Ok(())
            }
        };
        let _ = match stray.kind(of) {
            StrayKind::NoField => {
                // A comment ends with its line, so nothing in it may end one.
                let readings = readings_line(stray.payload);
                write!(self.out.text, "  # {}: {readings}", stray.payload.wire_type())
            }
            StrayKind::WireType(name) => {
                write!(self.out.text, "  # wrong wire type for {name}: {}", stray.payload.wire_type())
            }
            StrayKind::NotInEnum { number, of } => write!(self.out.text, "  # {number} (not in {of})"),
        };
        self.out.text.push('\n');
    }

    fn quoted(&mut self, bytes: &[u8]) {
        if bytes.len() <= STEP {
            return push_escaped(&mut self.out.text, bytes);
        }
        self.out.text.push('"');
        let (mut rest, before) = (bytes, self.out.read());
        while !rest.is_empty() && !self.out.is_stopped() {
            // A character is not cut in two.
            let is_middle = |at: usize| rest.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
            let end = (STEP - 3..=STEP).rev().find(|at| !is_middle(*at)).unwrap_or(STEP);
            let (step, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
            push_unquoted(&mut self.out.text, step);
            self.out.set_read(before + bytes.len() - after.len());
            self.out.pause();
            rest = after;
        }
        self.out.set_read(before);
        self.out.text.push('"');
    }

    fn open(&mut self, name: &str) {
        self.line(name);
        self.out.text.push_str(" {\n");
        self.indent += 1;
    }

    fn close(&mut self) {
        self.indent -= 1;
        self.line("}\n");
    }

    fn comment(&mut self, text: &str) {
        self.line("# ");
        self.out.text.push_str(text);
        self.out.text.push('\n');
    }

    fn line(&mut self, start: &str) {
        self.out.pause();
        for _ in 0..self.indent {
            self.out.text.push_str("  ");
        }
        self.out.text.push_str(start);
    }
}

/// A quoted string of any bytes: printable UTF-8 as it is, the rest in octal.
fn push_escaped(out: &mut String, bytes: &[u8]) {
    out.push('"');
    push_unquoted(out, bytes);
    out.push('"');
}

fn push_unquoted(out: &mut String, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            let _ = match c {
                '"' => out.write_str("\\\""),
                '\\' => out.write_str("\\\\"),
                '\n' => out.write_str("\\n"),
                '\r' => out.write_str("\\r"),
                '\t' => out.write_str("\\t"),
                c if is_hidden(c) => {
                    c.encode_utf8(&mut [0; 4]).bytes().try_for_each(|byte| write!(out, "\\{byte:03o}"))
                }
                c => out.write_char(c),
            };
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\{byte:03o}");
        }
    }
}
