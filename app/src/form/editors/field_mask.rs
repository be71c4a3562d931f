//! The editor of field masks: paths with commas between them.

use egui::{Response, Ui};

use super::{Slot, line_ui};
use crate::form::draw::Cx;

/// A `google.protobuf.FieldMask`.
pub fn field_mask_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let (output, changed) = line_ui(ui, cx, slot, 0.0);
    if let Some(text) = changed {
        slot.write(cx, text);
    }
    output.response.on_hover_text("Paths of fields with commas between them, in lowerCamel: name,address.zipCode")
}
