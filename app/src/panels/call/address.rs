//! The address row: target, method and timeout in one frame, and the buttons that act on the call.

use egui::{Rect, Ui, pos2};
use farcall_core::schema::MethodKind;

use super::{method_picker, target_cell};
use crate::{
    action::{Action, CallEdit},
    panels::{NARROW, Views},
    state::{CallTab, Run, State, TabId},
    theme::{icons, size, space},
    units,
    widgets::{Button, TextField, joined_frame},
};

/// The address row.
pub fn address_ui(
    ui: &mut Ui,
    row: Rect,
    state: &State,
    id: TabId,
    call: &CallTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
) {
    let top = row.top() + (size::ADDRESS_ROW - size::CONTROL) / 2.0;
    let inner = Rect::from_min_max(pos2(row.left() + space::M, top), pos2(row.right() - space::M, top + size::CONTROL));
    let left = buttons_ui(ui, inner, call, actions);
    let frame = inner.with_max_x(left - space::S);
    let narrow = ui.ctx().content_rect().width() < NARROW;
    let (least, timeout) = if narrow { (168.0, 72.0) } else { (208.0, 80.0) };
    let target = target_cell::wanted_width(ui, call).clamp(least, (frame.width() * 0.4).max(least));
    let widths = [Some(target.floor()), None, Some(timeout)];
    let cells = joined_frame(ui, frame, &widths, views.address_focus, false);
    views.address_focus = None;
    if let [target, method, timeout] = cells.as_slice() {
        target_cell::target_cell_ui(ui, *target, state, id, call, views, actions);
        method_picker::method_cell_ui(ui, *method, state, id, call, views, actions);
        timeout_ui(ui, *timeout, id, call, views, actions);
    }
}

fn timeout_ui(ui: &mut Ui, cell: Rect, id: TabId, call: &CallTab, views: &mut Views, actions: &mut Vec<Action>) {
    let mut typed = call.timeout.clone();
    let wrong = units::optional(&typed, units::parse_duration).err();
    let field = TextField::new(&mut typed, "Timeout")
        .id(egui::Id::NULL.with(("timeout", id)))
        .icon(icons::TIMER)
        .placeholder("none")
        .frameless()
        .show_at(ui, cell);
    if field.response.has_focus() {
        views.address_focus = Some(2);
    }
    if field.response.changed() {
        actions.push(Action::Edit(id, CallEdit::Timeout(typed)));
    }
    let hint = wrong
        .unwrap_or_else(|| "The call's deadline, counted from its start: 500ms, 3s, 1m30s; empty: none".to_owned());
    field.response.on_hover_text(hint);
}

/// The buttons at the right; only those that mean something can be pressed. Returns where they begin.
fn buttons_ui(ui: &mut Ui, row: Rect, call: &CallTab, actions: &mut Vec<Action>) -> f32 {
    let running = call.running();
    let mut rest = row;
    let mut put = |ui: &mut Ui, button: Button<'_>, action: Action| {
        let response = button.show_right_in(ui, rest);
        rest = rest.with_max_x(response.rect.left() - space::S);
        if response.clicked() {
            actions.push(action);
        }
    };
    if running.is_some() {
        put(ui, Button::normal("Cancel").hint("Reset the call; the server is told").shortcut("Ctrl+."), Action::Cancel);
    }
    if call.sends_many() {
        let open = running.is_some_and(|run| !run.sending_closed);
        let hint = if open { "Close the sending side; the server may go on" } else { "No stream is open for sending" };
        let button = Button::normal("End stream").enabled(open).hint(hint).shortcut("Ctrl+Shift+D");
        put(ui, button, Action::EndStream);
    }
    let (can_send, hint) = sending(call, running);
    let button = Button::main("Send").width(80.0).enabled(can_send).hint(hint).shortcut("Ctrl+Enter");
    put(ui, button, Action::Send);
    rest.right() + space::S
}

fn sending(call: &CallTab, running: Option<&Run>) -> (bool, &'static str) {
    match (call.kind(), running) {
        (None, _) => (call.method.is_some(), "Choose a method first"),
        (Some(MethodKind::Unary | MethodKind::ServerStreaming), Some(_)) => (false, "The call is still running"),
        (Some(_), Some(run)) if run.sending_closed => (false, "The stream was ended"),
        (Some(_), Some(_)) => (true, "Send the message shown on the open stream"),
        (Some(_), None) => (true, "Send the message shown, opening the call"),
    }
}
