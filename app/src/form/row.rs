//! One row of the form, by its kind: name, editor and tools in their columns, the reason below.
//! What those are made of is in `parts`, `heads` and `editors`.

use egui::{Rect, Ui, UiBuilder, vec2};

use super::{
    context::Cx,
    editors::{self, Slot, any},
    extensions, heads, hints, oneof, parts,
    place::{Place, place},
    rows::{Reason, Row, RowKind, key_path},
};
use crate::theme::size;

/// In a narrow row the value of an entry has this much before the key has its half.
const ROOM_FOR_VALUE: f32 = 132.0;
/// The least a key has, where half of the row is more.
const ROOM_FOR_KEY: f32 = 48.0;
/// The number of an entry.
const ROOM_FOR_NUMBER: f32 = 40.0;

/// One row over its rect; `focus`: its editor takes the keyboard.
pub fn row_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, rect: Rect, focus: bool) {
    let salt = match &row.kind {
        RowKind::Oneof(oneof, _) => cx.id(&row.path, "oneof row").with(oneof.name()),
        RowKind::Rest(_) => cx.id(&row.path, "rest"),
        RowKind::Extensions => cx.id(&row.path, "extensions"),
        RowKind::AnyJson => cx.id(&row.path, "any json"),
        _ => cx.id(&row.path, "row"),
    };
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).scope_id(salt));
    let ui = &mut child;
    parts::guides_ui(ui, cx, row, rect);
    let line = Rect::from_min_size(rect.min, vec2(rect.width(), size::FORM_ROW));
    if let RowKind::Oneof(oneof, chosen) = &row.kind {
        oneof::oneof_ui(ui, cx, row, line, oneof, *chosen);
        return parts::reason_ui(ui, cx, row, rect);
    }
    if matches!(row.kind, RowKind::Extensions) {
        return extensions::extensions_ui(ui, cx, row, line);
    }
    let Some(place) = place(cx.document.root(), &row.path) else { return };
    let columns = cx.columns;
    if row.kind.is_part() {
        cx.columns = columns.without_kind();
    }
    match row.kind {
        RowKind::Oneof(..) | RowKind::Extensions => {}
        RowKind::Value => {
            parts::set_box_ui(ui, cx, row, line, &place);
            parts::name_ui(ui, cx, row, line, &place, place.field.name());
            value_ui(ui, cx, row, rect, &place, focus);
        }
        RowKind::Message(fold) => {
            parts::set_box_ui(ui, cx, row, line, &place);
            parts::fold_ui(ui, cx, row, line, &place, fold, hints::short_name(&place.field));
            heads::message_ui(ui, cx, line, &place, fold);
        }
        RowKind::Any(fold) => {
            parts::set_box_ui(ui, cx, row, line, &place);
            parts::fold_ui(ui, cx, row, line, &place, fold, hints::short_name(&place.field));
            any::type_ui(ui, cx, row, cx.columns.editor_in(line, size::CONTROL), &place, focus);
        }
        RowKind::AnyJson => {
            parts::label_at(ui, cx, row, line, "JSON");
            value_ui(ui, cx, row, rect, &place, focus);
        }
        RowKind::List(fold) | RowKind::Map(fold) => {
            parts::fold_ui(ui, cx, row, line, &place, fold, hints::short_name(&place.field));
            heads::sequence_ui(ui, cx, row, line, &place);
        }
        RowKind::Element(index) => {
            parts::name_ui(ui, cx, row, line, &place, &index.to_string());
            value_ui(ui, cx, row, rect, &place, focus);
            heads::element_tools_ui(ui, cx, row, line, &place, index);
        }
        RowKind::MessageElement(index, fold) => {
            parts::fold_ui(ui, cx, row, line, &place, fold, &index.to_string());
            heads::brief_ui(ui, cx, line, &place, fold, 56.0);
            heads::element_tools_ui(ui, cx, row, line, &place, index);
        }
        RowKind::AnyElement(index, fold) => {
            parts::fold_ui(ui, cx, row, line, &place, fold, &index.to_string());
            let mut editor = cx.columns.editor_in(line, size::CONTROL);
            editor.max.x -= heads::ELEMENT_TOOLS;
            any::type_ui(ui, cx, row, editor, &place, focus);
            heads::element_tools_ui(ui, cx, row, line, &place, index);
        }
        RowKind::Entry(index) => {
            parts::name_ui(ui, cx, row, line, &place, &index.to_string());
            entry_ui(ui, cx, row, rect, &place, focus);
            heads::entry_tools_ui(ui, cx, row, line, &place);
        }
        RowKind::MessageEntry(index, fold) | RowKind::AnyEntry(index, fold) => {
            parts::fold_ui(ui, cx, row, line, &place, fold, &index.to_string());
            entry_ui(ui, cx, row, rect, &place, focus);
            heads::entry_tools_ui(ui, cx, row, line, &place);
        }
        RowKind::Rest(count) => heads::rest_ui(ui, cx, line, count),
    }
    if !matches!(row.kind, RowKind::Rest(_) | RowKind::AnyJson) {
        parts::kind_ui(ui, cx, line, &place, &row.kind);
    }
    parts::reason_ui(ui, cx, row, rect);
    cx.columns = columns;
}

