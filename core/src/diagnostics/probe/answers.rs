//! What the answers to the two calls of a probe mean: gRPC or not, reflection, health.
//! It makes no call.

use std::time::Duration;

use super::{Finding, ProbeStep};
use crate::{
    diagnostics::health::{HealthError, Serving},
    metadata::visible,
    reflection::ReflectionError,
    status::{Code, Origin, Status, words},
};

type Reflected = Result<(&'static str, Vec<String>), ReflectionError>;
type Checked = Result<Serving, HealthError>;

/// Whether one of the calls was answered as gRPC answers; the first that was is timed. `is_noted`: the connection has
/// seen such an answer.
pub(super) fn grpc(
    (health, health_took): (&Checked, Duration),
    (reflection, reflection_took): (&Reflected, Duration),
    is_noted: bool,
) -> Finding {
    let by_health = health.as_ref().err().and_then(|error| not_grpc(error.status())).filter(|_| !is_noted);
    let by_reflection = reflection.as_ref().err().and_then(|error| not_grpc(error.status()));
    match (by_health, by_reflection) {
        (None, _) => Finding::good(ProbeStep::Grpc, health_took, "answers"),
        (Some(_), None) => Finding::good(ProbeStep::Grpc, reflection_took, "answers"),
        (Some(status), Some(_)) => {
            let finding = Finding::wrong(ProbeStep::Grpc, health_took, line(status));
            let hint = status.notes.last().or(status.hint.as_ref()).map(|text| visible(text.as_bytes()));
            finding.with_hint(hint.unwrap_or_else(|| hint_of(status)))
        }
    }
}

/// The status, if it was made here because the server said none.
fn not_grpc(status: Option<&Status>) -> Option<&Status> {
    status.filter(|status| status.origin == Origin::Local)
}

fn hint_of(status: &Status) -> String {
    match status.code {
        Code::DEADLINE_EXCEEDED => "The server takes calls and does not answer them",
        Code::UNAVAILABLE => "The connection stands, but what is behind it does not answer",
        _ => "HTTP is there, but not gRPC: look at what routes requests to the server",
    }
    .to_owned()
}

/// Whether there is reflection, and what it lists.
pub(super) fn reflection(reflected: &Reflected, took: Duration) -> Finding {
    let step = ProbeStep::Reflection;
    match reflected {
        Ok((service, names)) => {
            let version = service.rsplit('.').next().unwrap_or(service);
            let plural = if names.len() == 1 { "" } else { "s" };
            Finding::good(step, took, format!("{version}, {} service{plural}", names.len()))
        }
        Err(error) => match error.status() {
            Some(status) => not_ok(step, status, took),
            None => Finding::wrong(step, took, visible(error.to_string().as_bytes())),
        },
    }
}

/// Whether there is a health service, and what it says of the server as a whole.
pub(super) fn health(checked: &Checked, took: Duration) -> Finding {
    let step = ProbeStep::Health;
    match checked {
        Ok(Serving::Serving) => Finding::good(step, took, "SERVING"),
        Ok(other) => {
            Finding::wrong(step, took, other.name()).with_hint("The server says of itself that it does not serve")
        }
        Err(error) => match error.status() {
            Some(status) if status.code == Code::NOT_FOUND => {
                Finding::skipped(step, "offered, but it knows nothing of the server as a whole")
            }
            Some(status) => not_ok(step, status, took),
            None => Finding::wrong(step, took, error.to_string()),
        },
    }
}

/// What a server does not offer to us is no failure of it; anything else that is not OK is.
fn not_ok(step: ProbeStep, status: &Status, took: Duration) -> Finding {
    match status.code {
        Code::UNIMPLEMENTED => Finding::skipped(step, "not offered"),
        Code::UNAUTHENTICATED | Code::PERMISSION_DENIED => {
            let finding = Finding::skipped(step, format!("refused · {}", line(status)));
            finding.with_hint("The server wants to know who calls: add metadata or a token")
        }
        _ => {
            let hint = status.notes.last().or(status.hint.as_ref()).map(|text| visible(text.as_bytes()));
            Finding { hint, ..Finding::wrong(step, took, line(status)) }
        }
    }
}

fn line(status: &Status) -> String {
    const SHOWN: usize = 200;
    let line = visible(status.line().as_bytes());
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}… ({} in all)", line.get(..end).unwrap_or(&line), words::size(line.len() as u64)),
        None => line,
    }
}
