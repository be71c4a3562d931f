//! Choices for a stream that is meant to stay: after what it is opened again, and with what request.
//! What they do is the core's.

use std::{num::NonZeroU32, time::Duration};

use clap::Args;
use farcall_core::{
    call::{Reopen, ReopenPlan, SendAgain},
    schema::Method,
    status::Code,
};

use crate::{cli::ended::Ended, units::parse_duration};

/// How a stream of the server that ended is opened again; each of them says that it is.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Long-lived streams")]
pub struct ReopenChoices {
    /// Open a stream of the server again when it is lost: by UNAVAILABLE, a lost connection, GOAWAY or a reset
    #[arg(long)]
    pub reopen: bool,
    /// Statuses to open it again after, parted by commas, in place of UNAVAILABLE; OK may be one of them
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = code)]
    pub reopen_on: Option<Vec<Code>>,
    /// Give up after this many streams in a row that brought no message [default: never]
    #[arg(long, value_name = "N")]
    pub reopen_tries: Option<NonZeroU32>,
    /// The wait before it is opened again; doubles with each stream that brings no message, up to 30s [default: 1s]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    pub reopen_wait: Option<Duration>,
    /// Send all messages again that went out before, not the first alone; up to 64 MiB, what is past it is told
    #[arg(long)]
    pub send_all_again: bool,
    /// Fill a field of the first request from the last message received that has the path, as in
    /// `--resume 'resume_token = last.token'` or `--resume 'from = last.sequence + 1'`; may be given several times
    #[arg(long, value_name = "FIELD=PATH")]
    pub resume: Vec<String>,
}

impl ReopenChoices {
    /// The same as the core knows them; `None` where nothing asks for it.
    pub fn choice(&self) -> Option<Reopen> {
        let is_asked = self.reopen
            || self.reopen_on.is_some()
            || self.reopen_tries.is_some()
            || self.reopen_wait.is_some()
            || self.send_all_again
            || !self.resume.is_empty();
        if !is_asked {
            return None;
        }
        let usual = Reopen::default();
        let (ok, codes) = match &self.reopen_on {
            Some(codes) => codes.iter().partition(|code| code.is_ok()),
            None => (Vec::new(), usual.codes.clone()),
        };
        let wait = self.reopen_wait.unwrap_or(usual.wait);
        Some(Reopen {
            codes,
            after_ok: !ok.is_empty(),
            tries: self.reopen_tries,
            wait,
            longest_wait: usual.longest_wait.max(wait),
            send_again: if self.send_all_again { SendAgain::All } else { SendAgain::First },
            resume: self.resume.clone(),
        })
    }

    /// For a method.
    ///
    /// # Errors
    /// Its server streams nothing, or a rule does not fit its types.
    pub fn plan(&self, method: &Method) -> Result<Option<ReopenPlan>, Ended> {
        let Some(choice) = self.choice() else { return Ok(None) };
        if !method.kind.server_streams() {
            let words = format!("{} answers once: only a stream of the server can be opened again", method.path);
            return Err(Ended::Usage(words));
        }
        let plan = choice.plan(&method.input, &method.output);
        plan.map(Some).map_err(|why| Ended::Usage(format!("--resume: {why}")))
    }
}

fn code(text: &str) -> Result<Code, String> {
    let name = text.trim().to_ascii_uppercase();
    Code::from_name(&name).ok_or_else(|| "a status code is wanted, such as UNAVAILABLE".to_owned())
}
