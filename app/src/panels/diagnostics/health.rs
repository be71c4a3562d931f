//! Health: what the server says of itself and of each service, asked once or followed.

use std::collections::BTreeSet;

use egui::{Id, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};
use farcall_core::{diagnostics::Serving, engine::Failure, metadata::visible};

use super::DiagnosticsLook;
use crate::{
    action::{Action, DiagnosticsAction},
    state::{DiagnosticsTab, State, TabId},
    theme::{self, Font, icons, paint::RowGround, size, text},
    widgets::{Button, Column, MenuItem, Table, TextField, Tone, context_menu},
};

const CHECK: f32 = 60.0;
const WATCH: f32 = 60.0;

/// Health over `area`.
pub fn health_ui(
    ui: &mut Ui,
    area: Rect,
    state: &State,
    id: TabId,
    tab: &DiagnosticsTab,
    look: &mut DiagnosticsLook,
    actions: &mut Vec<Action>,
) {
    let services = services(state, tab);
    let (tools, rest) = area.split_top_bottom_at_y(area.top() + size::TOOL_ROW);
    tools_ui(ui, tools, id, tab, &services, actions);
    let (head, body) = rest.split_top_bottom_at_y(rest.top() + size::ROW);
    let columns =
        [Column::new("Service", 320.0), Column::new("State", 220.0).stretch(), Column::new("", CHECK + WATCH + 4.0)];
    let table = Table::new(&columns).fits(Id::NULL.with("health fit"));
    let widths = &mut look.widths[0];
    table.head_ui(ui, Id::NULL.with("health head"), head, widths, None);
    let shown = Shown { table: &table, widths, id, tab };
    let mut inner = ui.new_child(UiBuilder::new().max_rect(body).id_salt("health rows"));
    ScrollArea::vertical().id_salt(("health", id)).auto_shrink(false).show_rows(
        &mut inner,
        size::ROW,
        services.len(),
        |ui, seen| {
            for service in services.get(seen).unwrap_or_default() {
                let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
                service_ui(ui, row, &shown, service, actions);
            }
        },
    );
}

/// The whole server, the services of the target's schema, and those asked for by name.
fn services(state: &State, tab: &DiagnosticsTab) -> Vec<String> {
    let schema = state.source_of_target(&tab.target).and_then(|source| source.schema.as_ref());
    let known: BTreeSet<&str> =
        schema.iter().flat_map(|schema| schema.services()).map(|service| service.full_name.as_str()).collect();
    let typed = tab.health.iter().map(|(service, _)| service).chain(tab.watches.keys()).chain(tab.checks.values());
    let others: BTreeSet<&str> =
        typed.map(String::as_str).filter(|service| !service.is_empty() && !known.contains(service)).collect();
    [""].into_iter().chain(known).chain(others).map(str::to_owned).collect()
}

fn tools_ui(ui: &mut Ui, row: Rect, id: TabId, tab: &DiagnosticsTab, services: &[String], actions: &mut Vec<Action>) {
    let line = row.shrink2(vec2(12.0, 6.0));
    let all = Button::normal("Check all").hint("Ask for the health of every service below").show_right_in(ui, line);
    if all.clicked() {
        actions.push(Action::Diagnostics(DiagnosticsAction::CheckHealthOf(id, services.to_vec())));
    }
    let mut typed = tab.service.clone();
    let width = (line.width() - all.rect.width() - 168.0).clamp(120.0, 320.0);
    let rect = Rect::from_min_size(line.min, vec2(width, size::CONTROL));
    let field = TextField::new(&mut typed, "Service").placeholder("package.Service").show_at(ui, rect);
    if field.response.changed() {
        actions.push(Action::Diagnostics(DiagnosticsAction::EditHealthService(id, typed.clone())));
    }
    let entered = field.response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let name = typed.trim().to_owned();
    let buttons = line.with_min_x(rect.right() + 8.0);
    let why = if name.is_empty() { "Type the full name of a service" } else { "" };
    let check = Button::normal("Check").enabled(!name.is_empty()).hint(why).show_left_in(ui, buttons);
    if (check.clicked() || entered) && !name.is_empty() {
        actions.push(Action::Diagnostics(DiagnosticsAction::CheckHealth(id, name.clone())));
    }
    let rest = line.with_min_x(check.rect.right() + 8.0);
    let watch = Button::normal("Watch").enabled(!name.is_empty()).hint(why).show_left_in(ui, rest);
    if watch.clicked() && !tab.watches.contains_key(&name) {
        actions.push(Action::Diagnostics(DiagnosticsAction::WatchHealth(id, name)));
    }
}

