//! `-v`: where a call goes and who answers, what metadata goes and comes, how long each step takes and how much goes
//! over the wire. It writes to stderr alone and never shows a secret.

use std::time::Duration;

use farcall_core::{
    call::{AttemptFailed, CallEvent, CallSpec, Finished, Opened, Timings},
    metadata::Metadata,
    recording::HIDDEN,
    schema::MethodKind,
    transport::{CertificateFacts, Channel, Ladder, Outcome, PeerFacts, Step},
};

use super::{
    ended::{one_line, status_line},
    output::Console,
};
use crate::units;

/// Follows one call and tells of it.
pub struct Verbose {
    console: Console,
    sent: Traffic,
    received: Traffic,
}

/// Messages in one direction.
#[derive(Default)]
struct Traffic {
    messages: u64,
    compressed: u64,
    bytes: u64,
    wire_bytes: u64,
}

impl Verbose {
    /// Before the call: the target as it was understood, the steps of a connection that reflection has made already,
    /// the method, and what was chosen for the call.
    pub fn begin(console: Console, channel: &Channel, spec: &CallSpec) -> Self {
        let endpoint = channel.endpoint();
        let security = if endpoint.tls { format!("TLS as {}", endpoint.server_name) } else { "plaintext".into() };
        console.note(&format!("Target: {} ({security}), authority {}", endpoint.address, endpoint.authority));
        if let Some(steps) = steps_text(&channel.status().ladder) {
            console.note(&format!("Connection: {steps}"));
        }
        console.note(&format!("Method: {} ({})", spec.method, kind_text(spec.kind)));
        if let Some(timeout) = spec.timeout {
            console.note(&format!("Timeout: {}", units::duration(timeout)));
        }
        if let Some(compression) = spec.compression {
            console.note(&format!("Request messages: {compression}"));
        }
        Self { console, sent: Traffic::default(), received: Traffic::default() }
    }

    /// Something happened.
    pub fn event(&mut self, event: &CallEvent) {
        match event {
            CallEvent::Started | CallEvent::HalfClosed { .. } | CallEvent::Lost(_) => {}
            CallEvent::Opened(opened) => self.opened(opened),
            CallEvent::AttemptFailed(failed) => self.console.note(&attempt_text(failed)),
            CallEvent::RequestSent(sent) => self.sent.add(sent.bytes.len(), sent.wire_bytes, sent.compressed),
            CallEvent::Headers(headers) => {
                metadata(self.console, &format!("Response headers (HTTP {})", headers.http_status), &headers.metadata);
            }
            CallEvent::Message(message) => {
                self.received.add(message.bytes.len(), message.wire_bytes, message.compressed);
            }
            CallEvent::Finished(finished) => self.finished(finished),
        }
    }

    fn opened(&self, opened: &Opened) {
        for line in peer_lines(&opened.peer) {
            self.console.note(&line);
        }
        let title = match opened.attempt {
            1 => "Request headers".to_owned(),
            attempt => format!("Request headers (attempt {attempt})"),
        };
        metadata(self.console, &title, &opened.request_headers);
    }

    fn finished(&self, finished: &Finished) {
        metadata(self.console, "Response trailers", &finished.trailers);
        let reused = if finished.timings.reused { " (kept connection)" } else { "" };
        self.console.note(&format!("Times since the start{reused}:"));
        for (step, at) in steps(&finished.timings).into_iter().chain([("finished", Some(finished.at))]) {
            if let Some(at) = at {
                self.console.note(&format!("  {step:<17}{}", units::duration(at)));
            }
        }
        if finished.timings.attempts > 1 {
            self.console.note(&format!("Attempts: {}", finished.timings.attempts));
        }
        self.console.note(&format!("Sent: {}", self.sent.text()));
        self.console.note(&format!("Received: {}", self.received.text()));
    }
}

impl Traffic {
    fn add(&mut self, bytes: usize, wire_bytes: usize, compressed: bool) {
        self.messages += 1;
        self.compressed += u64::from(compressed);
        self.bytes += bytes as u64;
        self.wire_bytes += wire_bytes as u64;
    }

    fn text(&self) -> String {
        let messages = units::counted(self.messages, "message");
        let size = units::size(self.bytes);
        match (self.compressed, self.messages) {
            (_, 0) => messages,
            (0, _) => format!("{messages}, {size}"),
            (compressed, all) => {
                let which = if compressed == all { String::new() } else { format!("{compressed} of them ") };
                format!("{messages}, {size}; {which}compressed: {} on the wire", units::size(self.wire_bytes))
            }
        }
    }
}

/// A kind in words.
pub fn kind_text(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::Unary => "unary",
        MethodKind::ServerStreaming => "server streaming",
        MethodKind::ClientStreaming => "client streaming",
        MethodKind::BidiStreaming => "bidi streaming",
    }
}

