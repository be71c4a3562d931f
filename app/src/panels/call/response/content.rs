//! What stands below the sub-tabs: the message, the log, the status panel, headers, trailers, the timeline.

use egui::{Rect, Ui, UiBuilder};
use farcall_core::{
    call::{CallPhase, CallSnapshot, Direction, LogRow},
    metadata::Metadata,
    schema::MethodKind,
    transport::Protocol,
};

use super::{connection, message, remedy, streams, verdict};
use crate::{
    action::Action,
    panels::views::RunView,
    state::{CallTab, Focus, Prepared, ResponseView, Run, State, TabId, place_of},
    theme,
    viewers::{
        log::{LogInput, LogOutcome, MessageTypes, log_view_ui, summary_of, wire_words},
        message_view::{MessageInput, message_view_ui},
        metadata_table::metadata_table_ui,
        status_panel::{StatusOutcome, folded_status_height, folded_status_ui, status_panel_ui},
        timeline::{TimelineView, timeline_ui},
    },
    widgets::EmptyArea,
};

/// Messages that get a row of their own in the timeline.
const MOST_IN_TIMELINE: u64 = 40;
/// Gaps that do.
const MOST_GAPS_IN_TIMELINE: usize = 20;

/// What stands below the sub-tabs.
#[allow(clippy::too_many_arguments)]
pub fn content_ui(
    ui: &mut Ui,
    body: Rect,
    state: &State,
    id: TabId,
    call: &CallTab,
    run: &Run,
    view: &mut RunView,
    now: &CallSnapshot,
    actions: &mut Vec<Action>,
) {
    let shown = super::shown_view(call, run, now);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(body).id_salt((run.id.0, shown)));
    ui.set_clip_rect(body.intersect(ui.clip_rect()));
    if state.focus == Some(Focus::Find) {
        view.message.open_find();
        view.log.message.open_find();
    }
    if state.restore_rows == Some(run.id)
        && let Some(undo) = view.cleared.take()
    {
        view.log.undo_clear(undo);
    }
    match shown {
        ResponseView::Messages => messages_ui(&mut ui, body, state, id, call, run, view, now, actions),
        ResponseView::Headers => {
            let headers = run.log.headers();
            let none = Metadata::default();
            let shown = headers.as_ref().map_or(&none, |headers| &headers.metadata);
            metadata_table_ui(&mut ui, &mut view.headers, shown, ("Response headers", "No response headers yet"));
        }
        ResponseView::Trailers => {
            let finished = run.log.finished();
            let none = Metadata::default();
            let shown = finished.as_ref().map_or(&none, |finished| &finished.trailers);
            metadata_table_ui(&mut ui, &mut view.trailers, shown, ("Trailers", "No trailers yet"));
        }
        ResponseView::Rates => streams::rates(&mut ui, run, view, now),
        ResponseView::Sequence => streams::sequence(&mut ui, id, run, view, now, actions),
        ResponseView::Timeline => timeline(&mut ui, run, now),
        ResponseView::Connection => connection::connection_ui(&mut ui, run, &mut view.facts),
    }
}

#[allow(clippy::too_many_arguments)]
fn messages_ui(
    ui: &mut Ui,
    body: Rect,
    state: &State,
    id: TabId,
    call: &CallTab,
    run: &Run,
    view: &mut RunView,
    now: &CallSnapshot,
    actions: &mut Vec<Action>,
) {
    let finished = run.log.finished();
    let failed = finished.as_ref().is_some_and(|finished| !finished.status.code.is_ok());
    // How far a connection came may be told a moment after the call's end.
    let may_grow = view.verdict.as_ref().is_none_or(|verdict| verdict.ladder.is_empty() && failed && now.received == 0);
    if finished.is_some() && may_grow {
        view.verdict = verdict::status_view(state, call, run);
    }
    let streams = run.method.kind != MethodKind::Unary;
    if failed && (now.received == 0 || !streams) && now.received <= 1 && now.rows == now.sent {
        failure_ui(ui, id, call, run, view, actions);
        return;
    }
    let mut rest = body;
    if let Some(verdict) = view.verdict.as_ref().filter(|_| failed) {
        let height = folded_status_height(ui, verdict, body.width());
        let (top, below) = body.split_top_bottom_at_y(body.top() + height);
        let mut ui = ui.new_child(UiBuilder::new().max_rect(top).id_salt("verdict"));
        folded_status_ui(&mut ui, verdict);
        rest = below;
    }
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rest).id_salt("messages"));
    if streams || now.received > 1 {
        log_ui(&mut ui, state, id, run, view, now, actions);
    } else {
        unary_ui(&mut ui, rest, state, run, view, now, actions);
    }
}