/// What every row is drawn with.
struct Shown<'a> {
    table: &'a Table<'a>,
    widths: &'a [f32],
    id: TabId,
    tab: &'a DiagnosticsTab,
}

fn service_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>, service: &str, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let Shown { table, widths, id, tab } = *shown;
    let whole = service.is_empty();
    let name = if whole { "The whole server" } else { service };
    let told = told(tab, service);
    let spoken = format!("{name}, {}", told.words);
    let row_id = Id::NULL.with(("health", id, service));
    let (response, mut row) = table.row_ui(ui, row_id, rect, widths, RowGround::Plain, &spoken);
    row.text(0, if whole { Font::Strong } else { Font::Body }, t.text, name);
    if let Some(cell) = row.cell(1) {
        let at = pos2(cell.left() + 8.0, cell.center().y);
        text::paint_icon(row.ui().painter(), at, told.tone.icon(), told.tone.color(t));
    }
    let word_color = if told.tone == Tone::Idle { t.text2 } else { told.tone.color(t) };
    row.text_after(1, 24.0, Font::Body, word_color, &told.words);
    let watching = tab.watches.contains_key(service);
    if let Some(cell) = row.cell(2) {
        let watch = Rect::from_min_max(pos2(cell.right() - WATCH, cell.top()), cell.max);
        let check = watch.translate(vec2(-CHECK - 4.0, 0.0));
        let word = if watching { "Stop" } else { "Watch" };
        let hint = if watching { "Stop following" } else { "Follow until stopped" };
        let button = Button::quiet(word).small().width(WATCH).hint(hint);
        if button.named(&format!("{word} {name}")).show_at(row.ui(), watch).clicked() {
            actions.push(Action::Diagnostics(DiagnosticsAction::WatchHealth(id, service.to_owned())));
        }
        let button = Button::quiet("Check").small().width(CHECK).hint("Ask once");
        if button.named(&format!("Check {name}")).show_at(row.ui(), check).clicked() {
            actions.push(Action::Diagnostics(DiagnosticsAction::CheckHealth(id, service.to_owned())));
        }
    }
    context_menu(&response, |ui| {
        if MenuItem::new("Check").icon(icons::REFRESH).show(ui).clicked() {
            actions.push(Action::Diagnostics(DiagnosticsAction::CheckHealth(id, service.to_owned())));
        }
        let label = if watching { "Stop watching" } else { "Watch" };
        if MenuItem::new(label).icon(icons::MONITOR_HEART).show(ui).clicked() {
            actions.push(Action::Diagnostics(DiagnosticsAction::WatchHealth(id, service.to_owned())));
        }
        if MenuItem::new("Copy name").icon(icons::CONTENT_COPY).show(ui).clicked() {
            actions.push(Action::Copy(service.to_owned()));
        }
    });
    if let Some(detail) = told.detail {
        response.on_hover_text(detail);
    }
}

/// What is known of a service, in words.
struct Told {
    tone: Tone,
    words: String,
    detail: Option<String>,
}

fn told(tab: &DiagnosticsTab, service: &str) -> Told {
    let last = tab.health.iter().find(|(known, _)| known == service).map(|(_, outcome)| outcome);
    let asking = tab.checks.values().any(|asked| asked == service);
    let watching = tab.watches.contains_key(service);
    let mut told = match last {
        None if asking || watching => Told { tone: Tone::Running, words: "Asking…".to_owned(), detail: None },
        None => Told { tone: Tone::Idle, words: "Not asked".to_owned(), detail: None },
        Some(Ok(serving)) => Told { tone: tone(*serving), words: serving.name(), detail: None },
        Some(Err(failure)) => failed(failure),
    };
    if watching && last.is_some() {
        told.words.push_str(", watched");
    }
    told
}

fn failed(failure: &Failure) -> Told {
    let cause = failure.cause.as_deref().map(|cause| visible(cause.as_bytes()).replace(" · ", ". "));
    let detail = [Some(failure.summary.clone()), cause.clone(), failure.hint.clone()];
    Told {
        tone: Tone::Error,
        words: cause.unwrap_or_else(|| failure.summary.clone()),
        detail: Some(detail.into_iter().flatten().collect::<Vec<_>>().join("\n")),
    }
}

fn tone(serving: Serving) -> Tone {
    match serving {
        Serving::Serving => Tone::Ok,
        Serving::NotServing => Tone::Error,
        Serving::ServiceUnknown | Serving::Unknown | Serving::Other(_) => Tone::Warn,
    }
}
