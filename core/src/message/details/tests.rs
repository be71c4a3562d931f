//! Tests of the details: every standard type, unknown and damaged ones, violations.
#![allow(clippy::unwrap_used)]

use prost::{Message as _, Name as _};
use prost_types::Any;

use super::*;
use crate::{
    message::samples::{bytes, message},
    schema::{Schema, stubs::rpc},
    status::{Code, Status},
};

fn packed<M: prost::Name>(message: &M) -> Any {
    Any { type_url: format!("type.googleapis.com/{}", M::full_name()), value: message.encode_to_vec() }
}

fn encoded(details: Vec<Any>) -> Vec<u8> {
    rpc::Status { code: 3, message: "bad".to_owned(), details }.encode_to_vec()
}

fn shown(status: &[u8]) -> Vec<Detail> {
    details(status, &|name| Schema::builtin().message(name)).unwrap()
}

fn json(detail: &Detail) -> String {
    detail.json.split_whitespace().collect()
}

#[test]
fn every_type_of_error_details_is_known() {
    let seconds = |seconds| prost_types::Duration { seconds, nanos: 0 };
    let all = vec![
        packed(&rpc::ErrorInfo { reason: "R".into(), domain: "d".into(), ..Default::default() }),
        packed(&rpc::RetryInfo { retry_delay: Some(seconds(3)) }),
        packed(&rpc::DebugInfo { stack_entries: vec!["s".into()], detail: "d".into() }),
        packed(&rpc::QuotaFailure {
            violations: vec![rpc::quota_failure::Violation { subject: "s".into(), ..Default::default() }],
        }),
        packed(&rpc::PreconditionFailure {
            violations: vec![rpc::precondition_failure::Violation { r#type: "T".into(), ..Default::default() }],
        }),
        packed(&rpc::BadRequest { field_violations: vec![] }),
        packed(&rpc::RequestInfo { request_id: "i".into(), serving_data: "d".into() }),
        packed(&rpc::ResourceInfo { resource_name: "n".into(), ..Default::default() }),
        packed(&rpc::Help { links: vec![rpc::help::Link { description: "l".into(), url: "u".into() }] }),
        packed(&rpc::LocalizedMessage { locale: "en".into(), message: "m".into() }),
    ];
    let expected = [
        r#""reason":"R","domain":"d""#,
        r#""retryDelay":"3s""#,
        r#""stackEntries":["s"],"detail":"d""#,
        r#""violations":[{"subject":"s"}]"#,
        r#""violations":[{"type":"T"}]"#,
        "",
        r#""requestId":"i","servingData":"d""#,
        r#""resourceName":"n""#,
        r#""links":[{"description":"l","url":"u"}]"#,
        r#""locale":"en","message":"m""#,
    ];
    let urls: Vec<String> = all.iter().map(|any| any.type_url.clone()).collect();
    let shown = shown(&encoded(all));
    assert_eq!(shown.len(), expected.len());
    for ((detail, expected), url) in shown.iter().zip(expected).zip(urls) {
        assert!(detail.is_known && detail.marks.is_empty(), "{url}");
        let comma = if expected.is_empty() { "" } else { "," };
        assert_eq!(json(detail), format!(r#"{{"@type":"{url}"{comma}{expected}}}"#));
    }
    // None was forgotten above.
    let messages = Schema::builtin().message(&rpc::Help::full_name()).unwrap();
    assert_eq!(messages.parent_file().messages().count(), expected.len());
}

#[test]
fn types_of_the_schema_are_json_and_others_raw() {
    let status =
        bytes("08 05 12 02 6e 6f 1a 0e 0a 08 61 2f 74 2e 4c 69 6e 65 12 02 10 01 1a 09 0a 03 78 2f 79 12 02 08 01");
    let resolve = |name: &str| (name == "t.Line").then(|| message("Line"));
    let details = details(&status, &resolve).unwrap();
    let json: Vec<String> = details.iter().map(json).collect();
    assert_eq!(json, [r#"{"@type":"a/t.Line","quantity":1}"#, r#"{"@type":"x/y","raw":"CAE="}"#]);
    assert_eq!(details.iter().map(|d| d.is_known).collect::<Vec<_>>(), [true, false]);
    assert_eq!(details.last().unwrap().raw.to_vec(), bytes("08 01"));
}

#[test]
fn what_is_damaged_is_shown_by_its_bytes_beside_the_others() {
    let good = packed(&rpc::RetryInfo { retry_delay: None });
    let broken_value = Any { value: vec![0x0a, 0x7f], ..good.clone() };
    let mut status = encoded(vec![good.clone(), broken_value]);
    // An `Any` cut inside its value.
    let cut = [&[0x0a, 3][..], b"x/y", &[0x12, 9, 1]].concat();
    status.extend([&[0x1a, cut.len() as u8][..], &cut].concat());
    // And the status itself cut.
    status.extend([0x1a, 0x7f, 1]);
    let shown = shown(&status);
    assert_eq!(shown.iter().map(|detail| detail.marks.len()).collect::<Vec<_>>(), [0, 1, 1, 1]);
    assert_eq!(shown[1].raw.to_vec(), [0x0a, 0x7f]);
    assert_eq!((shown[2].type_url.as_str(), shown[2].raw.to_vec(), shown[2].is_known), ("x/y", cut, false));
    assert_eq!((shown[3].type_url.as_str(), shown[3].raw.to_vec()), ("", vec![0x1a, 0x7f, 1]));
    for detail in &shown {
        serde_json::from_str::<serde_json::Value>(&detail.json).unwrap();
    }
}

#[test]
fn what_is_no_status_says_so() {
    let error = details(&bytes("1a 05 0a"), &|_| None).unwrap_err();
    assert!(error.to_string().starts_with("grpc-status-details-bin could not be decoded: truncated"), "{error}");
}

fn violations_in(details: Vec<u8>) -> Vec<Violation> {
    violations(&Status { details: Some(details.into()), ..Status::remote(Code::INVALID_ARGUMENT, "") })
}

#[test]
fn violations_of_every_bad_request_are_listed() {
    let field = |path: &str, description: &str| rpc::bad_request::FieldViolation {
        field: path.to_owned(),
        description: description.to_owned(),
        ..Default::default()
    };
    let localized = rpc::bad_request::FieldViolation {
        reason: "SKU_UNKNOWN".into(),
        localized_message: Some(rpc::LocalizedMessage { locale: "de".into(), message: "unbekannt".into() }),
        ..field("items[2].sku", "unknown")
    };
    let first = rpc::BadRequest { field_violations: vec![field("name", "too long"), localized] };
    let second = rpc::BadRequest { field_violations: vec![field("", "empty")] };
    let between = packed(&rpc::RetryInfo { retry_delay: None });
    let found = violations_in(encoded(vec![packed(&first), between, packed(&second)]));
    assert_eq!(found.iter().map(|found| found.field_path.as_str()).collect::<Vec<_>>(), ["name", "items[2].sku", ""]);
    let expected = Violation {
        field_path: "items[2].sku".into(),
        description: "unknown".into(),
        reason: "SKU_UNKNOWN".into(),
        localized_message: "unbekannt".into(),
    };
    assert_eq!(found[1], expected);
    assert_eq!(violations(&Status::remote(Code::INVALID_ARGUMENT, "")), []);
}

proptest::proptest! {
    #[test]
    fn any_bytes_have_details_and_violations_or_none(junk: Vec<u8>) {
        let _ = details(&junk, &|name| Schema::builtin().message(name));
        let mut any = vec![0x0a, 23];
        any.extend_from_slice(b"x/google.rpc.BadRequest");
        any.extend_from_slice(&[0x12, junk.len().min(127) as u8]);
        any.extend_from_slice(&junk);
        violations_in([vec![0x1a, any.len().min(127) as u8], any].concat());
    }
}
