//! Calls that are driven while they run: through a pipe, by Ctrl+C, and by a reader that leaves.

use std::{io::Write as _, path::PathBuf, process::Command, time::Duration};

use farcall_tests::{Farcall, Running, sample, target_folder};
use serde_json::Value;

const SOON: Duration = Duration::from_secs(20);

fn next(running: &mut Running) -> Value {
    serde_json::from_str(&running.line(SOON).expect("a line of JSON")).unwrap()
}

fn interrupt(running: &Running) {
    let sent = Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn a_conversation_is_held_through_a_pipe_message_by_message() {
    let server = sample();
    let target = server.addr().to_string();
    let mut running =
        Farcall::new(["call", &target, "fleet.v1.Drivers/Track", "-d", "@", "--format", "ndjson"]).start();
    let mut stdin = running.stdin.take().unwrap();
    for text in ["one", "two", "three"] {
        // No line break follows: a value is sent at its last brace.
        write!(stdin, r#"{{"ping": {{"text": "{text}"}}}}"#).unwrap();
        stdin.flush().unwrap();
        assert_eq!(next(&mut running)["pong"]["text"], text);
    }
    drop(stdin);
    running.finish(SOON).expect_exit(0);
}

#[test]
fn a_message_that_does_not_fit_ends_the_conversation_with_its_place() {
    let server = sample();
    let target = server.addr().to_string();
    let mut running =
        Farcall::new(["call", &target, "fleet.v1.Drivers/Track", "-d", "@", "--format", "ndjson"]).start();
    let mut stdin = running.stdin.take().unwrap();
    writeln!(stdin, r#"{{"ping": {{"text": "one"}}}}"#).unwrap();
    assert_eq!(next(&mut running)["pong"]["text"], "one");
    writeln!(stdin, r#"{{"ping": {{"text": 2}}}}"#).unwrap();
    let ended = running.finish(SOON).expect_exit(1);
    assert!(ended.stderr.contains("2:19 ping.text: "), "{ended:?}");
    drop(stdin);
}

#[test]
fn ctrl_c_cancels_the_call() {
    let server = sample();
    let target = server.addr().to_string();
    let mut running =
        Farcall::new(["call", &target, "fleet.v1.Drivers/Track", "-d", "@", "--format", "ndjson"]).start();
    let mut stdin = running.stdin.take().unwrap();
    writeln!(stdin, r#"{{"ping": {{"text": "one"}}}}"#).unwrap();
    next(&mut running);
    interrupt(&running);
    let ended = running.finish(SOON).expect_exit(65);
    assert!(ended.last_error_line().starts_with("CANCELLED (1): Cancelled by you after "), "{ended:?}");
    drop(stdin);

    let stall = [
        "call",
        &target,
        "samples.v1.Faults/StallServerStream",
        "-d",
        r#"{"point": "POINT_AFTER_MESSAGES"}"#,
        "--events",
    ];
    let mut running = Farcall::new(stall).start();
    while next(&mut running)["event"] != "message" {}
    interrupt(&running);
    let finished = next(&mut running);
    assert_eq!(
        (&finished["event"], &finished["name"], &finished["origin"]),
        (&"finished".into(), &"CANCELLED".into(), &"local".into())
    );
    running.finish(SOON).expect_exit(65);
}

#[test]
fn ctrl_c_ends_a_run_of_many_requests_as_a_whole() {
    let server = sample();
    let folder = tempfile::tempdir().unwrap();
    for name in ["1.json", "2.json", "3.json"] {
        let request = serde_json::json!({
            "format": 1,
            "name": name,
            "method": "shop.v1.Orders/WatchOrder",
            "target": { "address": server.addr().to_string() },
            "messages": [{ "json": { "id": "ord-1001", "interval": if name == "1.json" { "0.001s" } else { "60s" } } }],
        });
        std::fs::write(folder.path().join(name), request.to_string()).unwrap();
    }
    let mut running = Farcall::new(["run"]).arg(folder.path()).start();
    assert!(running.line(SOON).unwrap().starts_with("ok      1.json"));
    interrupt(&running);
    let ended = running.finish(SOON).expect_exit(65);
    assert_eq!(ended.last_error_line(), "CANCELLED (1): Cancelled by you");
    assert_eq!(ended.lines().len(), 1, "{ended:?}");
}

#[test]
fn a_reader_that_leaves_ends_the_call_quietly() {
    let server = sample();
    let target = server.addr().to_string();
    let line = format!(
        r#"{{ "$FARCALL" call {target} fleet.v1.Drivers/StreamPositions -d '{{"count": "100000000"}}' --format ndjson; echo "exit $?" >&2; }} | head -n 2"#
    );
    let output = Command::new("timeout").args(["60", "sh", "-c", &line]).env("FARCALL", binary()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 2);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "exit 0\n");
}

fn binary() -> PathBuf {
    std::env::var_os("FARCALL_BIN").map_or_else(|| target_folder().join("debug/farcall"), PathBuf::from)
}

#[test]
fn the_figures_of_a_call_are_told_at_its_end() {
    let server = sample();
    let target = server.addr().to_string();
    let positions = r#"{"count": 40, "interval": "0.005s"}"#;
    let told = Farcall::new(["call", &target, "fleet.v1.Drivers/StreamPositions", "-d", positions, "--stats"]).run();
    let told = told.expect_exit(0);
    let row = |name: &str| {
        let line = told.stderr.lines().find(|line| line.trim_start().starts_with(name));
        line.map(|line| line.split_whitespace().last().unwrap_or_default().to_owned())
    };
    assert_eq!(row("Messages").as_deref(), Some("40"), "{told:?}");
    assert!(told.stderr.contains("Gaps between received messages: median "), "{told:?}");
    assert!(told.stderr.contains("Received over time: each column "), "{told:?}");
    assert!(!told.stdout.contains("median"), "stdout is for messages alone");
}
