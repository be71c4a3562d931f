//! Which lines of a text open a block that can be folded, and what stands in a folded block's place.
//! It reads brackets at line ends only, as our own printers write them; it parses nothing.

use super::highlight::Syntax;

/// A block from the line that opens it to the line that closes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// The line that ends in the opening bracket.
    pub first: usize,
    /// The line that starts with the closing bracket.
    pub last: usize,
    /// How many elements stand directly in it.
    pub elements: usize,
    /// `[ ]` rather than `{ }`.
    pub is_list: bool,
}

impl Fold {
    /// What a folded block reads between its brackets.
    pub fn placeholder(&self, syntax: Syntax) -> String {
        let word = match (syntax, self.is_list) {
            (Syntax::Json, true) => "item",
            (Syntax::Json | Syntax::Text, _) => "field",
            _ => return " … ".to_owned(),
        };
        let plural = if self.elements == 1 { "" } else { "s" };
        format!(" {} {word}{plural} … ", self.elements)
    }
}

/// All blocks of a text by their first line, in one pass.
pub fn folds<'a>(lines: impl Iterator<Item = &'a str>, syntax: Syntax) -> Vec<Fold> {
    const OPEN: usize = usize::MAX;
    let mut folds: Vec<Fold> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (number, line) in lines.enumerate() {
        let line = line.trim();
        if line.is_empty() || syntax.comment().is_some_and(|comment| line.starts_with(comment)) {
            continue;
        }
        let closes = line.starts_with(['}', ']']);
        if closes {
            if let Some(fold) = open.pop().and_then(|at| folds.get_mut(at)) {
                fold.last = number;
            }
        } else if let Some(fold) = open.last().and_then(|&at| folds.get_mut(at)) {
            fold.elements += 1;
        }
        if line.ends_with(['{', '[']) {
            open.push(folds.len());
            folds.push(Fold { first: number, last: OPEN, elements: 0, is_list: line.ends_with('[') });
        }
    }
    folds.retain(|fold| fold.last != OPEN);
    folds
}
