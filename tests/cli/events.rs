//! `--events`: one JSON object a line, and stdout holds nothing else.

use farcall_tests::{Farcall, sample};
use serde_json::{Value, json};

/// The events with what differs from run to run set to a constant: clocks to 0, the target to `TARGET`, `date` left out.
fn events(target: &str, arguments: &[&str], exit: i32) -> Vec<Value> {
    let ended = Farcall::new(["call", target]).args(arguments).arg("--events").run().expect_exit(exit);
    assert_eq!(ended.stdout.lines().count(), ended.json().len(), "one object a line:\n{}", ended.stdout);
    let mut last = 0.0;
    let mut events = ended.json();
    for event in &mut events {
        if let Some(at) = event.get("at_ms").and_then(Value::as_f64) {
            assert!(at >= last || event["event"] == "request_sent" || event["event"] == "half_closed", "{event}");
            last = f64::max(at, last);
        }
        for clock in ["at_ms", "elapsed_ms"] {
            if let Some(value) = event.get_mut(clock) {
                assert!(value.is_number());
                *value = json!(0);
            }
        }
        for rows in ["metadata", "trailers"] {
            if let Some(Value::Array(rows)) = event.get_mut(rows) {
                rows.retain(|row| row[0] != "date");
            }
        }
        if event["event"] == "started" {
            assert_eq!(event["target"], target);
            event["target"] = json!("TARGET");
        }
    }
    events
}

fn keys(event: &Value) -> Vec<&str> {
    event.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn a_unary_call_tells_each_step_with_its_keys_in_order() {
    let server = sample();
    let target = server.addr().to_string();
    let call = ["fleet.v1.Telemetry/UploadReadings", "-d", "{\"vanId\": \"a\"} {}"];
    let events = events(&target, &call, 0);
    assert_eq!(
        events[0],
        json!({ "event": "started", "at_ms": 0, "target": "TARGET", "method": "fleet.v1.Telemetry/UploadReadings" })
    );
    let sent: Vec<&Value> = events.iter().filter(|event| event["event"] == "request_sent").collect();
    assert_eq!(
        *sent[0],
        json!({ "event": "request_sent", "at_ms": 0, "index": 0, "bytes": 3, "json": { "vanId": "a" } })
    );
    assert_eq!(*sent[1], json!({ "event": "request_sent", "at_ms": 0, "index": 1, "bytes": 0, "json": {} }));
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names, ["started", "request_sent", "request_sent", "half_closed", "headers", "message", "finished"]);
    assert_eq!(keys(&events[3]), ["event", "at_ms"]);
    assert_eq!(keys(&events[4]), ["event", "at_ms", "metadata"]);
    assert!(events[4]["metadata"].as_array().unwrap().contains(&json!(["content-type", "application/grpc"])));
    assert_eq!(keys(&events[5]), ["event", "at_ms", "index", "bytes", "json"]);
    assert_eq!((&events[5]["index"], &events[5]["json"]["accepted"]), (&json!(0), &json!("1")));
    let finished = json!({
        "event": "finished", "at_ms": 0, "trailers": [["grpc-status", "0"]], "code": 0, "name": "OK", "message": "",
        "origin": "remote", "details": [], "hint": null, "elapsed_ms": 0
    });
    assert_eq!(events[6], finished);
    assert_eq!(
        keys(&events[6]),
        ["event", "at_ms", "trailers", "code", "name", "message", "origin", "details", "hint", "elapsed_ms"]
    );
}

