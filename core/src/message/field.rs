//! One field of a message, plain or extension, and the shape of its values: what the form, the JSON and the wire have to
//! agree on. It holds no values.

use super::{
    escape::unescape,
    node::{UNKNOWN, WHOLE},
    scalar::Scalar,
};
use crate::schema::{
    Cardinality, EnumDescriptor, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor, OneofDescriptor, Schema,
};

/// The member of a message's JSON that holds its [`UNKNOWN`] records, in base64. ProtoJSON has none for them; no field is
/// named so.
pub(crate) const UNKNOWN_KEY: &str = "@unknown";

/// A field of a message type.
#[derive(Clone)]
pub enum Field {
    /// Declared in the message.
    Plain(FieldDescriptor),
    /// Declared elsewhere, as an extension of it.
    Extension(ExtensionDescriptor),
    /// The message itself, where it is a well-known type ([`WHOLE`]).
    Whole(MessageDescriptor),
    /// What the message holds beside the fields of its type ([`UNKNOWN`]).
    Unknown(MessageDescriptor),
}

/// What one value of a field is.
#[derive(Clone)]
pub enum Shape {
    /// A scalar.
    Scalar(Scalar),
    /// An enum.
    Enum(EnumDescriptor),
    /// `google.protobuf.Int32Value` and its like: written as the bare scalar.
    Wrapper(Scalar),
    /// `google.protobuf.Timestamp`: RFC 3339.
    Timestamp,
    /// `google.protobuf.Duration`: seconds with an `s`.
    Duration,
    /// `google.protobuf.FieldMask`: lowerCamel paths with commas.
    FieldMask,
    /// Any JSON; the descriptor is the type's own, through which `Any` finds other types.
    Json(JsonType, MessageDescriptor),
    /// A message with fields.
    Message(MessageDescriptor),
    /// Records of the wire, in base64.
    Records,
}

/// Well-known types whose ProtoJSON is any JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    /// `google.protobuf.Struct`: an object.
    Struct,
    /// `google.protobuf.Value`: anything.
    Value,
    /// `google.protobuf.ListValue`: an array.
    ListValue,
    /// `google.protobuf.Any`: an object with `@type`.
    Any,
}

impl JsonType {
    pub(crate) fn default_text(self) -> &'static str {
        match self {
            Self::Struct | Self::Any => "{}",
            Self::Value => "null",
            Self::ListValue => "[]",
        }
    }
}

impl Shape {
    /// The shape of a message type: one of the well-known ones by full name, or a message with fields.
    pub fn of_message(descriptor: &MessageDescriptor) -> Self {
        let Some(name) = descriptor.full_name().strip_prefix("google.protobuf.") else {
            return Self::Message(descriptor.clone());
        };
        match name {
            "Timestamp" => Self::Timestamp,
            "Duration" => Self::Duration,
            "FieldMask" => Self::FieldMask,
            "Struct" => Self::Json(JsonType::Struct, descriptor.clone()),
            "Value" => Self::Json(JsonType::Value, descriptor.clone()),
            "ListValue" => Self::Json(JsonType::ListValue, descriptor.clone()),
            "Any" => Self::Json(JsonType::Any, descriptor.clone()),
            _ => match wrapped_scalar(name) {
                Some(scalar) => Self::Wrapper(scalar),
                None => Self::Message(descriptor.clone()),
            },
        }
    }

    /// The shape of a field's kind.
    pub fn of_kind(kind: Kind) -> Self {
        match kind {
            Kind::Message(descriptor) => Self::of_message(&descriptor),
            Kind::Enum(descriptor) => Self::Enum(descriptor),
            Kind::Double => Self::Scalar(Scalar::Double),
            Kind::Float => Self::Scalar(Scalar::Float),
            Kind::Int32 => Self::Scalar(Scalar::Int32),
            Kind::Int64 => Self::Scalar(Scalar::Int64),
            Kind::Uint32 => Self::Scalar(Scalar::Uint32),
            Kind::Uint64 => Self::Scalar(Scalar::Uint64),
            Kind::Sint32 => Self::Scalar(Scalar::Sint32),
            Kind::Sint64 => Self::Scalar(Scalar::Sint64),
            Kind::Fixed32 => Self::Scalar(Scalar::Fixed32),
            Kind::Fixed64 => Self::Scalar(Scalar::Fixed64),
            Kind::Sfixed32 => Self::Scalar(Scalar::Sfixed32),
            Kind::Sfixed64 => Self::Scalar(Scalar::Sfixed64),
            Kind::Bool => Self::Scalar(Scalar::Bool),
            Kind::String => Self::Scalar(Scalar::String),
            Kind::Bytes => Self::Scalar(Scalar::Bytes),
        }
    }

