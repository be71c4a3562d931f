//! Comments as prose: paragraphs, headings, lists, code, with links that lead into the schema or out of the program.
//! It reads no Markdown; core does.

use std::{ops::Range, sync::Arc};

use egui::{
    Galley, Id, Rect, Role, Sense, Ui, WidgetInfo,
    text::{LayoutJob, TextFormat},
    vec2,
};
use farcall_core::{
    metadata::visible,
    schema::{DocBlock, DocLink, DocSpan},
};

use super::link::{Followed, finish};
use crate::theme::{self, Font, Tokens, paint, size, text};

/// Lines longer than this are hard to read.
pub const MEASURE: f32 = 720.0;

/// Draws blocks over the width of `ui`, but no wider than is good to read; what was followed. `quiet`: in `text2`, as
/// comments beside a field are.
pub fn prose_ui(ui: &mut Ui, blocks: &[DocBlock], quiet: bool, id: Id) -> Option<(DocLink, Followed)> {
    let mut followed = None;
    for (at, block) in blocks.iter().enumerate() {
        if at > 0 {
            ui.add_space(gap(block));
        }
        followed = followed.or(block_ui(ui, block, quiet, id.with(at)));
    }
    followed
}

fn gap(block: &DocBlock) -> f32 {
    match block {
        DocBlock::Item { .. } => 2.0,
        DocBlock::Heading(..) => 12.0,
        DocBlock::Paragraph(_) | DocBlock::Code(_) => 8.0,
    }
}

fn block_ui(ui: &mut Ui, block: &DocBlock, quiet: bool, id: Id) -> Option<(DocLink, Followed)> {
    let room = ui.available_width().min(MEASURE);
    match block {
        DocBlock::Paragraph(spans) => spans_ui(ui, spans, room, 0.0, Face::body(quiet), id),
        DocBlock::Heading(_, spans) => spans_ui(ui, spans, room, 0.0, Face { font: Font::Strong, quiet: false }, id),
        DocBlock::Item { depth, marker, spans } => {
            let indent = size::INDENT * (*depth as f32).min(6.0);
            let t = theme::tokens(ui);
            let mark_width = text::width(ui.ctx(), Font::Body, marker).max(8.0);
            let top = ui.cursor().min;
            let line = Rect::from_min_size(top + vec2(indent, 0.0), vec2(mark_width, 20.0));
            text::paint(ui.painter(), line.left_top() + vec2(0.0, 15.0), Font::Body, t.text2, marker);
            spans_ui(ui, spans, room, indent + mark_width + 8.0, Face::body(quiet), id)
        }
        DocBlock::Code(code) => {
            code_ui(ui, code, room);
            None
        }
    }
}

#[derive(Clone, Copy)]
struct Face {
    font: Font,
    quiet: bool,
}

impl Face {
    fn body(quiet: bool) -> Self {
        Self { font: Font::Body, quiet }
    }
}

/// A text to show as it is, in a box.
fn code_ui(ui: &mut Ui, code: &str, room: f32) {
    let t = theme::tokens(ui);
    let shown = visible_lines(code);
    let mut job = LayoutJob::default();
    job.append(&shown, 0.0, format(Font::Code, t.text));
    job.wrap.max_width = room - 16.0;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let (_, rect) = ui.allocate_space(vec2(room, galley.size().y + 16.0));
    ui.painter().rect_filled(rect, size::RADIUS, t.field);
    ui.painter().galley(rect.min + vec2(8.0, 8.0), galley, t.text);
    let response = ui.interact(rect, ui.next_auto_id(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &shown));
}

/// Each line with what would be unseen made visible; the line breaks stay.
fn visible_lines(text: &str) -> String {
    text.lines().map(|line| visible(line.as_bytes()).to_string()).collect::<Vec<_>>().join("\n")
}

/// A link and the bytes of the line that it covers.
type Links<'a> = Vec<(Range<usize>, &'a str, &'a DocLink)>;

