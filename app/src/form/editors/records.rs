//! What a message holds beside the fields of its type: its records in a line, to be read and removed.
//! Nothing is typed here; the JSON has the bytes.

use egui::{Response, Ui};
use farcall_core::message::unknown_records;

use super::Slot;
use crate::widgets::TextField;

/// Records that are sent as they are.
pub fn records_ui(ui: &mut Ui, slot: &Slot<'_>) -> Response {
    let records = unknown_records(slot.text.unwrap_or_default());
    let mut line = if slot.invalid { slot.text.unwrap_or_default().to_owned() } else { records.join("   ") };
    let output = TextField::new(&mut line, slot.name)
        .id(slot.id)
        .code()
        .enabled(false)
        .invalid(slot.invalid.then_some(""))
        .show_at(ui, slot.rect);
    output
        .response
        .on_hover_text(format!("Fields that the type does not have, sent as they are\n{}", records.join("\n")))
}
