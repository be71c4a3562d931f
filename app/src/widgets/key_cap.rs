//! How keys are written: small, beside what they do.
//!
//! Knows no action.

use egui::{Painter, Pos2, Rect, pos2, vec2};

use crate::theme::{Font, Tokens, paint, size, text};

/// Writes keys with their right end and baseline at `at`, in `text2`, as in fields and tooltips; returns the width.
pub fn key_hint(painter: &Painter, at: Pos2, keys: &str, t: &Tokens) -> f32 {
    text::paint_right(painter, at, Font::Small, t.text2, keys)
}

/// Draws each key of `keys` ("Ctrl+K") as a cap of 20 in the middle of `row`, with the left side of the first at `left`,
/// for the sheet of all keys; returns the width.
pub fn key_cap(painter: &Painter, left: f32, row: Rect, keys: &str, t: &Tokens) -> f32 {
    let mut x = left;
    let top = (row.center().y - size::CHIP / 2.0).round();
    // A trailing plus is the key of that name: "Ctrl++".
    let (keys, plus) = match keys.strip_suffix("++") {
        Some(before) => (before, true),
        None => (keys, false),
    };
    for key in keys.split('+').filter(|key| !key.is_empty()).chain(plus.then_some("+")) {
        let width = (text::width(painter.ctx(), Font::Small, key) + 12.0).max(size::CHIP);
        let cap = Rect::from_min_size(pos2(x, top), vec2(width, size::CHIP));
        paint::frame(painter, cap, t.field, t.border);
        let middle = pos2(cap.center().x, text::small_baseline(cap));
        text::paint_centered(painter, middle, Font::Small, t.text, key);
        x += width + 4.0;
    }
    (x - left - 4.0).max(0.0)
}
