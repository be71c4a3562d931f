//! A comparison tab: two messages side by side, one row a value; and the question with what to compare.

mod head;
mod picker;
mod row;
mod rows;
mod rules;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

use std::{collections::HashSet, sync::Arc};

use egui::{Ui, UiBuilder};
use farcall_core::message::Comparison;

use self::rows::Line;
pub use self::{picker::picker_ui, rules::rules_popover};
use super::Views;
use crate::{
    action::{Action, CompareAction},
    state::{CompareTab, OnDemand, State, TabId},
    theme::size,
    viewers::RowScroll,
    widgets::EmptyArea,
};

/// What a comparison remembers.
#[derive(Default)]
pub struct CompareLook {
    scroll: RowScroll,
    /// What the lines were made of.
    of: Option<(Arc<Comparison>, bool)>,
    lines: Vec<Line>,
    /// First rows of runs of equal ones that are unfolded.
    unfolded: HashSet<usize>,
    selected: Option<usize>,
    steps: u64,
}

/// The tab.
pub fn compare_ui(
    ui: &mut Ui,
    state: &State,
    id: TabId,
    tab: &CompareTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
) {
    let area = ui.available_rect_before_wrap();
    let (row, body) = area.split_top_bottom_at_y(area.top() + size::ADDRESS_ROW);
    head::head_ui(ui, row, id, tab, actions);
    let is_known = tab.waits_for.as_ref().is_some_and(|name| state.message_type(name).is_some());
    let look = &mut views.tabs.entry(id).or_default().compare;
    let mut ui = ui.new_child(UiBuilder::new().max_rect(body).id_salt(("comparison", id)));
    ui.set_clip_rect(body.intersect(ui.clip_rect()));
    match (&tab.found, tab.found.shown()) {
        (_, Some(found)) => {
            let found = found.clone();
            rows::rows_ui(&mut ui, body, id, tab, &found, look, actions);
        }
        (OnDemand::NotAsked, None) => actions.push(Action::Compare(CompareAction::CompareAgain(id))),
        (OnDemand::Failed(_), None) if is_known => actions.push(Action::Compare(CompareAction::CompareAgain(id))),
        (OnDemand::Failed(why), None) => {
            let empty = EmptyArea::new("This was not compared").hint(why).action("Compare again", None);
            if empty.show_at(&mut ui, body) {
                actions.push(Action::Compare(CompareAction::CompareAgain(id)));
            }
        }
        (_, None) => {
            if EmptyArea::new("Comparing").action("Stop", None).show_at(&mut ui, body) {
                actions.push(Action::Compare(CompareAction::StopCompare(id)));
            }
        }
    }
}
