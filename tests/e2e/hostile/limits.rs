//! Messages over the limit, and prefixes that promise more than comes.

use crate::{
    runner::check,
    scenario::{OK, Scenario, answer, data, headers, ok, scenario},
    support::{Step, message},
};

#[test]
fn limits_hold_and_are_named() {
    check(scenarios());
}

const LIMIT: usize = 4 << 20;
const RAISE: &str = "Raise the message limit for this call";

pub fn scenarios() -> Vec<Scenario> {
    let exceeds = |size: &str| format!("RESOURCE_EXHAUSTED (8) local: Message of {size} exceeds the limit of 4 MiB");
    let limited = |name: &str, script: Vec<Step>| scenario(format!("limits: {name}"), script).max_message(LIMIT);
    let full = vec![7; LIMIT];
    vec![
        limited("a prefix of 4 GiB", vec![headers(), data(&[0, 0xff, 0xff, 0xff, 0xff, 1]), Step::Hang])
            .says(exceeds("4.0 GiB"))
            .hints(RAISE)
            .resets(8),
        limited("a prefix of 4 GiB, compressed", vec![headers(), data(&[1, 0xff, 0xff, 0xff, 0xff, 1]), Step::Hang])
            .says(exceeds("4.0 GiB"))
            .hints(RAISE),
        limited(
            "a prefix of 4 GiB after a message",
            vec![headers(), answer(b"a"), data(&[0, 0xff, 0xff, 0xff, 0xff]), Step::Hang],
        )
        .says(exceeds("4.0 GiB"))
        .hints(RAISE)
        .keeps(&[b"a"]),
        limited("a prefix of one byte too many", vec![headers(), data(&[0, 0, 0x40, 0, 1]), Step::Hang])
            .says(exceeds("4.0 MiB"))
            .hints(RAISE),
        limited("a message of the limit", vec![headers(), Step::DataCut(message(&full), 16_384), ok()])
            .says(OK)
            .keeps(&[&full]),
        limited("a message of 5 MiB", vec![headers(), Step::DataCut(message(&vec![7; 5 << 20]), 16_384), ok()])
            .says(exceeds("5 MiB"))
            .hints(RAISE)
            .resets(8),
        limited(
            "a prefix of the limit, and nothing",
            vec![headers(), data(&[0, 0, 0x40, 0, 0]), Step::Data(Vec::new(), true)],
        )
        .says("UNKNOWN (2) local: The stream ended without a status · 0 messages received; data may be cut off.")
        .notes(&["Last message is incomplete: 0 of 4194304 bytes"]),
        scenario("limits: of nothing, an empty message", vec![headers(), answer(b""), ok()])
            .max_message(0)
            .says(OK)
            .keeps(&[b""]),
        scenario("limits: of nothing, a byte", vec![headers(), answer(b"a"), ok()])
            .max_message(0)
            .says("RESOURCE_EXHAUSTED (8) local: Message of 1 B exceeds the limit of 0 B")
            .hints(RAISE),
    ]
}
