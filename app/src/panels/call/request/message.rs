//! The message: its tool row, and the form or the JSON of the prepared message that is chosen.

use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::{message::Document, schema::Schema};

use super::{RequestSide, composer, format, json};
use crate::{
    action::{Action, CallEdit, MessageView},
    form::{DocumentKey, FormInput, form_ui},
    panels::Views,
    state::{CallTab, Focus, Prepared, State, TabId},
    theme::{self, Font, icons, size, space, text},
    units,
    widgets::{EmptyArea, IconButton, MenuItem, Segments, menu, menu_divider},
};

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
        body = composer::composer_ui(ui, body, id, call, actions);
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
    views.message_has_focus = match (shown, call.message_view) {
        (Prepared::Document(document), MessageView::Form) => {
            let schema = schema_of(state, call);
            let focus_first = state.focus == Some(Focus::FirstField);
            let marks = (call.marks.of(call.draft.chosen), call.marks.revision());
            let input = FormInput { document, schema, marks, salt: Id::NULL.with(("form", id)), focus_first };
            if let Some((_, path)) = state.shown_field.as_ref().filter(|(tab, _)| *tab == id) {
                side.form.show(path);
            }
            form_ui(ui, body, &input, &mut side.form, &mut |edit| actions.push(Action::Edit(id, edit)));
            side.form.has_focus()
        }
        (Prepared::Text(text), MessageView::Form) if text.trim().is_empty() => {
            unknown_type_ui(ui, body, call);
            false
        }
        (Prepared::Document(_) | Prepared::Text(_), _) => {
            let take_focus = state.focus == Some(Focus::FirstField);
            let input = json::JsonInput { message: shown, salt: Id::NULL.with(("json", id)), take_focus };
            let push = &mut |text| actions.push(Action::Edit(id, CallEdit::Json(text)));
            json::json_ui(ui, body, &input, &mut side.json, push)
        }
    };
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
    let width = Segments::new("Message as", &["Form", "JSON"]).in_strip().size(ui).x;
    let top = strip.center().y - size::CONTROL_IN_STRIP / 2.0;
    let segments =
        Rect::from_min_size(pos2(strip.right() - space::M - width, top), vec2(width, size::CONTROL_IN_STRIP));
    segments_ui(ui, segments, id, call, actions, true);
    let facts = Rect::from_min_max(pos2(segments.left() - 120.0, top), pos2(segments.left() - 8.0, segments.bottom()));
    facts_ui(ui, facts, id, call, side, actions)
}

/// Form or JSON; returns the room after it.
fn segments_ui(ui: &mut Ui, row: Rect, id: TabId, call: &CallTab, actions: &mut Vec<Action>, in_strip: bool) -> Rect {
    let segments = Segments::new("Message as", &["Form", "JSON"]);
    let segments = if in_strip { segments.in_strip() } else { segments };
    let width = segments.size(ui).x;
    let mut chosen = usize::from(call.message_view == MessageView::Json);
    if segments.show_at(ui, row.min, &mut chosen).changed() {
        let view = if chosen == 1 { MessageView::Json } else { MessageView::Form };
        actions.push(Action::Edit(id, CallEdit::MessageView(view)));
    }
    row.with_min_x(row.left() + width + space::S)
}

/// The size of the message, or that it cannot be sent, and the quiet menu; returns where they begin.
fn facts_ui(
    ui: &mut Ui,
    row: Rect,
    id: TabId,
    call: &CallTab,
    side: &mut RequestSide,
    actions: &mut Vec<Action>,
) -> f32 {
    let t = theme::tokens(ui);
    let button = IconButton::new(icons::MORE_HORIZ, "Message actions");
    let response = button.show_around(ui, pos2(row.right() - 8.0, row.center().y));
    menu(&response, |ui| menu_ui(ui, id, call, actions));
    let end = response.rect.left() - 4.0;
    let Some(document) = call.draft.shown().and_then(Prepared::document) else { return end };
    let encoded = encoded(side, document);
    let (words, color, hint) = match encoded {
        Ok(bytes) => (units::size(*bytes as u64), t.text2, "Size of the message as it is sent".to_owned()),
        Err(why) => ("Cannot be sent".to_owned(), t.error, why.clone()),
    };
    let width = text::width(ui.ctx(), Font::Small, &words);
    let left = end - width;
    if left < row.left() {
        return end;
    }
    text::paint(ui.painter(), pos2(left, text::baseline(row)), Font::Small, color, &words);
    let area = Rect::from_min_max(pos2(left, row.top()), pos2(end, row.bottom()));
    let label = ui.interact(area, Id::NULL.with(("size", id)), Sense::hover());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    label.on_hover_text(hint);
    left - 8.0
}

fn menu_ui(ui: &mut Ui, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    let json = call.draft.shown().map(Prepared::json).unwrap_or_default();
    if MenuItem::new("Fresh skeleton").icon(icons::RESTART_ALT).show(ui).clicked() {
        actions.push(Action::Edit(id, CallEdit::Skeleton));
    }
    let formatted = format::formatted(json);
    let hint = if formatted.is_none() { "The JSON cannot be read" } else { "" };
    let item = MenuItem::new("Format JSON").icon(icons::DATA_OBJECT).enabled(formatted.is_some(), hint);
    if let (true, Some(text)) = (item.show(ui).clicked(), formatted) {
        actions.push(Action::Edit(id, CallEdit::Json(text)));
    }
    menu_divider(ui);
    if MenuItem::new("Copy JSON").icon(icons::CONTENT_COPY).show(ui).clicked() {
        actions.push(Action::Copy(json.to_owned()));
    }
    if MenuItem::new("Copy as grpcurl").icon(icons::TERMINAL).show(ui).clicked() {
        actions.push(Action::CopyGrpcurl);
    }
}

fn unknown_type_ui(ui: &mut Ui, rect: Rect, call: &CallTab) {
    let name = call.method.as_ref().map(|choice| choice.path.to_string()).unwrap_or_default();
    let title = format!("The type of {name} is not loaded");
    EmptyArea::new(&title).hint("Refresh its schema source in the left panel: the form follows").show_at(ui, rect);
}

fn encoded<'s>(side: &'s mut RequestSide, document: &Document) -> &'s Result<usize, String> {
    let key = DocumentKey::of(document);
    if side.encoded.as_ref().is_none_or(|(known, _)| *known != key) {
        side.encoded = None;
    }
    let (_, result) = side.encoded.get_or_insert_with(|| {
        let encoded = document.encode().map(|bytes| bytes.len());
        (key, encoded.map_err(|why| why.0.first().map(ToString::to_string).unwrap_or_default()))
    });
    result
}

/// The schema of the chosen method, for its comments.
pub fn schema_of<'s>(state: &'s State, call: &CallTab) -> Option<&'s Schema> {
    state.source(call.method.as_ref()?.source?)?.schema.as_ref()
}