/// What an unset field reads as.
fn unset_words(place: &Place<'_>) -> String {
    match place.field.declared_default() {
        Some(default) if default.chars().count() <= 24 => format!("not set: {default}"),
        Some(_) => "not set: a default".to_owned(),
        None if hints::is_required(&place.field) => "not set, required".to_owned(),
        None => "not set".to_owned(),
    }
}

/// The editor of a singular value or an element.
fn value_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, rect: Rect, place: &Place<'_>, focus: bool) {
    let mut editor = cx.columns.editor_in(rect, row.editor_height);
    if matches!(row.kind, RowKind::Element(_)) {
        editor.max.x -= heads::ELEMENT_TOOLS;
    }
    slot_ui(ui, cx, row, place, editor, focus);
}

/// Key and value of an entry side by side.
fn entry_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, rect: Rect, place: &Place<'_>, focus: bool) {
    let mut both = cx.columns.editor_in(rect, row.editor_height);
    both.max.x -= heads::ENTRY_TOOLS;
    let is_message = matches!(row.kind, RowKind::MessageEntry(..));
    if matches!(row.kind, RowKind::Entry(_)) && both.width() < 2.0 * ROOM_FOR_VALUE {
        // The column of names holds but a number here.
        both.min.x = both.min.x.min(cx.columns.name_at(row.depth) + ROOM_FOR_NUMBER);
    }
    let half = ((both.width() - 8.0) / 2.0).floor();
    let key_width =
        if is_message { both.width() * 0.6 } else { half.min((2.0 * half - ROOM_FOR_VALUE).max(ROOM_FOR_KEY)) };
    let key_rect = Rect::from_min_size(both.min, vec2(key_width, size::CONTROL));
    let value_rect = both.with_min_x(key_rect.right() + 8.0);
    let path = key_path(&row.path);
    let name = format!("{} key", place.text);
    let is_wrong = |problem: &&farcall_core::message::Problem| problem.is_error && problem.path == path;
    let invalid = cx.document.problems().iter().any(|problem| is_wrong(&problem));
    let slot = Slot {
        rect: key_rect,
        id: cx.id(&path, "key"),
        path: &path,
        name: &name,
        text: place.key,
        invalid,
        unset: "",
        clears: false,
    };
    let response = editors::key_ui(ui, cx, &slot, place);
    cx.note(&response);
    if focus {
        response.request_focus();
        cx.noted = true;
    }
    if matches!(row.kind, RowKind::AnyEntry(..)) {
        any::type_ui(ui, cx, row, value_rect, place, false);
    } else if !is_message {
        slot_ui(ui, cx, row, place, value_rect, false);
    } else if let RowKind::MessageEntry(_, fold) = row.kind {
        heads::brief_at(ui, value_rect, place, fold);
    }
}

fn slot_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, place: &Place<'_>, rect: Rect, focus: bool) {
    let wrong = cx.document.problems().iter().any(|problem| problem.is_error && problem.path == row.path);
    let invalid = wrong || matches!(row.reason, Some(Reason::Mark(_)));
    let alone = !place.is_part && place.field.oneof().is_none();
    let unset = unset_words(place);
    let slot = Slot {
        rect,
        id: cx.id(&row.path, "value"),
        path: &row.path,
        name: if place.text.is_empty() { place.field.name() } else { &place.text },
        text: place.value_text(),
        invalid,
        unset: &unset,
        clears: alone,
    };
    let response = editors::value_ui(ui, cx, &slot, &place.shape());
    cx.note(&response);
    if focus {
        response.request_focus();
        cx.noted = true;
    }
}
