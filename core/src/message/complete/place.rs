//! From the objects and lists around a caret to the types they stand for: fields, maps, lists, the type in an `Any`.
//! It reads no text but names and type URLs.

use super::{
    Field, MessageDescriptor, Shape,
    scan::{Frame, Scan, Wanted, unquoted},
};
use crate::{
    message::{
        field::JsonType,
        well_known::{is_well_known, type_name},
    },
    schema::FieldDescriptor,
};

/// What the object around the caret is.
pub(super) enum Holder {
    /// A message.
    Message(MessageDescriptor),
    /// An `Any`, with the type it names, if that is known.
    Any(Option<MessageDescriptor>),
    /// A map: its key.
    Map(FieldDescriptor),
    /// A list, or the text itself.
    Plain,
    /// Any JSON, or nothing that the type has.
    Unknown,
}

/// What a value is.
#[derive(Clone)]
pub(super) enum Expected {
    /// One value.
    One(Shape),
    /// All of a repeated field or a map.
    All(Field),
    /// The type URL of an `Any`.
    TypeUrl,
    /// Any JSON, or nothing that the type has.
    Unknown,
}

/// Where the caret stands, in types.
pub(super) struct Resolved {
    pub(super) holder: Holder,
    /// Of the value the caret is in.
    pub(super) expected: Expected,
    /// Of the object or list around the caret.
    pub(super) path_text: String,
    /// Of the value the caret is in.
    pub(super) value_path: String,
}

/// Goes down the frames.
pub(super) fn resolve(of: &MessageDescriptor, text: &str, scan: &Scan) -> Resolved {
    let mut holder = Holder::Plain;
    let mut expected = Expected::One(Shape::of_message(of));
    let mut path_text = String::new();
    let mut value_path = String::new();
    for frame in &scan.frames {
        path_text.clone_from(&value_path);
        holder = held(of, text, &expected, frame);
        expected = match &holder {
            Holder::Unknown => Expected::Unknown,
            holder => inside(text, holder, &expected, frame),
        };
        match (frame.is_object, &frame.key) {
            (true, Some(key)) => {
                let name = unquoted(text.get(key.clone()).unwrap_or(""));
                value_path = match holder {
                    Holder::Map(_) => format!("{value_path}[{name:?}]"),
                    _ => joined(&value_path, name),
                };
            }
            (true, None) => {}
            (false, _) => value_path = format!("{value_path}[{}]", frame.index),
        }
    }
    if scan.wanted == Wanted::Value && matches!(expected, Expected::Unknown) {
        holder = Holder::Unknown;
    }
    Resolved { holder, expected, path_text, value_path }
}

/// A path and one name more.
pub(super) fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn held(of: &MessageDescriptor, text: &str, expected: &Expected, frame: &Frame) -> Holder {
    match (expected, frame.is_object) {
        (Expected::One(Shape::Message(message)), true) => Holder::Message(message.clone()),
        (Expected::One(Shape::Json(JsonType::Any, _)), true) => {
            let url = frame.type_url.as_ref().and_then(|url| text.get(url.clone())).map(unquoted);
            Holder::Any(url.and_then(|url| of.parent_pool().get_message_by_name(type_name(url).ok()?)))
        }
        (Expected::All(field), true) => field.map_entry().map_or(Holder::Unknown, |(key, _)| Holder::Map(key)),
        (Expected::All(field), false) if field.is_list() => Holder::Plain,
        _ => Holder::Unknown,
    }
}

fn inside(text: &str, holder: &Holder, expected: &Expected, frame: &Frame) -> Expected {
    let name = || frame.key.as_ref().and_then(|key| text.get(key.clone())).map(unquoted);
    let member = |of: &MessageDescriptor| name().and_then(|name| Field::named(of, name)).as_ref().map(of_field);
    let found = match (holder, expected) {
        (Holder::Message(message), _) => member(message),
        (Holder::Any(_), _) if name() == Some("@type") => Some(Expected::TypeUrl),
        (Holder::Any(Some(of)), _) if is_well_known(of.full_name()) => {
            (name() == Some("value")).then(|| Expected::One(Shape::of_message(of)))
        }
        (Holder::Any(Some(of)), _) => member(of),
        (Holder::Map(_), Expected::All(field)) => {
            field.map_entry().map(|(_, value)| Expected::One(Shape::of_kind(value.kind())))
        }
        (Holder::Plain, Expected::All(field)) => Some(Expected::One(field.shape())),
        _ => None,
    };
    found.unwrap_or(Expected::Unknown)
}

/// What a field takes.
pub(super) fn of_field(field: &Field) -> Expected {
    if field.is_list() || field.map_entry().is_some() {
        Expected::All(field.clone())
    } else {
        Expected::One(field.shape())
    }
}
