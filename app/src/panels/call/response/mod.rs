//! The response side of a call tab: the status line, and what the shown run received.

mod connection;
mod content;
mod message;
mod remedy;
mod runs;
mod verdict;

use std::time::Duration;

use egui::{Rect, Ui, UiBuilder};
use farcall_core::{
    call::{CallPhase, CallSnapshot},
    schema::MethodKind,
};

use crate::{
    action::{Action, CallEdit, ResponseView},
    panels::{Views, views::RunView},
    state::{CallTab, Run, State, TabId},
    theme::{self, icons, size},
    viewers::status_panel::{StatusLine, status_line_ui, tone, who},
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
    let view = views.runs.entry(run.id).or_default();
    let now = run.log.snapshot();
    view.log.sample(&now);
    if now.phase != CallPhase::Finished {
        ui.ctx().request_repaint_after(TICK);
    }
    let (strip, rest) = rect.split_top_bottom_at_y(rect.top() + size::STRIP);
    let (tabs, body) = rest.split_top_bottom_at_y(rest.top() + size::STRIP);
    status_ui(&mut ui, strip, id, call, run, view, &now, actions);
    sub_tabs_ui(&mut ui, tabs, id, call, run, view, &now, actions);
    content::content_ui(&mut ui, body, state, id, call, run, view, &now, actions);
}

#[allow(clippy::too_many_arguments)]
fn status_ui(
    ui: &mut Ui,
    strip: Rect,
    id: TabId,
    call: &CallTab,
    run: &Run,
    view: &RunView,
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
        None => (Tone::Running, phase_word(now.phase).to_owned(), None),
    };
    let line = StatusLine {
        tone,
        words: &words,
        who,
        attempt: attempt(run),
        elapsed: Some(now.elapsed),
        sent: streams.then_some(now.sent),
        received: streams.then_some(now.received),
        bytes: (now.received > 0).then_some(now.received_bytes),
        rate: view.log.received_per_second().filter(|_| finished.is_none() && streams),
    };
    let free = status_line_ui(ui, &line, strip);
    runs::runs_ui(ui, free, id, call, run, actions);
    if let (None, Some(timeout)) = (&finished, run.timeout) {
        let fraction = now.elapsed.as_secs_f32() / timeout.as_secs_f32().max(0.001);
        progress_line(ui, strip, Some(fraction.min(1.0)));
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

fn phase_word(phase: CallPhase) -> &'static str {
    match phase {
        CallPhase::Connecting => "Connecting",
        CallPhase::Open => "Open",
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
    let tabs = [
        first_tab(run, now),
        SubTab::new("Headers").count(headers),
        SubTab::new("Trailers").count(trailers),
        SubTab::new("Timeline"),
        SubTab::new("Connection"),
    ];
    const ALL: [ResponseView; 5] = [
        ResponseView::Messages,
        ResponseView::Headers,
        ResponseView::Trailers,
        ResponseView::Timeline,
        ResponseView::Connection,
    ];
    let mut chosen = ALL.iter().position(|view| *view == call.response_view).unwrap_or(0);
    let room = rect.with_max_x(rect.right() - 40.0);
    if SubTabs::new(&tabs).show_at(ui, room, &mut chosen)
        && let Some(view) = ALL.get(chosen)
    {
        actions.push(Action::Edit(id, CallEdit::ResponseView(*view)));
    }
    let t = theme::tokens(ui);
    theme::paint::divider_h(ui.painter(), rect.x_range(), rect.bottom() - 1.0, t.line);
    runs::more_ui(ui, rect, icons::MORE_VERT, actions);
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
