//! The row that offers what extends a message: extensions that the schema knows and that are not set.
//! Once one is set it has a row like any field.

use egui::{Rect, Ui, pos2};
use farcall_core::message::{Edit, Field};

use super::{
    context::Cx,
    hints,
    picker::{Choice, picker},
    place::{member, message_at, place},
    rows::{Row, unset_extensions},
};
use crate::{
    theme::{self, Font, size, text},
    units,
    widgets::Combo,
};

/// The row of a message that could be extended.
pub fn extensions_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, line: Rect) {
    let Some(message) = message_at(cx.document.root(), &row.path) else { return };
    let t = theme::tokens(ui);
    let baseline = text::baseline(line);
    let left = cx.columns.name_at(row.depth);
    text::paint_within(
        ui.painter(),
        pos2(left, baseline),
        cx.columns.editor - 8.0 - left,
        Font::Body,
        t.text2,
        "Extensions",
    );
    let unset = unset_extensions(&message);
    if let Some(kind) = cx.columns.kind {
        text::paint(
            ui.painter(),
            pos2(kind, baseline),
            Font::Small,
            t.text2,
            &format!("{} more", units::count(unset.len() as u64)),
        );
    }
    let of = place(cx.document.root(), &row.path).map(|place| place.text).unwrap_or_default();
    let name = if of.is_empty() { "Add an extension".to_owned() } else { format!("Add an extension to {of}") };
    let rect = cx.columns.editor_in(line, size::CONTROL);
    let button = Combo::new(&name, "Add an extension").unset(true).enabled(cx.editable).face_at(ui, rect);
    cx.note(&button);
    if !cx.editable {
        return;
    }
    let choices = || unset.iter().map(choice).collect();
    if let Some(chosen) = picker(&button, &mut cx.view.picker, ("Filter extensions", &[], false), choices)
        && let Some(field) = unset.get(chosen)
    {
        let path = member(&row.path, field.number());
        cx.edits.push(if field.is_list() { Edit::Add(path) } else { Edit::Set(path) });
    }
}

fn choice(field: &Field) -> Choice {
    let full = field.name().trim_matches(['[', ']']);
    Choice { name: full.to_owned(), quiet: hints::full_type(field) }
}
