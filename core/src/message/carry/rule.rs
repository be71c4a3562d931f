//! The text of a rule to its paths, held against the types of both messages.
//! What is wrong is told with its place, and with what there is instead.

use std::ops::Range;

use super::{Carry, Hop, Meaning};
use crate::{
    message::{MAX_DEPTH, field::Shape, scalar::Scalar},
    schema::{FieldDescriptor, Kind, MessageDescriptor},
};

/// Names that are proposed in place of an unknown one.
const PROPOSED: usize = 8;

/// Why a text is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CarryError {
    /// What is wrong, and what would be right.
    pub message: String,
    /// The bytes of the text it is about.
    pub place: Range<usize>,
}

/// A part of the rule, and where it stands in it.
#[derive(Clone, Copy)]
pub(super) struct Part<'t> {
    pub(super) text: &'t str,
    start: usize,
}

/// Which message a path leads into.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Written,
    Read,
}

impl Carry {
    /// Reads a rule: a field of `to` that takes its value from a place in `from`.
    ///
    /// # Errors
    /// It does not parse, names what a type does not have, or the two fields do not hold the same kind of value.
    pub fn parse(text: &str, from: &MessageDescriptor, to: &MessageDescriptor) -> Result<Self, CarryError> {
        let whole = Part::whole(text);
        let Some((left, right)) = whole.split('=') else {
            let written = whole.trimmed();
            if !written.text.is_empty() {
                follow(written, to, Side::Written)?;
            }
            let end = Part { text: "", start: written.start + written.text.len() };
            return Err(end.wrong("FIELD = PATH is wanted: a field of the request, and where its value comes from"));
        };
        let (left, right) = (left.trimmed(), right.trimmed());
        let (right, add) = right.with_number()?;
        let (to_hops, to_field) = follow(left, to, Side::Written)?;
        let right = right.without_last(from);
        let (from_hops, from_field) = follow(right, from, Side::Read)?;
        let meaning = meaning(&from_field, &to_field, add.unwrap_or(0)).ok_or_else(|| {
            let (from, to) = (kind_name(&from_field.kind()), kind_name(&to_field.kind()));
            right.wrong(format!("{} holds {from}, {} holds {to}", right.text, left.text))
        })?;
        if let (Some(_), false) = (add, matches!(meaning, Meaning::Integer { .. })) {
            return Err(right.wrong(format!(
                "{} holds {}: nothing can be added",
                right.text,
                kind_name(&from_field.kind())
            )));
        }
        Ok(Self { field: left.text.to_owned(), to: to_hops, from: from_hops, meaning })
    }
}

impl<'t> Part<'t> {
    pub(super) fn whole(text: &'t str) -> Self {
        Self { text, start: 0 }
    }

    fn split(self, at: char) -> Option<(Self, Self)> {
        let (left, right) = self.text.split_once(at)?;
        Some((Self { text: left, ..self }, Self { text: right, start: self.start + left.len() + at.len_utf8() }))
    }

    fn trimmed(self) -> Self {
        let text = self.text.trim_start();
        Self { text: text.trim_end(), start: self.start + self.text.len() - text.len() }
    }

    /// The path before `+ N` or `- N`, and the number.
    fn with_number(self) -> Result<(Self, Option<i64>), CarryError> {
        let Some((sign, (path, number))) = ['+', '-'].into_iter().find_map(|sign| Some((sign, self.split(sign)?)))
        else {
            return Ok((self, None));
        };
        let number = number.trimmed();
        let read = number.text.parse::<u32>().map(i64::from);
        let read =
            read.map_err(|_| number.wrong(format!("\"{}\" is no number from 0 to {}", number.text, u32::MAX)))?;
        Ok((path.trimmed(), Some(if sign == '-' { -read } else { read })))
    }

    /// Without the `last.` that may stand before a path into the last message, unless that is a field of it.
    pub(super) fn without_last(self, of: &MessageDescriptor) -> Self {
        let is_field = of.get_field_by_name("last").is_some();
        match self.text.strip_prefix("last.").filter(|_| !is_field) {
            Some(text) => Self { text, start: self.start + self.text.len() - text.len() },
            None => self,
        }
    }

    fn wrong(self, message: impl Into<String>) -> CarryError {
        CarryError { message: message.into(), place: self.start..self.start + self.text.len() }
    }
}

