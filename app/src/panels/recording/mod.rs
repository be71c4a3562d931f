//! A recording tab: what the file says, how it is replayed and how that compared, over the views of a call.

mod head;
mod notes;
mod outcome;

use egui::{Ui, UiBuilder};

use super::{Views, call::response};
use crate::{
    action::{Action, RecordingAction},
    state::{OnDemand, RecordingTab, State, TabId},
    units,
    widgets::EmptyArea,
};

/// The tab.
pub fn recording_ui(
    ui: &mut Ui,
    state: &State,
    id: TabId,
    tab: &RecordingTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
) {
    let area = ui.available_rect_before_wrap();
    let mut ui = ui.new_child(UiBuilder::new().max_rect(area).id_salt(("recording", id)));
    ui.set_clip_rect(area.intersect(ui.clip_rect()));
    let ui = &mut ui;
    let Some(read) = tab.read.shown() else {
        return unread_ui(ui, id, tab, actions);
    };
    let area = head::head_ui(ui, area, id, tab, read, actions);
    let area = notes::notes_ui(ui, area, tab, read);
    let area = outcome::outcome_ui(ui, area, id, tab, actions);
    response::response_ui(ui, area, state, id, &tab.call, views, actions);
}

/// A file that is being read, or cannot be.
fn unread_ui(ui: &mut Ui, id: TabId, tab: &RecordingTab, actions: &mut Vec<Action>) {
    let area = ui.max_rect();
    let act = |action: RecordingAction| Action::Recording(action);
    match &tab.read {
        OnDemand::NotAsked => actions.push(act(RecordingAction::Read(id))),
        OnDemand::Failed(why) => {
            let title = format!("{} was not opened", tab.path.display());
            if EmptyArea::new(&title).hint(why).action("Try again", None).show_at(ui, area) {
                actions.push(act(RecordingAction::Read(id)));
            }
        }
        OnDemand::Pending(_) | OnDemand::Ready(_) => {
            let (bytes, of) = tab.progress.told();
            let hint = format!("{} of {}", units::size(bytes), units::size(of));
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
            if EmptyArea::new("Reading the recording").hint(&hint).action("Stop", None).show_at(ui, area) {
                actions.push(act(RecordingAction::Stop(id)));
            }
        }
    }
}
