//! Sending all prepared messages of a stream in the way that is chosen, with how far that is and a way to stop it.
//! The pace itself is the engine's.

use std::time::{Duration, Instant};

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2};
use farcall_core::call::{CadenceProgress, ScriptState};

use super::ways;
use crate::{
    action::Action,
    state::{CallTab, SendWay, TabId},
    theme::{self, Font, icons, space, text},
    units,
    widgets::{Button, IconButton, popover},
};

/// While it counts down the next frame comes after this.
const TICK: Duration = Duration::from_millis(100);

/// At the right of `row`; returns where it begins.
pub fn pace_ui(ui: &mut Ui, row: Rect, id: TabId, call: &CallTab, actions: &mut Vec<Action>) -> f32 {
    if let Some(run) = call.running() {
        let now = Instant::now();
        let following = run.following().map(|script| words_of_script(&script.progress.state(), now));
        if let Some(words) = run.sending_paced().map(|progress| words_of(progress, now)).or(following) {
            return progress_ui(ui, row, &words, actions);
        }
    }
    let open = call.running().is_none_or(|run| !run.sending_closed);
    let why = "The stream was ended";
    let more = IconButton::new(icons::TIMER, "How all messages are sent").enabled(open, why);
    let more = more.show_around(ui, pos2(row.right() - 12.0, row.center().y));
    popover(&more, |ui| ways::ways_ui(ui, id, call, actions));
    let (words, hint) = chosen_way(call);
    let hint = if open { hint } else { why };
    let all = Button::normal(&words).enabled(open).hint(hint).shortcut("Alt+Shift+Enter");
    let all = all.show_right_in(ui, row.with_max_x(more.rect.left() - space::XS));
    if all.clicked() {
        actions.push(Action::SendChosenWay);
    }
    all.rect.left()
}

/// The words of the button, and what it does.
fn chosen_way(call: &CallTab) -> (String, &'static str) {
    match call.sending.way {
        SendWay::AtOnce => ("Send all".to_owned(), "Send every prepared message in order"),
        SendWay::Every => {
            let every = call.sending.interval().map_or_else(|_| "…".to_owned(), units::duration);
            (format!("Send every {every}"), "Send every prepared message, this long apart")
        }
        SendWay::OnReply => ("Send on reply".to_owned(), "Send the first message, and each other once a message came"),
        SendWay::Script => ("Run script".to_owned(), "Hold the conversation that the script below says"),
    }
}

fn progress_ui(ui: &mut Ui, row: Rect, words: &str, actions: &mut Vec<Action>) -> f32 {
    let t = theme::tokens(ui);
    ui.ctx().request_repaint_after(TICK);
    let stop = Button::normal("Stop").icon(icons::STOP).named("Stop sending").hint("The call goes on");
    let stop = stop.show_right_in(ui, row);
    if stop.clicked() {
        actions.push(Action::StopPaced);
    }
    let room = row.width() / 2.0;
    let width = text::width(ui.ctx(), Font::Body, words).min(room);
    let left = stop.rect.left() - space::S - width;
    text::paint_within(ui.painter(), pos2(left, text::baseline(row)), width + 1.0, Font::Body, t.text2, words);
    let area = Rect::from_min_max(pos2(left, row.top()), pos2(stop.rect.left(), row.bottom()));
    let label = ui.interact(area, ui.scope_id().with("pace"), Sense::hover());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    label.on_hover_text(words);
    left
}

/// `Sent 3 of 10, next in 0.4 s`.
fn words_of(progress: &CadenceProgress, now: Instant) -> String {
    let sent = match progress.total() {
        Some(total) => format!("Sent {} of {}", units::count(progress.sent()), units::count(total)),
        None => format!("Sent {}", units::count(progress.sent())),
    };
    match progress.next() {
        Some(next) => format!("{sent}, next in {}", units::running(next.saturating_duration_since(now))),
        None if progress.waits_for_reply() => format!("{sent}, waiting for a reply"),
        None => sent,
    }
}

/// `Line 3, round 2, 1.2 s left`.
fn words_of_script(state: &ScriptState, now: Instant) -> String {
    let line = format!("Line {}", state.line + 1);
    let round = if state.round > 1 { format!(", round {}", units::count(state.round)) } else { String::new() };
    let left = state.until.map(|until| units::running(until.saturating_duration_since(now)));
    let left = left.map_or_else(String::new, |left| format!(", {left} left"));
    format!("{line}{round}{left}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_how_far_a_pace_and_a_script_are() {
        let cadence = farcall_core::call::Cadence::every(TICK);
        let now = Instant::now();
        assert_eq!(words_of(&CadenceProgress::new(&cadence, 10), now), "Sent 0 of 10");
        assert_eq!(words_of(&CadenceProgress::new(&cadence.until_stopped(), 10), now), "Sent 0");
        let mut state = ScriptState { line: 2, round: 1, ..ScriptState::default() };
        assert_eq!(words_of_script(&state, now), "Line 3");
        (state.round, state.until) = (2, Some(now + Duration::from_millis(1200)));
        assert_eq!(words_of_script(&state, now), "Line 3, round 2, 1.2 s left");
    }
}
