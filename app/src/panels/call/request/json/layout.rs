//! The text of the editor laid out: whole the first time, then line by line where it changed, so that a key in a large
//! text costs what its line does. It draws nothing.

use std::{ops::Range, sync::Arc};

use egui::{Context, Galley, epaint::text::PlacedRow, text::LayoutJob, vec2};

use crate::{
    form::json_job,
    theme::{Tokens, size},
};

/// A longer text has no colours.
const COLORED_MAX: usize = 256 * 1024;
/// A longer piece is as well laid out with the whole.
const PIECE_MAX: usize = 64 * 1024;
/// Bytes that are compared at once.
const BLOCK: usize = 4096;

/// The last layout, for as long as nothing it depends on changes.
pub struct Layout {
    dark: bool,
    scale: f32,
    galley: Arc<Galley>,
}

/// The text laid out, one row a line.
pub fn laid_out(ctx: &Context, layout: &mut Option<Layout>, text: &str, dark: bool, t: &Tokens) -> Arc<Galley> {
    let scale = ctx.pixels_per_point();
    let known = layout.take().filter(|known| known.dark == dark && known.scale == scale).map(|known| known.galley);
    let galley = match known {
        Some(known) if known.text() == text => known,
        Some(known) => changed(ctx, known, text, t).unwrap_or_else(|| whole(ctx, text, t)),
        None => whole(ctx, text, t),
    };
    *layout = Some(Layout { dark, scale, galley: Arc::clone(&galley) });
    galley
}

fn whole(ctx: &Context, text: &str, t: &Tokens) -> Arc<Galley> {
    let job = json_job(text, is_colored(text), Some(size::CODE_LINE), t);
    ctx.fonts_mut(|fonts| fonts.layout_job(job))
}

fn is_colored(text: &str) -> bool {
    text.len() <= COLORED_MAX
}

/// The layout with other lines where the text is another; `None` where all of it has to be laid out anew.
fn changed(ctx: &Context, before: Arc<Galley>, text: &str, t: &Tokens) -> Option<Arc<Galley>> {
    let old = before.text();
    let scale = ctx.pixels_per_point();
    let (was, is) = changed_lines(old, text);
    let is_alike = is_colored(old) == is_colored(text) && !old.is_empty() && !text.is_empty();
    if !is_alike || is.len() > PIECE_MAX {
        return None;
    }
    let lines = |text: &str, piece: &Range<usize>| text.get(piece.clone()).map(|piece| newlines(piece) + 1);
    let (removed, added) = (lines(old, &was)?, lines(text, &is)?);
    let is_whole_pixels = (size::CODE_LINE * scale).fract() == 0.0;
    if removed != added && !is_whole_pixels {
        return None;
    }
    let first = newlines(old.get(..was.start)?);
    let piece = json_job(text.get(is)?, is_colored(text), Some(size::CODE_LINE), t);
    let piece = ctx.fonts_mut(|fonts| fonts.layout_job(piece));
    let mut galley = Arc::unwrap_or_clone(before);
    let top = galley.rows.get(first)?.pos.y;
    if piece.rows.len() != added || first + removed > galley.rows.len() {
        return None;
    }
    let is_last = first + removed == galley.rows.len();
    let count = piece.rows.len();
    let rows = piece.rows.iter().enumerate().map(|(at, row)| PlacedRow {
        pos: row.pos + vec2(0.0, top),
        row: Arc::clone(&row.row),
        ends_with_newline: !is_last || at + 1 < count,
    });
    galley.rows.splice(first..first + removed, rows);
    let shift = (added as f32 - removed as f32) * size::CODE_LINE;
    if shift != 0.0 {
        galley.rows.iter_mut().skip(first + added).for_each(|row| row.pos.y += shift);
    }
    let width = galley.rows.iter().map(|row| row.row.size.x).fold(0.0, f32::max);
    galley.rect.set_width(width);
    galley.rect.set_height(galley.rect.height() + shift);
    galley.mesh_bounds = galley.mesh_bounds.union(galley.rect);
    galley.num_vertices += piece.num_vertices;
    galley.num_indices += piece.num_indices;
    galley.job = Arc::new(LayoutJob {
        text: text.to_owned(),
        sections: piece.job.sections.first().cloned().into_iter().collect(),
        wrap: galley.job.wrap.clone(),
        keep_trailing_whitespace: true,
        ..LayoutJob::default()
    });
    Some(Arc::new(galley))
}

