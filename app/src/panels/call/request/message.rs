//! The message: its tool row, and the form or the JSON of the prepared message that is chosen.
//! What stands in the tool row is drawn by the files beside this one.

use egui::{Id, Rect, Ui, pos2, vec2};
use farcall_core::schema::Schema;

use super::{RequestSide, composer, json, offer, sent};
use crate::{
    action::{Action, CallEdit, Start},
    form::{FormInput, form_ui},
    panels::Views,
    state::{CallTab, Focus, MessageView, Prepared, Source, State, TabId},
    theme::{icons, size, space},
    widgets::{EmptyArea, IconButton, MenuItem, Segments, menu, menu_divider, menu_heading},
};

/// The views of a message, and their names.
const VIEWS: [(MessageView, &str); 3] =
    [(MessageView::Form, "Form"), (MessageView::Json, "JSON"), (MessageView::Sent, "As sent")];

/// The message under the sub-tabs.
#[allow(clippy::too_many_arguments)]
pub fn message_ui(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    id: TabId,
    call: &CallTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
    narrow: bool,
) {
    let mut body = rect;
    if call.sends_many() {
        let side = &mut views.tabs.entry(id).or_default().request;
        body = composer::composer_ui(ui, body, id, call, side, actions);
    }
    let side = &mut views.tabs.entry(id).or_default().request;
    if !narrow {
        let (row, rest) = body.split_top_bottom_at_y(body.top() + size::TOOL_ROW);
        let inner = row.shrink2(vec2(space::M, (size::TOOL_ROW - size::CONTROL) / 2.0));
        let rest_of_row = segments_ui(ui, inner, id, call, actions, false);
        facts_ui(ui, rest_of_row, id, call, side, actions);
        body = rest;
    }
    let Some(shown) = call.draft.shown() else { return };
    if let Some(paste) = state.paste.as_ref().filter(|paste| paste.tab == id) {
        body = offer::offer_ui(ui, body, paste, actions);
        views.completes = true;
    }
    views.message_has_focus = match (shown, call.message_view) {
        (Prepared::Document(document), MessageView::Form) => {
            let schema = schema_of(state, call);
            let focus_first = state.focus == Some(Focus::FirstField);
            let marks = (call.marks.of(call.draft.chosen), call.marks.revision());
            let input = FormInput { document, schema, marks, salt: Id::NULL.with(("form", id)), focus_first };
            if let Some((_, path)) = state.shown_field.as_ref().filter(|(tab, _)| *tab == id) {
                side.form.show(path);
            }
            let to_fault = &mut side.json.to_fault;
            form_ui(ui, body, &input, &mut side.form, &mut |edit| {
                // The one way from here to the JSON is that from its fault.
                *to_fault |= matches!(edit, CallEdit::MessageView(MessageView::Json));
                actions.push(Action::Edit(id, edit));
            });
            side.form.has_focus()
        }
        (Prepared::Text(text), MessageView::Form) if text.trim().is_empty() => {
            unknown_type_ui(ui, body, state, call);
            false
        }
        (Prepared::Document(document), MessageView::Sent) => {
            sent::sent_ui(ui, body, state, (id, call), document, side, actions);
            false
        }
        (Prepared::Document(_) | Prepared::Text(_), _) => {
            let input = json::JsonInput {
                message: shown,
                schema: schema_of(state, call),
                salt: json_salt(id),
                take_focus: state.focus == Some(Focus::FirstField),
                asked: asked_of(state.focus),
            };
            let push = &mut |text| actions.push(Action::Edit(id, CallEdit::Json(text)));
            views.json_has_focus = json::json_ui(ui, body, &input, &mut side.json, push);
            views.completes |= side.json.completion.is_open();
            views.in_string = side.json.in_string;
            views.json_has_focus
        }
    };
}

/// The JSON editor of a tab.
pub fn json_salt(id: TabId) -> Id {
    Id::NULL.with(("json", id))
}

fn asked_of(focus: Option<Focus>) -> Option<json::Asked> {
    match focus {
        Some(Focus::Completion) => Some(json::Asked::Complete),
        Some(Focus::Problem(forward)) => Some(json::Asked::Problem(forward)),
        _ => None,
    }
}

