//! RST_STREAM by code (grpc `doc/PROTOCOL-HTTP2.md`, "Errors"): before headers, after headers, after a message.

use farcall_core::status::Code;

use crate::{
    runner::check,
    scenario::{OK, Scenario, answer, data, good, headers, ok, planned, scenario},
    support::{Plan, Step, trailers},
};

#[test]
fn resets_follow_the_table() {
    check(scenarios());
}

/// What a reset means, and what else is said of it.
const TABLE: [(u32, Code, &str); 15] = [
    (0x0, Code::INTERNAL, "NO_ERROR"),
    (0x1, Code::INTERNAL, "PROTOCOL_ERROR"),
    (0x2, Code::INTERNAL, "INTERNAL_ERROR"),
    (0x3, Code::INTERNAL, "FLOW_CONTROL_ERROR"),
    (0x4, Code::INTERNAL, "SETTINGS_TIMEOUT"),
    (0x5, Code::INTERNAL, "STREAM_CLOSED"),
    (0x6, Code::INTERNAL, "FRAME_SIZE_ERROR"),
    (0x7, Code::UNAVAILABLE, "REFUSED_STREAM"),
    (0x8, Code::CANCELLED, "CANCEL"),
    (0x9, Code::INTERNAL, "COMPRESSION_ERROR"),
    (0xa, Code::INTERNAL, "CONNECT_ERROR"),
    (0xb, Code::RESOURCE_EXHAUSTED, "ENHANCE_YOUR_CALM) · It has no bandwidth for this call."),
    (0xc, Code::PERMISSION_DENIED, "INADEQUATE_SECURITY) · The connection is not secure enough for this call."),
    (0xd, Code::INTERNAL, "HTTP_1_1_REQUIRED"),
    (0xff, Code::UNKNOWN, "0xff"),
];

const REFUSED: u32 = 7;

pub fn scenarios() -> Vec<Scenario> {
    let mut scenarios: Vec<Scenario> = TABLE.into_iter().flat_map(of_code).collect();
    scenarios.extend(others());
    scenarios
}

fn of_code((code, meant, words): (u32, Code, &'static str)) -> [Scenario; 3] {
    let end = if words.contains(')') { "" } else { ")" };
    let verdict = format!("{meant} local: Server reset the stream ({words}{end}");
    let name = |place: &str| format!("reset: {code:#x} {place}");
    // What was refused before anything was answered is tried once more (grpc proposal A6).
    let streams = if code == REFUSED { 2 } else { 1 };
    [
        scenario(name("before headers"), vec![Step::Reset(code)]).says(&verdict).streams(streams),
        scenario(name("after headers"), vec![headers(), Step::Reset(code)]).says(&verdict).streams(1),
        scenario(name("after a message"), vec![headers(), answer(b"a"), Step::Reset(code)])
            .says(&verdict)
            .keeps(&[b"a"])
            .streams(1),
    ]
}

fn others() -> Vec<Scenario> {
    let refused_once = [vec![vec![Step::AwaitEnd, Step::Reset(REFUSED)]], good().streams].concat();
    vec![
        planned("reset: refused once, then taken", Plan::new(refused_once)).says(OK).keeps(&[b"good"]).streams(2),
        scenario(
            "reset: in the middle of a message",
            vec![headers(), answer(b"a"), data(&[0, 0, 0, 0, 9, 1]), Step::Reset(2)],
        )
        .says("INTERNAL (13) local: Server reset the stream (INTERNAL_ERROR)")
        .keeps(&[b"a"]),
        scenario("reset: NO_ERROR after the trailers", vec![headers(), answer(b"a"), ok(), Step::Reset(0)])
            .says(OK)
            .keeps(&[b"a"]),
        scenario(
            "reset: CANCEL after the trailers",
            vec![Step::AwaitEnd, headers(), answer(b"a"), ok(), Step::Reset(8)],
        )
        .says(OK)
        .keeps(&[b"a"]),
        scenario("reset: after an error alone", {
            let denied = [(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "7")];
            vec![trailers(&denied), Step::Reset(0)]
        })
        .says("PERMISSION_DENIED (7) remote: "),
        scenario("reset: twice", vec![headers(), Step::Reset(2), Step::Reset(2)])
            .says("INTERNAL (13) local: Server reset the stream (INTERNAL_ERROR)"),
        scenario("reset: and then the answer after all", vec![headers(), Step::Reset(2), answer(b"a"), ok()])
            .says("INTERNAL (13) local: Server reset the stream (INTERNAL_ERROR)"),
    ]
}
