//! `--events`: one JSON object a line, and stdout holds nothing else.

use farcall_proto_samples::{SampleOptions, TlsFiles};
use farcall_tests::{Certificates, Farcall, sample, sample_with};
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
        if event["event"] == "finished" {
            event["timings"] = without_clocks(&event["timings"]);
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

/// Each time as 0, so that only whether there is one shows.
fn without_clocks(timings: &Value) -> Value {
    let clock = |(step, at): (&String, &Value)| (step.clone(), if at.is_number() { json!(0) } else { at.clone() });
    timings.as_object().unwrap().iter().map(clock).collect::<serde_json::Map<_, _>>().into()
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
        json!({ "event": "request_sent", "at_ms": 0, "index": 0, "bytes": 3, "wire_bytes": 3, "compressed": false,
                "json": { "vanId": "a" } })
    );
    assert_eq!(
        *sent[1],
        json!({ "event": "request_sent", "at_ms": 0, "index": 1, "bytes": 0, "wire_bytes": 0, "compressed": false,
            "json": {} })
    );
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["started", "opened", "request_sent", "request_sent", "half_closed", "headers", "message", "finished"]
    );
    assert_eq!(keys(&events[4]), ["event", "at_ms"]);
    assert_eq!(keys(&events[5]), ["event", "at_ms", "http_status", "metadata"]);
    assert_eq!(events[5]["http_status"], 200);
    assert!(events[5]["metadata"].as_array().unwrap().contains(&json!(["content-type", "application/grpc"])));
    assert_eq!(keys(&events[6]), ["event", "at_ms", "index", "bytes", "wire_bytes", "compressed", "json"]);
    assert_eq!((&events[6]["index"], &events[6]["json"]["accepted"]), (&json!(0), &json!("1")));
    let finished = json!({
        "event": "finished", "at_ms": 0, "trailers": [["grpc-status", "0"]], "code": 0, "name": "OK", "message": "",
        "origin": "remote", "details": [], "notes": [], "hint": null, "attempts": 1,
        "timings": {
            "resolve_ms": null, "connect_ms": null, "tls_ms": null, "http2_ms": null, "request_headers_ms": 0,
            "headers_ms": 0, "first_message_ms": 0, "trailers_ms": 0, "reused": true
        },
        "elapsed_ms": 0
    });
    assert_eq!(events[7], finished);
    let order = [
        "event",
        "at_ms",
        "trailers",
        "code",
        "name",
        "message",
        "origin",
        "details",
        "notes",
        "hint",
        "attempts",
        "timings",
        "elapsed_ms",
    ];
    assert_eq!(keys(&events[7]), order);
}

#[test]
fn who_serves_a_call_is_told_and_secrets_are_not() {
    let certificates = Certificates::new();
    let pair = &certificates.server;
    let tls = Some(TlsFiles::new(&pair.certificate, &pair.key));
    let server = sample_with(SampleOptions { tls, ..SampleOptions::default() });
    let folder = tempfile::tempdir().unwrap();
    let set = farcall_tests::write_descriptor_set(folder.path());
    let (roots, set) = (certificates.authority.certificate_file.to_str().unwrap(), set.to_str().unwrap());
    let target = server.addr().to_string();
    let call = ["shop.v1.Catalogue/ListCategories", "--cacert", roots, "--protoset", set];
    let secrets = ["-H", "authorization: Bearer hush", "-H", "x-plain: seen", "-H", "x-api-key: hush"];
    let all = events(&target, &[&call[..], &secrets].concat(), 0);
    assert!(!all.iter().any(|event| event.to_string().contains("hush")), "{all:?}");
    let opened = &all[1];
    assert_eq!(keys(opened), ["event", "at_ms", "attempt", "peer", "request_headers"]);
    assert_eq!((&opened["event"], &opened["attempt"]), (&json!("opened"), &json!(1)));
    let sent = opened["request_headers"].as_array().unwrap();
    for row in [["authorization", "***"], ["x-plain", "seen"], ["x-api-key", "***"], ["te", "trailers"]] {
        assert!(sent.contains(&json!(row)), "{row:?} in {sent:?}");
    }
    let peer = &opened["peer"];
    assert_eq!(keys(peer), ["address", "proxy", "tls", "cipher_suite", "alpn", "certificate"]);
    assert_eq!((&peer["address"], &peer["proxy"], &peer["alpn"]), (&json!(target), &Value::Null, &json!("h2")));
    assert_eq!(keys(&peer["certificate"]), ["subject", "issuer", "not_after", "sha256"]);
    assert!(peer["certificate"]["issuer"].as_str().unwrap().contains("Farcall test authority"), "{peer}");
    assert_eq!(peer["certificate"]["sha256"].as_str().unwrap().split(':').count(), 32);
    let timings = &all.last().unwrap()["timings"];
    for step in ["connect_ms", "tls_ms", "http2_ms", "headers_ms", "trailers_ms"] {
        assert_eq!(timings[step], 0, "{step} in {timings}");
    }
    assert_eq!((&timings["resolve_ms"], &timings["reused"]), (&Value::Null, &json!(false)));
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
