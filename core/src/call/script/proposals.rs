//! What may be written at a place of a script: the next word of a step, and in a condition what a condition may have there.
//! It proposes; whether a line is a step is judged elsewhere.

use super::Script;
use crate::{
    message::{Condition, Proposals},
    schema::MessageDescriptor,
};

impl Script {
    /// Proposals for the word that ends at the cursor (a byte of the text, which has a step a line), for a call whose
    /// responses are of a type. None where nothing was typed in the line.
    pub fn proposals(text: &str, cursor: usize, responses: &MessageDescriptor) -> Proposals {
        let Some(before) = text.get(..cursor) else { return Proposals::default() };
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.get(start..).unwrap_or_default();
        let found = match condition_of(line) {
            Some(at) => {
                let condition = line.get(at..).unwrap_or_default();
                Condition::proposals(condition, condition.len(), responses).within(at)
            }
            None => of_step(line),
        };
        found.within(start)
    }
}

/// Where the condition of a line begins.
fn condition_of(line: &str) -> Option<usize> {
    const WHERE: &str = " where ";
    line.trim_start().starts_with("wait").then(|| line.find(WHERE)).flatten().map(|at| at + WHERE.len())
}

fn of_step(line: &str) -> Proposals {
    let typed = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    let said: Vec<&str> = line.strip_suffix(typed).unwrap_or_default().split_whitespace().collect();
    if line.trim().is_empty() {
        return Proposals::default();
    }
    Proposals::fitting(line.len(), typed, words_after(&said).iter().map(|word| (*word).to_owned()))
}

/// The words that go on from those of a step; numbers and durations are the user's.
fn words_after(said: &[&str]) -> &'static [&'static str] {
    match said {
        [] => &["send", "wait", "half-close", "cancel", "repeat"],
        ["send"] => &["all"],
        ["wait"] => &["for"],
        ["wait", "for"] => &["message", "end"],
        ["wait", "for", "end"] => &["within"],
        ["wait", "for", "message"] | ["wait", "for", _, "message" | "messages"] => &["within", "where"],
        ["wait", "for", "message", "within", _] | ["wait", "for", _, "message" | "messages", "within", _] => &["where"],
        ["wait", "for", _] => &["messages"],
        ["repeat", _] => &["times"],
        _ => &[],
    }
}
