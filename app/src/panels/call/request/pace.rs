//! Sending all prepared messages of a stream: at once, or at a pace, with how far that is and a way to stop it.
//! The pace itself is the engine's.

use std::time::{Duration, Instant};

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::call::CadenceProgress;

use crate::{
    action::{Action, CallEdit},
    state::{CallTab, TabId},
    theme::{self, Font, icons, size, space, text},
    units,
    widgets::{Button, IconButton, TextField, popover},
};

/// Intervals to choose by a click.
const INTERVALS: [&str; 4] = ["100ms", "500ms", "1s", "5s"];
/// While it counts down the next frame comes after this.
const TICK: Duration = Duration::from_millis(100);
const LABEL: f32 = 72.0;
const FIELD: f32 = 96.0;

/// At the right of `row`; returns where it begins.
pub fn pace_ui(ui: &mut Ui, row: Rect, id: TabId, call: &CallTab, actions: &mut Vec<Action>) -> f32 {
    if let Some(progress) = call.running().and_then(|run| run.sending_paced()) {
        return progress_ui(ui, row, progress, actions);
    }
    let open = call.running().is_none_or(|run| !run.sending_closed);
    let why = "The stream was ended";
    let more = IconButton::new(icons::TIMER, "Send all at a pace").enabled(open, why);
    let more = more.show_around(ui, pos2(row.right() - 12.0, row.center().y));
    popover(&more, |ui| choices_ui(ui, id, call, actions));
    let hint = if open { "Send every prepared message in order" } else { why };
    let all = Button::normal("Send all").enabled(open).hint(hint);
    let all = all.show_right_in(ui, row.with_max_x(more.rect.left() - space::XS));
    if all.clicked() {
        actions.push(Action::SendAll);
    }
    all.rect.left()
}

fn progress_ui(ui: &mut Ui, row: Rect, progress: &CadenceProgress, actions: &mut Vec<Action>) -> f32 {
    let t = theme::tokens(ui);
    ui.ctx().request_repaint_after(TICK);
    let stop = Button::normal("Stop").icon(icons::STOP).named("Stop sending").hint("The call goes on");
    let stop = stop.show_right_in(ui, row);
    if stop.clicked() {
        actions.push(Action::StopPaced);
    }
    let words = words_of(progress, Instant::now());
    let room = row.width() / 2.0;
    let width = text::width(ui.ctx(), Font::Body, &words).min(room);
    let left = stop.rect.left() - space::S - width;
    text::paint_within(ui.painter(), pos2(left, text::baseline(row)), width + 1.0, Font::Body, t.text2, &words);
    let area = Rect::from_min_max(pos2(left, row.top()), pos2(stop.rect.left(), row.bottom()));
    let label = ui.interact(area, ui.scope_id().with("pace"), Sense::hover());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    left
}

/// `Sent 3 of 10, next in 0.4 s`.
fn words_of(progress: &CadenceProgress, now: Instant) -> String {
    let sent = format!("Sent {} of {}", units::count(progress.sent()), units::count(progress.total()));
    match progress.next() {
        Some(next) => format!("{sent}, next in {}", units::running(next.saturating_duration_since(now))),
        None => sent,
    }
}

fn choices_ui(ui: &mut Ui, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    let mut typed = call.cadence.clone();
    ui.label("Send every prepared message, one after another");
    ui.add_space(8.0);
    let row = line(ui);
    let wrong = typed.interval().err();
    field_ui(ui, row, "Every", "Interval", &mut typed.every, wrong.as_deref());
    let mut left = row.left() + LABEL + FIELD + space::S;
    for interval in INTERVALS {
        let button = Button::quiet(interval).small();
        let wanted = button.size(ui);
        let place = Rect::from_min_size(pos2(left, row.center().y - wanted.y / 2.0), wanted);
        if button.show_at(ui, place).clicked() {
            interval.clone_into(&mut typed.every);
        }
        left = place.right();
    }
    ui.add_space(4.0);
    let row = line(ui);
    let wrong = typed.rounds().err();
    field_ui(ui, row, "Times", "Times over", &mut typed.times, wrong.as_deref());
    ui.add_space(12.0);
    let row = line(ui);
    let read = typed.read();
    if let Ok(cadence) = &read {
        let total = cadence.total(call.draft.messages.len());
        let takes = cadence.interval().saturating_mul(u32::try_from(total.saturating_sub(1)).unwrap_or(u32::MAX));
        let words = format!("{} in {}", units::counted(total, "message"), units::duration(takes));
        let t = theme::tokens(ui);
        text::paint(ui.painter(), pos2(row.left(), text::baseline(row)), Font::Body, t.text2, &words);
    }
    let begin = Button::main("Start").named("Start sending at a pace").enabled(read.is_ok());
    if begin.show_right_in(ui, row).clicked() {
        actions.push(Action::SendPaced);
        egui::Popup::close_all(ui.ctx());
    }
    if typed != call.cadence {
        actions.push(Action::Edit(id, CallEdit::Cadence(typed)));
    }
}

fn line(ui: &mut Ui) -> Rect {
    ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::hover()).0
}

fn field_ui(ui: &mut Ui, row: Rect, label: &str, name: &str, value: &mut String, wrong: Option<&str>) {
    let t = theme::tokens(ui);
    text::paint(ui.painter(), pos2(row.left(), text::baseline(row)), Font::Body, t.text2, label);
    let place = Rect::from_min_size(pos2(row.left() + LABEL, row.top()), vec2(FIELD, size::CONTROL));
    TextField::new(value, name).invalid(wrong).show_at(ui, place);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_how_far_a_pace_is() {
        let cadence = farcall_core::call::Cadence::every(TICK);
        let progress = CadenceProgress::new(&cadence, 10);
        assert_eq!(words_of(&progress, Instant::now()), "Sent 0 of 10");
    }
}
