//! Tests of metadata: what is sent, what is refused and in which words, what is shown.
#![allow(clippy::unwrap_used)]

use super::*;

fn problem(key: &str, value: &str) -> String {
    let problems = Metadata::from_rows(&[Row::new("ok", "1"), Row::new(key, value)]).unwrap_err();
    assert_eq!((problems.len(), problems[0].row), (1, 1));
    problems[0].message.clone()
}

#[test]
fn rows_that_cannot_be_sent_say_why() {
    let cases = [
        ("Foo Bar", "1", "\"Foo Bar\": names may use a-z 0-9 _ - . only"),
        ("é", "1", "\"é\": names may use a-z 0-9 _ - . only"),
        ("grpc-foo", "1", "\"grpc-foo\" is reserved"),
        (":path", "1", "\":path\" is reserved"),
        ("Content-Type", "1", "\"content-type\" is reserved"),
        ("te", "trailers", "\"te\" is reserved"),
        ("connection", "close", "\"connection\" is reserved"),
        ("user-agent", "me", "\"user-agent\" is reserved; set it on the target"),
        ("a", "x\ny", "line breaks are not allowed; use a \"-bin\" key for bytes"),
        ("a", "naïve", "\"ï\" is not printable ASCII; use a \"-bin\" key for bytes"),
        ("a-bin", "AA*A", "not base64 (byte 3)"),
        ("a-bin", "AAAA,A?", "not base64 (byte 7)"),
        ("", "1", "a name is missing"),
    ];
    for (key, value, message) in cases {
        assert_eq!(problem(key, value), message, "{key}: {value}");
    }
}

#[test]
fn order_and_repeats_are_kept_and_off_rows_are_left_out() {
    let off = Row { enabled: false, ..Row::new("Foo Bar", "off") };
    let rows =
        [Row::new("B", " 1 "), off, Row::new("", ""), Row::new("a", "2"), Row::new("b", "3,4"), Row::new("e", "")];
    let metadata = Metadata::from_rows(&rows).unwrap();
    let pairs: Vec<_> = metadata.iter().map(|entry| (entry.key.as_str(), entry.display())).collect();
    assert_eq!(pairs, [("b", "1".into()), ("a", "2".into()), ("b", "3,4".into()), ("e", String::new())]);
    assert_eq!(metadata.get_all("b").count(), 2);
}

#[test]
fn binary_values_decode_padded_or_not_and_joined() {
    let decoded = |key: &str, value: &'static str| Entry::new(key, value.as_bytes()).binary();
    let (hi, a) = (Bytes::from_static(b"hi"), Bytes::from_static(b"a"));
    assert_eq!(decoded("x-bin", "aGk="), Some(vec![hi.clone()]));
    assert_eq!(decoded("x-bin", "aGk"), Some(vec![hi.clone()]));
    assert_eq!(decoded("x-bin", "aGk, YQ=="), Some(vec![hi, a]));
    assert_eq!(decoded("x-bin", ""), Some(vec![Bytes::new()]));
    assert_eq!(decoded("x-bin", "a~k"), None);
    assert_eq!(decoded("x", "aGk"), None);
}

#[test]
fn a_binary_row_goes_out_without_padding() {
    let metadata = Metadata::from_rows(&[Row::new("x-bin", "aGk=,YQ==")]).unwrap();
    assert_eq!(metadata.get("x-bin").unwrap().value, "aGk,YQ");
}

#[test]
fn what_could_deceive_the_eye_is_escaped() {
    assert_eq!(visible("plain \\ é 漢".as_bytes()), "plain \\ é 漢");
    assert_eq!(visible("a\n\u{202e}b\u{200b}\0".as_bytes()), "a\\n\\u{202e}b\\u{200b}\\u{0}");
    assert_eq!(visible(b"a\xffb\xc3"), "a\\xffb\\xc3");
}

#[test]
fn secrets_are_known_by_name() {
    for key in ["Authorization", "cookie", "x-api-key", "proxy-authorization", "X-Auth-Token", "client_secret_id"] {
        assert!(is_secret(key), "{key}");
    }
    assert!(!is_secret("x-request-id"));
    let metadata: Metadata = [("authorization", "Bearer hunter2"), ("x", "1")].into_iter().collect();
    let shown = format!("{metadata:?}");
    assert!(!shown.contains("hunter2") && shown.contains("x: 1"), "{shown}");
}
