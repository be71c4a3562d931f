//! The strip above records and bytes: how large the message is, and what its bytes are spent on.
//! Its colours are those of the bytes below, so that it is their key too.

use egui::{Color32, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::message::tree::Part;

use super::{super::tree::share, WireState};
use crate::{
    theme::{Font, Tokens, paint, text, tokens},
    units,
};

/// The bar that shows the shares.
const BAR: f32 = 3.0;

/// The colour of a part's bytes.
pub(super) fn part_color(part: Part, is_broken: bool, t: &Tokens) -> Color32 {
    match part {
        _ if is_broken => t.error,
        Part::Tag | Part::EndTag => t.word,
        Part::Length => t.number,
        Part::Value => t.string,
    }
}

pub(super) fn strip_ui(ui: &mut Ui, state: &mut WireState, strip: Rect) {
    let t = tokens(ui);
    ui.painter().rect_filled(strip, 0, t.surface);
    let baseline = text::small_baseline(strip);
    let painter = ui.painter();
    let mut x = strip.left() + 12.0;
    let size = units::size(state.size() as u64);
    x += text::paint(painter, pos2(x, baseline), Font::SmallCode, t.text, &size) + 16.0;
    let room = strip.right() - 12.0 - x;
    let words = [true, false].map(|with_shares| spent(state, with_shares, t));
    let [with_shares, short] = words;
    let words = if width(ui, &with_shares) <= room { with_shares } else { short };
    for (color, words, _) in &words {
        let square = Rect::from_min_size(pos2(x, baseline - 8.0), vec2(8.0, 8.0));
        painter.rect_filled(square, 1, *color);
        x += 14.0;
        x += text::paint_within(painter, pos2(x, baseline), strip.right() - 12.0 - x, Font::Small, t.text2, words)
            + 16.0;
    }
    if let Some((done, all)) = state.progress() {
        let words = format!("{} of {} read", units::size(done as u64), units::size(all as u64));
        text::paint_right(painter, pos2(strip.right() - 16.0, baseline), Font::SmallCode, t.text2, &words);
    }
    paint::divider_h(painter, strip.x_range(), strip.bottom() - 1.0, t.line);
    let total: u64 = words.iter().map(|(.., bytes)| bytes).sum();
    let mut left = strip.left();
    for (color, _, bytes) in &words {
        let width = strip.width() * (*bytes as f32 / total.max(1) as f32);
        let bar = Rect::from_min_size(pos2(left, strip.bottom() - BAR), vec2(width, BAR));
        painter.rect_filled(bar, 0, *color);
        left += width;
    }
    let response = ui.interact(strip, ui.scope_id().with("spent"), Sense::hover());
    let spoken: Vec<&str> = words.iter().map(|(_, words, _)| words.as_str()).collect();
    let spoken = format!("{size}: {}", spoken.join(", "));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
}

fn width(ui: &Ui, words: &[(Color32, String, u64)]) -> f32 {
    words.iter().map(|(_, words, _)| text::width(ui.ctx(), Font::Small, words) + 30.0).sum()
}

fn spent(state: &WireState, with_shares: bool, t: &Tokens) -> Vec<(Color32, String, u64)> {
    let Some(cost) = state.cost() else { return Vec::new() };
    let kinds = [
        (part_color(Part::Tag, false, t), "tags", cost.tags),
        (part_color(Part::Length, false, t), "lengths", cost.lengths),
        (part_color(Part::Value, false, t), "values", cost.values),
        (part_color(Part::Value, true, t), "unreadable", cost.broken),
    ];
    let total = cost.total();
    let words = |(color, name, bytes): (Color32, &str, u64)| {
        let share = if with_shares { format!(" {} %", share(bytes, total)) } else { String::new() };
        (color, format!("{name} {}{share}", units::count(bytes)), bytes)
    };
    kinds.into_iter().filter(|(.., bytes)| *bytes > 0).map(words).collect()
}
