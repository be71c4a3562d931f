//! The lines of a text that a path names, with the blocks they stand in, as a text of their own that grows with the first.
//! It knows no widgets.

use egui::Context;

use super::{
    follow::Follower,
    highlight::Syntax,
    pattern::{Pattern, PatternWalk},
    text::{Addition, Chunk, CodeText, Mark, TextBuilder, brackets},
};

/// A filter: the path as it is typed, and what it leaves.
#[derive(Default)]
pub struct Filter {
    /// Whether the bar is shown.
    pub open: bool,
    /// The path.
    pub path: String,
    searched: Option<(u64, String)>,
    left: Option<Left>,
}

/// What a filter leaves of a text.
struct Left {
    text: CodeText,
    found: usize,
    follower: Follower<(usize, Vec<Addition>)>,
}

impl Filter {
    /// Filters on; afresh when the path or the text is another one.
    pub fn advance(&mut self, ctx: &Context, text: &CodeText) {
        let is_same = |(revision, path): &(u64, String)| *revision == text.revision() && *path == self.path;
        if !self.searched.as_ref().is_some_and(is_same) {
            self.searched = Some((text.revision(), self.path.clone()));
            self.left = Pattern::parse(&self.path, false).map(|pattern| Left::begin(pattern, text.syntax()));
        }
        let Some(left) = &mut self.left else { return };
        let (filtered, found) = (&mut left.text, &mut left.found);
        left.follower.advance(ctx, text, |(more, additions)| {
            *found += more;
            additions.into_iter().for_each(|addition| filtered.append(addition));
        });
        if text.is_whole() && !left.follower.is_busy() && !filtered.is_whole() {
            filtered.finish();
        }
    }

    /// What is left of the text, while a path is typed.
    pub fn filtered(&self) -> Option<&CodeText> {
        self.left.as_ref().filter(|_| self.open).map(|left| &left.text)
    }

    /// `12 found`, `Searching`.
    pub fn count_text(&self) -> String {
        match &self.left {
            None => String::new(),
            Some(left) if left.found == 0 && left.follower.is_busy() => "Searching".to_owned(),
            Some(left) if left.found == 0 => "None found".to_owned(),
            Some(left) => {
                let more = if left.follower.is_busy() { "+" } else { "" };
                format!("{}{more} found", crate::units::count(left.found as u64))
            }
        }
    }
}

impl Left {
    fn begin(pattern: Pattern, syntax: Syntax) -> Self {
        let mut sieve = Sieve {
            syntax,
            walk: PatternWalk::new(pattern, syntax),
            builder: TextBuilder::new(syntax),
            around: Vec::new(),
            taken: Taken::default(),
            found: 0,
        };
        Self { text: CodeText::empty(syntax), found: 0, follower: Follower::new(move |chunk| sieve.chunk(chunk)) }
    }
}

/// Takes the lines out of one chunk after the other.
struct Sieve {
    syntax: Syntax,
    walk: PatternWalk,
    builder: TextBuilder,
    around: Vec<Around>,
    taken: Taken,
    found: usize,
}

/// A block that is open.
struct Around {
    number: usize,
    line: String,
    /// Whether its first line was taken.
    is_taken: bool,
    /// Whether all of it is.
    is_met: bool,
}

/// Lines that were taken and not yet handed on.
#[derive(Default)]
struct Taken {
    text: String,
    numbers: Vec<usize>,
    marks: Vec<Mark>,
}

impl Sieve {
    fn chunk(&mut self, chunk: &Chunk) -> (usize, Vec<Addition>) {
        self.found = 0;
        for (at, number) in chunk.line_range().enumerate() {
            self.line(chunk, at, number);
        }
        let taken = std::mem::take(&mut self.taken);
        let mut additions = Vec::new();
        self.builder.push_lines(&taken.text, &taken.numbers, taken.marks, &mut |addition| additions.push(addition));
        (self.found, additions)
    }

    fn line(&mut self, chunk: &Chunk, at: usize, number: usize) {
        let line = chunk.line(at);
        let seen = self.walk.step(number, line, brackets(line, self.syntax));
        let ended = if seen.step.closed.is_some() { self.around.pop() } else { None };
        let within = self.around.iter().any(|around| around.is_met);
        let ends_taken = ended.is_some_and(|around| around.is_taken);
        if seen.is_met || within || ends_taken {
            self.found += usize::from(seen.is_met && !within);
            self.take_around();
            self.take(line, number, chunk.marks_of(at));
        }
        if seen.step.opened.is_some() {
            let is_taken = seen.is_met || within;
            let line = if is_taken { String::new() } else { line.to_owned() };
            self.around.push(Around { number, line, is_taken, is_met: seen.is_met });
        }
    }

    fn take_around(&mut self) {
        let mut around = std::mem::take(&mut self.around);
        for block in around.iter_mut().filter(|block| !block.is_taken) {
            block.is_taken = true;
            self.take(&block.line, block.number, std::iter::empty());
        }
        self.around = around;
    }

    fn take<'m>(&mut self, line: &str, number: usize, marks: impl Iterator<Item = (std::ops::Range<usize>, &'m Mark)>) {
        let start = self.builder.taken() + self.taken.text.len();
        self.taken.marks.extend(marks.map(|(within, mark)| Mark {
            range: start + within.start..start + within.end,
            reason: mark.reason.clone(),
            is_wrong: mark.is_wrong,
        }));
        self.taken.text.push_str(line);
        self.taken.text.push('\n');
        self.taken.numbers.push(number);
    }
}
