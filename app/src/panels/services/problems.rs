//! The list of what of a source could not be loaded: file and line, what happened, what to try.

use egui::{Margin, RichText, Ui, pos2};
use farcall_core::{metadata::visible, schema::Problem};

use crate::{
    action::Action,
    state::Source,
    theme::{self, Font, icons, text},
    widgets::Button,
};

/// The first `most` problems, with what mends imports above them; Copy has all of them. `asks`: with a button that asks
/// for another import folder.
pub fn problems_ui(ui: &mut Ui, source: &Source, most: usize, asks: bool, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    inset_ui(ui, 12, |ui| roots_ui(ui, source, asks, actions));
    let problems = source.problems();
    // What is missing before what is only not as it should be.
    let (errors, warnings) = (problems.iter().filter(|of| of.is_error), problems.iter().filter(|of| !of.is_error));
    errors.chain(warnings).take(most).for_each(|problem| problem_ui(ui, problem));
    let more = problems.len().saturating_sub(most);
    if more > 0 {
        let words = format!("{more} more; Copy problems has all of them");
        inset_ui(ui, 36, |ui| ui.label(RichText::new(words).font(Font::Small.id()).color(t.text2)));
    }
    ui.add_space(4.0);
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
        ui.label(RichText::new(shown(&place)).font(Font::SmallCode.id()).color(t.text2));
        ui.label(RichText::new(shown(&problem.message)).font(Font::Small.id()).color(t.text));
        if let Some(hint) = &problem.hint {
            ui.label(RichText::new(shown(hint)).font(Font::Small.id()).color(t.text2));
        }
    });
    ui.add_space(8.0);
}

fn inset_ui<R>(ui: &mut Ui, left: i8, contents: impl FnOnce(&mut Ui) -> R) {
    egui::Frame::NONE.inner_margin(Margin { left, right: 12, top: 0, bottom: 0 }).show(ui, contents);
}
