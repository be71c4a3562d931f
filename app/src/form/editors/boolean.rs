//! The editor of bools: a set box with its word. What is neither true nor false is kept as text.

use egui::{Response, Ui, pos2};

use super::slot::{Slot, line_ui};
use crate::{
    form::context::Cx,
    theme::{self, Font, text},
    widgets::SetBox,
};

/// True, false, or not set.
pub fn boolean_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let is_word = matches!(slot.text, None | Some("true" | "false"));
    if !is_word {
        let (output, changed) = line_ui(ui, cx, slot, 0.0);
        if let Some(text) = changed {
            slot.write_or_clear(cx, text);
        }
        return output.response;
    }
    let center = pos2(slot.rect.left() + 8.0, slot.rect.center().y);
    let mut value = slot.text == Some("true");
    let set_box = SetBox::labelled(slot.text.unwrap_or_default()).named(slot.name).enabled(cx.editable);
    let response = set_box.show_around(ui, center, &mut value);
    if slot.text.is_none() {
        let at = pos2(center.x + 16.0, text::baseline(slot.rect));
        text::paint(ui.painter(), at, Font::Body, theme::tokens(ui).text2, slot.unset);
    }
    if response.changed() {
        slot.write(cx, value.to_string());
    }
    response
}
