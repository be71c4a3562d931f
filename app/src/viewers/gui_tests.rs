//! Each viewer as its user meets it, by role and name, in both themes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{ops::Range, sync::Arc, time::Duration};

use bytes::Bytes;
use egui::{Event, Key, Modifiers, Theme, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use farcall_core::{
    call::{CallEvent, CallLog, CallSnapshot, Finished, MessageReceived, MessageSent, Timings},
    message::JsonOptions,
    metadata::Metadata,
    schema::Schema,
    status::{Code, Remedy, Status},
};

use super::{
    code::{CodeText, CodeViewState, Mark, Syntax, code_view_ui},
    log::{LogCommand, LogInput, LogOutcome, LogViewState, MessageTypes, Summary, log_view_ui},
    metadata_table::{MetadataOutcome, MetadataTableState, metadata_table_ui},
    status_panel::{StatusLine, StatusOutcome, StatusPanelState, StatusView, status_line_ui, status_panel_ui},
    timeline::{TimelineView, timeline_ui},
};
use crate::widgets::Tone;

fn harness<'a, S: 'a>(theme: Theme, state: S, ui: impl FnMut(&mut egui::Ui, &mut S) + 'a) -> Harness<'a, S> {
    Harness::builder()
        .with_size([600.0, 600.0])
        .with_theme(theme)
        .with_context_setup(crate::theme::install)
        .build_ui_state(ui, state)
}

fn both_themes(check: impl Fn(Theme)) {
    [Theme::Dark, Theme::Light].into_iter().for_each(check);
}

fn copied<S>(harness: &Harness<'_, S>) -> Option<String> {
    harness.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

const ORDER: &str = "{\n  \"id\": \"42\",\n  \"driver\": {\n    \"id\": 7,\n    \"name\": \"Ada\"\n  }\n}\n";

fn order() -> CodeText {
    let mark = Mark { range: 10..14, reason: "not UTF-8, 3 bytes".to_owned(), is_wrong: true };
    CodeText::with_marks(ORDER, Syntax::Json, vec![mark], Vec::new())
}

fn code_harness(theme: Theme, text: CodeText) -> Harness<'static, CodeViewState> {
    harness(theme, CodeViewState::default(), move |ui, state| {
        code_view_ui(ui, state, &text, "Response message");
    })
}

fn shown<S>(harness: &Harness<'_, S>, name: &str) -> String {
    harness.get_by_label(name).accesskit_node().value().unwrap_or_default()
}

#[test]
fn code_folds_and_unfolds_by_its_chevron() {
    both_themes(|theme| {
        let mut harness = code_harness(theme, order());
        harness.run();
        assert!(shown(&harness, "Response message").contains("\"name\": \"Ada\""));
        harness.get_by_label("Fold line 3").click();
        harness.run();
        assert!(shown(&harness, "Response message").contains("\"driver\": { 2 fields … }"));
        harness.get_by_label("Unfold line 3").click();
        harness.run();
        assert!(shown(&harness, "Response message").contains("\"name\": \"Ada\""));
    });
}

#[test]
fn all_of_a_text_is_copied_also_what_is_folded() {
    let mut harness = code_harness(Theme::Dark, order());
    harness.run();
    harness.get_by_label("Fold line 3").click();
    harness.run();
    harness.get_by_label("Response message").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness.event(Event::Copy);
    harness.step();
    assert_eq!(copied(&harness).as_deref(), Some(ORDER));
}

#[test]
fn a_drag_selects_and_copies_text() {
    let mut harness = code_harness(Theme::Dark, CodeText::new("first\nsecond\nthird\n", Syntax::Plain));
    harness.run();
    let left = 8.0 + 60.0;
    harness.drag_at(egui::pos2(left, 26.0));
    harness.step();
    harness.hover_at(egui::pos2(left + 200.0, 46.0));
    harness.step();
    harness.drop_at(egui::pos2(left + 200.0, 46.0));
    harness.step();
    harness.event(Event::Copy);
    harness.step();
    assert_eq!(copied(&harness).as_deref(), Some("first\nsecond"));
}

#[test]
fn find_counts_its_hits_and_unfolds_what_hides_one() {
    let mut harness = code_harness(Theme::Dark, order());
    harness.run();
    harness.get_by_label("Fold line 3").click();
    harness.run();
    harness.get_by_label("Response message").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run();
    harness.get_by_role(Role::TextInput).type_text("ada");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert!(shown(&harness, "Response message").contains("\"name\": \"Ada\""));
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_role(Role::TextInput).is_none());
}

#[test]
fn a_mark_says_why() {
    let harness = code_harness(Theme::Light, order());
    assert!(harness.query_all_by_label("not UTF-8, 3 bytes").count() >= 1);
}

#[test]
fn a_long_line_is_cut_until_all_of_it_is_asked_for() {
    let mut harness = code_harness(Theme::Dark, CodeText::new("x".repeat(60_000) + "end", Syntax::Plain));
    harness.run();
    assert!(shown(&harness, "Response message").len() < 200);
    harness.get_by_label("Show all 58.6 KiB").click();
    harness.run();
    harness.get_by_label("Response message").focus();
    harness.run();
    harness.key_press(Key::End);
    harness.run();
    assert!(shown(&harness, "Response message").ends_with("xend"));
}

#[test]
fn the_end_of_a_large_text_is_reached_without_laying_out_the_rest() {
    let lines: String = (0..500_000).map(|line| format!("line {line}\n")).collect();
    let mut harness = code_harness(Theme::Dark, CodeText::new(lines, Syntax::Plain));
    harness.run();
    harness.get_by_label("Response message").focus();
    harness.run();
    harness.key_press(Key::End);
    harness.run();
    let shown = shown(&harness, "Response message");
    assert!(shown.ends_with("line 499999") && shown.lines().count() < 40, "{shown}");
}

/// A log of one message sent and others received, 10 ms apart, each 31 bytes that begin with `driver n`.
fn made(rows: u64) -> Arc<CallLog> {
    let log = Arc::new(CallLog::new(64 << 20));
    grow(&log, 0..rows);
    log
}

fn grow(log: &CallLog, rows: Range<u64>) {
    for row in rows {
        let words = format!("driver {row}");
        let mut bytes = [&[0x0a, words.len() as u8], words.as_bytes()].concat();
        bytes.extend([0x12, (31 - 2 - bytes.len()) as u8]);
        bytes.resize(31, b' ');
        let (at, bytes) = (Duration::from_millis(row * 10), Bytes::from(bytes));
        let (wire_bytes, compressed) = (31, false);
        log.record(&match row {
            0 => CallEvent::RequestSent(MessageSent { index: 0, at, bytes, wire_bytes, compressed }),
            _ => CallEvent::Message(MessageReceived { index: row - 1, at, bytes, wire_bytes, compressed }),
        });
    }
}

/// The text of a message whose first field it is.
fn words(message: &[u8]) -> String {
    let length = message.get(1).map_or(0, |length| usize::from(*length));
    String::from_utf8_lossy(message.get(2..2 + length).unwrap_or_default()).into_owned()
}

type LogRun = (LogViewState, Arc<CallLog>, Vec<LogOutcome>, Option<LogCommand>);

fn log_harness(theme: Theme, rows: u64) -> Harness<'static, LogRun> {
    harness(theme, (LogViewState::default(), made(rows), Vec::new(), None), |ui, (state, log, outcomes, asked)| {
        let summarise = |_, bytes: &[u8]| Summary { text: words(bytes), tokens: Vec::new() };
        let of = Schema::builtin().message("google.protobuf.StringValue");
        let input = LogInput {
            run: 1,
            log,
            now: CallSnapshot { elapsed: Duration::from_secs(12), ..log.snapshot() },
            types: MessageTypes { sent: of.as_ref(), received: of.as_ref() },
            asked: asked.take(),
            summarise: &summarise,
            options: JsonOptions::default(),
            command: None,
            of: of.as_ref(),
            can_edit_again: true,
            has_marked: false,
        };
        outcomes.extend(log_view_ui(ui, state, &input));
    })
}

