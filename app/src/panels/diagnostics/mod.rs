//! A diagnostics tab: health as a table, servers and channels of channelz as a tree with counters.

mod copy;
mod head;
mod health;
mod nodes;
mod table;

use egui::Ui;

use super::{Views, walk::TypeAhead};
use crate::{
    action::Action,
    state::{DiagnosticsTab, DiagnosticsView, State, TabId},
    theme::{self, paint, size},
};

/// What a diagnostics tab remembers between frames.
#[derive(Default)]
pub struct DiagnosticsLook {
    /// Widths of columns that the user chose: of health, and of the trees.
    widths: [Vec<f32>; 2],
    /// Key of the selected row of a tree.
    selected: Option<String>,
    ahead: TypeAhead,
}

/// A diagnostics tab.
pub fn diagnostics_ui(
    ui: &mut Ui,
    state: &State,
    id: TabId,
    tab: &DiagnosticsTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
) {
    let area = ui.available_rect_before_wrap();
    let (row, body) = area.split_top_bottom_at_y(area.top() + size::ADDRESS_ROW);
    head::head_ui(ui, row, state, id, tab, actions);
    let t = theme::tokens(ui);
    paint::divider_h(ui.painter(), row.x_range(), row.bottom() - 1.0, t.line);
    let look = &mut views.tabs.entry(id).or_default().diagnostics;
    match tab.view {
        DiagnosticsView::Health => health::health_ui(ui, body, state, id, tab, look, actions),
        DiagnosticsView::Servers | DiagnosticsView::Channels => table::table_ui(ui, body, id, tab, look, actions),
    }
}
