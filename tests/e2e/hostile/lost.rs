//! Connections that are lost: closed, reset by TCP, half-open; before headers, after them, between and within messages.

use std::time::Duration;

use crate::{
    runner::check,
    scenario::{OK, Scenario, answer, data, headers, ok, scenario},
    support::{Step, grpc_headers},
};

#[test]
fn a_lost_connection_is_unavailable_and_keeps_what_came() {
    check(scenarios());
}

pub fn scenarios() -> Vec<Scenario> {
    let closed = |count: &str| {
        format!("UNAVAILABLE (14) local: Connection to {{addr}} closed after {count} · The server closed it")
    };
    let reset = |count: &str| {
        format!("UNAVAILABLE (14) local: Connection to {{addr}} closed after {count} · Connection reset by peer")
    };
    let ends = [("closed", Step::Close), ("reset", Step::Abort)];
    let mut scenarios = Vec::new();
    for (how, end) in ends {
        let says = |count: &str| if how == "closed" { closed(count) } else { reset(count) };
        let lost = |place: &str, before: Vec<Step>, count: &str, kept: &[&[u8]]| {
            // What was sent before is read before the loss is.
            let script = [before, vec![Step::Pause(Duration::from_millis(30)), end.clone()]].concat();
            scenario(format!("lost: {how} {place}"), script).says(says(count)).keeps(kept)
        };
        scenarios.extend([
            lost("before headers", vec![], "0 messages", &[]),
            lost("after the request", vec![Step::AwaitEnd], "0 messages", &[]),
            lost("after headers", vec![headers()], "0 messages", &[]),
            lost("after a message", vec![headers(), answer(b"a")], "1 message", &[b"a"]),
            lost(
                "after three messages",
                vec![headers(), answer(b"a"), answer(b""), answer(b"c")],
                "3 messages",
                &[b"a", b"", b"c"],
            ),
            lost("in a prefix", vec![headers(), answer(b"a"), data(&[0, 0])], "1 message", &[b"a"]),
            lost("in a message", vec![headers(), answer(b"a"), data(&[0, 0, 0, 0, 9, 1, 2])], "1 message", &[b"a"]),
            lost(
                "in a frame",
                vec![headers(), answer(b"a"), Step::Raw(vec![0, 0, 99, 0, 0, 0, 0, 0, 1, 7])],
                "1 message",
                &[b"a"],
            ),
            lost(
                "with a status in headers",
                vec![grpc_headers(&[("grpc-status", "0")]), answer(b"a")],
                "1 message",
                &[b"a"],
            ),
        ]);
        scenarios.push(
            scenario(
                format!("lost: {how} after the trailers"),
                vec![headers(), answer(b"a"), ok(), Step::Pause(Duration::from_millis(30)), end],
            )
            .says(OK)
            .keeps(&[b"a"])
            .ends_connection(),
        );
    }
    scenarios.extend([
        scenario("lost: half-open, nothing more is said", vec![headers(), answer(b"a"), Step::Hang])
            .timeout(300)
            .says("DEADLINE_EXCEEDED (4) local: No final status within 300 ms · 1 message received before.")
            .keeps(&[b"a"])
            .resets(8),
        scenario(
            "lost: closed over TLS",
            vec![headers(), answer(b"a"), Step::Pause(Duration::from_millis(30)), Step::Close],
        )
        .over_tls(&["h2"])
        .says(closed("1 message"))
        .keeps(&[b"a"]),
        scenario(
            "lost: reset over TLS",
            vec![headers(), answer(b"a"), Step::Pause(Duration::from_millis(30)), Step::Abort],
        )
        .over_tls(&["h2"])
        .says(reset("1 message"))
        .keeps(&[b"a"]),
    ]);
    scenarios
}