    /// True where the value is a message on the wire.
    pub fn is_message(&self) -> bool {
        !matches!(self, Self::Scalar(_) | Self::Enum(_) | Self::Records)
    }

    /// The text of the default value, for shapes that are text.
    pub(crate) fn default_text(&self) -> String {
        match self {
            Self::Scalar(scalar) | Self::Wrapper(scalar) => scalar.default_text().to_owned(),
            Self::Enum(of) => of.default_value().map_or_else(|| "0".to_owned(), |value| value.name().to_owned()),
            Self::Timestamp => "1970-01-01T00:00:00Z".to_owned(),
            Self::Duration => "0s".to_owned(),
            Self::FieldMask | Self::Records => String::new(),
            Self::Json(json, _) => json.default_text().to_owned(),
            Self::Message(_) => "{}".to_owned(),
        }
    }
}

/// The message type of a field's values.
pub(crate) fn message_type(field: &Field) -> Option<MessageDescriptor> {
    let kind = match field {
        Field::Plain(field) => field.kind(),
        Field::Extension(field) => field.kind(),
        Field::Whole(of) => return Some(of.clone()),
        Field::Unknown(_) => return None,
    };
    match kind {
        Kind::Message(of) => Some(of),
        _ => None,
    }
}

/// True for `google.protobuf.NullValue`, whose ProtoJSON is `null`.
pub(crate) fn is_null_value(descriptor: &EnumDescriptor) -> bool {
    descriptor.full_name() == "google.protobuf.NullValue"
}

fn wrapped_scalar(name: &str) -> Option<Scalar> {
    Some(match name {
        "DoubleValue" => Scalar::Double,
        "FloatValue" => Scalar::Float,
        "Int64Value" => Scalar::Int64,
        "UInt64Value" => Scalar::Uint64,
        "Int32Value" => Scalar::Int32,
        "UInt32Value" => Scalar::Uint32,
        "BoolValue" => Scalar::Bool,
        "StringValue" => Scalar::String,
        "BytesValue" => Scalar::Bytes,
        _ => return None,
    })
}

impl Field {
    /// The field of this number, an extension too.
    pub fn of(message: &MessageDescriptor, number: u32) -> Option<Self> {
        if let Some(plain) = message.get_field(number) {
            return Some(Self::Plain(plain));
        }
        if number == WHOLE {
            return Some(Self::Whole(message.clone()));
        }
        if number == UNKNOWN {
            return Some(Self::Unknown(message.clone()));
        }
        message.get_extension(number).map(Self::Extension)
    }

    /// The field of this name, in either spelling; `[pkg.name]` is an extension.
    pub fn named(message: &MessageDescriptor, name: &str) -> Option<Self> {
        if let Some(plain) = message.get_field_by_json_name(name).or_else(|| message.get_field_by_name(name)) {
            return Some(Self::Plain(plain));
        }
        if name == UNKNOWN_KEY {
            return Some(Self::Unknown(message.clone()));
        }
        name.starts_with('[').then(|| message.get_extension_by_json_name(name)).flatten().map(Self::Extension)
    }

    /// Its number.
    pub fn number(&self) -> u32 {
        match self {
            Self::Plain(field) => field.number(),
            Self::Extension(field) => field.number(),
            Self::Whole(_) => WHOLE,
            Self::Unknown(_) => UNKNOWN,
        }
    }

    /// Its name in the .proto; an extension's in brackets.
    pub fn name(&self) -> &str {
        match self {
            Self::Plain(field) => field.name(),
            Self::Extension(field) => field.json_name(),
            Self::Whole(message) => message.full_name(),
            Self::Unknown(_) => UNKNOWN_KEY,
        }
    }

    /// Its name in JSON.
    pub fn json_name(&self) -> &str {
        match self {
            Self::Plain(field) => field.json_name(),
            Self::Extension(field) => field.json_name(),
            Self::Whole(message) => message.full_name(),
            Self::Unknown(_) => UNKNOWN_KEY,
        }
    }

