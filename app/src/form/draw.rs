//! Draws a form: strips above, then the rows in sight, each by its kind; collects the edits of a frame.
//! What a row is made of is in `parts`, `heads` and `editors`.

use std::ops::Range;

use egui::{Id, Key, Modifiers, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};
use farcall_core::{
    message::{Document, Edit, FieldPath, Step},
    schema::Schema,
};

use super::{
    columns::Columns, context::Cx, heads, parts, place::place, row::row_ui, rows::Row, strips, view::FormView,
};
use crate::{action::CallEdit, state::FieldMark};

/// Rows drawn beyond each end of what is seen, so that Tab walks on.
const BEYOND: usize = 3;

/// What a form shows.
pub struct FormInput<'a> {
    /// The message.
    pub document: &'a Document,
    /// Where comments are found.
    pub schema: Option<&'a Schema>,
    /// What the server said of fields, and a number that changes with it.
    pub marks: (&'a [FieldMark], u64),
    /// Tells apart the forms of several tabs.
    pub salt: Id,
    /// The first editable field takes the keyboard.
    pub focus_first: bool,
}

/// The form of a document over `rect`. Edits are pushed; `view` is all that changes.
pub fn form_ui(ui: &mut Ui, rect: Rect, input: &FormInput<'_>, view: &mut FormView, push: &mut dyn FnMut(CallEdit)) {
    let document = input.document;
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).scope_id(input.salt));
    ui.set_clip_rect(rect.intersect(ui.clip_rect()));
    let rows = view.take_rows(document, input.marks);
    let moved = take_move_keys(&ui, view, document);
    let mut body = strips::json_problem_ui(&mut ui, rect, document, push);
    body = strips::breadcrumb_ui(&mut ui, body, document, view);
    let mut cx = Cx {
        document,
        schema: input.schema,
        marks: input.marks.0,
        salt: input.salt,
        columns: Columns::of(rect),
        rows: &rows,
        editable: document.json_problem().is_none(),
        view,
        edits: moved.into_iter().collect(),
        files: Vec::new(),
        noted: false,
    };
    if rows.rows.is_empty() {
        parts::empty_ui(&mut ui, body, document);
    } else {
        scroll_ui(&mut ui, body, input, &mut cx);
    }
    let (edits, files) = (std::mem::take(&mut cx.edits), std::mem::take(&mut cx.files));
    files.into_iter().for_each(|path| push(CallEdit::AskBytes(path)));
    for edit in edits {
        view.follow(&edit, document);
        push(CallEdit::Message(edit));
    }
    view.put_rows(rows);
}

fn scroll_ui(ui: &mut Ui, body: Rect, input: &FormInput<'_>, cx: &mut Cx<'_>) {
    let mut ui = ui.new_child(UiBuilder::new().max_rect(body));
    ui.set_clip_rect(body.intersect(ui.clip_rect()));
    let wanted = wanted_focus(&mut ui, input, cx);
    let rows = cx.rows;
    let mut area = ScrollArea::vertical().id_salt("rows").auto_shrink(false);
    if let Some(row) = wanted.and_then(|at| rows.rows.get(at)) {
        let seen = cx.view.seen.clone();
        if row.top < seen.start || row.top + row.height > seen.end {
            area = area.vertical_scroll_offset((row.top - body.height() / 3.0).max(0.0));
        }
    }
    area.show_viewport(&mut ui, |ui, seen| {
        ui.set_height(rows.height + 8.0);
        cx.view.seen = seen.top()..seen.bottom();
        let origin = ui.min_rect().top();
        let shown = with_beyond(rows.between(seen.top(), seen.bottom()), rows.rows.len());
        cx.view.drawn = shown.len();
        let mut focused = None;
        for at in shown {
            let Some(row) = rows.rows.get(at) else { continue };
            let row_rect = Rect::from_min_size(pos2(body.left(), origin + row.top), vec2(body.width(), row.height));
            cx.noted = false;
            row_ui(ui, cx, row, row_rect, wanted == Some(at));
            if cx.noted {
                focused = Some(row.path.clone());
            }
        }
        cx.view.focused = focused;
        heads::drop_line_ui(ui, cx, origin);
    });
}

fn with_beyond(seen: Range<usize>, rows: usize) -> Range<usize> {
    seen.start.saturating_sub(BEYOND)..(seen.end + BEYOND).min(rows)
}

/// The row that takes the focus in this frame.
fn wanted_focus(ui: &mut Ui, input: &FormInput<'_>, cx: &mut Cx<'_>) -> Option<usize> {
    if input.focus_first {
        cx.view.reveal = None;
        return cx.rows.rows.iter().position(|row| row.kind.is_editor());
    }
    let path = cx.view.reveal.take()?;
    let rows = &cx.rows.rows;
    let exact = rows.iter().position(|row| row.path == path && row.kind.is_of_field());
    let Some(at) = exact else {
        // What was just asked for is there in the next frame.
        if !cx.view.waited {
            cx.view.waited = true;
            cx.view.reveal = Some(path);
            ui.ctx().request_repaint();
        } else {
            cx.view.waited = false;
            return cx.rows.nearest_at(&path);
        }
        return None;
    };
    cx.view.waited = false;
    let is_editor = |row: &Row| row.kind.is_editor();
    let inside = |row: &Row| row.path.starts_with(&path);
    rows.iter()
        .enumerate()
        .skip(at)
        .take_while(|(_, row)| inside(row))
        .find(|(_, row)| is_editor(row))
        .map(|(at, _)| at)
        .or(Some(at))
}

/// Alt+Up and Alt+Down move the element that has the keyboard, before its editor sees the key.
fn take_move_keys(ui: &Ui, view: &FormView, document: &Document) -> Option<Edit> {
    let focused = view.focused.as_ref().filter(|_| document.json_problem().is_none())?;
    let at = focused.iter().rposition(|step| matches!(step, Step::Index(_)))?;
    let element: FieldPath = focused.get(..=at)?.to_vec();
    let Some(Step::Index(index)) = element.last().copied() else { return None };
    let count = place(document.root(), element.get(..at)?)?.node?.len();
    let (up, down) = ui.input_mut(|input| {
        (input.consume_key(Modifiers::ALT, Key::ArrowUp), input.consume_key(Modifiers::ALT, Key::ArrowDown))
    });
    match (up, down) {
        (true, _) if index > 0 => Some(Edit::Move(element, index - 1)),
        (_, true) if index + 1 < count => Some(Edit::Move(element, index + 1)),
        _ => None,
    }
}
