//! The question with which other message one is compared: rows of logs, opened messages.

use egui::{Id, Key, Modifiers, ScrollArea, Ui};

use crate::{
    action::{Action, CompareAction},
    state::{OtherPlace, State},
    theme::{self, icons, size},
    widgets::{Lead, ListRow, Outcome, dialog},
};

/// Rows on the screen.
const ROWS: f32 = 12.0;

/// The dialog, while it is open.
pub fn picker_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(picker) = &state.compare_picker else { return };
    let title = format!("Compare {} with", picker.from.title);
    let outcome = dialog(ui.ctx(), Id::NULL.with("compare with"), &title, "Compare", false, |ui| {
        let t = theme::tokens(ui);
        let step = ui.input_mut(|input| {
            let down = input.consume_key(Modifiers::NONE, Key::ArrowDown);
            let up = input.consume_key(Modifiers::NONE, Key::ArrowUp);
            i64::from(down) - i64::from(up)
        });
        if step != 0 {
            actions.push(Action::Compare(CompareAction::ChooseOther((picker.chosen as i64 + step).max(0) as usize)));
        }
        let mut area = ScrollArea::vertical().max_height(size::ROW * ROWS).auto_shrink([false, true]);
        if step != 0 {
            let top = (picker.chosen as f32 + step as f32 + 2.0 - ROWS) * size::ROW;
            area = area.vertical_scroll_offset(top.max(0.0));
        }
        area.show_rows(ui, size::ROW, picker.others.len(), |ui, range| {
            for at in range {
                let Some(other) = picker.others.get(at) else { continue };
                let icon = match other.place {
                    OtherPlace::Example(_) => icons::BOOKMARK,
                    OtherPlace::Row(..) => icons::HISTORY,
                    OtherPlace::Tab(_) => icons::DATA_OBJECT,
                };
                let row = ListRow::new(&other.title)
                    .lead(Lead::Icon(icon, t.text2))
                    .hint(&other.quiet, t.text2, 0.0)
                    .selected(at == picker.chosen, true)
                    .id(Id::NULL.with(("other message", at)))
                    .pad(8.0)
                    .show(ui);
                if row.double_clicked() {
                    actions.extend([
                        Action::Compare(CompareAction::ChooseOther(at)),
                        Action::Compare(CompareAction::CompareChosen),
                    ]);
                } else if row.clicked() {
                    actions.push(Action::Compare(CompareAction::ChooseOther(at)));
                }
            }
        });
        true
    });
    match outcome {
        Outcome::Open => {}
        Outcome::Confirmed => actions.push(Action::Compare(CompareAction::CompareChosen)),
        Outcome::Left => actions.push(Action::Escape),
    }
}