    /// What one value of it is.
    pub fn shape(&self) -> Shape {
        match self {
            Self::Plain(field) => Shape::of_kind(field.kind()),
            Self::Extension(field) => Shape::of_kind(field.kind()),
            Self::Whole(message) => Shape::of_message(message),
            Self::Unknown(_) => Shape::Records,
        }
    }

    /// Repeated, and not a map.
    pub fn is_list(&self) -> bool {
        match self {
            Self::Plain(field) => field.cardinality() == Cardinality::Repeated && self.map_entry().is_none(),
            Self::Extension(field) => field.is_list(),
            Self::Whole(_) | Self::Unknown(_) => false,
        }
    }

    /// Key and value field, if it is a map.
    pub fn map_entry(&self) -> Option<(FieldDescriptor, FieldDescriptor)> {
        let Self::Plain(field) = self else { return None };
        if field.cardinality() != Cardinality::Repeated {
            return None;
        }
        let Kind::Message(entry) = field.kind() else { return None };
        if !entry.is_map_entry() {
            return None;
        }
        Some((entry.get_field(1)?, entry.get_field(2)?))
    }

    /// Set and unset differ even where the value is the default.
    pub fn has_presence(&self) -> bool {
        match self {
            Self::Plain(field) => field.supports_presence(),
            Self::Extension(field) => field.supports_presence(),
            Self::Whole(_) | Self::Unknown(_) => true,
        }
    }

    /// `required` of proto2.
    pub fn is_required(&self) -> bool {
        matches!(self, Self::Plain(field) if field.is_required())
    }

    /// The .proto says not to use it any more.
    pub fn is_deprecated(&self) -> bool {
        match self {
            Self::Plain(field) => field.is_deprecated(),
            Self::Extension(field) => field.is_deprecated(),
            Self::Whole(_) | Self::Unknown(_) => false,
        }
    }

    /// What its options say to whoever fills it in: validation rules, behaviour, what it refers to.
    pub fn hints(&self, schema: &Schema) -> Vec<String> {
        match self {
            Self::Plain(field) => schema.field_hints(field.option_bytes()),
            Self::Extension(field) => schema.field_hints(field.option_bytes()),
            Self::Whole(_) | Self::Unknown(_) => Vec::new(),
        }
    }

    /// Written packed.
    pub fn is_packed(&self) -> bool {
        match self {
            Self::Plain(field) => field.is_packed(),
            Self::Extension(field) => field.is_packed(),
            Self::Whole(_) | Self::Unknown(_) => false,
        }
    }

    /// Delimited by tags instead of a length.
    pub fn is_group(&self) -> bool {
        match self {
            Self::Plain(field) => field.is_group(),
            Self::Extension(field) => field.is_group(),
            Self::Whole(_) | Self::Unknown(_) => false,
        }
    }

    /// Its strings have to be UTF-8.
    pub fn validates_utf8(&self) -> bool {
        match self {
            Self::Plain(field) => field.validates_utf8(),
            Self::Extension(field) => field.validates_utf8(),
            Self::Whole(_) | Self::Unknown(_) => true,
        }
    }

    /// The oneof it is a member of; not the one that proto3 `optional` makes.
    pub fn oneof(&self) -> Option<OneofDescriptor> {
        match self {
            Self::Plain(field) => field.containing_oneof().filter(|oneof| !oneof.is_synthetic()),
            Self::Extension(_) | Self::Whole(_) | Self::Unknown(_) => None,
        }
    }

    /// The default that a proto2 file declares, as text.
    pub fn declared_default(&self) -> Option<String> {
        let (text, kind) = match self {
            Self::Plain(field) => (field.default_value()?, field.kind()),
            Self::Extension(field) => (field.default_value()?, field.kind()),
            Self::Whole(_) | Self::Unknown(_) => return None,
        };
        match Shape::of_kind(kind) {
            Shape::Scalar(Scalar::Float | Scalar::Double) => Some(match text {
                "inf" => "Infinity".to_owned(),
                "-inf" => "-Infinity".to_owned(),
                "nan" => "NaN".to_owned(),
                other => other.to_owned(),
            }),
            Shape::Scalar(Scalar::Bytes) => Some(super::scalar::base64_text(&unescape(text).unwrap_or_default())),
            _ => Some(text.to_owned()),
        }
    }
}
