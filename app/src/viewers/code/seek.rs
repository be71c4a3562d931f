//! Finding in a text printed anew the place that was looked at before.
//! It knows paths; what stands at a path may be spelled otherwise in the new text.

use egui::Context;

use super::{
    follow::Follower,
    pattern::{Pattern, PatternWalk},
    text::{Chunk, CodeText, brackets, path_text},
};

/// A place on its way.
pub(super) struct Seek {
    path: String,
    /// Rows of the view above it.
    pub above: f64,
    /// The revision of the text it was seen in.
    from: u64,
    follower: Option<(u64, Follower<Option<usize>>)>,
}

/// How a search for a place stands.
pub(super) enum Sought {
    /// It may yet come.
    NotYet,
    /// It is this line.
    Line(usize),
    /// The text has no such place.
    Nowhere,
}

impl Seek {
    /// The place of a line.
    pub fn new(text: &CodeText, line: usize, above: f64) -> Self {
        Self { path: path_text(&text.path_of(line)), above, from: text.revision(), follower: None }
    }

    /// Looks further in another text than the one it was seen in.
    pub fn advance(&mut self, ctx: &Context, text: &CodeText) -> Sought {
        if text.revision() == self.from {
            return Sought::NotYet;
        }
        if self.follower.as_ref().is_none_or(|(revision, _)| *revision != text.revision()) {
            let Some(pattern) = Pattern::parse(&self.path, false) else { return Sought::Nowhere };
            let (mut walk, syntax) = (PatternWalk::new(pattern, text.syntax()), text.syntax());
            let mut is_found = false;
            let work = move |chunk: &Chunk| {
                if is_found {
                    return None;
                }
                let found = chunk.line_range().enumerate().find(|(at, number)| {
                    let line = chunk.line(*at);
                    walk.step(*number, line, brackets(line, syntax)).is_met
                });
                is_found = found.is_some();
                found.map(|(_, number)| number)
            };
            self.follower = Some((text.revision(), Follower::new(work)));
        }
        let Some((_, follower)) = &mut self.follower else { return Sought::Nowhere };
        let mut line = None;
        follower.advance(ctx, text, |found| line = line.or(found));
        match line {
            Some(line) => Sought::Line(line),
            None if text.is_whole() && !follower.is_busy() => Sought::Nowhere,
            None => Sought::NotYet,
        }
    }
}
