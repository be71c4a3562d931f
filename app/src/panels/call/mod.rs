//! A call tab: the address row over the request side and the response side.

mod address;
mod changed;
mod definition;
mod method_picker;
pub mod request;
pub mod response;
mod target_cell;

use egui::{Id, Rect, Ui, vec2};

use super::{NARROW, Views};
use crate::{
    action::Action,
    state::{CallTab, State, TabId},
    theme::{self, paint, size},
    widgets::{Orientation, Splitter},
};

/// Least room of either side.
const SIDE_MIN: egui::Vec2 = egui::Vec2::new(280.0, 120.0);

/// A call tab.
pub fn call_ui(ui: &mut Ui, state: &State, id: TabId, call: &CallTab, views: &mut Views, actions: &mut Vec<Action>) {
    let area = ui.available_rect_before_wrap();
    let (row, content) = area.split_top_bottom_at_y(area.top() + size::ADDRESS_ROW);
    address::address_ui(ui, row, state, id, call, views, actions);
    let t = theme::tokens(ui);
    paint::divider_h(ui.painter(), row.x_range(), row.bottom() - 1.0, t.line);
    let content = changed::changed_ui(ui, content, id, call, actions);
    sides_ui(ui, content, state, id, call, views, actions);
    definition::definition_ui(ui, state, id, call, views, actions);
}

fn sides_ui(
    ui: &mut Ui,
    area: Rect,
    state: &State,
    id: TabId,
    call: &CallTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
) {
    let narrow = ui.ctx().content_rect().width() < NARROW;
    let orientation = if narrow { Orientation::Above } else { Orientation::Beside };
    let streams = call.kind().is_some_and(|kind| kind.client_streams() || kind.server_streams());
    let mut split = views.splits.of(narrow, streams);
    let splitter = Splitter::new("Request and response", orientation, vec2(SIDE_MIN.x, SIDE_MIN.y));
    let (request, response) = splitter.sides(area, &split);
    request::request_ui(ui, request, state, id, call, views, actions);
    response::response_ui(ui, response, state, id, call, views, actions);
    if splitter.show(ui, Id::NULL.with(("sides", narrow)), area, &mut split).changed() {
        views.splits.set(narrow, streams, split);
    }
}
