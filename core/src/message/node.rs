//! The tree behind the form: every value as the text that was typed, valid or not.
//! It judges nothing; `document` says what is wrong with it.

use super::field::{Field, Shape};
use crate::schema::MessageDescriptor;

/// The field number that stands for the whole message where the root itself is a well-known type with a JSON form of its
/// own (a method that takes a `google.protobuf.StringValue`): the root node then has this one field.
pub const WHOLE: u32 = 0;

/// The field number that stands for what a message holds beside the fields of its type: records as they came, which are
/// sent again as they are. No field of a type has this number.
pub const UNKNOWN: u32 = u32::MAX;

/// One message of the document. Only fields that are set have a node.
#[derive(Clone)]
pub struct MessageNode {
    /// Its type.
    pub descriptor: MessageDescriptor,
    /// Set fields by number, in the order they were set or stood in the JSON.
    pub fields: Vec<(u32, FieldNode)>,
}

/// A field that is set.
#[derive(Clone)]
pub enum FieldNode {
    /// A singular field.
    Single(ValueNode),
    /// A repeated field.
    List(Vec<ValueNode>),
    /// A map, keys as typed, duplicates kept (and marked).
    Map(Vec<(String, ValueNode)>),
}

/// One value.
#[derive(Clone)]
pub enum ValueNode {
    /// A scalar or enum as typed: `42`, `-0`, `NaN`, `true`, an enum's name or number, base64 for bytes, the bare
    /// text of a string. Well-known types that ProtoJSON writes as a JSON string or scalar (Timestamp, Duration, FieldMask,
    /// wrappers) are here too, as the text inside the quotes.
    Text(String),
    /// Well-known types whose ProtoJSON is any JSON (Struct, Value, ListValue, an Any of no type or an unknown one): the
    /// JSON as typed.
    Json(String),
    /// A message with a form of its own.
    Message(Box<MessageNode>),
    /// An `Any` of a known type.
    Any(Box<AnyNode>),
}

/// A `google.protobuf.Any` whose type is known. Steps of a path lead through it as through its message.
#[derive(Clone)]
pub struct AnyNode {
    /// The type URL as typed: `type.googleapis.com/pkg.Type`.
    pub url: String,
    /// The message; of a well-known type with a JSON form of its own, a root with the one field [`WHOLE`].
    pub message: MessageNode,
}

impl MessageNode {
    /// A message with nothing set.
    pub fn new(descriptor: MessageDescriptor) -> Self {
        Self { descriptor, fields: Vec::new() }
    }

    /// The node of this field, if it is set.
    pub fn field(&self, number: u32) -> Option<&FieldNode> {
        self.fields.iter().find(|(n, _)| *n == number).map(|(_, node)| node)
    }

    pub(crate) fn field_mut(&mut self, number: u32) -> Option<&mut FieldNode> {
        self.fields.iter_mut().find(|(n, _)| *n == number).map(|(_, node)| node)
    }

    /// The fields of a oneof exclude each other: setting one takes the others away.
    pub(crate) fn clear_siblings(&mut self, of: &Field) {
        if let Some(oneof) = of.oneof() {
            let others: Vec<u32> = oneof.fields().map(|f| f.number()).filter(|n| *n != of.number()).collect();
            self.fields.retain(|(n, _)| !others.contains(n));
        }
    }
}

impl FieldNode {
    /// What a field holds when it is set and nothing was typed: an empty list or map, or the default value.
    pub(crate) fn default_of(field: &Field) -> Self {
        if field.map_entry().is_some() {
            Self::Map(Vec::new())
        } else if field.is_list() {
            Self::List(Vec::new())
        } else {
            Self::Single(ValueNode::default_of(field))
        }
    }

    /// How many elements or entries; a singular field has one.
    pub fn len(&self) -> usize {
        match self {
            Self::Single(_) => 1,
            Self::List(values) => values.len(),
            Self::Map(entries) => entries.len(),
        }
    }

    /// True for a list or map without elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl ValueNode {
    /// The text as typed, where the value is text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Json(text) => Some(text),
            Self::Message(_) | Self::Any(_) => None,
        }
    }

    /// The message that the value is, or that an `Any` holds.
    pub fn message(&self) -> Option<&MessageNode> {
        match self {
            Self::Message(message) => Some(message),
            Self::Any(any) => Some(&any.message),
            Self::Text(_) | Self::Json(_) => None,
        }
    }

    pub(crate) fn text_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Text(text) | Self::Json(text) => Some(text),
            Self::Message(_) | Self::Any(_) => None,
        }
    }

    pub(crate) fn message_mut(&mut self) -> Option<&mut MessageNode> {
        match self {
            Self::Message(message) => Some(message),
            Self::Any(any) => Some(&mut any.message),
            Self::Text(_) | Self::Json(_) => None,
        }
    }

    /// The default of one value of this field: its declared default (proto2), a zero, an empty message.
    pub(crate) fn default_of(field: &Field) -> Self {
        match field.declared_default() {
            Some(text) => Self::Text(text),
            None => Self::default_of_shape(&field.shape()),
        }
    }

    /// The default of a value of this shape.
    pub(crate) fn default_of_shape(shape: &Shape) -> Self {
        match shape {
            Shape::Message(descriptor) => Self::Message(Box::new(MessageNode::new(descriptor.clone()))),
            Shape::Json(json, _) => Self::Json(json.default_text().to_owned()),
            Shape::Scalar(_)
            | Shape::Enum(_)
            | Shape::Wrapper(_)
            | Shape::Timestamp
            | Shape::Duration
            | Shape::FieldMask
            | Shape::Records => Self::Text(shape.default_text()),
        }
    }
}
