//! Tests of the file of a saved request: what is written, what comes back, what never stands in it.

use std::{num::NonZeroU32, path::Path};

use proptest::prelude::*;

use super::*;
use crate::{
    call::{Auth, Cadence, ReadRate, Sending, SendingWay},
    metadata::Secret,
    transport::{ClientCertificate, ProxyChoice, Security, TlsOptions},
};

fn row(key: &str, value: &str) -> Row {
    Row { enabled: true, key: key.into(), value: value.into() }
}

fn sample() -> SavedRequest {
    SavedRequest {
        name: "Get order".into(),
        method: "shop.v1.Orders/GetOrder".into(),
        target: Target::new("localhost:50051"),
        timeout: Some(Duration::from_millis(1500)),
        options: CallOptions::default(),
        metadata: vec![row("x-tenant", "blue"), row("authorization", "Bearer top-secret")],
        messages: vec!["{\n  \"id\": 12345678901234567890,\n  \"ratio\": 1.10\n}".into(), "{ not json".into()],
        sending: Sending::default(),
        expected_status: Some(Code::NOT_FOUND),
        other: Map::new(),
    }
}

fn read(text: &str) -> Result<(SavedRequest, Option<u64>), LoadError> {
    SavedRequest::from_json(text, Path::new("requests/a.json"))
}

#[test]
fn how_messages_go_out_is_kept_and_older_files_have_none() {
    let cadence = Cadence::on_reply().times(NonZeroU32::new(4).unwrap());
    let script = vec!["send 1".to_owned(), "wait for message where id > 3".to_owned(), "no step".to_owned()];
    let sending = Sending { way: SendingWay::Scripted, cadence, script };
    let read_rate = Some(ReadRate::bytes(64 << 10));
    let options = CallOptions { read_rate, ..CallOptions::default() };
    let request = SavedRequest { sending: sending.clone(), options, ..sample() };
    let written = request.to_json().unwrap();
    for line in [
        "\"read_rate\": \"65536B/s\"",
        "\"way\": \"scripted\"",
        "\"on_reply\": true",
        "\"wait for message where id > 3\"",
    ] {
        assert!(written.contains(line), "{written}");
    }
    let (back, _) = read(&written).unwrap();
    assert_eq!((back.sending, back.options.read_rate), (sending, read_rate));
    assert_eq!(read("{\"format\": 1, \"method\": \"a.S/M\"}").unwrap().0.sending, Sending::default());
}

#[test]
fn the_file_reads_well_and_holds_no_secret() {
    let written = sample().to_json().unwrap();
    let expected = r#"{
  "format": 1,
  "name": "Get order",
  "method": "shop.v1.Orders/GetOrder",
  "target": {
    "address": "localhost:50051",
    "security": "automatic"
  },
  "timeout_ms": 1500,
  "metadata": [
    {
      "enabled": true,
      "key": "x-tenant",
      "value": "blue"
    },
    {
      "enabled": true,
      "key": "authorization",
      "value": "{{secret:authorization}}"
    }
  ],
  "messages": [
    {
      "json": {
        "id": 12345678901234567890,
        "ratio": 1.10
      }
    },
    {
      "text": "{ not json"
    }
  ],
  "expected_status": "NOT_FOUND"
}
"#;
    assert_eq!(written, expected);
    let (read, newer) = read(&written).unwrap();
    assert_eq!(newer, None);
    assert_eq!(read, SavedRequest { metadata: withhold(&sample().metadata), ..sample() });
}

#[test]
fn an_auth_is_written_without_its_secret() {
    let auth = |password: &str| Auth::Basic { user: "me".into(), password: Secret::new(password) };
    let options = |password| CallOptions { auth: auth(password), ..CallOptions::default() };
    let written = SavedRequest { options: options("hunter2"), ..sample() }.to_json().unwrap();
    assert!(!written.contains("hunter2"), "{written}");
    let (read, _) = read(&written).unwrap();
    assert_eq!(read.options, options("{{secret:basic-password}}"));
}

#[test]
fn connection_choices_come_back_and_a_password_in_the_address_is_not_written() {
    let target = Target {
        address: "https://user:hunter2@shop.example:8443".into(),
        security: Security::Tls,
        tls: TlsOptions {
            roots: Some("ca.pem".into()),
            client_certificate: Some(ClientCertificate {
                certificate: "c.pem".into(),
                key: Some("k.pem".into()),
                ..ClientCertificate::default()
            }),
            server_name: Some("shop".into()),
            skip_verification: true,
            ..TlsOptions::default()
        },
        authority: Some("shop.example".into()),
        proxy: ProxyChoice::Url("http://me:hunter2@proxy:3128".into()),
        ..Target::default()
    };
    let written = SavedRequest { target: target.clone(), ..sample() }.to_json().unwrap();
    assert!(!written.contains("hunter2"), "{written}");
    let proxy = ProxyChoice::Url("http://proxy:3128".into());
    let expected = Target { address: "https://shop.example:8443".into(), proxy, ..target };
    assert_eq!(read(&written).unwrap().0.target, expected);
    assert_eq!(Target::address_without_credentials("unix:///run/a@b.sock"), "unix:///run/a@b.sock");
    assert_eq!(Target::address_without_credentials("unix:run/a@b.sock"), "unix:run/a@b.sock");
    assert_eq!(Target::address_without_credentials("unix-abstract:a@b"), "unix-abstract:a@b");
    assert_eq!(Target::address_without_credentials("user:hunter2@shop.example:8443"), "shop.example:8443");
    assert_eq!(Target::address_without_credentials("dns:user:hunter2@shop.example:8443"), "dns:shop.example:8443");
}

