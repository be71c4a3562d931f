//! Who uses a symbol, and as what: a line each, drawn as far as they are seen.

use egui::{Id, Ui, pos2, vec2};
use farcall_core::schema::{Page, UsedAs};

use super::{
    Went,
    link::{Followed, link_ui},
    parts::{in_sight, row_of, section_ui},
};
use crate::theme::{self, Font, size, text};

/// The list, if anybody uses it.
pub fn used_by_ui(ui: &mut Ui, page: &Page, went: &mut Went<'_>) {
    if page.used_by.is_empty() {
        return;
    }
    section_ui(ui, "Used by", page.used_by.len());
    let t = theme::tokens(ui);
    let (_, all) = ui.allocate_space(vec2(ui.available_width(), size::ROW * page.used_by.len() as f32));
    for at in in_sight(ui, all, page.used_by.len()) {
        let Some(usage) = page.used_by.get(at) else { continue };
        let row = row_of(all, at);
        let words = words(&usage.used_as);
        let width = text::width(ui.ctx(), Font::Body, &words);
        let id = Id::NULL.with((went.id, "used by", at));
        let room = (row.width() - width - 12.0).max(80.0);
        let (taken, followed) = link_ui(ui, row, row.left(), room, Font::Code, &usage.symbol, id);
        text::paint(ui.painter(), pos2(row.left() + taken + 12.0, text::baseline(row)), Font::Body, t.text2, &words);
        if let Some(how) = followed {
            went.go(&usage.symbol, how == Followed::InAnother);
        }
    }
}

fn words(used_as: &UsedAs) -> String {
    match used_as {
        UsedAs::Request => "as request".to_owned(),
        UsedAs::Response => "as response".to_owned(),
        UsedAs::Field(field) => format!("in field {field}"),
        UsedAs::Extension => "as extension".to_owned(),
    }
}
