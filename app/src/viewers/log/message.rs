//! The chosen message below the rows: read by the type of its direction, also when the log no longer has it.

use egui::{Rect, Ui, UiBuilder};
use farcall_core::call::Direction;

use super::{
    row,
    view::{LogInput, LogOutcome, LogViewState},
};
use crate::{
    theme::tokens,
    viewers::message_view::{MessageInput, MessageOutcome, message_view_ui},
    widgets::EmptyArea,
};

/// Shows it over `area`.
pub(super) fn message_ui(
    ui: &mut Ui,
    state: &mut LogViewState,
    input: &LogInput<'_>,
    area: Rect,
) -> Option<LogOutcome> {
    let row = input.log.rows(state.selected?..state.selected? + 1).into_iter().next();
    if input.log.is_fetching(state.selected?) {
        ui.ctx().request_repaint_after(row::FETCH);
        ui.painter().rect_filled(area, 0, tokens(ui).field);
        EmptyArea::new("Reading the message").hint("It is in a file.").show_at(ui, area);
        return None;
    }
    let title = row.as_ref().map(row::title_with_wire).unwrap_or_default();
    // What is printed by a type is kept for its row: the type is that of the row chosen now, also once that is gone.
    if let Some(row) = &row {
        state.opened = Some((row.row, row.direction));
    }
    let of = match state.opened {
        Some((opened, Direction::Sent)) if Some(opened) == state.selected => input.types.sent,
        Some((opened, Direction::Received)) if Some(opened) == state.selected => input.types.received,
        _ => {
            ui.painter().rect_filled(area, 0, tokens(ui).field);
            EmptyArea::new("This message is no longer kept")
                .hint("A budget took it, or it was cleared.")
                .show_at(ui, area);
            return None;
        }
    };
    let key = input.run.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ state.selected?;
    let load = || input.log.message(state.selected?);
    let message = MessageInput {
        name: "Message",
        key,
        load: &load,
        of,
        options: input.options,
        command: input.command,
        title: &title,
        closable: true,
        has_marked: input.has_marked,
    };
    let mut below = ui.new_child(UiBuilder::new().max_rect(area).id_salt("message below"));
    let outcome = message_view_ui(&mut below, &mut state.message, &message)?;
    if outcome == MessageOutcome::Close {
        state.is_message_open = false;
        return None;
    }
    Some(LogOutcome::Message(outcome))
}
