//! The editor of numbers: their text, as it goes into JSON.
//! It rounds and corrects nothing.

use egui::{Response, Ui};

use super::slot::{Slot, line_ui};
use crate::form::context::Cx;

/// A number of any kind.
pub fn number_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let (output, changed) = line_ui(ui, cx, slot, 0.0);
    if let Some(text) = changed {
        slot.write_or_clear(cx, text.trim().to_owned());
    }
    output.response
}
