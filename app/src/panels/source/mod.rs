//! The tab of a schema source: how it stands, what of it could not be loaded, and all its choices.

mod choices;
mod files;
mod head;
mod metadata;
#[cfg(test)]
mod tests;

use egui::{Id, RichText, ScrollArea, Ui, UiBuilder};
use farcall_core::{
    engine::SourceId,
    schema::{Problem, Schema},
};

pub use head::export_menu_ui;

use super::{Views, services};
use crate::{
    action::Action,
    state::{Source, SourceState, State, TabId},
    theme::{self, Font, size, space},
    widgets::EmptyArea,
};

/// What the tab remembers.
#[derive(Default)]
pub struct SourceLook {
    /// Metadata values that are shown though they are secret.
    revealed: std::collections::HashSet<usize>,
    problems: services::RowHeights,
}

/// Wider than this a page of choices is not easier to read.
const MEASURE: f32 = 860.0;

/// Files that fill in for a server, and imports from the one to the other, at most.
const MIXTURE_MAX: usize = 12;

/// The tab.
pub fn source_ui(ui: &mut Ui, state: &State, tab: TabId, id: SourceId, views: &mut Views, actions: &mut Vec<Action>) {
    let area = ui.available_rect_before_wrap();
    let Some(source) = state.source(id) else {
        EmptyArea::new("This source was removed").show_at(ui, area);
        return;
    };
    let (row, body) = area.split_top_bottom_at_y(area.top() + size::ADDRESS_ROW);
    head::head_ui(ui, row, source, actions);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(body).id_salt(("source", tab)));
    ui.set_clip_rect(body.intersect(ui.clip_rect()));
    ScrollArea::vertical().id_salt(("source page", id)).auto_shrink(false).show(&mut ui, |ui| {
        let margin = egui::Margin { left: 24, right: 24, top: 12, bottom: 24 };
        egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.set_max_width(MEASURE.min(ui.available_width()));
            standing_ui(ui, state, source, actions);
            let view = views.tabs.entry(tab).or_default();
            problems_ui(ui, source, &mut view.source.problems, actions);
            files::files_ui(ui, state, source, actions);
            choices::choices_ui(ui, Id::NULL.with(("source", id)), source, view, actions);
        });
    });
}

/// How far it is and what it gave, in words; why it failed, with what mends it.
fn standing_ui(ui: &mut Ui, state: &State, source: &Source, actions: &mut Vec<Action>) {
    files::fact_ui(ui, "State", &head::words(source));
    if let Some(words) = source.copy_words() {
        files::fact_ui(ui, "Shown", &words);
    }
    if let Some(listing) = &source.listing {
        files::fact_ui(ui, "Gave", &head::counts(listing));
    }
    if let Some(mixture) = source.schema.as_ref().and_then(Schema::mixture) {
        mixture.lines(MIXTURE_MAX).iter().for_each(|line| files::fact_ui(ui, "Mixed", line));
    }
    if let SourceState::Failed(failure) = &source.state {
        ui.add_space(space::S);
        services::source_failure_ui(ui, state, source, failure, actions);
    }
}

fn problems_ui(ui: &mut Ui, source: &Source, heights: &mut services::RowHeights, actions: &mut Vec<Action>) {
    let problems = source.problems();
    if problems.is_empty() {
        return;
    }
    let row = counted_heading_ui(ui, "Problems", Some(counted(problems)));
    let copy = crate::widgets::Button::link("Copy").small_head().hint("All of them as text").show_right_in(ui, row);
    if copy.clicked() {
        actions.push(Action::Copy(services::problems_as_text(problems)));
    }
    ui.add_space(4.0);
    let indent = egui::Margin { left: -12, right: 0, top: 0, bottom: 0 };
    egui::Frame::NONE.inner_margin(indent).show(ui, |ui| {
        services::all_problems_ui(ui, source, heights, actions);
    });
}

/// How many there are, and how many of them are mere warnings.
fn counted(problems: &[Problem]) -> String {
    let number = |count: usize| crate::units::count(count as u64);
    let warnings = problems.iter().filter(|problem| !problem.is_error).count();
    match warnings {
        0 => number(problems.len()),
        _ if warnings == problems.len() => format!("{}, warnings", number(warnings)),
        _ => format!("{}, {} of them warnings", number(problems.len()), number(warnings)),
    }
}

/// The heading of a part of the page.
fn heading_ui(ui: &mut Ui, words: &str) -> egui::Rect {
    counted_heading_ui(ui, words, None)
}

/// The same, with how many there are.
fn counted_heading_ui(ui: &mut Ui, words: &str, number: Option<String>) -> egui::Rect {
    ui.add_space(space::XL);
    let (_, row) = ui.allocate_space(egui::vec2(ui.available_width(), size::ROW));
    let at = egui::pos2(row.left(), theme::text::baseline(row));
    let used = theme::text::paint(ui.painter(), at, Font::Strong, theme::tokens(ui).text, words);
    let response = ui.interact(row, ui.scope_id().with(("heading", words)), egui::Sense::hover());
    let mut spoken = words.to_owned();
    if let Some(number) = number {
        let at = egui::pos2(at.x + used + 8.0, at.y);
        theme::text::paint(ui.painter(), at, Font::Small, theme::tokens(ui).text2, &number);
        spoken = format!("{words} {number}");
    }
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, &spoken));
    row
}

/// A quiet line over the whole width.
fn note_ui(ui: &mut Ui, words: &str) {
    let t = theme::tokens(ui);
    ui.label(RichText::new(words).font(Font::Small.id()).color(t.text2).line_height(Some(16.0)));
    ui.add_space(4.0);
}
