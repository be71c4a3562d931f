//! A message walked once into rows, in the order of its declaration.
//! Nothing is made of what is not open; it draws nothing.

use std::collections::HashMap;

use farcall_core::{
    message::{Document, Field, FieldNode, FieldPath, JsonType, MessageNode, Scalar, Shape, Step, ValueNode, WHOLE},
    schema::{MessageDescriptor, OneofDescriptor},
};

use super::{DEPTH_MAX, Fold, LINE, Reason, Row, RowKind, RowList, key_path};
use crate::{
    form::{
        folds::Folds,
        place::{MessageAt, below},
    },
    state::FieldMark,
    theme::size,
};

/// Elements of one list that get a row; the others are edited as JSON.
const ELEMENTS_MAX: usize = 100_000;
/// Lines of an editor before it scrolls in itself.
const LINES_MAX: usize = 12;

/// The fields of a type as they are declared; after them extensions that are set, and what is no field of it.
fn fields(of: &MessageDescriptor, node: Option<&MessageNode>) -> Vec<Field> {
    if !matches!(Shape::of_message(of), Shape::Message(_)) {
        return Field::of(of, WHOLE).into_iter().collect();
    }
    let mut declared: Vec<_> = of.fields().collect();
    declared.sort_by_key(|field| field.path().last().copied());
    let mut all: Vec<Field> = declared.into_iter().map(Field::Plain).collect();
    let set = node.map(|message| message.fields.as_slice()).unwrap_or_default();
    let (mut unknown, mut extensions): (Vec<Field>, Vec<Field>) = (Vec::new(), Vec::new());
    for field in set.iter().filter_map(|(number, _)| Field::of(of, *number)) {
        match field {
            Field::Extension(_) => extensions.push(field),
            Field::Unknown(_) => unknown.push(field),
            Field::Plain(_) | Field::Whole(_) => {}
        }
    }
    all.extend(extensions);
    all.extend(unknown);
    all
}

/// The extensions that the schema knows and that are not set.
pub fn unset_extensions(message: &MessageAt<'_>) -> Vec<Field> {
    let is_set = |number: u32| message.node.is_some_and(|node| node.field(number).is_some());
    let extensions = message.of.extensions().filter(|extension| !is_set(extension.number()));
    extensions.map(Field::Extension).collect()
}

/// Walks a message into rows.
pub(super) struct Builder<'a> {
    rows: Vec<Row>,
    top: f32,
    problems: HashMap<&'a [Step], usize>,
    marks: HashMap<&'a [Step], usize>,
    folds: &'a Folds,
}

impl<'a> Builder<'a> {
    pub fn new(document: &'a Document, folds: &'a Folds, marks: &'a [FieldMark]) -> Self {
        let mut problems: HashMap<&[Step], usize> = HashMap::new();
        for (at, problem) in document.problems().iter().enumerate() {
            let known = problems.entry(&problem.path).or_insert(at);
            let known_is_hint = document.problems().get(*known).is_some_and(|known| !known.is_error);
            if known_is_hint && problem.is_error {
                *known = at;
            }
        }
        let marks = marks.iter().enumerate().map(|(at, mark)| (mark.path.as_slice(), at)).collect();
        Self { rows: Vec::new(), top: 0.0, problems, marks, folds }
    }

    pub fn finish(self) -> RowList {
        RowList { height: self.top, rows: self.rows }
    }

    pub fn message(&mut self, message: &MessageAt<'_>, path: &[Step], depth: usize) {
        let mut oneofs: Vec<OneofDescriptor> = Vec::new();
        for field in fields(&message.of, message.node) {
            match field.oneof() {
                Some(oneof) if oneofs.contains(&oneof) => {}
                Some(oneof) => {
                    self.oneof(&oneof, message, path, depth);
                    oneofs.push(oneof);
                }
                None => self.field(&field, message, path, depth),
            }
        }
        if !unset_extensions(message).is_empty() {
            self.push(path.to_vec(), depth, RowKind::Extensions, size::CONTROL);
        }
    }

