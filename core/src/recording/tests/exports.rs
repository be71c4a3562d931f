//! Exports: the same events in the forms of other programs.

use serde_json::Value;

use super::*;
use crate::message::JsonOptions;

fn export(format: ExportFormat) -> Export {
    Export { format, head: head(), method: method(), schema: Schema::builtin(), json: JsonOptions::default() }
}

fn exported(format: ExportFormat) -> Vec<u8> {
    let log = CallLog::default();
    all().iter().for_each(|event| log.record(event));
    let mut out = Vec::new();
    export(format).log(&log, &mut out).unwrap();
    out
}

#[test]
fn ndjson_has_one_event_a_line_and_json_has_them_all() {
    let text = String::from_utf8(exported(ExportFormat::Ndjson)).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "recorded",
            "started",
            "attempt_failed",
            "opened",
            "request_sent",
            "headers",
            "message",
            "request_sent",
            "half_closed",
            "message",
            "message",
            "finished"
        ]
    );
    assert_eq!(lines[0]["call"]["began"], "2023-11-14T22:13:20.123456789Z");
    assert_eq!(lines[6]["json"]["status"], "SERVING");
    assert_eq!(lines[3]["request_headers"][2][1], "***");

    let document: Value = serde_json::from_slice(&exported(ExportFormat::Json)).unwrap();
    assert_eq!(document["call"], lines[0]["call"]);
    assert_eq!(document["events"].as_array().unwrap()[..], lines[1..]);
}

#[test]
fn delimited_are_the_messages_of_one_direction() {
    assert_eq!(exported(ExportFormat::Delimited(Side::Received)), b"\x02\x08\x01\x02\x08\x02\x00");
    assert_eq!(exported(ExportFormat::Delimited(Side::Sent)), b"\x03\x0a\x01a\x03\x0a\x01b");
}

#[test]
fn a_binary_log_numbers_its_entries_and_leaves_out_what_is_the_transports() {
    let log = exported(ExportFormat::Binlog);
    let mut rest = &log[..];
    let mut kinds = Vec::new();
    while !rest.is_empty() {
        let length = usize::try_from(prost::encoding::decode_varint(&mut rest).unwrap()).unwrap();
        let (entry, after) = rest.split_at(length);
        rest = after;
        // Field 4, the type, is after the timestamp, the id of the call and the number within it.
        let at = entry.windows(4).position(|w| w[0] == 0x10 && w[2] == 0x18).unwrap();
        assert_eq!(usize::from(entry[at + 3]), kinds.len() + 1);
        kinds.push(entry[at + 5]);
    }
    assert_eq!(kinds, [1, 3, 2, 4, 3, 5, 4, 4, 6]);
    let has = |word: &str| log.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(has("x-request-id") && has("/grpc.health.v1.Health/Watch") && has("no such order"));
    assert!(!has("authorization") && !has("content-type") && !has("trailers"));
}

#[test]
fn a_reader_that_leaves_is_told() {
    struct Gone;
    impl std::io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let log = CallLog::default();
    all().iter().for_each(|event| log.record(event));
    for format in ExportFormat::ALL {
        let error = export(format).log(&log, &mut Gone).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe, "{}", format.name());
    }
}
