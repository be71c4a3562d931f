//! Where the columns of the records stand; the narrower the view, the fewer they are.
//! It knows no rows.

use egui::{Rect, Ui, pos2};

use crate::{
    theme::{Font, paint, text, tokens},
    units,
};

/// From here on number and length have columns.
const ROOM_FOR_ALL: f32 = 600.0;
/// From here on the share has one.
const ROOM_FOR_SHARE: f32 = 400.0;

/// Left and right ends, in points.
pub(super) struct Columns {
    pub(super) offset: f32,
    pub(super) field: f32,
    pub(super) field_end: f32,
    /// Right ends.
    pub(super) number: Option<f32>,
    pub(super) wire_type: f32,
    pub(super) length: Option<f32>,
    pub(super) value: f32,
    pub(super) value_end: f32,
    pub(super) bytes: f32,
    pub(super) share: Option<f32>,
}

impl Columns {
    /// For a message of so many bytes.
    pub(super) fn new(area: Rect, total: usize) -> Self {
        let digits = super::bytes::offset_digits(total);
        let figures = (units::count(total as u64).len() as f32 * 7.5 + 12.0).max(48.0).ceil();
        let width = area.width();
        let offset = area.left() + 12.0;
        let field = offset + digits as f32 * 7.5 + 12.0;
        let field_end = field + (width * 0.26).clamp(104.0, 220.0).floor();
        let has_all = width >= ROOM_FOR_ALL;
        let mut x = field_end;
        let mut take = |room: f32| {
            x += room;
            x
        };
        let number = has_all.then(|| take(40.0));
        let wire_type = take(12.0);
        take(52.0);
        let length = has_all.then(|| take(60.0));
        let value = take(12.0);
        let share = (width >= ROOM_FOR_SHARE).then_some(area.right() - 16.0);
        let bytes = share.map_or(area.right() - 16.0, |share| share - 48.0);
        Self { offset, field, field_end, number, wire_type, length, value, value_end: bytes - figures, bytes, share }
    }

    pub(super) fn head_ui(&self, ui: &Ui, rect: Rect) {
        let t = tokens(ui);
        let (painter, y) = (ui.painter(), text::small_baseline(rect));
        painter.rect_filled(rect, 0, t.surface);
        let left = |x: f32, head: &str| text::paint(painter, pos2(x, y), Font::SmallStrong, t.text2, head);
        let right = |x: f32, head: &str| text::paint_right(painter, pos2(x, y), Font::SmallStrong, t.text2, head);
        left(self.offset, "At");
        left(self.field + 20.0, "Field");
        left(self.wire_type, "Type");
        left(self.value, "Value");
        right(self.bytes, "Bytes");
        if let Some(x) = self.number {
            right(x, "No");
        }
        if let Some(x) = self.length {
            right(x, "Length");
        }
        if let Some(x) = self.share {
            right(x, "%");
        }
        paint::divider_h(painter, rect.x_range(), rect.bottom() - 1.0, t.line);
    }
}
