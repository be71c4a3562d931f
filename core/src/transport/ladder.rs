//! The steps from a name to a gRPC answer, with what each found and how long it took.
//! It takes no step itself.

use std::time::{Duration, Instant};

/// The steps, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Look the name up.
    Name,
    /// Open the TCP or unix socket.
    Tcp,
    /// TLS handshake.
    Tls,
    /// HTTP/2 settings received.
    Http2,
    /// A gRPC answer received.
    Grpc,
}

impl Step {
    /// All steps, lowest first.
    pub const ALL: [Step; 5] = [Step::Name, Step::Tcp, Step::Tls, Step::Http2, Step::Grpc];

    /// The word on the ladder.
    pub fn label(self) -> &'static str {
        match self {
            Step::Name => "name",
            Step::Tcp => "TCP",
            Step::Tls => "TLS",
            Step::Http2 => "HTTP/2",
            Step::Grpc => "gRPC",
        }
    }
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Outcome {
    /// Not there yet, or something below failed.
    #[default]
    NotReached,
    /// This connection has no such step (TLS of a plaintext connection, name of an IP address).
    NotNeeded,
    /// Done; what it found ("1 address", "TLS 1.3, verified").
    Done(String),
    /// Failed; why, in short.
    Failed(String),
}

/// One step of a ladder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StepReport {
    /// What became of it.
    pub outcome: Outcome,
    /// How long it took; zero where it was not taken.
    pub took: Duration,
    /// When it was done.
    pub done_at: Option<Instant>,
}

/// All five steps of one attempt to connect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ladder {
    steps: [StepReport; 5],
}

impl Ladder {
    /// Each step with its report, lowest first.
    pub fn iter(&self) -> impl Iterator<Item = (Step, &StepReport)> {
        Step::ALL.into_iter().zip(&self.steps)
    }

    /// The report of a step.
    pub fn step(&self, step: Step) -> &StepReport {
        let [name, tcp, tls, http2, grpc] = &self.steps;
        match step {
            Step::Name => name,
            Step::Tcp => tcp,
            Step::Tls => tls,
            Step::Http2 => http2,
            Step::Grpc => grpc,
        }
    }

    /// The step that failed, with the reason.
    pub fn failure(&self) -> Option<(Step, &str)> {
        self.iter().find_map(|(step, report)| match &report.outcome {
            Outcome::Failed(why) => Some((step, why.as_str())),
            Outcome::NotReached | Outcome::NotNeeded | Outcome::Done(_) => None,
        })
    }

    pub(crate) fn done(&mut self, step: Step, began: Instant, finding: impl Into<String>) {
        self.set(step, began, Outcome::Done(finding.into()));
    }

    pub(crate) fn failed(&mut self, step: Step, began: Instant, why: impl Into<String>) {
        self.set(step, began, Outcome::Failed(why.into()));
    }

    pub(crate) fn not_needed(&mut self, step: Step) {
        self.step_mut(step).outcome = Outcome::NotNeeded;
    }

    fn set(&mut self, step: Step, began: Instant, outcome: Outcome) {
        let now = Instant::now();
        *self.step_mut(step) = StepReport { outcome, took: now - began, done_at: Some(now) };
    }

    fn step_mut(&mut self, step: Step) -> &mut StepReport {
        let [name, tcp, tls, http2, grpc] = &mut self.steps;
        match step {
            Step::Name => name,
            Step::Tcp => tcp,
            Step::Tls => tls,
            Step::Http2 => http2,
            Step::Grpc => grpc,
        }
    }
}
