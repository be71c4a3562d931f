//! A choice among many: a popover with a filter and a list below it, walked by keys.
//! It knows words; what they stand for is the editor's.

use egui::{Key, Modifiers, Popup, PopupCloseBehavior, Response, ScrollArea, Ui};

use crate::{
    theme::{self, icons, size},
    widgets::{Lead, ListRow, TextField},
};

/// Rows of the list on the screen.
const ROWS: usize = 10;

/// One choice.
pub struct Choice {
    /// Its name.
    pub name: String,
    /// What stands after it in `text2`.
    pub quiet: String,
}

/// What is typed into the picker that is open, and which row is selected; there is one at a time.
#[derive(Default)]
pub struct PickerState {
    filter: String,
    row: usize,
}

/// Shows the picker below `button` while it is open; a click on the button opens it. What was chosen in this frame.
/// `marked` are the choices with a check; `stays`: a choice does not close it.
pub fn picker(
    button: &Response,
    state: &mut PickerState,
    (name, marked, stays): (&str, &[usize], bool),
    choices: impl FnOnce() -> Vec<Choice>,
) -> Option<usize> {
    let id = Popup::default_response_id(button);
    if button.clicked() {
        *state = PickerState::default();
    }
    let shown = Popup::from_toggle_button_response(button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .gap(4.0)
        .width(button.rect.width().max(size::TOAST))
        .show(|ui| list_ui(ui, state, name, marked, &choices()));
    let chosen = shown.and_then(|shown| shown.inner);
    if chosen.is_some() && !stays {
        Popup::close_id(&button.ctx, id);
        button.request_focus();
    }
    chosen
}

fn list_ui(ui: &mut Ui, state: &mut PickerState, name: &str, marked: &[usize], choices: &[Choice]) -> Option<usize> {
    let width = ui.available_width();
    let field = TextField::new(&mut state.filter, name).icon(icons::FILTER_LIST).placeholder("Filter");
    let field = field.show(ui, width).response;
    field.request_focus();
    if field.changed() {
        state.row = 0;
    }
    let found = matching(choices, &state.filter);
    let (step, entered) = ui.input_mut(|input| {
        let down = input.consume_key(Modifiers::NONE, Key::ArrowDown);
        let up = input.consume_key(Modifiers::NONE, Key::ArrowUp);
        (isize::from(down) - isize::from(up), input.consume_key(Modifiers::NONE, Key::Enter))
    });
    state.row = state.row.saturating_add_signed(step).min(found.len().saturating_sub(1));
    let clicked = rows_ui(ui, state.row, step != 0, &found, choices, marked);
    clicked.or(entered.then_some(state.row)).and_then(|at| found.get(at).copied())
}

fn rows_ui(
    ui: &mut Ui,
    selected: usize,
    moved: bool,
    found: &[usize],
    choices: &[Choice],
    marked: &[usize],
) -> Option<usize> {
    let t = theme::tokens(ui);
    ui.add_space(4.0);
    if found.is_empty() {
        ListRow::new("Nothing matches").color(t.text2).pad(8.0).show(ui);
        return None;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().max_height(size::ROW * ROWS as f32).auto_shrink([false, true]);
    if moved {
        let above = selected.saturating_sub(ROWS - 2) as f32;
        area = area.vertical_scroll_offset(above * size::ROW);
    }
    let mut clicked = None;
    area.show_rows(ui, size::ROW, found.len(), |ui, range| {
        for at in range {
            let Some((index, choice)) = found.get(at).and_then(|index| Some((*index, choices.get(*index)?))) else {
                continue;
            };
            let mut row = ListRow::new(&choice.name).quiet(&choice.quiet).pad(8.0);
            row = row.selected(at == selected, true).id(ui.scope_id().with(("choice", index)));
            if marked.contains(&index) {
                row = row.lead(Lead::Icon(icons::CHECK, t.text2));
            }
            if row.show(ui).clicked() {
                clicked = Some(at);
            }
        }
    });
    clicked
}

/// Choices with every typed word in their name or what stands after it.
fn matching(choices: &[Choice], typed: &str) -> Vec<usize> {
    let typed = typed.to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let has = |choice: &Choice| {
        let (name, quiet) = (choice.name.to_lowercase(), choice.quiet.to_lowercase());
        words.iter().all(|word| name.contains(word) || quiet.contains(word))
    };
    (0..choices.len()).filter(|at| choices.get(*at).is_some_and(has)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_typed_word_counts_wherever_it_stands() {
        let choice = |name: &str, quiet: &str| Choice { name: name.to_owned(), quiet: quiet.to_owned() };
        let choices = [choice("Order", "shop.v1"), choice("Line", "shop.v1"), choice("Order", "depot.v2")];
        assert_eq!(matching(&choices, "order SHOP"), [0]);
        assert_eq!(matching(&choices, ""), [0, 1, 2]);
        assert_eq!(matching(&choices, "x"), [0_usize; 0]);
    }
}
