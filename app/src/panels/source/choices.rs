//! How a source is loaded: what goes along with reflection, what fills it in, whether it is watched, its limits.

use egui::{Id, Ui};

use super::{files, heading_ui, metadata, note_ui};
use crate::{
    action::Action,
    panels::{
        call::request::{auth, rows},
        views::TabView,
    },
    state::{Own, Source, SourceKind, SourceLimit, SourceOptions},
    theme::icons,
    widgets::{Button, Segments, SetBox},
};

/// The choices.
pub fn choices_ui(ui: &mut Ui, id: Id, source: &Source, view: &mut TabView, actions: &mut Vec<Action>) {
    let mut options = source.options.clone();
    if let SourceKind::Reflection { target } = &source.kind {
        heading_ui(ui, "Sent with reflection");
        own_ui(ui, id, &target.address, &mut options, view);
        heading_ui(ui, "Files that fill in");
        note_ui(ui, "Methods are those of the server; files give what it lacks: imports, comments, options");
        if let Some(changed) = files::paths_ui(ui, "filler", &options.filler, false) {
            options.filler = changed;
        }
        if Button::normal("Add files…").icon(icons::UPLOAD_FILE).named("Add files that fill in").show(ui).clicked() {
            actions.push(Action::AskFiller(source.id));
        }
    }
    heading_ui(ui, "Loading");
    let watch = match source.kind {
        SourceKind::Reflection { .. } => "Read again when the server is connected to anew",
        SourceKind::Files(_) => "Read again when a file changes",
    };
    SetBox::labelled(watch).show(ui, &mut options.watch);
    ui.add_space(8.0);
    limits_ui(ui, id, &mut options);
    if options != source.options {
        actions.push(Action::EditSourceOptions(source.id, Box::new(options)));
    }
}

fn own_ui(ui: &mut Ui, id: Id, address: &str, options: &mut SourceOptions, view: &mut TabView) {
    let mut chosen = usize::from(options.own.is_some());
    let before = chosen;
    Segments::new("Sent with reflection", &["As calls", "Its own"]).show(ui, &mut chosen);
    ui.add_space(8.0);
    if chosen != before {
        options.own = (chosen == 1).then(Own::default);
    }
    let Some(own) = &mut options.own else {
        note_ui(ui, &format!("The metadata and auth that were last sent to {address}"));
        return;
    };
    auth::editor_ui(ui, id.with("auth"), &mut view.request, &mut own.auth);
    ui.add_space(8.0);
    metadata::metadata_ui(ui, id.with("metadata"), &mut own.metadata, &mut view.source.revealed);
    ui.add_space(4.0);
    note_ui(ui, "Counts from the next refresh. Secrets are kept for this session only and never written to a file");
}

fn limits_ui(ui: &mut Ui, id: Id, options: &mut SourceOptions) {
    for limit in SourceLimit::ALL {
        let wrong = options.limit_value(limit).err();
        let typed = rows::text_ui(ui, id, limit.name(), &limit.usual(), wrong.as_deref(), options.limit(limit));
        if let Some(typed) = typed {
            options.set_limit(limit, typed);
        }
    }
    rows::hint_ui(ui, "Past a limit the rest is left out, and a problem says so. Counts from the next refresh");
}
