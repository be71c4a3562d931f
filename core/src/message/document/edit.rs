//! Edits of the form, applied to the tree.
//! An edit whose path leads nowhere changes nothing; whether what was typed is valid is judged elsewhere.

use std::collections::HashSet;

use super::{JsonRules, paste::pasted, sequence::Sequence};
use crate::message::{
    MAX_DEPTH,
    field::{Field, JsonType, Shape},
    json::{Indent, Writer},
    node::{AnyNode, FieldNode, MessageNode, ValueNode},
    path::{FieldPath, Step},
    scalar::Scalar,
    well_known::{TYPE_KEY, type_name},
};

/// One edit of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Set a scalar, enum, well-known text, JSON value or map key to this text; sets the field if it was not.
    Text(FieldPath, String),
    /// Set a field to its default (an empty message, a zero, an empty list).
    Set(FieldPath),
    /// Unset a field; an element or entry is removed.
    Clear(FieldPath),
    /// Append an element or an entry to a list or map (set if it was not).
    Add(FieldPath),
    /// Remove the element or entry at the last step.
    Remove(FieldPath),
    /// Copy the element or entry at the last step, below it.
    Duplicate(FieldPath),
    /// Move the element or entry at the last step to this position.
    Move(FieldPath, usize),
    /// Append what a text lists to a list or map: JSON, lines, or values with commas between them.
    Paste(FieldPath, String),
    /// Give the `Any` at the path this type URL and an empty message of it; empty: no type.
    Type(FieldPath, String),
}

/// What an edit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Applied {
    /// Nothing.
    No,
    /// One text is another one, of as many lines.
    InPlace,
    /// Anything else.
    Yes,
}

impl From<bool> for Applied {
    fn from(changed: bool) -> Self {
        if changed { Self::Yes } else { Self::No }
    }
}

/// Apply an edit; one that is refused leaves no trace.
pub(super) fn apply(root: &mut MessageNode, edit: Edit, rules: JsonRules) -> Applied {
    match edit {
        Edit::Text(path, text) => set_text(root, &path, text),
        Edit::Set(path) => set_default(root, &path).into(),
        Edit::Clear(path) => clear(root, &path).into(),
        Edit::Add(path) => add(root, &path).into(),
        Edit::Remove(path) => in_sequence(root, &path, |sequence, index| sequence.remove(index)).into(),
        Edit::Duplicate(path) => in_sequence(root, &path, |sequence, index| sequence.duplicate(index)).into(),
        Edit::Move(path, to) => in_sequence(root, &path, |sequence, index| sequence.relocate(index, to)).into(),
        Edit::Paste(path, text) => paste(root, &path, &text, rules).into(),
        Edit::Type(path, url) => set_type(root, &path, url).into(),
    }
}

/// The field at a path, set or not.
pub(super) fn field_at(root: &MessageNode, path: &[Step]) -> Option<Field> {
    leads_to(root, path)
}

/// The text of the value at a path, if it is set and text.
pub(super) fn text_at<'n>(root: &'n MessageNode, path: &[Step]) -> Option<&'n str> {
    let (mut message, mut path) = (root, path);
    loop {
        let (number, index, rest) = split_field(path)?;
        let value = message.field(number)?.value(index)?;
        if rest.is_empty() {
            return value.text();
        }
        (message, path) = (value.message()?, rest);
    }
}

fn set_text(root: &mut MessageNode, path: &[Step], text: String) -> Applied {
    if let Some((Step::Key(index), field_path)) = path.split_last() {
        let Some((field, message)) = existing_message_of(root, field_path) else { return Applied::No };
        let key = message.field_mut(field.number()).and_then(|node| node.key_mut(*index));
        return key.map_or(Applied::No, |key| replace(key, text));
    }
    match value_at(root, path).map(ValueNode::text_mut) {
        Some(Some(old)) => replace(old, text),
        Some(None) => Applied::No,
        None => {
            let created = set_when_unset(root, path);
            if let Some(old) = value_at(root, path).and_then(ValueNode::text_mut) {
                *old = text;
            }
            created.into()
        }
    }
}

fn replace(old: &mut String, new: String) -> Applied {
    if *old == new {
        return Applied::No;
    }
    let lines = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
    let applied = if lines(old) == lines(&new) { Applied::InPlace } else { Applied::Yes };
    *old = new;
    applied
}

fn paste(root: &mut MessageNode, path: &[Step], text: &str, rules: JsonRules) -> bool {
    let Some(pasted) = field_at(root, path).and_then(|field| pasted(&field, text, rules).ok()) else { return false };
    set_when_unset(root, path);
    let Some((field, message)) = existing_message_of(root, path) else { return false };
    match (message.field_mut(field.number()), pasted) {
        (Some(FieldNode::List(values)), FieldNode::List(more)) => values.extend(more),
        (Some(FieldNode::Map(entries)), FieldNode::Map(more)) => entries.extend(more),
        _ => return false,
    }
    true
}

