//! The list that a cell opens below it: a filter that has the keyboard, and rows to choose from by keys and pointer.
//!
//! Knows no names; the caller filters them and says how a row looks.

use egui::{Id, Key, Modifiers, Popup, PopupCloseBehavior, Response, ScrollArea, Ui};

use super::{ListRow, TextField};
use crate::theme::{icons, size, space, tokens};

/// Rows on the screen.
const ROWS: f32 = 12.0;
/// The list is as wide as its cell, and this wide at least.
const LEAST_WIDTH: f32 = 360.0;

/// What a list remembers while it is open.
#[derive(Debug, Clone, Default)]
pub struct PickerList {
    filter: String,
    row: usize,
}

impl PickerList {
    /// Opens it with nothing typed.
    pub fn open(&mut self, ui: &Ui, id: Id) {
        *self = Self::default();
        Popup::open_id(ui.ctx(), id);
    }

    /// Shows it below its cell while it is open: `name` is of the filter, `none` is said where nothing matches. What was
    /// chosen closes it.
    pub fn show_below<T>(
        &mut self,
        cell: &Response,
        id: Id,
        (name, none): (&str, &str),
        matching: impl FnOnce(&str) -> Vec<T>,
        look: impl Fn(&T) -> ListRow<'_>,
    ) -> Option<T> {
        let popup = Popup::from_response(cell)
            .id(id)
            .open_memory(None)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .gap(space::XS)
            .width(cell.rect.width().max(LEAST_WIDTH));
        let shown = popup.show(|ui| {
            self.filter_ui(ui, name);
            let items = matching(&self.filter);
            let at = self.rows_ui(ui, &items, none, look);
            at.and_then(|at| items.into_iter().nth(at))
        });
        let chosen = shown.and_then(|shown| shown.inner);
        if chosen.is_some() {
            Popup::close_id(&cell.ctx, id);
        }
        chosen
    }

    fn filter_ui(&mut self, ui: &mut Ui, name: &str) {
        let width = ui.available_width();
        let field = TextField::new(&mut self.filter, name).icon(icons::FILTER_LIST).placeholder(name);
        let field = field.show(ui, width).response;
        field.request_focus();
        if field.changed() {
            self.row = 0;
        }
        ui.add_space(space::XS);
    }

    /// Takes the keys and draws the rows in sight; the place of the one that was chosen.
    fn rows_ui<T>(&mut self, ui: &mut Ui, items: &[T], none: &str, look: impl Fn(&T) -> ListRow<'_>) -> Option<usize> {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let (down, up, entered) = (pressed(Key::ArrowDown), pressed(Key::ArrowUp), pressed(Key::Enter));
        self.row = (self.row + usize::from(down)).saturating_sub(usize::from(up)).min(items.len().saturating_sub(1));
        if items.is_empty() {
            ListRow::new(none).color(tokens(ui).text2).pad(space::S).show(ui);
            return None;
        }
        let mut area = ScrollArea::vertical().max_height(size::ROW * ROWS).auto_shrink([false, true]);
        if down || up {
            let top = self.row as f32 * size::ROW;
            area = area.vertical_scroll_offset((top - size::ROW * (ROWS - 2.0)).max(0.0));
        }
        let mut clicked = None;
        area.show_rows(ui, size::ROW, items.len(), |ui, range| {
            for at in range {
                let Some(item) = items.get(at) else { continue };
                let id = Id::NULL.with((none, at));
                if look(item).selected(at == self.row, true).id(id).pad(space::S).show(ui).clicked() {
                    clicked = Some(at);
                }
            }
        });
        clicked.or(entered.then_some(self.row))
    }
}
