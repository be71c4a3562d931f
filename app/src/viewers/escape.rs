//! Esc for what has the keyboard: a field that has something to close keeps it, else the window takes it for the innermost
//! open thing, or for the call.

use egui::{Context, EventFilter, Id, Key, Modifiers, Ui};

/// Keeps Esc for a widget as long as it has the focus; else the press would only take the focus away.
pub fn keep(ui: &Ui, id: Id) {
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: true, tab: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    hold(ui, id);
}

/// The same for a widget that says itself which keys are its own.
pub fn hold(ui: &Ui, id: Id) {
    if ui.memory(|memory| memory.has_focus(id)) {
        ui.data_mut(|data| data.insert_temp(holder(), id));
    }
}

/// Nobody keeps it any more.
pub fn release(ui: &Ui) {
    ui.data_mut(|data| data.remove::<Id>(holder()));
}

/// Whether Esc is kept.
pub fn is_kept(ctx: &Context) -> bool {
    let id: Option<Id> = ctx.data(|data| data.get_temp(holder()));
    id.is_some_and(|id| ctx.memory(|memory| memory.has_focus(id)))
}

/// Takes Esc, where it was pressed for a widget that has the focus.
pub fn take(ui: &Ui, id: Id) -> bool {
    ui.memory(|memory| memory.has_focus(id)) && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
}

fn holder() -> Id {
    Id::NULL.with("Esc is kept")
}
