//! The verdict on a call under everything a server can do: scenarios against a scripted server, one file a theme, each
//! run for all four kinds of call. What a right answer looks like in a window is not here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../../core/tests/support/mod.rs"]
mod support;

mod compression;
mod connect;
mod cut;
mod deadlines;
mod expectation;
mod floods;
mod flow;
mod frames;
mod framing;
mod goaway;
mod headers;
mod http_mapping;
mod limits;
mod lost;
mod memory;
mod mutations;
mod process;
mod resets;
mod runner;
mod scenario;
mod stalls;
mod status;
mod storms;

use std::collections::BTreeSet;

/// Every scenario, theme by theme.
fn all() -> Vec<scenario::Scenario> {
    [
        compression::scenarios(),
        connect::scenarios(),
        floods::scenarios(),
        flow::scenarios(),
        framing::scenarios(),
        goaway::scenarios(),
        headers::scenarios(),
        http_mapping::scenarios(),
        limits::scenarios(),
        lost::scenarios(),
        resets::scenarios(),
        status::scenarios(),
    ]
    .concat()
}

#[test]
fn every_scenario_has_a_name_of_its_own() {
    let scenarios = all();
    let names: BTreeSet<&str> = scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    assert_eq!(names.len(), scenarios.len());
    assert!(scenarios.len() >= 120, "{} scenarios", scenarios.len());
}
