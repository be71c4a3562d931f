//! Windows (RFC 9113, 5.2): none for ever, tiny ones, overflowing ones, and a server that answers before it has heard all.

use std::time::Duration;

use crate::{
    runner::check,
    scenario::{INITIAL_WINDOW, MAX_STREAMS, OK, Scenario, answer, data, headers, ok, planned, scenario},
    support::{
        Plan, Step, trailers,
        wire::{WINDOW_UPDATE, settings},
    },
};

#[test]
fn windows_hold_nobody_up_past_the_deadline() {
    check(scenarios());
}

const LATE: &str = "DEADLINE_EXCEEDED (4) local: No final status within 250 ms · ";

pub fn scenarios() -> Vec<Scenario> {
    let opened = |name: &str, values: &[(u16, u32)], script: Vec<Step>| {
        planned(format!("flow: {name}"), Plan::opening_with(settings(values), vec![script]))
    };
    let late = |received: &str| format!("{LATE}{received} received before.");
    let denied = [(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "8")];
    vec![
        opened("no window for ever", &[(INITIAL_WINDOW, 0)], vec![Step::Hang])
            .timeout(250)
            .says(late("0 messages"))
            .notes(&["The server gives no window: it has allowed no byte on this stream yet"])
            .resets(8),
        opened("no window, and an answer all the same", &[(INITIAL_WINDOW, 0)], vec![headers(), answer(b"a"), ok()])
            .says(OK)
            .keeps(&[b"a"]),
        opened("no window, and an error", &[(INITIAL_WINDOW, 0)], vec![trailers(&denied), Step::Reset(0)])
            .says("RESOURCE_EXHAUSTED (8) remote: "),
        opened(
            "a window that comes later",
            &[(INITIAL_WINDOW, 0)],
            vec![
                Step::Pause(Duration::from_millis(20)),
                Step::Frame(WINDOW_UPDATE, 0, vec![0, 0, 0, 3]),
                Step::Pause(Duration::from_millis(20)),
                Step::Frame(WINDOW_UPDATE, 0, vec![0, 0, 0, 200]),
                Step::AwaitEnd,
                headers(),
                answer(b"a"),
                ok(),
            ],
        )
        .says(OK)
        .keeps(&[b"a"]),
        opened("a window byte by byte", &[(INITIAL_WINDOW, 1)], vec![Step::AwaitEnd, headers(), answer(b"a"), ok()])
            .says(OK)
            .keeps(&[b"a"]),
        opened(
            "a window that settings take away",
            &[],
            // It comes before the message or after it: what waits goes on with the window that follows.
            vec![
                Step::Raw(settings(&[(INITIAL_WINDOW, 0)])),
                Step::Pause(Duration::from_millis(20)),
                Step::Frame(WINDOW_UPDATE, 0, vec![0, 0, 0, 200]),
                Step::AwaitEnd,
                headers(),
                answer(b"a"),
                ok(),
            ],
        )
        .says(OK)
        .keeps(&[b"a"]),
        opened("no streams allowed for ever", &[(MAX_STREAMS, 0)], vec![Step::Hang])
            .timeout(250)
            .says("DEADLINE_EXCEEDED (4) local: No final status within 250 ms · {any}")
            .notes(&["Waiting for a stream slot: the server allows no streams at present"]),
        opened("one stream at a time", &[(MAX_STREAMS, 1)], vec![Step::AwaitEnd, headers(), answer(b"a"), ok()])
            .says(OK)
            .keeps(&[b"a"]),
        scenario(
            "flow: the window of a stream that is half-closed overflows",
            vec![
                Step::AwaitEnd,
                headers(),
                // Nothing more is sent on it: what its window does not matter.
                Step::Frame(WINDOW_UPDATE, 0, vec![0x7f, 0xff, 0xff, 0xff]),
                Step::Frame(WINDOW_UPDATE, 0, vec![0x7f, 0xff, 0xff, 0xff]),
                answer(b"a"),
                ok(),
            ],
        )
        .says(OK)
        .keeps(&[b"a"]),
        scenario("flow: silence before headers", vec![Step::Hang]).timeout(250).says(late("0 messages")).resets(8),
        scenario("flow: silence after headers", vec![headers(), Step::Hang])
            .timeout(250)
            .says(late("0 messages"))
            .resets(8),
        scenario("flow: silence in a message", vec![headers(), answer(b"a"), data(&[0, 0, 0, 0, 9, 1]), Step::Hang])
            .timeout(250)
            .says(late("1 message"))
            .keeps(&[b"a"])
            .resets(8),
        scenario("flow: bytes that drip for ever", {
            let drop = [data(b"x"), Step::Pause(Duration::from_millis(2))];
            let begun = vec![headers(), answer(b"a"), data(&[0, 0, 1, 0, 0])];
            begun.into_iter().chain(drop.into_iter().cycle().take(4000)).collect()
        })
        .timeout(250)
        .says(late("1 message"))
        .keeps(&[b"a"]),
        scenario("flow: a deadline that has passed", vec![Step::Hang])
            .timeout(0)
            .says("DEADLINE_EXCEEDED (4) local: No final status within 0 µs · {any}"),
    ]
}
