//! The tree of services under its filter, and the schema sources with their problems.

mod certificate;
mod docs;
mod failure;
mod place;
mod problems;
mod rows;
mod sources;
#[cfg(test)]
mod tests;
mod tree;

use egui::{Id, Key, Modifiers, Rect, Ui, pos2, vec2};

pub use self::{failure::source_failure_ui, sources::sources_ui};
use super::{Views, walk::TypeAhead};
use crate::{
    action::{Action, OpenHow},
    state::{Focus, State},
    theme::{self, Font, icons, size, text},
    units,
    widgets::{IconButton, TextField},
};

/// What the tree remembers between frames.
#[derive(Default)]
pub struct ServicesView {
    tree: rows::Tree,
    ahead: TypeAhead,
    /// The key selected in the frame before, and where its row stands.
    selected: Option<String>,
    selected_at: Option<usize>,
    /// How far the rows were scrolled.
    offset: f32,
    /// How high the list of sources was.
    sources_height: f32,
}

/// Below this width words give way to icons.
pub const NARROW: f32 = 240.0;

/// Filter and tree.
pub fn services_ui(ui: &mut Ui, area: Rect, state: &State, views: &mut Views, actions: &mut Vec<Action>) {
    let (head, body) = area.split_top_bottom_at_y(area.top() + 8.0 + size::CONTROL + 8.0);
    let list = Id::NULL.with("services");
    views.services.tree.update(state);
    filter_ui(ui, head, state, &views.services, list, actions);
    if views.services.tree.rows().is_empty() {
        place::place_ui(ui, body, state, views, actions);
    } else {
        tree::tree_ui(ui, body, list, state, &mut views.services, actions);
    }
}

fn filter_ui(ui: &mut Ui, head: Rect, state: &State, view: &ServicesView, list: Id, actions: &mut Vec<Action>) {
    let rect = Rect::from_min_size(head.min + vec2(8.0, 8.0), vec2(head.width() - 17.0, size::CONTROL));
    let mut typed = state.left.filter.clone();
    let name = "Filter methods and types";
    let filtered = !view.tree.filter().is_empty();
    let count = if filtered { units::count(view.tree.method_count() as u64) } else { String::new() };
    let count_width = text::width(ui.ctx(), Font::Small, &count);
    let field = TextField::new(&mut typed, name)
        .id(Id::NULL.with("tree filter"))
        .icon(icons::FILTER_LIST)
        .placeholder(if rect.width() < NARROW { "Filter" } else { name })
        .trailing(if state.left.filter.is_empty() { 0.0 } else { 28.0 + count_width })
        .show_at(ui, rect);
    if state.focus == Some(Focus::Filter) {
        field.response.request_focus();
    }
    if field.response.changed() {
        actions.push(Action::FilterTree(typed));
    }
    if !state.left.filter.is_empty() {
        let center = pos2(rect.right() - 14.0, rect.center().y);
        let at = pos2(rect.right() - 28.0, text::baseline(rect));
        text::paint_right(ui.painter(), at, Font::Small, theme::tokens(ui).text2, &count);
        if IconButton::new(icons::CLOSE, "Clear the filter").show_around(ui, center).clicked() {
            actions.push(Action::FilterTree(String::new()));
            field.response.request_focus();
        }
    }
    let first = || view.tree.first_method().and_then(|at| view.tree.rows().get(at)).map(|row| row.of);
    let down = field.response.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown));
    if let Some(of) = first().or_else(|| view.tree.rows().first().map(|row| row.of)).filter(|_| down) {
        ui.memory_mut(|memory| memory.request_focus(list));
        actions.push(Action::SelectTree(Some(view.tree.key(of))));
    }
    let entered = field.response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if let (true, Some(of)) = (entered, first()) {
        actions.extend(tree::open(&view.tree, of, OpenHow::Preview));
    }
}