fn spans_ui(ui: &mut Ui, spans: &[DocSpan], room: f32, indent: f32, face: Face, id: Id) -> Option<(DocLink, Followed)> {
    let t = theme::tokens(ui);
    let (mut job, links, codes) = job_of(spans, face, t);
    job.wrap.max_width = (room - indent).max(80.0);
    let words = job.text.clone();
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let (_, rect) = ui.allocate_space(vec2(indent + galley.size().x, galley.size().y));
    let at = rect.min + vec2(indent, 0.0);
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    let mut followed = None;
    for (number, (range, name, to)) in links.into_iter().enumerate() {
        let areas = areas(&galley, &words, &range);
        let Some(first) = areas.first().copied() else { continue };
        let whole = areas.iter().fold(first, |all, area| all.union(*area)).translate(at.to_vec2());
        let response = ui.interact(whole, id.with(("link", number)), Sense::click());
        let over = ui.input(|input| input.pointer.hover_pos());
        let is_over = |area: &Rect| over.is_some_and(|over| area.translate(at.to_vec2()).contains(over));
        if response.hovered() && areas.iter().any(is_over) {
            for area in &areas {
                let area = area.translate(at.to_vec2());
                paint::divider_h(ui.painter(), area.x_range(), area.bottom() - 3.0, t.accent);
            }
        }
        let how = finish(ui, &response, name);
        if let DocLink::Url(url) = to {
            response.on_hover_text(url);
        }
        followed = followed.or(how.map(|how| (to.clone(), how)));
    }
    for area in codes.iter().flat_map(|range| areas(&galley, &words, range)) {
        let ground = area.translate(at.to_vec2()).expand2(vec2(2.0, -2.0));
        ui.painter().rect_filled(ground, 3, t.field);
    }
    ui.painter().galley(at, galley, t.text);
    followed
}

fn job_of<'a>(spans: &'a [DocSpan], face: Face, t: &Tokens) -> (LayoutJob, Links<'a>, Vec<Range<usize>>) {
    let mut job = LayoutJob::default();
    let (mut links, mut codes) = (Vec::new(), Vec::new());
    let color = if face.quiet { t.text2 } else { t.text };
    for span in spans {
        let (words, format) = match span {
            DocSpan::Text(words) => (words, format(face.font, color)),
            // There is no slanted face.
            DocSpan::Strong(words) | DocSpan::Emphasis(words) => (words, format(Font::Strong, color)),
            DocSpan::Code(words) => (words, format(Font::Code, color)),
            DocSpan::Link(words, _) => (words, format(face.font, t.accent)),
        };
        let start = job.text.len();
        job.append(&visible_lines(words), 0.0, format);
        if words.ends_with('\n') {
            job.append("\n", 0.0, TextFormat::simple(face.font.id(), color));
        }
        match span {
            DocSpan::Link(words, to) => links.push((start..job.text.len(), words.as_str(), to)),
            DocSpan::Code(_) => codes.push(start..job.text.len()),
            DocSpan::Text(_) | DocSpan::Strong(_) | DocSpan::Emphasis(_) => {}
        }
    }
    (job, links, codes)
}

fn format(font: Font, color: egui::Color32) -> TextFormat {
    TextFormat { line_height: Some(font.line_height()), ..TextFormat::simple(font.id(), color) }
}

/// Where some bytes of a text stand, a rect for each row they are on.
fn areas(galley: &Arc<Galley>, words: &str, range: &Range<usize>) -> Vec<Rect> {
    let chars = |byte: usize| words.get(..byte).unwrap_or_default().chars().count();
    let (start, end) = (chars(range.start), chars(range.end));
    let mut first = 0;
    let mut areas = Vec::new();
    for row in &galley.rows {
        let count = row.glyphs.len();
        let (from, to) = (start.max(first), end.min(first + count));
        if from < to {
            let left = row.glyphs.get(from - first).map_or(0.0, |glyph| glyph.pos.x);
            let right = row.glyphs.get(to - 1 - first).map_or(left, |glyph| glyph.pos.x + glyph.advance_width);
            let top = row.pos.y;
            areas.push(Rect::from_min_max(
                egui::pos2(row.pos.x + left, top),
                egui::pos2(row.pos.x + right, top + row.size.y),
            ));
        }
        first += count + usize::from(row.ends_with_newline);
    }
    areas
}
