//! What a message holds beside the fields of its type: the first of its records in a line, the others on hover.
//! Nothing is typed here; the JSON has the bytes.

use egui::{Response, Role, Sense, Ui, WidgetInfo, pos2};
use farcall_core::message::unknown_records;

use super::slot::Slot;
use crate::{
    theme::{self, Font, text},
    widgets::TextField,
};

/// Between the record and the count of the others.
const GAP: f32 = 12.0;

/// Records that are sent as they are.
pub fn records_ui(ui: &mut Ui, slot: &Slot<'_>) -> Response {
    let records = unknown_records(slot.text.unwrap_or_default());
    if slot.invalid {
        let mut line = slot.text.unwrap_or_default().to_owned();
        let field = TextField::new(&mut line, slot.name).id(slot.id).code().enabled(false).invalid(Some(""));
        return field.show_at(ui, slot.rect).response;
    }
    let t = theme::tokens(ui);
    let response = ui.interact(slot.rect, slot.id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, slot.name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_value(records.join("   "));
        node.set_read_only();
    });
    let mut room = slot.rect;
    let baseline = text::baseline(slot.rect);
    let more = records.len().saturating_sub(1);
    if more > 0 {
        let words = format!("and {more} more");
        text::paint_right(ui.painter(), pos2(room.right(), baseline), Font::Small, t.text2, &words);
        room.max.x -= text::width(ui.ctx(), Font::Small, &words) + GAP;
    }
    let first = records.first().map(String::as_str).unwrap_or_default();
    text::paint_within(ui.painter(), pos2(room.left(), baseline), room.width(), Font::Code, t.text, first);
    response.on_hover_text(format!("Fields that the type does not have, sent as they are\n{}", records.join("\n")))
}
