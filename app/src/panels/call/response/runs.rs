//! Which run of the tab is shown, and what can be done with a call as a whole.

use egui::{Rect, Ui, pos2};
use farcall_core::recording::ExportFormat;

use crate::{
    action::{Action, DiagnosticsAction, RecordingAction},
    state::{CallTab, Run, TabId},
    theme::{Icon, icons},
    units,
    widgets::{Button, IconButton, MenuItem, menu, menu_divider, menu_heading},
};

/// "Run 3 of 3", with the others behind it.
pub fn runs_ui(ui: &mut Ui, free: Rect, id: TabId, call: &CallTab, run: &Run, actions: &mut Vec<Action>) {
    if call.runs.len() < 2 {
        return;
    }
    let last = call.runs.last().map_or(run.number, |last| last.number);
    let words = format!("Run {} of {last}", run.number);
    let button = Button::quiet(&words).in_strip().opens_menu().hint("Runs of this tab, the latest first");
    if button.size(ui).x > free.width() {
        return;
    }
    let response = button.show_right_in(ui, free);
    menu(&response, |ui| {
        for (at, other) in call.runs.iter().enumerate().rev() {
            let ended = other.log.finished();
            let (name, time) = match &ended {
                Some(finished) => (finished.status.code.to_string(), units::duration(finished.at)),
                None => ("running".to_owned(), String::new()),
            };
            let label = format!("Run {}: {name}", other.number);
            if MenuItem::new(&label).shortcut(&time).chosen(other.id == run.id).show(ui).clicked() {
                actions.push(Action::ShowRun(id, at));
            }
        }
        menu_divider(ui);
        if MenuItem::new("Forget the other runs").icon(icons::DELETE).show(ui).clicked() {
            actions.push(Action::ForgetRuns);
        }
    });
}

/// The menu of the call at the right end of the sub-tabs.
pub fn more_ui(ui: &mut Ui, rect: Rect, icon: Icon, actions: &mut Vec<Action>) {
    let at = pos2(rect.right() - 20.0, rect.center().y);
    let button = IconButton::new(icon, "More about this call").show_around(ui, at);
    menu(&button, |ui| {
        if MenuItem::new("Copy as grpcurl").icon(icons::TERMINAL).shortcut("Ctrl+Shift+U").show(ui).clicked() {
            actions.push(Action::CopyGrpcurl);
        }
        if MenuItem::new("Find").icon(icons::SEARCH).shortcut("Ctrl+F").show(ui).clicked() {
            actions.push(Action::Find);
        }
        if MenuItem::new("Save recording…").icon(icons::SAVE).show(ui).clicked() {
            actions.push(Action::Recording(RecordingAction::AskRecord(false)));
        }
        menu_heading(ui, "Export");
        for format in ExportFormat::ALL {
            if MenuItem::new(format.name()).icon(icons::DOWNLOAD).quiet(format.ending()).show(ui).clicked() {
                actions.push(Action::Recording(RecordingAction::AskExport(format)));
            }
        }
        menu_divider(ui);
        if MenuItem::new("Diagnostics of the target").icon(icons::HUB).shortcut("Ctrl+Shift+H").show(ui).clicked() {
            actions.push(Action::Diagnostics(DiagnosticsAction::ShowDiagnostics));
        }
    });
}
