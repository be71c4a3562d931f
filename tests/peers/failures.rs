//! Calls that fail: every status with its details, deadlines, and nobody there.

use std::time::{Duration, Instant};

use farcall_tests::Farcall;
use serde_json::{Value, json};

use super::{PEER, farcall};

fn finished(events: &[Value]) -> &Value {
    events.last().filter(|event| event["event"] == "finished").unwrap_or_else(|| panic!("not finished: {events:?}"))
}

#[test]
fn every_status_has_its_exit_and_its_last_line() {
    let names = [
        (1, "CANCELLED"),
        (2, "UNKNOWN"),
        (3, "INVALID_ARGUMENT"),
        (4, "DEADLINE_EXCEEDED"),
        (5, "NOT_FOUND"),
        (6, "ALREADY_EXISTS"),
        (7, "PERMISSION_DENIED"),
        (8, "RESOURCE_EXHAUSTED"),
        (9, "FAILED_PRECONDITION"),
        (10, "ABORTED"),
        (11, "OUT_OF_RANGE"),
        (12, "UNIMPLEMENTED"),
        (13, "INTERNAL"),
        (14, "UNAVAILABLE"),
        (15, "DATA_LOSS"),
        (16, "UNAUTHENTICATED"),
    ];
    for (code, name) in names {
        let data = json!({"code": code, "message": "påhittat"}).to_string();
        let ended = farcall("call", &["samples.v1.Faults/FailWith", "-d", &data]).run().expect_exit(64 + code);
        assert_eq!(ended.last_error_line(), format!("{name} ({code}): påhittat"));
        assert_eq!(ended.stdout, "");
    }
}

#[test]
fn details_are_decoded() {
    let data = json!({
        "code": 9, "message": "no",
        "errorInfo": {"reason": "WHY", "domain": "example.com", "metadata": {"k": "v"}},
        "retryInfo": {"retryDelay": "1.500s"},
        "details": [{"@type": "type.googleapis.com/shop.v1.Money", "currencyCode": "SEK", "units": "5"}]
    });
    let events = farcall("call", &["samples.v1.Faults/FailWith", "-d", &data.to_string(), "--events"]);
    let events = events.run().expect_exit(73).json();
    let finished = finished(&events);
    assert_eq!(finished["origin"], "remote");
    assert_eq!(
        finished["details"],
        json!([
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "WHY", "domain": "example.com", "metadata": {"k": "v"}},
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "1.500s"},
            {"@type": "type.googleapis.com/shop.v1.Money", "currencyCode": "SEK", "units": "5"}
        ])
    );
}

#[test]
fn a_bad_request_names_its_fields() {
    let ended = farcall("call", &["shop.v1.Accounts/CreateAccount", "--events"]).run().expect_exit(67);
    let events = ended.json();
    let violations = &finished(&events)["details"][0]["fieldViolations"];
    assert_eq!(violations[0]["field"], "email");
    assert_eq!(violations[1]["field"], "display_name");
}

#[test]
fn messages_before_a_failure_are_kept() {
    let data = json!({"code": 10, "message": "enough", "messages": 3}).to_string();
    let ended = farcall("call", &["samples.v1.Faults/FailWithServerStream", "-d", &data]).run().expect_exit(74);
    assert_eq!(ended.json().len(), 3);
    assert_eq!(ended.last_error_line(), "ABORTED (10): enough");
}

#[test]
fn a_method_that_is_not_served_is_unimplemented() {
    let ended = farcall("call", &["shop.v1.Catalogue/GetProduct"]).run().expect_exit(76);
    assert!(ended.last_error_line().starts_with("UNIMPLEMENTED (12): "), "{}", ended.stderr);
}

#[test]
fn a_deadline_is_kept_before_and_after_headers() {
    for (method, messages) in [("Stall", 0), ("StallServerStream", 2)] {
        let method = format!("samples.v1.Faults/{method}");
        let data = json!({"messages": messages, "duration": "40s"}).to_string();
        let begun = Instant::now();
        let call = farcall("call", &[&method, "-d", &data, "--timeout", "500ms", "--events"]);
        let events = call.run().expect_exit(68).json();
        assert!(begun.elapsed() < Duration::from_secs(30), "the server's silence was waited out");
        let finished = finished(&events);
        assert_eq!(
            (&finished["name"], &finished["message"]),
            (
                &json!("DEADLINE_EXCEEDED"),
                &json!(format!("No final status within 500 ms · {messages} messages received before."))
            )
        );
        assert_eq!(finished["origin"], "local");
        assert_eq!(events.iter().filter(|event| event["event"] == "message").count(), messages);
    }
}

#[test]
fn a_refused_connection_is_unavailable() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let call = ["call", &gone.to_string(), "a.B/C", "--proto", "samples/v1/everything.proto", "-I"];
    let ended = Farcall::new(call).arg(farcall_tests::protos()).run();
    assert_eq!(ended.exit, Some(1), "the method is unknown to the files: {}", ended.stderr);

    let call =
        ["call", &gone.to_string(), "samples.v1.Everything/Echo", "--proto", "samples/v1/everything.proto", "-I"];
    let ended = Farcall::new(call).arg(farcall_tests::protos()).run().expect_exit(78);
    let words = format!("UNAVAILABLE (14): Can't reach {gone} · Connection refused.");
    assert!(ended.last_error_line().starts_with(&words), "{}", ended.stderr);
}

#[test]
fn metadata_that_is_not_allowed_is_wrong_before_anything_is_sent() {
    for (header, words) in
        [("Foo Bar: x", "names may use a-z 0-9 _ - . only"), ("grpc-foo: x", "is reserved"), ("x-bin: !", "not base64")]
    {
        let ended = farcall("call", &["samples.v1.Everything/Echo", "-H", header]).run();
        assert!(matches!(ended.exit, Some(1 | 2)), "{header}: {ended:?}");
        assert!(ended.stderr.contains(words), "{header}: {}", ended.stderr);
    }
}

#[test]
fn the_connect_time_is_part_of_the_deadline() {
    // A socket that nobody accepts from still connects; it never speaks HTTP/2.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let call = ["call", &silent.local_addr().unwrap().to_string(), "samples.v1.Everything/Echo", "--timeout", "300ms"];
    let files = ["--proto", "samples/v1/everything.proto", "-I"];
    Farcall::new(call).args(files).arg(farcall_tests::protos()).run().expect_exit(68);
    assert_ne!(PEER.addr(), "");
}
