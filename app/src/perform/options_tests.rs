//! What the choices of a call and of its target come to, told without an engine and without a window.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use farcall_core::{
    call::{Auth, CallEvent, CallOptions, Compression, Finished, Timings},
    engine::{Command, Event},
    metadata::{Metadata, Secret},
    status::{Code, Status},
};

use crate::{
    action::{Action, CallEdit, OpenHow},
    desk::{ADDRESS, Desk},
    state::{Limit, RequestView, to_session},
};

const UNARY: &str = "shop.v1.Catalogue/GetProduct";
const BIDI: &str = "fleet.v1.Drivers/Track";

fn bearer(token: &str) -> Auth {
    Auth::Bearer { token: Secret::new(token) }
}

#[test]
fn what_is_chosen_for_a_call_goes_into_its_spec() {
    let mut desk = Desk::with(UNARY);
    let options = CallOptions {
        wait_for_ready: true,
        compression: Some(Compression::Gzip),
        accepted: Some(vec![Compression::Zstd]),
        traceparent: true,
        auth: bearer("t"),
        ..CallOptions::default()
    };
    desk.edit(CallEdit::Options(Box::new(options)));
    desk.edit(CallEdit::Limit(Limit::Request, "1KiB".to_owned()));
    desk.edit(CallEdit::Limit(Limit::Headers, "128KiB".to_owned()));
    desk.perform(Action::Send);
    let spec = desk.started().spec;
    assert!(spec.wait_for_ready && spec.traceparent);
    assert_eq!((spec.compression, spec.accepted), (Some(Compression::Gzip), vec![Compression::Zstd]));
    assert_eq!((spec.limits.max_send_bytes, spec.limits.max_header_bytes), (1 << 10, 128 << 10));
    assert_eq!(spec.limits.max_message_bytes, Limit::Response.default_bytes(), "what is not typed is as by default");
    assert_eq!(spec.auth, bearer("t"));
}

#[test]
fn a_limit_that_cannot_be_read_is_refused_by_name_and_comes_back_as_typed() {
    let mut desk = Desk::with(UNARY);
    desk.edit(CallEdit::Limit(Limit::Headers, "4 parsecs".to_owned()));
    desk.perform(Action::Send);
    assert!(desk.commands().is_empty());
    let why = desk.call().refused.clone().unwrap();
    assert!(why.starts_with("Largest header block: "), "{why}");
    let session = to_session(&desk.state);
    assert_eq!(session.tabs[0].window["max_headers"], "4 parsecs");
    assert_eq!(session.tabs[0].options.max_header_bytes, None);
}

#[test]
fn a_new_tab_of_a_target_begins_with_the_auth_that_was_sent_there_last() {
    let mut desk = Desk::with(UNARY);
    desk.edit(CallEdit::Options(Box::new(CallOptions { auth: bearer("secret"), ..CallOptions::default() })));
    desk.perform(Action::Send);
    desk.open(BIDI, OpenHow::Another);
    assert_eq!(desk.call().options.auth, bearer("secret"));
    let written = serde_json::to_string(&to_session(&desk.state)).unwrap();
    assert!(!written.contains("secret"), "{written}");
}

#[test]
fn another_try_at_once_is_asked_of_the_engine() {
    let mut desk = Desk::with(UNARY);
    desk.perform(Action::ReconnectThis);
    let commands = desk.commands();
    assert!(matches!(commands.as_slice(), [Command::Connect(target)] if target.address == ADDRESS));
}

#[test]
fn the_sides_of_a_call_are_turned_by_their_actions() {
    let mut desk = Desk::with(UNARY);
    desk.perform(Action::ShowRequest(RequestView::Auth));
    assert_eq!(desk.call().request_view, RequestView::Auth);
    desk.perform(Action::CopyTraceparent);
    assert!(desk.notices()[0].starts_with("This run sent no traceparent"), "{:?}", desk.notices());
}

/// `grpc-status-details-bin` of one violation.
fn bad_request(field: &str, description: &str) -> Vec<u8> {
    let block = |number: u8, bytes: &[u8]| [&[number << 3 | 2, bytes.len() as u8], bytes].concat();
    let violation = [block(1, field.as_bytes()), block(2, description.as_bytes())].concat();
    let url = block(1, b"type.googleapis.com/google.rpc.BadRequest");
    let any = [url, block(2, &block(1, &violation))].concat();
    [vec![8, 3], block(3, &any)].concat()
}

fn refuse(desk: &mut Desk, field: &str) {
    let status =
        Status { details: Some(bad_request(field, "no").into()), ..Status::remote(Code::INVALID_ARGUMENT, "") };
    let (id, log) = (desk.run().id, desk.run().log.clone());
    let finished = Finished {
        at: std::time::Duration::from_millis(1),
        status,
        trailers: Metadata::new(),
        timings: Timings::default(),
    };
    log.record(&CallEvent::Finished(Arc::new(finished)));
    desk.tell(Event::CallChanged(id));
}

#[test]
fn a_refused_field_is_marked_until_it_is_edited_or_called_again() {
    let mut desk = Desk::with(UNARY);
    desk.json(r#"{"sku": "LAMP-1"}"#);
    desk.perform(Action::Send);
    refuse(&mut desk, "sku");
    assert_eq!(desk.call().marks.of(0).len(), 1);
    desk.json(r#"{"sku": "LAMP-2"}"#);
    assert!(desk.call().marks.is_empty(), "another value was not refused");
    desk.perform(Action::Send);
    refuse(&mut desk, "sku");
    desk.perform(Action::Send);
    assert!(desk.call().marks.is_empty(), "a call begins without marks");
    refuse(&mut desk, "no_such_field");
    assert!(desk.call().marks.is_empty(), "what has no place stands in the list alone");
}

#[test]
fn a_refused_field_is_shown_in_the_form() {
    let mut desk = Desk::with(UNARY);
    desk.perform(Action::Send);
    refuse(&mut desk, "sku");
    let path = desk.call().marks.of(0)[0].path.clone();
    desk.perform(Action::ShowRequest(RequestView::Settings));
    desk.perform(Action::ShowField(desk.tab(), path.clone()));
    assert_eq!(desk.call().request_view, RequestView::Message);
    assert_eq!(desk.state.shown_field, Some((desk.tab(), path)));
}

#[test]
fn prepared_messages_move_and_the_chosen_one_stays_chosen() {
    let mut desk = Desk::with(BIDI);
    desk.json(r#"{"ping": {"text": "one"}}"#);
    desk.edit(CallEdit::AddMessage);
    desk.json(r#"{"ping": {"text": "two"}}"#);
    desk.edit(CallEdit::MoveMessage(1, 0));
    assert_eq!(desk.call().draft.chosen, 0);
    assert!(desk.text().contains("two"));
    assert!(desk.call().draft.messages[1].json().contains("one"));
    desk.edit(CallEdit::MoveMessage(0, 9));
    assert!(desk.text().contains("two"), "there is no such place");
}
