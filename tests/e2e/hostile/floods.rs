//! Floods: frames that cost the server nothing, by the ten thousand; the call goes on or ends, and the next one works.
//! What they do to the memory is looked at in a process of its own.

use crate::{
    runner::check,
    scenario::{OK, Scenario, answer, headers, ok, scenario},
    support::{
        Step, message,
        wire::{DATA, END_HEADERS, HEADERS, PADDED, PING, PRIORITY, RST_STREAM, WINDOW_UPDATE, frame, settings},
    },
};

#[test]
fn floods_end_nothing_that_can_go_on() {
    check(scenarios());
}

pub const MANY: usize = 20_000;
const TINY: &str = "RESOURCE_EXHAUSTED (8) local: Server floods this client with empty or tiny DATA frames · The connection was closed.";

pub fn scenarios() -> Vec<Scenario> {
    let flooded = |name: &str, bytes: Vec<u8>| {
        let script = vec![headers(), Step::Repeat(bytes, MANY), answer(b"a"), ok()];
        scenario(format!("floods: {name}"), script)
    };
    let survived = |name: &str, bytes: Vec<u8>| flooded(name, bytes).says(OK).keeps(&[b"a"]);
    vec![
        survived("SETTINGS", settings(&[(4, 70_000)])),
        survived("empty SETTINGS", settings(&[])),
        survived("PING", frame(PING, 0, 0, &[0; 8])),
        survived("answers to PINGs nobody sent", frame(PING, 1, 0, &[0; 8])),
        flooded("empty DATA", frame(DATA, 0, 1, &[])).says(TINY),
        flooded("DATA of padding", frame(DATA, PADDED, 1, &[3, 0, 0, 0])).says(TINY),
        survived("PRIORITY", frame(PRIORITY, 0, 3, &[0, 0, 0, 0, 1])),
        survived("unknown frames", frame(0xee, 0, 1, b"what")),
        survived("windows of the stream", frame(WINDOW_UPDATE, 0, 1, &[0, 0, 0, 1])),
        survived("windows of the connection", frame(WINDOW_UPDATE, 0, 0, &[0, 0, 0, 1])),
        flooded("resets of streams nobody opened", frame(RST_STREAM, 0, 7, &[0; 4]))
            .says("INTERNAL (13) local: Server's answer breaks HTTP/2 (PROTOCOL_ERROR)"),
        flooded("resets of this stream", frame(RST_STREAM, 0, 1, &[0, 0, 0, 2]))
            .says("INTERNAL (13) local: Server reset the stream (INTERNAL_ERROR)"),
        flooded("headers", frame(HEADERS, END_HEADERS, 1, &[]))
            .says("INTERNAL (13) local: Server's answer breaks HTTP/2 (PROTOCOL_ERROR)"),
        scenario(
            "floods: messages of one byte",
            vec![headers(), Step::Repeat(frame(DATA, 0, 1, &message(b"m")), MANY), ok()],
        )
        .says(format!("INTERNAL (13) local: Server sent {MANY} messages for {{call}}"))
        .says_of_streams(OK)
        .keeps(&vec![&b"m"[..]; MANY]),
        scenario(
            "floods: one message, a byte a frame",
            vec![headers(), Step::DataCut(message(&vec![7; MANY]), 1), ok()],
        )
        .says(OK)
        .keeps(&[&vec![7; MANY]]),
    ]
}
