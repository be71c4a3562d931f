//! What a name in JSON means: a field, an enum value, a type, with what there is to say of it.
//! It reads descriptors; comments come from the schema.

use crate::{
    message::field::{Field, Shape},
    schema::{EnumValueDescriptor, Kind, MessageDescriptor, Schema},
};

/// What a name means.
#[derive(Clone)]
pub enum Subject {
    /// A field.
    Field(Box<Field>),
    /// A value of an enum.
    EnumValue(EnumValueDescriptor),
    /// The type in an `Any`.
    Type(MessageDescriptor),
    /// A word of JSON, or a member of it that is no field, with what it is for.
    Word(&'static str),
}

/// What the member of unknown records is for.
const UNKNOWN_DOCS: &str = "Fields that the type does not have, as they came: sent again as they are.";

impl Subject {
    pub(super) fn field(field: Field) -> Self {
        Self::Field(Box::new(field))
    }

    /// Its name in the .proto.
    pub fn name(&self) -> String {
        match self {
            Self::Field(field) => field.name().to_owned(),
            Self::EnumValue(value) => value.name().to_owned(),
            Self::Type(message) => message.full_name().to_owned(),
            Self::Word(_) => String::new(),
        }
    }

    /// Its type and number: `repeated shop.v1.Line = 3`, `2 of shop.v1.State`.
    pub fn kind_text(&self) -> String {
        match self {
            Self::Field(field) => format!("{} = {}", type_of(field, true), field.number()),
            Self::EnumValue(value) => format!("{} of {}", value.number(), value.parent_enum().full_name()),
            Self::Type(_) => "message".to_owned(),
            Self::Word(meaning) => (*meaning).to_owned(),
        }
    }

    /// The comment above it in the .proto; empty if there is none.
    pub fn docs(&self, schema: &Schema) -> String {
        match self {
            Self::Field(field) => match &**field {
                Field::Plain(plain) => schema.docs_of(plain),
                Field::Extension(extension) => schema.docs_of(extension),
                Field::Whole(message) => schema.docs_of(message),
                Field::Unknown(_) => UNKNOWN_DOCS.to_owned(),
            },
            Self::EnumValue(value) => schema.docs_of(value),
            Self::Type(message) => schema.docs_of(message),
            Self::Word(_) => String::new(),
        }
    }

    /// Whether the .proto says not to use it any more.
    pub fn is_deprecated(&self) -> bool {
        match self {
            Self::Field(field) => match &**field {
                Field::Plain(plain) => plain.is_deprecated(),
                Field::Extension(extension) => extension.is_deprecated(),
                Field::Whole(_) | Field::Unknown(_) => false,
            },
            Self::EnumValue(value) => value.is_deprecated(),
            Self::Type(message) => message.is_deprecated(),
            Self::Word(_) => false,
        }
    }

    /// Full name of the message or enum that it is, or that its values are.
    pub fn type_name(&self) -> Option<String> {
        match self {
            Self::Field(field) => {
                let kind = match (&**field, field.map_entry()) {
                    (_, Some((_, value))) => value.kind(),
                    (Field::Plain(plain), None) => plain.kind(),
                    (Field::Extension(extension), None) => extension.kind(),
                    (Field::Whole(message), None) => return Some(message.full_name().to_owned()),
                    (Field::Unknown(_), None) => return None,
                };
                match kind {
                    Kind::Message(message) => Some(message.full_name().to_owned()),
                    Kind::Enum(one) => Some(one.full_name().to_owned()),
                    _ => None,
                }
            }
            Self::EnumValue(value) => Some(value.parent_enum().full_name().to_owned()),
            Self::Type(message) => Some(message.full_name().to_owned()),
            Self::Word(_) => None,
        }
    }
}

/// The type of a field as its .proto has it; with the package only if `in_full`.
pub(super) fn type_of(field: &Field, in_full: bool) -> String {
    if let Some((key, value)) = field.map_entry() {
        return format!("map<{}, {}>", kind_text(&key.kind(), in_full), kind_text(&value.kind(), in_full));
    }
    let one = match field {
        Field::Plain(plain) => kind_text(&plain.kind(), in_full),
        Field::Extension(extension) => kind_text(&extension.kind(), in_full),
        Field::Whole(message) => message.full_name().to_owned(),
        Field::Unknown(_) => "records".to_owned(),
    };
    if field.is_list() { format!("repeated {one}") } else { one }
}

fn kind_text(kind: &Kind, in_full: bool) -> String {
    match kind {
        Kind::Message(message) if in_full => message.full_name().to_owned(),
        Kind::Message(message) => message.name().to_owned(),
        Kind::Enum(one) if in_full => one.full_name().to_owned(),
        Kind::Enum(one) => one.name().to_owned(),
        scalar => match Shape::of_kind(scalar.clone()) {
            Shape::Scalar(scalar) => scalar.name().to_owned(),
            _ => String::new(),
        },
    }
}