#[test]
fn every_message_of_a_stream_is_an_event() {
    let server = sample();
    let target = server.addr().to_string();
    let streamed = events(&target, &["fleet.v1.Drivers/StreamPositions", "-d", r#"{"count": "3"}"#], 0);
    let indexes: Vec<&Value> =
        streamed.iter().filter(|event| event["event"] == "message").map(|event| &event["index"]).collect();
    assert_eq!(indexes, [0, 1, 2]);
    let asked = r#"{"ping": {"text": "a"}} {"ping": {"text": "b"}}"#;
    let talked = events(&target, &["fleet.v1.Drivers/Track", "-d", asked], 0);
    let answers: Vec<&Value> =
        talked.iter().filter(|event| event["event"] == "message").map(|event| &event["json"]["pong"]["text"]).collect();
    assert_eq!(answers, ["a", "b"]);
}

#[test]
fn a_failed_call_carries_its_details_and_binary_trailers_as_base64() {
    let server = sample();
    let target = server.addr().to_string();
    let data = r#"{"code": 5, "message": "gone", "resourceInfo": {"resourceType": "order"},
        "details": [{"@type": "type.googleapis.com/google.protobuf.Duration", "value": "1.500s"}]}"#;
    let all = events(&target, &["samples.v1.Faults/FailWith", "-d", data], 69);
    let finished = all.last().unwrap();
    assert_eq!(finished["code"], 5);
    assert_eq!((&finished["name"], &finished["message"]), (&json!("NOT_FOUND"), &json!("gone")));
    assert_eq!(finished["origin"], "remote");
    assert_eq!(
        finished["details"],
        json!([
            { "@type": "type.googleapis.com/google.rpc.ResourceInfo", "resourceType": "order" },
            { "@type": "type.googleapis.com/google.protobuf.Duration", "value": "1.500s" }
        ])
    );
    assert!(all.iter().all(|event| event["event"] != "headers"), "the answer is trailers-only");

    let rows = r#"{"trailers": [{"key": "t-bin", "binary": "AQID"}, {"key": "t", "text": "1"}]}"#;
    let echoed = events(&target, &["samples.v1.Faults/EchoMetadata", "-d", rows], 0);
    let trailers = echoed.last().unwrap()["trailers"].as_array().unwrap();
    assert!(trailers.contains(&json!(["t-bin", "AQID"])) && trailers.contains(&json!(["t", "1"])), "{trailers:?}");
}

#[test]
fn codes_above_16_and_verdicts_of_our_own_are_told_as_such() {
    let server = sample();
    let target = server.addr().to_string();
    let odd = events(&target, &["samples.v1.Faults/FailWith", "-d", r#"{"code": 17, "message": "odd"}"#], 66);
    let odd = odd.last().unwrap();
    assert_eq!((&odd["code"], &odd["name"], &odd["origin"]), (&json!(17), &json!("UNRECOGNISED"), &json!("remote")));
    let late = events(&target, &["samples.v1.Faults/Stall", "--timeout", "300ms"], 68);
    let late = late.last().unwrap();
    assert_eq!(
        (&late["code"], &late["name"], &late["origin"]),
        (&json!(4), &json!("DEADLINE_EXCEEDED"), &json!("local"))
    );
    let big = ["samples.v1.Faults/BigMessage", "-d", r#"{"size": 9000}"#, "--max-msg-sz", "1k"];
    let big = events(&target, &big, 72);
    assert!(big.last().unwrap()["hint"].as_str().unwrap().contains("--max-msg-sz"), "{big:?}");
}

#[test]
fn where_no_call_was_made_one_line_says_why() {
    let server = sample();
    let target = server.addr().to_string();
    let refused = events("127.0.0.1:1", &["a.B/C"], 78);
    assert_eq!(refused.len(), 1);
    assert_eq!(keys(&refused[0]), ["event", "message", "hint"]);
    assert_eq!(refused[0]["event"], "failed");
    assert!(refused[0]["message"].as_str().unwrap().contains("127.0.0.1:1"), "{refused:?}");
    let misspelt = events(&target, &["shop.v1.Orders/GetOrdr"], 1);
    assert_eq!(misspelt.len(), 1);
    assert!(misspelt[0]["hint"].as_str().unwrap().contains("shop.v1.Orders/GetOrder"), "{misspelt:?}");
    let unfit = events(&target, &["shop.v1.Orders/GetOrder", "-d", r#"{"id": 1}"#], 1);
    assert!(unfit[0]["message"].as_str().unwrap().contains("1:8 id"), "{unfit:?}");
}

#[test]
fn a_refused_connection_is_a_call_that_finished_where_the_schema_is_at_hand() {
    let folder = tempfile::tempdir().unwrap();
    let set = farcall_tests::write_descriptor_set(folder.path());
    let events = events("127.0.0.1:1", &["shop.v1.Orders/GetOrder", "--protoset", set.to_str().unwrap()], 78);
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names, ["started", "finished"]);
    assert_eq!((&events[1]["code"], &events[1]["origin"]), (&json!(14), &json!("local")));
}
