//! `-v`: where a call goes, what metadata goes and comes, how long each step takes and how much goes over the wire.
//! It writes to stderr alone and never shows a secret.

use std::time::Duration;

use farcall_core::{
    call::{CallEvent, CallSpec, Finished, Timings},
    metadata::{Metadata, is_secret},
    schema::MethodKind,
    transport::{Channel, Ladder, Outcome, Step},
};

use super::{ended::one_line, output::Console};
use crate::units;

/// Follows one call and tells of it.
pub struct Verbose {
    console: Console,
    sent: Traffic,
    received: Traffic,
    wire_bytes: usize,
}

#[derive(Default)]
struct Traffic {
    messages: u64,
    bytes: usize,
}

impl Verbose {
    /// Before the call: the target as it was understood, the steps of a connection that reflection has made already,
    /// the method, the request metadata.
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
        metadata(console, "Request metadata", &spec.metadata);
        Self { console, sent: Traffic::default(), received: Traffic::default(), wire_bytes: 0 }
    }

    /// Something happened.
    pub fn event(&mut self, event: &CallEvent) {
        match event {
            CallEvent::Started | CallEvent::HalfClosed { .. } => {}
            CallEvent::RequestSent(sent) => self.sent.add(sent.bytes.len()),
            CallEvent::Headers(headers) => {
                metadata(self.console, &format!("Response headers (HTTP {})", headers.http_status), &headers.metadata);
            }
            CallEvent::Message(message) => {
                self.received.add(message.bytes.len());
                self.wire_bytes += message.wire_bytes;
            }
            CallEvent::Finished(finished) => self.finished(finished),
        }
    }

    fn finished(&self, finished: &Finished) {
        metadata(self.console, "Response trailers", &finished.trailers);
        self.console.note(&format!("Timings: {}", timings_text(&finished.timings, finished.at)));
        let compressed = match self.wire_bytes {
            wire if wire == self.received.bytes => String::new(),
            wire => format!(", {} on the wire", units::size(wire as u64)),
        };
        self.console.note(&format!("Sent {}; received {}{compressed}", self.sent.text(), self.received.text()));
    }
}

impl Traffic {
    fn add(&mut self, bytes: usize) {
        self.messages += 1;
        self.bytes += bytes;
    }

    fn text(&self) -> String {
        let plural = if self.messages == 1 { "" } else { "s" };
        format!("{} message{plural} ({})", self.messages, units::size(self.bytes as u64))
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

fn metadata(console: Console, title: &str, metadata: &Metadata) {
    console.note(&format!("{title}:{}", if metadata.is_empty() { " none" } else { "" }));
    for entry in metadata {
        let value = if is_secret(&entry.key) { "<redacted>".to_owned() } else { entry.display() };
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

fn timings_text(timings: &Timings, total: Duration) -> String {
    let steps = [
        ("name", timings.resolved),
        ("connected", timings.connected),
        ("TLS", timings.tls),
        ("HTTP/2", timings.http2),
        ("request sent", timings.request_headers),
        ("headers", timings.headers),
        ("first message", timings.first_message),
        ("trailers", timings.trailers),
    ];
    let reused = timings.reused.then(|| "kept connection".to_owned());
    let steps = steps.into_iter().filter_map(|(step, at)| Some(format!("{step} {}", units::duration(at?))));
    reused
        .into_iter()
        .chain(steps)
        .chain([format!("finished {}", units::duration(total))])
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_steps_that_were_taken_are_timed() {
        let timings = Timings {
            connected: Some(Duration::from_micros(300)),
            headers: Some(Duration::from_millis(12)),
            ..Timings::default()
        };
        assert_eq!(
            timings_text(&timings, Duration::from_millis(1500)),
            "connected 300 µs, headers 12.0 ms, finished 1.50 s"
        );
    }
}
