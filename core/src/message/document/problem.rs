//! What is wrong with a document: found while walking it, then located in its text.
//! It finds nothing itself.

use std::fmt;

use crate::message::{
    json::{Node, Positions},
    path::{FieldPath, Trail},
};

/// How many problems are kept of one document; a list of thousands of bad elements is said by its first ones.
pub(super) const MAX_PROBLEMS: usize = 200;

/// One thing that keeps the document from being sent, or that is odd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where in the tree, as far as it is known.
    pub path: FieldPath,
    /// The same as text: `lines[0].quantity`.
    pub path_text: String,
    /// 1-based line and column (in characters) in the JSON.
    pub position: Option<(u32, u32)>,
    /// The reason: `2147483648 is outside int32 (-2147483648 to 2147483647)`.
    pub message: String,
    /// False for what is odd but can be sent: a map key given twice, a required field not set.
    pub is_error: bool,
}

/// `1:17 i32: 2147483648 is outside int32 (-2147483648 to 2147483647)`.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.position {
            write!(f, "{line}:{column} ")?;
        }
        if !self.path_text.is_empty() {
            write!(f, "{}: ", self.path_text)?;
        }
        f.write_str(&self.message)
    }
}

impl Problem {
    /// A problem of the text or the whole message.
    pub(crate) fn without_place(message: String) -> Self {
        Self { path: FieldPath::new(), path_text: String::new(), position: None, message, is_error: true }
    }
}

/// The document cannot be encoded: every error of it, at least one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", list(.0))]
pub struct EncodeError(pub Vec<Problem>);

fn list(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

/// What a finding means for the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// The tree cannot follow the JSON.
    Structure,
    /// A value is kept as typed, and cannot be sent.
    Value,
    /// Odd, and can be sent.
    Odd,
}

/// A problem at a byte of the text.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    weight: Weight,
    path: FieldPath,
    path_text: String,
    offset: usize,
    message: String,
}

impl Finding {
    pub(super) fn new(weight: Weight, offset: usize, message: impl Into<String>) -> Self {
        Self { weight, path: FieldPath::new(), path_text: String::new(), offset, message: message.into() }
    }

    pub(super) fn at(mut self, trail: &Trail) -> Self {
        self.path = trail.steps().clone();
        self.path_text = trail.text().to_owned();
        self
    }

    /// Deeper than the tree goes: inside a JSON value of it.
    pub(super) fn within(mut self, path_text: &str) -> Self {
        if !self.path_text.is_empty() && !path_text.is_empty() {
            self.path_text.push('.');
        }
        self.path_text.push_str(path_text);
        self
    }

    /// A fault of the value the trail leads to, which is kept as typed: whatever is wrong in it, the tree can follow.
    pub(super) fn of_value(mut self, trail: &Trail) -> Self {
        self.path = trail.steps().clone();
        if self.weight == Weight::Structure {
            self.weight = Weight::Value;
        }
        self
    }

    pub(super) fn into_fault(self) -> Fault {
        Fault { offset: self.offset, path_text: self.path_text, message: self.message }
    }
}

/// What is wrong inside one JSON value, by byte offset in the text the value was parsed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) offset: usize,
    pub(crate) path_text: String,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn at(node: &Node<'_>, message: impl Into<String>) -> Self {
        Self::at_offset(node.span.start, message)
    }

    pub(crate) fn at_offset(offset: usize, message: impl Into<String>) -> Self {
        Self { offset, path_text: String::new(), message: message.into() }
    }
}

/// Collects findings, up to a bound; a structural one is never lost.
#[derive(Default)]
pub(super) struct Findings {
    found: Vec<Finding>,
    structural: bool,
}

impl Findings {
    pub(super) fn push(&mut self, finding: Finding) {
        let first_structural = finding.weight == Weight::Structure && !self.structural;
        self.structural |= finding.weight == Weight::Structure;
        if first_structural || self.found.len() < MAX_PROBLEMS {
            self.found.push(finding);
        }
    }

    pub(super) fn is_structural(&self) -> bool {
        self.structural
    }

    /// Those of a part that was judged by itself.
    pub(super) fn take_in(&mut self, part: impl IntoIterator<Item = Finding>) {
        part.into_iter().for_each(|finding| self.push(finding));
    }

    /// The first that keeps the tree from following, or the first of all.
    pub(super) fn into_fault(self) -> Fault {
        let (structural, others): (Vec<_>, Vec<_>) =
            self.found.into_iter().partition(|finding| finding.weight == Weight::Structure);
        let first = structural.into_iter().chain(others).next();
        first.map_or_else(|| Fault::at_offset(0, "nothing is in it"), Finding::into_fault)
    }

    pub(super) fn into_vec(self) -> Vec<Finding> {
        self.found
    }
}

/// The findings with line and column, and the first of them that keeps the tree from following.
pub(super) fn locate(findings: Vec<Finding>, positions: &Positions<'_>) -> (Vec<Problem>, Option<Problem>) {
    let mut json_problem = None;
    let mut problems = Vec::with_capacity(findings.len());
    for finding in findings {
        let problem = Problem {
            path: finding.path,
            path_text: finding.path_text,
            position: Some(positions.of(finding.offset)),
            message: finding.message,
            is_error: finding.weight != Weight::Odd,
        };
        if finding.weight == Weight::Structure && json_problem.is_none() {
            json_problem = Some(problem.clone());
        }
        problems.push(problem);
    }
    (problems, json_problem)
}
