//! The steps of a connection, from its ladder, its peer, or its failure.
//! It connects nothing.

use std::time::Duration;

use time::OffsetDateTime;

use super::{Finding, ProbeStep};
use crate::{
    metadata::visible,
    status::words,
    transport::{
        CertificateFacts, ChannelStatus, ConnectError, Http2Settings, Ladder, Outcome, PeerFacts, Protocol, Step,
        Target,
    },
};

/// A certificate that ends within this is worth a word.
const SOON: time::Duration = time::Duration::days(21);

/// A step of the ladder that is over and well.
pub(super) fn finished(step: Step, ladder: &Ladder) -> Option<Finding> {
    let report = ladder.step(step);
    match &report.outcome {
        Outcome::Done(text) => Some(Finding::good(probe_step(step), report.took, visible(text.as_bytes()))),
        Outcome::NotNeeded if step == Step::Tls => Some(Finding::skipped(ProbeStep::Tls, "plaintext")),
        Outcome::NotNeeded => Some(Finding::skipped(probe_step(step), "not needed")),
        Outcome::NotReached | Outcome::Failed(_) => None,
    }
}

/// All steps up to HTTP/2 of a connection that was made.
pub(super) fn connected(status: &ChannelStatus, target: &Target) -> Vec<Finding> {
    let ladder = &status.ladder;
    let or_skipped = |step| finished(step, ladder).unwrap_or_else(|| Finding::skipped(probe_step(step), "not needed"));
    let peer = status.peer.as_ref();
    let proxy = match peer.and_then(|peer| peer.proxy.as_ref()) {
        Some(proxy) => Finding::good(ProbeStep::Proxy, None, visible(proxy.as_bytes())),
        None => Finding::skipped(ProbeStep::Proxy, "none"),
    };
    let mut findings = vec![or_skipped(Step::Name), or_skipped(Step::Tcp), proxy];
    match peer.filter(|_| status.tls) {
        Some(peer) => {
            findings.push(tls(peer, status.verified, ladder.step(Step::Tls).took));
            findings.push(alpn(peer, target));
        }
        None => findings.extend([ProbeStep::Tls, ProbeStep::Alpn].map(|step| Finding::skipped(step, "plaintext"))),
    }
    findings.push(match (peer.and_then(|peer| peer.http2), target.protocol) {
        (Some(settings), _) => {
            Finding::good(ProbeStep::Http2, ladder.step(Step::Http2).took, settings_words(&settings))
        }
        (None, Protocol::Grpc) => or_skipped(Step::Http2),
        (None, Protocol::GrpcWeb | Protocol::GrpcWebText) => {
            Finding::skipped(ProbeStep::Http2, "HTTP/1.1, which gRPC-Web is content with")
        }
    });
    findings
}

/// The steps of an attempt that failed, up to the one that is wrong.
pub(super) fn unconnected(error: &ConnectError, ladder: &Ladder) -> Vec<Finding> {
    let failed = error.step();
    let mut findings = Vec::new();
    for step in [Step::Name, Step::Tcp, Step::Tls, Step::Http2].into_iter().take_while(|step| *step < failed) {
        findings.push(finished(step, ladder).unwrap_or_else(|| Finding::skipped(probe_step(step), "not needed")));
        match step {
            Step::Tcp => findings.push(Finding::skipped(ProbeStep::Proxy, "none")),
            Step::Tls if ladder.step(Step::Tls).outcome == Outcome::NotNeeded => {
                findings.push(Finding::skipped(ProbeStep::Alpn, "plaintext"));
            }
            Step::Tls => findings.push(Finding::good(ProbeStep::Alpn, None, "h2")),
            _ => {}
        }
    }
    let took = ladder.step(failed).took;
    let wrong = match error {
        ConnectError::Proxy { .. } => {
            let by_proxy = || Finding::skipped(ProbeStep::Tcp, "by the proxy");
            findings.push(finished(Step::Tcp, ladder).unwrap_or_else(by_proxy));
            Finding::wrong(ProbeStep::Proxy, took, error.message())
        }
        ConnectError::NoAlpn { agreed, .. } => {
            findings.push(Finding::good(ProbeStep::Tls, took, "handshake done"));
            let agreed =
                agreed.as_ref().map_or_else(|| "nor on anything else".to_owned(), |name| format!("but on \"{name}\""));
            Finding::wrong(ProbeStep::Alpn, None, format!("the server did not agree on h2, {agreed}"))
        }
        ConnectError::Certificate { chain, .. } => {
            let shown = chain.first().map_or_else(String::new, |leaf| format!(" · {}", certificate(leaf)));
            Finding::wrong(ProbeStep::Tls, took, format!("{}{shown}", error.message()))
        }
        other => Finding::wrong(probe_step(failed), took, other.message()),
    };
    findings.push(Finding { hint: hint(error), remedy: error.remedy(), ..wrong });
    findings
}

