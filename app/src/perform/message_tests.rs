//! What pasting and sending at a pace change and ask of the engine, told without an engine and without a window.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::Duration;

use farcall_core::{engine::Command, metadata::Row};

use crate::{
    action::{Action, CallEdit, PastedInto},
    desk::{ADDRESS, Desk, sent},
    state::{Limit, State, TypedCadence, restore, to_session},
};

const UNARY: &str = "shop.v1.Catalogue/GetProduct";
const BIDI: &str = "fleet.v1.Drivers/Track";

fn two_messages(every: &str, times: &str) -> Desk {
    let mut desk = Desk::with(BIDI);
    desk.json(r#"{"ping": {"text": "one"}}"#);
    desk.edit(CallEdit::AddMessage);
    desk.json(r#"{"ping": {"text": "two"}}"#);
    desk.edit(CallEdit::Cadence(TypedCadence { every: every.to_owned(), times: times.to_owned() }));
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
    assert_eq!((cadence.interval(), progress.total()), (Duration::from_millis(100), 6));
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
    let cadence = TypedCadence { every: "250ms".to_owned(), times: "4".to_owned() };
    desk.edit(CallEdit::Cadence(cadence.clone()));
    let mut again = State::default();
    restore(&mut again, to_session(&desk.state));
    assert_eq!(again.chosen_call().unwrap().1.cadence, cadence);
}