fn set_type(root: &mut MessageNode, path: &[Step], url: String) -> bool {
    let Some(Shape::Json(JsonType::Any, any)) = shape_at(root, path) else { return false };
    set_when_unset(root, path);
    let Some(value) = value_at(root, path) else { return false };
    let known = type_name(&url).ok().and_then(|name| any.parent_pool().get_message_by_name(name));
    *value = match known {
        Some(of) => ValueNode::Any(Box::new(AnyNode { url, message: MessageNode::new(of) })),
        None if url.is_empty() => ValueNode::Json(JsonType::Any.default_text().to_owned()),
        None => ValueNode::Json(format!("{{\"{TYPE_KEY}\": {}, \"raw\": \"\"}}", quoted(&url))),
    };
    true
}

fn quoted(text: &str) -> String {
    let mut out = Writer::new(Indent::Compact);
    out.quoted(text);
    out.into_text()
}

/// Sets the field at the path, if it is not; true if it was not.
fn set_when_unset(root: &mut MessageNode, path: &[Step]) -> bool {
    let Some((field, message)) = message_of(root, path) else { return false };
    if message.field(field.number()).is_some() {
        return false;
    }
    insert(message, &field);
    true
}

fn set_default(root: &mut MessageNode, path: &[Step]) -> bool {
    if let Some((Step::Index(_), _)) = path.split_last() {
        let Some(shape) = shape_at(root, path) else { return false };
        let Some(value) = value_at(root, path) else { return false };
        *value = ValueNode::default_of_shape(&shape);
        return true;
    }
    let Some((field, message)) = message_of(root, path) else { return false };
    match message.field_mut(field.number()) {
        Some(node) => *node = FieldNode::default_of(&field),
        None => insert(message, &field),
    }
    true
}

fn clear(root: &mut MessageNode, path: &[Step]) -> bool {
    if let Some((Step::Index(_) | Step::Key(_), _)) = path.split_last() {
        return in_sequence(root, path, |sequence, index| sequence.remove(index));
    }
    let Some((field, message)) = existing_message_of(root, path) else { return false };
    let before = message.fields.len();
    message.fields.retain(|(number, _)| *number != field.number());
    message.fields.len() != before
}

fn add(root: &mut MessageNode, path: &[Step]) -> bool {
    if !field_at(root, path).is_some_and(|field| field.is_list() || field.map_entry().is_some()) {
        return false;
    }
    let Some((field, message)) = message_of(root, path) else { return false };
    if message.field(field.number()).is_none() {
        insert(message, &field);
    }
    match (message.field_mut(field.number()), field.map_entry()) {
        (Some(FieldNode::List(values)), None) => values.push(ValueNode::default_of_shape(&field.shape())),
        (Some(FieldNode::Map(entries)), Some((key, value))) => {
            let key = free_key(&Shape::of_kind(key.kind()), entries);
            entries.push((key, ValueNode::default_of_shape(&Shape::of_kind(value.kind()))));
        }
        _ => return false,
    }
    true
}

fn insert(message: &mut MessageNode, field: &Field) {
    message.clear_siblings(field);
    message.fields.push((field.number(), FieldNode::default_of(field)));
}

/// A key that the map does not have yet, where the type has one.
fn free_key(shape: &Shape, entries: &[(String, ValueNode)]) -> String {
    let taken: HashSet<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
    let candidate = |n: usize| match shape {
        Shape::Scalar(Scalar::Bool) => (n > 0).to_string(),
        Shape::Scalar(Scalar::String) if n == 0 => String::new(),
        Shape::Scalar(Scalar::String) => format!("key{}", n + 1),
        _ => n.to_string(),
    };
    (0..=entries.len()).map(candidate).find(|key| !taken.contains(key.as_str())).unwrap_or_else(|| candidate(0))
}