/// Draws until the search has come to its end.
fn searched(harness: &mut Harness<'static, LogRun>) {
    for _ in 0..200 {
        harness.run();
        if harness.query_by_label_contains(" %").is_none() && harness.query_by_label("Searching").is_none() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the search does not end");
}

#[test]
fn a_log_follows_its_end_until_the_user_moves_and_tells_what_is_new() {
    both_themes(|theme| {
        let mut harness = log_harness(theme, 1000);
        harness.run();
        harness.get_by_label("Received 999 at 9.990 s, 31 B, driver 999").click();
        harness.run();
        grow(&harness.state().1, 1000..1038);
        harness.run();
        assert!(harness.query_by_label("Received 1,037 at 10.370 s, 31 B, driver 1037").is_none());
        harness.get_by_label("Jump to end").click();
        harness.run();
        harness.get_by_label("Received 1,037 at 10.370 s, 31 B, driver 1037");
        assert!(harness.query_by_label("Jump to end").is_none());
    });
}

#[test]
fn a_click_opens_the_message_below_and_the_arrows_walk() {
    let mut harness = log_harness(Theme::Dark, 1000);
    harness.run();
    harness.get_by_label("Received 999 at 9.990 s, 31 B, driver 999").click();
    harness.run();
    assert!(shown(&harness, "Message").contains("driver 999"));
    harness.key_press(Key::ArrowUp);
    harness.run();
    assert!(shown(&harness, "Message").contains("driver 998"));
    assert_eq!(harness.state().2, [LogOutcome::Selected(999), LogOutcome::Selected(998)]);
    harness.get_by_label("Close message").click();
    harness.run();
    assert!(harness.query_by_label("Message").is_none());
}

#[test]
fn a_filter_lists_what_matches_and_clear_can_be_undone() {
    let mut harness = log_harness(Theme::Dark, 200);
    harness.run();
    harness.get_by_role(Role::TextInput).focus();
    harness.run();
    harness.get_by_role(Role::TextInput).type_text("driver 77");
    searched(&mut harness);
    assert_eq!(harness.query_all_by_role(Role::Row).count(), 2);
    harness.get_by_label("2 of 200");
    harness.get_by_label("Clear").click();
    harness.run();
    let Some(LogOutcome::Cleared(undo)) = harness.state().2.last().cloned() else { panic!("not cleared") };
    harness.get_by_label_contains("No message matches");
    harness.state_mut().0.undo_clear(undo);
    searched(&mut harness);
    assert_eq!(harness.query_all_by_role(Role::Row).count(), 2);
}

#[test]
fn a_wrong_filter_is_said_below_the_field_and_the_rows_stay() {
    both_themes(|theme| {
        let mut harness = log_harness(theme, 50);
        harness.run();
        harness.get_by_role(Role::TextInput).focus();
        harness.run();
        harness.get_by_label_contains("order.total > 100");
        harness.get_by_role(Role::TextInput).type_text("valu = 3");
        harness.run();
        harness.get_by_label("no field \"valu\" in StringValue; did you mean value?");
        assert!(harness.query_all_by_role(Role::Row).count() > 10);
    });
}

#[test]
fn a_name_is_offered_and_taken_by_tab() {
    let mut harness = log_harness(Theme::Dark, 50);
    harness.run();
    harness.get_by_role(Role::TextInput).focus();
    harness.run();
    harness.get_by_role(Role::TextInput).type_text("val");
    harness.run();
    harness.get_by_label("value");
    harness.key_press(Key::Tab);
    harness.run();
    harness.get_by_role(Role::TextInput).type_text(" ends 7");
    searched(&mut harness);
    harness.get_by_label("5 of 50");
}

#[test]
fn what_is_only_counted_is_marked_and_gone_through() {
    let mut harness = log_harness(Theme::Dark, 200);
    harness.run();
    harness.get_by_role(Role::TextInput).focus();
    harness.run();
    harness.get_by_role(Role::TextInput).type_text("value ends 7");
    searched(&mut harness);
    harness.get_by_label("List all and mark what is found").click();
    harness.run();
    harness.get_by_label("20 of 200");
    harness.get_by_label("Received 197 at 1.970 s, 31 B, found, driver 197");
    harness.get_by_label("Received 198 at 1.980 s, 31 B, driver 198").click();
    harness.run();
    harness.state_mut().3 = Some(LogCommand::PreviousFound);
    harness.run();
    assert_eq!(harness.state().0.selected(), Some(197));
}

#[test]
fn marked_rows_and_numbers_are_gone_to() {
    let mut harness = log_harness(Theme::Light, 1000);
    harness.run();
    harness.get_by_label("Received 999 at 9.990 s, 31 B, driver 999").click();
    harness.run();
    harness.key_press(Key::M);
    harness.run();
    harness.get_by_label("Received 999 at 9.990 s, 31 B, marked, driver 999");
    harness.state_mut().3 = Some(LogCommand::GoTo);
    harness.run();
    harness.get_by_label("Go to message").type_text("500");
    harness.run();
    harness.key_press(Key::Enter);
    for _ in 0..200 {
        harness.run();
        if harness.state().0.selected() == Some(500) {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    harness.get_by_label("Received 500 at 5.000 s, 31 B, driver 500");
    harness.state_mut().3 = Some(LogCommand::NextMark);
    harness.run();
    harness.get_by_label("Received 999 at 9.990 s, 31 B, marked, driver 999");
}

#[test]
fn a_paused_log_holds_and_resumes() {
    let mut harness = log_harness(Theme::Dark, 50);
    harness.run();
    harness.get_by_label("Pause").click();
    harness.run();
    grow(&harness.state().1, 50..90);
    harness.run();
    assert!(harness.query_by_label("Received 89 at 0.890 s, 31 B, driver 89").is_none());
    harness.get_all_by_label("Resume").next().unwrap().click();
    harness.run();
    harness.get_by_label("Received 89 at 0.890 s, 31 B, driver 89");
}

#[test]
fn a_sent_row_offers_to_be_edited_again() {
    let mut harness = log_harness(Theme::Light, 5);
    harness.run();
    harness.get_by_label("Sent 1 at 0.000 s, 31 B, driver 0").hover();
    harness.run();
    harness.get_by_label("Edit again").click();
    harness.run();
    assert!(harness.state().2.contains(&LogOutcome::EditAgain(0)));
}

#[test]
fn a_failed_call_says_what_happened_and_offers_its_remedy() {
    both_themes(|theme| {
        let mut status =
            Status::local(Code::UNAVAILABLE, "127.0.0.1:1 does not speak TLS").with_remedy(Remedy::UsePlaintext);
        status.notes.push("details shown raw".to_owned());
        let mut trailers = Metadata::new();
        trailers.push("grpc-status", "14");
        let finished = Finished { at: Duration::from_millis(11), status, trailers, timings: Timings::default() };
        let view = StatusView::new(&finished, None);
        let state = (StatusPanelState::default(), Vec::new());
        let mut harness = harness(theme, state, move |ui, (state, outcomes)| {
            outcomes.extend(status_panel_ui(ui, state, &view));
        });
        harness.run();
        assert_eq!(shown(&harness, "Status message"), "127.0.0.1:1 does not speak TLS");
        harness.get_by_label("Use plaintext").click();
        harness.run();
        harness.get_by_label("Copy").click();
        harness.run();
        assert_eq!(harness.state().1, [StatusOutcome::Apply(Remedy::UsePlaintext), StatusOutcome::Copied]);
        harness.get_by_label_contains("Raw").click();
        harness.run();
        assert_eq!(shown(&harness, "Raw trailers"), "grpc-status: 14");
    });
}

#[test]
fn metadata_stands_in_wire_order_with_repeated_keys_apart() {
    both_themes(|theme| {
        let mut metadata = Metadata::new();
        metadata.push("x-id", "one");
        metadata.push_binary("trace-bin", &[8, 150, 1]);
        metadata.push("x-id", "two\u{7}");
        let state = (MetadataTableState::default(), Vec::new());
        let mut harness = harness(theme, state, move |ui, (state, outcomes)| {
            outcomes.extend(metadata_table_ui(ui, state, &metadata, ("Headers", "No headers")));
        });
        harness.run();
        let rows: Vec<_> =
            harness.query_all_by_role(Role::Row).filter_map(|row| row.accesskit_node().label()).collect();
        assert_eq!(rows, ["x-id: one", "trace-bin: CJYB", "x-id: two\\u{7}"]);
        harness.get_by_label("Show binary values as: Hex").click();
        harness.run();
        harness.get_by_label("trace-bin: 08 96 01").hover();
        harness.run();
        harness.get_by_label("Copy value").click();
        harness.run();
        assert_eq!(harness.state().1, [MetadataOutcome::CopiedValue(1)]);
    });
}

#[test]
fn the_status_line_and_the_timeline_are_told() {
    both_themes(|theme| {
        let mut harness = harness(theme, (), |ui, ()| {
            let line = StatusLine {
                tone: Tone::Ok,
                words: "OK (0)",
                who: Some("server"),
                attempt: Some(3),
                stream: None,
                elapsed: Some(Duration::from_micros(8100)),
                sent: None,
                received: None,
                bytes: Some(1229),
                flows: None,
            };
            let strip = ui.max_rect().with_max_y(32.0);
            status_line_ui(ui, &line, strip);
            ui.add_space(32.0);
            let timings = Timings { headers: Some(Duration::from_millis(4)), reused: true, ..Timings::default() };
            let elapsed = Duration::from_millis(8);
            timeline_ui(ui, &TimelineView { timings, elapsed, is_finished: true, ..TimelineView::default() });
        });
        harness.run();
        for label in ["OK (0)", "server", "attempt 3", "Response headers at 4.0 ms, took 4.0 ms"] {
            harness.get_by_label(label);
        }
        harness.get_by_label_contains("Connection reused");
    });
}
