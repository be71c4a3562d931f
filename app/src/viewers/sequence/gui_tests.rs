//! The ladder as its user meets it, by role and name, in both themes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    ops::Range,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use bytes::Bytes;
use egui::{Key, Theme, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use farcall_core::{
    call::{
        CallEvent, CallLog, CallPhase, CallSnapshot, Direction, Finished, GapNumbers, HeadersReceived, LogLimits,
        LogRow, LogStore, MessageReceived, Milestone, MilestoneKind, Opened, SentHeaders, Timings,
    },
    metadata::Metadata,
    status::{Code, Status},
    transport::PeerFacts,
};

use super::{SequenceInput, SequenceOutcome, SequenceState, sequence_ui};
use crate::viewers::log::{LogSource, Summary};

/// Every fourth message is sent.
struct Made(u64);

impl LogSource for Made {
    fn rows(&self, range: Range<u64>) -> Vec<LogRow> {
        let row = |row: u64| LogRow {
            row,
            direction: if row.is_multiple_of(4) { Direction::Sent } else { Direction::Received },
            index: row,
            at: Duration::from_millis(10 * row),
            gap: Duration::from_millis(10),
            size: 31,
            wire_size: 31,
            compressed: false,
        };
        (range.start..range.end.min(self.0)).map(row).collect()
    }

    fn message(&self, row: u64) -> Option<Bytes> {
        Some(Bytes::from(format!("driver {row}")))
    }

    fn is_fetching(&self, _row: u64) -> bool {
        false
    }
}

fn snapshot(rows: u64) -> CallSnapshot {
    CallSnapshot {
        phase: CallPhase::Open,
        sent: rows / 4,
        received: rows - rows / 4,
        sent_bytes: 0,
        received_bytes: 0,
        sent_wire_bytes: 0,
        received_wire_bytes: 0,
        elapsed: Duration::from_millis(10 * rows),
        rows,
        dropped: 0,
        gaps: GapNumbers::default(),
    }
}

fn opened() -> MilestoneKind {
    let (peer, request_headers) = (Arc::new(PeerFacts::of("127.0.0.1:1")), SentHeaders::default());
    let at = Duration::ZERO;
    MilestoneKind::Opened(Arc::new(Opened { at, attempt: 1, peer, request_headers, stream: None, read_pace: None }))
}

fn headers() -> MilestoneKind {
    let (at, metadata) = (Duration::ZERO, Metadata::new());
    MilestoneKind::Headers(Arc::new(HeadersReceived { at, http_status: 200, metadata }))
}

type Shown = (SequenceState, u64, Vec<Milestone>, Vec<SequenceOutcome>);

fn window(theme: Theme, rows: u64, milestones: Vec<Milestone>) -> Harness<'static, Shown> {
    let shown = (SequenceState::default(), rows, milestones, Vec::new());
    let ui = |ui: &mut egui::Ui, (state, rows, milestones, outcomes): &mut Shown| {
        let summarise =
            |_, bytes: &[u8]| Summary { text: String::from_utf8_lossy(bytes).into_owned(), tokens: Vec::new() };
        let (log, now) = (Made(*rows), snapshot(*rows));
        let input =
            SequenceInput { run: 1, log: &log, milestones, now, summarise: &summarise, server: "127.0.0.1:50051" };
        outcomes.extend(sequence_ui(ui, state, &input));
    };
    Harness::builder()
        .with_size([600.0, 600.0])
        .with_theme(theme)
        .with_context_setup(crate::theme::install)
        .build_ui_state(ui, shown)
}

fn milestone(row: u64, kind: MilestoneKind) -> Milestone {
    Milestone { row, at: Duration::from_millis(10 * row), kind }
}

fn finished(code: Code, message: &str) -> MilestoneKind {
    let status = Status::remote(code, message);
    let (trailers, timings) = (Metadata::new(), Timings::default());
    MilestoneKind::Finished(Arc::new(Finished { at: Duration::ZERO, status, trailers, timings }))
}

fn rungs(window: &Harness<'_, Shown>) -> Vec<String> {
    window.query_all_by_role(Role::Row).filter_map(|node| node.accesskit_node().label()).collect()
}

#[track_caller]
fn expect(window: &Harness<'_, Shown>, begin: &str) {
    let rungs = rungs(window);
    assert!(rungs.iter().any(|rung| rung.starts_with(begin)), "{begin} in {rungs:?}");
}

