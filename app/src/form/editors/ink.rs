//! JSON in its colours, for texts that are edited.
//! It lays nothing out; whoever draws it keeps the layout.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use farcall_core::message::{TokenKind, json_tokens};

use crate::theme::{Font, Tokens};

/// A text in the code face, one row a line, coloured as JSON if `colored`.
pub fn json_job(text: &str, colored: bool, line_height: Option<f32>, t: &Tokens) -> LayoutJob {
    let format = |color| TextFormat { line_height, ..TextFormat::simple(Font::Code.id(), color) };
    let mut job = LayoutJob {
        wrap: TextWrapping { max_width: f32::INFINITY, ..TextWrapping::default() },
        keep_trailing_whitespace: true,
        ..LayoutJob::default()
    };
    if !colored || text.is_empty() {
        job.append(text, 0.0, format(t.text));
        return job;
    }
    let mut done = 0;
    for (range, kind) in json_tokens(text) {
        let color = match kind {
            TokenKind::Key => t.key,
            TokenKind::String => t.string,
            TokenKind::Number => t.number,
            TokenKind::Word => t.word,
            TokenKind::Punct => t.text,
            TokenKind::Other => t.error,
        };
        if let Some(between) = text.get(done..range.start).filter(|between| !between.is_empty()) {
            job.append(between, 0.0, format(t.text));
        }
        done = range.end;
        job.append(text.get(range).unwrap_or_default(), 0.0, format(color));
    }
    if let Some(rest) = text.get(done..).filter(|rest| !rest.is_empty()) {
        job.append(rest, 0.0, format(t.text));
    }
    job
}
