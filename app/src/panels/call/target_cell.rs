//! The target cell: what was typed, the lock with the connection's choices, and targets used before.

use egui::{Id, Key, Popup, Rect, Sense, Ui, pos2};

use crate::{
    action::{Action, CallEdit, DiagnosticsAction},
    panels::{
        Views,
        connection::{self, Asked},
    },
    state::{CallTab, Focus, State, TabId},
    theme::{self, Font, icons, text},
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
    lock_ui(ui, cell, id, call, state, actions);
    let end = choices_ui(ui, cell, call);
    let text = Rect::from_min_max(pos2(cell.left() + 24.0, cell.top()), pos2(end, cell.bottom()));
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

/// As wide as its address wants to be, with the lock, the count of choices and the menu beside it.
pub fn wanted_width(ui: &Ui, call: &CallTab) -> f32 {
    let choices = if connection::choices(&call.target).is_empty() { 0.0 } else { 32.0 };
    32.0 + text::width(ui.ctx(), Font::Body, &call.target.address).ceil() + 12.0 + choices + 28.0
}

/// The lock; a click opens the connection's choices.
fn lock_ui(ui: &mut Ui, cell: Rect, id: TabId, call: &CallTab, state: &State, actions: &mut Vec<Action>) {
    let sign = connection::security(&call.target);
    let summary = connection::summary(&call.target);
    let name = if summary.is_empty() { "Connection".to_owned() } else { format!("Connection: {summary}") };
    let at = pos2(cell.left() + 16.0, cell.center().y);
    let response = IconButton::new(sign.icon, &name).shortcut("Ctrl+I").show_around(ui, at);
    if state.focus == Some(Focus::Connection) {
        Popup::toggle_id(ui.ctx(), Popup::default_response_id(&response));
        response.request_focus();
    }
    match connection::popover_ui(&response, state, &call.target) {
        Some(Asked::Change(target)) => actions.push(Action::Edit(id, CallEdit::Target(target))),
        Some(Asked::Reconnect) => actions.push(Action::Reconnect(Box::new(call.target.clone()))),
        None => {}
    }
}

/// What of the choices is not as by default, where the address leaves room for it; else how many they are. Returns
/// where it begins.
fn choices_ui(ui: &mut Ui, cell: Rect, call: &CallTab) -> f32 {
    let t = theme::tokens(ui);
    let right = cell.right() - 28.0;
    let choices = connection::choices(&call.target);
    if choices.is_empty() {
        return right;
    }
    let address = text::width(ui.ctx(), Font::Body, &call.target.address);
    let room = right - (cell.left() + 32.0 + address + 12.0);
    let all = choices.join(" · ");
    let words =
        if text::width(ui.ctx(), Font::Small, &all) <= room { all.clone() } else { format!("+{}", choices.len()) };
    let width = text::width(ui.ctx(), Font::Small, &words);
    let color = if connection::is_invalid(&call.target) { t.error } else { t.text2 };
    let left = right - 4.0 - width;
    text::paint(ui.painter(), pos2(left, text::baseline(cell)), Font::Small, color, &words);
    let area = Rect::from_x_y_ranges(left..=right, cell.y_range());
    ui.interact(area, ui.scope_id().with("choices of the target"), Sense::hover()).on_hover_text(all);
    left - 4.0
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
            actions.push(Action::Diagnostics(DiagnosticsAction::ShowDiagnostics));
        }
    });
}
