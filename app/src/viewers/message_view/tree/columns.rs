//! Where the columns of the tree stand, and their heads; the narrower the view, the fewer they are.
//! It knows no rows.

use egui::{Rect, Role, Ui, WidgetInfo, pos2};

use super::TreeState;
use crate::theme::{Font, icons, paint, text, tokens};

/// From here on the type has a column.
const ROOM_FOR_TYPE: f32 = 560.0;
/// From here on the number has one, and the share.
const ROOM_FOR_NUMBER: f32 = 400.0;

/// Left and right ends, in points.
pub(super) struct Columns {
    pub(super) left: f32,
    /// Where values begin, unless a name is longer.
    pub(super) value: f32,
    /// Where values end.
    pub(super) value_end: f32,
    /// The type: left end and room, where there is one.
    pub(super) kind: Option<(f32, f32)>,
    /// Right end of the number.
    pub(super) number: Option<f32>,
    /// Right end of the bytes.
    pub(super) bytes: f32,
    /// Right end of the share.
    pub(super) share: Option<f32>,
}

impl Columns {
    pub(super) fn new(area: Rect) -> Self {
        let width = area.width();
        let mut right = area.right() - 16.0;
        let mut take = |room: f32| {
            let end = right;
            right -= room;
            end
        };
        let share = (width >= ROOM_FOR_NUMBER).then(|| take(48.0));
        let bytes = take(64.0);
        let number = (width >= ROOM_FOR_NUMBER).then(|| take(40.0));
        let room = (width * 0.16).clamp(88.0, 160.0).floor();
        let kind = (width >= ROOM_FOR_TYPE).then(|| (take(room + 12.0) - room, room));
        let value = area.left() + (width * 0.32).clamp(112.0, 260.0).floor();
        Self { left: area.left() + 12.0, value, value_end: right, kind, number, bytes, share }
    }

    /// About how many characters of a value can be seen.
    pub(super) fn chars(&self) -> usize {
        ((self.bytes - self.left) / 6.0).max(16.0) as usize
    }

    pub(super) fn head_ui(&self, ui: &Ui, state: &mut TreeState, rect: Rect) {
        let t = tokens(ui);
        ui.painter().rect_filled(rect, 0, t.surface);
        let y = text::small_baseline(rect);
        let (painter, font) = (ui.painter(), Font::SmallStrong);
        text::paint(painter, pos2(self.left + 20.0, y), font, t.text2, "Field");
        text::paint(painter, pos2(self.value, y), font, t.text2, "Value");
        if let Some((left, room)) = self.kind {
            text::paint_within(painter, pos2(left, y), room, font, t.text2, "Type");
        }
        if let Some(right) = self.number {
            text::paint_right(painter, pos2(right, y), font, t.text2, "No");
        }
        if let Some(right) = self.share {
            text::paint_right(painter, pos2(right, y), font, t.text2, "%");
        }
        paint::divider_h(painter, rect.x_range(), rect.bottom() - 1.0, t.line);
        self.bytes_head_ui(ui, state, rect);
    }

    /// A click on "Bytes" puts the largest first.
    fn bytes_head_ui(&self, ui: &Ui, state: &mut TreeState, rect: Rect) {
        let t = tokens(ui);
        let area = Rect::from_min_max(pos2(self.bytes - 60.0, rect.top()), pos2(self.bytes + 4.0, rect.bottom()));
        let response = ui.interact(area, ui.scope_id().with("by size"), egui::Sense::click());
        let by_size = state.by_size;
        response.widget_info(|| WidgetInfo::selected(Role::ColumnHeader, true, by_size, "Bytes: largest first"));
        let color = if response.hovered() || by_size { t.text } else { t.text2 };
        let width = text::paint_right(
            ui.painter(),
            pos2(self.bytes, text::small_baseline(rect)),
            Font::SmallStrong,
            color,
            "Bytes",
        );
        if by_size {
            let at = pos2(self.bytes - width - 10.0, rect.center().y);
            text::paint_icon(ui.painter(), at, icons::ARROW_DOWNWARD, color);
        }
        if response.on_hover_text("Largest first").clicked() {
            state.sort_by_size(!by_size);
        }
    }
}
