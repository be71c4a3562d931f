//! What goes along with a call: header rows for the call, for reflection, for both; authority and user agent.

use farcall_proto_samples::SampleOptions;
use farcall_tests::{Farcall, sample, sample_with};
use serde_json::{Value, json};

fn echoed(target: &str, more: &[&str]) -> Value {
    let call = Farcall::new(["call", target, "samples.v1.Faults/EchoMetadata"]).args(more);
    call.run().expect_exit(0).json().remove(0)
}

#[test]
fn rows_arrive_in_order_repeated_keys_apart_and_binary_as_bytes() {
    let server = sample();
    let target = server.addr().to_string();
    let rows = ["-H", "a: 1", "--header", "b:x:y", "-H", "A: 2", "-H", "c-bin: AQID", "--rpc-header", "d: 3"];
    let metadata = echoed(&target, &rows)["metadata"].clone();
    let own: Vec<&Value> = metadata
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| ["a", "b", "c-bin", "d"].contains(&row["key"].as_str().unwrap()))
        .collect();
    let text = |key: &str, value: &str| json!({ "key": key, "text": value });
    // Rows of one key stand together: the sample server's map has it so.
    let mut expected = vec![
        text("a", "1"),
        text("a", "2"),
        text("b", "x:y"),
        json!({ "key": "c-bin", "binary": "AQID" }),
        text("d", "3"),
    ];
    let mut found: Vec<Value> = own.into_iter().cloned().collect();
    assert!(found.iter().position(|row| row["text"] == "1") < found.iter().position(|row| row["text"] == "2"));
    let by_text = |row: &Value| row.to_string();
    expected.sort_by_key(by_text);
    found.sort_by_key(by_text);
    assert_eq!(found, expected);
}

#[test]
fn authority_and_user_agent_can_be_set() {
    let server = sample();
    let target = server.addr().to_string();
    let echo = echoed(&target, &["--authority", "shop.example", "--user-agent", "mine/1"]);
    assert_eq!(echo["authority"], "shop.example");
    let rows = echo["metadata"].as_array().unwrap();
    assert!(rows.contains(&json!({ "key": "user-agent", "text": "mine/1" })), "{rows:?}");
    let plain = echoed(&target, &[]);
    assert_eq!(plain["authority"], target.as_str());
}

#[test]
fn headers_go_to_reflection_to_the_call_or_to_both() {
    let required = Some(("x-pass".to_owned(), "open".to_owned()));
    let server = sample_with(SampleOptions { required_metadata: required, ..SampleOptions::default() });
    let target = server.addr().to_string();
    let call = |option: &str| {
        Farcall::new(["call", &target, "shop.v1.Orders/GetOrder", "-d", r#"{"id": "ord-1001"}"#])
            .args([option, "x-pass: open"])
            .run()
    };
    call("-H").expect_exit(0);
    let no_reflection = call("--rpc-header").expect_exit(1);
    assert!(no_reflection.stderr.contains("UNAUTHENTICATED (16)"), "{no_reflection:?}");
    let no_call = call("--reflect-header").expect_exit(80);
    assert!(no_call.last_error_line().starts_with("UNAUTHENTICATED (16)"), "{no_call:?}");
    Farcall::new(["list", &target]).run().expect_exit(1);
    for option in ["-H", "--reflect-header"] {
        Farcall::new(["list", &target, option, "x-pass: open"]).run().expect_exit(0);
    }
    Farcall::new(["health", &target]).run().expect_exit(80);
    for option in ["-H", "--rpc-header"] {
        Farcall::new(["health", &target, option, "x-pass: open"]).run().expect_exit(0);
    }
}
