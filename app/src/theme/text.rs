//! Text on a baseline: the one way in which rows, controls and pictures put words on the screen.
//!
//! Knows no layout: callers say where the baseline is and how much room there is. Wrapped, selectable text is a widget.

use std::sync::Arc;

use egui::cache::{ComputerMut, FrameCache};
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, Context, Galley, Painter, Pos2, Rect, pos2};

use super::fonts::{Face, Font};
use super::icons::Icon;
use super::tokens::size;

/// The baseline of a row or control: 5 below its middle, for every face in it.
pub fn baseline(rect: Rect) -> f32 {
    (rect.center().y + 5.0).floor()
}

/// The baseline of a row that has small text only: 4 below its middle.
pub fn small_baseline(rect: Rect) -> f32 {
    (rect.center().y + 4.0).floor()
}

/// The width of one line, a whole number of points, so that what follows does not land between pixels.
pub fn width(ctx: &Context, font: Font, text: &str) -> f32 {
    if text.is_empty() {
        return 0.0;
    }
    line(ctx, font, text, f32::INFINITY).size().x.ceil()
}

/// Paints one line with its left end and baseline at `at`; returns its width.
pub fn paint(painter: &Painter, at: Pos2, font: Font, color: Color32, text: &str) -> f32 {
    paint_within(painter, at, f32::INFINITY, font, color, text)
}

/// Paints one line with its right end and baseline at `at`; returns its width.
pub fn paint_right(painter: &Painter, at: Pos2, font: Font, color: Color32, text: &str) -> f32 {
    let width = width(painter.ctx(), font, text);
    paint(painter, pos2(at.x - width, at.y), font, color, text)
}

/// Paints one line with its middle and baseline at `at`; returns its width.
pub fn paint_centered(painter: &Painter, at: Pos2, font: Font, color: Color32, text: &str) -> f32 {
    let width = width(painter.ctx(), font, text);
    paint(painter, pos2((at.x - width / 2.0).round(), at.y), font, color, text)
}

/// Paints one line that gives way at its end where it is wider than `room`; returns the width it took.
pub fn paint_within(painter: &Painter, at: Pos2, room: f32, font: Font, color: Color32, text: &str) -> f32 {
    if text.is_empty() || room < 1.0 {
        return 0.0;
    }
    let galley = line(painter.ctx(), font, text, room);
    paint_galley(painter, at, &galley, color);
    galley.size().x.ceil()
}

/// Paints one line that gives way in its middle, as paths do; returns the width it took.
pub fn paint_path_within(painter: &Painter, at: Pos2, room: f32, font: Font, color: Color32, text: &str) -> f32 {
    let shown = elide_middle(painter.ctx(), font, text, room);
    paint_within(painter, at, room, font, color, &shown)
}

/// Paints an icon of 16 points in the middle of `around`, which has whole points.
pub fn paint_icon(painter: &Painter, around: Pos2, icon: Icon, color: Color32) {
    let mut job = LayoutJob::default();
    let font_id = egui::FontId::new(size::ICON, Face::Icons.family());
    job.append(icon.glyph().encode_utf8(&mut [0; 4]), 0.0, TextFormat::simple(font_id, Color32::PLACEHOLDER));
    let galley = painter.layout_job(job);
    let half = size::ICON / 2.0;
    paint_galley(painter, pos2(around.x.round() - half, around.y.round() + half), &galley, color);
}

/// One line of several colours or faces, laid out once by the caller: pieces of `(font, color, text)`.
pub fn line_of(ctx: &Context, room: f32, pieces: &[(Font, Color32, &str)]) -> Arc<Galley> {
    let mut job = LayoutJob { wrap: one_line(room), break_on_newline: false, ..LayoutJob::default() };
    for (font, color, text) in pieces {
        job.append(text, 0.0, TextFormat::simple(font.id(), *color));
    }
    ctx.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Words over several lines of the face's height, at most `rows`; the last gives way at its end. Coloured when painted.
pub fn lines(ctx: &Context, font: Font, text: &str, room: f32, rows: usize) -> Arc<Galley> {
    let format =
        TextFormat { line_height: Some(font.line_height()), ..TextFormat::simple(font.id(), Color32::PLACEHOLDER) };
    let mut job = LayoutJob::default();
    job.append(text, 0.0, format);
    job.wrap = TextWrapping { max_width: room, max_rows: rows, ..TextWrapping::default() };
    ctx.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Paints a laid-out text so that its first row stands on the baseline of `at`; `color` is for its uncoloured parts.
pub fn paint_galley(painter: &Painter, at: Pos2, galley: &Arc<Galley>, color: Color32) {
    let Some(drop) = first_baseline(galley) else { return };
    let ppp = painter.pixels_per_point();
    let to_pixel = |v: f32| (v * ppp).round() / ppp;
    painter.galley(pos2(to_pixel(at.x), to_pixel(at.y - drop)), Arc::clone(galley), color);
}

/// How far the baseline of the first row lies below the top of `galley`; `None` where nothing is written.
pub fn first_baseline(galley: &Galley) -> Option<f32> {
    let row = galley.rows.first()?;
    Some(row.pos.y + row.glyphs.first()?.pos.y)
}

/// `text`, or its head and tail around `…`, no wider than `room` in `font`. Kept from frame to frame.
pub fn elide_middle(ctx: &Context, font: Font, text: &str, room: f32) -> String {
    if text.is_empty() || !room.is_finite() {
        return text.to_owned();
    }
    let galley = line(ctx, font, text, f32::INFINITY);
    if galley.size().x <= room {
        return text.to_owned();
    }
    let dots = line(ctx, font, "…", f32::INFINITY).size().x;
    let ends: Vec<f32> = galley
        .rows
        .first()
        .map(|row| row.glyphs.iter().map(|glyph| glyph.pos.x + glyph.advance_width).collect())
        .unwrap_or_default();
    // The key says everything that the answer depends on; hundredths of a point are plenty.
    let key = MiddleKey { text, room: (room * 100.0) as i64, ends: &ends, dots };
    ctx.memory_mut(|memory| memory.caches.cache::<FrameCache<String, Middle>>().get(key).clone())
}

/// What an elision in the middle depends on.
#[derive(Clone, Copy)]
struct MiddleKey<'a> {
    text: &'a str,
    room: i64,
    ends: &'a [f32],
    dots: f32,
}

impl std::hash::Hash for MiddleKey<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
        self.room.hash(state);
        self.ends.last().map(|end| end.to_bits()).hash(state);
        self.dots.to_bits().hash(state);
    }
}

