//! What an action changes and what it asks of the engine, told without an engine and without a window.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, Instant};

use farcall_core::{
    engine::{Command, Outbound},
    metadata::Row,
    status::{Code, Status},
    transport::Target,
};

use crate::{
    action::{Action, CallEdit},
    desk::{ADDRESS, Desk, sent},
    state::{Focus, RequestView, ResponseView},
};

const UNARY: &str = "shop.v1.Catalogue/GetProduct";
const SERVER_STREAM: &str = "fleet.v1.Drivers/StreamPositions";
const CLIENT_STREAM: &str = "samples.v1.Faults/FailWithClientStream";
const BIDI: &str = "fleet.v1.Drivers/Track";

fn ok() -> Status {
    Status::remote(Code::OK, "")
}

#[test]
fn a_unary_call_sends_its_message_and_ends_sending() {
    let mut desk = Desk::with(UNARY);
    desk.json(r#"{"sku": "LAMP-1"}"#);
    desk.edit(CallEdit::ResponseView(ResponseView::Trailers));
    desk.perform(Action::Send);
    let started = desk.started();
    assert_eq!(started.spec.method.to_string(), UNARY);
    assert_eq!(started.target.address, ADDRESS);
    assert_eq!(sent(&started.first), [Some(b"\x0a\x06LAMP-1".as_slice().into()), None]);
    assert_eq!(started.spec.timeout, Some(Duration::from_secs(30)), "a unary call has 30 s unless told otherwise");
    assert_eq!(desk.run().id, started.id);
    assert!(desk.run().is_running());
    assert_eq!(desk.call().response_view, ResponseView::Messages, "a new answer is looked at from its beginning");
}

#[test]
fn only_a_unary_call_gets_a_timeout_by_itself() {
    for method in [SERVER_STREAM, CLIENT_STREAM, BIDI] {
        let mut desk = Desk::with(method);
        assert_eq!(desk.call().timeout, "", "{method}");
        desk.perform(Action::Send);
        assert_eq!(desk.started().spec.timeout, None, "{method}");
    }
}

#[test]
fn a_timeout_of_the_users_own_stays_with_another_method_and_the_usual_one_does_not() {
    let mut desk = Desk::with(UNARY);
    let choose = |desk: &mut Desk, method: &str| {
        let path = farcall_core::schema::MethodPath::parse(method).unwrap();
        desk.edit(CallEdit::Method(desk.source(), path));
    };
    choose(&mut desk, BIDI);
    assert_eq!(desk.call().timeout, "");
    choose(&mut desk, UNARY);
    assert_eq!(desk.call().timeout, "30s");
    desk.edit(CallEdit::Timeout("5s".to_owned()));
    choose(&mut desk, BIDI);
    assert_eq!(desk.call().timeout, "5s");
}

#[test]
fn each_method_of_a_tab_keeps_its_own_message() {
    let mut desk = Desk::with(UNARY);
    desk.json(r#"{"sku": "LAMP-1"}"#);
    let choose = |desk: &mut Desk, method: &str| {
        let path = farcall_core::schema::MethodPath::parse(method).unwrap();
        desk.edit(CallEdit::Method(desk.source(), path));
    };
    choose(&mut desk, "shop.v1.Accounts/GetAccount");
    assert!(!desk.text().contains("LAMP-1"), "{}", desk.text());
    choose(&mut desk, UNARY);
    assert_eq!(desk.text(), r#"{"sku": "LAMP-1"}"#);
}

#[test]
fn a_second_send_while_a_unary_call_runs_is_refused_and_the_text_stays() {
    for method in [UNARY, SERVER_STREAM] {
        let mut desk = Desk::with(method);
        desk.perform(Action::Send);
        desk.opened();
        desk.commands();
        let text = desk.text().to_owned();
        desk.perform(Action::Send);
        assert_eq!(desk.commands().len(), 0, "{method}");
        assert_eq!(desk.call().refused.as_deref(), Some("This call is still running; cancel it first"));
        assert_eq!(desk.text(), text);
        assert_eq!(desk.call().runs.len(), 1);
    }
}

#[test]
fn a_running_stream_takes_the_next_message_on_the_same_call() {
    let mut desk = Desk::with(BIDI);
    desk.json(r#"{"ping": {"text": "one"}}"#);
    desk.perform(Action::Send);
    let started = desk.started();
    assert_eq!(sent(&started.first).len(), 1, "the stream stays open for the next message");
    desk.opened();
    desk.json(r#"{"ping": {"text": "two"}}"#);
    desk.perform(Action::Send);
    let commands = desk.commands();
    let [Command::Send(id, Outbound::Message(bytes))] = commands.as_slice() else { panic!("one message is sent") };
    assert_eq!(*id, started.id);
    assert!(bytes.ends_with(b"two"));
    assert_eq!(desk.call().runs.len(), 1);
    assert_eq!(desk.text(), r#"{"ping": {"text": "two"}}"#, "the composer keeps its text");
}

#[test]
fn an_ended_stream_takes_nothing_more() {
    let mut desk = Desk::with(BIDI);
    desk.perform(Action::Send);
    desk.opened();
    desk.commands();
    desk.perform(Action::EndStream);
    assert!(matches!(desk.commands().as_slice(), [Command::Send(_, Outbound::HalfClose)]));
    desk.perform(Action::EndStream);
    desk.perform(Action::Send);
    assert_eq!(desk.commands().len(), 0, "a stream is ended once, and nothing follows");
    assert_eq!(desk.call().refused.as_deref(), Some("The stream was ended; nothing more can be sent on it"));
    desk.ended(ok());
    desk.perform(Action::Send);
    assert_eq!(desk.call().runs.len(), 2, "after its end Send opens another");
    assert_eq!(desk.call().refused, None);
}

#[test]
fn prepared_messages_go_out_one_by_one_or_all_at_once() {
    let mut desk = Desk::with(BIDI);
    desk.json(r#"{"ping": {"text": "one"}}"#);
    desk.edit(CallEdit::AddMessage);
    desk.json(r#"{"ping": {"text": "two"}}"#);
    desk.edit(CallEdit::ChooseMessage(0));
    desk.perform(Action::SendAll);
    let started = desk.started();
    let texts: Vec<_> = sent(&started.first).into_iter().flatten().collect();
    assert!(texts.len() == 2 && texts[0].ends_with(b"one") && texts[1].ends_with(b"two"));
    desk.ended(ok());
    desk.perform(Action::Send);
    assert_eq!(desk.call().draft.chosen, 1, "after a message the next one is looked at");
    desk.perform(Action::Send);
    assert_eq!(desk.call().draft.chosen, 1);
}

#[test]
fn a_stream_can_be_opened_without_a_message() {
    let mut desk = Desk::with(BIDI);
    desk.perform(Action::OpenWithoutMessage);
    assert_eq!(sent(&desk.started().first).len(), 0);
    let mut desk = Desk::with(UNARY);
    desk.perform(Action::OpenWithoutMessage);
    assert_eq!(sent(&desk.started().first).len(), 2, "a unary call has one message, always");
}

#[test]
fn what_cannot_be_sent_is_refused_with_the_reason_and_nothing_is_lost() {
    let broken = "{\n  \"sku\": 'LAMP'\n}";
    let mut desk = Desk::with(UNARY);
    desk.json(broken);
    desk.perform(Action::Send);
    assert_eq!(desk.commands().len(), 0);
    let why = desk.call().refused.clone().expect("it is refused");
    assert!(why.starts_with("2:10 "), "the reason has its place: {why}");
    assert_eq!(desk.text(), broken);
    desk.json("{}");
    assert_eq!(desk.call().refused, None, "the next edit takes the reason away");

    desk.edit(CallEdit::Timeout("soon".to_owned()));
    desk.perform(Action::Send);
    let why = desk.call().refused.clone().expect("it is refused");
    assert!(why.starts_with("Timeout: "), "{why}");
    assert_eq!(desk.call().timeout, "soon");
    desk.edit(CallEdit::Timeout(String::new()));

    desk.edit(CallEdit::Metadata(vec![Row::new("grpc-status", "0")]));
    desk.perform(Action::Send);
    assert!(desk.call().refused.is_some());
    assert_eq!(desk.call().request_view, RequestView::Metadata, "the request side shows what is wrong");
    assert_eq!(desk.call().metadata, [Row::new("grpc-status", "0")]);
    desk.edit(CallEdit::Metadata(Vec::new()));

    desk.edit(CallEdit::Target(Box::default()));
    desk.perform(Action::Send);
    assert_eq!(desk.call().refused.as_deref(), Some("Type a target first"));
    assert_eq!(desk.commands().len(), 0);
    assert!(desk.call().runs.is_empty());
}

#[test]
fn without_a_method_nothing_is_sent() {
    let mut desk = Desk::connected();
    desk.perform(Action::NewTab);
    assert_eq!(desk.state.focus, Some(Focus::Method));
    desk.perform(Action::Send);
    assert_eq!(desk.call().refused.as_deref(), Some("Choose a method first"));
    desk.perform(Action::Save);
    assert!(desk.state.question.is_none());
}

#[test]
fn a_missing_secret_is_asked_for_by_name() {
    let mut desk = Desk::with(UNARY);
    desk.edit(CallEdit::Metadata(vec![Row::new("authorization", "Bearer {{secret:authorization}}")]));
    desk.perform(Action::Send);
    assert_eq!(desk.commands().len(), 0);
    assert!(desk.call().refused.as_deref().unwrap_or_default().contains("authorization"));
    desk.state.secrets.put(ADDRESS, "authorization", "abc".to_owned());
    desk.perform(Action::Send);
    let sent = desk.started().spec.metadata;
    assert_eq!(sent.iter().map(|entry| entry.display()).collect::<Vec<_>>(), ["Bearer abc"]);
    assert_eq!(desk.call().metadata[0].value, "Bearer {{secret:authorization}}", "what was typed stays as typed");
}

#[test]
fn closing_a_running_tab_cancels_its_call_and_reopening_brings_the_draft_back() {
    let mut desk = Desk::with(BIDI);
    desk.json(r#"{"ping": {"text": "one"}}"#);
    desk.perform(Action::Send);
    desk.opened();
    let id = desk.run().id;
    desk.commands();
    desk.perform(Action::CloseThisTab);
    assert!(matches!(desk.commands().as_slice(), [Command::Cancel(of)] if *of == id));
    assert_eq!(desk.notices(), ["Track was running and is cancelled"]);
    assert!(desk.state.tabs.is_empty());
    desk.perform(Action::ReopenTab);
    assert_eq!(desk.text(), r#"{"ping": {"text": "one"}}"#);
}

#[test]
fn a_call_that_ends_after_its_tab_was_closed_has_ended_when_the_tab_comes_back() {
    let mut desk = Desk::with(BIDI);
    desk.perform(Action::Send);
    desk.opened();
    let (id, log) = (desk.run().id, desk.run().log.clone());
    desk.perform(Action::CloseThisTab);
    let verdict = farcall_core::call::Finished {
        at: Duration::from_millis(3),
        status: Status::local(Code::CANCELLED, "Cancelled"),
        trailers: farcall_core::metadata::Metadata::new(),
        timings: farcall_core::call::Timings::default(),
    };
    log.record(&farcall_core::call::CallEvent::Finished(verdict.into()));
    desk.tell(farcall_core::engine::Event::CallChanged(id));
    desk.perform(Action::ReopenTab);
    assert!(!desk.run().is_running(), "Send must mean something again");
}

#[test]
fn esc_closes_the_innermost_thing_and_then_cancels() {
    let mut desk = Desk::with(UNARY);
    desk.perform(Action::Send);
    desk.opened();
    desk.commands();
    desk.perform(Action::ToggleKeys);
    desk.perform(Action::ShowPalette);
    desk.perform(Action::Escape);
    assert!(desk.state.palette.is_none() && desk.state.keys_shown);
    desk.perform(Action::Escape);
    assert!(!desk.state.keys_shown);
    assert_eq!(desk.commands().len(), 0, "the call goes on while something was open");
    desk.perform(Action::Escape);
    assert!(matches!(desk.commands().as_slice(), [Command::Cancel(_)]), "a unary call is cancelled at once");
}

#[test]
fn a_stream_is_cancelled_by_the_second_esc_in_time() {
    let mut desk = Desk::with(BIDI);
    desk.perform(Action::Send);
    desk.opened();
    desk.commands();
    desk.perform(Action::Escape);
    assert_eq!(desk.commands().len(), 0);
    assert_eq!(desk.notices(), ["Press Esc again to cancel the stream"]);
    let (_, call) = desk.state.escaped.expect("the first press is remembered");
    let long_ago = Instant::now().checked_sub(Duration::from_secs(60)).expect("the machine runs for a minute");
    desk.state.escaped = Some((long_ago, call));
    desk.perform(Action::Escape);
    assert_eq!(desk.commands().len(), 0, "a press long after is a first one again");
    desk.perform(Action::Escape);
    assert!(matches!(desk.commands().as_slice(), [Command::Cancel(_)]));
    desk.ended(Status::local(Code::CANCELLED, "Cancelled"));
    desk.perform(Action::Escape);
    assert_eq!(desk.commands().len(), 0, "nothing runs any more");
}

#[test]
fn esc_stops_connecting_from_the_welcome() {
    let mut desk = Desk::default();
    desk.perform(Action::EditWelcome(Box::new(Target::new(" localhost:1 "))));
    desk.perform(Action::Connect);
    let commands = desk.commands();
    assert!(matches!(commands.as_slice(), [Command::LoadSchema(..)]));
    assert_eq!(desk.state.welcome.target.address, "localhost:1");
    desk.perform(Action::Escape);
    assert!(matches!(desk.commands().as_slice(), [Command::CancelLoad(_)]));
    assert_eq!(desk.state.welcome.target.address, "localhost:1", "what was typed stays");
}

#[test]
fn a_sent_call_makes_its_target_the_latest_with_its_metadata() {
    let mut desk = Desk::with(UNARY);
    desk.edit(CallEdit::Target(Box::new(Target::new("localhost:9"))));
    desk.edit(CallEdit::Metadata(vec![Row::new("x-tenant", "blue")]));
    assert_eq!(desk.state.recent.targets[0].target.address, ADDRESS, "typing alone is no use of a target");
    desk.perform(Action::Send);
    let latest = &desk.state.recent.targets[0];
    assert_eq!(
        (latest.target.address.as_str(), latest.metadata.as_slice()),
        ("localhost:9", &[Row::new("x-tenant", "blue")][..])
    );
    assert_eq!(desk.state.recent.targets.len(), 2);
}

#[test]
fn a_refused_send_is_no_use_of_a_target() {
    let mut desk = Desk::with(UNARY);
    desk.edit(CallEdit::Target(Box::new(Target::new("localhost:9"))));
    desk.json("{");
    desk.perform(Action::Send);
    assert_eq!(desk.state.recent.targets.len(), 1);
}
