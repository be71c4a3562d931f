//! Edits of the form, applied to the tree.
//! An edit whose path leads nowhere changes nothing; whether what was typed is valid is judged elsewhere.

use std::collections::HashSet;

use crate::message::{
    MAX_DEPTH,
    field::{Field, Shape},
    node::{FieldNode, MessageNode, ValueNode},
    path::{FieldPath, Step},
    scalar::Scalar,
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
}

/// Apply an edit; false if nothing changed.
pub(super) fn apply(root: &mut MessageNode, edit: Edit) -> bool {
    match edit {
        Edit::Text(path, text) => set_text(root, &path, text),
        Edit::Set(path) => set_default(root, &path),
        Edit::Clear(path) => clear(root, &path),
        Edit::Add(path) => add(root, &path),
        Edit::Remove(path) => in_sequence(root, &path, |sequence, index| sequence.remove(index)),
        Edit::Duplicate(path) => in_sequence(root, &path, |sequence, index| sequence.duplicate(index)),
        Edit::Move(path, to) => in_sequence(root, &path, |sequence, index| sequence.relocate(index, to)),
    }
}

fn set_text(root: &mut MessageNode, path: &[Step], text: String) -> bool {
    if let Some((Step::Key(index), field_path)) = path.split_last() {
        let Some((field, message)) = message_of(root, field_path) else { return false };
        return match message.field_mut(field.number()).map(|node| node.key_mut(*index)) {
            Some(Some(key)) if *key != text => {
                *key = text;
                true
            }
            _ => false,
        };
    }
    match value_at(root, path) {
        Some(ValueNode::Text(old) | ValueNode::Json(old)) if *old != text => {
            *old = text;
            true
        }
        Some(_) => set_when_unset(root, path),
        None => {
            let created = set_when_unset(root, path);
            if let Some(ValueNode::Text(old) | ValueNode::Json(old)) = value_at(root, path) {
                *old = text;
            }
            created
        }
    }
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
    let Some((field, message)) = message_of(root, path) else { return false };
    if !field.is_list() && field.map_entry().is_none() {
        return false;
    }
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

/// A list or a map, whichever the field is.
enum Sequence<'n> {
    List(&'n mut Vec<ValueNode>),
    Map(&'n mut Vec<(String, ValueNode)>),
}

impl Sequence<'_> {
    fn len(&self) -> usize {
        match self {
            Self::List(values) => values.len(),
            Self::Map(entries) => entries.len(),
        }
    }

    fn remove(self, index: usize) -> bool {
        match self {
            Self::List(values) => drop(values.remove(index)),
            Self::Map(entries) => drop(entries.remove(index)),
        }
        true
    }

    fn duplicate(self, index: usize) -> bool {
        match self {
            Self::List(values) => duplicate_in(values, index),
            Self::Map(entries) => duplicate_in(entries, index),
        }
        true
    }

    fn relocate(self, from: usize, to: usize) -> bool {
        if to >= self.len() || from == to {
            return false;
        }
        match self {
            Self::List(values) => rotate(values, from, to),
            Self::Map(entries) => rotate(entries, from, to),
        }
        true
    }
}

fn duplicate_in<T: Clone>(items: &mut Vec<T>, index: usize) {
    if let Some(copy) = items.get(index).cloned() {
        items.insert(index + 1, copy);
    }
}

fn rotate<T>(items: &mut [T], from: usize, to: usize) {
    if from < to {
        if let Some(range) = items.get_mut(from..=to) {
            range.rotate_left(1);
        }
    } else if let Some(range) = items.get_mut(to..=from) {
        range.rotate_right(1);
    }
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
fn value_at<'n>(root: &'n mut MessageNode, path: &[Step]) -> Option<&'n mut ValueNode> {
    let mut message = root;
    let mut path = path;
    loop {
        let (number, index, rest) = split_field(path)?;
        let value = message.field_mut(number)?.value_mut(index)?;
        if rest.is_empty() {
            return Some(value);
        }
        let ValueNode::Message(next) = value else { return None };
        (message, path) = (next, rest);
    }
}

fn shape_at(root: &mut MessageNode, path: &[Step]) -> Option<Shape> {
    let (field, _) = existing_message_of(root, path.split_last()?.1)?;
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
    if create && !leads_somewhere(root, path) {
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
        let ValueNode::Message(next) = message.field_mut(number)?.value_mut(index)? else { return None };
        (message, path) = (next, rest);
    }
}

/// True if the path exists or can be created; a path that does not changes nothing, not even half of it.
fn leads_somewhere(root: &MessageNode, path: &[Step]) -> bool {
    let mut descriptor = root.descriptor.clone();
    let mut path = path;
    for _ in 0..MAX_DEPTH {
        let Some((number, index, rest)) = split_field(path) else { return false };
        let Some(field) = Field::of(&descriptor, number) else { return false };
        let is_whole_type = !matches!(Shape::of_message(&descriptor), Shape::Message(_));
        if matches!(field, Field::Whole(_)) != is_whole_type {
            return false;
        }
        if rest.is_empty() {
            return index.is_none();
        }
        let repeated = field.is_list() || field.map_entry().is_some();
        if repeated != index.is_some() {
            return false;
        }
        let shape = field.map_entry().map_or_else(|| field.shape(), |(_, value)| Shape::of_kind(value.kind()));
        let Shape::Message(next) = shape else { return false };
        (descriptor, path) = (next, rest);
    }
    false
}
