//! The ground of `match` under found words in a row of the tree or of the records.
//! It knows no search; what is found is found again in what is seen.

use std::ops::Range;

use egui::{Rect, Ui, pos2};

use crate::{
    theme::{Font, Tokens, text},
    viewers::code::{FindBy, Query},
};

/// Under the part of a name that was found.
pub(super) fn name_ui(ui: &Ui, query: Option<&Query>, name: &str, left: f32, room: f32, row: Rect, t: &Tokens) {
    let found = query.filter(|query| query.by != FindBy::Path).and_then(|query| query.first_in(name));
    if let Some(found) = found {
        ground(ui, name, found, left, room, row, t);
    }
}

/// Under the part of a value that was found.
pub(super) fn value_ui(ui: &Ui, query: Option<&Query>, value: &str, left: f32, room: f32, row: Rect, t: &Tokens) {
    let found = query.filter(|query| query.by == FindBy::Text).and_then(|query| query.first_in(value));
    if let Some(found) = found {
        ground(ui, value, found, left, room, row, t);
    }
}

fn ground(ui: &Ui, line: &str, found: Range<usize>, left: f32, room: f32, row: Rect, t: &Tokens) {
    let width = |to: usize| line.get(..to).map_or(0.0, |part| text::width(ui.ctx(), Font::Code, part));
    let (from, to) = (width(found.start), width(found.end).min(room));
    if from < to {
        let (top, bottom) = (row.top() + 3.0, row.bottom() - 3.0);
        let place = Rect::from_min_max(pos2(left + from, top), pos2(left + to, bottom));
        ui.painter().rect_filled(place, 2, t.found);
    }
}