/// The fields of a path, and the last of them.
pub(super) fn follow(
    path: Part<'_>,
    of: &MessageDescriptor,
    side: Side,
) -> Result<(Vec<Hop>, FieldDescriptor), CarryError> {
    let mut within = of.clone();
    let mut hops = Vec::new();
    let mut rest = Some(path);
    while let Some(now) = rest {
        let (name, after) = now.split('.').map_or((now, None), |(name, after)| (name, Some(after)));
        let field = within.get_field_by_name(name.text).or_else(|| within.get_field_by_json_name(name.text));
        let field = field.ok_or_else(|| name.wrong(unknown(name.text, &within)))?;
        let is_last = after.is_none();
        check_number(name, &field, side, is_last)?;
        let siblings = field.containing_oneof().map(|oneof| {
            let others = oneof.fields().map(|other| other.number());
            others.filter(|number| *number != field.number()).collect()
        });
        let (number, is_delimited) = (field.number(), field.is_delimited());
        hops.push(Hop { number, siblings: siblings.unwrap_or_default(), is_delimited });
        match (field.kind(), is_last) {
            (_, true) => return Ok((hops, field)),
            (Kind::Message(message), false) if hops.len() < MAX_DEPTH => within = message,
            (Kind::Message(_), false) => return Err(path.wrong(format!("More than {MAX_DEPTH} messages deep"))),
            (kind, false) => return Err(name.wrong(format!("{} holds {}, no message", name.text, kind_name(&kind)))),
        }
        rest = after;
    }
    Err(path.wrong("A field is wanted"))
}

/// Lists stand for their last element where they are read, as far as each element has a place of its own on the wire.
pub(super) fn check_number(
    name: Part<'_>,
    field: &FieldDescriptor,
    side: Side,
    is_last: bool,
) -> Result<(), CarryError> {
    if field.is_map() {
        return Err(name.wrong(format!("{} is a map", name.text)));
    }
    let has_places =
        matches!(field.kind(), Kind::Message(_)) || (is_last && matches!(field.kind(), Kind::String | Kind::Bytes));
    match field.is_list() {
        true if side == Side::Written => Err(name.wrong(format!("{} is a list: one field is wanted", name.text))),
        true if !has_places => Err(name.wrong(format!("{} is a list of numbers: one value is wanted", name.text))),
        _ => Ok(()),
    }
}

fn unknown(name: &str, of: &MessageDescriptor) -> String {
    if name.is_empty() {
        return format!("A field of {} is wanted", of.name());
    }
    let mut names: Vec<String> = of.fields().take(PROPOSED).map(|field| field.name().to_owned()).collect();
    if of.fields().len() > PROPOSED {
        names.push("…".to_owned());
    }
    match names.is_empty() {
        true => format!("{} has no field \"{name}\", and no other", of.name()),
        false => format!("{} has no field \"{name}\", but {}", of.name(), names.join(", ")),
    }
}

pub(super) fn meaning(from: &FieldDescriptor, to: &FieldDescriptor, add: i64) -> Option<Meaning> {
    match (from.kind(), to.kind()) {
        (Kind::Message(from), Kind::Message(to)) => {
            (from.full_name() == to.full_name()).then_some(Meaning::Message(to))
        }
        (Kind::Enum(from), Kind::Enum(to)) => (from.full_name() == to.full_name()).then_some(Meaning::Enum(to)),
        (from, to) => match (Shape::of_kind(from), Shape::of_kind(to)) {
            (Shape::Scalar(from), Shape::Scalar(to)) if is_integer(from) && is_integer(to) => {
                Some(Meaning::Integer { from, to, add })
            }
            (Shape::Scalar(from), Shape::Scalar(to)) => (from == to).then_some(Meaning::Scalar(to)),
            _ => None,
        },
    }
}

fn is_integer(scalar: Scalar) -> bool {
    scalar.is_number() && !matches!(scalar, Scalar::Double | Scalar::Float)
}

fn kind_name(kind: &Kind) -> String {
    match kind {
        Kind::Message(message) => message.full_name().to_owned(),
        Kind::Enum(of) => of.full_name().to_owned(),
        other => match Shape::of_kind(other.clone()) {
            Shape::Scalar(scalar) => scalar.name().to_owned(),
            _ => String::new(),
        },
    }
}
