//! The gaps of a stream that is opened again, in lines for stderr.
//! It prints nothing.

use std::time::Duration;

use farcall_core::call::{CallEvent, Lost};

use super::ended::{one_line, status_line};
use crate::units;

/// Follows one call.
#[derive(Debug, Default)]
pub struct Gaps {
    lost_at: Option<Duration>,
}

impl Gaps {
    /// What is to be said of an event.
    pub fn note(&mut self, event: &CallEvent) -> Option<String> {
        match event {
            CallEvent::Lost(lost) => {
                self.lost_at.get_or_insert(lost.at);
                Some(lost_text(lost))
            }
            CallEvent::Opened(opened) => {
                let lost_at = self.lost_at.take()?;
                Some(format!("note: open again after {}", units::duration(opened.at.saturating_sub(lost_at))))
            }
            CallEvent::Started
            | CallEvent::AttemptFailed(_)
            | CallEvent::RequestSent(_)
            | CallEvent::HalfClosed { .. }
            | CallEvent::Headers(_)
            | CallEvent::Message(_)
            | CallEvent::Finished(_) => None,
        }
    }
}

/// `note: lost at 12.3 s: UNAVAILABLE (14): gone; opening again in 1 s with resume_token = "abc"`.
fn lost_text(lost: &Lost) -> String {
    let resumed = lost.resumed.iter().map(|resumed| match &resumed.value {
        Some(value) => format!("{} = {}", resumed.field, one_line(value)),
        None => format!("{} as it was", resumed.field),
    });
    let resumed: Vec<String> = resumed.collect();
    let with = if resumed.is_empty() { String::new() } else { format!(" with {}", resumed.join(", ")) };
    let (at, wait) = (units::duration(lost.at), units::duration(lost.wait));
    let without = match lost.left_out {
        0 => String::new(),
        many => format!("; {} not sent again: 64 MiB before them are", units::counted(many, "request")),
    };
    format!("note: lost at {at}: {}; opening again in {wait}{with}{without}", status_line(&lost.status))
}
