//! The path of a line of a text: the names and positions of the blocks around it, as people write them.
//! It knows the text alone: names are those that stand in it, and no type says which of them are keys of a map.

use super::{
    CodeText,
    chunk::Chunk,
    fold::{Open, Walk, brackets},
    key::key,
};
use crate::viewers::code::highlight::Syntax;

/// One step down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathStep {
    /// Into the field or map entry of this name.
    Name(String),
    /// Into the element at this position.
    Index(usize),
}

/// `lines[2].sku`, `labels["a.b"]`.
pub fn path_text(steps: &[PathStep]) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for step in steps {
        // Writing into a String does not fail.
        let _ = match step {
            PathStep::Index(at) => write!(text, "[{at}]"),
            PathStep::Name(name) if !is_plain(name) => write!(text, "[\"{name}\"]"),
            PathStep::Name(name) if text.is_empty() => write!(text, "{name}"),
            PathStep::Name(name) => write!(text, ".{name}"),
        };
    }
    text
}

fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '@' | '['))
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '@' | '[' | ']' | '/' | '.'))
        && (!name.contains(['.', '/', ']']) || name.starts_with('['))
}

/// The step that an element is, in the block around it.
pub fn step_of(line: &str, syntax: Syntax, around: Option<&Open>, index: usize) -> Option<PathStep> {
    if around.is_some_and(|open| open.is_list) {
        return Some(PathStep::Index(index));
    }
    let name = line.get(key(line, syntax)?)?;
    Some(PathStep::Name(name.to_owned()))
}

/// The steps to the innermost open block of a walk, whose opening lines are found by `line`.
fn steps_of<'t>(open: &[Open], syntax: Syntax, line: impl Fn(usize) -> &'t str) -> Vec<PathStep> {
    let around = std::iter::once(None).chain(open.iter().map(Some));
    open.iter()
        .zip(around)
        .filter_map(|(block, around)| step_of(line(block.line), syntax, around, block.index))
        .collect()
}

pub(super) fn path_of(text: &CodeText, line: usize) -> Vec<PathStep> {
    let syntax = text.syntax();
    let Some(chunk) = text.chunks().get(text.chunk_with_line(line)) else { return Vec::new() };
    let mut walk = Walk::from(&chunk.entry);
    let steps = |walk: &Walk| steps_of(walk.open(), syntax, |line| text.line(line));
    for at in 0..line.saturating_sub(chunk.first_line) {
        walk.step(chunk.first_line + at, brackets_of(chunk, at, syntax));
    }
    let mut path = steps(&walk);
    let around = walk.open().last().copied();
    let step = walk.step(line, brackets_of(chunk, line.saturating_sub(chunk.first_line), syntax));
    if let Some(index) = step.element.filter(|_| step.closed.is_none()) {
        path.extend(step_of(text.line(line), syntax, around.as_ref(), index));
    }
    path
}

fn brackets_of(chunk: &Chunk, line: usize, syntax: Syntax) -> super::fold::Brackets {
    brackets(chunk.line(line), syntax)
}

/// What a JSON string says, without its quotes; `None` if it is none.
pub fn unquoted(json: &str) -> Option<String> {
    serde_json::from_str(json).ok()
}
