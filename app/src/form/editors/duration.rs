//! The editor of spans of time: seconds with an `s`, as JSON has them, or `1h 2m 3.5s`.

use egui::{Response, Ui};

use super::{moment, slot::Slot, typed::typed_ui};
use crate::form::context::Cx;

/// A `google.protobuf.Duration`.
pub fn duration_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let shown = slot.text.map(str::to_owned);
    let read = |typed: &str| moment::span(typed).unwrap_or_else(|| typed.trim().to_owned());
    let output = typed_ui(ui, cx, slot, 0.0, shown, read);
    let long = slot.text.and_then(moment::spelled_out).map(|words| format!("{words}\n")).unwrap_or_default();
    output.response.on_hover_text(format!("{long}Seconds with an s, or units: 90.5s, 1h 2m 3.5s, 250ms"))
}
