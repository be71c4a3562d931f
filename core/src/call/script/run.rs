//! Runs a script on a call, step by step, until its end, a step that fails, or the end of the call.
//! It reads no message itself; what came is judged as it comes.

use std::{
    num::NonZeroU32,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use parking_lot::Mutex;

use super::{
    Script,
    listen::Expectations,
    progress::{ScriptPhase, ScriptProgress},
    step::{Awaited, Step},
};
use crate::{
    call::{CallHandle, Outbound, ear::Listening},
    status::words,
};

const CLOSED: &str = "The sending side was closed before";
const OVER: &str = "The call ended before";

/// How a script ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScriptEnd {
    /// Every step was done; or the call ended one that repeats until stopped.
    Done,
    /// A step could not be done.
    Failed {
        /// Its line, 0-based.
        line: usize,
        /// Why.
        why: String,
        /// Whether the call was over, so that its status may say more.
        call_ended: bool,
    },
}

/// Runs a script on a call; from here on it hears the messages, in place of whoever steered the call before.
pub async fn run_script(
    handle: &CallHandle,
    messages: &[Bytes],
    script: &Script,
    progress: &ScriptProgress,
) -> ScriptEnd {
    let expectations = Arc::new(Mutex::new(Expectations::of(&script.steps)));
    let heard = Arc::clone(&expectations);
    let listening = handle.ear.listen(move |message| heard.lock().hear(message));
    let mut running = Running { handle, messages, progress, expectations, listening, awaited: 0 };
    let end = running.rounds(&script.steps).await;
    progress.end(match &end {
        ScriptEnd::Done => ScriptPhase::Done,
        ScriptEnd::Failed { why, .. } => ScriptPhase::Failed(why.clone()),
    });
    end
}

struct Running<'r> {
    handle: &'r CallHandle,
    messages: &'r [Bytes],
    progress: &'r ScriptProgress,
    expectations: Arc<Mutex<Expectations>>,
    listening: Listening,
    /// Steps that waited for messages and were done.
    awaited: u64,
}

/// What follows a step.
enum Next {
    Step,
    Round(Option<NonZeroU32>),
}

impl Running<'_> {
    async fn rounds(&mut self, steps: &[(usize, Step)]) -> ScriptEnd {
        let mut round = 0;
        loop {
            round += 1;
            self.progress.change(|state| state.round = round);
            let mut again = None;
            for (line, step) in steps {
                self.progress.change(|state| (state.line, state.until) = (*line, None));
                match self.step(step).await {
                    Ok(Next::Step) => {}
                    Ok(Next::Round(times)) => again = Some(times),
                    Err(_) if repeats_until_stopped(steps) && self.listening.is_over() => return ScriptEnd::Done,
                    Err(why) => {
                        return ScriptEnd::Failed { line: *line, why, call_ended: self.listening.is_over() };
                    }
                }
            }
            match again {
                None => return ScriptEnd::Done,
                Some(Some(times)) if round >= u64::from(times.get()) => return ScriptEnd::Done,
                Some(None) if self.listening.is_over() => return ScriptEnd::Done,
                // A round need not wait for anything; others get their turn all the same.
                Some(_) => tokio::task::yield_now().await,
            }
        }
    }

    async fn step(&mut self, step: &Step) -> Result<Next, String> {
        match step {
            Step::Send(at) => self.send(self.messages.get(*at)).await?,
            Step::SendAll => self.send(self.messages).await?,
            Step::Pause(pause) => self.pause(*pause).await?,
            Step::Await(awaited) => self.messages_came(awaited).await?,
            Step::AwaitEnd { within } => self.call_ended(*within).await?,
            // Nothing is left to close of a call that is over.
            Step::HalfClose => drop(self.handle.send(Outbound::HalfClose).await),
            Step::Cancel => self.cancel().await,
            Step::Repeat(times) => return Ok(Next::Round(*times)),
        }
        Ok(Next::Step)
    }

    async fn send(&self, messages: impl IntoIterator<Item = &Bytes>) -> Result<(), String> {
        for message in messages {
            if self.handle.send(Outbound::Message(message.clone())).await.is_err() {
                return Err(if self.listening.is_over() { OVER } else { CLOSED }.to_owned());
            }
            self.progress.change(|state| state.sent += 1);
        }
        Ok(())
    }

    /// Done once the call is over: nothing that follows goes out before its end.
    async fn cancel(&self) {
        self.handle.cancel();
        self.listening.until(|| None::<()>).await;
    }

    async fn pause(&self, pause: Duration) -> Result<(), String> {
        self.wait_until(pause);
        match tokio::time::timeout(pause, self.listening.until(|| None::<()>)).await {
            Err(_) => Ok(()),
            Ok(_) => Err(OVER.to_owned()),
        }
    }

    async fn messages_came(&mut self, awaited: &Awaited) -> Result<(), String> {
        let is_met = || (self.expectations.lock().met > self.awaited).then_some(());
        let met = match awaited.within {
            Some(within) => {
                self.wait_until(within);
                tokio::time::timeout(within, self.listening.until(is_met))
                    .await
                    .map_err(|_| self.too_few(awaited, Some(within)))?
            }
            None => self.listening.until(is_met).await,
        };
        if met.is_none() {
            return Err(format!("{OVER}. {}", self.too_few(awaited, None)));
        }
        self.awaited += 1;
        Ok(())
    }

    async fn call_ended(&self, within: Option<Duration>) -> Result<(), String> {
        let end = self.listening.until(|| None::<()>);
        let Some(within) = within else {
            end.await;
            return Ok(());
        };
        self.wait_until(within);
        let ended = tokio::time::timeout(within, end).await;
        ended.map(drop).map_err(|_| format!("The call did not end within {}", words::duration(within)))
    }

    fn wait_until(&self, within: Duration) {
        self.progress.change(|state| state.until = Instant::now().checked_add(within));
    }

    /// `No message matched within 5 s; 12 came`, `1 of 3 messages came`.
    fn too_few(&self, awaited: &Awaited, within: Option<Duration>) -> String {
        let expectations = self.expectations.lock();
        let verb = if awaited.condition.is_some() { "matched" } else { "came" };
        let counted = match expectations.counted {
            0 => format!("No message {verb}"),
            counted => format!("{counted} of {} messages {verb}", awaited.count),
        };
        let within = within.map_or_else(String::new, |within| format!(" within {}", words::duration(within)));
        let came = if awaited.condition.is_some() { format!("; {} came", expectations.came) } else { String::new() };
        format!("{counted}{within}{came}")
    }
}

fn repeats_until_stopped(steps: &[(usize, Step)]) -> bool {
    matches!(steps.last(), Some((_, Step::Repeat(None))))
}
