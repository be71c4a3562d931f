//! How a call ended: the status line, and the panel that stands where a failed call has no message.
//! It is told everything by a [`StatusView`] and decides nothing.

mod detail;
mod line;
mod panel;
mod redacted;
mod refused;
#[cfg(test)]
mod tests;

use std::time::Duration;

pub use self::{
    detail::DetailNode,
    line::{Flows, StatusLine, status_line_ui},
    panel::{StatusOutcome, StatusPanelState, folded_status_height, folded_status_ui, status_panel_ui},
    refused::RefusedField,
};
use crate::widgets::{LadderStep, StepMark, Tone};
use farcall_core::{
    call::Finished,
    metadata::Metadata,
    status::{Code, Origin, Remedy},
    transport::{Ladder, Outcome, Step},
};

/// Everything the panel says. Filled by the caller.
#[derive(Debug, Clone)]
pub struct StatusView {
    /// The code.
    pub code: Code,
    /// Who said so.
    pub origin: Origin,
    /// The whole message; of ours, title and detail are parted by ` · `.
    pub message: String,
    /// From `Started` to the end.
    pub elapsed: Duration,
    /// The steps of the connection, lowest first; empty where none has to be shown.
    pub ladder: Vec<LadderStep>,
    /// One sentence on what to try.
    pub hint: Option<String>,
    /// The same as buttons.
    pub remedies: Vec<Remedy>,
    /// Fields of the request that the server refused.
    pub refused: Vec<RefusedField>,
    /// Trees under "Details".
    pub details: Vec<DetailNode>,
    /// Where the details are from: "from the TLS handshake".
    pub details_from: String,
    /// What was odd about the status itself.
    pub notes: Vec<String>,
    /// Trailers as they came, under "Raw".
    pub trailers: Metadata,
}

impl StatusView {
    /// What core knows of an ended call, and the ladder of its connection where that failed. Details are the caller's.
    pub fn new(finished: &Finished, ladder: Option<&Ladder>) -> Self {
        let status = &finished.status;
        Self {
            code: status.code,
            origin: status.origin,
            message: status.message.clone(),
            elapsed: finished.at,
            ladder: ladder.map(steps).unwrap_or_default(),
            hint: status.hint.clone(),
            remedies: status.remedy.into_iter().collect(),
            refused: Vec::new(),
            details: Vec::new(),
            details_from: String::new(),
            notes: status.notes.clone(),
            trailers: finished.trailers.clone(),
        }
    }

    /// Who made the verdict, as the chip says it.
    pub fn who(&self) -> &'static str {
        who(self.origin)
    }

    /// The message as title and detail on lines of their own, what is unseen made visible.
    pub fn shown_message(&self) -> String {
        let text = farcall_core::metadata::visible(self.message.as_bytes()).replace("\\n", "\n");
        let text = if self.origin == Origin::Local { text.replacen(" · ", "\n", 1) } else { text };
        if text.trim().is_empty() { "The server gave no message.".to_owned() } else { text }
    }
}

/// The colour and sign of a status.
pub fn tone(code: Code, origin: Origin) -> Tone {
    match code {
        Code::OK => Tone::Ok,
        Code::CANCELLED if origin == Origin::Local => Tone::Stopped,
        _ => Tone::Error,
    }
}

/// The chip beside a status.
pub fn who(origin: Origin) -> &'static str {
    match origin {
        Origin::Local => "this client",
        Origin::Remote => "server",
    }
}

/// The rows of a ladder as the widget wants them.
pub fn steps(ladder: &Ladder) -> Vec<LadderStep> {
    ladder
        .iter()
        .filter(|(_, report)| report.outcome != Outcome::NotNeeded)
        .map(|(step, report)| {
            let (mark, finding) = match &report.outcome {
                Outcome::Done(finding) => (StepMark::Passed, finding.as_str()),
                // The title stands above the ladder already.
                Outcome::Failed(why) => (StepMark::Failed, why.split_once(" · ").map_or(why.as_str(), |(_, why)| why)),
                Outcome::NotReached | Outcome::NotNeeded => (StepMark::NotReached, "not reached"),
            };
            let reached = mark != StepMark::NotReached;
            LadderStep {
                name: if step == Step::Name { "Name".to_owned() } else { step.label().to_owned() },
                mark,
                finding: finding.to_owned(),
                is_value: step == Step::Tcp && mark == StepMark::Passed,
                time: if reached { crate::units::duration(report.took) } else { String::new() },
            }
        })
        .collect()
}