/// Do something with the list or map that the last step points into.
fn in_sequence(root: &mut MessageNode, path: &[Step], change: impl FnOnce(Sequence<'_>, usize) -> bool) -> bool {
    let Some((Step::Index(index) | Step::Key(index), field_path)) = path.split_last() else { return false };
    let Some((field, message)) = existing_message_of(root, field_path) else { return false };
    let sequence = match message.field_mut(field.number()) {
        Some(FieldNode::List(values)) => Sequence::List(values),
        Some(FieldNode::Map(entries)) => Sequence::Map(entries),
        Some(FieldNode::Single(_)) | None => return false,
    };
    *index < sequence.len() && change(sequence, *index)
}

impl FieldNode {
    fn value(&self, index: Option<usize>) -> Option<&ValueNode> {
        match (self, index) {
            (Self::Single(value), None) => Some(value),
            (Self::List(values), Some(index)) => values.get(index),
            (Self::Map(entries), Some(index)) => entries.get(index).map(|(_, value)| value),
            _ => None,
        }
    }

    fn value_mut(&mut self, index: Option<usize>) -> Option<&mut ValueNode> {
        match (self, index) {
            (Self::Single(value), None) => Some(value),
            (Self::List(values), Some(index)) => values.get_mut(index),
            (Self::Map(entries), Some(index)) => entries.get_mut(index).map(|(_, value)| value),
            _ => None,
        }
    }

    fn key_mut(&mut self, index: usize) -> Option<&mut String> {
        match self {
            Self::Map(entries) => entries.get_mut(index).map(|(key, _)| key),
            Self::Single(_) | Self::List(_) => None,
        }
    }
}

/// One field step and the index step that may follow it.
fn split_field(path: &[Step]) -> Option<(u32, Option<usize>, &[Step])> {
    match path {
        [Step::Field(number), Step::Index(index), rest @ ..] => Some((*number, Some(*index), rest)),
        [Step::Field(number), rest @ ..] => Some((*number, None, rest)),
        _ => None,
    }
}

/// The value at a path, if everything on the way is set.
pub(super) fn value_at<'n>(root: &'n mut MessageNode, path: &[Step]) -> Option<&'n mut ValueNode> {
    let mut message = root;
    let mut path = path;
    loop {
        let (number, index, rest) = split_field(path)?;
        let value = message.field_mut(number)?.value_mut(index)?;
        if rest.is_empty() {
            return Some(value);
        }
        (message, path) = (value.message_mut()?, rest);
    }
}

/// What one value at a path is, set or not.
pub(super) fn shape_at(root: &MessageNode, path: &[Step]) -> Option<Shape> {
    let field = match path.split_last()? {
        (Step::Index(_), list) => leads_to(root, list)?,
        _ => leads_to(root, path)?,
    };
    Some(match field.map_entry() {
        Some((_, value)) => Shape::of_kind(value.kind()),
        None => field.shape(),
    })
}

/// The field that the path ends in and the message that holds it, set on the way where it was not.
fn message_of<'n>(root: &'n mut MessageNode, path: &[Step]) -> Option<(Field, &'n mut MessageNode)> {
    descend(root, path, true)
}

fn existing_message_of<'n>(root: &'n mut MessageNode, path: &[Step]) -> Option<(Field, &'n mut MessageNode)> {
    descend(root, path, false)
}

fn descend<'n>(root: &'n mut MessageNode, path: &[Step], create: bool) -> Option<(Field, &'n mut MessageNode)> {
    if create && leads_to(root, path).is_none() {
        return None;
    }
    let mut message = root;
    let mut path = path;
    loop {
        let (number, index, rest) = split_field(path)?;
        let field = Field::of(&message.descriptor, number)?;
        if rest.is_empty() {
            return index.is_none().then_some((field, message));
        }
        if create && message.field(number).is_none() {
            insert(message, &field);
        }
        (message, path) = (message.field_mut(number)?.value_mut(index)?.message_mut()?, rest);
    }
}

/// The field at the end of a path that exists or can be created; a path that cannot changes nothing, not even half of it.
fn leads_to(root: &MessageNode, path: &[Step]) -> Option<Field> {
    let mut at = (root.descriptor.clone(), Some(root));
    let mut path = path;
    for _ in 0..MAX_DEPTH {
        let (number, index, rest) = split_field(path)?;
        let (descriptor, node) = at;
        let field = Field::of(&descriptor, number)?;
        let is_whole_type = !matches!(Shape::of_message(&descriptor), Shape::Message(_));
        if matches!(field, Field::Whole(_)) != is_whole_type {
            return None;
        }
        if rest.is_empty() {
            return index.is_none().then_some(field);
        }
        let repeated = field.is_list() || field.map_entry().is_some();
        if repeated != index.is_some() {
            return None;
        }
        let inner = node.and_then(|node| node.field(number)?.value(index)?.message());
        let shape = field.map_entry().map_or_else(|| field.shape(), |(_, value)| Shape::of_kind(value.kind()));
        at = match (shape, inner) {
            // An element that is not there is not made on the way.
            (Shape::Message(_), None) if index.is_some() => return None,
            (Shape::Message(next), inner) => (next, inner),
            // What an `Any` holds is known by its value alone.
            (_, Some(inner)) => (inner.descriptor.clone(), Some(inner)),
            (_, None) => return None,
        };
        path = rest;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Document, samples::message};

    #[test]
    fn an_edit_in_an_element_that_is_not_there_leaves_no_trace() {
        let mut document = Document::empty(message("M"));
        document.edit(Edit::Text(vec![Step::Field(32), Step::Index(0), Step::Field(1)], String::new()));
        assert_eq!((document.json(), document.root().fields.len()), ("{}", 0));
    }
}