/// The steps of an attempt that came to no end in time.
pub(super) fn without_end(ladder: &Ladder, limit: Duration) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        [Step::Name, Step::Tcp].into_iter().map_while(|step| finished(step, ladder)).collect();
    let step = match findings.len() {
        0 => ProbeStep::Name,
        1 => ProbeStep::Tcp,
        _ => {
            findings.push(Finding::skipped(ProbeStep::Proxy, "not known"));
            ProbeStep::Tls
        }
    };
    findings.push(Finding::wrong(step, limit, format!("No end within {}", words::duration(limit))));
    findings
}

fn probe_step(step: Step) -> ProbeStep {
    match step {
        Step::Name => ProbeStep::Name,
        Step::Tcp => ProbeStep::Tcp,
        Step::Tls => ProbeStep::Tls,
        Step::Http2 => ProbeStep::Http2,
        Step::Grpc => ProbeStep::Grpc,
    }
}

fn tls(peer: &PeerFacts, is_verified: bool, took: Duration) -> Finding {
    let version = peer.tls_version.as_deref().unwrap_or("TLS");
    let verified = if is_verified { "verified" } else { "NOT verified" };
    let Some(leaf) = peer.certificates.first() else {
        return Finding::good(ProbeStep::Tls, took, format!("{version}, {verified}"));
    };
    let finding = Finding::good(ProbeStep::Tls, took, format!("{version}, {verified} · {}", certificate(leaf)));
    let left = leaf.not_after - OffsetDateTime::now_utc();
    if left < SOON && left.is_positive() {
        return finding.with_hint(format!("The certificate ends in {} days", left.whole_days()));
    }
    finding
}

/// `CN=a, issued by CN=b, valid until 2027-01-03`.
fn certificate(leaf: &CertificateFacts) -> String {
    format!("{}, issued by {}, valid until {}", leaf.subject, leaf.issuer, leaf.not_after.date())
}

fn alpn(peer: &PeerFacts, target: &Target) -> Finding {
    match &peer.alpn {
        Some(name) => Finding::good(ProbeStep::Alpn, None, visible(name.as_bytes())),
        None if target.tls.without_alpn => Finding::skipped(ProbeStep::Alpn, "not asked for"),
        None => Finding::skipped(ProbeStep::Alpn, "none"),
    }
}

fn settings_words(settings: &Http2Settings) -> String {
    let calls = match settings.max_concurrent_streams {
        Some(1) => "1 call at once".to_owned(),
        Some(most) => format!("{most} calls at once"),
        None => "any number of calls at once".to_owned(),
    };
    let size = |bytes: u32| words::size(bytes.into());
    let (window, frame) = (size(settings.initial_window_bytes), size(settings.max_frame_bytes));
    let headers = match settings.max_header_list_bytes {
        Some(bytes) => format!("headers up to {}", size(bytes)),
        None => "no limit for headers".to_owned(),
    };
    format!("{calls}, window {window}, frames up to {frame}, {headers}")
}

/// What to try where there is nothing to press.
fn hint(error: &ConnectError) -> Option<String> {
    if let Some(label) = error.hint() {
        return Some(label.to_owned());
    }
    let words = match error {
        ConnectError::NameNotFound { .. } => "Check the spelling, and whether the name is known to this machine's DNS",
        ConnectError::Refused { .. } => {
            "Check the port; a server that is to be reached from elsewhere must not listen on 127.0.0.1 alone"
        }
        ConnectError::Unreachable { .. } | ConnectError::NoneReached { .. } => "Check the address and the route to it",
        ConnectError::Proxy { .. } => "Check the proxy, or go without: NO_PROXY, or no proxy for this target",
        ConnectError::TimedOut { step: Step::Name | Step::Tcp, .. } => {
            "A firewall may swallow what goes there; check host and port"
        }
        ConnectError::TimedOut { .. } | ConnectError::ClosedEarly { .. } => {
            "Something takes connections there but does not talk; is it the right port?"
        }
        ConnectError::Http1 { .. } => "Find the port that serves gRPC, or speak gRPC-Web if the server does",
        ConnectError::NotHttp2 { .. } => "Another kind of server is on this port",
        _ => return None,
    };
    Some(words.to_owned())
}
