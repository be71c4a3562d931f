//! GOAWAY (RFC 9113, 6.8; grpc `doc/PROTOCOL-HTTP2.md`, "Connection Management"): before, while and after a stream runs.

use std::time::Duration;

use crate::{
    runner::check,
    scenario::{OK, Scenario, answer, good, headers, ok, planned, scenario},
    support::{
        Plan, Step,
        wire::{GOAWAY, frame, settings},
    },
};

#[test]
fn goaway_is_survived_or_told_with_its_words() {
    check(scenarios());
}

const NEVER: u32 = 0x7fff_ffff;
const KEEPALIVE: &str = "Raise the keepalive interval";

pub fn scenarios() -> Vec<Scenario> {
    let closed = |words: &str| format!("UNAVAILABLE (14) local: Server closed the connection{words}");
    let begun = |name: &str, away: Step| {
        let script = vec![headers(), answer(b"a"), away, Step::Close];
        scenario(format!("goaway: {name}"), script).keeps(&[b"a"])
    };
    // The first stream meets this; the call goes on, on another connection.
    let moved = |name: &str, first: Vec<Step>| {
        planned(format!("goaway: {name}"), Plan::new([vec![first], good().streams].concat()))
            .says(OK)
            .keeps(&[b"good"])
            .streams(2)
    };
    let finishing = |away: Vec<Step>| [vec![headers()], away, vec![answer(b"a"), ok(), Step::Close]].concat();
    vec![
        moved("before the stream was looked at", vec![Step::GoAway(0, 0, b"bye"), Step::Close]),
        moved("before the stream, and a reset of TCP", vec![Step::GoAway(0, 0, b""), Step::Pause(MOMENT), Step::Abort]),
        moved("before the stream, with an error", vec![Step::GoAway(0, 2, b"oops"), Step::Close]),
        moved("before the stream, which is then refused", vec![Step::GoAway(0, 0, b""), Step::Reset(7)]),
        moved("the connection stays open", vec![Step::GoAway(0, 0, b""), Step::Hang]),
        begun("without a word", Step::GoAway(1, 0, b"")).says(closed(" (NO_ERROR)")),
        begun("with an error", Step::GoAway(1, 2, b"")).says(closed(" (INTERNAL_ERROR)")),
        begun("with words", Step::GoAway(1, 2, b"shutting down")).says(closed(": shutting down")),
        begun("with words that are none", Step::GoAway(1, 2, b"\x1b[31m\xff")).says(closed(": \\u{1b}[31m\\xff")),
        begun("too many pings", Step::GoAway(1, 11, b"too_many_pings"))
            .says(closed(": too_many_pings"))
            .hints(KEEPALIVE),
        begun("enhance your calm", Step::GoAway(1, 11, b"")).says(closed(" (ENHANCE_YOUR_CALM)")),
        begun("of a code nobody knows", Step::GoAway(1, 0xdead, b"")).says(closed(" (0xdead)")),
        begun("though the stream is named as not looked at", Step::GoAway(0, 0, b"late")).says(closed(": late")),
        begun(
            "with 100 KB of words",
            Step::Raw(frame(GOAWAY, 0, 0, &[vec![0, 0, 0, 1, 0, 0, 0, 2], vec![b'w'; 100_000]].concat())),
        )
        .says(closed(&format!(": {}", "w".repeat(1024)))),
        scenario("goaway: and the stream is served to its end", finishing(vec![Step::GoAway(1, 0, b"soon")]))
            .says(OK)
            .keeps(&[b"a"])
            .ends_connection(),
        scenario("goaway: first of all streams, then of this one", {
            finishing(vec![Step::GoAway(NEVER, 0, b""), Step::Pause(MOMENT), Step::GoAway(1, 0, b"")])
        })
        .says(OK)
        .keeps(&[b"a"])
        .ends_connection(),
        scenario("goaway: three times", finishing(vec![Step::GoAway(1, 0, b"soon"); 3]))
            .says(OK)
            .keeps(&[b"a"])
            .ends_connection(),
        scenario("goaway: with a last stream that grows", {
            vec![headers(), answer(b"a"), Step::GoAway(1, 0, b""), Step::GoAway(9, 0, b""), Step::Hang]
        })
        .says("INTERNAL (13) local: Server's answer breaks HTTP/2 (PROTOCOL_ERROR)")
        .keeps(&[b"a"]),
        begun("on a stream", Step::Raw(frame(GOAWAY, 0, 1, &[0; 8])))
            .says("INTERNAL (13) local: Server's answer breaks HTTP/2 (PROTOCOL_ERROR)"),
        begun("of 7 bytes", Step::Raw(frame(GOAWAY, 0, 0, &[0; 7])))
            .says("INTERNAL (13) local: Server's answer breaks HTTP/2 (PROTOCOL_ERROR)"),
        planned(
            "goaway: right after the opening",
            Plan::opening(vec![Step::AwaitPreface, Step::Raw(settings(&[])), Step::GoAway(0, 0, b"full"), Step::Close]),
        )
        .says("UNAVAILABLE (14) local: {any}full"),
    ]
}

const MOMENT: Duration = Duration::from_millis(20);
