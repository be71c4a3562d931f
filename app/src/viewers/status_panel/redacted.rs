//! A failed call as text to paste into a report, without secrets.
//! It is what "Copy" puts on the clipboard.

use std::fmt::Write as _;

use farcall_core::metadata::is_secret;

use super::{DetailNode, StatusView};
use crate::{units, widgets::StepMark};

impl StatusView {
    /// All that the panel says, values of secret keys left out.
    pub fn redacted_text(&self) -> String {
        let mut text =
            format!("{} ({}, {})\n{}\n", self.code, self.who(), units::duration(self.elapsed), self.shown_message());
        for step in &self.ladder {
            let word = match step.mark {
                StepMark::Passed => "ok",
                StepMark::Doubtful => "ok, but",
                StepMark::Failed => "failed",
                StepMark::NotReached => "-",
            };
            let _ = write!(text, "\n{:7} {word:7} {} {}", step.name, step.finding, step.time);
        }
        if !self.ladder.is_empty() {
            text.push('\n');
        }
        if let Some(hint) = &self.hint {
            let _ = write!(text, "\n{hint}\n");
        }
        for note in &self.notes {
            let _ = write!(text, "\nNote: {note}\n");
        }
        if !self.details.is_empty() {
            text.push_str("\nDetails\n");
            self.details.iter().for_each(|detail| push_detail(&mut text, detail, 1));
        }
        if !self.trailers.is_empty() {
            text.push_str("\nTrailers\n");
            for entry in self.trailers.iter() {
                let value = if entry.is_secret() { "(secret left out)".to_owned() } else { entry.display() };
                let _ = writeln!(text, "  {}: {value}", entry.key);
            }
        }
        text
    }
}

fn push_detail(text: &mut String, detail: &DetailNode, depth: usize) {
    let value = if is_secret(&detail.name) && detail.children.is_empty() { "(secret left out)" } else { &detail.value };
    let _ = writeln!(text, "{:indent$}{}: {value}", "", detail.name, indent = depth * 2);
    detail.children.iter().for_each(|child| push_detail(text, child, depth + 1));
}
