//! A server probed layer by layer: name, TCP, proxy, TLS, ALPN, HTTP/2, gRPC, reflection, health; each told as it ends.
//! It connects by the channel it is given, as a call would, and changes nothing on the server.

mod answers;
mod finding;
mod steps;

#[cfg(test)]
mod tests;

use std::{
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::time::timeout;

pub use self::finding::{Finding, Outcome, ProbeStep};
use crate::{
    diagnostics::health,
    metadata::Metadata,
    reflection,
    transport::{Channel, ConnectError, Ladder, Step},
};

/// Steps of a connection that may each take the whole limit: name, TCP, TLS, HTTP/2.
const STEPS_OF_A_CONNECTION: u32 = 4;
/// No clock overflows by this.
const LONGEST: Duration = Duration::from_secs(86_400);

/// Probes the server; `told` hears each step once, in the order of [`ProbeStep::ALL`], as soon as it is known. Each step
/// takes `limit` at most, and a day. Returns whether no step failed.
///
/// That reflection or health is not offered is no failure. After a step that failed, those that need it are told as not
/// reached.
pub async fn probe(
    channel: &Channel,
    metadata: &Metadata,
    limit: Duration,
    told: &mut (dyn FnMut(Finding) + Send),
) -> bool {
    let mut probe = Probe { channel, limit: limit.min(LONGEST), told, next: 0, has_failed: false };
    match probe.connect().await {
        Ok(()) => {
            probe.tell_connected();
            probe.ask(metadata).await;
        }
        Err(error) => probe.tell_unconnected(error.as_deref()),
    }
    !probe.has_failed
}

struct Probe<'a> {
    channel: &'a Channel,
    limit: Duration,
    told: &'a mut (dyn FnMut(Finding) + Send),
    /// The place in [`ProbeStep::ALL`] of the next to be told.
    next: usize,
    has_failed: bool,
}

impl Probe<'_> {
    /// Connects, and tells of the steps below TLS while it goes on. `Err(None)`: there was no end to it.
    async fn connect(&mut self) -> Result<(), Option<Arc<ConnectError>>> {
        let channel = self.channel;
        let mut status = channel.watch();
        let mut connecting = pin!(timeout(self.limit * STEPS_OF_A_CONNECTION, channel.connect()));
        loop {
            tokio::select! {
                biased;
                Ok(()) = status.changed() => {
                    let ladder = status.borrow_and_update().ladder.clone();
                    self.tell_done(&ladder);
                }
                result = &mut connecting => {
                    return match result {
                        Ok(result) => result.map_err(Some),
                        Err(_) => Err(None),
                    };
                }
            }
        }
    }

    /// What is done of the first steps, whose findings do not change any more.
    fn tell_done(&mut self, ladder: &Ladder) {
        for (place, step) in [(0, Step::Name), (1, Step::Tcp)] {
            if self.next == place
                && let Some(finding) = steps::finished(step, ladder)
            {
                self.tell(finding);
            }
        }
    }

    fn tell_connected(&mut self) {
        let status = self.channel.status();
        for finding in steps::connected(&status, self.channel.target()).into_iter().skip(self.next) {
            self.tell(finding);
        }
    }

    fn tell_unconnected(&mut self, error: Option<&ConnectError>) {
        let ladder = self.channel.status().ladder;
        let findings = match error {
            Some(error) => steps::unconnected(error, &ladder),
            None => steps::without_end(&ladder, self.limit * STEPS_OF_A_CONNECTION),
        };
        for finding in findings.into_iter().skip(self.next) {
            self.tell(finding);
        }
        self.tell_rest_as_not_reached();
    }

    /// Two calls that every server answers somehow, whether it offers what they ask for or not.
    async fn ask(&mut self, metadata: &Metadata) {
        let began = Instant::now();
        let health = health::check(self.channel, "", metadata, self.limit).await;
        let health_took = began.elapsed();
        // A broken answer of gRPC is one all the same; the runner knows by its content-type.
        let noted = self.channel.status().ladder.step(Step::Grpc).outcome.clone();
        let is_noted = matches!(noted, crate::transport::Outcome::Done(_));
        let began = Instant::now();
        let reflection = reflection::list(self.channel, metadata, self.limit).await;
        let reflection_took = began.elapsed();

        let grpc = answers::grpc((&health, health_took), (&reflection, reflection_took), is_noted);
        let is_grpc = grpc.outcome != Outcome::Wrong;
        self.tell(grpc);
        if is_grpc {
            self.tell(answers::reflection(&reflection, reflection_took));
            self.tell(answers::health(&health, health_took));
        } else {
            self.tell_rest_as_not_reached();
        }
    }

    fn tell_rest_as_not_reached(&mut self) {
        for step in ProbeStep::ALL.into_iter().skip(self.next) {
            self.tell(Finding::skipped(step, "not reached"));
        }
    }

    fn tell(&mut self, finding: Finding) {
        self.next += 1;
        self.has_failed |= finding.outcome == Outcome::Wrong;
        (self.told)(finding);
    }
}
