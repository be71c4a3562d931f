//! The metadata of a source: rows of key and value, always one empty row at the end.

use std::collections::HashSet;

use egui::{Id, Rect, Ui, pos2, vec2};
use farcall_core::{metadata::Row, workspace::secrets_in};

use crate::{
    panels::call::request::rows::eye_ui,
    theme::{self, Font, icons, size, text},
    widgets::{IconButton, SetBox, TextField},
};

/// The rows.
pub fn metadata_ui(ui: &mut Ui, id: Id, rows: &mut Vec<Row>, revealed: &mut HashSet<usize>) {
    let count = rows.len();
    rows.push(Row::new("", ""));
    let mut removed = None;
    for (at, row) in rows.iter_mut().enumerate() {
        if row_ui(ui, id.with(at), at, at == count, row, revealed) {
            removed = Some(at);
        }
    }
    if let Some(at) = removed {
        rows.remove(at);
        revealed.clear();
    }
    if rows.last().is_some_and(Row::is_blank) {
        rows.pop();
    }
}

/// One row; whether it goes.
fn row_ui(ui: &mut Ui, id: Id, at: usize, is_last: bool, row: &mut Row, revealed: &mut HashSet<usize>) -> bool {
    let problem = if is_last { None } else { row.problem() };
    let below = if problem.is_some() { size::REASON } else { 0.0 };
    let (_, whole) = ui.allocate_space(vec2(ui.available_width(), size::FORM_ROW + below));
    let line = Rect::from_min_size(whole.min, vec2(whole.width(), size::FORM_ROW));
    let number = at + 1;
    let middle = line.center().y.round();
    if !is_last {
        let name = format!("Reflection metadata {number} is sent");
        SetBox::new(&name).show_around(ui, pos2(line.left() + 8.0, middle), &mut row.enabled);
    }
    let left = line.left() + 24.0;
    let right = line.right() - 28.0;
    let key_width = ((right - left - 8.0) * 0.42).floor();
    let top = line.top() + 2.0;
    let cell = |left: f32, right: f32| Rect::from_min_max(pos2(left, top), pos2(right, top + size::CONTROL));
    let secret = !is_last && !secrets_in(std::slice::from_ref(row)).is_empty();
    let name = format!("Key of reflection metadata {number}");
    let field =
        TextField::new(&mut row.key, &name).id(id.with("key")).code().placeholder(if is_last { "Key" } else { "" });
    field.invalid(problem.as_ref().map(|_| "")).show_at(ui, cell(left, left + key_width));
    let name = format!("Value of reflection metadata {number}");
    let mut is_shown = revealed.contains(&at);
    let field = TextField::new(&mut row.value, &name).id(id.with("value")).code();
    let field = field.placeholder(if is_last { "Value" } else { "" }).secret(secret && !is_shown);
    let field = field.trailing(if secret { 28.0 } else { 0.0 });
    let output = field.show_at(ui, cell(left + key_width + 8.0, right));
    if secret {
        eye_ui(ui, &output, &name, &mut is_shown);
        if is_shown {
            revealed.insert(at)
        } else {
            revealed.remove(&at)
        };
    }
    if let Some(problem) = &problem {
        let t = theme::tokens(ui);
        let at = pos2(left, line.bottom() + 14.0);
        text::paint_within(ui.painter(), at, right - left, Font::Small, t.error, problem);
    }
    let remove = format!("Remove reflection metadata {number}");
    !is_last && IconButton::new(icons::DELETE, &remove).show_around(ui, pos2(line.right() - 12.0, middle)).clicked()
}
