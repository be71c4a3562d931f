//! The editor of spans of time: seconds with an `s`.

use egui::{Response, Ui};

use super::{Slot, line_ui};
use crate::form::draw::Cx;

/// A `google.protobuf.Duration`.
pub fn duration_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let (output, changed) = line_ui(ui, cx, slot, 0.0);
    if let Some(text) = changed {
        slot.write_or_clear(cx, text.trim().to_owned());
    }
    output.response.on_hover_text("Seconds with an s: 90.5s")
}
