//! The editor of keys of maps: a bool is chosen, anything else is typed.

use egui::{Response, Ui};
use farcall_core::message::{Scalar, Shape};

use super::{
    boolean::boolean_ui,
    slot::{Slot, line_ui},
};
use crate::form::{context::Cx, place::Place};

/// The key of an entry.
pub fn key_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, place: &Place<'_>) -> Response {
    let shape = place.field.map_entry().map(|(key, _)| Shape::of_kind(key.kind()));
    if matches!(shape, Some(Shape::Scalar(Scalar::Bool))) {
        return boolean_ui(ui, cx, slot);
    }
    let (output, changed) = line_ui(ui, cx, slot, 0.0);
    if let Some(text) = changed {
        slot.write(cx, text);
    }
    output.response
}
