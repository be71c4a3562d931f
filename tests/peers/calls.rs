//! Calls that go well: all four kinds, metadata, compression, every kind of field.

use std::{io::Write as _, time::Duration};

use farcall_tests::protos;
use serde_json::{Value, json};

use super::{PEER, farcall};

const SECONDS: Duration = Duration::from_secs(20);

#[test]
fn a_unary_call_prints_its_message() {
    let ended = farcall("call", &["shop.v1.Accounts/GetAccount", "-d", r#"{"id": "acc-1001"}"#]).run().expect_exit(0);
    let account = &ended.json()[0];
    assert_eq!(account["email"], "astrid@example.com");
    assert_eq!(account["loyaltyPoints"], "9223372036854775809");
    assert_eq!(account["createTime"], "2026-01-05T09:30:00Z");
    assert_eq!(account["addresses"]["home"]["city"], "Stockholm");
    assert_eq!(account["card"]["lastFour"], "4242");
}

#[test]
fn dots_name_a_method_too() {
    farcall("call", &["shop.v1.Accounts.GetAccount", "-d", r#"{"id": "acc-1001"}"#]).run().expect_exit(0);
}

#[test]
fn a_server_stream_prints_each_message() {
    let ended = farcall("call", &["shop.v1.Orders/WatchOrder", "-d", r#"{"id": "ord-7"}"#, "--format", "ndjson"]);
    let ended = ended.run().expect_exit(0);
    let events: Vec<Value> = ended.lines().iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let sequence: Vec<&Value> = events.iter().map(|event| &event["sequence"]).collect();
    assert_eq!(sequence, ["1", "2", "3", "4", "5", "6"]);
    assert_eq!(events[5]["state"], "ORDER_STATE_DELIVERED");
}

#[test]
fn a_client_stream_sends_every_json_value() {
    let readings = r#"{"vanId": "van-2", "number": 1} {"vanId": "van-1", "flag": true}
        {"van_id": "van-2", "raw": "AQID"}"#;
    let ended = farcall("call", &["fleet.v1.Telemetry/UploadReadings", "-d", readings]).run().expect_exit(0);
    assert_eq!(ended.json(), [json!({"accepted": "3", "vanIds": ["van-1", "van-2"]})]);
}

#[test]
fn a_client_stream_without_data_sends_nothing() {
    let ended = farcall("call", &["fleet.v1.Telemetry/UploadReadings"]).run().expect_exit(0);
    assert_eq!(ended.json(), [json!({})]);
}

#[test]
fn a_conversation_goes_turn_by_turn() {
    let mut talk = farcall("call", &["fleet.v1.Drivers/Track", "-d", "@", "--format", "ndjson"]).start();
    let mut stdin = talk.stdin.take().unwrap();
    for word in ["one", "two", "three"] {
        writeln!(stdin, "{}", json!({"ping": {"text": word}})).unwrap();
        let answer: Value = serde_json::from_str(&talk.line(SECONDS).unwrap()).unwrap();
        assert_eq!(answer["pong"]["text"], word);
    }
    drop(stdin);
    talk.finish(SECONDS).expect_exit(0);
}

#[test]
fn every_kind_of_field_comes_back_from_the_other_side() {
    let message = json!({
        "doubleValue": -0.5, "floatValue": "NaN", "int32Value": -1, "int64Value": "-9223372036854775808",
        "uint32Value": 4294967295_u32, "uint64Value": "18446744073709551615", "sint32Value": -7, "sint64Value": "-8",
        "fixed32Value": 9, "fixed64Value": "10", "sfixed32Value": -11, "sfixed64Value": "-12", "boolValue": true,
        "stringValue": "hej \u{1f44b}", "bytesValue": "AP8=", "colour": "COLOUR_INFRARED",
        "nested": {"name": "n", "children": [{"size": 1, "level": "LEVEL_DEEP"}]}, "recursive": {"recursive": {}},
        "optionalInt32": 0, "optionalString": "", "choiceNested": {"name": "chosen"},
        "packedInt32": [1, -1], "expandedInt32": [2, 3], "strings": ["", "b"], "nestedList": [{}, {"size": 2}],
        "int64Map": {"-1": "a"}, "boolMap": {"true": "yes"}, "nestedValues": {"k": {"size": 3}},
        "timestamp": "2026-03-01T12:00:00.500Z", "duration": "90.500s", "fieldMask": "nested.name,colour",
        "struct": {"a": [1.5, null, "x"]}, "value": null, "listValue": [true],
        "any": {"@type": "type.googleapis.com/google.protobuf.Duration", "value": "1s"}, "empty": {},
        "wrappedInt64": "0", "wrappedBool": false, "otherName": "renamed", "farOut": "far"
    });
    let ended = farcall("call", &["samples.v1.Everything/Echo", "-d", &message.to_string()]).run().expect_exit(0);
    assert_eq!(ended.json(), [message]);
}

#[test]
fn groups_and_extensions_come_back_from_the_other_side() {
    let message = json!({
        "id": "x", "answer": 0, "season": "SEASON_SPRING", "parcel": {"weight": 5, "marks": ["fragile"]},
        "stop": [{"place": "here", "wait": {"minutes": 3}}], "expanded": [1, 2], "packed": [3, 4], "basket": {"pieces": 1},
        "[samples.v1.tracking]": "77", "[samples.v1.Customs.customs]": {"country": "NO"}
    });
    let ended = farcall("call", &["samples.v1.Everything/EchoLegacy", "-d", &message.to_string()]).run().expect_exit(0);
    assert_eq!(ended.json(), [message]);
}

#[test]
fn all_four_kinds_work_by_proto_files() {
    let calls: [(&str, &str, usize); 4] = [
        ("Echo", r#"{"colour": "COLOUR_RED"}"#, 1),
        ("EchoServerStream", r#"{"message": {"colour": "COLOUR_RED"}, "count": 4}"#, 4),
        ("EchoClientStream", "{} {}", 1),
        ("EchoBidi", "{} {} {}", 3),
    ];
    for (method, data, answers) in calls {
        let method = format!("samples.v1.Everything/{method}");
        let call = farcall("call", &[&method, "-d", data, "--proto", "samples/v1/everything.proto", "-I"]);
        let ended = call.arg(protos()).run().expect_exit(0);
        assert_eq!(ended.json().len(), answers, "{method}: {}", ended.stdout);
    }
}

#[test]
fn metadata_goes_and_comes_with_its_bytes_and_its_order() {
    let data = json!({
        "headers": [{"key": "x-h", "text": "head"}, {"key": "x-h-bin", "binary": "AAEC"}],
        "trailers": [{"key": "x-t", "text": "tail"}, {"key": "x-t-bin", "binary": "/w=="}]
    });
    let call = farcall("call", &["samples.v1.Faults/EchoMetadata", "-d", &data.to_string(), "--events"]);
    let call = call.args(["-H", "x-one: 1", "-H", "x-one: 2, 3", "-H", "x-two-bin: AAECAw=="]);
    let events = call.run().expect_exit(0).json();
    let message = &events.iter().find(|event| event["event"] == "message").unwrap()["json"];
    let told: Vec<&Value> = message["metadata"].as_array().unwrap().iter().filter(|row| is_ours(&row["key"])).collect();
    assert_eq!(
        told,
        [
            &json!({"key": "x-one", "text": "1"}),
            &json!({"key": "x-one", "text": "2, 3"}),
            &json!({"key": "x-two-bin", "binary": "AAECAw=="})
        ]
    );
    let headers = events.iter().find(|event| event["event"] == "headers").unwrap();
    assert!(pairs(&headers["metadata"]).contains(&("x-h".to_owned(), "head".to_owned())), "{headers}");
    assert!(pairs(&headers["metadata"]).contains(&("x-h-bin".to_owned(), "AAEC".to_owned())), "{headers}");
    let finished = events.last().unwrap();
    assert!(pairs(&finished["trailers"]).contains(&("x-t".to_owned(), "tail".to_owned())), "{finished}");
    assert!(pairs(&finished["trailers"]).iter().any(|(key, value)| key == "x-t-bin" && value.starts_with("/w")));
}

fn is_ours(key: &Value) -> bool {
    key.as_str().is_some_and(|key| key.starts_with("x-"))
}

fn pairs(rows: &Value) -> Vec<(String, String)> {
    serde_json::from_value(rows.clone()).unwrap()
}

#[test]
fn events_follow_the_grammar() {
    let call = farcall("call", &["samples.v1.Everything/EchoBidi", "-d", "{} {}", "--events"]);
    let events = call.run().expect_exit(0).json();
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names.first(), Some(&"started"));
    assert_eq!(names.last(), Some(&"finished"));
    let inbound: Vec<&str> = names.iter().copied().filter(|name| ["headers", "message"].contains(name)).collect();
    assert_eq!(inbound, ["headers", "message", "message"]);
    let outbound: Vec<&str> =
        names.iter().copied().filter(|name| ["request_sent", "half_closed"].contains(name)).collect();
    assert_eq!(outbound, ["request_sent", "request_sent", "half_closed"]);
    assert_eq!(events[0]["target"], PEER.addr());
    assert_eq!(events[0]["method"], "samples.v1.Everything/EchoBidi");
    let finished = events.last().unwrap();
    assert_eq!(
        (&finished["code"], &finished["name"], &finished["origin"]),
        (&json!(0), &json!("OK"), &json!("remote"))
    );
}

#[test]
fn compressed_answers_are_read() {
    let data = r#"{"responseSize": 100000}"#;
    let ended = farcall("call", &["samples.v1.Faults/Compressed", "-d", data, "-v"]).run().expect_exit(0);
    let padding = ended.json()[0]["padding"].as_str().unwrap().len();
    assert_eq!(padding, 133_336);
    assert!(ended.stderr.contains("grpc-encoding"), "the server did not compress:\n{}", ended.stderr);
    assert!(ended.stderr.contains("on the wire"), "the size on the wire is not told:\n{}", ended.stderr);
}

#[test]
fn input_that_does_not_fit_says_where() {
    let ended =
        farcall("call", &["samples.v1.Everything/Echo", "-d", r#"{"int32Value": 2147483648}"#]).run().expect_exit(1);
    assert!(ended.stderr.contains("2147483648") && ended.stderr.contains("int32"), "{}", ended.stderr);
    let ended = farcall("call", &["samples.v1.Everything/Echo", "-d", r#"{"nope": 1}"#]).run().expect_exit(1);
    assert!(ended.stderr.contains("nope"), "{}", ended.stderr);
}
