//! What pasting and sending at a pace change and ask of the engine, told without an engine and without a window.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::Duration;

use bytes::Bytes;
use farcall_core::{
    call::{CallEvent, MessageReceived, MessageSent, ReadRate},
    engine::Command,
    metadata::Row,
};

use crate::{
    action::{Action, CallEdit, CompareAction, PastedInto},
    desk::{ADDRESS, Desk, sent},
    state::{Limit, SendWay, State, TypedSending, restore, to_session},
};

const UNARY: &str = "shop.v1.Catalogue/GetProduct";
const BIDI: &str = "fleet.v1.Drivers/Track";

fn two_messages(every: &str, times: &str) -> Desk {
    let mut desk = Desk::with(BIDI);
    desk.json(r#"{"ping": {"text": "one"}}"#);
    desk.edit(CallEdit::AddMessage);
    desk.json(r#"{"ping": {"text": "two"}}"#);
    let typed = TypedSending { way: SendWay::Every, ..TypedSending::default() };
    desk.edit(CallEdit::Sending(TypedSending { every: every.to_owned(), times: times.to_owned(), ..typed }));
    desk
}

#[test]
fn all_messages_go_out_at_a_pace_on_a_call_opened_for_them() {
    let mut desk = two_messages("100ms", "3");
    desk.perform(Action::SendPaced);
    let commands = desk.commands();
    let [Command::StartCall { first, .. }, Command::SendPaced { messages, cadence, progress, .. }] =
        commands.as_slice()
    else {
        panic!("a call is opened, then the pace begins")
    };
    assert_eq!(sent(first).len(), 0);
    assert!(messages.len() == 2 && messages[0].ends_with(b"one") && messages[1].ends_with(b"two"));
    assert_eq!((cadence.interval(), progress.total()), (Some(Duration::from_millis(100)), Some(6)));
    desk.opened();
    assert!(desk.run().sending_paced().is_some());
    desk.perform(Action::StopPaced);
    assert!(matches!(desk.commands().as_slice(), [Command::StopPaced(_)]));
}

#[test]
fn a_pace_that_cannot_be_is_refused_and_nothing_is_opened() {
    for (every, times, why) in [("1s", "0", "Times: 0 is no number from 1 on"), ("soon", "1", "Interval: ")] {
        let mut desk = two_messages(every, times);
        desk.perform(Action::SendPaced);
        assert_eq!(desk.commands().len(), 0);
        assert!(desk.call().refused.as_deref().unwrap().starts_with(why), "{:?}", desk.call().refused);
    }
    let mut desk = Desk::with(UNARY);
    desk.perform(Action::SendPaced);
    assert!(desk.call().refused.as_deref().unwrap().starts_with("This method takes one message"));
}

#[test]
fn a_script_runs_on_a_call_opened_for_it_and_a_wrong_one_is_refused_with_its_line() {
    let mut desk = two_messages("1s", "1");
    let script = |text: &str| {
        let typed = TypedSending { way: SendWay::Script, script: text.to_owned(), ..TypedSending::default() };
        CallEdit::Sending(typed)
    };
    for (text, why) in [
        ("send 1\nsend 3", "Script, line 2: There are 2 messages, and no number 3"),
        ("# nothing", "The script has no steps"),
    ] {
        desk.edit(script(text));
        desk.perform(Action::SendChosenWay);
        assert_eq!(desk.commands().len(), 0);
        assert!(desk.call().refused.as_deref().unwrap().starts_with(why), "{:?}", desk.call().refused);
    }
    desk.edit(script("send 2\nwait for message where pong.text = \"two\"\nhalf-close"));
    desk.perform(Action::SendChosenWay);
    let commands = desk.commands();
    let [Command::StartCall { .. }, Command::RunScript { messages, script, progress, .. }] = commands.as_slice() else {
        panic!("a call is opened, then the script begins")
    };
    assert_eq!((messages.len(), script.len(), progress.is_running()), (2, 3, true));
    desk.opened();
    assert!(desk.run().following().is_some());
    desk.perform(Action::StopPaced);
    assert!(matches!(desk.commands().as_slice(), [Command::StopPaced(_)]));
}

#[test]
fn a_call_that_was_begun_with_a_rate_is_read_at_another_while_it_runs() {
    let mut desk = Desk::with(BIDI);
    desk.perform(Action::ReadAt(None));
    desk.edit(CallEdit::ReadRate("10 a fortnight".to_owned()));
    desk.perform(Action::OpenWithoutMessage);
    assert!(desk.call().refused.as_deref().unwrap().starts_with("Read rate: "), "{:?}", desk.call().refused);
    desk.edit(CallEdit::ReadRate("10/s".to_owned()));
    desk.perform(Action::OpenWithoutMessage);
    let commands = desk.commands();
    let [Command::StartCall { spec, .. }] = commands.as_slice() else { panic!("a call is opened") };
    let pace = spec.read_pace.clone().unwrap();
    assert_eq!(pace.rate(), Some(ReadRate::messages(10)));
    desk.opened();
    desk.perform(Action::ReadAt(Some(ReadRate::NOTHING)));
    assert_eq!(pace.rate(), Some(ReadRate::NOTHING));
    desk.perform(Action::ReadAt(None));
    assert_eq!(pace.rate(), None);
}

fn paste(desk: &mut Desk, text: &str, into: PastedInto) {
    desk.perform(Action::Pasted(text.to_owned(), into));
}

#[test]
fn a_grpcurl_command_pasted_into_the_window_is_a_call_with_all_it_says() {
    let mut desk = Desk::with(BIDI);
    let command = format!(
        "grpcurl -plaintext -H 'authorization: Bearer s3' -H 'x-one: 1' -max-time 2 -max-msg-sz 1048576 \\\n  \
         -d '{{\"sku\": \"LAMP-1\"}}' {ADDRESS} {UNARY}"
    );
    paste(&mut desk, &command, PastedInto::Nothing);
    let call = desk.call();
    assert_eq!(call.method.as_ref().unwrap().path.to_string(), UNARY);
    assert!(call.method.as_ref().unwrap().known.is_some(), "its schema is there already");
    assert_eq!(call.target.address, ADDRESS);
    assert_eq!(call.metadata, [Row::new("authorization", "Bearer s3"), Row::new("x-one", "1")]);
    assert_eq!((call.timeout.as_str(), call.limits.text(Limit::Response)), ("2s", "1MiB"));
    assert_eq!(desk.text(), r#"{"sku": "LAMP-1"}"#);
    desk.perform(Action::CloseThisTab);
    assert_eq!(desk.call().method.as_ref().unwrap().path.to_string(), BIDI, "closing it is the way back");
}

#[test]
fn a_command_in_a_field_is_offered_and_one_of_text_format_is_read() {
    let mut desk = Desk::with(BIDI);
    let command = format!("grpcurl -plaintext -format text -d 'sku: \"LAMP-1\"' {ADDRESS} {UNARY}");
    paste(&mut desk, &command, PastedInto::Field);
    assert_eq!(desk.call().method.as_ref().unwrap().path.to_string(), BIDI);
    desk.perform(Action::OpenGrpcurl(command));
    assert!(desk.text().contains("\"LAMP-1\""), "{}", desk.text());
}

#[test]
fn a_message_pasted_while_nothing_has_the_keyboard_takes_the_place_of_the_one_shown() {
    let mut desk = Desk::with(UNARY);
    let before = desk.text().to_owned();
    paste(&mut desk, "sku: \"LAMP-2\"", PastedInto::Nothing);
    assert!(desk.text().contains("LAMP-2"));
    desk.perform(Action::Undo);
    assert_eq!(desk.text(), before);
    paste(&mut desk, "nothing of the kind", PastedInto::Nothing);
    assert_eq!(desk.text(), before);
}

#[test]
fn lines_of_json_are_messages_of_a_stream() {
    let mut desk = Desk::with(BIDI);
    let lines = "{\"ping\": {\"text\": \"a\"}}\n{\"ping\": {\"text\": \"b\"}}\n{\"ping\": {\"text\": \"c\"}}\n";
    paste(&mut desk, lines, PastedInto::Message);
    desk.perform(Action::TakePaste);
    let texts = desk.call().draft.texts();
    assert!(texts.len() == 3 && texts[0].contains("\"a\"") && texts[2].contains("\"c\""), "{texts:?}");
}

#[test]
fn a_file_of_messages_stands_in_the_composer_and_the_pace_comes_back_with_the_session() {
    let mut desk = Desk::with(BIDI);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("messages.ndjson");
    std::fs::write(&file, "{\"ping\": {\"text\": \"a\"}}\n{\"ping\": {\"text\": \"b\"}}\n").unwrap();
    desk.edit(CallEdit::AskMessages);
    desk.state.question.as_mut().unwrap().text = file.display().to_string();
    desk.perform(Action::AnswerQuestion);
    desk.work();
    assert_eq!(desk.call().draft.texts(), [r#"{"ping": {"text": "a"}}"#, r#"{"ping": {"text": "b"}}"#]);
    let every = "250ms".to_owned();
    let sending = TypedSending { way: SendWay::Every, every, until_stopped: true, ..TypedSending::default() };
    desk.edit(CallEdit::Sending(sending.clone()));
    let mut again = State::default();
    restore(&mut again, to_session(&desk.state));
    assert_eq!(again.chosen_call().unwrap().1.sending, sending);
}

/// A call of a stream whose log holds these rows: each sent, or received.
fn with_rows(rows: &[(bool, &[u8])]) -> Desk {
    let mut desk = Desk::with(BIDI);
    desk.perform(Action::Send);
    desk.opened();
    let log = desk.run().log.clone();
    for (index, (is_sent, bytes)) in (0..).zip(rows) {
        let (at, bytes, wire_bytes) = (Duration::ZERO, Bytes::copy_from_slice(bytes), bytes.len());
        log.record(&match is_sent {
            true => CallEvent::RequestSent(MessageSent { index, at, bytes, wire_bytes, compressed: false }),
            false => CallEvent::Message(MessageReceived { index, at, bytes, wire_bytes, compressed: false }),
        });
    }
    desk
}

#[test]
fn a_message_edited_again_keeps_what_its_type_does_not_know() {
    let mut desk = with_rows(&[(true, b"\x98\x3e\x05")]);
    let id = desk.tab();
    desk.perform(Action::EditAgain(id, 0));
    assert!(desk.text().contains("\"@unknown\": \"mD4F\""), "{}", desk.text());
    assert!(desk.notices().is_empty(), "{:?}", desk.notices());
    let mut desk = with_rows(&[(true, b"\x98")]);
    let id = desk.tab();
    desk.perform(Action::EditAgain(id, 0));
    assert_eq!(desk.notices(), ["Not all of the message can be sent again"]);
}

#[test]
fn what_is_compared_is_the_chosen_row_of_a_stream() {
    let mut desk = with_rows(&[(false, b""), (false, b"\x0a\x00"), (false, b"\x12\x00")]);
    desk.perform(Action::Compare(CompareAction::AskCompareThis));
    assert!(desk.state.compare_picker.take().unwrap().from.title.ends_with("received 3"));
    let run = desk.run().id;
    desk.perform(Action::ChooseRow(run, Some(1)));
    desk.perform(Action::Compare(CompareAction::AskCompareThis));
    assert!(desk.state.compare_picker.take().unwrap().from.title.ends_with("received 2"));
}

#[test]
fn a_large_text_is_read_behind_and_sent_as_it_stands() {
    let mut desk = Desk::with(UNARY);
    let large = |sku: &str| format!("{{\"sku\": \"{sku}\"{}}}", " ".repeat(100_000));
    desk.json(&large("A"));
    assert!(desk.asked.iter().any(|effect| matches!(effect, super::Effect::Work(_))));
    desk.work();
    assert!(desk.call().draft.shown().unwrap().document().unwrap().encode().is_ok());
    desk.json(&format!("{{{}", large("B")));
    desk.work();
    assert!(desk.call().draft.shown().unwrap().document().unwrap().json_problem().is_some());
    desk.json(&large("C"));
    desk.perform(Action::Send);
    assert_eq!(sent(&desk.started().first)[0].as_deref(), Some(&b"\x0a\x01C"[..]), "sending waits for no one");
}

#[test]
fn the_bytes_of_a_message_have_an_action_of_their_own() {
    let mut desk = Desk::with(UNARY);
    desk.perform(Action::ShowSent);
    assert_eq!(desk.call().message_view, crate::state::MessageView::Sent);
}
