//! Streams that are opened again: by options, by a saved request, and what is said of it.

use std::{fs, time::Duration};

use farcall_tests::{Farcall, sample};
use serde_json::{Value, json};

const SOON: Duration = Duration::from_secs(20);
const FOLLOW: &str = "shop.v1.Orders/FollowOrders";

#[test]
fn a_stream_that_breaks_off_goes_on_behind_its_last_message() {
    let server = sample();
    let target = server.addr().to_string();
    let data = r#"{"interval": "0.001s", "break_after": 3}"#;
    let resume = ["--resume", "resume_token = last.token", "--reopen-wait", "5ms"];
    let mut running = Farcall::new(["call", &target, FOLLOW, "-d", data, "--format", "ndjson"]).args(resume).start();
    for place in 1..=8 {
        let change: Value = serde_json::from_str(&running.line(SOON).unwrap()).unwrap();
        assert_eq!(change["token"], format!("chg-{place}"));
    }
}

#[test]
fn tries_that_bring_nothing_come_to_an_end_and_each_is_told() {
    let server = sample();
    let target = server.addr().to_string();
    let options = ["--reopen-tries", "2", "--reopen-wait", "5ms", "--resume", "resume_token = token"];
    let ended =
        Farcall::new(["call", &target, FOLLOW, "-d", r#"{"break_after": 0}"#]).args(options).run().expect_exit(78);
    let said = ended.stderr.as_str();
    assert!(said.contains("note: lost at "), "{said}");
    assert!(said.contains("; opening again in ") && said.contains(" with resume_token as it was"), "{said}");
    assert!(said.contains("note: open again after "), "{said}");
    assert!(said.contains("note: Not opened again: 2 in a row brought no message"), "{said}");
    assert!(ended.last_error_line().starts_with("UNAVAILABLE (14): down for maintenance"), "{said}");
}

#[test]
fn what_cannot_be_resumed_is_wrong_usage_and_says_what_there_is() {
    let server = sample();
    let target = server.addr().to_string();
    let wrong = Farcall::new(["call", &target, FOLLOW, "--resume", "resume_token = last.tokn"]).run().expect_exit(2);
    let words = "error: --resume: OrderChange has no field \"tokn\", but token, order_id, state, time";
    assert!(wrong.stderr.contains(words), "{}", wrong.stderr);
    let unary = Farcall::new(["call", &target, "shop.v1.Orders/GetOrder", "--reopen"]).run().expect_exit(2);
    assert!(unary.stderr.contains("answers once"), "{}", unary.stderr);
}

#[test]
fn a_saved_request_says_how_its_stream_is_opened_again() {
    let server = sample();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("follow.json");
    let request = json!({
        "format": 1,
        "name": "Follow orders",
        "method": FOLLOW,
        "target": { "address": server.addr().to_string() },
        "options": { "reopen": { "tries": 1, "wait_ms": 5, "resume": ["resume_token = token"] } },
        "messages": [{ "json": { "break_after": 0 } }],
        "expected_status": "UNAVAILABLE",
    });
    fs::write(&file, request.to_string()).unwrap();
    let ended = Farcall::new(["run"]).arg(&file).run().expect_exit(0);
    assert!(ended.stderr.contains("Not opened again: 1 in a row brought no message"), "{}", ended.stderr);
}