#[test]
fn what_went_and_came_stands_in_order_with_what_happened_between() {
    for theme in [Theme::Dark, Theme::Light] {
        let milestones = vec![
            milestone(0, opened()),
            milestone(1, headers()),
            milestone(2, MilestoneKind::HalfClosed),
            milestone(3, finished(Code::NOT_FOUND, "no such driver")),
        ];
        let mut window = window(theme, 3, milestones);
        window.run();
        assert_eq!(
            rungs(&window),
            [
                "Request headers at 0.000 s",
                "Sent 1 at 0.000 s, 31 B",
                "Response headers at 0.010 s",
                "Received 2 at 0.010 s, 31 B, 10.0 ms after Sent 1",
                "End of stream at 0.020 s",
                "Received 3 at 0.020 s, 31 B, 10.0 ms after the one before",
                "NOT_FOUND (5): no such driver at 0.030 s",
            ]
        );
    }
}

#[test]
fn millions_of_rows_follow_the_end_and_tell_what_is_new() {
    let mut window = window(Theme::Dark, 5_000_000, vec![milestone(0, opened())]);
    window.run();
    expect(&window, "Received 5,000,000 at 49999.990 s");
    assert!(rungs(&window).len() < 30, "only what is in sight");
    window.get_by_label_contains("Received 5,000,000 at 49999.990 s").click();
    window.run();
    window.key_press(Key::Home);
    window.run();
    expect(&window, "Request headers at 0.000 s");
    expect(&window, "Sent 1 at 0.000 s, 31 B");
    window.state_mut().1 = 5_000_007;
    window.run();
    window.get_by_label("Jump to end").click();
    window.run();
    expect(&window, "Received 5,000,007 at 50000.060 s");
    assert!(window.query_by_label("Jump to end").is_none());
}

#[test]
fn a_chosen_rung_shows_its_message_in_the_log() {
    let mut window = window(Theme::Light, 40, Vec::new());
    window.run();
    window.get_by_label_contains("Received 39 at").click();
    window.run();
    window.key_press(Key::ArrowUp);
    window.run();
    window.key_press(Key::Enter);
    window.run();
    window.get_by_label("Show message").click();
    window.run();
    let wanted = [SequenceOutcome::ShowMessage(37), SequenceOutcome::ShowMessage(37)];
    assert_eq!(window.state().3, wanted);
}

#[test]
fn an_empty_ladder_says_what_will_stand_there() {
    let mut window = window(Theme::Dark, 0, Vec::new());
    window.run();
    window.get_by_label_contains("Each message is an arrow");
}

/// More messages than the log may hold in memory: the first ones are in a file.
fn spilled(folder: &std::path::Path) -> CallLog {
    let limits = LogLimits { call_bytes: 1 << 20, ..LogLimits::default() };
    let log = CallLog::in_store(LogStore::in_folder(folder.to_owned(), limits));
    for index in 0..20_000 {
        let bytes = Bytes::from(vec![b'x'; 200]);
        let (at, wire_bytes, compressed) = (Duration::from_millis(index), bytes.len(), false);
        log.record(&CallEvent::Message(MessageReceived { index, at, bytes, wire_bytes, compressed }));
    }
    let until = Instant::now() + Duration::from_secs(20);
    while !log.is_fetching(0) {
        assert!(Instant::now() < until, "{:?}", log.storage());
        thread::sleep(Duration::from_millis(2));
    }
    log
}

#[test]
fn messages_in_a_file_are_read_behind_and_then_shown() {
    let folder = tempfile::tempdir().unwrap();
    let log = spilled(folder.path());
    let ui = |ui: &mut egui::Ui, state: &mut SequenceState| {
        let summarise = |_, bytes: &[u8]| Summary { text: format!("{} letters", bytes.len()), tokens: Vec::new() };
        let (now, server) = (log.snapshot(), "127.0.0.1:50051");
        sequence_ui(
            ui,
            state,
            &SequenceInput { run: 1, log: &log, milestones: &[], now, summarise: &summarise, server },
        );
    };
    let mut window = Harness::builder()
        .with_size([600.0, 600.0])
        .with_context_setup(crate::theme::install)
        .build_ui_state(ui, SequenceState::default());
    let says = |window: &Harness<'_, SequenceState>, begin: &str| {
        let rungs = window.query_all_by_role(Role::Row).filter_map(|node| node.accesskit_node().label());
        rungs.into_iter().any(|rung| rung.starts_with(begin))
    };
    window.run_steps(2);
    window.get_by_label_contains("Received 20,000 at").click();
    window.run_steps(2);
    assert!(log.is_fetching(0), "it is not in memory");
    window.key_press(Key::Home);
    window.run_steps(1);
    // A quick disk may have given it already.
    assert!(says(&window, "Row 1, reading…") || says(&window, "Received 1 at"));
    let until = Instant::now() + Duration::from_secs(20);
    while !says(&window, "Received 1 at 0.000 s, 200 B") {
        assert!(Instant::now() < until, "the ladder never shows it");
        thread::sleep(Duration::from_millis(2));
        window.run_steps(1);
    }
    assert!(!says(&window, "Row "), "nothing in sight is missing");
}