/// The lines of each text that are not in the other, without the last line's end.
fn changed_lines(old: &str, new: &str) -> (Range<usize>, Range<usize>) {
    let (old, new) = (old.as_bytes(), new.as_bytes());
    let most = old.len().min(new.len());
    let head = same_head(old, new);
    let start = old.get(..head).and_then(|head| head.iter().rposition(|byte| *byte == b'\n')).map_or(0, |at| at + 1);
    let tail = same_tail(old, new).min(most - start);
    let same_end = old.get(old.len() - tail..).unwrap_or_default();
    let tail = same_end.iter().position(|byte| *byte == b'\n').map_or(0, |at| tail - at);
    (start..old.len() - tail, start..new.len() - tail)
}

fn same_head(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.chunks(BLOCK).zip(b.chunks(BLOCK)).take_while(|(a, b)| a == b);
    let done: usize = blocks.map(|(block, _)| block.len()).sum();
    let (a, b) = (a.get(done..).unwrap_or_default(), b.get(done..).unwrap_or_default());
    done + a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

fn same_tail(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.rchunks(BLOCK).zip(b.rchunks(BLOCK)).take_while(|(a, b)| a == b);
    let done: usize = blocks.map(|(block, _)| block.len()).sum();
    let left = |all: &[u8]| all.len().saturating_sub(done);
    let (a, b) = (a.get(..left(a)).unwrap_or_default(), b.get(..left(b)).unwrap_or_default());
    done + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What is seen of a layout: each line, where it stands, and its colours.
    fn seen(galley: &Galley) -> Vec<(String, f32, bool, Vec<egui::Color32>)> {
        let row = |row: &PlacedRow| {
            let colors: Vec<_> = row.row.visuals.mesh.vertices.iter().map(|vertex| vertex.color).collect();
            (row.row.text(), row.pos.y, row.ends_with_newline, colors)
        };
        galley.rows.iter().map(row).collect()
    }

    fn with_fonts(check: impl Fn(&Context)) {
        let ctx = Context::default();
        crate::theme::install(&ctx);
        ctx.run_ui(egui::RawInput::default(), |ui| check(ui.ctx())).textures_delta.clear();
    }

    #[test]
    fn a_changed_line_is_laid_out_as_the_whole_would_be() {
        with_fonts(|ctx| {
            let text = "{\n  \"a\": 1,\n  \"b\": [\n    \"x\",\n    true\n  ]\n}";
            for (from, to) in [
                ("1", "12"),
                ("\"x\"", "\"xé\""),
                ("\"x\",\n", ""),
                ("[\n", "[\n\n    null,\n"),
                ("{\n  \"a\"", "{\"a\""),
                ("}", "}\n"),
                ("}", "} // end"),
                ("{", "\n\n{"),
                ("\"b\": [\n    \"x\",", "\"b\": {"),
                (text, "[]"),
                ("    \"x\",\n", "    \"x\",\n    \"x\",\n"),
            ] {
                let t = &Tokens::DARK;
                let after = text.replacen(from, to, 1);
                let mut layout = None;
                laid_out(ctx, &mut layout, text, true, t);
                let stepwise = laid_out(ctx, &mut layout, &after, true, t);
                let at_once = whole(ctx, &after, t);
                assert_eq!(seen(&stepwise), seen(&at_once), "{after}");
                assert_eq!((stepwise.text(), stepwise.size()), (after.as_str(), at_once.size()), "{after}");
                let back = laid_out(ctx, &mut layout, text, true, t);
                assert_eq!(seen(&back), seen(&whole(ctx, text, t)), "back from {after}");
            }
        });
    }

    #[test]
    fn a_key_in_a_large_text_lays_out_its_line_alone() {
        with_fonts(|ctx| {
            let text = format!("[\n{}\n  0\n]", "  \"some text\",\n".repeat(20_000).trim_end());
            let (was, is) = changed_lines(&text, &text.replacen("  0", "  01", 1));
            assert_eq!((text.get(was.clone()).unwrap(), is.len()), ("  0", was.len() + 1));
            let mut layout = None;
            let before = laid_out(ctx, &mut layout, &text, true, &Tokens::LIGHT);
            let after = laid_out(ctx, &mut layout, &text.replacen("  0", "  01", 1), true, &Tokens::LIGHT);
            let same = before.rows.iter().zip(&after.rows).filter(|(a, b)| Arc::ptr_eq(&a.row, &b.row)).count();
            assert_eq!(
                (before.rows.len(), after.rows.len(), same),
                (20_003, 20_003, 20_002),
                "the others are as they were"
            );
        });
    }
}
