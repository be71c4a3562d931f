//! The tables of verdicts: facts in, code and words out.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use h2::Reason;

use super::*;
use crate::{metadata::Metadata, status::Origin};

fn facts(kind: MethodKind, received: u64) -> Facts<'static> {
    let path = "/shop.v1.Orders/Get";
    Facts {
        kind,
        path,
        limits: Limits::default(),
        most_header_bytes: 8 << 20,
        compression: None,
        accepted: &[],
        http_status: Some(200),
        received,
        incomplete: None,
    }
}

fn block(pairs: &[(&str, &'static [u8])]) -> Metadata {
    pairs.iter().map(|(key, value)| (*key, *value)).collect()
}

fn check(status: &Status, code: Code, origin: Origin, message: &str) {
    assert_eq!((status.code, status.origin, status.message.as_str()), (code, origin, message));
}

#[test]
fn a_servers_status_is_read_as_far_as_it_can_be() {
    let cases = [
        (&b"0"[..], &b""[..], Code::OK, Origin::Remote, ""),
        (b"5", b"no%20such%20order%21", Code::NOT_FOUND, Origin::Remote, "no such order!"),
        (b"5", b"50% off", Code::NOT_FOUND, Origin::Remote, "50% off"),
        (b"17", b"new", Code(17), Origin::Remote, "new"),
        (b"99", b"", Code(99), Origin::Remote, ""),
        (b"-1", b"", Code::UNKNOWN, Origin::Local, "Unreadable grpc-status \"-1\""),
        (b"abc", b"why", Code::UNKNOWN, Origin::Local, "Unreadable grpc-status \"abc\" · why"),
        (b"", b"", Code::UNKNOWN, Origin::Local, "Unreadable grpc-status \"\""),
        (b"99999999999", b"", Code::UNKNOWN, Origin::Local, "Unreadable grpc-status \"99999999999\""),
    ];
    for (code, message, expected, origin, words) in cases {
        let status = server_status(&[("grpc-status", code), ("grpc-message", message)].into_iter().collect()).unwrap();
        check(&status, expected, origin, words);
        assert_eq!(status.notes, [""; 0]);
    }
    assert_eq!(server_status(&block(&[("grpc-message", b"alone")])), None);
}

#[test]
fn what_is_odd_about_a_status_is_noted_and_the_status_kept() {
    let said = [
        ("grpc-status", &b"9"[..]),
        ("grpc-message", b"caf%C3 \xff"),
        ("grpc-status-details-bin", b"!!"),
        ("grpc-status", b"0"),
    ];
    let status = server_status(&block(&said)).unwrap();
    check(&status, Code::FAILED_PRECONDITION, Origin::Remote, "caf\u{fffd} \u{fffd}");
    let notes = [
        "message was not valid UTF-8",
        "grpc-status was sent more than once; the first counts",
        "grpc-status-details-bin could not be decoded (shown raw)",
    ];
    assert_eq!((status.notes.as_slice(), status.details), (notes.map(String::from).as_slice(), None));

    let status = server_status(&block(&[("grpc-status", b"9"), ("grpc-status-details-bin", b"CAk=")])).unwrap();
    assert_eq!((status.details.unwrap().as_ref(), status.notes.len()), (&[8, 9][..], 0));
}

#[test]
fn ok_is_believed_only_if_what_came_fits() {
    let ok = || Some(Status::remote(Code::OK, ""));
    for (kind, received) in [(MethodKind::Unary, 1), (MethodKind::ServerStreaming, 0), (MethodKind::BidiStreaming, 7)] {
        assert!(ended(ok(), &facts(kind, received)).is_ok());
    }
    let no_message = ended(ok(), &facts(MethodKind::Unary, 0));
    check(&no_message, Code::INTERNAL, Origin::Local, "Server reported OK but sent no message");
    let two = ended(ok(), &facts(MethodKind::Unary, 2));
    check(&two, Code::INTERNAL, Origin::Local, "Server sent 2 messages for a unary call");
    let three = ended(ok(), &facts(MethodKind::ClientStreaming, 3));
    check(&three, Code::INTERNAL, Origin::Local, "Server sent 3 messages for a client-streaming call");

    let incomplete = Some(Incomplete::Message { got: 3, announced: 10 });
    let cut = Facts { incomplete, ..facts(MethodKind::ServerStreaming, 4) };
    let words = "Last message is incomplete: 3 of 10 bytes, although the server reported OK";
    check(&ended(ok(), &cut), Code::INTERNAL, Origin::Local, words);
    let failed = ended(Some(Status::remote(Code::ABORTED, "x")), &cut);
    check(&failed, Code::ABORTED, Origin::Remote, "x");
    assert_eq!(failed.notes, ["Last message is incomplete: 3 of 10 bytes"]);
}

#[test]
fn an_end_without_status_says_how_much_came() {
    let status = ended(None, &facts(MethodKind::ServerStreaming, 1));
    let words = "The stream ended without a status · 1 message received; data may be cut off.";
    check(&status, Code::UNKNOWN, Origin::Local, words);
    let status = ended(None, &Facts { http_status: Some(503), ..facts(MethodKind::Unary, 0) });
    check(&status, Code::UNAVAILABLE, Origin::Local, "HTTP 503 Service Unavailable, without a gRPC status");
}

#[test]
fn answers_that_are_not_grpc_are_mapped_and_quoted() {
    let answer = HttpAnswer {
        content_type: Some("text/html".into()),
        excerpt: b"<h1>\n  Bad\x1b[31m Gateway</h1>".to_vec(),
        is_web: false,
        size: 1229,
    };
    let verdict =
        |http_status| foreign(&answer, &Facts { http_status: Some(http_status), ..facts(MethodKind::Unary, 0) });
    let words = "HTTP 502 Bad Gateway, not a gRPC answer · text/html, 1.2 KiB: <h1> Bad\\u{1b}[31m Gateway</h1>";
    check(&verdict(502), Code::UNAVAILABLE, Origin::Local, words);
    let words = "HTTP 200 but content-type is \"text/html\", not gRPC · A login page or proxy may be in between.";
    check(&verdict(200), Code::UNKNOWN, Origin::Local, words);
    let words = "HTTP 404: nothing serves /shop.v1.Orders/Get here";
    check(&verdict(404), Code::UNIMPLEMENTED, Origin::Local, words);
    let codes =
        [(400, Code::INTERNAL), (431, Code::INTERNAL), (401, Code::UNAUTHENTICATED), (403, Code::PERMISSION_DENIED)];
    for (http, code) in codes.into_iter().chain([(429, Code::UNAVAILABLE), (500, Code::UNKNOWN), (302, Code::UNKNOWN)])
    {
        assert_eq!(verdict(http).code, code, "{http}");
    }
}

#[test]
fn only_grpc_is_grpc() {
    for good in ["application/grpc", "application/grpc+proto", "Application/gRPC;v=1", "application/grpc+json"] {
        assert!(is_grpc(good.as_bytes()), "{good}");
    }
    for bad in ["application/grpc-web", "application/json", "text/html", "", "application/grpcx"] {
        assert!(!is_grpc(bad.as_bytes()), "{bad}");
    }
}

#[test]
fn streams_that_break_off_follow_the_table() {
    let facts = facts(MethodKind::ServerStreaming, 3);
    let cases = [
        (Reason::NO_ERROR, Code::INTERNAL, "Server reset the stream (NO_ERROR)"),
        (Reason::REFUSED_STREAM, Code::UNAVAILABLE, "Server reset the stream (REFUSED_STREAM)"),
        (Reason::CANCEL, Code::CANCELLED, "Server reset the stream (CANCEL)"),
        (
            Reason::ENHANCE_YOUR_CALM,
            Code::RESOURCE_EXHAUSTED,
            "Server reset the stream (ENHANCE_YOUR_CALM) · It has no bandwidth for this call.",
        ),
        (
            Reason::INADEQUATE_SECURITY,
            Code::PERMISSION_DENIED,
            "Server reset the stream (INADEQUATE_SECURITY) · The connection is not secure enough for this call.",
        ),
    ];
    for (reason, code, words) in cases {
        check(&broken(&Breakage::Reset(reason), &facts), code, Origin::Local, words);
    }
    let violation =
        |reason, text: &str| broken(&Breakage::Violation { reason: Some(reason), text: text.to_owned() }, &facts);
    let words = "Server's answer breaks HTTP/2 (FLOW_CONTROL_ERROR)";
    check(&violation(Reason::FLOW_CONTROL_ERROR, ""), Code::INTERNAL, Origin::Local, words);
    let words = "Server floods this client with empty or tiny DATA frames · The connection was closed.";
    let flood = violation(Reason::ENHANCE_YOUR_CALM, "b\"too_many_data_frames\"");
    check(&flood, Code::RESOURCE_EXHAUSTED, Origin::Local, words);
    let bomb = violation(Reason::ENHANCE_YOUR_CALM, "b\"header_list_way_too_large\"");
    check(&bomb, Code::RESOURCE_EXHAUSTED, Origin::Local, "Response trailers exceed 64 KiB");
    let go_away =
        |reason, debug: &[u8]| broken(&Breakage::GoAway { reason, debug: debug.to_vec(), keepalive: None }, &facts);
    let status = go_away(Reason::ENHANCE_YOUR_CALM, b"too_many_pings");
    check(&status, Code::UNAVAILABLE, Origin::Local, "Server closed the connection: too_many_pings");
    assert_eq!(status.hint.as_deref(), Some("Raise the keepalive interval"));
    let words = "Server closed the connection (NO_ERROR)";
    check(&go_away(Reason::NO_ERROR, b""), Code::UNAVAILABLE, Origin::Local, words);
    let lost = Breakage::Lost { address: "h:1".into(), reason: "Connection reset by peer".into() };
    let words = "Connection to h:1 closed after 3 messages · Connection reset by peer";
    check(&broken(&lost, &facts), Code::UNAVAILABLE, Origin::Local, words);
}

#[test]
fn limits_and_interrupts_are_named() {
    let facts = facts(MethodKind::Unary, 0);
    let large = framing(FramingError::TooLarge { announced: u32::MAX }, &facts);
    check(&large, Code::RESOURCE_EXHAUSTED, Origin::Local, "Message of 4.0 GiB exceeds the limit of 64 MiB");
    assert_eq!(large.remedy, Some(Remedy::RaiseMessageLimit));
    let words = "Compressed message grows past the limit of 64 MiB";
    check(&decompression(DecompressError::TooLarge, &facts), Code::RESOURCE_EXHAUSTED, Origin::Local, words);
    let words = "Server used encoding \"br\"; this client accepts identity, gzip";
    let not_offered = DecompressError::NotOffered { name: "br".into(), offered: "identity, gzip".into() };
    check(&decompression(not_offered, &facts), Code::INTERNAL, Origin::Local, words);
    let words = "Compressed message needs more memory to unpack than the limit of 64 MiB";
    check(&decompression(DecompressError::WindowTooLarge, &facts), Code::RESOURCE_EXHAUSTED, Origin::Local, words);
    let words = "Response trailers exceed 64 KiB";
    check(&block_too_large("trailers", &facts), Code::RESOURCE_EXHAUSTED, Origin::Local, words);
    let words = "Response trailers are more than a connection takes · \
                 At most 8 MiB and 24,576 fields; less where they are cut into many frames.";
    check(&block_refused("trailers", &facts), Code::RESOURCE_EXHAUSTED, Origin::Local, words);
    let large = too_large_to_send(65 << 20, 64 << 20);
    let words = "Message of 65 MiB exceeds the send limit of 64 MiB";
    check(&large, Code::RESOURCE_EXHAUSTED, Origin::Local, words);
    assert_eq!(large.remedy, Some(Remedy::RaiseSendLimit));
    let failed = Status::remote(Code::UNAVAILABLE, "busy");
    let words = "No final status within 3 s · Attempt 2 failed with UNAVAILABLE (14): busy.";
    let late = deadline_between_attempts(Duration::from_secs(3), 2, &failed);
    check(&late, Code::DEADLINE_EXCEEDED, Origin::Local, words);
    let words = "No final status within 3 s · 2 messages received before.";
    check(&deadline(Duration::from_secs(3), Some(2)), Code::DEADLINE_EXCEEDED, Origin::Local, words);
    let words = "Cancelled by you after 1.24 s";
    check(&cancelled(Duration::from_millis(1240)), Code::CANCELLED, Origin::Local, words);
}
