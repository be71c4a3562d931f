//! Fields that the type does not have, or not with this wire type: shown under their number, with what the wire says.
//! It guesses no more than whether bytes are text.

use super::{
    gather::{Content, Stray, StrayKind, message_bytes},
    json::Printer,
    marks::MarkKind,
};
use crate::message::wire::Payload;

impl Printer<'_> {
    pub(super) fn strays(&mut self, content: &Content<'_>) {
        for group in content.strays.chunk_by(|a, b| a.raw.number == b.raw.number) {
            let Some(first) = group.first() else { continue };
            let from = self.out.key(&first.raw.number.to_string());
            match group {
                [one] => self.stray_value(one),
                several => {
                    self.out.open('[');
                    for stray in several {
                        self.out.element();
                        self.stray_value(stray);
                    }
                    self.out.close(']');
                }
            }
            let (kind, message) = describe_stray(first);
            self.mark(from, kind, message);
        }
        if content.strays_left_out > 0 {
            let end = self.out.at();
            let message = format!("{} more unknown fields not shown", content.strays_left_out);
            self.mark(end.saturating_sub(1), MarkKind::Cut, message);
        }
    }

    /// Numbers unsigned, text as text, other bytes as base64.
    fn stray_value(&mut self, stray: &Stray<'_>) {
        match stray.raw.payload {
            Payload::Varint(n) | Payload::Fixed64(n) => match n {
                0..=0x1f_ffff_ffff_ffff => self.out.raw(&n.to_string()),
                _ => self.out.quoted(&n.to_string()),
            },
            Payload::Fixed32(n) => self.out.raw(&n.to_string()),
            Payload::Len(bytes) | Payload::Group(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) if !text.contains(|c: char| c.is_control() && !c.is_whitespace()) => self.out.quoted(text),
                _ => self.bytes(bytes),
            },
        }
    }
}

fn describe_stray(stray: &Stray<'_>) -> (MarkKind, String) {
    let wire_type = stray.raw.payload.wire_type();
    let size = match message_bytes(stray.raw.payload) {
        None => String::new(),
        Some([_]) => ", 1 byte".to_owned(),
        Some(bytes) => format!(", {} bytes", bytes.len()),
    };
    match &stray.kind {
        StrayKind::WireType(name) => {
            (MarkKind::WrongWireType, format!("wrong wire type for {name}: {wire_type}{size}"))
        }
        StrayKind::NoField => {
            (MarkKind::UnknownField, format!("unknown field {}: {wire_type}{size}", stray.raw.number))
        }
        StrayKind::NotInEnum { number, of } => (MarkKind::UnknownEnum, format!("{number} (not in {of})")),
    }
}
