//! The judge and its sentences, by facts made up.
#![allow(clippy::unwrap_used)]

use super::*;

const LONG: Option<Duration> = Some(Duration::from_secs(3));

fn side() -> FlowSide {
    FlowSide {
        connection: 65_535,
        connection_used_up: None,
        stream: 65_535,
        stream_used_up: None,
        moved: 65_536,
        outstanding: 65_536,
        is_ended: false,
        users: Vec::new(),
        user_count: 0,
    }
}

fn flow() -> Flow {
    Flow {
        stream: 3,
        is_open: true,
        unopened: None,
        allowed_streams: Some(100),
        open_streams: 1,
        sending: side(),
        receiving: side(),
        blocked: None,
        unanswered_ping: None,
        held_up: None,
    }
}

fn user(stream: u32, method: Option<&str>) -> WindowUser {
    WindowUser { stream, method: method.map(Into::into), bytes: 65_536 }
}

fn said(flow: &Flow) -> Option<String> {
    judge(flow, None, PATIENCE).map(|stall| stall.to_string())
}

#[test]
fn a_call_that_gets_on_is_not_stalled() {
    assert_eq!(said(&flow()), None);
    // A window that is used up holds nobody up who has nothing to send.
    let idle = Flow { sending: FlowSide { stream_used_up: LONG, ..side() }, ..flow() };
    assert_eq!(said(&idle), None);
    let brief = Some(PATIENCE / 2);
    let busy = Flow { held_up: brief, sending: FlowSide { stream_used_up: brief, ..side() }, ..flow() };
    assert_eq!(said(&busy), None);
    let over = Flow { receiving: FlowSide { is_ended: true, stream_used_up: LONG, ..side() }, ..flow() };
    assert_eq!(said(&over), None);
}

#[test]
fn each_cause_has_its_sentence() {
    let unopened = Flow { is_open: false, unopened: LONG, open_streams: 100, ..flow() };
    assert_eq!(said(&unopened).unwrap(), "Waiting for a stream slot: the server allows 100 at a time");
    let none = Flow { allowed_streams: Some(0), open_streams: 0, ..unopened };
    assert_eq!(said(&none).unwrap(), "Waiting for a stream slot: the server allows no streams at present");

    let sending = |sending: FlowSide| Flow { held_up: LONG, sending, ..flow() };
    let never = sending(FlowSide { stream_used_up: LONG, moved: 0, outstanding: 0, ..side() });
    assert_eq!(said(&never).unwrap(), "The server gives no window: it has allowed no byte on this stream yet");
    let stream = sending(FlowSide { stream_used_up: LONG, connection_used_up: LONG, ..side() });
    assert_eq!(
        said(&stream).unwrap(),
        "The server does not read: the window of this stream is used up by 64 KiB it has not read"
    );

    let users = vec![user(1, Some("/shop.v1.Orders/Watch")), user(3, None)];
    let mut shared = FlowSide { connection_used_up: LONG, users, user_count: 4, ..side() };
    assert_eq!(
        said(&sending(shared.clone())).unwrap(),
        "The connection window is used up by /shop.v1.Orders/Watch (stream 1) and 3 other calls: the server has not read \
         64 KiB of the first"
    );
    shared.users.truncate(1);
    shared.user_count = 1;
    let slow = Flow { receiving: shared.clone(), ..flow() };
    assert_eq!(
        said(&slow).unwrap(),
        "The connection window is used up by /shop.v1.Orders/Watch (stream 1): your reader of it is slow"
    );
    shared.users = vec![user(3, Some("/a.B/C"))];
    assert_eq!(
        said(&sending(shared.clone())).unwrap(),
        "The connection window is used up by this call: the server has not read 64 KiB of it"
    );
    shared.users.clear();
    assert_eq!(
        said(&sending(shared)).unwrap(),
        "The connection window is used up by calls that have ended: the server has given nothing back"
    );

    let reader = Flow { receiving: FlowSide { stream_used_up: LONG, ..side() }, ..flow() };
    assert_eq!(
        said(&reader).unwrap(),
        "Your reader is slow: 64 KiB wait to be read, and until then the server may send no more"
    );
    let reader = Flow { receiving: FlowSide { stream_used_up: LONG, is_ended: true, ..side() }, ..flow() };
    assert_eq!(said(&reader), None, "it has sent all");
    let network = Flow { blocked: LONG, ..flow() };
    assert_eq!(said(&network).unwrap(), "The network takes no more: the server does not read from the connection");
    let ping = Flow { unanswered_ping: LONG, ..flow() };
    assert_eq!(said(&ping).unwrap(), "The server does not answer a ping");
}

#[test]
fn a_rate_of_reading_that_holds_the_server_back_is_told() {
    // The window has room again with each message that is read.
    let said = |rate: &str, lasts| {
        let held_back = Some((rate.parse().unwrap(), lasts));
        judge(&flow(), held_back, PATIENCE).map(|stall| stall.to_string())
    };
    let wait = "64 KiB wait to be read, and until then the server may send no more";
    let long = Duration::from_secs(3);
    assert_eq!(said("10/s", long).unwrap(), format!("Your reader is slow, 10 messages/s: {wait}"));
    assert_eq!(said("1/s", long).unwrap(), format!("Your reader is slow, 1 message/s: {wait}"));
    assert_eq!(said("10KiB/s", long).unwrap(), format!("Your reader is slow, 10 KiB/s: {wait}"));
    assert_eq!(said("0", long).unwrap(), format!("You read nothing: {wait}"));
    assert_eq!(said("10/s", PATIENCE / 2), None, "not yet");
    let ended = Flow { receiving: FlowSide { is_ended: true, ..side() }, ..flow() };
    assert_eq!(judge(&ended, Some((ReadRate::messages(10), long)), PATIENCE), None, "the server has sent all");
}
