//! The row over the tab of a source: what it is and how far, with what can be done to it.

use egui::{Rect, Ui, pos2};
use farcall_core::engine::{SchemaFailure, SourceId};

use crate::{
    action::Action,
    panels::services::standing,
    state::{ExportKind, Listing, Source, SourceState},
    theme::{self, Font, icons, paint, space, text},
    units,
    widgets::{Button, IconButton, MenuItem, menu, progress_line},
};

/// The row.
pub fn head_ui(ui: &mut Ui, row: Rect, source: &Source, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    paint::divider_h(ui.painter(), row.x_range(), row.bottom() - 1.0, t.line);
    if source.is_loading() {
        progress_line(ui, row.with_min_y(row.bottom() - 2.0), None);
    }
    let mut rest = row.with_max_x(row.right() - space::M);
    let button = match source.is_loading() {
        true => Button::normal("Stop").icon(icons::STOP).hint("Stop reading; what was there before stays").shortcut(""),
        false if source.options_changed => {
            Button::main("Refresh").icon(icons::REFRESH).hint("Read it again with these choices").shortcut("F5")
        }
        false => Button::normal("Refresh").icon(icons::REFRESH).hint("Read it again").shortcut("F5"),
    };
    let response = button.show_right_in(ui, rest);
    rest.max.x = response.rect.left() - space::S;
    if response.clicked() {
        actions.push(match source.is_loading() {
            true => Action::CancelLoad(source.id),
            false => Action::Refresh(source.id),
        });
    }
    let export = Button::normal("Export").opens_menu().enabled(source.schema.is_some());
    let export = export.hint("Write the schema or a reference of it").show_right_in(ui, rest);
    rest.max.x = export.rect.left() - space::M;
    menu(&export, |ui| {
        export_menu_ui(ui, source.id, actions);
    });
    let remove = pos2(rest.right() - 8.0, rest.center().y.round());
    if IconButton::new(icons::DELETE, "Remove this source").show_around(ui, remove).clicked() {
        actions.push(Action::RemoveSource(source.id));
    }
    rest.max.x = remove.x - 12.0 - space::S;
    name_ui(ui, rest, source);
}

fn name_ui(ui: &Ui, rest: Rect, source: &Source) {
    let t = theme::tokens(ui);
    let standing = standing(source, t, false);
    let left = rest.left() + space::M;
    text::paint_icon(ui.painter(), pos2(left + 8.0, rest.center().y.round()), standing.icon, standing.color);
    let baseline = text::baseline(rest);
    let kind = source.kind_word();
    let kind_width = text::width(ui.ctx(), Font::Body, kind) + 12.0;
    let x = left + 24.0;
    let room = (rest.right() - x - kind_width).max(60.0);
    let used = text::paint_path_within(ui.painter(), pos2(x, baseline), room, Font::Strong, t.text, &source.name());
    text::paint(ui.painter(), pos2(x + used + 12.0, baseline), Font::Body, t.text2, kind);
}

/// The forms in which a schema can be written out.
pub fn export_menu_ui(ui: &mut Ui, id: SourceId, actions: &mut Vec<Action>) {
    let items = [
        ("Descriptor set…", icons::SCHEMA, ExportKind::DescriptorSet),
        (".proto files…", icons::DESCRIPTION, ExportKind::Protos),
        ("Reference as Markdown…", icons::NOTE_ADD, ExportKind::Markdown),
        ("Reference as HTML…", icons::CODE, ExportKind::Html),
    ];
    for (label, icon, kind) in items {
        if MenuItem::new(label).icon(icon).show(ui).clicked() {
            actions.push(Action::AskExport(id, kind));
        }
    }
}

/// How far a source is, in words.
pub fn words(source: &Source) -> String {
    let watched = match (source.options.watch, source.target()) {
        (false, _) => "",
        (true, None) => "; read again when a file changes",
        (true, Some(_)) => "; read again when connected to anew",
    };
    match &source.state {
        SourceState::Stale => "Not read in this run of the program".to_owned(),
        SourceState::Loading(step) => step.clone(),
        SourceState::Loaded => format!("Loaded{watched}"),
        SourceState::Failed(SchemaFailure::NoReflection(_)) => "The server offers no reflection".to_owned(),
        SourceState::Failed(_) => "Failed".to_owned(),
    }
}

/// What a schema has, in words.
pub fn counts(listing: &Listing) -> String {
    let services = listing.schema().services().len() as u64;
    let types: usize =
        listing.packages().iter().filter(|of| !of.is_built_in).map(|of| of.messages.len() + of.enums.len()).sum();
    format!(
        "{}, {}, {}",
        units::counted(services, "service"),
        units::counted(listing.method_count() as u64, "method"),
        units::counted(types as u64, "type")
    )
}
