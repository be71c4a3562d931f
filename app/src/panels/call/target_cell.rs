//! The target cell: what was typed, the lock with the connection's choices, and targets used before.

use egui::{Id, Key, Popup, Rect, Ui, pos2};

use crate::{
    action::{Action, CallEdit},
    panels::{Views, connection},
    state::{CallTab, Focus, State, TabId},
    theme::{self, icons},
    units,
    widgets::{IconButton, Lead, ListRow, MenuItem, TextField, menu},
};

/// Targets that are offered at once.
const OFFERED: usize = 8;

/// The target cell.
pub fn target_cell_ui(
    ui: &mut Ui,
    cell: Rect,
    state: &State,
    id: TabId,
    call: &CallTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
) {
    let asked = state.focus == Some(Focus::Connection);
    lock_ui(ui, cell, id, call, asked, views, actions);
    let text = Rect::from_min_max(pos2(cell.left() + 24.0, cell.top()), pos2(cell.right() - 28.0, cell.bottom()));
    let mut typed = call.target.clone();
    let field = TextField::new(&mut typed.address, "Target")
        .id(Id::NULL.with(("target", id)))
        .placeholder("host:port")
        .frameless()
        .show_at(ui, text);
    if state.focus == Some(Focus::Target) {
        field.response.request_focus();
    }
    if field.response.has_focus() {
        views.address_focus = Some(0);
    }
    if field.response.changed() {
        let known = state.recent.targets.iter().find(|recent| recent.target.address == typed.address);
        let target = known.map_or(typed, |recent| recent.target.clone());
        actions.push(Action::Edit(id, CallEdit::Target(Box::new(target))));
    }
    completion_ui(ui, &field.response, state, id, call, actions);
    recent_ui(ui, cell, state, id, actions);
}

/// The lock; a click opens the connection's choices.
fn lock_ui(
    ui: &mut Ui,
    cell: Rect,
    id: TabId,
    call: &CallTab,
    asked: bool,
    views: &mut Views,
    actions: &mut Vec<Action>,
) {
    let sign = connection::security(&call.target);
    let name = if sign.word.is_empty() { "Connection".to_owned() } else { format!("Connection: {}", sign.word) };
    let at = pos2(cell.left() + 16.0, cell.center().y);
    let response = IconButton::new(sign.icon, &name).show_around(ui, at);
    if asked {
        Popup::toggle_id(ui.ctx(), Popup::default_response_id(&response));
    }
    connection::popover_ui(&response, &call.target, views, |target| {
        actions.push(Action::Edit(id, CallEdit::Target(Box::new(target))));
    });
}

/// While something is typed that begins targets used before, they are offered below the field.
fn completion_ui(
    ui: &mut Ui,
    field: &egui::Response,
    state: &State,
    id: TabId,
    call: &CallTab,
    actions: &mut Vec<Action>,
) {
    let typed = call.target.address.as_str();
    let mut offered =
        state.recent.matching(typed).filter(|recent| recent.target.address != typed).take(OFFERED).peekable();
    let popup = Id::NULL.with(("target completion", id));
    let open = (field.has_focus() || ui.memory(|memory| memory.data.get_temp(popup)).unwrap_or(false))
        && !typed.is_empty()
        && offered.peek().is_some()
        && !ui.input(|input| input.key_pressed(Key::Escape));
    let mut over = false;
    if open {
        let shown = Popup::from_response(field).id(popup).open(true).gap(4.0).width(280.0).show(|ui| {
            for recent in offered {
                let t = theme::tokens(ui);
                let sign = connection::security(&recent.target);
                let row =
                    ListRow::new(&recent.target.address).lead(Lead::Icon(sign.icon, sign.color(t))).pad(8.0).show(ui);
                if row.clicked() {
                    actions.push(Action::Edit(id, CallEdit::Target(Box::new(recent.target.clone()))));
                    actions.push(Action::Edit(id, CallEdit::Metadata(recent.metadata.clone())));
                }
            }
        });
        over = shown.is_some_and(|shown| shown.response.contains_pointer());
    }
    ui.memory_mut(|memory| memory.data.insert_temp(popup, over));
}

/// The menu of targets used before, and what else can be done with this one.
fn recent_ui(ui: &mut Ui, cell: Rect, state: &State, id: TabId, actions: &mut Vec<Action>) {
    let at = pos2(cell.right() - 16.0, cell.center().y);
    let button = IconButton::new(icons::EXPAND_MORE, "Targets used before").shortcut("Ctrl+L").show_around(ui, at);
    menu(&button, |ui| {
        let now = units::now();
        for recent in state.recent.targets.iter().take(OFFERED) {
            let ago = units::ago(recent.last_used_unix_secs, now);
            if MenuItem::new(&recent.target.address).shortcut(&ago).show(ui).clicked() {
                actions.push(Action::Edit(id, CallEdit::Target(Box::new(recent.target.clone()))));
                actions.push(Action::Edit(id, CallEdit::Metadata(recent.metadata.clone())));
            }
        }
        crate::widgets::menu_divider(ui);
        if MenuItem::new("Read its schema by reflection").icon(icons::REFRESH).show(ui).clicked() {
            actions.push(Action::ReadSchema(id));
        }
        if MenuItem::new("Diagnostics").icon(icons::HUB).shortcut("Ctrl+Shift+H").show(ui).clicked() {
            actions.push(Action::ShowDiagnostics);
        }
    });
}
