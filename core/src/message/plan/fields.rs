//! The plan of one field: what it takes from the wire, and its names as they are written.
//! It knows the fields of its message only by number.

use crate::{
    message::{
        field::{Field, Shape},
        quote::push_json_string,
        scalar::Scalar,
        wire::Payload,
    },
    schema::{EnumKey, FieldDescriptor, Kind, MessageDescriptor, MessageKey},
};

/// One field.
pub(crate) struct FieldPlan {
    pub(crate) number: u32,
    /// In the .proto; an extension's in brackets.
    pub(crate) name: Box<str>,
    /// In text format, where groups go by their type's name.
    pub(crate) text_name: Box<str>,
    /// `"jsonName": `, as JSON on several lines has it.
    json_key: Box<str>,
    /// `"proto_name": `.
    proto_key: Box<str>,
    pub(crate) value: ValueKind,
    /// A list, or a map.
    pub(crate) is_repeated: bool,
    pub(crate) is_map: bool,
    /// A list whose elements are written after one length.
    pub(crate) is_packed: bool,
    pub(crate) is_group: bool,
    pub(crate) is_extension: bool,
    pub(crate) has_presence: bool,
    pub(crate) validates_utf8: bool,
    /// Its values, or a map's values, are of an enum that takes no other numbers.
    pub(crate) is_closed: bool,
    /// The oneof it is a member of, by position.
    pub(crate) oneof: Option<u32>,
}

/// What one value of a field is; of a map, an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueKind {
    /// A scalar.
    Scalar(Scalar),
    /// An enum.
    Enum(EnumKey),
    /// A message or group.
    Message(MessageKey),
}

impl ValueKind {
    fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Message(message) => Self::Message(message.key()),
            Kind::Enum(of) => Self::Enum(of.key()),
            other => match Shape::of_kind(other.clone()) {
                Shape::Scalar(scalar) => Self::Scalar(scalar),
                _ => Self::Scalar(Scalar::Bytes),
            },
        }
    }

    /// Strings and bytes, which are never packed.
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Scalar(Scalar::String | Scalar::Bytes))
    }

    /// Numbers, bools and enums, which a list may hold packed.
    pub(crate) fn is_packable(self) -> bool {
        !self.is_text() && !matches!(self, Self::Message(_))
    }

    /// What a value that is not on the wire reads as.
    pub(crate) fn zero(self) -> Payload<'static> {
        match self {
            Self::Scalar(scalar) => zero(scalar),
            Self::Enum(_) => Payload::Varint(0),
            Self::Message(_) => Payload::Len(&[]),
        }
    }
}

/// What a scalar that is not on the wire reads as.
pub(crate) fn zero(scalar: Scalar) -> Payload<'static> {
    match scalar {
        Scalar::String | Scalar::Bytes => Payload::Len(&[]),
        Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32 => Payload::Fixed32(0),
        Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64 => Payload::Fixed64(0),
        _ => Payload::Varint(0),
    }
}

impl FieldPlan {
    fn of(field: &Field) -> Option<Self> {
        let kind = match field {
            Field::Plain(field) => field.kind(),
            Field::Extension(field) => field.kind(),
            Field::Whole(_) | Field::Unknown(_) => return None,
        };
        let entry = field.map_entry();
        let values = entry.as_ref().map_or_else(|| kind.clone(), |(_, value)| value.kind());
        Some(Self {
            number: field.number(),
            name: field.name().into(),
            text_name: text_name(field, &kind).into(),
            json_key: key(field.json_name()),
            proto_key: key(field.name()),
            value: ValueKind::of(&kind),
            is_repeated: field.is_list() || entry.is_some(),
            is_map: entry.is_some(),
            is_packed: field.is_list() && field.is_packed(),
            is_group: field.is_group(),
            is_extension: matches!(field, Field::Extension(_)),
            has_presence: field.has_presence(),
            validates_utf8: field.validates_utf8(),
            is_closed: matches!(values, Kind::Enum(of) if of.is_closed()),
            oneof: field.oneof().map(|oneof| oneof.index()),
        })
    }

    /// Its key as JSON on several lines has it, in either spelling.
    #[inline]
    pub(crate) fn key(&self, proto_names: bool) -> &str {
        if proto_names { &self.proto_key } else { &self.json_key }
    }
}

/// The fields of a message and its extensions, by number.
pub(super) fn of_message(descriptor: &MessageDescriptor) -> Vec<FieldPlan> {
    let plain = descriptor.fields().filter_map(|field| FieldPlan::of(&Field::Plain(field)));
    let extensions = descriptor.extensions().filter_map(|field| FieldPlan::of(&Field::Extension(field)));
    let mut all: Vec<FieldPlan> = plain.chain(extensions).collect();
    all.sort_by_key(|field| field.number);
    all.dedup_by_key(|field| field.number);
    all
}

fn key(name: &str) -> Box<str> {
    let mut key = String::with_capacity(name.len() + 4);
    push_json_string(&mut key, name);
    key.push_str(": ");
    key.into()
}

/// Groups of proto2 go by their type's name, and so does what editions write the same way.
fn text_name(field: &Field, kind: &Kind) -> String {
    match (field, kind) {
        (Field::Plain(plain), Kind::Message(of)) if field.is_group() && is_group_like(plain, of) => {
            of.name().to_owned()
        }
        _ => field.name().to_owned(),
    }
}

/// The type stands beside the field and gives it its name, as a group does.
fn is_group_like(field: &FieldDescriptor, of: &MessageDescriptor) -> bool {
    let around = of.parent_message();
    field.name() == of.name().to_lowercase()
        && around.is_some_and(|around| around.full_name() == field.parent_message().full_name())
}
