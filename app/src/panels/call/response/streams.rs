//! The instruments of a stream: its rates and its ladder, from the figures and the rows of its log.
//! What they look like is the viewers'.

use egui::Ui;
use farcall_core::{
    call::{CallPhase, CallSnapshot, Direction},
    schema::MethodKind,
};

use crate::{
    action::{Action, CallEdit},
    panels::views::RunView,
    state::{ResponseView, Run, TabId},
    viewers::{
        instruments::{RatesInput, rates_ui},
        log::summary_of,
        sequence::{SequenceInput, SequenceOutcome, sequence_ui},
    },
};

/// Messages and bytes a second, gaps, sizes, waits.
pub(super) fn rates(ui: &mut Ui, run: &Run, view: &mut RunView, now: &CallSnapshot) {
    let figures = run.log.figures();
    let input = RatesInput {
        figures: &figures,
        is_running: now.phase != CallPhase::Finished,
        is_bidi: run.method.kind == MethodKind::BidiStreaming,
    };
    rates_ui(ui, &mut view.rates, &input);
}

/// The ladder.
pub(super) fn sequence(
    ui: &mut Ui,
    id: TabId,
    run: &Run,
    view: &mut RunView,
    now: &CallSnapshot,
    actions: &mut Vec<Action>,
) {
    let summarise = |direction: Direction, bytes: &[u8]| match direction {
        Direction::Sent => summary_of(&run.method.input, bytes),
        Direction::Received => summary_of(&run.method.output, bytes),
    };
    let peer = run.log.opened().map(|opened| opened.peer.address.to_string());
    let input = SequenceInput {
        run: run.id.0,
        log: &*run.log,
        milestones: &run.log.milestones(),
        now: *now,
        summarise: &summarise,
        server: peer.as_deref().unwrap_or("server"),
    };
    if let Some(SequenceOutcome::ShowMessage(row)) = sequence_ui(ui, &mut view.sequence, &input) {
        view.log.select(row);
        actions.push(Action::Edit(id, CallEdit::ResponseView(ResponseView::Messages)));
    }
}
