//! A field whose text is another spelling of what the document holds: hex of base64, `1h 2m` of seconds.
//! What was typed stays as it was typed for as long as the document holds what came of it.

use egui::{Response, Ui};

use super::slot::{Slot, line_ui};
use crate::{
    form::{context::Cx, view::Typed},
    widgets::FieldOutput,
};

/// A line that shows `shown`, the document's text in the field's own spelling, and writes `read` of what is typed.
pub fn typed_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    slot: &Slot<'_>,
    trailing: f32,
    shown: Option<String>,
    read: impl Fn(&str) -> String,
) -> FieldOutput {
    let is_last = |last: &&Typed| last.path == slot.path && Some(last.written.as_str()) == slot.text;
    let kept = cx.view.typed.as_ref().filter(is_last).map(|last| last.typed.clone());
    let text = kept.or(shown);
    let (output, changed) = line_ui(ui, cx, &Slot { text: text.as_deref(), ..*slot }, trailing);
    if let Some(typed) = changed {
        let written = read(&typed);
        if written.is_empty() && slot.clears {
            slot.write_or_clear(cx, written);
        } else {
            cx.view.typed = Some(Typed { path: slot.path.to_vec(), typed, written: written.clone() });
            slot.write(cx, written);
        }
    }
    forget_when_left(cx, slot, &output.response);
    output
}

/// Once the keyboard is elsewhere, the field shows what the document holds.
fn forget_when_left(cx: &mut Cx<'_>, slot: &Slot<'_>, response: &Response) {
    if response.lost_focus() && cx.view.typed.as_ref().is_some_and(|last| last.path == slot.path) {
        cx.view.typed = None;
    }
}
