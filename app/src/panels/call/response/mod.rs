//! The response side of a call tab: the status line, and what the shown run received.

mod connection;
mod content;
mod docked;
mod message;
mod reading;
mod remedy;
mod runs;
mod streams;
mod verdict;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests;

use std::time::Duration;

use egui::{Rect, Ui, UiBuilder};
use farcall_core::{
    call::{CallPhase, CallSnapshot, Direction, Series},
    schema::MethodKind,
};

use crate::{
    action::{Action, CallEdit},
    panels::{Views, views::RunView},
    state::{CallTab, ResponseView, Run, State, TabId},
    theme::{self, icons, size},
    viewers::status_panel::{Flows, StatusLine, status_line_ui, tone, who},
    widgets::{EmptyArea, SubTab, SubTabs, Tone, progress_line},
};

/// While a call runs its time is drawn this often.
const TICK: Duration = Duration::from_millis(100);

/// The response side.
pub fn response_ui(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    id: TabId,
    call: &CallTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
) {
    let t = theme::tokens(ui);
    ui.painter().rect_filled(rect, 0, t.surface);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("response"));
    ui.set_clip_rect(rect.intersect(ui.clip_rect()));
    let Some(run) = call.run() else {
        let key = "Ctrl+Enter";
        let hint = "Status, messages, headers, trailers and times of the call stand here";
        if EmptyArea::new("No answer yet").hint(hint).action("Send", Some(key)).show_at(&mut ui, rect) {
            actions.push(Action::Send);
        }
        return;
    };
    let view = views.of_run(call, run.id);
    let now = run.log.snapshot();
    let recent = if is_stream(run, &now) { run.log.recent() } else { Series::default() };
    if now.phase != CallPhase::Finished {
        ui.ctx().request_repaint_after(TICK);
    }
    let (strip, rest) = rect.split_top_bottom_at_y(rect.top() + size::STRIP);
    let (tabs, body) = rest.split_top_bottom_at_y(rest.top() + size::STRIP);
    status_ui(&mut ui, strip, id, call, run, &recent, &now, actions);
    view.log.take_recent(recent);
    sub_tabs_ui(&mut ui, tabs, id, call, run, view, &now, actions);
    let mut content = body;
    let docked = docked::dock(&ui, &mut content, call, run, view);
    if docked.leaves_room() {
        content::content_ui(&mut ui, content, state, id, call, run, view, &now, actions);
    }
    docked.show(&mut ui, id, view, &now, actions);
}

#[allow(clippy::too_many_arguments)]
fn status_ui(
    ui: &mut Ui,
    strip: Rect,
    id: TabId,
    call: &CallTab,
    run: &Run,
    recent: &Series,
    now: &CallSnapshot,
    actions: &mut Vec<Action>,
) {
    let streams = run.method.kind != MethodKind::Unary;
    let finished = run.log.finished();
    let (tone, words, who) = match &finished {
        Some(finished) => {
            let status = &finished.status;
            (tone(status.code, status.origin), status.code.to_string(), Some(who(status.origin)))
        }
        None if now.gaps.is_away => (Tone::Warn, "Lost".to_owned(), None),
        None => (Tone::Running, phase_word(now).to_owned(), None),
    };
    let keeps = reading::widths(ui, run);
    let line = StatusLine {
        tone,
        words: &words,
        who,
        attempt: attempt(run),
        stream: stream(now),
        elapsed: Some(now.elapsed),
        sent: streams.then_some(now.sent),
        received: streams.then_some(now.received),
        bytes: (now.received > 0).then_some(now.received_bytes),
        flows: streams.then(|| flows(recent, now)),
        keeps: &keeps,
    };
    let free = status_line_ui(ui, &line, strip);
    let free = reading::reading_ui(ui, free, run, actions);
    runs::runs_ui(ui, free, id, call, run, actions);
    if let (None, Some(timeout)) = (&finished, run.timeout) {
        let fraction = now.elapsed.as_secs_f32() / timeout.as_secs_f32().max(0.001);
        progress_line(ui, strip, Some(fraction.min(1.0)));
    }
}

/// Totals of a stream, and while it runs its rates.
fn flows(recent: &Series, now: &CallSnapshot) -> Flows {
    let running = now.phase != CallPhase::Finished;
    let rate = |direction| recent.rate_now(direction).filter(|_| running);
    Flows {
        sent_bytes: now.sent_bytes,
        received_bytes: now.received_bytes,
        sent_rate: rate(Direction::Sent),
        received_rate: rate(Direction::Received),
    }
}

