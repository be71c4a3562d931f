//! The editor of strings: one line, that grows as soon as there is a second one.
//! An empty string is a value; what unsets a field is its set box.

use egui::{Event, Key, Response, Ui};

use super::{
    area::area_ui,
    slot::{Slot, line_ui},
};
use crate::form::context::Cx;

/// A longer text is not edited line by line.
const LONG: usize = 64 * 1024;

/// A string.
pub fn string_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let text = slot.text.unwrap_or_default();
    if text.len() > LONG {
        return long_ui(ui, slot, text);
    }
    if text.contains('\n') || brings_a_line(ui, slot) {
        return area_ui(ui, cx, slot, false);
    }
    let (output, changed) = line_ui(ui, cx, slot, 0.0);
    if let Some(text) = changed {
        slot.write(cx, text);
    }
    output.response
}

/// Shift+Enter, and a pasted text of several lines.
fn brings_a_line(ui: &Ui, slot: &Slot<'_>) -> bool {
    ui.memory(|memory| memory.has_focus(slot.id))
        && ui.input(|input| {
            input.events.iter().any(|event| match event {
                Event::Key { key: Key::Enter, pressed: true, modifiers, .. } => modifiers.shift && !modifiers.command,
                Event::Paste(text) => text.trim_end().contains('\n'),
                _ => false,
            })
        })
}

fn long_ui(ui: &mut Ui, slot: &Slot<'_>, text: &str) -> Response {
    let start: String = text.chars().take(48).collect();
    let mut shown = format!("{start}… ({}, edit it as JSON)", crate::units::size(text.len() as u64));
    crate::widgets::TextField::new(&mut shown, slot.name)
        .id(slot.id)
        .code()
        .enabled(false)
        .show_at(ui, slot.rect)
        .response
}
