//! The row of a oneof: one choice with its variants, "none" among them.
//! The member that is chosen has a row of its own below.

use egui::{Rect, Sense, Ui, pos2};
use farcall_core::{message::Edit, schema::OneofDescriptor};

use super::{
    context::Cx,
    hints,
    place::{member, place},
    rows::Row,
};
use crate::{
    theme::{self, Font, size, text},
    widgets::{Combo, MenuItem, Segments},
};

/// Choices of a oneof from which on it is a drop-down.
const SEGMENTS_MAX: usize = 4;

/// A oneof: one choice with its variants, "none" among them.
pub fn oneof_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, line: Rect, oneof: &OneofDescriptor, chosen: Option<u32>) {
    let t = theme::tokens(ui);
    let left = cx.columns.name_at(row.depth);
    let name_rect = Rect::from_min_max(pos2(left, line.top()), pos2(cx.columns.editor - 8.0, line.bottom()));
    let baseline = text::baseline(line);
    text::paint_within(ui.painter(), pos2(left, baseline), name_rect.width(), Font::Body, t.text, oneof.name());
    let hovered = ui.interact(name_rect, cx.id(&row.path, "oneof").with(oneof.name()), Sense::hover());
    hints::on_oneof(hovered, cx.schema, oneof);
    if let Some(kind) = cx.columns.kind {
        text::paint(ui.painter(), pos2(kind, baseline), Font::Small, t.text2, "oneof");
    }
    let fields: Vec<(u32, String)> = oneof.fields().map(|field| (field.number(), field.name().to_owned())).collect();
    let name = spoken_oneof(cx, row, oneof);
    let rect = cx.columns.editor_in(line, size::CONTROL);
    let labels: Vec<&str> = std::iter::once("none").chain(fields.iter().map(|(_, name)| name.as_str())).collect();
    let segments = Segments::new(&name, &labels);
    let before = chosen.and_then(|number| fields.iter().position(|(n, _)| *n == number)).map_or(0, |at| at + 1);
    let mut at = before;
    let fits = fields.len() <= SEGMENTS_MAX && segments.size(ui).x <= rect.width();
    if !cx.editable {
        let word = labels.get(before).copied().unwrap_or("none");
        Combo::new(&name, word).enabled(false).show_at(ui, rect, |_| {});
    } else if fits {
        segments.show_at(ui, rect.min, &mut at);
    } else {
        let word = labels.get(before).copied().unwrap_or("none");
        let response = Combo::new(&name, word).unset(before == 0).show_at(ui, rect, |ui| {
            for (index, label) in labels.iter().enumerate() {
                if MenuItem::new(label).chosen(index == before).show(ui).clicked() {
                    at = index;
                }
            }
        });
        cx.note(&response);
    }
    if at != before {
        let number = |at: usize| at.checked_sub(1).and_then(|at| fields.get(at)).map(|(number, _)| *number);
        match (number(at), number(before)) {
            (Some(new), _) => cx.edits.push(Edit::Set(member(&row.path, new))),
            (None, Some(old)) => cx.edits.push(Edit::Clear(member(&row.path, old))),
            (None, None) => {}
        }
    }
}

fn spoken_oneof(cx: &Cx<'_>, row: &Row, oneof: &OneofDescriptor) -> String {
    match place(cx.document.root(), &row.path) {
        Some(place) if !place.text.is_empty() => format!("{}.{}", place.text, oneof.name()),
        _ => oneof.name().to_owned(),
    }
}