    fn oneof(&mut self, oneof: &OneofDescriptor, message: &MessageAt<'_>, path: &[Step], depth: usize) {
        let is_set = |number: u32| message.node.is_some_and(|node| node.field(number).is_some());
        let chosen = oneof.fields().find(|field| is_set(field.number()));
        let number = chosen.as_ref().map(|field| field.number());
        self.push(path.to_vec(), depth, RowKind::Oneof(oneof.clone(), number), size::CONTROL);
        if let Some(chosen) = chosen {
            self.field(&Field::Plain(chosen), message, path, depth + 1);
        }
    }

    fn field(&mut self, field: &Field, message: &MessageAt<'_>, path: &[Step], depth: usize) {
        let path = below(path, Step::Field(field.number()));
        let node = message.node.and_then(|message| message.field(field.number()));
        if field.map_entry().is_some() || field.is_list() {
            return self.sequence(field, node, path, depth);
        }
        let value = match node {
            Some(FieldNode::Single(value)) => Some(value),
            _ => None,
        };
        match field.shape() {
            Shape::Message(of) => {
                let fold = self.fold(&of, value, &path, depth, value.is_some() && depth < 3);
                self.push(path.clone(), depth, RowKind::Message(fold), size::CONTROL);
                self.inside(&of, value, &path, depth, fold);
            }
            Shape::Json(JsonType::Any, _) => self.any(value, path, depth, RowKind::Any),
            shape => {
                let height = editor_height(&shape, value);
                self.push(path, depth, RowKind::Value, height);
            }
        }
    }

    /// The row of an `Any`, and below it its message, or its JSON where that has no form.
    fn any(&mut self, value: Option<&ValueNode>, path: FieldPath, depth: usize, kind: impl Fn(Fold) -> RowKind) {
        match value {
            Some(ValueNode::Any(any)) => {
                let is_whole = !matches!(Shape::of_message(&any.message.descriptor), Shape::Message(_));
                let fold = match depth < DEPTH_MAX {
                    true if is_whole && self.folds.is_open(&path, true) => Fold::Open,
                    true if is_whole => Fold::Closed,
                    _ => self.fold(&any.message.descriptor, value, &path, depth, true),
                };
                self.push(path.clone(), depth, kind(fold), size::CONTROL);
                if fold == Fold::Open {
                    let at = MessageAt { of: any.message.descriptor.clone(), node: Some(&any.message) };
                    self.message(&at, &path, depth + 1);
                }
            }
            Some(ValueNode::Json(text)) if text.trim() != "{}" => {
                // What is wrong with the JSON is said below it, not below its type.
                self.push_with(None, path.clone(), depth, kind(Fold::Empty), size::CONTROL);
                let height = lines_height(text);
                self.push(path, depth + 1, RowKind::AnyJson, height);
            }
            _ => self.push(path, depth, kind(Fold::Empty), size::CONTROL),
        }
    }

    fn sequence(&mut self, field: &Field, node: Option<&FieldNode>, path: FieldPath, depth: usize) {
        let count = node.map_or(0, FieldNode::len);
        let fold = match count {
            0 => Fold::Empty,
            _ if self.folds.is_open(&path, true) => Fold::Open,
            _ => Fold::Closed,
        };
        let is_map = field.map_entry().is_some();
        let kind = if is_map { RowKind::Map(fold) } else { RowKind::List(fold) };
        self.push(path.clone(), depth, kind, size::CONTROL);
        if fold != Fold::Open {
            return;
        }
        let shape = field.map_entry().map_or_else(|| field.shape(), |(_, value)| Shape::of_kind(value.kind()));
        for index in 0..count.min(ELEMENTS_MAX) {
            let value = match node {
                Some(FieldNode::List(values)) => values.get(index),
                Some(FieldNode::Map(entries)) => entries.get(index).map(|(_, value)| value),
                _ => None,
            };
            self.element(&shape, value, below(&path, Step::Index(index)), depth + 1, (index, is_map, count));
        }
        if count > ELEMENTS_MAX {
            self.push(path, depth + 1, RowKind::Rest(count - ELEMENTS_MAX), size::CONTROL);
        }
    }

