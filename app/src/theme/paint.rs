//! Lines, frames and the focus ring: crisp at every scale, in one place.
//!
//! Knows no widget; callers say where and in which colour.

use egui::{Color32, CornerRadius, Painter, Pos2, Rangef, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::tokens::Tokens;
use super::tokens::size;

/// A horizontal divider with its top at `y`: one pixel at scale 1, never blurred.
pub fn divider_h(painter: &Painter, x: impl Into<Rangef>, y: f32, color: Color32) {
    let (ppp, x) = (painter.pixels_per_point(), x.into());
    let top = to_pixel(y, ppp);
    let rect = Rect::from_min_max(pos2(to_pixel(x.min, ppp), top), pos2(to_pixel(x.max, ppp), top + hairline(ppp)));
    painter.rect_filled(rect, 0, color);
}

/// A vertical divider with its left side at `x`.
pub fn divider_v(painter: &Painter, x: f32, y: impl Into<Rangef>, color: Color32) {
    let (ppp, y) = (painter.pixels_per_point(), y.into());
    let left = to_pixel(x, ppp);
    let rect = Rect::from_min_max(pos2(left, to_pixel(y.min, ppp)), pos2(left + hairline(ppp), to_pixel(y.max, ppp)));
    painter.rect_filled(rect, 0, color);
}

/// The frame of a control: `fill` with a border of 1 inside `rect`.
pub fn frame(painter: &Painter, rect: Rect, fill: Color32, border: Color32) {
    painter.rect(rect, size::RADIUS, fill, Stroke::new(1.0, border), StrokeKind::Inside);
}

/// The frame of a field that has the focus: a border of 2 inside `rect`, in `accent`, or in `error` while it is invalid.
pub fn focused_frame(painter: &Painter, rect: Rect, fill: Color32, border: Color32) {
    painter.rect(rect, size::RADIUS, fill, Stroke::new(2.0, border), StrokeKind::Inside);
}

/// The focus ring, 2 wide and 2 outside `rect`; it needs 4 free points around.
pub fn ring(painter: &Painter, rect: Rect, t: &Tokens) {
    painter.rect_stroke(rect.expand(2.0), 6, Stroke::new(2.0, t.accent), StrokeKind::Outside);
}

/// The focus ring inside `rect`, for rows of full width and things in strips.
pub fn ring_inside(painter: &Painter, rect: Rect, t: &Tokens) {
    painter.rect_stroke(rect, size::RADIUS, Stroke::new(2.0, t.accent), StrokeKind::Inside);
}

/// The ground of a row of full width. A selection shows a bar at the left, `accent` while its panel has the focus.
pub fn row_ground(painter: &Painter, rect: Rect, ground: RowGround, t: &Tokens) {
    let (fill, bar) = match ground {
        RowGround::Plain => return,
        RowGround::Hovered => (t.hover, None),
        RowGround::Pressed => (t.pressed, None),
        RowGround::Selected => (t.select, Some(t.accent)),
        RowGround::SelectedWithoutFocus => (t.hover, Some(t.edge)),
        RowGround::Failed => (t.error_ground, None),
    };
    painter.rect_filled(rect, 0, fill);
    if let Some(color) = bar {
        painter.rect_filled(Rect::from_min_size(rect.min, vec2(size::SELECTION_BAR, rect.height())), 0, color);
    }
}

/// What a row of full width stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowGround {
    /// The ground of its list.
    Plain,
    /// Under the pointer.
    Hovered,
    /// Held down.
    Pressed,
    /// Chosen.
    Selected,
    /// Chosen, in a panel that has not the focus.
    SelectedWithoutFocus,
    /// The step or row that failed.
    Failed,
}

/// The check of a set box: two strokes around `center`.
pub fn check(painter: &Painter, center: Pos2, color: Color32) {
    let points = vec![center + vec2(-4.0, 0.0), center + vec2(-1.0, 3.0), center + vec2(4.0, -3.0)];
    painter.line(points, Stroke::new(2.0, color));
}

/// The radius inside a frame with a border of 1.
pub const fn inner_radius() -> CornerRadius {
    CornerRadius::same(size::RADIUS - 1)
}

/// The thickness of a divider in points: a whole number of pixels.
pub fn hairline(ppp: f32) -> f32 {
    ppp.floor().max(1.0) / ppp
}

/// `v` on the nearest pixel.
pub fn to_pixel(v: f32, ppp: f32) -> f32 {
    (v * ppp).round() / ppp
}

/// `rect` with every side on a pixel.
pub fn rect_to_pixel(ui: &Ui, rect: Rect) -> Rect {
    let ppp = ui.pixels_per_point();
    Rect::from_min_max(
        pos2(to_pixel(rect.min.x, ppp), to_pixel(rect.min.y, ppp)),
        pos2(to_pixel(rect.max.x, ppp), to_pixel(rect.max.y, ppp)),
    )
}
