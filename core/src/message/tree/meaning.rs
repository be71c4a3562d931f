//! What a record means: the field of the type it is, or why it is none, and what is in it.
//! Without a type it guesses whether bytes are a message; it reads no values.

use std::ops::Range;

use super::{
    Body, Record,
    layout::{Layout, Width},
    records,
};
use crate::{
    message::{
        field::{Field, Shape},
        node::WHOLE,
        print::decode_number,
        readings::{ReadingKind, readings},
        scalar::Scalar,
        well_known::type_name,
        wire::{Payload, Reader, Token},
    },
    schema::MessageDescriptor,
};

/// What the records of a range are to be read as.
#[derive(Clone)]
pub struct Scope(Kind);

#[derive(Clone)]
enum Kind {
    Message(Option<MessageDescriptor>),
    /// Of an `Any`, with the type its URL names.
    Any(MessageDescriptor, Option<MessageDescriptor>),
    Packed(Field, Width),
}

/// What a record is.
#[derive(Clone)]
pub struct Meaning {
    /// The field it is.
    pub known: Known,
    /// What is in it.
    pub inside: Inside,
}

/// The field of the type, or why not.
#[derive(Clone)]
pub enum Known {
    /// It is this field.
    Field(Field),
    /// It is an element of this packed field.
    Element(Field),
    /// It is none.
    Unknown(WhyUnknown),
}

/// Why a record is no field of the type.
#[derive(Clone)]
pub enum WhyUnknown {
    /// There is no type.
    NoType,
    /// The type has no such number.
    NoField,
    /// The field of this number is written with another wire type.
    WireType(Field),
    /// It cannot be read.
    Broken,
}

/// What is in a record.
#[derive(Clone)]
pub enum Inside {
    /// A value.
    Value,
    /// Records, or the elements of a packed field.
    Records(Scope),
}

impl Known {
    /// The field it is, or is an element of.
    pub fn field(&self) -> Option<&Field> {
        match self {
            Self::Field(field) | Self::Element(field) => Some(field),
            Self::Unknown(_) => None,
        }
    }
}

/// Records of an `Any` among which its type is looked for.
const ANY_RECORDS: usize = 64;

impl Scope {
    /// A message of this type; what stands in `range` tells the type of an `Any`'s value.
    pub fn message(of: Option<MessageDescriptor>, bytes: &[u8], range: Range<usize>) -> Self {
        match of {
            Some(any) if any.full_name() == "google.protobuf.Any" => {
                let value = any_type(&any, bytes, range);
                Self(Kind::Any(any, value))
            }
            of => Self(Kind::Message(of)),
        }
    }

    /// The elements of a packed field; `None` where it is none that can be.
    pub fn packed(field: Field) -> Option<Self> {
        let width = Width::of(&field.shape())?;
        Some(Self(Kind::Packed(field, width)))
    }

    /// How its records are written.
    pub fn layout(&self) -> Layout {
        match &self.0 {
            Kind::Message(_) | Kind::Any(..) => Layout::Fields,
            Kind::Packed(_, width) => Layout::Packed(*width),
        }
    }

    /// Its type, if it has one.
    pub fn of(&self) -> Option<&MessageDescriptor> {
        match &self.0 {
            Kind::Message(of) => of.as_ref(),
            Kind::Any(of, _) => Some(of),
            Kind::Packed(..) => None,
        }
    }

    /// The field this record is of, if it is one; nothing is guessed of others.
    pub(super) fn field_of(&self, bytes: &[u8], record: &Record) -> Option<Field> {
        let of = self.of()?;
        let field = if record.number == WHOLE { None } else { Field::of(of, record.number) }?;
        inside(&field, record.payload(bytes)?, bytes, record).map(|_| field)
    }

    /// What this record of it means.
    pub fn meaning(&self, bytes: &[u8], record: &Record) -> Meaning {
        match &self.0 {
            Kind::Packed(field, _) => Meaning { known: Known::Element(field.clone()), inside: Inside::Value },
            Kind::Message(of) => of_message(of.as_ref(), bytes, record),
            Kind::Any(of, value) => {
                let mut meaning = of_message(Some(of), bytes, record);
                if record.number == ANY_VALUE && matches!(meaning.known, Known::Field(_)) {
                    meaning.inside = value.as_ref().map_or(Inside::Value, |value| {
                        Inside::Records(Self::message(Some(value.clone()), bytes, record.value_range()))
                    });
                }
                meaning
            }
        }
    }
}