/// An attempt that another one follows, in one line.
pub fn attempt_text(failed: &AttemptFailed) -> String {
    let why = status_line(&failed.status);
    let next = match (failed.wait, failed.is_transparent) {
        (Duration::ZERO, true) => "The server did not look at it; sent again at once".to_owned(),
        (Duration::ZERO, false) => "Sent again at once".to_owned(),
        (wait, _) => format!("Sent again after {}", units::duration(wait)),
    };
    format!("Attempt {} failed: {why} · {next}", failed.attempt)
}

/// `CN=a, issued by CN=b, valid until 2027-01-03`.
pub fn certificate_text(certificate: &CertificateFacts) -> String {
    let (subject, issuer) = (one_line(&certificate.subject), one_line(&certificate.issuer));
    format!("{subject}, issued by {issuer}, valid until {}", certificate.not_after.date())
}

fn peer_lines(peer: &PeerFacts) -> Vec<String> {
    let mut lines = Vec::new();
    let security = match (&peer.tls_version, &peer.cipher_suite, &peer.alpn) {
        (None, ..) => "plaintext".to_owned(),
        (Some(version), suite, alpn) => {
            let suite = suite.as_ref().map_or_else(String::new, |suite| format!(", {suite}"));
            format!("{version}{suite}, ALPN {}", alpn.as_deref().map_or_else(|| "none".to_owned(), one_line))
        }
    };
    lines.push(format!("Peer: {} ({security})", peer.address));
    lines.extend(peer.proxy.as_ref().map(|proxy| format!("Proxy: {proxy}")));
    lines.extend(peer.certificates.first().map(|leaf| format!("Certificate: {}", certificate_text(leaf))));
    lines
}

fn metadata(console: Console, title: &str, metadata: &Metadata) {
    console.note(&format!("{title}:{}", if metadata.is_empty() { " none" } else { "" }));
    for entry in metadata {
        let value = if entry.is_secret() { HIDDEN.to_owned() } else { entry.display() };
        console.note(&format!("  {}: {value}", entry.key));
    }
}

/// The steps that were taken, each with its time and what it found.
fn steps_text(ladder: &Ladder) -> Option<String> {
    let steps: Vec<String> = ladder
        .iter()
        .filter(|(step, _)| *step != Step::Grpc)
        .filter_map(|(step, report)| match &report.outcome {
            Outcome::Done(finding) if finding.is_empty() => {
                Some(format!("{} {}", step.label(), units::duration(report.took)))
            }
            Outcome::Done(finding) => {
                Some(format!("{} {} ({})", step.label(), units::duration(report.took), one_line(finding)))
            }
            Outcome::NotReached | Outcome::NotNeeded | Outcome::Failed(_) => None,
        })
        .collect();
    (!steps.is_empty()).then(|| steps.join(", "))
}

fn steps(timings: &Timings) -> [(&'static str, Option<Duration>); 8] {
    [
        ("name", timings.resolved),
        ("connected", timings.connected),
        ("TLS", timings.tls),
        ("HTTP/2", timings.http2),
        ("request headers", timings.request_headers),
        ("headers", timings.headers),
        ("first message", timings.first_message),
        ("trailers", timings.trailers),
    ]
}

#[cfg(test)]
mod tests {
    use farcall_core::status::{Code, Status};

    use super::*;

    #[test]
    fn what_was_compressed_is_told_with_its_size_on_the_wire() {
        let mut traffic = Traffic::default();
        assert_eq!(traffic.text(), "0 messages");
        traffic.add(100, 100, false);
        assert_eq!(traffic.text(), "1 message, 100 B");
        traffic.add(2000, 48, true);
        assert_eq!(traffic.text(), "2 messages, 2.1 KiB; 1 of them compressed: 148 B on the wire");
    }

    #[test]
    fn an_attempt_that_failed_says_why_and_when_the_next_is() {
        let mut failed = AttemptFailed {
            at: Duration::from_millis(3),
            attempt: 1,
            status: Status::remote(Code::UNAVAILABLE, "over\nloaded"),
            trailers: Metadata::new(),
            wait: Duration::from_millis(120),
            is_transparent: false,
        };
        let words = "Attempt 1 failed: UNAVAILABLE (14): over\\nloaded · Sent again after 120 ms";
        assert_eq!(attempt_text(&failed), words);
        failed.wait = Duration::ZERO;
        failed.is_transparent = true;
        assert!(attempt_text(&failed).ends_with("· The server did not look at it; sent again at once"));
    }

    #[test]
    fn a_peer_behind_a_proxy_names_it() {
        let peer = PeerFacts {
            proxy: Some("http://proxy:3128 (HTTPS_PROXY)".to_owned()),
            tls_version: Some("TLS 1.3".to_owned()),
            alpn: Some("h2".to_owned()),
            ..PeerFacts::of("api:443")
        };
        assert_eq!(peer_lines(&peer), ["Peer: api:443 (TLS 1.3, ALPN h2)", "Proxy: http://proxy:3128 (HTTPS_PROXY)"]);
    }
}
