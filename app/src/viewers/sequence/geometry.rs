//! Where the columns of a ladder lie, and its head: time, gap, the client's line and the server's.
//! It knows no rungs.

use egui::{Rect, Ui, pos2};
use farcall_core::call::CallSnapshot;

use crate::{
    theme::{Font, paint, text, tokens},
    viewers::log::seconds,
};

/// Right ends of the figures, and the two lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    pub time: f32,
    pub gap: f32,
    pub client: f32,
    pub server: f32,
}

impl Columns {
    /// Wide enough for the times of a call as it is now.
    pub(super) fn new(ui: &Ui, area: Rect, now: &CallSnapshot) -> Self {
        let digit = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&Font::Code.id(), '0'));
        let wider = (seconds(now.elapsed).len().saturating_sub(6) as f32 * digit).ceil();
        let time = (area.left() + 68.0 + wider).round();
        let gap = time + 68.0;
        let client = gap + 28.0;
        Self { time, gap, client, server: (area.right() - 28.0).round().max(client + 48.0) }
    }

    /// Where words of a rung may stand.
    pub(super) fn words(&self) -> (f32, f32) {
        (self.client + 24.0, (self.server - self.client - 24.0 - 36.0).max(0.0))
    }
}

/// The head, outside of what scrolls: who stands at which line.
pub(super) fn head_ui(ui: &Ui, columns: &Columns, rect: Rect, server: &str) {
    let t = tokens(ui);
    let (painter, y) = (ui.painter(), text::small_baseline(rect));
    painter.rect_filled(rect, 0, t.surface);
    for (right, head) in [(columns.time, "Time, s"), (columns.gap, "Gap")] {
        text::paint_right(painter, pos2(right, y), Font::SmallStrong, t.text2, head);
    }
    let width = text::paint(painter, pos2(columns.client, y), Font::SmallStrong, t.text2, "This client");
    let room = columns.server - columns.client - width - 16.0;
    let shown = text::elide_middle(ui.ctx(), Font::SmallStrong, server, room);
    text::paint_right(painter, pos2(columns.server, y), Font::SmallStrong, t.text2, &shown);
    paint::divider_h(painter, rect.x_range(), rect.bottom() - 1.0, t.line);
}