/// The number of the attempt under way or the last one, where it is not the first.
fn attempt(run: &Run) -> Option<u32> {
    let failed = run.log.failed_attempts().len();
    let opened = run.log.opened().map_or(0, |opened| opened.attempt);
    let made = run.log.finished().map_or(0, |finished| finished.timings.attempts);
    let under_way = if run.is_running() && failed > 0 { u32::try_from(failed).unwrap_or(u32::MAX) + 1 } else { 0 };
    Some(opened.max(made).max(under_way)).filter(|attempt| *attempt > 1)
}

/// The number of the stream that is open, or was last, where those before it were lost.
fn stream(now: &CallSnapshot) -> Option<u32> {
    let opened_again = now.gaps.count.saturating_sub(u32::from(now.gaps.is_away));
    (opened_again > 0).then_some(opened_again + 1)
}

fn phase_word(now: &CallSnapshot) -> &'static str {
    match now.phase {
        CallPhase::Connecting => "Connecting",
        CallPhase::Open => "Open",
        CallPhase::HalfClosed if now.received > 0 => "Receiving",
        CallPhase::HalfClosed => "Waiting",
        CallPhase::Finished => "Finished",
    }
}

#[allow(clippy::too_many_arguments)]
fn sub_tabs_ui(
    ui: &mut Ui,
    rect: Rect,
    id: TabId,
    call: &CallTab,
    run: &Run,
    _view: &RunView,
    now: &CallSnapshot,
    actions: &mut Vec<Action>,
) {
    let headers = run.log.headers().map_or(0, |headers| headers.metadata.len());
    let trailers = run.log.finished().map_or(0, |finished| finished.trailers.len());
    let views = response_views(run, now);
    let tabs: Vec<SubTab<'_>> = views
        .iter()
        .map(|view| match view {
            ResponseView::Messages => first_tab(run, now),
            ResponseView::Headers => SubTab::new("Headers").count(headers),
            ResponseView::Trailers => SubTab::new("Trailers").count(trailers),
            ResponseView::Rates => SubTab::new("Rates"),
            ResponseView::Sequence => SubTab::new("Sequence"),
            ResponseView::Timeline => SubTab::new("Timeline"),
            ResponseView::Connection => SubTab::new("Connection"),
        })
        .collect();
    let shown = shown_view(call, run, now);
    let mut chosen = views.iter().position(|view| *view == shown).unwrap_or(0);
    let room = rect.with_max_x(rect.right() - 40.0);
    if SubTabs::new(&tabs).show_at(ui, room, &mut chosen)
        && let Some(view) = views.get(chosen)
    {
        actions.push(Action::Edit(id, CallEdit::ResponseView(*view)));
    }
    let t = theme::tokens(ui);
    theme::paint::divider_h(ui.painter(), rect.x_range(), rect.bottom() - 1.0, t.line);
    runs::more_ui(ui, rect, icons::MORE_VERT, actions);
}

/// What there is to show of a run: a call of one message each way has no rates and no ladder.
fn response_views(run: &Run, now: &CallSnapshot) -> Vec<ResponseView> {
    use ResponseView::{Connection, Headers, Messages, Rates, Sequence, Timeline, Trailers};
    match is_stream(run, now) {
        true => vec![Messages, Headers, Trailers, Rates, Sequence, Timeline, Connection],
        false => vec![Messages, Headers, Trailers, Timeline, Connection],
    }
}

/// Whether it has more than a message each way to show, or may have.
fn is_stream(run: &Run, now: &CallSnapshot) -> bool {
    run.method.kind != MethodKind::Unary || now.received > 1
}

/// The chosen view, if this run has it.
fn shown_view(call: &CallTab, run: &Run, now: &CallSnapshot) -> ResponseView {
    let chosen = call.response_view;
    if response_views(run, now).contains(&chosen) { chosen } else { ResponseView::Messages }
}

/// The first sub-tab is named by what stands in it.
fn first_tab(run: &Run, now: &CallSnapshot) -> SubTab<'static> {
    let failed = run.log.finished().is_some_and(|finished| !finished.status.code.is_ok());
    match run.method.kind {
        MethodKind::Unary if failed && now.received == 0 => SubTab::new("Status"),
        MethodKind::Unary if now.received <= 1 => SubTab::new("Message"),
        MethodKind::Unary | MethodKind::ServerStreaming | MethodKind::ClientStreaming | MethodKind::BidiStreaming => {
            let messages = usize::try_from(now.rows).unwrap_or(usize::MAX);
            SubTab::new("Messages").count(messages)
        }
    }
}