/// In a narrow window the tools stand at the right of the sub-tabs; returns where they begin.
pub fn tools_in_strip_ui(
    ui: &mut Ui,
    strip: Rect,
    id: TabId,
    call: &CallTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
) -> f32 {
    let side = &mut views.tabs.entry(id).or_default().request;
    let width = Segments::new("Message as", &VIEWS.map(|(_, name)| name)).in_strip().size(ui).x;
    let top = strip.center().y - size::CONTROL_IN_STRIP / 2.0;
    let segments =
        Rect::from_min_size(pos2(strip.right() - space::M - width, top), vec2(width, size::CONTROL_IN_STRIP));
    segments_ui(ui, segments, id, call, actions, true);
    let facts = Rect::from_min_max(pos2(segments.left() - 104.0, top), pos2(segments.left() - 8.0, segments.bottom()));
    facts_ui(ui, facts, id, call, side, actions)
}

/// One of the views; returns the room after it.
fn segments_ui(ui: &mut Ui, row: Rect, id: TabId, call: &CallTab, actions: &mut Vec<Action>, in_strip: bool) -> Rect {
    let names = VIEWS.map(|(_, name)| name);
    let segments = Segments::new("Message as", &names);
    let segments = if in_strip { segments.in_strip() } else { segments };
    let width = segments.size(ui).x;
    let mut chosen = VIEWS.iter().position(|(view, _)| *view == call.message_view).unwrap_or_default();
    if segments.show_at(ui, row.min, &mut chosen).changed()
        && let Some((view, _)) = VIEWS.get(chosen)
    {
        actions.push(Action::Edit(id, CallEdit::MessageView(*view)));
    }
    row.with_min_x(row.left() + width + space::S)
}

/// What the message is as bytes, and the quiet menu; returns where they begin.
fn facts_ui(
    ui: &mut Ui,
    row: Rect,
    id: TabId,
    call: &CallTab,
    side: &mut RequestSide,
    actions: &mut Vec<Action>,
) -> f32 {
    let button = IconButton::new(icons::MORE_HORIZ, "Message actions");
    let response = button.show_around(ui, pos2(row.right() - 8.0, row.center().y));
    menu(&response, |ui| menu_ui(ui, id, call, side, actions));
    let end = response.rect.left() - 4.0;
    let Some(document) = call.draft.shown().and_then(Prepared::document) else { return end };
    sent::size_ui(ui, row.with_max_x(end), id, document, side, actions)
}

fn menu_ui(ui: &mut Ui, id: TabId, call: &CallTab, side: &mut RequestSide, actions: &mut Vec<Action>) {
    menu_heading(ui, "Begin anew");
    for (label, icon, start) in [
        ("Empty", icons::RADIO_BUTTON_UNCHECKED, Start::Empty),
        ("Skeleton", icons::RESTART_ALT, Start::Skeleton),
        ("Example", icons::LIGHTBULB, Start::Example),
        ("Another example", icons::CASINO, Start::AnotherExample),
    ] {
        if MenuItem::new(label).icon(icon).show(ui).clicked() {
            actions.push(Action::Edit(id, CallEdit::Start(start)));
        }
    }
    menu_divider(ui);
    if MenuItem::new("Read from a file…").icon(icons::FILE_OPEN).show(ui).clicked() {
        actions.push(Action::Edit(id, CallEdit::AskMessages));
    }
    if MenuItem::new("Format JSON").icon(icons::DATA_OBJECT).shortcut("Alt+Shift+F").show(ui).clicked() {
        actions.push(Action::Edit(id, CallEdit::FormatJson));
    }
    menu_divider(ui);
    if MenuItem::new("Copy JSON").icon(icons::CONTENT_COPY).show(ui).clicked() {
        let json = call.draft.shown().map(Prepared::json).unwrap_or_default();
        actions.push(Action::Copy(json.to_owned()));
    }
    if let Some(document) = call.draft.shown().and_then(Prepared::document) {
        sent::copy_items_ui(ui, document, side, actions);
    }
    if MenuItem::new("Copy as grpcurl").icon(icons::TERMINAL).show(ui).clicked() {
        actions.push(Action::CopyGrpcurl);
    }
}

fn unknown_type_ui(ui: &mut Ui, rect: Rect, state: &State, call: &CallTab) {
    let source = call.method.as_ref().and_then(|choice| state.source(choice.source?));
    if source.is_some_and(Source::waits_for_types) {
        EmptyArea::new("Loading types").hint("The form follows").show_at(ui, rect);
        return;
    }
    let name = call.method.as_ref().map(|choice| choice.path.to_string()).unwrap_or_default();
    let title = format!("The type of {name} is not loaded");
    EmptyArea::new(&title).hint("Refresh its schema source in the left panel: the form follows").show_at(ui, rect);
}

/// The schema of the chosen method, for its comments.
pub fn schema_of<'s>(state: &'s State, call: &CallTab) -> Option<&'s Schema> {
    state.source(call.method.as_ref()?.source?)?.schema.as_ref()
}
