//! The left panel: its views, and the schema sources below them.

use egui::{Frame, Id, Panel, Rect, Ui};

use super::{
    NARROW, Views, collections,
    services::{self, services_ui, sources_ui},
};
use crate::{
    action::Action,
    state::{LeftView, State},
    theme::{self, icons, paint, size},
    widgets::{SubTab, SubTabs},
};

/// The left panel.
pub fn left_panel(ui: &mut Ui, state: &State, views: &mut Views, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let window = ui.max_rect().width();
    // Each kind of window has a width of its own, so that a narrow one does not squeeze the wide one's panel.
    let (name, usual) = match window < NARROW {
        true => ("left of a narrow window", size::LEFT_PANEL_NARROW),
        false => ("left", size::LEFT_PANEL),
    };
    Panel::left(Id::NULL.with(name))
        .default_size(usual)
        .size_range(size::LEFT_PANEL_MIN..=(window / 2.0).max(size::LEFT_PANEL_MIN))
        .resizable(true)
        .show_separator_line(false)
        .frame(Frame::NONE.fill(t.app))
        .show(ui, |ui| {
            let area = ui.max_rect();
            ui.allocate_rect(area, egui::Sense::hover());
            paint::divider_v(ui.painter(), area.right() - 1.0, area.y_range(), t.line);
            views_ui(ui, area.with_max_x(area.right() - 1.0), state, views, actions);
        });
}

fn views_ui(ui: &mut Ui, area: Rect, state: &State, views: &mut Views, actions: &mut Vec<Action>) {
    let (strip, rest) = area.split_top_bottom_at_y(area.top() + size::STRIP);
    strip_ui(ui, strip, state, actions);
    match state.left.view {
        LeftView::Services => {
            let above = sources_ui(ui, rest, state, views, actions);
            services_ui(ui, above, state, views, actions);
        }
        LeftView::Collections => collections::collections_ui(ui, rest, state, views, actions),
    }
}

fn strip_ui(ui: &mut Ui, strip: Rect, state: &State, actions: &mut Vec<Action>) {
    let mut tabs = [SubTab::new("Services"), SubTab::new("Collections")];
    if strip.width() < services::NARROW {
        tabs = [tabs[0].icon(icons::ACCOUNT_TREE), tabs[1].icon(icons::FOLDER_OPEN)];
    }
    let order = [LeftView::Services, LeftView::Collections];
    let mut chosen = order.iter().position(|view| *view == state.left.view).unwrap_or_default();
    if SubTabs::new(&tabs).show_at(ui, strip, &mut chosen) {
        actions.extend(order.get(chosen).map(|view| Action::ShowLeft(*view)));
    }
}