#[derive(Default)]
struct Middle;

impl ComputerMut<MiddleKey<'_>, String> for Middle {
    fn compute(&mut self, key: MiddleKey<'_>) -> String {
        let (head, tail) = middle_cut(key.ends, key.room as f32 / 100.0 - key.dots);
        let chars: Vec<char> = key.text.chars().collect();
        let start = chars.iter().take(head);
        let end = chars.iter().skip(chars.len().saturating_sub(tail));
        start.chain(&['…']).chain(end).collect()
    }
}

/// How many characters of the head and of the tail fit into `room` together, given where each character ends. Taken in
/// turn from the tail and from the head: the end of a path says more than its start.
fn middle_cut(ends: &[f32], room: f32) -> (usize, usize) {
    let total = ends.last().copied().unwrap_or(0.0);
    let head_width = |count: usize| count.checked_sub(1).and_then(|at| ends.get(at)).copied().unwrap_or(0.0);
    let tail_width = |count: usize| total - head_width(ends.len() - count);
    let (mut head, mut tail) = (0, 0);
    loop {
        let grown_tail = tail + 1;
        if head + grown_tail >= ends.len() || head_width(head) + tail_width(grown_tail) > room {
            return (head, tail);
        }
        tail = grown_tail;
        let grown_head = head + 1;
        if grown_head + tail < ends.len() && head_width(grown_head) + tail_width(tail) <= room {
            head = grown_head;
        }
    }
}

fn one_line(room: f32) -> TextWrapping {
    TextWrapping { max_width: room, max_rows: 1, break_anywhere: true, overflow_character: Some('…') }
}

/// One line, coloured when it is painted, so that one layout serves every state.
fn line(ctx: &Context, font: Font, text: &str, room: f32) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(text.to_owned(), TextFormat::simple(font.id(), Color32::PLACEHOLDER));
    job.wrap = one_line(room);
    job.break_on_newline = false;
    ctx.fonts_mut(|fonts| fonts.layout_job(job))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use egui::RawInput;

    use super::*;

    fn with_fonts(check: impl Fn(&Context)) {
        let ctx = Context::default();
        crate::theme::install(&ctx);
        ctx.run_ui(RawInput::default(), |ui| check(ui.ctx())).textures_delta.clear();
    }

    #[test]
    fn a_path_keeps_its_head_and_more_of_its_tail() {
        with_fonts(|ctx| {
            let path = "shop.internal.v1.Orders/GetOrder";
            let room = width(ctx, Font::Body, path) * 0.6;
            let shown = elide_middle(ctx, Font::Body, path, room);
            assert!(width(ctx, Font::Body, &shown) <= room.ceil(), "{shown}");
            let (head, tail) = shown.split_once('…').unwrap();
            assert!(path.starts_with(head) && path.ends_with(tail), "{shown}");
            assert!(tail.chars().count() >= head.chars().count() && !head.is_empty(), "{shown}");
        });
    }

    #[test]
    fn a_path_that_fits_is_shown_whole() {
        with_fonts(|ctx| {
            assert_eq!(elide_middle(ctx, Font::Code, "a/b", 500.0), "a/b");
            assert_eq!(elide_middle(ctx, Font::Code, "", 0.0), "");
        });
    }

    #[test]
    fn a_middle_cut_never_overlaps_itself() {
        let ends: Vec<f32> = (1..=10).map(|n| n as f32).collect();
        for room in -2..20 {
            let (head, tail) = middle_cut(&ends, room as f32);
            assert!(head + tail < ends.len());
            assert!((head + tail) as f32 <= (room as f32).max(0.0));
        }
    }

    #[test]
    fn signs_of_a_server_are_not_redrawn() {
        with_fonts(|ctx| {
            for font in [Font::Body, Font::Strong, Font::Code] {
                let apart = width_exact(ctx, font, "-") + width_exact(ctx, font, ">");
                assert!((width_exact(ctx, font, "->") - apart).abs() < 1.5, "{font:?} joins -> into one sign");
            }
        });
    }

    fn width_exact(ctx: &Context, font: Font, text: &str) -> f32 {
        line(ctx, font, text, f32::INFINITY).size().x
    }
}
