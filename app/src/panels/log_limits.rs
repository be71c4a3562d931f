//! The dialog of how much is kept of calls: three sizes, each with what it is for.
//! It keeps nothing; what is typed is in the state.

use std::time::Duration;

use egui::{Id, Rect, RichText, Ui, pos2, vec2};

use crate::{
    action::Action,
    state::{LogLimit, State, TypedLogLimits},
    theme::{self, Font, size, space, text},
    units,
    widgets::{Outcome, TextField, dialog},
};

/// Where the fields begin; the longest label leaves a gap before it.
const LABEL: f32 = 184.0;
const FIELD: f32 = 120.0;

/// The dialog, while it is open.
pub fn log_limits_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(limits) = &state.log_limits else { return };
    let mut typed = limits.clone();
    let wrong = limits.checked().err();
    let title = "Memory and files for messages";
    let outcome = dialog(ui.ctx(), Id::NULL.with("log limits"), title, "Use", false, |ui| {
        let words = "What does not fit into memory goes to files, removed at exit. Where those are full, the oldest \
                     messages are dropped and counted.";
        ui.label(RichText::new(words).font(Font::Body.id()).color(theme::tokens(ui).text2));
        ui.add_space(space::L);
        let TypedLogLimits { call, program, files } = &mut typed;
        let rows = [
            (LogLimit::Call, "Memory of one call", call, "256 MiB"),
            (LogLimit::Program, "Memory of all calls", program, "1 GiB"),
            (LogLimit::Files, "Files of all calls", files, "8 GiB"),
        ];
        for (which, label, value, usual) in rows {
            let why = wrong.as_ref().filter(|(of, _)| *of == which).map(|(_, why)| why.as_str());
            row_ui(ui, label, value, usual, why);
        }
        taken_ui(ui, state);
        if ui.memory(|memory| memory.focused()).is_none() {
            ui.memory_mut(|memory| memory.request_focus(field_id("Memory of one call")));
        }
        wrong.is_none()
    });
    if typed != *limits {
        actions.push(Action::EditLogLimits(typed));
    }
    match outcome {
        Outcome::Open => {}
        Outcome::Confirmed => actions.push(Action::UseLogLimits),
        Outcome::Left => actions.push(Action::Escape),
    }
}

/// What is taken now, told again each second.
fn taken_ui(ui: &mut Ui, state: &State) {
    let (memory, files) = state.logs.taken();
    let words = format!("Now {} in memory and {} in files", units::size(memory as u64), units::size(files));
    ui.label(RichText::new(words).font(Font::Small.id()).color(theme::tokens(ui).text2));
    ui.ctx().request_repaint_after(Duration::from_secs(1));
}

fn row_ui(ui: &mut Ui, label: &str, value: &mut String, usual: &str, why: Option<&str>) {
    let t = theme::tokens(ui);
    let below = if why.is_some() { size::REASON } else { 0.0 };
    let (_, all) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL + below));
    let line = all.with_max_y(all.top() + size::CONTROL);
    let y = text::baseline(line);
    text::paint(ui.painter(), pos2(line.left(), y), Font::Body, t.text, label);
    let field = Rect::from_min_size(pos2(line.left() + LABEL, line.top()), vec2(FIELD, size::CONTROL));
    TextField::new(value, label).id(field_id(label)).placeholder(usual).invalid(why).show_at(ui, field);
    let quiet = format!("Usually {usual}");
    text::paint(ui.painter(), pos2(field.right() + space::M, y), Font::Small, t.text2, &quiet);
    ui.add_space(space::S);
}

fn field_id(label: &str) -> Id {
    Id::NULL.with(("log limit", label))
}
