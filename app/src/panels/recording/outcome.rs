//! How a replay compares: numbers, and a row for each response that differs. A click opens both sides.

use egui::{Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2};
use farcall_core::{
    message::{CompareRow, Difference},
    recording::{MessageDifference, ReplayOutcome},
};

use crate::{
    action::{Action, RecordingAction},
    figures::replay,
    state::{OnDemand, RecordingTab, TabId},
    theme::{self, Font, icons, paint, size, space, text},
    units,
    widgets::{Button, Lead, ListRow},
};

/// Rows that are shown at once; the list scrolls.
const ROWS: usize = 6;

/// The strip and its rows, once a replay was compared; returns the room below.
pub fn outcome_ui(ui: &mut Ui, area: Rect, id: TabId, tab: &RecordingTab, actions: &mut Vec<Action>) -> Rect {
    if tab.compared.is_none() {
        return area;
    }
    match (&tab.outcome, tab.outcome.shown()) {
        (OnDemand::Failed(why), _) => {
            let (strip, rest) = area.split_top_bottom_at_y(area.top() + size::STRIP);
            heading_ui(ui, strip, &format!("The replay was not compared: {why}"), None);
            rest
        }
        (OnDemand::Pending(_), _) => {
            let (strip, rest) = area.split_top_bottom_at_y(area.top() + size::STRIP);
            heading_ui(ui, strip, "Comparing the replay", None);
            let stop = Button::quiet("Stop").in_strip().icon(icons::STOP).named("Stop comparing");
            if stop.show_right_in(ui, strip.with_max_x(strip.right() - space::M)).clicked() {
                actions.push(Action::Recording(RecordingAction::Stop(id)));
            }
            rest
        }
        (_, Some(outcome)) => found_ui(ui, area, id, outcome, actions),
        (_, None) => area,
    }
}

fn found_ui(ui: &mut Ui, area: Rect, id: TabId, outcome: &ReplayOutcome, actions: &mut Vec<Action>) -> Rect {
    let t = theme::tokens(ui);
    let (strip, rest) = area.split_top_bottom_at_y(area.top() + size::STRIP);
    heading_ui(ui, strip, &words(outcome), Some(outcome.is_equal()));
    let shown = outcome.differences.len().min(ROWS);
    if shown == 0 {
        return rest;
    }
    let (list, rest) = rest.split_top_bottom_at_y(rest.top() + shown as f32 * size::ROW + 1.0);
    ui.painter().rect_filled(list, 0, t.surface);
    paint::divider_h(ui.painter(), list.x_range(), list.bottom() - 1.0, t.line);
    let mut inner =
        ui.new_child(UiBuilder::new().max_rect(list.with_max_y(list.bottom() - 1.0)).id_salt("differences"));
    inner.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt(("differences", id)).auto_shrink(false);
    area.show_rows(&mut inner, size::ROW, outcome.differences.len(), |ui, range| {
        for difference in outcome.differences.get(range).unwrap_or_default() {
            row_ui(ui, id, difference, actions);
        }
    });
    rest
}

fn row_ui(ui: &mut Ui, id: TabId, difference: &MessageDifference, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let (icon, color) = match (&difference.comparison, difference.recorded) {
        (Some(_), _) => (icons::EDIT, t.warn),
        (None, Some(_)) => (icons::REMOVE, t.error),
        (None, None) => (icons::ADD, t.ok),
    };
    let name = format!("Response {}", units::count(difference.index + 1));
    let row = ListRow::new(&name).quiet(&told(difference)).lead(Lead::Icon(icon, color)).show(ui);
    if row.on_hover_text("Open both sides").clicked() {
        actions.push(Action::Recording(RecordingAction::OpenDifference(id, difference.index)));
    }
}

/// The first difference, and how many more there are.
fn told(difference: &MessageDifference) -> String {
    let Some(comparison) = &difference.comparison else {
        return if difference.recorded.is_some() { "did not come back" } else { "was not recorded" }.to_owned();
    };
    let first = comparison.rows.first().map_or_else(String::new, told_row);
    match comparison.counts.differences().saturating_sub(1) {
        0 => first,
        more => format!("{first}, and {} more", units::count(more)),
    }
}

fn told_row(row: &CompareRow) -> String {
    let path = if row.path.is_empty() { "message" } else { &row.path };
    let (left, right) = (row.left.as_deref().unwrap_or("not set"), row.right.as_deref().unwrap_or("not set"));
    match row.kind {
        Difference::Changed => format!("{path}: {left} → {right}"),
        Difference::Added => format!("{path}: {right} added"),
        Difference::Removed => format!("{path}: {left} removed"),
        Difference::Moved | Difference::Equal | Difference::Rewritten => format!("{path}: {}", row.kind.word()),
    }
}

/// `3 of 12 responses differ: 3 changed; status OK (0) → NOT_FOUND (5)`
pub fn words(outcome: &ReplayOutcome) -> String {
    let responses = match outcome.is_equal() && !outcome.end_is_unknown {
        true => format!("The replay gave the same: {}", units::counted(outcome.equal, "response")),
        false => replay::responses(outcome),
    };
    let status = match &outcome.status {
        Some((was, is)) if was.code == is.code => format!("status {} with another message", was.code),
        Some((was, is)) => format!("status {} → {}", was.code, is.code),
        None if outcome.end_is_unknown => replay::END_IS_UNKNOWN.to_owned(),
        None => "the same status".to_owned(),
    };
    format!("{responses}; {status}")
}

fn heading_ui(ui: &mut Ui, strip: Rect, words: &str, is_equal: Option<bool>) {
    let t = theme::tokens(ui);
    paint::divider_h(ui.painter(), strip.x_range(), strip.bottom() - 1.0, t.line);
    let (icon, color) = match is_equal {
        Some(true) => (icons::CHECK_CIRCLE, t.ok),
        Some(false) => (icons::COMPARE_ARROWS, t.warn),
        None => (icons::INFO, t.text2),
    };
    text::paint_icon(ui.painter(), pos2(strip.left() + 20.0, strip.center().y.round()), icon, color);
    let at = pos2(strip.left() + 36.0, text::baseline(strip));
    text::paint_within(ui.painter(), at, strip.right() - 96.0 - at.x, Font::Strong, t.text, words);
    let response = ui.interact(strip, ui.scope_id().with("outcome"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, words));
}

#[cfg(test)]
mod tests {
    use farcall_core::status::{Code, Status};

    use super::*;

    #[test]
    fn the_heading_never_calls_the_same_what_differs_or_is_not_known() {
        let late = (Status::local(Code::DEADLINE_EXCEEDED, "late"), Status::local(Code::CANCELLED, "by you"));
        let outcome = ReplayOutcome { equal: 20, status: Some(late), ..ReplayOutcome::default() };
        assert_eq!(words(&outcome), "20 responses, no difference; status DEADLINE_EXCEEDED (4) → CANCELLED (1)");
        let same = ReplayOutcome { status: None, ..outcome };
        assert_eq!(words(&same), "The replay gave the same: 20 responses; the same status");
        let cut = ReplayOutcome { end_is_unknown: true, ..same.clone() };
        assert_eq!(words(&cut), "20 responses, no difference; how the recorded call ended is not known");
        let partly = ReplayOutcome { not_kept: 3, ..same };
        assert_eq!(words(&partly), "20 responses, no difference; 3 more not compared: no longer kept; the same status");
    }
}
