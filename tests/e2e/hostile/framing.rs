//! gRPC's own framing and HTTP/2's, kept and broken: messages cut anywhere, frames that are not allowed, padding, order.

use std::time::Duration;

use crate::{
    runner::check,
    scenario::{OK, Scenario, answer, data, headers, ok, planned, scenario},
    support::{
        Plan, Step, fields, grpc_headers, message, trailers,
        wire::{
            CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, PADDED, PING, PRIORITY, PUSH_PROMISE, RST_STREAM,
            SETTINGS, WINDOW_UPDATE, WITH_PRIORITY, block, frame, prefixed, settings,
        },
    },
};

#[test]
fn frames_are_read_however_they_fall_and_broken_ones_are_told() {
    check(scenarios());
}

pub fn scenarios() -> Vec<Scenario> {
    [messages(), allowed(), streams_broken(), connections_broken(), openings()].concat()
}

const PROTOCOL: &str = "INTERNAL (13) local: Server's answer breaks HTTP/2 (PROTOCOL_ERROR)";
const FRAME_SIZE: &str = "INTERNAL (13) local: Server's answer breaks HTTP/2 (FRAME_SIZE_ERROR)";
const TWO: &str = "INTERNAL (13) local: Server sent 2 messages for {call}";

fn messages() -> Vec<Scenario> {
    let two = [message(b"one"), message(b"two")].concat();
    let cut = |at: usize| vec![headers(), data(&two[..at]), data(&two[at..]), ok()];
    let incomplete =
        |got: &str| format!("INTERNAL (13) local: Last message is incomplete: {got}, although the server reported OK");
    let begins = |flag: u8| format!("INTERNAL (13) local: Message begins with {flag:#04x} · Only 0 and 1 are known.");
    let mut scenarios: Vec<Scenario> = (1..two.len())
        .map(|at| scenario(format!("framing: two messages cut after {at} bytes"), cut(at)))
        .map(|scenario| scenario.says(TWO).says_of_streams(OK).keeps(&[b"one", b"two"]))
        .collect();
    scenarios.extend([
        scenario("framing: both messages in one frame", vec![headers(), data(&two), ok()])
            .says(TWO)
            .says_of_streams(OK)
            .keeps(&[b"one", b"two"]),
        scenario("framing: byte by byte", vec![headers(), Step::DataCut(message(b"abc"), 1), ok()])
            .says(OK)
            .keeps(&[b"abc"]),
        scenario("framing: cut in the prefix, then OK", vec![headers(), answer(b"a"), data(&[0, 0, 0]), ok()])
            .says(incomplete("3 of the 5 bytes before it"))
            .keeps(&[b"a"]),
        scenario("framing: cut in the message, then OK", vec![headers(), data(&message(b"abcdef")[..8]), ok()])
            .says(incomplete("3 of 6 bytes")),
        scenario("framing: cut in the message, then an error", {
            vec![headers(), data(&message(b"abcdef")[..8]), trailers(&[("grpc-status", "10")])]
        })
        .says("ABORTED (10) remote: ")
        .notes(&["Last message is incomplete: 3 of 6 bytes"]),
        scenario(
            "framing: cut in the message, then silence",
            vec![headers(), Step::Data(message(b"abc")[..7].to_vec(), true)],
        )
        .says("UNKNOWN (2) local: The stream ended without a status · 0 messages received; data may be cut off.")
        .notes(&["Last message is incomplete: 2 of 3 bytes"]),
        scenario("framing: 1000 empty messages", vec![headers(), data(&message(b"").repeat(1000)), ok()])
            .says("INTERNAL (13) local: Server sent 1000 messages for {call}")
            .says_of_streams(OK)
            .keeps(&[&b""[..]; 1000]),
    ]);
    scenarios.extend([2, 3, 0x80, 0xff].map(|flag| {
        let script = vec![headers(), answer(b"a"), data(&prefixed(flag, b"b")), Step::Hang];
        scenario(format!("framing: a message flagged {flag:#04x}"), script).says(begins(flag)).keeps(&[b"a"]).resets(8)
    }));
    scenarios
}

