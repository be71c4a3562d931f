//! The rows of a form: a message walked once into a flat list, with where each row stands and how high it is.
//! It reads the document and what is open; it draws nothing.

use std::{collections::HashMap, ops::Range};

use farcall_core::{
    message::{Document, Field, FieldNode, FieldPath, MessageNode, Shape, Step, ValueNode, WHOLE},
    schema::{MessageDescriptor, OneofDescriptor},
};

use super::{
    folds::Folds,
    place::{MessageAt, below, message_at},
};
use crate::{state::FieldMark, theme::size};

/// Rows deeper than this have no room for a name: the part is shown alone.
pub const DEPTH_MAX: usize = 4;
/// Elements of one list that get a row; the others are edited as JSON.
const ELEMENTS_MAX: usize = 100_000;
/// Lines of an editor before it scrolls in itself.
const LINES_MAX: usize = 12;
/// Height of one line of code in an editor.
pub const LINE: f32 = 17.0;

/// One row.
pub struct Row {
    /// What it shows; of a oneof, the message that has it.
    pub path: FieldPath,
    /// How far it is indented.
    pub depth: usize,
    /// What kind of row it is.
    pub kind: RowKind,
    /// From the top of the form.
    pub top: f32,
    /// Of the row, the reason included.
    pub height: f32,
    /// Of its editor.
    pub editor_height: f32,
    /// What is said below it.
    pub reason: Option<Reason>,
}

/// What is said of this very place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A problem of the document, by its number.
    Problem(usize),
    /// What the server said of it, by its number among the marks.
    Mark(usize),
}

/// What a row shows.
#[derive(Clone)]
pub enum RowKind {
    /// A singular field with an editor.
    Value,
    /// A singular message.
    Message(Fold),
    /// A choice between fields; the number of the one that is set.
    Oneof(OneofDescriptor, Option<u32>),
    /// The head of a repeated field.
    List(Fold),
    /// The head of a map.
    Map(Fold),
    /// An element with an editor.
    Element(usize),
    /// An element that is a message.
    MessageElement(usize, Fold),
    /// An entry with an editor for its value.
    Entry(usize),
    /// An entry whose value is a message.
    MessageEntry(usize, Fold),
    /// So many more elements than have rows.
    Rest(usize),
}

/// Whether a part can be opened, and is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// There is nothing in it.
    Empty,
    /// Folded.
    Closed,
    /// Open.
    Open,
    /// Too deep: it opens alone.
    Alone,
}

/// All rows, and how high they are together.
#[derive(Default)]
pub struct RowList {
    /// From the top down.
    pub rows: Vec<Row>,
    /// Of all of them.
    pub height: f32,
}

impl RowList {
    /// The rows of the part of a document that is shown.
    pub fn of(document: &Document, part: &[Step], folds: &Folds, marks: &[FieldMark]) -> Self {
        let mut problems: HashMap<&[Step], usize> = HashMap::new();
        for (at, problem) in document.problems().iter().enumerate() {
            let known = problems.entry(&problem.path).or_insert(at);
            let known_is_hint = document.problems().get(*known).is_some_and(|known| !known.is_error);
            if known_is_hint && problem.is_error {
                *known = at;
            }
        }
        let marks = marks.iter().enumerate().map(|(at, mark)| (mark.path.as_slice(), at)).collect();
        let mut builder = Builder { rows: Vec::new(), top: 0.0, problems, marks, folds };
        if let Some(message) = message_at(document.root(), part) {
            builder.message(&message, part, 0);
        }
        Self { height: builder.top, rows: builder.rows }
    }

    /// The rows that are at least partly between two heights.
    pub fn between(&self, from: f32, to: f32) -> Range<usize> {
        let first = self.rows.partition_point(|row| row.top + row.height <= from);
        let end = self.rows.partition_point(|row| row.top < to);
        first..end.max(first)
    }

    /// Where the row of a path stands, or that of what it lies in.
    pub fn nearest_at(&self, path: &[Step]) -> Option<usize> {
        let nearest = self.nearest(path)?;
        self.rows.iter().position(|row| std::ptr::eq(row, nearest))
    }

    /// The row of a path, or that of what it lies in.
    pub fn nearest(&self, path: &[Step]) -> Option<&Row> {
        let of_field = |row: &&Row| !matches!(row.kind, RowKind::Oneof(..));
        let rows = || self.rows.iter().filter(of_field);
        (1..=path.len())
            .rev()
            .find_map(|length| path.get(..length).and_then(|prefix| rows().find(|row| row.path == prefix)))
    }
}

