//! What may be written at a place of a JSON text, whatever state the text is in: member names, enum values, type URLs,
//! and what a name there means. It changes no text and judges none; the document does.

mod keys;
mod masks;
mod place;
mod rank;
mod scan;
mod subject;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
mod values;

use std::ops::Range;

use self::{
    place::{Expected, Holder},
    rank::Ranked,
};
pub use self::{scan::Wanted, subject::Subject};
use super::field::{Field, Shape};
use crate::schema::MessageDescriptor;

/// As many proposals are given; the rest is counted.
const MOST: usize = 100;

/// What may be written where the caret stands.
#[derive(Clone)]
pub struct Completions {
    /// The bytes of the text that a proposal takes the place of; the caret is within them or at their end.
    pub replace: Range<usize>,
    /// Where a comma is missing before what is written, in bytes.
    pub missing_comma: Option<usize>,
    /// The proposals, best first.
    pub items: Vec<Completion>,
    /// Proposals that fit too and are left out.
    pub left_out: usize,
    /// What the place takes.
    pub wanted: Wanted,
    /// The object or list around the caret: `order.lines[2]`; empty: the message itself.
    pub path_text: String,
}

/// One proposal.
#[derive(Clone)]
pub struct Completion {
    /// As it is listed: `unitPrice`, `RED`.
    pub label: String,
    /// What stands beside it: a type, a number.
    pub detail: String,
    /// What is written in the place of [`Completions::replace`].
    pub insert: String,
    /// Where in `insert` the caret stands afterwards, in bytes.
    pub caret: usize,
    /// Proposals for what comes next are wanted at once.
    pub goes_on: bool,
    /// How it stands to what is written already.
    pub standing: Standing,
    /// What it means.
    pub subject: Subject,
}

/// How a proposed member stands to those that are there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Not written yet.
    Free,
    /// Another member of its oneof is written: this one.
    Excluded(String),
    /// Written already.
    Written,
}

/// What a word of the text means.
#[derive(Clone)]
pub struct Meaning {
    /// The word with its quotes, in bytes.
    pub range: Range<usize>,
    /// What it means.
    pub subject: Subject,
    /// Where it stands: `order.lines[2].sku`.
    pub path_text: String,
}

/// What may be written at `caret` (in bytes) in the JSON text of a message. It takes time by the length of the text,
/// and memory by its members around the caret; a caret that is deeper than a message may nest is told nothing.
pub fn complete(of: &MessageDescriptor, text: &str, caret: usize) -> Completions {
    let scan = scan::scan(text, caret);
    let resolved = place::resolve(of, text, &scan);
    let mask = masks::Mask::at(&resolved, text, &scan);
    let mut ranked = Ranked::new(mask.as_ref().map_or(scan.typed(text), |mask| mask.typed));
    let after = After::of(text, scan.token.end);
    match (&scan.wanted, &resolved.holder) {
        (Wanted::Nothing, _) | (_, Holder::Unknown) => {}
        (Wanted::Key, holder) => keys::propose(holder, text, &scan, &after, &mut ranked),
        (Wanted::Value, _) => match &mask {
            Some(mask) => mask.propose(of, &after, &mut ranked),
            None => values::propose(of, &resolved.expected, &after, &mut ranked),
        },
    }
    let (items, left_out) = ranked.into_best(MOST);
    Completions {
        replace: mask.map_or_else(|| scan.token.clone(), |mask| mask.replace),
        missing_comma: scan.missing_comma,
        items,
        left_out,
        wanted: scan.wanted,
        path_text: resolved.path_text,
    }
}

/// What the word at a byte of the JSON text of a message means: a member's name, an enum value, a type URL.
pub fn meaning(of: &MessageDescriptor, text: &str, offset: usize) -> Option<Meaning> {
    let (scan, range) = scan::scan_word(text, offset)?;
    let resolved = place::resolve(of, text, &scan);
    let word = scan::unquoted(text.get(range.clone())?);
    let subject = match scan.wanted {
        Wanted::Key => keys::subject(&resolved.holder, word)?,
        Wanted::Value => values::subject(of, &resolved.expected, word)?,
        Wanted::Nothing => return None,
    };
    let path_text = match (&scan.wanted, &subject) {
        (Wanted::Key, _) => place::joined(&resolved.path_text, word),
        _ => resolved.value_path,
    };
    Some(Meaning { range, subject, path_text })
}

/// What follows the place in the text, as far as it decides what has to be written with a proposal.
struct After {
    colon: bool,
    /// Another value or member follows, and no comma before it.
    comma_is_missing: bool,
}

impl After {
    fn of(text: &str, end: usize) -> Self {
        let next = text.get(end..).and_then(|rest| rest.trim_start().chars().next());
        Self { colon: next == Some(':'), comma_is_missing: matches!(next, Some('"' | '{' | '[')) }
    }

    fn comma(&self) -> &'static str {
        if self.comma_is_missing { "," } else { "" }
    }
}