/// What HTTP/2 allows, odd as it is.
fn allowed() -> Vec<Scenario> {
    let right = |name: &str, script: Vec<Step>| scenario(format!("framing: {name}"), script).says(OK).keeps(&[b"a"]);
    let framed = |before: Vec<Step>, between: Vec<Step>| {
        [before, vec![headers()], between.clone(), vec![answer(b"a")], between, vec![ok()]].concat()
    };
    let raw = |bytes: Vec<u8>| vec![Step::Raw(bytes)];
    let head = block(&fields([(":status", "200"), ("content-type", "application/grpc")].iter()));
    let padded = [&[9][..], &head, &[0; 9]].concat();
    let prioritised = [&[0x80, 0, 0, 0, 7][..], &head].concat();
    let padded_data = [&[255][..], &message(b"a"), &[0; 255]].concat();
    let continued = vec![
        Step::Frame(HEADERS, 0, Vec::new()),
        Step::Frame(CONTINUATION, 0, head[..4].to_vec()),
        Step::Frame(CONTINUATION, 0, Vec::new()),
        Step::Frame(CONTINUATION, END_HEADERS, head[4..].to_vec()),
    ];
    vec![
        right(
            "unknown frame types",
            framed(raw(frame(0xaa, 0xff, 0, b"what")), vec![Step::Frame(0xbb, 0x55, vec![7; 99])]),
        ),
        right("padded headers", vec![Step::Frame(HEADERS, END_HEADERS | PADDED, padded), answer(b"a"), ok()]),
        right(
            "headers with a priority",
            vec![Step::Frame(HEADERS, END_HEADERS | WITH_PRIORITY, prioritised), answer(b"a"), ok()],
        ),
        right(
            "PRIORITY frames",
            framed(raw(frame(PRIORITY, 0, 9, &[0, 0, 0, 3, 1])), vec![Step::Frame(PRIORITY, 0, vec![0, 0, 0, 0, 1])]),
        ),
        right("padded DATA", vec![headers(), Step::Frame(DATA, PADDED, padded_data), ok()]),
        right(
            "DATA of padding alone",
            vec![headers(), Step::Frame(DATA, PADDED, [vec![8], vec![0; 8]].concat()), answer(b"a"), ok()],
        ),
        right("empty DATA", framed(vec![], vec![data(b""); 20])),
        right("headers in CONTINUATION, some empty", [continued, vec![answer(b"a"), ok()]].concat()),
        right("PINGs between", framed(raw(frame(PING, 0, 0, &[1; 8])), raw(frame(PING, 0, 0, &[2; 8])))),
        right("SETTINGS between", framed(raw(settings(&[(3, 1)])), raw(settings(&[(4, 1 << 20), (0x99, 7)])))),
        right(
            "windows grown between",
            framed(
                raw(frame(WINDOW_UPDATE, 0, 0, &[0, 0, 1, 0])),
                vec![Step::Frame(WINDOW_UPDATE, 0, vec![0, 0, 1, 0])],
            ),
        ),
        right("byte by byte, a whole answer", {
            let bytes = [headers(), answer(b"a"), ok()].iter().flat_map(|step| step.bytes(1).unwrap()).collect();
            vec![Step::Drip(bytes, Duration::from_micros(300))]
        }),
        // Pseudo-headers where none belong are passed over.
        right(
            "a pseudo-header in trailers",
            vec![headers(), answer(b"a"), trailers(&[(":status", "200"), ("grpc-status", "0")])],
        ),
        right("a request's pseudo-header", vec![headers_with_path(), answer(b"a"), ok()]),
        right(
            "an empty block of trailers after the status",
            vec![
                grpc_headers(&[("grpc-status", "0")]),
                answer(b"a"),
                Step::Frame(HEADERS, END_HEADERS | END_STREAM, Vec::new()),
            ],
        ),
    ]
}

fn headers_with_path() -> Step {
    let pairs = [(":status", "200"), (":path", "/"), ("content-type", "application/grpc")];
    Step::Headers(fields(pairs.iter()), false)
}

/// What breaks one stream.
fn streams_broken() -> Vec<Scenario> {
    let upper = fields([(":status", "200"), ("content-type", "application/grpc"), ("X-Upper", "1")].iter());
    let broken = |name: &str, script: Vec<Step>| scenario(format!("framing: {name}"), script).says(PROTOCOL);
    let with = |pairs: &[(&str, &str)]| Step::Headers(fields(pairs.iter()), false);
    vec![
        broken("upper-case header names", vec![Step::Headers(upper, false), answer(b"a"), ok()]),
        broken("a connection header", vec![with(&[(":status", "200"), ("connection", "close")])]),
        broken("a transfer-encoding header", vec![with(&[(":status", "200"), ("transfer-encoding", "chunked")])]),
        broken("no :status", vec![with(&[("content-type", "application/grpc")]), answer(b"a"), ok()]),
        broken("two :status", vec![with(&[(":status", "200"), (":status", "404")]), answer(b"a"), ok()]),
        broken("a :status that is none", vec![with(&[(":status", "abc")])]),
        broken("a pseudo-header after others", vec![with(&[("content-type", "application/grpc"), (":status", "200")])]),
        broken("an unknown pseudo-header", vec![with(&[(":status", "200"), (":what", "1")])]),
        broken("DATA before headers", vec![answer(b"a"), headers(), ok()]),
        broken("more DATA than content-length", vec![grpc_headers(&[("content-length", "3")]), answer(b"a"), ok()]),
        broken("less DATA than content-length", vec![grpc_headers(&[("content-length", "99")]), answer(b"a"), ok()])
            .keeps(&[b"a"]),
        scenario(
            "framing: a window that grows by nothing",
            vec![headers(), answer(b"a"), Step::Frame(WINDOW_UPDATE, 0, vec![0; 4])],
        )
        .says(PROTOCOL)
        .keeps(&[b"a"]),
    ]
}

