//! The welcome: one target field, and the other ways to start. Also what stands where no tab is open.

use egui::{Key, Rect, Ui, UiBuilder, pos2, vec2};

use super::connection::{self, Asked};
use crate::{
    action::Action,
    state::{Focus, Source, SourceState, State},
    theme::{self, Font, icons, paint, text},
    units,
    widgets::{Button, EmptyArea, Lead, ListRow, TextField},
};

/// Width of the column.
const WIDTH: f32 = 560.0;
const BUTTON: f32 = 96.0;
/// Recent targets that are shown.
const RECENT_SHOWN: usize = 6;

/// The welcome view.
pub fn welcome_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let area = ui.max_rect();
    let width = WIDTH.min(area.width() - 48.0);
    let top = (area.height() * 0.165).clamp(16.0, 120.0).round();
    let min = pos2((area.center().x - width / 2.0).round(), area.top() + top);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(area.with_min_y(min.y)));
    // The bar stands at the end of the area, not over the end of the column.
    egui::ScrollArea::vertical().auto_shrink(false).show(&mut ui, |ui| {
        let column = Rect::from_x_y_ranges(min.x..=min.x + width, ui.max_rect().y_range());
        ui.scope_builder(UiBuilder::new().max_rect(column), |ui| {
            ui.set_width(width);
            title_ui(ui);
            target_ui(ui, state, actions);
            failure_ui(ui, state, actions);
            other_ways_ui(ui, actions);
            recent_ui(ui, state, actions);
            ui.add_space(24.0);
        });
    });
}

/// Where no tab is open.
pub fn no_tab_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let area = ui.available_rect_before_wrap();
    let hint = if state.sources.iter().any(|source| source.listing.is_some()) {
        "Pick a method in the tree, or press Ctrl+K and type its name"
    } else {
        "Connect to a target or open a schema, then pick a method"
    };
    if EmptyArea::new("No call is open").hint(hint).action("New call", Some("Ctrl+T")).show_at(ui, area) {
        actions.push(Action::NewTab);
    }
}

fn title_ui(ui: &mut Ui) {
    let t = theme::tokens(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), 40.0));
    text::paint(ui.painter(), pos2(row.left(), row.top() + 26.0), Font::Title, t.text, "Call a gRPC server");
    ui.add_space(8.0);
}

fn target_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), 28.0));
    let connecting = state.welcome.source.and_then(|id| state.source(id)).filter(|source| is_loading(source));
    let mut target = state.welcome.target.clone();
    let security = connection::security(&target);
    let field_rect = row.with_max_x(row.right() - BUTTON - 8.0);
    let word_width = text::width(ui.ctx(), Font::Small, security.word) + 8.0;
    let field = TextField::new(&mut target.address, "Target")
        .id(egui::Id::NULL.with("welcome target"))
        .icon_in(security.icon, security.color(t))
        .placeholder("localhost:50051")
        .trailing(word_width)
        .show_at(ui, field_rect);
    let at = pos2(field.trailing.left(), text::baseline(field_rect));
    text::paint(ui.painter(), at, Font::Small, security.color(t), security.word);
    let entered = field.response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if state.focus == Some(Focus::Welcome) {
        field.response.request_focus();
    }
    if field.response.changed() {
        actions.push(Action::EditWelcome(Box::new(target)));
    }
    let button_row = row.with_min_x(row.right() - BUTTON);
    match connecting {
        None => {
            let clicked = Button::main("Connect").width(BUTTON).show_right_in(ui, button_row).clicked();
            if clicked || entered {
                actions.push(Action::Connect);
            }
        }
        Some(source) => {
            if Button::normal("Cancel").width(BUTTON).shortcut("Esc").show_right_in(ui, button_row).clicked() {
                actions.push(Action::CancelLoad(source.id));
            }
        }
    }
    below_target_ui(ui, state, connecting, actions);
}

fn below_target_ui(ui: &mut Ui, state: &State, connecting: Option<&Source>, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    ui.add_space(4.0);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), 28.0));
    let words = match connecting.map(|source| &source.state) {
        Some(SourceState::Loading(step)) => step.as_str(),
        _ => "Plaintext on loopback, TLS elsewhere",
    };
    text::paint(ui.painter(), pos2(row.left(), text::small_baseline(row)), Font::Small, t.text2, words);
    let button =
        Button::quiet("Connection").prominent().opens_menu().hint("Security, protocol, proxy, keepalive and more");
    let response = button.show_right_in(ui, row.with_max_x(row.right() - BUTTON));
    if state.focus == Some(Focus::Connection) {
        egui::Popup::toggle_id(ui.ctx(), egui::Popup::default_response_id(&response));
        response.request_focus();
    }
    match connection::popover_ui(&response, state, &state.welcome.target) {
        Some(Asked::Change(changed)) => actions.push(Action::EditWelcome(changed)),
        Some(Asked::Reconnect) => actions.push(Action::Connect),
        None => {}
    }
}

fn is_loading(source: &Source) -> bool {
    matches!(source.state, SourceState::Loading(_))
}

/// Why the last try failed: what happened, the cause, what to try, and how far it came.
fn failure_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(source) = state.welcome.source.and_then(|id| state.source(id)) else { return };
    let SourceState::Failed(failure) = &source.state else { return };
    ui.add_space(8.0);
    super::services::source_failure_ui(ui, state, source, failure, actions);
}

fn other_ways_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    heading_ui(ui, "Other ways to start");
    let ways = [
        (
            icons::DESCRIPTION,
            "Open .proto files or a folder…",
            "Methods from source, no reflection needed",
            Action::AskProtos,
        ),
        (icons::SCHEMA, "Open a descriptor set…", "Output of protoc or buf", Action::AskDescriptorSet),
        (icons::FILE_OPEN, "Open message…", "Bytes, hex, base64 or JSON, with a schema or without", Action::AskMessage),
        (icons::PLAY_ARROW, "Start the sample server", "Calls of all four kinds, on this machine", Action::StartSample),
    ];
    for (icon, words, hint, action) in ways {
        let row = ListRow::new(words).color(t.accent).lead(Lead::Icon(icon, t.text2)).hint(hint, t.text2, 0.0).pad(0.0);
        if row.show(ui).clicked() {
            actions.push(action);
        }
    }
}

fn recent_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    if state.recent.targets.is_empty() {
        return;
    }
    heading_ui(ui, "Recent");
    for (at, recent) in state.recent.targets.iter().take(RECENT_SHOWN).enumerate() {
        let security = connection::security(&recent.target);
        let ago = units::ago(recent.last_used_unix_secs, units::now());
        let methods = recent.methods.map(|count| units::counted(u64::from(count), "method")).unwrap_or_default();
        let row = ListRow::new(&recent.target.address)
            .lead(Lead::Icon(security.icon, security.color(t)))
            .hint(&ago, t.text2, 112.0)
            .hint(&methods, t.text2, 0.0)
            .id(egui::Id::NULL.with(("recent", at)))
            .pad(0.0);
        if row.show(ui).clicked() {
            actions.push(Action::ConnectTo(Box::new(recent.target.clone())));
        }
    }
}

fn heading_ui(ui: &mut Ui, words: &str) {
    let t = theme::tokens(ui);
    ui.add_space(20.0);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), 1.0));
    paint::divider_h(ui.painter(), row.x_range(), row.top(), t.line);
    ui.add_space(15.0);
    let (_, head) = ui.allocate_space(vec2(ui.available_width(), 24.0));
    text::paint(ui.painter(), pos2(head.left(), text::small_baseline(head)), Font::SmallStrong, t.text2, words);
}
