//! A scripted conversation: lines that say what to wait for and what to send then, as `wait for message where id = 3`.
//! It is judged message by message as they come; none is kept for it.

mod line;
mod listen;
mod progress;
mod proposals;
mod run;
mod step;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

use std::ops::Range;

use crate::{message::ConditionError, schema::MessageDescriptor};

pub use progress::{ScriptPhase, ScriptProgress, ScriptState};
pub use run::{ScriptEnd, run_script};

use step::Step;

/// Steps, one a line, in order:
/// ```text
/// script = line*                 -- an empty line and one that begins with # are no steps
/// line   = "send" NUMBER         -- the prepared message of that number, from 1
///        | "send all"
///        | "wait" DURATION
///        | "wait for message"  within? where?
///        | "wait for" NUMBER "messages" within? where?
///        | "wait for end" within?        -- of the call
///        | "half-close" | "cancel"
///        | "repeat" (NUMBER "times")?    -- from the first step; the last line, without a number until stopped
/// within = "within" DURATION
/// where  = "where" CONDITION     -- see `message::Condition`
/// ```
/// A message counts once, for the step whose turn it is, also if it came before that step was reached.
#[derive(Debug, Clone)]
pub struct Script {
    steps: Vec<(usize, Step)>,
    text: Vec<String>,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {}: {message}", line + 1)]
pub struct ScriptProblem {
    /// 0-based.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub message: String,
    /// The bytes of the line it is about.
    pub place: Range<usize>,
}

impl Script {
    /// Reads a script for a call whose responses are of a type, with so many prepared messages.
    ///
    /// # Errors
    /// Every line that is no step, or names what is not there.
    pub fn parse<'l>(
        lines: impl IntoIterator<Item = &'l str>,
        responses: &MessageDescriptor,
        messages: usize,
    ) -> Result<Self, Vec<ScriptProblem>> {
        let mut script = Self { steps: Vec::new(), text: Vec::new() };
        let mut problems = Vec::new();
        for (line, text) in lines.into_iter().enumerate() {
            script.text.push(text.trim().to_owned());
            match line::read(text, responses, messages) {
                Ok(Some(_)) if script.repeats() => {
                    problems.push(whole(line, text, "Nothing comes after `repeat`: it begins again"));
                }
                Ok(Some(Step::Repeat(_))) if script.steps.is_empty() => {
                    problems.push(whole(line, text, "There is nothing to repeat above"));
                }
                Ok(Some(step)) => script.steps.push((line, step)),
                Ok(None) => {}
                Err(ConditionError { message, place }) => problems.push(ScriptProblem { line, message, place }),
            }
        }
        if problems.is_empty() { Ok(script) } else { Err(problems) }
    }

    /// How many steps it has.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether it does nothing.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// A line as it was written.
    pub fn line(&self, line: usize) -> &str {
        self.text.get(line).map_or("", String::as_str)
    }

    fn repeats(&self) -> bool {
        matches!(self.steps.last(), Some((_, Step::Repeat(_))))
    }
}

fn whole(line: usize, text: &str, message: &str) -> ScriptProblem {
    let start = text.len() - text.trim_start().len();
    ScriptProblem { line, message: message.to_owned(), place: start..text.trim_end().len().max(start) }
}