fn failure_ui(ui: &mut Ui, id: TabId, call: &CallTab, run: &Run, view: &mut RunView, actions: &mut Vec<Action>) {
    let RunView { verdict: Some(verdict), status, .. } = view else { return };
    match status_panel_ui(ui, status, verdict) {
        Some(StatusOutcome::Apply(chosen)) => remedy::apply(chosen, id, call, run, actions),
        Some(StatusOutcome::ShowField(at)) => {
            let document = call.draft.messages.get(run.message).and_then(Prepared::document);
            let field = verdict.refused.get(at);
            let path = document.zip(field).and_then(|(document, field)| place_of(document.root(), &field.field));
            actions.extend(path.map(|path| Action::ShowField(id, path)));
        }
        Some(StatusOutcome::OpenConnection) => actions.push(Action::ShowConnection(id)),
        Some(StatusOutcome::Copied) | None => {}
    }
}

/// A unary answer is shown at once as a message, without a log of one row.
#[allow(clippy::too_many_arguments)]
fn unary_ui(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    run: &Run,
    view: &mut RunView,
    now: &CallSnapshot,
    actions: &mut Vec<Action>,
) {
    let t = theme::tokens(ui);
    if now.received == 0 {
        ui.painter().rect_filled(rect, 0, t.field);
        let hint = match now.phase {
            CallPhase::Connecting => "Waiting for a connection",
            CallPhase::Open | CallPhase::HalfClosed => "Waiting for the answer",
            CallPhase::Finished => "The call ended without a message",
        };
        EmptyArea::new("No message").hint(hint).show_at(ui, rect);
        return;
    }
    let log = &run.log;
    let received = (0..now.rows)
        .rev()
        .find(|row| log.rows(*row..row + 1).first().is_some_and(|row| row.direction == Direction::Received));
    let Some(row) = received else { return };
    let key = run.id.0 << 20;
    let load = || log.message(row);
    let title = log.rows(row..row + 1).first().and_then(wire_words).unwrap_or_default();
    let input = MessageInput {
        name: "Response message",
        key,
        load: &load,
        of: Some(&run.method.output),
        options: state.reading,
        command: state.message_command,
        title: &title,
        closable: false,
        has_marked: state.marked.is_some(),
    };
    if let Some(outcome) = message_view_ui(ui, &mut view.message, &input) {
        message::follow(state, (run.id, row), outcome, actions);
    }
}

#[allow(clippy::too_many_arguments)]
fn log_ui(
    ui: &mut Ui,
    state: &State,
    id: TabId,
    run: &Run,
    view: &mut RunView,
    now: &CallSnapshot,
    actions: &mut Vec<Action>,
) {
    let (input, output) = (run.method.input.clone(), run.method.output.clone());
    let summarise = |direction: Direction, bytes: &[u8]| match direction {
        Direction::Sent => summary_of(&input, bytes),
        Direction::Received => summary_of(&output, bytes),
    };
    let log_input = LogInput {
        run: run.id.0,
        log: &run.log,
        now: *now,
        types: MessageTypes { sent: Some(&input), received: Some(&output) },
        asked: state.log_command,
        summarise: &summarise,
        options: state.reading,
        has_marked: state.marked.is_some(),
        command: state.message_command,
        can_edit_again: true,
    };
    let outcome = log_view_ui(ui, &mut view.log, &log_input);
    if run.chosen_row != view.log.selected() {
        actions.push(Action::ChooseRow(run.id, view.log.selected()));
    }
    match outcome {
        Some(LogOutcome::EditAgain(row)) => actions.push(Action::EditAgain(id, row)),
        Some(LogOutcome::Cleared(undo)) => {
            view.cleared = Some(undo);
            actions.push(Action::SayCleared(run.id, undo.cleared()));
        }
        Some(LogOutcome::Message(outcome)) => {
            if let Some(row) = view.log.selected() {
                message::follow(state, (run.id, row), outcome, actions);
            }
        }
        Some(LogOutcome::Selected(_)) | None => {}
    }
}

fn timeline(ui: &mut Ui, run: &Run, now: &CallSnapshot) {
    let finished = run.log.finished();
    let timings = finished.as_ref().map(|finished| finished.timings).unwrap_or_default();
    let shown = now.rows.min(MOST_IN_TIMELINE);
    let last = now.rows.saturating_sub(1);
    let at = |row: &LogRow| row.at;
    let view = TimelineView {
        timings,
        speaks_http2: run.target.protocol == Protocol::Grpc,
        opened: run.log.opened().map(|opened| opened.at),
        attempts: run.log.failed_attempts(),
        gaps: run.log.gaps().into_iter().take(MOST_GAPS_IN_TIMELINE).collect(),
        messages: run.log.rows(0..shown),
        more: now.rows - shown,
        last_message: run.log.rows(last..now.rows).first().map(at),
        elapsed: now.elapsed,
        is_finished: finished.is_some(),
    };
    timeline_ui(ui, &view);
}
