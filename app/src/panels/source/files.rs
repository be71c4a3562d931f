//! What a source is read from: its address or its paths, and the import folders in their order.

use std::path::PathBuf;

use egui::{Ui, pos2, vec2};
use farcall_core::schema::FileSource;

use super::{heading_ui, note_ui};
use crate::{
    action::Action,
    panels::connection::{self, Asked},
    state::{Source, SourceKind, State},
    theme::{self, Font, icons, size, text},
    widgets::{Button, IconButton},
};

/// Labels are this wide.
const LABEL: f32 = 96.0;

/// A label and what is to be known.
pub fn fact_ui(ui: &mut Ui, label: &str, words: &str) {
    let t = theme::tokens(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
    let baseline = text::baseline(row);
    text::paint(ui.painter(), pos2(row.left(), baseline), Font::Body, t.text2, label);
    let at = pos2(row.left() + LABEL, baseline);
    text::paint_path_within(ui.painter(), at, row.right() - at.x, Font::Body, t.text, words);
    let response = ui.interact(row, ui.scope_id().with((label, words)), egui::Sense::hover());
    let spoken = format!("{label}: {words}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
    response.on_hover_text(words);
}

/// Where it is read from.
pub fn files_ui(ui: &mut Ui, state: &State, source: &Source, actions: &mut Vec<Action>) {
    match &source.kind {
        SourceKind::Reflection { target } => {
            heading_ui(ui, "Server");
            fact_ui(ui, "Address", &target.address);
            ui.add_space(4.0);
            let button = Button::normal("Connection").icon(connection::security(target).icon).opens_menu();
            let button = button.hint("Security, protocol, proxy of this server").show(ui);
            match connection::popover_ui(&button, state, target) {
                Some(Asked::Change(changed)) => actions.push(Action::EditSource(source.id, changed)),
                Some(Asked::Reconnect) => actions.push(Action::Refresh(source.id)),
                None => {}
            }
        }
        SourceKind::Files(FileSource::Protos { paths, import_roots, sets }) => {
            heading_ui(ui, "Files");
            paths.iter().for_each(|path| fact_ui(ui, "Path", &path.display().to_string()));
            sets.iter().for_each(|path| fact_ui(ui, "Set", &path.display().to_string()));
            heading_ui(ui, "Import folders");
            note_ui(ui, "Searched in this order, before those that follow from the files");
            roots_ui(ui, source, import_roots, actions);
        }
        SourceKind::Files(FileSource::DescriptorSet { paths }) => {
            heading_ui(ui, "Files");
            paths.iter().for_each(|path| fact_ui(ui, "Path", &path.display().to_string()));
        }
    }
}

fn roots_ui(ui: &mut Ui, source: &Source, roots: &[PathBuf], actions: &mut Vec<Action>) {
    if let Some(changed) = paths_ui(ui, "import folder", roots, true) {
        actions.push(Action::SetImportRoots(source.id, changed));
    }
    ui.add_space(4.0);
    if Button::normal("Add import folder…").icon(icons::CREATE_NEW_FOLDER).show(ui).clicked() {
        actions.push(Action::AskImportRoot(source.id));
    }
}

/// Paths in a list, each with what moves and removes it; the list as it is after what was pressed.
pub fn paths_ui(ui: &mut Ui, what: &str, paths: &[PathBuf], ordered: bool) -> Option<Vec<PathBuf>> {
    let t = theme::tokens(ui);
    let mut changed = None;
    for (at, path) in paths.iter().enumerate() {
        let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::FORM_ROW));
        let shown = path.display().to_string();
        let number = at + 1;
        let middle = row.center().y.round();
        let mut x = row.right() - 12.0;
        if IconButton::new(icons::DELETE, &format!("Remove {what} {number}")).show_around(ui, pos2(x, middle)).clicked()
        {
            let mut fewer = paths.to_vec();
            fewer.remove(at);
            changed = Some(fewer);
        }
        let moves = [
            (icons::ARROW_DOWNWARD, "down", (at + 1 < paths.len()).then_some(at + 1)),
            (icons::ARROW_UPWARD, "up", at.checked_sub(1)),
        ];
        for (icon, way, to) in moves.into_iter().filter(|_| ordered) {
            x -= 28.0;
            let name = format!("Move {what} {number} {way}");
            let end = if way == "up" { "It is the first" } else { "It is the last" };
            let button = IconButton::new(icon, &name).enabled(to.is_some(), end);
            if let (true, Some(to)) = (button.show_around(ui, pos2(x, middle)).clicked(), to) {
                let mut moved = paths.to_vec();
                moved.swap(at, to);
                changed = Some(moved);
            }
        }
        let baseline = text::baseline(row);
        if ordered {
            text::paint_right(
                ui.painter(),
                pos2(row.left() + 16.0, baseline),
                Font::Code,
                t.text2,
                &number.to_string(),
            );
        }
        let left = row.left() + if ordered { 28.0 } else { 0.0 };
        text::paint_path_within(ui.painter(), pos2(left, baseline), x - 20.0 - left, Font::Code, t.text, &shown);
        let response = ui.interact(row.with_max_x(x - 20.0), ui.scope_id().with((what, at)), egui::Sense::hover());
        let spoken = format!("{what} {number}: {shown}");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
        response.on_hover_text(&shown);
    }
    changed
}