    fn element(
        &mut self,
        shape: &Shape,
        value: Option<&ValueNode>,
        path: FieldPath,
        depth: usize,
        (index, is_map, count): (usize, bool, usize),
    ) {
        if matches!(shape, Shape::Json(JsonType::Any, _)) {
            let kind = |fold| if is_map { RowKind::AnyEntry(index, fold) } else { RowKind::AnyElement(index, fold) };
            return self.any(value, path, depth, kind);
        }
        let Shape::Message(of) = shape else {
            let height = editor_height(shape, value);
            let kind = if is_map { RowKind::Entry(index) } else { RowKind::Element(index) };
            return self.push(path, depth, kind, height);
        };
        let fold = self.fold(of, value, &path, depth, count == 1);
        let kind = if is_map { RowKind::MessageEntry(index, fold) } else { RowKind::MessageElement(index, fold) };
        self.push(path.clone(), depth, kind, size::CONTROL);
        self.inside(of, value, &path, depth, fold);
    }

    fn fold(
        &self,
        of: &MessageDescriptor,
        value: Option<&ValueNode>,
        path: &[Step],
        depth: usize,
        by_rule: bool,
    ) -> Fold {
        let holds_nothing = value.and_then(ValueNode::message).is_none_or(|message| message.fields.is_empty());
        if of.fields().len() == 0 && holds_nothing {
            Fold::Empty
        } else if depth >= DEPTH_MAX {
            Fold::Alone
        } else if self.folds.is_open(path, by_rule) {
            Fold::Open
        } else {
            Fold::Closed
        }
    }

    fn inside(&mut self, of: &MessageDescriptor, value: Option<&ValueNode>, path: &[Step], depth: usize, fold: Fold) {
        if fold == Fold::Open {
            let node = value.and_then(ValueNode::message);
            self.message(&MessageAt { of: of.clone(), node }, path, depth + 1);
        }
    }

    fn push(&mut self, path: FieldPath, depth: usize, kind: RowKind, editor_height: f32) {
        let problem = self.problem_of(&path, &kind).map(Reason::Problem);
        let reason = problem.or_else(|| self.mark_of(&path, &kind).map(Reason::Mark));
        self.push_with(reason, path, depth, kind, editor_height);
    }

    fn push_with(&mut self, reason: Option<Reason>, path: FieldPath, depth: usize, kind: RowKind, editor_height: f32) {
        let below = if reason.is_some() { size::REASON } else { 0.0 };
        let height = editor_height + 4.0 + below;
        self.rows.push(Row { path, depth, kind, top: self.top, height, editor_height, reason });
        self.top += height;
    }

    /// A field of a oneof that is not set has no row: what is said of it stands at the choice.
    fn mark_of(&self, path: &FieldPath, kind: &RowKind) -> Option<usize> {
        match kind {
            _ if self.marks.is_empty() => None,
            RowKind::Rest(_) | RowKind::Extensions => None,
            RowKind::Oneof(oneof, chosen) => {
                let unset = oneof.fields().map(|field| field.number()).filter(|number| Some(*number) != *chosen);
                unset
                    .into_iter()
                    .find_map(|number| self.marks.get(below(path, Step::Field(number)).as_slice()).copied())
            }
            _ => self.marks.get(path.as_slice()).copied(),
        }
    }

    fn problem_of(&self, path: &FieldPath, kind: &RowKind) -> Option<usize> {
        if self.problems.is_empty() || matches!(kind, RowKind::Oneof(..) | RowKind::Rest(_) | RowKind::Extensions) {
            return None;
        }

        let of_value = self.problems.get(path.as_slice()).copied();
        if !matches!(kind, RowKind::Entry(_) | RowKind::MessageEntry(..) | RowKind::AnyEntry(..)) {
            return of_value;
        }
        of_value.or_else(|| self.problems.get(key_path(path).as_slice()).copied())
    }
}

/// As high as its lines, up to a bound.
fn editor_height(shape: &Shape, value: Option<&ValueNode>) -> f32 {
    let text = match value {
        Some(ValueNode::Text(text) | ValueNode::Json(text)) => text.as_str(),
        _ => return size::CONTROL,
    };
    match shape {
        Shape::Scalar(Scalar::String) | Shape::Wrapper(Scalar::String) | Shape::Json(..) => lines_height(text),
        _ => size::CONTROL,
    }
}

fn lines_height(text: &str) -> f32 {
    let lines = text.bytes().filter(|byte| *byte == b'\n').take(LINES_MAX).count() + 1;
    if lines == 1 {
        return size::CONTROL;
    }
    let natural = lines.min(LINES_MAX) as f32 * LINE + 11.0;
    (natural / 4.0).ceil() * 4.0
}
