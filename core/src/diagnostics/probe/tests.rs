//! Facts in, findings out.
#![allow(clippy::unwrap_used)]

use std::{sync::Arc, time::Duration};

use bytes::Bytes;

use super::*;
use crate::{
    call::Finished,
    diagnostics::health::{HealthError, Serving},
    reflection::ReflectionError,
    status::{Code, Status},
    transport::{ChannelStatus, Http2Settings, PeerFacts, ProxyFault, Target},
};

const MS: Duration = Duration::from_millis(1);

fn shown(findings: &[Finding]) -> Vec<String> {
    let mark = |outcome| match outcome {
        Outcome::Good => "ok",
        Outcome::Wrong => "WRONG",
        Outcome::Skipped => "-",
    };
    findings.iter().map(|f| format!("{} {}: {}", mark(f.outcome), f.step.label(), f.text)).collect()
}

fn climbed(steps: &[(Step, &str)]) -> Ladder {
    let mut ladder = Ladder::default();
    steps.iter().for_each(|(step, text)| ladder.done(*step, Instant::now(), *text));
    ladder
}

#[test]
fn a_plaintext_connection_tells_its_settings() {
    let mut ladder = climbed(&[(Step::Tcp, "127.0.0.1:1"), (Step::Http2, "settings received")]);
    ladder.not_needed(Step::Name);
    ladder.not_needed(Step::Tls);
    let http2 = Some(Http2Settings { max_concurrent_streams: Some(100), ..Http2Settings::default() });
    let peer = Some(PeerFacts { http2, ..PeerFacts::of("127.0.0.1:1") });
    let status = ChannelStatus { ladder, peer, ..ChannelStatus::default() };
    let expected = [
        "- name: not needed",
        "ok TCP: 127.0.0.1:1",
        "- proxy: none",
        "- TLS: plaintext",
        "- ALPN: plaintext",
        "ok HTTP/2: 100 calls at once, window 64.0 KiB, frames up to 16 KiB, no limit for headers",
    ];
    assert_eq!(shown(&steps::connected(&status, &Target::new("127.0.0.1:1"))), expected);
}

#[test]
fn a_step_that_failed_is_the_last_and_says_what_to_try() {
    let address = || "h:1".to_owned();
    let io = || std::io::Error::other("x");
    let cases = [
        (ConnectError::NameNotFound { host: "h".into(), source: io() }, "WRONG name: Can't find host \"h\" · x", 1),
        (
            ConnectError::Refused { address: address(), source: io() },
            "WRONG TCP: Can't reach h:1 · Connection refused. Is the server running?",
            2,
        ),
        (
            ConnectError::Proxy {
                proxy: "p:1".into(),
                variable: Some("HTTPS_PROXY".into()),
                fault: ProxyFault::Closed,
            },
            "WRONG proxy: Proxy p:1 (HTTPS_PROXY) closed the connection · It gave no whole answer.",
            3,
        ),
        (ConnectError::NotTls { address: address() }, "WRONG TLS: h:1 does not speak TLS", 4),
        (
            ConnectError::NoAlpn { address: address(), agreed: None },
            "WRONG ALPN: the server did not agree on h2, nor on anything else",
            5,
        ),
        (
            ConnectError::Http1 { address: address(), first_line: Bytes::from_static(b"HTTP/1.1 400") },
            "WRONG HTTP/2: h:1 speaks HTTP/1.1, gRPC needs HTTP/2 · HTTP/1.1 400",
            6,
        ),
    ];
    for (error, words, count) in cases {
        let ladder = climbed(&[(Step::Name, "1 address"), (Step::Tcp, "a"), (Step::Tls, "TLS 1.3")]);
        let findings = steps::unconnected(&error, &ladder);
        let lines = shown(&findings);
        assert_eq!((lines.last().map(String::as_str), lines.len()), (Some(words), count), "{lines:?}");
        assert!(findings.last().unwrap().hint.is_some(), "{words}");
        assert!(findings.iter().map(|finding| finding.step).eq(ProbeStep::ALL.into_iter().take(count)));
    }
}

fn call_ended(status: Status) -> Arc<Finished> {
    Arc::new(Finished::local(status))
}

#[test]
fn what_is_not_offered_is_no_failure_and_what_breaks_is() {
    let asked = |status: Status| {
        let finding = answers::reflection(&Err(ReflectionError::Call(call_ended(status))), MS);
        shown(&[finding]).concat()
    };
    assert_eq!(asked(Status::remote(Code::UNIMPLEMENTED, "")), "- reflection: not offered");
    let guarded = asked(Status::remote(Code::UNAUTHENTICATED, "who\nare you"));
    assert_eq!(guarded, "- reflection: refused · UNAUTHENTICATED (16): who\\nare you");
    assert_eq!(asked(Status::remote(Code::INTERNAL, "boom")), "WRONG reflection: INTERNAL (13): boom");
    let listed = Ok(("grpc.reflection.v1alpha", vec!["a".to_owned()]));
    assert_eq!(shown(&[answers::reflection(&listed, MS)]), ["ok reflection: v1alpha, 1 service"]);
    assert_eq!(shown(&[answers::health(&Ok(Serving::Serving), MS)]), ["ok health: SERVING"]);
    assert_eq!(shown(&[answers::health(&Ok(Serving::NotServing), MS)]), ["WRONG health: NOT_SERVING"]);
}

#[test]
fn one_grpc_answer_of_two_is_enough() {
    let remote = || Err(HealthError::Call(call_ended(Status::remote(Code::UNIMPLEMENTED, ""))));
    let http = || call_ended(Status::local(Code::UNIMPLEMENTED, "HTTP 404: nothing serves /x here"));
    let listed = || Ok(("grpc.reflection.v1", Vec::new()));
    let none = || Err(ReflectionError::Call(http()));
    let grpc = |health: Result<Serving, HealthError>, reflected| {
        shown(&[answers::grpc((&health, MS), (&reflected, MS), false)]).concat()
    };
    assert_eq!(grpc(remote(), none()), "ok gRPC: answers");
    assert_eq!(grpc(Err(HealthError::Call(http())), listed()), "ok gRPC: answers");
    let noted = answers::grpc((&Err(HealthError::Call(http())), MS), (&none(), MS), true);
    assert_eq!(noted.outcome, Outcome::Good);
    let neither = grpc(Err(HealthError::Call(http())), none());
    assert_eq!(neither, "WRONG gRPC: UNIMPLEMENTED (12): HTTP 404: nothing serves /x here");
}
