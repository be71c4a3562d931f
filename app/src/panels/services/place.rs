//! What stands in the tree's place while it has no rows: why, and what fills it.

use egui::{Rect, ScrollArea, Ui, UiBuilder, vec2};
use farcall_core::engine::SchemaFailure;

use super::source_failure_ui;
use crate::{
    action::Action,
    panels::Views,
    state::{Source, SourceState, State},
    widgets::{Button, EmptyArea},
};

/// Words and buttons over `area`.
pub fn place_ui(ui: &mut Ui, area: Rect, state: &State, views: &mut Views, actions: &mut Vec<Action>) {
    if !views.services.tree.is_empty() {
        return nothing_ui(ui, area, state, actions);
    }
    let Some(source) = state.sources.last() else {
        let empty = EmptyArea::new("No schema yet").hint("It says what can be called");
        if empty.action("Connect to a target…", Some("Ctrl+Shift+L")).show_at(ui, area) {
            actions.push(Action::AskTarget);
        }
        return;
    };
    match &source.state {
        SourceState::Loading(step) => {
            EmptyArea::new("Reading the schema").hint(step).show_at(ui, area);
        }
        SourceState::Stale => {
            let name = source.name();
            if EmptyArea::new("Not read yet").hint(&name).action("Read the schema", Some("F5")).show_at(ui, area) {
                actions.push(Action::Refresh(source.id));
            }
        }
        SourceState::Loaded => {
            EmptyArea::new("No services").hint("This schema has none").show_at(ui, area);
        }
        SourceState::Failed(failure) => failed_ui(ui, area, state, source, failure, actions),
    }
}

fn nothing_ui(ui: &mut Ui, area: Rect, state: &State, actions: &mut Vec<Action>) {
    if state.left.filter.trim().is_empty() {
        EmptyArea::new("No services").hint("The schema has none").show_at(ui, area);
    } else {
        let empty = EmptyArea::new("Nothing matches").hint("By the path of a method or a type");
        if empty.action("Clear the filter", None).show_at(ui, area) {
            actions.push(Action::FilterTree(String::new()));
        }
    }
}

fn failed_ui(
    ui: &mut Ui,
    area: Rect,
    state: &State,
    source: &Source,
    failure: &SchemaFailure,
    actions: &mut Vec<Action>,
) {
    let inner = area.shrink2(vec2(12.0, 0.0)).with_min_y(area.top() + 8.0);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("no tree"));
    ScrollArea::vertical().auto_shrink(false).show(&mut ui, |ui| {
        source_failure_ui(ui, state, source, failure, actions);
    });
}

/// What to do where a server offers no reflection.
pub fn other_ways_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    let whole = "Open .proto files or a folder…";
    let fits = Button::normal(whole).size(ui).x <= ui.available_width();
    let (files, set) = match fits {
        true => (Button::normal(whole), Button::normal("Open a descriptor set…")),
        false => (Button::normal("Open .proto files…"), Button::normal("Descriptor set…")),
    };
    let beside = files.size(ui).x + set.size(ui).x + 8.0 <= ui.available_width();
    let width = if beside { None } else { Some(files.size(ui).x.max(set.size(ui).x).min(ui.available_width())) };
    let as_wide = |button: Button<'static>| match width {
        Some(width) => button.width(width),
        None => button,
    };
    let show = |ui: &mut Ui, actions: &mut Vec<Action>| {
        if as_wide(files).show(ui).clicked() {
            actions.push(Action::AskProtos);
        }
        ui.add_space(8.0);
        if as_wide(set).show(ui).clicked() {
            actions.push(Action::AskDescriptorSet);
        }
    };
    if beside {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            show(ui, actions);
        });
    } else {
        show(ui, actions);
    }
}