const ANY_URL: u32 = 1;
const ANY_VALUE: u32 = 2;

fn any_type(any: &MessageDescriptor, bytes: &[u8], range: Range<usize>) -> Option<MessageDescriptor> {
    let urls = records(bytes, range, Layout::Fields).take(ANY_RECORDS).filter(|record| record.number == ANY_URL);
    let url = urls.filter(|record| record.body == Body::Len).last()?;
    let url = std::str::from_utf8(bytes.get(url.value_range())?).ok()?;
    any.parent_pool().get_message_by_name(type_name(url).ok()?)
}

fn of_message(of: Option<&MessageDescriptor>, bytes: &[u8], record: &Record) -> Meaning {
    let unknown = |why| Meaning { known: Known::Unknown(why), inside: guessed(bytes, record) };
    let broken_at_once = record.payload(bytes).is_none();
    let Some(of) = of else { return unknown(if broken_at_once { WhyUnknown::Broken } else { WhyUnknown::NoType }) };
    let field = if record.number == WHOLE { None } else { Field::of(of, record.number) };
    let Some(payload) = record.payload(bytes) else {
        let known = field.map_or(Known::Unknown(WhyUnknown::Broken), Known::Field);
        return Meaning { known, inside: Inside::Value };
    };
    let Some(field) = field else { return unknown(WhyUnknown::NoField) };
    match inside(&field, payload, bytes, record) {
        Some(inside) => Meaning { known: Known::Field(field), inside },
        None => unknown(WhyUnknown::WireType(field)),
    }
}

/// What is in a field; `None` where it cannot be written so.
fn inside(field: &Field, payload: Payload<'_>, bytes: &[u8], record: &Record) -> Option<Inside> {
    let shape = field.shape();
    match (&shape, payload) {
        (Shape::Scalar(Scalar::String | Scalar::Bytes), Payload::Len(_)) => Some(Inside::Value),
        (Shape::Scalar(Scalar::String | Scalar::Bytes), _) => None,
        (Shape::Scalar(_) | Shape::Enum(_), Payload::Len(_)) if field.is_list() => {
            Scope::packed(field.clone()).map(Inside::Records)
        }
        (Shape::Scalar(scalar), payload) => decode_number(*scalar, payload).map(|_| Inside::Value),
        (Shape::Enum(_), payload) => matches!(payload, Payload::Varint(_)).then_some(Inside::Value),
        (_, Payload::Group(_)) if !field.is_group() => None,
        (_, Payload::Len(_)) if field.is_group() => None,
        (_, Payload::Group(_) | Payload::Len(_)) => {
            Some(Inside::Records(Scope::message(message_type(field), bytes, record.value_range())))
        }
        _ => None,
    }
}

/// The type of a field's messages.
pub(super) fn message_type(field: &Field) -> Option<MessageDescriptor> {
    let kind = match field {
        Field::Plain(field) => field.kind(),
        Field::Extension(field) => field.kind(),
        Field::Whole(of) => return Some(of.clone()),
        Field::Unknown(_) => return None,
    };
    kind.as_message().cloned()
}

/// A group is records; bytes are, where that is their likeliest reading.
fn guessed(bytes: &[u8], record: &Record) -> Inside {
    let is_message = match record.payload(bytes) {
        Some(Payload::Group(_)) => true,
        Some(payload @ Payload::Len(value)) => {
            may_be_message(value) && {
                readings(payload).first().is_some_and(|likeliest| likeliest.kind == ReadingKind::Message)
            }
        }
        _ => false,
    };
    if is_message { Inside::Records(Scope(Kind::Message(None))) } else { Inside::Value }
}

/// Tokens that are looked at before bytes are read in every way.
const LOOKED_AT: usize = 64;

/// A quick look at the beginning, which most bytes that are no message do not pass.
fn may_be_message(value: &[u8]) -> bool {
    let mut reader = Reader::new(value);
    for _ in 0..LOOKED_AT {
        match reader.token() {
            Some(Token::Len { end, .. }) => reader.skip_to(end),
            Some(Token::Skipped | Token::StartGroup { .. } | Token::EndGroup) => {}
            None => return !value.is_empty() && reader.is_empty(),
        }
    }
    true
}
