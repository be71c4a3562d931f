//! How many levels lie below where printing stops: counted in one pass, on the heap.
//! It prints nothing.

use super::chunks::Chunks;
use crate::{
    message::{
        field::{Field, JsonType, Shape},
        well_known::type_name,
        wire::{Reader, Token},
    },
    schema::{Kind, MessageDescriptor},
};

/// How many levels of messages this one has, itself counted.
pub(super) fn levels(of: &MessageDescriptor, chunks: &Chunks<'_>) -> usize {
    chunks.iter().map(|bytes| levels_of(of, bytes)).max().unwrap_or(1)
}

struct Frame {
    /// `None` within what the type does not know.
    of: Option<MessageDescriptor>,
    /// Where it ends; a group ends with its tag.
    end: Option<usize>,
    /// Within an `Any`: the type of its value, once its name was read.
    holds: Option<MessageDescriptor>,
}

fn levels_of(of: &MessageDescriptor, bytes: &[u8]) -> usize {
    let mut frames = vec![Frame { of: Some(of.clone()), end: Some(bytes.len()), holds: None }];
    let mut reader = Reader::new(bytes);
    let mut deepest = 1;
    loop {
        while let Some(Frame { end: Some(end), .. }) = frames.last()
            && reader.at() >= *end
        {
            frames.pop();
        }
        let Some(frame) = frames.last_mut() else { return deepest };
        match reader.token() {
            None => return deepest,
            Some(Token::Skipped) => {}
            Some(Token::EndGroup) => {
                frames.pop();
            }
            Some(Token::StartGroup { number }) => {
                let of = frame.of.as_ref().and_then(|of| nested_type(of, number));
                frames.push(Frame { of, end: None, holds: None });
            }
            Some(Token::Len { number, end }) => {
                let content = bytes.get(reader.at()..end).unwrap_or_default();
                match frame.enter(number, content) {
                    Some(of) => frames.push(Frame { of: Some(of), end: Some(end), holds: None }),
                    None => reader.skip_to(end),
                }
            }
        }
        deepest = deepest.max(frames.len());
    }
}

impl Frame {
    /// The type of a length-delimited field, if it is a message.
    fn enter(&mut self, number: u32, content: &[u8]) -> Option<MessageDescriptor> {
        let of = self.of.as_ref()?;
        if !matches!(Shape::of_message(of), Shape::Json(JsonType::Any, _)) {
            return nested_type(of, number);
        }
        if number == 1 {
            let name = std::str::from_utf8(content).ok().and_then(|url| type_name(url).ok());
            self.holds = name.and_then(|name| of.parent_pool().get_message_by_name(name));
            return None;
        }
        if number == 2 { self.holds.clone() } else { None }
    }
}

fn nested_type(of: &MessageDescriptor, number: u32) -> Option<MessageDescriptor> {
    let kind = match Field::of(of, number)? {
        Field::Plain(field) => field.kind(),
        Field::Extension(field) => field.kind(),
        Field::Whole(_) | Field::Unknown(_) => return None,
    };
    match kind {
        Kind::Message(message) => Some(message),
        _ => None,
    }
}
