//! The method cell: what is called, and a list to choose another from.

use egui::{Id, Key, Modifiers, Popup, Rect, Ui};
use farcall_core::{engine::SourceId, schema::Method};

use super::definition;
use crate::{
    action::{Action, CallEdit},
    job,
    panels::{Views, tab_strip::badge},
    state::{CallTab, Focus, State, TabId},
    theme::{self, icons, size},
    widgets::{Lead, ListRow, PickerCell, TextField},
};

/// Rows of the list on the screen.
const ROWS: f32 = 12.0;

/// The method cell.
pub fn method_cell_ui(
    ui: &mut Ui,
    cell: Rect,
    state: &State,
    id: TabId,
    call: &CallTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
) {
    let (quiet, name) = match &call.method {
        Some(choice) => (format!("{}/", choice.path.service), choice.path.method.clone()),
        None => Default::default(),
    };
    let t = theme::tokens(ui);
    let lead = call.kind().map_or(Lead::Icon(icons::BOLT, t.text2), |kind| Lead::Badge(badge(kind)));
    let hint = if name.is_empty() { "Choose a method".to_owned() } else { format!("{quiet}{name}") };
    let picker =
        PickerCell::new("Method", &name).quiet(&quiet).lead(lead).placeholder("Choose a method").hint(&hint, None);
    let response = picker.show_at(ui, cell, false);
    let popup = Id::NULL.with(("methods", id));
    let follows = response.clicked() && ui.input(|input| input.modifiers.command);
    if let Some(choice) = call.method.as_ref().filter(|_| follows) {
        actions.push(definition::open(call, choice.path.to_string()));
    } else if response.clicked() || state.focus == Some(Focus::Method) {
        views.method_filter.clear();
        views.method_row = 0;
        Popup::open_id(ui.ctx(), popup);
    }
    let shown = Popup::from_response(&response)
        .id(popup)
        .open_memory(None)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .gap(4.0)
        .width(cell.width().max(360.0))
        .show(|ui| list_ui(ui, state, views));
    if let Some((source, method)) = shown.and_then(|shown| shown.inner) {
        actions.push(Action::Edit(id, CallEdit::Method(source, method.path)));
        Popup::close_id(ui.ctx(), popup);
    }
}

/// The list with its filter; what was chosen in this frame.
fn list_ui(ui: &mut Ui, state: &State, views: &mut Views) -> Option<(SourceId, Method)> {
    let width = ui.available_width();
    let field = TextField::new(&mut views.method_filter, "Filter methods")
        .icon(icons::FILTER_LIST)
        .placeholder("Filter methods");
    let field = field.show(ui, width).response;
    field.request_focus();
    if field.changed() {
        views.method_row = 0;
    }
    let methods = matching(state, &views.method_filter);
    let step = ui.input_mut(|input| {
        let down = input.consume_key(Modifiers::NONE, Key::ArrowDown);
        let up = input.consume_key(Modifiers::NONE, Key::ArrowUp);
        i64::from(down) - i64::from(up)
    });
    let last = methods.len().saturating_sub(1) as i64;
    views.method_row = (views.method_row as i64 + step).clamp(0, last.max(0)) as usize;
    let entered = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    let clicked = rows_ui(ui, &methods, views.method_row, step != 0);
    let chosen = clicked.or(entered.then_some(views.method_row));
    chosen.and_then(|at| methods.into_iter().nth(at)).map(|(source, method)| (source, method.clone()))
}

fn rows_ui(ui: &mut Ui, methods: &[(SourceId, &Method)], selected: usize, moved: bool) -> Option<usize> {
    let t = theme::tokens(ui);
    ui.add_space(4.0);
    if methods.is_empty() {
        ListRow::new("No method matches").color(t.text2).pad(8.0).show(ui);
        return None;
    }
    let mut area = egui::ScrollArea::vertical().max_height(size::ROW * ROWS).auto_shrink([false, true]);
    if moved {
        let top = selected as f32 * size::ROW;
        area = area.vertical_scroll_offset((top - size::ROW * (ROWS - 2.0)).max(0.0));
    }
    let mut clicked = None;
    area.show_rows(ui, size::ROW, methods.len(), |ui, range| {
        for at in range {
            let Some((_, method)) = methods.get(at) else { continue };
            let row = ListRow::new(&method.path.method)
                .quiet(&method.path.service)
                .lead(Lead::Badge(badge(method.kind)))
                .selected(at == selected, true)
                .id(Id::NULL.with(("method row", at)))
                .pad(8.0)
                .show(ui);
            if row.clicked() {
                clicked = Some(at);
            }
        }
    });
    clicked
}

/// Methods of every source that match what was typed; all of them while nothing is.
fn matching<'a>(state: &'a State, typed: &str) -> Vec<(SourceId, &'a Method)> {
    let all: Vec<(SourceId, &Method)> = state
        .sources
        .iter()
        .flat_map(|source| source.schema.iter().map(move |schema| (source.id, schema)))
        .flat_map(|(id, schema)| schema.services().iter().map(move |service| (id, service)))
        .flat_map(|(id, service)| service.methods.iter().map(move |method| (id, method)))
        .collect();
    if typed.trim().is_empty() {
        return all;
    }
    let names = all.iter().enumerate().map(|(at, (_, method))| (method.path.to_string(), at)).collect();
    job::matching(names, typed).into_iter().filter_map(|at| all.get(at).copied()).collect()
}
