//! The popover with what a comparison leaves out. It reads no path; the state says what is wrong with one.

use egui::{Id, Response, Sense, Ui, pos2, vec2};

use crate::{
    action::{Action, CompareAction},
    state::{CompareRules, CompareTab, TabId},
    theme::{Font, space, text, tokens},
    widgets::{TextField, popover},
};

const LEAVE_OUT: &str = "Leave out";
const ANY_ORDER: &str = "Lists in any order";

/// Below `button`, while it is open.
pub fn rules_ui(button: &Response, id: TabId, tab: &CompareTab, actions: &mut Vec<Action>) {
    if let Some(rules) = rules_popover(button, &tab.rules) {
        actions.push(Action::Compare(CompareAction::EditCompareRules(id, Box::new(rules))));
    }
}

/// The same for any rules: others than these, if they were changed.
pub fn rules_popover(button: &Response, before: &CompareRules) -> Option<CompareRules> {
    let rules = popover(button, |ui| {
        let mut rules = before.clone();
        let typed = |name: &str| ui.memory(|memory| memory.has_focus(field(name)));
        let (ignored, any_order) = rules.told_problems((typed(LEAVE_OUT), typed(ANY_ORDER)));
        field_ui(ui, LEAVE_OUT, "updated_at, **.etag", &mut rules.ignored, ignored.as_deref());
        ui.add_space(space::M);
        field_ui(ui, ANY_ORDER, "lines, or ** for every list", &mut rules.any_order, any_order.as_deref());
        ui.add_space(space::S);
        label(ui, "Paths, with commas between them");
        rules
    });
    rules.filter(|rules| rules != before)
}

fn field(name: &str) -> Id {
    Id::NULL.with(("compare rules", name))
}

fn field_ui(ui: &mut Ui, name: &str, hint: &str, typed: &mut String, wrong: Option<&str>) {
    label(ui, name);
    ui.add_space(space::XS);
    TextField::new(typed, name).id(field(name)).code().placeholder(hint).invalid(wrong).show(ui, ui.available_width());
}

/// Painted: the field has the name already.
fn label(ui: &mut Ui, words: &str) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 16.0), Sense::hover());
    text::paint(ui.painter(), pos2(row.left(), text::small_baseline(row)), Font::Small, tokens(ui).text2, words);
}
