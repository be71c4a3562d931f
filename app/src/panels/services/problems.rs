//! The list of what of a source could not be loaded: file and line, what happened, what to try.
//! It draws what it is given; of a long list the rows in sight alone.

use egui::{Margin, RichText, Ui, Vec2, pos2, vec2};
use farcall_core::{metadata::visible, schema::Problem};

use crate::{
    action::Action,
    state::Source,
    theme::{self, Font, icons, text},
    widgets::Button,
};

/// Below a problem.
const GAP: f32 = 8.0;

/// How high the rows of a list were when they were last drawn, by position. One that never was is taken for a usual one.
#[derive(Default)]
pub struct RowHeights {
    width: f32,
    rows: Vec<Option<f32>>,
}

/// The first `most` problems, with what mends imports above them and a button that asks for another import folder; Copy
/// has all of them.
pub fn problems_ui(ui: &mut Ui, source: &Source, most: usize, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    inset_ui(ui, 12, |ui| roots_ui(ui, source, true, actions));
    worst_first(source.problems()).take(most).for_each(|problem| problem_ui(ui, problem));
    let more = source.problems().len().saturating_sub(most);
    if more > 0 {
        let words = format!("{more} more; Copy problems has all of them");
        inset_ui(ui, 36, |ui| ui.label(RichText::new(words).font(Font::Small.id()).color(t.text2)));
    }
    ui.add_space(4.0);
}

/// All problems, of which those in sight are drawn, with what mends imports above them.
pub fn all_problems_ui(ui: &mut Ui, source: &Source, heights: &mut RowHeights, actions: &mut Vec<Action>) {
    inset_ui(ui, 12, |ui| roots_ui(ui, source, false, actions));
    heights.fit(ui.available_width(), source.problems().len());
    let seen = ui.clip_rect().y_range();
    for (problem, height) in worst_first(source.problems()).zip(&mut heights.rows) {
        let top = ui.cursor().top();
        let about = height.unwrap_or_else(|| usual_height(ui, problem));
        if top > seen.max || top + about < seen.min {
            ui.allocate_space(vec2(0.0, about));
        } else {
            problem_ui(ui, problem);
            *height = Some(ui.cursor().top() - top);
        }
    }
    ui.add_space(4.0);
}

impl RowHeights {
    /// Forgets what was, if the lines break elsewhere now or there are others.
    fn fit(&mut self, width: f32, count: usize) {
        if self.width != width || self.rows.len() != count {
            *self = Self { width, rows: vec![None; count] };
        }
    }
}

/// The height of a problem whose every text takes one line.
fn usual_height(ui: &Ui, problem: &Problem) -> f32 {
    let line = |font: Font| ui.fonts_mut(|fonts| fonts.row_height(&font.id()));
    let lines = if problem.hint.is_some() { 2.0 } else { 1.0 };
    line(Font::SmallCode) + lines * line(Font::Small) + GAP
}

/// What is missing before what is only not as it should be.
fn worst_first(problems: &[Problem]) -> impl Iterator<Item = &Problem> {
    let (errors, warnings) = (problems.iter().filter(|of| of.is_error), problems.iter().filter(|of| !of.is_error));
    errors.chain(warnings)
}

/// A button for each import folder that would mend imports that were not found, and one for another.
fn roots_ui(ui: &mut Ui, source: &Source, asks: bool, actions: &mut Vec<Action>) {
    if !source.takes_import_roots() || source.problems().is_empty() {
        return;
    }
    for root in source.mending_roots() {
        let name = root.file_name().unwrap_or(root.as_os_str()).to_string_lossy();
        let label = format!("Add import folder {name}");
        let whole = format!("{} has files that are imported", root.display());
        let button = Button::normal(&label).icon(icons::CREATE_NEW_FOLDER).hint(&whole);
        let width = button.size(ui).x.min(ui.available_width());
        if button.width(width).show(ui).clicked() {
            actions.push(Action::AddImportRoot(source.id, root.clone()));
        }
        ui.add_space(8.0);
    }
    if !asks {
        return;
    }
    let other = Button::normal("Add import folder…").icon(icons::CREATE_NEW_FOLDER);
    if other.hint("A folder that imports are relative to").show(ui).clicked() {
        actions.push(Action::AskImportRoot(source.id));
    }
    ui.add_space(8.0);
}

/// All of it as text, a line each, hints after their problem.
pub fn as_text(problems: &[Problem]) -> String {
    let line = |problem: &Problem| match &problem.hint {
        Some(hint) => format!("{problem}\n  {hint}\n"),
        None => format!("{problem}\n"),
    };
    problems.iter().map(line).collect()
}

fn problem_ui(ui: &mut Ui, problem: &Problem) {
    let t = theme::tokens(ui);
    let shown = |text: &str| visible(text.as_bytes()).to_string();
    let (icon, color) = if problem.is_error { (icons::ERROR, t.error) } else { (icons::WARNING, t.warn) };
    let top = ui.cursor().min;
    text::paint_icon(ui.painter(), pos2(top.x + 20.0, (top.y + 8.0).round()), icon, color);
    let place = match problem.line {
        Some(line) => format!("{}:{line}", problem.file),
        None => problem.file.clone(),
    };
    inset_ui(ui, 36, |ui| {
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        ui.label(RichText::new(shown(&place)).font(Font::SmallCode.id()).color(t.text2));
        ui.label(RichText::new(shown(&problem.message)).font(Font::Small.id()).color(t.text));
        if let Some(hint) = &problem.hint {
            ui.label(RichText::new(shown(hint)).font(Font::Small.id()).color(t.text2));
        }
    });
    ui.add_space(GAP);
}

fn inset_ui<R>(ui: &mut Ui, left: i8, contents: impl FnOnce(&mut Ui) -> R) {
    egui::Frame::NONE.inner_margin(Margin { left, right: 12, top: 0, bottom: 0 }).show(ui, contents);
}
