//! A splitter: two sides, a line of 1 between them, 9 to grab it.
//!
//! Knows no content; it says where the sides are and is drawn after both of them.

use egui::{CursorIcon, EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2};
use serde::{Deserialize, Serialize};

use super::target::ringed;
use crate::theme::{paint, tokens};

/// Which way the line runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orientation {
    /// The sides stand beside each other.
    Beside,
    /// The sides stand one above the other.
    Above,
}

/// Which side is folded away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fold {
    /// The left or upper one.
    First,
    /// The right or lower one.
    Second,
}

/// Where a splitter stands; kept by the panel, per orientation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// The share of the first side, from 0 to 1.
    pub ratio: f32,
    /// The side that is folded away, if one is. The ratio is kept for when it comes back.
    pub fold: Option<Fold>,
}

impl Default for Split {
    fn default() -> Self {
        Self { ratio: 0.5, fold: None }
    }
}

/// A splitter over an area.
#[derive(Clone, Copy)]
pub struct Splitter<'a> {
    name: &'a str,
    orientation: Orientation,
    min: Vec2,
    folds: Option<Fold>,
    folded_size: f32,
}

impl<'a> Splitter<'a> {
    /// `name` is what a screen reader says; `min` is the least width and height of a side.
    pub fn new(name: &'a str, orientation: Orientation, min: Vec2) -> Self {
        Self { name, orientation, min, folds: None, folded_size: 0.0 }
    }

    /// A double click folds this side away, to `folded_size` (the strip that says what it is), and brings it back.
    pub fn folds(mut self, side: Fold, folded_size: f32) -> Self {
        self.folds = Some(side);
        self.folded_size = folded_size;
        self
    }

    /// The two sides of `area`; the line between them belongs to the second.
    pub fn sides(&self, area: Rect, split: &Split) -> (Rect, Rect) {
        let at = self.position(area, split);
        match self.orientation {
            Orientation::Beside => (area.with_max_x(at), area.with_min_x(at + 1.0)),
            Orientation::Above => (area.with_max_y(at), area.with_min_y(at + 1.0)),
        }
    }

    /// The line and what moves it. Called after both sides are drawn, so that it lies over their scroll bars; the
    /// response has `changed` once the split is another.
    pub fn show(&self, ui: &mut Ui, id: Id, area: Rect, split: &mut Split) -> Response {
        let t = tokens(ui);
        let at = self.position(area, split);
        let (line, cursor) = match self.orientation {
            Orientation::Beside => (Rect::from_min_max(pos2(at, area.top()), pos2(at + 1.0, area.bottom())), true),
            Orientation::Above => (Rect::from_min_max(pos2(area.left(), at), pos2(area.right(), at + 1.0)), false),
        };
        let cursor = if cursor { CursorIcon::ResizeHorizontal } else { CursorIcon::ResizeVertical };
        let mut response = ui.interact(line.expand(4.0), id, Sense::click_and_drag()).on_hover_and_drag_cursor(cursor);
        response.widget_info(|| WidgetInfo::labeled(Role::Splitter, true, self.name));

        let before = *split;
        if response.double_clicked() {
            split.fold = if split.fold.is_some() { None } else { self.folds };
        } else if response.dragged() {
            if let Some(pointer) = response.interact_pointer_pos() {
                self.move_to(area, split, self.along(pointer.to_vec2()));
            }
        } else if response.drag_stopped() && split.fold.is_none() {
            // Let go on the grid, so that what stands beside it is crisp.
            let snapped = (at / 4.0).round() * 4.0;
            self.move_to(area, split, snapped);
        }
        self.keys(ui, &response, area, split, at);
        if *split != before {
            response.mark_changed();
        }

        let lit = response.hovered() || response.dragged() || ringed(ui, &response);
        let color = if lit { t.accent } else { t.line };
        let painter = ui.painter();
        match self.orientation {
            Orientation::Beside => paint::divider_v(painter, at, area.y_range(), color),
            Orientation::Above => paint::divider_h(painter, area.x_range(), at, color),
        }
        if response.dragged() || ringed(ui, &response) {
            painter.rect_filled(line.expand(0.5), 0, t.accent);
        }
        response
    }

    fn along(&self, v: Vec2) -> f32 {
        match self.orientation {
            Orientation::Beside => v.x,
            Orientation::Above => v.y,
        }
    }

    /// From the window's side to the line, a whole number of points.
    fn position(&self, area: Rect, split: &Split) -> f32 {
        let (start, length) = (self.along(area.min.to_vec2()), self.along(area.size()));
        let at = match split.fold {
            Some(Fold::First) => self.folded_size,
            Some(Fold::Second) => length - self.folded_size - 1.0,
            None => self.bounded(length, split.ratio * length),
        };
        (start + at.max(0.0)).round()
    }

    fn bounded(&self, length: f32, at: f32) -> f32 {
        let least = self.along(self.min);
        if length < 2.0 * least { length / 2.0 } else { at.clamp(least, length - least) }
    }

    fn move_to(&self, area: Rect, split: &mut Split, to: f32) {
        let (start, length) = (self.along(area.min.to_vec2()), self.along(area.size()));
        if length > 0.0 {
            split.fold = None;
            split.ratio = self.bounded(length, to - start) / length;
        }
    }

    fn keys(&self, ui: &Ui, response: &Response, area: Rect, split: &mut Split, at: f32) {
        if !response.has_focus() {
            return;
        }
        let beside = self.orientation == Orientation::Beside;
        let filter = EventFilter { horizontal_arrows: beside, vertical_arrows: !beside, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let (less, more) = if beside { (Key::ArrowLeft, Key::ArrowRight) } else { (Key::ArrowUp, Key::ArrowDown) };
        let (less, more, fold) = ui.input_mut(|input| {
            (
                input.consume_key(Modifiers::NONE, less),
                input.consume_key(Modifiers::NONE, more),
                input.consume_key(Modifiers::NONE, Key::Enter),
            )
        });
        if less || more {
            self.move_to(area, split, at + if more { 16.0 } else { -16.0 });
        }
        if fold {
            split.fold = if split.fold.is_some() { None } else { self.folds };
        }
    }
}