/// The fields of a type as they are declared, extensions that are set after them.
pub fn fields(of: &MessageDescriptor, node: Option<&MessageNode>) -> Vec<Field> {
    if !matches!(Shape::of_message(of), Shape::Message(_)) {
        return Field::of(of, WHOLE).into_iter().collect();
    }
    let mut declared: Vec<_> = of.fields().collect();
    declared.sort_by_key(|field| field.path().last().copied());
    let mut all: Vec<Field> = declared.into_iter().map(Field::Plain).collect();
    let set = node.map(|message| message.fields.as_slice()).unwrap_or_default();
    all.extend(
        set.iter().filter_map(|(number, _)| Field::of(of, *number)).filter(|f| matches!(f, Field::Extension(_))),
    );
    all
}

struct Builder<'a> {
    rows: Vec<Row>,
    top: f32,
    problems: HashMap<&'a [Step], usize>,
    marks: HashMap<&'a [Step], usize>,
    folds: &'a Folds,
}

impl Builder<'_> {
    fn message(&mut self, message: &MessageAt<'_>, path: &[Step], depth: usize) {
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
                let fold = self.fold(&of, &path, depth, value.is_some() && depth < 3);
                self.push(path.clone(), depth, RowKind::Message(fold), size::CONTROL);
                self.inside(&of, value, &path, depth, fold);
            }
            shape => {
                let height = editor_height(&shape, value);
                self.push(path, depth, RowKind::Value, height);
            }
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
        let Shape::Message(of) = shape else {
            let height = editor_height(shape, value);
            let kind = if is_map { RowKind::Entry(index) } else { RowKind::Element(index) };
            return self.push(path, depth, kind, height);
        };
        let fold = self.fold(of, &path, depth, count == 1);
        let kind = if is_map { RowKind::MessageEntry(index, fold) } else { RowKind::MessageElement(index, fold) };
        self.push(path.clone(), depth, kind, size::CONTROL);
        self.inside(of, value, &path, depth, fold);
    }

    fn fold(&self, of: &MessageDescriptor, path: &[Step], depth: usize, by_rule: bool) -> Fold {
        if of.fields().len() == 0 {
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
            let node = match value {
                Some(ValueNode::Message(message)) => Some(&**message),
                _ => None,
            };
            self.message(&MessageAt { of: of.clone(), node }, path, depth + 1);
        }
    }

    fn push(&mut self, path: FieldPath, depth: usize, kind: RowKind, editor_height: f32) {
        let problem = self.problem_of(&path, &kind).map(Reason::Problem);
        let reason = problem.or_else(|| self.mark_of(&path, &kind).map(Reason::Mark));
        let below = if reason.is_some() { size::REASON } else { 0.0 };
        let height = editor_height + 4.0 + below;
        self.rows.push(Row { path, depth, kind, top: self.top, height, editor_height, reason });
        self.top += height;
    }

    /// A field of a oneof that is not set has no row: what is said of it stands at the choice.
    fn mark_of(&self, path: &FieldPath, kind: &RowKind) -> Option<usize> {
        match kind {
            _ if self.marks.is_empty() => None,
            RowKind::Rest(_) => None,
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
        if self.problems.is_empty() || matches!(kind, RowKind::Oneof(..) | RowKind::Rest(_)) {
            return None;
        }
        let of_value = self.problems.get(path.as_slice()).copied();
        if !matches!(kind, RowKind::Entry(_) | RowKind::MessageEntry(..)) {
            return of_value;
        }
        of_value.or_else(|| self.problems.get(key_path(path).as_slice()).copied())
    }
}

/// The path of the key of an entry.
pub fn key_path(entry: &[Step]) -> FieldPath {
    match entry.split_last() {
        Some((Step::Index(index), field)) => below(field, Step::Key(*index)),
        _ => entry.to_vec(),
    }
}

/// As high as its lines, up to a bound.
fn editor_height(shape: &Shape, value: Option<&ValueNode>) -> f32 {
    let text = match value {
        Some(ValueNode::Text(text) | ValueNode::Json(text)) => text.as_str(),
        _ => return size::CONTROL,
    };
    let lines = text.bytes().filter(|byte| *byte == b'\n').take(LINES_MAX).count() + 1;
    let grows = matches!(shape, Shape::Json(..)) || lines > 1;
    if !grows || lines == 1 {
        return size::CONTROL;
    }
    let natural = lines.min(LINES_MAX) as f32 * LINE + 11.0;
    (natural / 4.0).ceil() * 4.0
}
