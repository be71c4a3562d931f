//! Which lines of a text open a block that can be folded, and what stands in a folded block's place.
//! It reads brackets at line ends only, as our own printers write them; it parses nothing.

use crate::viewers::code::highlight::Syntax;

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
    /// How many blocks it stands in.
    pub depth: usize,
}

impl Fold {
    /// What a folded block reads between its brackets.
    pub fn placeholder(&self, syntax: Syntax) -> String {
        let word = match (syntax, self.is_list) {
            (Syntax::Json, true) => "item",
            (Syntax::Json | Syntax::Text, _) => "field",
            _ => return " … ".to_owned(),
        };
        format!(" {} … ", crate::units::counted(self.elements as u64, word))
    }
}

/// A block that is open at some line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The line that opened it.
    pub line: usize,
    /// How many elements of it have begun.
    pub elements: usize,
    /// Which element of the block around it this is.
    pub index: usize,
    /// `[ ]` rather than `{ }`.
    pub is_list: bool,
}

/// What a line does to the blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brackets {
    /// Nothing stands on it that belongs to a block.
    Empty,
    /// An element that begins and ends here.
    Element,
    /// It opens a block; `true` of a list.
    Opens(bool),
    /// It closes the innermost block.
    Closes,
    /// It closes one and opens the next.
    Turns(bool),
}

/// What a line does.
pub fn brackets(line: &str, syntax: Syntax) -> Brackets {
    let line = line.trim();
    if line.is_empty() || syntax.comment().is_some_and(|comment| line.starts_with(comment)) {
        return Brackets::Empty;
    }
    let closes = line.starts_with(['}', ']']);
    let opens = line.ends_with(['{', '[']).then(|| line.ends_with('['));
    match (closes, opens) {
        (false, None) => Brackets::Element,
        (false, Some(list)) => Brackets::Opens(list),
        (true, None) => Brackets::Closes,
        (true, Some(list)) => Brackets::Turns(list),
    }
}

/// Deeper blocks than this are not told apart: they are lines of the block around them.
const MOST_OPEN: usize = 1_000;

/// The blocks that are open while lines are walked from the top.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    open: Vec<Open>,
    deeper: usize,
}

/// What a line was to the blocks around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The block that ended with it.
    pub closed: Option<Open>,
    /// The block that began with it, which is now the innermost.
    pub opened: Option<Open>,
    /// Which element of the block around it begins here.
    pub element: Option<usize>,
}

impl Walk {
    /// A walk that goes on where these blocks are open.
    pub fn from(open: &[Open]) -> Self {
        Self { open: open.to_vec(), deeper: 0 }
    }

    /// The open blocks, from the outermost.
    pub fn open(&self) -> &[Open] {
        &self.open
    }

    /// Takes the next line.
    pub fn step(&mut self, number: usize, does: Brackets) -> Step {
        let mut step = Step { closed: None, opened: None, element: None };
        if matches!(does, Brackets::Closes | Brackets::Turns(_)) {
            step.closed = self.close();
        }
        if matches!(does, Brackets::Element | Brackets::Opens(_) | Brackets::Turns(_)) && self.deeper == 0 {
            step.element = Some(self.count());
        }
        if let Brackets::Opens(is_list) | Brackets::Turns(is_list) = does {
            let index = step.element.unwrap_or(0);
            step.opened = self.enter(Open { line: number, elements: 0, index, is_list });
        }
        step
    }

    fn count(&mut self) -> usize {
        let Some(around) = self.open.last_mut() else { return 0 };
        around.elements += 1;
        around.elements - 1
    }

    fn enter(&mut self, open: Open) -> Option<Open> {
        if self.open.len() >= MOST_OPEN {
            self.deeper += 1;
            return None;
        }
        self.open.push(open);
        Some(open)
    }

    fn close(&mut self) -> Option<Open> {
        if self.deeper > 0 {
            self.deeper -= 1;
            return None;
        }
        self.open.pop()
    }
}
