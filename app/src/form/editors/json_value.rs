//! The editor of values that are any JSON (Struct, Value, ListValue, Any): a small text area of JSON.

use egui::{Response, Ui};

use super::{area::area_ui, slot::Slot};
use crate::form::context::Cx;

/// Any JSON.
pub fn json_value_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    area_ui(ui, cx, slot, true)
}
