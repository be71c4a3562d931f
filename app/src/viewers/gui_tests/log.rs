//! The log of a stream: following, choosing, filtering, marking, pausing.
//! What a filter finds is asserted beside it.

use std::{ops::Range, sync::Arc, time::Duration};

use bytes::Bytes;
use egui::{Key, Theme, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use farcall_core::{
    call::{CallEvent, CallLog, CallSnapshot, MessageReceived, MessageSent},
    message::JsonOptions,
    schema::Schema,
};

use super::{both_themes, harness, shown};
use crate::viewers::log::{LogCommand, LogInput, LogOutcome, LogViewState, MessageTypes, Summary, log_view_ui};

/// A log of one message sent and others received, 10 ms apart, each 31 bytes that begin with `driver n`.
fn made(rows: u64) -> Arc<CallLog> {
    let log = Arc::new(CallLog::new(64 << 20));
    grow(&log, 0..rows);
    log
}

pub(super) fn grow(log: &CallLog, rows: Range<u64>) {
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

pub(super) type LogRun = (LogViewState, Arc<CallLog>, Vec<LogOutcome>, Option<LogCommand>);

pub(super) fn log_harness(theme: Theme, rows: u64) -> Harness<'static, LogRun> {
    log_harness_of(theme, rows, "google.protobuf.StringValue")
}

/// The same where responses are of this type.
fn log_harness_of(theme: Theme, rows: u64, response: &'static str) -> Harness<'static, LogRun> {
    harness(theme, (LogViewState::default(), made(rows), Vec::new(), None), move |ui, (state, log, outcomes, asked)| {
        let summarise = |_, bytes: &[u8]| Summary { text: words(bytes), tokens: Vec::new() };
        let [sent, received] = ["google.protobuf.StringValue", response].map(|name| Schema::builtin().message(name));
        let input = LogInput {
            run: 1,
            log,
            now: CallSnapshot { elapsed: Duration::from_secs(12), ..log.snapshot() },
            types: MessageTypes { sent: sent.as_ref(), received: received.as_ref() },
            asked: asked.take(),
            summarise: &summarise,
            options: JsonOptions::default(),
            command: None,
            can_edit_again: true,
            has_marked: false,
        };
        outcomes.extend(log_view_ui(ui, state, &input));
    })
}

/// Draws until the search has come to its end.
pub(super) fn searched(harness: &mut Harness<'static, LogRun>) {
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
fn each_message_is_read_by_the_type_of_its_direction() {
    let mut harness = log_harness_of(Theme::Dark, 20, "google.protobuf.BytesValue");
    harness.run();
    harness.get_by_label("Received 19 at 0.190 s, 31 B, driver 19").click();
    harness.run();
    let received = "ZHJpdmVy";
    assert!(shown(&harness, "Message").contains(received));
    for (key, is_sent) in [(Key::Home, true), (Key::ArrowDown, false), (Key::ArrowUp, true), (Key::ArrowDown, false)] {
        harness.key_press(key);
        harness.run();
        let text = shown(&harness, "Message");
        assert_eq!((text.contains("driver 0"), text.contains(received)), (is_sent, !is_sent), "{text}");
    }
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
        harness.get_by_label("no field \"valu\" in StringValue; did you mean value? All messages are listed");
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
