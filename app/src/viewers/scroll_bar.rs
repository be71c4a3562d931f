//! The floating scroll bar of views that scroll by rows, and taking in the wheel.
//! It looks like egui's own with our style.

use egui::{Color32, Id, Rect, Sense, Ui, Vec2, pos2, vec2};

use super::scroll::RowScroll;
use crate::theme::Tokens;

const REST_WIDTH: f32 = 4.0;
const WIDE: f32 = 8.0;
const GRAB: f32 = 12.0;
const MARGIN: f32 = 2.0;
const SHORTEST: f32 = 24.0;

/// Draws the bar at the right of `area` and lets it be dragged. Returns whether the user moved it.
pub fn scroll_bar_ui(
    ui: &Ui,
    id: Id,
    area: Rect,
    scroll: &mut RowScroll,
    (rows, visible): (usize, f64),
    t: &Tokens,
) -> bool {
    let reach = rows as f64 - visible;
    if reach <= 0.0 || area.height() < SHORTEST {
        return false;
    }
    let track =
        Rect::from_min_max(pos2(area.right() - GRAB, area.top() + MARGIN), area.right_bottom() - vec2(0.0, MARGIN));
    let length = (f64::from(track.height()) * visible / rows as f64).max(f64::from(SHORTEST)) as f32;
    let travel = (track.height() - length).max(1.0);
    let response = ui.interact(track, id, Sense::drag());
    let mut moved = false;
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        let share = (pointer.y - track.top() - length / 2.0) / travel;
        scroll.set_top(f64::from(share.clamp(0.0, 1.0)) * reach, rows, visible);
        moved = true;
    }
    let lit = response.hovered() || response.dragged();
    let width = if lit { WIDE } else { REST_WIDTH };
    let top = track.top() + (scroll.top() / reach) as f32 * travel;
    let handle = Rect::from_min_size(pos2(area.right() - MARGIN - width, top), vec2(width, length));
    ui.painter().rect_filled(
        handle,
        width / 2.0,
        opacity(
            t.text,
            if response.dragged() {
                0.6
            } else if lit {
                0.4
            } else {
                0.25
            },
        ),
    );
    moved
}

/// The wheel's movement over `area` since the last frame, in points; nobody else gets it.
pub fn take_wheel(ui: &Ui, area: Rect) -> Vec2 {
    if !ui.rect_contains_pointer(area) {
        return Vec2::ZERO;
    }
    ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta))
}

fn opacity(color: Color32, opacity: f32) -> Color32 {
    color.gamma_multiply(opacity)
}