#[test]
fn what_another_hand_added_is_written_again() {
    let text = r#"{"format": 1, "method": "a.B/C", "notes": {"why": "because"}, "messages": [{"json": {"a": 1}}]}"#;
    let (request, _) = read(text).unwrap();
    assert_eq!(request.messages, [r#"{"a": 1}"#]);
    let written = request.to_json().unwrap();
    assert!(written.contains("because"), "{written}");
}

#[test]
fn a_damaged_file_is_named_with_its_line() {
    let cases = [
        ("{\n  \"format\": 1,\n  \"method\": 3\n}", 3, "invalid type: integer `3`, expected a string"),
        ("{\n\"format\": 1,\n", 3, "EOF while parsing"),
        ("", 1, "EOF while parsing a value"),
        ("{\"format\": 1}", 1, "missing field `method`"),
        ("{\"format\": 1, \"method\": \"a\",\n \"expected_status\": \"FINE\"}", 2, "\"FINE\" is not a status code"),
        ("{\"format\": 1, \"method\": \"a\",\n \"target\": {\"security\": \"none\"}}", 2, "unknown variant `none`"),
    ];
    for (text, expected, words) in cases {
        match read(text) {
            Err(LoadError::Damaged { line, reason, .. }) => {
                assert_eq!(line, expected, "{text}");
                assert!(reason.contains(words), "{reason}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    let shown = read("{\n  \"format\": 1,\n  \"method\": 3\n}").unwrap_err().to_string();
    assert_eq!(shown, "requests/a.json:3:13: invalid type: integer `3`, expected a string");
}

#[test]
fn a_newer_format_is_read_if_it_can_be_and_else_named() {
    let text = sample().to_json().unwrap().replacen("\"format\": 1", "\"format\": 2", 1);
    let (request, newer) = read(&text).unwrap();
    assert_eq!((request.method.as_str(), newer), ("shop.v1.Orders/GetOrder", Some(2)));
    let other = read("{\"format\": 9, \"rpc\": {}}").unwrap_err();
    assert!(matches!(other, LoadError::NewerFormat { format: 9, known: 1, .. }), "{other:?}");
}

#[test]
fn deep_or_odd_messages_are_kept_as_text() {
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    for message in [deep.as_str(), "", "   ", "{\"a\": 1} {\"b\": 2}", "\u{feff}{}", "{\"a\": NaN}", "\"\u{202e}\""] {
        let request = SavedRequest { messages: vec![message.into()], ..sample() };
        let (back, _) = read(&request.to_json().unwrap()).unwrap();
        assert_eq!(back.messages, [message]);
    }
}

proptest! {
    #[test]
    fn every_request_comes_back(
        name in ".{0,20}", method in "[a-zA-Z./]{0,20}", address in "[a-z:0-9]{0,20}",
        timeout in proptest::option::of(0u64..u64::MAX), code in proptest::option::of(0u32..20),
        rows in proptest::collection::vec((any::<bool>(), "[a-z-]{0,12}", ".{0,12}"), 0..4),
        messages in proptest::collection::vec("[\\[\\]{}\",: \n0-9a.eE\\\\é-]{0,24}", 0..4),
    ) {
        let metadata: Vec<Row> =
            rows.into_iter().map(|(enabled, key, value)| Row { enabled, key, value }).collect();
        let request = SavedRequest {
            name, method, target: Target::new(address), timeout: timeout.map(Duration::from_millis),
            options: CallOptions::default(),
            metadata: withhold(&metadata), messages, sending: Sending::default(),
            expected_status: code.map(Code), other: Map::new(),
        };
        let written = request.to_json().unwrap();
        let (back, newer) = read(&written).unwrap();
        prop_assert_eq!(newer, None);
        prop_assert_eq!(back.to_json().unwrap(), written, "writing again changes nothing");
        let trimmed = |messages: &[String]| messages.iter().map(|text| text.trim().to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(trimmed(&back.messages), trimmed(&request.messages));
        prop_assert_eq!(SavedRequest { messages: Vec::new(), ..back }, SavedRequest { messages: Vec::new(), ..request });
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
        let _ = read(&text);
    }

    #[test]
    fn a_secret_value_is_never_in_the_bytes(
        key in "(authorization|Cookie|x-api-key|my-token|client-secret|proxy-authorization)",
        value in "[a-zA-Z0-9]{12,30}", enabled in any::<bool>(),
    ) {
        let request = SavedRequest { metadata: vec![Row { enabled, key, value: value.clone() }], ..sample() };
        prop_assert!(!request.to_json().unwrap().contains(&value));
    }
}
