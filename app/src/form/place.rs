//! A place in a message: what a field path leads to, set or not, and how it is written.
//! It changes nothing; rows and editors ask it what to draw.

use farcall_core::{
    message::{AnyNode, Field, FieldNode, FieldPath, MessageNode, Shape, Step, ValueNode, WHOLE},
    schema::{Kind, MessageDescriptor},
};

/// What a path leads to.
pub struct Place<'d> {
    /// The field of the last field step.
    pub field: Field,
    /// Its node, if it is set.
    pub node: Option<&'d FieldNode>,
    /// The value of a singular field, an element or an entry, if there is one.
    pub value: Option<&'d ValueNode>,
    /// The key, where the path leads to an entry of a map.
    pub key: Option<&'d str>,
    /// The path as text: `lines[0].quantity`.
    pub text: String,
    /// Whether the path ends in an element or entry.
    pub is_part: bool,
}

/// A message that may not be set: its type, and its node if it is.
#[derive(Clone)]
pub struct MessageAt<'d> {
    /// Its type.
    pub of: MessageDescriptor,
    /// Its node.
    pub node: Option<&'d MessageNode>,
}

impl Place<'_> {
    /// What one value here is: of a map, what its values are.
    pub fn shape(&self) -> Shape {
        match self.field.map_entry() {
            Some((_, value)) => Shape::of_kind(value.kind()),
            None => self.field.shape(),
        }
    }

    /// The text of the value, where it is text.
    pub fn value_text(&self) -> Option<&str> {
        self.value?.text()
    }

    /// What the `Any` here holds, where its type is known.
    pub fn any(&self) -> Option<&AnyNode> {
        match self.value? {
            ValueNode::Any(any) => Some(any),
            ValueNode::Text(_) | ValueNode::Json(_) | ValueNode::Message(_) => None,
        }
    }
}

/// What a path leads to; `None` where it leads nowhere. A field that is not set is a place all the same.
pub fn place<'d>(root: &'d MessageNode, path: &[Step]) -> Option<Place<'d>> {
    let mut at = MessageAt { of: root.descriptor.clone(), node: Some(root) };
    let mut text = String::new();
    let mut path = path;
    loop {
        let (number, index, rest) = split(path)?;
        let field = Field::of(&at.of, number)?;
        if number != WHOLE {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(field.name());
        } else if !text.is_empty() {
            // As JSON has it for a well-known type in an `Any`.
            text.push_str(".value");
        }
        let found = at_field(&at, field, index, text)?;
        if rest.is_empty() {
            return Some(found);
        }
        at = message_of(&found)?;
        (text, path) = (found.text, rest);
    }
}

/// Full name of the message or enum that is held at a place.
pub fn type_name(place: &Place<'_>) -> Option<String> {
    if let Some(any) = place.any() {
        return Some(any.message.descriptor.full_name().to_owned());
    }
    let kind = match (place.field.map_entry(), &place.field) {
        (Some((_, value)), _) => value.kind(),
        (None, Field::Plain(field)) => field.kind(),
        (None, Field::Extension(extension)) => extension.kind(),
        (None, Field::Whole(message)) => return Some(message.full_name().to_owned()),
        (None, Field::Unknown(_)) => return None,
    };
    match kind {
        Kind::Message(of) => Some(of.full_name().to_owned()),
        Kind::Enum(of) => Some(of.full_name().to_owned()),
        _ => None,
    }
}

/// The message at a path; the root for an empty one.
pub fn message_at<'d>(root: &'d MessageNode, path: &[Step]) -> Option<MessageAt<'d>> {
    if path.is_empty() {
        return Some(MessageAt { of: root.descriptor.clone(), node: Some(root) });
    }
    message_of(&place(root, path)?)
}

/// A path and one more field.
pub fn member(path: &[Step], number: u32) -> FieldPath {
    below(path, Step::Field(number))
}

/// A path and one more step.
pub fn below(path: &[Step], step: Step) -> FieldPath {
    let mut longer = Vec::with_capacity(path.len() + 1);
    longer.extend_from_slice(path);
    longer.push(step);
    longer
}

fn split(path: &[Step]) -> Option<(u32, Option<usize>, &[Step])> {
    match path {
        [Step::Field(number), Step::Index(index) | Step::Key(index), rest @ ..] => Some((*number, Some(*index), rest)),
        [Step::Field(number), rest @ ..] => Some((*number, None, rest)),
        _ => None,
    }
}

fn at_field<'d>(at: &MessageAt<'d>, field: Field, index: Option<usize>, mut text: String) -> Option<Place<'d>> {
    let node = at.node.and_then(|message| message.field(field.number()));
    let (mut value, mut key) = (None, None);
    match (node, index) {
        (Some(FieldNode::Single(single)), None) => value = Some(single),
        (Some(FieldNode::List(values)), Some(index)) => {
            value = Some(values.get(index)?);
            text = format!("{text}[{index}]");
        }
        (Some(FieldNode::Map(entries)), Some(index)) => {
            let (entry_key, entry_value) = entries.get(index)?;
            (key, value) = (Some(entry_key.as_str()), Some(entry_value));
            text = format!("{text}[{entry_key:?}]");
        }
        (_, Some(_)) => return None,
        (_, None) => {}
    }
    Some(Place { field, node, value, key, text, is_part: index.is_some() })
}

fn message_of<'d>(place: &Place<'d>) -> Option<MessageAt<'d>> {
    let repeated = place.field.is_list() || place.field.map_entry().is_some();
    if repeated != place.is_part {
        return None;
    }
    let node = place.value.and_then(ValueNode::message);
    match (place.shape(), node) {
        (Shape::Message(of), node) => Some(MessageAt { of, node }),
        // What an `Any` holds is known by its value alone.
        (_, Some(node)) => Some(MessageAt { of: node.descriptor.clone(), node: Some(node) }),
        (_, None) => None,
    }
}
