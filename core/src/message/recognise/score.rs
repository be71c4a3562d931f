//! How well bytes or a text fit a type. It goes into nothing: the fields of the message itself decide.

use super::Certainty;
use crate::{
    message::{
        bytes_text::frames,
        field::{Field, Shape},
        scalar::Scalar,
        wire::{Payload, Reader},
    },
    schema::MessageDescriptor,
};

/// The messages in these bytes: each without its prefix if all of them have one and none is compressed, else the bytes
/// themselves.
pub(super) fn messages(bytes: &[u8]) -> Vec<&[u8]> {
    let plain = frames(bytes).filter(|frames| frames.iter().all(|(flag, _)| *flag == 0));
    plain.map_or_else(|| vec![bytes], |frames| frames.into_iter().map(|(_, message)| message).collect())
}

/// `None` where the bytes are no message at all.
pub(super) fn of_bytes(bytes: &[u8], of: &MessageDescriptor) -> Option<Certainty> {
    let mut reader = Reader::new(bytes);
    let (mut known, mut unknown) = (0_usize, 0_usize);
    while let Some(field) = reader.next().ok()? {
        match Field::of(of, field.number).filter(|known| fits(known, &field.payload)) {
            Some(_) => known += 1,
            None => unknown += 1,
        }
    }
    Some(match (known, unknown) {
        (_, 0) => Certainty::Certain,
        (0, _) => Certainty::Possible,
        _ => Certainty::Likely,
    })
}

fn fits(field: &Field, payload: &Payload<'_>) -> bool {
    if matches!(field, Field::Whole(_)) {
        return false;
    }
    let packed = field.is_list() && matches!(payload, Payload::Len(_));
    packed
        || match field.shape() {
            _ if field.is_group() => matches!(payload, Payload::Group(_)),
            Shape::Scalar(Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64) => {
                matches!(payload, Payload::Fixed64(_))
            }
            Shape::Scalar(Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32) => {
                matches!(payload, Payload::Fixed32(_))
            }
            Shape::Scalar(Scalar::String) => {
                matches!(payload, Payload::Len(bytes) if std::str::from_utf8(bytes).is_ok())
            }
            Shape::Scalar(Scalar::Bytes) => matches!(payload, Payload::Len(_)),
            Shape::Scalar(_) | Shape::Enum(_) => matches!(payload, Payload::Varint(_)),
            _ => matches!(payload, Payload::Len(_)),
        }
}

/// Whether a text begins as text format does: comments, then a name and a colon or a brace.
pub(super) fn of_text_format(text: &str, of: &MessageDescriptor) -> Option<Certainty> {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))?;
    let length = first.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(first.len());
    let (name, rest) = first.split_at_checked(length).filter(|(name, _)| !name.is_empty())?;
    if name.starts_with(|c: char| c.is_ascii_digit()) || !rest.trim_start().starts_with([':', '{', '<']) {
        return None;
    }
    match of.get_field_by_name(name).is_some() || of.get_field_by_name(&name.to_ascii_lowercase()).is_some() {
        true => Some(Certainty::Certain),
        false => Some(Certainty::Possible),
    }
}
