//! The tree of services under its filter, and the schema sources with their problems.

mod certificate;
mod copy;
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

pub use self::{
    failure::source_failure_ui,
    problems::{RowHeights, all_problems_ui, as_text as problems_as_text},
    sources::{sources_ui, standing},
};
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
    /// Whether that place is of the rows as they are.
    is_placed: bool,
    /// Enter was pressed in the filter before its search was done: the number of that search.
    entered: Option<u64>,
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
    if views.services.tree.update(state) {
        views.services.is_placed = false;
    }
    views.services.entered = filter_ui(ui, head, state, &views.services, list, actions);
    let body = copy::copy_ui(ui, body, state);
    if views.services.tree.rows().is_empty() {
        place::place_ui(ui, body, state, views, actions);
    } else {
        tree::tree_ui(ui, body, list, state, &mut views.services, actions);
    }
}

/// The filter. Enter opens the first that was found, once all that was typed is searched for; returns the number of the
/// search that is still waited for.
fn filter_ui(
    ui: &mut Ui,
    head: Rect,
    state: &State,
    view: &ServicesView,
    list: Id,
    actions: &mut Vec<Action>,
) -> Option<u64> {
    let mut entered = view.entered;
    let rect = Rect::from_min_size(head.min + vec2(8.0, 8.0), vec2(head.width() - 17.0, size::CONTROL));
    let mut typed = state.left.filter.clone();
    let name = "Filter methods and types";
    let filtered = !view.tree.filter().is_empty();
    let count = if filtered { units::count(view.tree.found_count() as u64) } else { String::new() };
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
    let first = || view.tree.first_leaf().and_then(|at| view.tree.rows().get(at)).map(|row| row.of);
    let down = field.response.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown));
    if let Some(of) = first().or_else(|| view.tree.rows().first().map(|row| row.of)).filter(|_| down) {
        ui.memory_mut(|memory| memory.request_focus(list));
        actions.push(Action::SelectTree(Some(view.tree.key(of))));
    }
    let search = &state.left.search;
    if field.response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        entered = Some(search.asked + u64::from(field.response.changed()));
    }
    match entered {
        Some(asked) if asked < search.asked => None,
        Some(asked) if search.found.number < asked => Some(asked),
        Some(_) => {
            actions.extend(first().and_then(|of| tree::open(&view.tree, of, OpenHow::Preview)));
            None
        }
        None => None,
    }
}
