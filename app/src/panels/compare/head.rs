//! The row over a comparison: what differs in numbers, and the ways through it.

use egui::{Rect, Ui, pos2};
use farcall_core::message::Comparison;

use super::rules::rules_ui;
use crate::{
    action::{Action, CompareAction},
    state::{CompareTab, OnDemand, TabId},
    theme::{self, Font, icons, paint, space, text},
    units,
    widgets::{Button, IconButton},
};

/// The row.
pub fn head_ui(ui: &mut Ui, row: Rect, id: TabId, tab: &CompareTab, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    paint::divider_h(ui.painter(), row.x_range(), row.bottom() - 1.0, t.line);
    let middle = row.center().y.round();
    let found = tab.found.shown();
    let differs = found.is_some_and(|found| !found.is_equal());
    let mut rest = row.with_max_x(row.right() - space::M);
    let label = if tab.differences_only { "Show all" } else { "Differences only" };
    let button = Button::normal(label).enabled(differs).hint("Show or hide what is equal").show_right_in(ui, rest);
    rest.max.x = button.rect.left() - space::S;
    if button.clicked() {
        actions.push(Action::Compare(CompareAction::ToggleDifferencesOnly));
    }
    let tune = IconButton::new(icons::TUNE, "What is left out").chosen(!tab.rules.is_empty());
    rules_ui(&tune.show_around(ui, pos2(rest.right() - 12.0, middle)), id, tab, actions);
    rest.max.x -= 28.0;
    let swap = IconButton::new(icons::SWAP_HORIZ, "Swap sides").show_around(ui, pos2(rest.right() - 12.0, middle));
    if swap.clicked() {
        actions.push(Action::Compare(CompareAction::SwapSides));
    }
    let next = IconButton::new(icons::ARROW_DOWNWARD, "Next difference").shortcut("F7").enabled(differs, "None");
    if next.show_around(ui, pos2(rest.right() - 44.0, middle)).clicked() {
        actions.push(Action::Compare(CompareAction::NextDifference));
    }
    let before =
        IconButton::new(icons::ARROW_UPWARD, "Previous difference").shortcut("Shift+F7").enabled(differs, "None");
    if before.show_around(ui, pos2(rest.right() - 72.0, middle)).clicked() {
        actions.push(Action::Compare(CompareAction::PreviousDifference));
    }
    rest.max.x -= 88.0 + space::S;
    if matches!(tab.found, OnDemand::Pending(Some(_))) {
        let stop = Button::normal("Stop").icon(icons::STOP).named("Stop comparing").show_right_in(ui, rest);
        rest.max.x = stop.rect.left() - space::S;
        if stop.clicked() {
            actions.push(Action::Compare(CompareAction::StopCompare(id)));
        }
    }
    let Some(found) = found else { return };
    let (icon, color) = match found.is_equal() {
        true => (icons::CHECK_CIRCLE, t.ok),
        false => (icons::COMPARE_ARROWS, t.warn),
    };
    let left = row.left() + space::M;
    text::paint_icon(ui.painter(), pos2(left + 8.0, middle), icon, color);
    let words = words(found);
    let at = pos2(left + 24.0, text::baseline(row));
    let used = text::paint_within(ui.painter(), at, rest.right() - at.x, Font::Strong, t.text, &words);
    let shown = Rect::from_min_size(pos2(left, row.top()), egui::vec2(used + 24.0, row.height()));
    let response = ui.interact(shown, ui.scope_id().with("counts"), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, &words));
}

/// `3 changed, 1 added, 0 removed`.
pub fn words(found: &Comparison) -> String {
    let counts = found.counts;
    let mut words = match (found.is_equal(), found.same_bytes) {
        (true, true) => "Equal, byte by byte".to_owned(),
        (true, false) if counts.ignored > 0 => "Equal".to_owned(),
        (true, false) => "Same values, other bytes".to_owned(),
        (false, _) => format!(
            "{} changed, {} added, {} removed",
            units::count(counts.changed),
            units::count(counts.added),
            units::count(counts.removed)
        ),
    };
    for (many, word) in [(counts.moved, "moved"), (counts.ignored, "ignored"), (found.left_out, "not shown")] {
        if many > 0 {
            words.push_str(&format!(", {} {word}", units::count(many)));
        }
    }
    words
}
