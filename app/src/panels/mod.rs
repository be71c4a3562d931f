//! The window's regions and what is drawn in them. A panel reads the state and pushes actions; it changes nothing.

mod bottom;
mod call;
mod collections;
mod compare;
mod connection;
mod diagnostics;
mod keys;
mod left;
mod log_limits;
mod message;
mod notices;
mod palette;
mod question;
mod recording;
mod schema;
mod services;
mod signs;
mod source;
mod tab_strip;
mod top;
mod views;
mod walk;
mod welcome;

use std::path::PathBuf;

use egui::{CentralPanel, Frame, InputState, Panel, Ui};

pub use views::Views;

use crate::{
    action::Action,
    state::{State, TabContent},
    theme::{self, paint, size},
};

/// Below this width the response stands under the request, and the left panel is narrow.
pub const NARROW: f32 = 1100.0;

/// The whole window.
pub fn window_ui(ui: &mut Ui, state: &State, views: &mut Views, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    views.message_has_focus = false;
    views.json_has_focus = false;
    views.in_string = false;
    views.completes = false;
    bar(Panel::top("top"), size::TOP_BAR, t.app).show(ui, |ui| {
        top::top_ui(ui, state, actions);
        paint::divider_h(ui.painter(), ui.max_rect().x_range(), ui.max_rect().bottom() - 1.0, t.line);
    });
    bar(Panel::bottom("bottom"), size::STATUS_BAR, t.app).show(ui, |ui| {
        bottom::bottom_ui(ui, state, actions);
        paint::divider_h(ui.painter(), ui.max_rect().x_range(), ui.max_rect().top(), t.line);
    });
    if state.is_fresh() {
        CentralPanel::default()
            .frame(Frame::NONE.fill(t.surface))
            .show(ui, |ui| welcome::welcome_ui(ui, state, actions));
    } else {
        if state.left.shown {
            left::left_panel(ui, state, views, actions);
        }
        CentralPanel::default().frame(Frame::NONE.fill(t.surface)).show(ui, |ui| centre_ui(ui, state, views, actions));
    }
    palette::palette_ui(ui, state, actions);
    question::question_ui(ui, state, actions);
    log_limits::log_limits_ui(ui, state, actions);
    compare::picker_ui(ui, state, actions);
    keys::keys_ui(ui, state, actions);
    notices::notices_ui(ui, state, views, actions);
}

fn centre_ui(ui: &mut Ui, state: &State, views: &mut Views, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    bar(Panel::top("tabs"), size::STRIP, t.app).show(ui, |ui| tab_strip::tab_strip_ui(ui, state, actions));
    views.forget_closed(state);
    match state.tabs.chosen() {
        None => welcome::no_tab_ui(ui, state, actions),
        Some(tab) => match &tab.content {
            TabContent::Call(call) => call::call_ui(ui, state, tab.id, call, views, actions),
            TabContent::Compare(shown) => compare::compare_ui(ui, state, tab.id, shown, views, actions),
            TabContent::Message(shown) => message::message_ui(ui, state, tab.id, shown, views, actions),
            TabContent::Recording(shown) => recording::recording_ui(ui, state, tab.id, shown, views, actions),
            TabContent::Diagnostics(diagnostics) => {
                diagnostics::diagnostics_ui(ui, state, tab.id, diagnostics, views, actions);
            }
            TabContent::Schema(shown) => schema::schema_ui(ui, state, tab.id, shown, views, actions),
            TabContent::Source(id) => source::source_ui(ui, state, tab.id, *id, views, actions),
        },
    }
}

fn bar(panel: Panel, height: f32, fill: egui::Color32) -> Panel {
    panel.exact_size(height).resizable(false).show_separator_line(false).frame(Frame::NONE.fill(fill))
}

/// Paths of what was dropped on the window in this frame.
pub fn dropped_paths(input: &InputState) -> Vec<PathBuf> {
    input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect()
}