/// What breaks the connection.
fn connections_broken() -> Vec<Scenario> {
    let raw = |name: &str, bytes: Vec<u8>| {
        scenario(format!("framing: {name}"), vec![headers(), answer(b"a"), Step::Raw(bytes), Step::Hang]).keeps(&[b"a"])
    };
    vec![
        raw("DATA on stream 0", frame(DATA, 0, 0, b"x")).says(PROTOCOL),
        raw("HEADERS on stream 0", frame(HEADERS, END_HEADERS, 0, b"")).says(PROTOCOL),
        raw("RST_STREAM on stream 0", frame(RST_STREAM, 0, 0, &[0; 4])).says(PROTOCOL),
        raw("CONTINUATION without headers", frame(CONTINUATION, END_HEADERS, 1, b"")).says(PROTOCOL),
        raw("DATA on a stream nobody opened", frame(DATA, 0, 99, b"x")).says(PROTOCOL),
        raw("RST_STREAM on a stream nobody opened", frame(RST_STREAM, 0, 99, &[0; 4])).says(PROTOCOL),
        raw("HEADERS on a stream nobody opened", frame(HEADERS, END_HEADERS, 99, &block(&[]))).says(PROTOCOL),
        raw("PUSH_PROMISE though it is off", frame(PUSH_PROMISE, END_HEADERS, 1, &[0, 0, 0, 2])).says(PROTOCOL),
        raw("SETTINGS on a stream", frame(SETTINGS, 0, 1, &[])).says(PROTOCOL),
        raw("SETTINGS of 5 bytes", frame(SETTINGS, 0, 0, &[0; 5])).says(PROTOCOL),
        raw("SETTINGS that acknowledge with words", frame(SETTINGS, 1, 0, &[0; 6])).says(PROTOCOL),
        raw("SETTINGS that were not sent, acknowledged", frame(SETTINGS, 1, 0, &[]).repeat(3)).says(PROTOCOL),
        raw("SETTINGS with a window that is too large", settings(&[(4, u32::MAX)]))
            .says("INTERNAL (13) local: Server's answer breaks HTTP/2 (PROTOCOL_ERROR)"),
        raw("SETTINGS with a frame size that is too small", settings(&[(5, 1)])).says(PROTOCOL),
        raw("PING of 7 bytes", frame(PING, 0, 0, &[0; 7])).says(PROTOCOL),
        raw("PING on a stream", frame(PING, 0, 1, &[0; 8])).says(PROTOCOL),
        raw("RST_STREAM of 3 bytes", frame(RST_STREAM, 0, 1, &[0; 3])).says(PROTOCOL),
        raw("WINDOW_UPDATE of 3 bytes", frame(WINDOW_UPDATE, 0, 1, &[0; 3])).says(PROTOCOL),
        raw("a frame larger than allowed", frame(DATA, 0, 1, &vec![0; 1 << 20])).says(FRAME_SIZE),
        raw("an announced frame of 16 MiB", [&[0xff; 3][..], &[DATA, 0, 0, 0, 0, 1]].concat()).says(FRAME_SIZE),
        raw("padding longer than the frame", frame(DATA, PADDED, 1, &[200, 1, 2])).says(PROTOCOL),
        raw(
            "a block that HPACK cannot read",
            frame(HEADERS, END_HEADERS | END_STREAM, 1, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        )
        .says(PROTOCOL),
        raw("a block that names nothing in the table", frame(HEADERS, END_HEADERS | END_STREAM, 1, &[0xbe]))
            .says(PROTOCOL),
        raw("an interrupted header block", [frame(HEADERS, 0, 1, &[]), frame(PING, 0, 0, &[0; 8])].concat())
            .says(PROTOCOL),
        raw("the connection's window overflows", frame(WINDOW_UPDATE, 0, 0, &[0x7f, 0xff, 0xff, 0xff]).repeat(2))
            .says("INTERNAL (13) local: Server's answer breaks HTTP/2 (FLOW_CONTROL_ERROR)"),
    ]
}

/// Odd ways to open a connection that are right all the same.
fn openings() -> Vec<Scenario> {
    let right = vec![headers(), answer(b"a"), ok()];
    let opened = |name: &str, bytes: Vec<u8>| {
        planned(format!("framing: {name}"), Plan::opening_with(bytes, vec![right.clone()])).says(OK).keeps(&[b"a"])
    };
    vec![
        opened(
            "an opening with every setting",
            settings(&[(1, 0), (2, 0), (3, 100), (4, 1 << 20), (5, 1 << 20), (6, 1 << 16), (8, 1), (0x4d44, 1)]),
        ),
        opened("an opening with the same setting 100 times", settings(&[(4, 70_000); 100])),
        opened("an opening in several SETTINGS", settings(&[]).repeat(5)),
        planned(
            "framing: an opening byte by byte",
            Plan {
                streams: vec![right.clone()],
                ..Plan::opening(vec![Step::AwaitPreface, Step::Drip(settings(&[(3, 9)]), Duration::from_millis(1))])
            },
        )
        .says(OK)
        .keeps(&[b"a"]),
        planned(
            "framing: an opening before the client's",
            Plan { streams: vec![right.clone()], ..Plan::opening(vec![Step::Raw(settings(&[]))]) },
        )
        .says(OK)
        .keeps(&[b"a"]),
    ]
}
