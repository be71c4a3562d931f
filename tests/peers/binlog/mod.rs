//! gRPC's binary log as Python's protobuf reads it, of a call to the peer: entries in order, nothing that it does not know.

use std::process::Command;

use farcall_tests::{Farcall, python, repository};
use serde_json::{Value, json};

use crate::farcall;

#[test]
fn an_exported_binary_log_is_read_by_pythons_protobuf() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (file, log) = (path("a.fcrec"), path("a.binlog"));
    let data = r#"{"ping": {"text": "hello"}} {"ping": {"text": "again"}}"#;
    let more =
        ["-d", data, "-H", "x-id: 7", "-H", "authorization: Bearer s3cret", "--timeout", "30s", "--record", &file];
    farcall("call", &[&["fleet.v1.Drivers/Track"], &more[..]].concat()).run();
    Farcall::new(["export", &file, "--format", "binlog", "-o", &log]).run().expect_exit(0);
    let read = Command::new(python()).arg(repository().join("tests/peers/binlog/read.py")).arg(&log).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let text = String::from_utf8(read.stdout).unwrap();
    let entries: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (at, entry) in entries.iter().enumerate() {
        assert_eq!(entry["sequenceIdWithinCall"], json!((at + 1).to_string()));
        assert_eq!((&entry["logger"], &entry["callId"]), (&json!("LOGGER_CLIENT"), &json!("1")));
    }
    let header = &entries[0]["clientHeader"];
    assert_eq!((&entries[0]["type"], &header["timeout"]), (&json!("EVENT_TYPE_CLIENT_HEADER"), &json!("30s")));
    assert_eq!(header["methodName"], "/fleet.v1.Drivers/Track");
    assert_eq!(header["metadata"]["entry"], json!([{ "key": "x-id", "value": "Nw==" }]));
    let of = |kind: &str| entries.iter().filter(|entry| entry["type"] == kind).count();
    assert_eq!((of("EVENT_TYPE_CLIENT_MESSAGE"), of("EVENT_TYPE_CLIENT_HALF_CLOSE")), (2, 1));
    let last = entries.last().unwrap();
    assert_eq!(last["type"], "EVENT_TYPE_SERVER_TRAILER");
    let first_answer = entries.iter().find(|entry| entry.get("peer").is_some()).unwrap();
    assert_eq!(first_answer["peer"]["type"], "TYPE_IPV4");
}
