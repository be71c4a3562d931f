//! What a step of a probe found.
//! It is a value; how it is printed is not known here.

use std::time::Duration;

use crate::status::Remedy;

/// The steps, in the order they are taken and told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProbeStep {
    /// The name is looked up.
    Name,
    /// The socket is opened, that of a proxy if there is one.
    Tcp,
    /// The proxy is asked for the target.
    Proxy,
    /// TLS, and the server's certificate.
    Tls,
    /// Whether TLS agreed on HTTP/2.
    Alpn,
    /// The server's HTTP/2 settings.
    Http2,
    /// Whether calls are answered as gRPC answers.
    Grpc,
    /// Server reflection.
    Reflection,
    /// The health service.
    Health,
}

impl ProbeStep {
    /// All of them, in order.
    pub const ALL: [ProbeStep; 9] = [
        ProbeStep::Name,
        ProbeStep::Tcp,
        ProbeStep::Proxy,
        ProbeStep::Tls,
        ProbeStep::Alpn,
        ProbeStep::Http2,
        ProbeStep::Grpc,
        ProbeStep::Reflection,
        ProbeStep::Health,
    ];

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            ProbeStep::Name => "name",
            ProbeStep::Tcp => "TCP",
            ProbeStep::Proxy => "proxy",
            ProbeStep::Tls => "TLS",
            ProbeStep::Alpn => "ALPN",
            ProbeStep::Http2 => "HTTP/2",
            ProbeStep::Grpc => "gRPC",
            ProbeStep::Reflection => "reflection",
            ProbeStep::Health => "health",
        }
    }

    /// The word for programs: lower case, letters and digits alone.
    pub fn key(self) -> &'static str {
        match self {
            ProbeStep::Tcp => "tcp",
            ProbeStep::Tls => "tls",
            ProbeStep::Alpn => "alpn",
            ProbeStep::Http2 => "http2",
            ProbeStep::Grpc => "grpc",
            ProbeStep::Name | ProbeStep::Proxy | ProbeStep::Reflection | ProbeStep::Health => self.label(),
        }
    }
}

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// As it should be.
    Good,
    /// Something is wrong.
    Wrong,
    /// Not needed, not offered, or not reached; the text says which.
    Skipped,
}

/// What a step found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The step.
    pub step: ProbeStep,
    /// What became of it.
    pub outcome: Outcome,
    /// How long it took; `None` where it was not taken, or is a part of another.
    pub took: Option<Duration>,
    /// What was found, on one line that is safe to show.
    pub text: String,
    /// What to try.
    pub hint: Option<String>,
    /// The same as something to press, where there is one.
    pub remedy: Option<Remedy>,
}

impl Finding {
    pub(super) fn good(step: ProbeStep, took: impl Into<Option<Duration>>, text: impl Into<String>) -> Self {
        Self { step, outcome: Outcome::Good, took: took.into(), text: text.into(), hint: None, remedy: None }
    }

    pub(super) fn wrong(step: ProbeStep, took: impl Into<Option<Duration>>, text: impl Into<String>) -> Self {
        Self { outcome: Outcome::Wrong, ..Self::good(step, took, text) }
    }

    pub(super) fn skipped(step: ProbeStep, text: impl Into<String>) -> Self {
        Self { outcome: Outcome::Skipped, ..Self::good(step, None, text) }
    }

    pub(super) fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}
