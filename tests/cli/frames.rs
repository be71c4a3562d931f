//! `--frames`: what passes on the wire beneath a call, as lines and as objects.

use farcall_tests::{Farcall, sample};
use serde_json::Value;

const PING: &str = r#"{"ping": {"text": "hello"}}"#;

#[test]
fn frames_are_told_on_stderr_and_the_answer_stays_alone_on_stdout() {
    let server = sample();
    let target = server.addr().to_string();
    let done = Farcall::new(["call", &target, "fleet.v1.Drivers/Track", "-d", PING, "--frames", "--format", "ndjson"]);
    let done = done.run().expect_exit(0);
    assert_eq!(done.stdout.lines().count(), 1, "{done:?}");
    for line in ["> HEADERS", "> DATA", "< HEADERS", "< DATA", "< SETTINGS", "END_STREAM", "windows: stream "] {
        assert!(done.stderr.contains(line), "{line} in {done:?}");
    }
    let last = done.stderr.lines().last().unwrap();
    assert!(last.starts_with("Frames: ") && last.contains(" frames"), "{last}");
}

#[test]
fn with_events_frames_are_objects_among_them() {
    let server = sample();
    let target = server.addr().to_string();
    let done = Farcall::new(["call", &target, "fleet.v1.Drivers/Track", "-d", PING, "--frames", "--events"]);
    let done = done.run().expect_exit(0);
    let events: Vec<Value> = done.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let frames: Vec<&Value> = events.iter().filter(|event| event["event"] == "frame").collect();
    let sent_data = frames.iter().find(|frame| frame["type"] == "DATA" && frame["direction"] == "sent").unwrap();
    assert!(sent_data["stream"].as_u64().unwrap() % 2 == 1 && sent_data["bytes"].as_u64().unwrap() > 5, "{sent_data}");
    assert!(sent_data["stream_window"].is_i64() && sent_data["connection_window"].is_i64(), "{sent_data}");
    assert!(
        frames.iter().any(|frame| frame["says"].as_str().unwrap().starts_with("MAX_") || frame["type"] == "SETTINGS")
    );
    let without =
        Farcall::new(["call", &target, "fleet.v1.Drivers/Track", "-d", PING, "--events"]).run().expect_exit(0);
    assert!(!without.stdout.contains(r#""event":"frame""#), "{without:?}");
}
