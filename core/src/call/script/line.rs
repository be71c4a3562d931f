//! One line of a script to a step, with the place of what is wrong.
//! It knows the words; what a condition is, `message` knows.

use std::{num::NonZeroU32, ops::Range, str::FromStr, time::Duration};

use super::step::{Awaited, Step};
use crate::{
    call::quantity::parse_duration,
    message::{Condition, ConditionError},
    schema::MessageDescriptor,
};

const STEPS: &str = "Begin with send, wait, half-close, cancel or repeat";
const AWAITED: &str = "Write `wait 200ms`, `wait for message`, `wait for 3 messages` or `wait for end`";

/// Reads a line; `None`: it is no step.
pub(super) fn read(text: &str, responses: &MessageDescriptor, messages: usize) -> Result<Option<Step>, ConditionError> {
    let mut words = Words { text, at: 0 };
    let Some((verb, place)) = words.next() else { return Ok(None) };
    if verb.starts_with('#') {
        return Ok(None);
    }
    let step = match verb {
        "send" => send(&mut words, messages)?,
        "wait" => wait(&mut words, responses)?,
        "half-close" => Step::HalfClose,
        "cancel" => Step::Cancel,
        "repeat" => repeat(&mut words)?,
        _ => return Err(wrong(STEPS, place)),
    };
    match words.next() {
        None => Ok(Some(step)),
        Some((word, place)) => Err(wrong(&format!("`{word}` is one word too many"), place)),
    }
}

fn send(words: &mut Words<'_>, messages: usize) -> Result<Step, ConditionError> {
    const WHICH: &str = "Say which message: `send 1`, or `send all`";
    let (word, place) = words.wanted(WHICH)?;
    if word == "all" {
        return Ok(Step::SendAll);
    }
    match word.parse::<usize>() {
        Ok(number) if (1..=messages).contains(&number) => Ok(Step::Send(number - 1)),
        Ok(_) if messages == 0 => Err(wrong("There is no message to send", place)),
        Ok(number) => {
            let there_are = if messages == 1 { "is 1 message".to_owned() } else { format!("are {messages} messages") };
            Err(wrong(&format!("There {there_are}, and no number {number}"), place))
        }
        Err(_) => Err(match several(word) {
            Some((first, last)) => wrong(&one_a_line(first, last), place),
            None => wrong(WHICH, place),
        }),
    }
}

/// The ends of what was meant as a range or a list: `2-3`, `2..4`, `1,5`.
fn several(word: &str) -> Option<(usize, usize)> {
    let mut numbers = word.split(['-', '.', ',']).filter(|part| !part.is_empty()).map(str::parse::<usize>);
    let first = numbers.next()?.ok()?;
    let last = numbers.next_back()?.ok()?;
    Some((first, last))
}

fn one_a_line(first: usize, last: usize) -> String {
    format!("Ranges and lists are not known: write a line for each, `send {first}` to `send {last}`, or `send all`")
}

fn wait(words: &mut Words<'_>, responses: &MessageDescriptor) -> Result<Step, ConditionError> {
    let (word, place) = words.wanted(AWAITED)?;
    if word != "for" {
        return Ok(Step::Pause(duration(word, place)?));
    }
    let (what, place) = words.wanted(AWAITED)?;
    let count = match what {
        "end" => return Ok(Step::AwaitEnd { within: within(words)? }),
        "message" => 1,
        number => {
            let count = number.parse::<u64>().ok().filter(|count| *count > 0).ok_or(wrong(AWAITED, place))?;
            match words.wanted(AWAITED)? {
                ("message" | "messages", _) => count,
                (_, place) => return Err(wrong(AWAITED, place)),
            }
        }
    };
    let within = within(words)?;
    let condition = words.take("where").then(|| words.rest());
    let condition = condition.map(|(text, start)| condition_of(text, start, responses)).transpose()?;
    Ok(Step::Await(Awaited { count, condition, within }))
}

fn within(words: &mut Words<'_>) -> Result<Option<Duration>, ConditionError> {
    if !words.take("within") {
        return Ok(None);
    }
    let (word, place) = words.wanted("Say how long, as in `within 5s`")?;
    duration(word, place).map(Some)
}

fn duration(word: &str, place: Range<usize>) -> Result<Duration, ConditionError> {
    parse_duration(word).map_err(|why| wrong(&why, place))
}

fn condition_of(text: &str, start: usize, responses: &MessageDescriptor) -> Result<Condition, ConditionError> {
    if text.is_empty() {
        return Err(wrong("Say what has to be true of the message, as in `where id = 3`", start..start));
    }
    Condition::parse(text, responses).map_err(|ConditionError { message, place }| ConditionError {
        message,
        place: start + place.start..start + place.end,
    })
}

fn repeat(words: &mut Words<'_>) -> Result<Step, ConditionError> {
    const TIMES: &str = "Write `repeat 3 times`, or `repeat` to go on until stopped";
    let Some((number, place)) = words.next() else { return Ok(Step::Repeat(None)) };
    let times = NonZeroU32::from_str(number).map_err(|_| wrong(TIMES, place))?;
    match words.wanted(TIMES)? {
        ("times", _) => Ok(Step::Repeat(Some(times))),
        (_, place) => Err(wrong(TIMES, place)),
    }
}

fn wrong(message: &str, place: Range<usize>) -> ConditionError {
    ConditionError { message: message.to_owned(), place }
}

/// The words of a line, one after another.
struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Words<'t> {
    fn next(&mut self) -> Option<(&'t str, Range<usize>)> {
        let (rest, start) = self.rest();
        let word = rest.split_whitespace().next()?;
        self.at = start + word.len();
        Some((word, start..self.at))
    }

    fn wanted(&mut self, otherwise: &str) -> Result<(&'t str, Range<usize>), ConditionError> {
        let end = self.text.trim_end().len();
        self.next().ok_or_else(|| wrong(otherwise, end..end))
    }

    /// Goes past a word, if it is the next.
    fn take(&mut self, word: &str) -> bool {
        let before = self.at;
        let is_next = self.next().is_some_and(|(next, _)| next == word);
        if !is_next {
            self.at = before;
        }
        is_next
    }

    /// What is left, and where it begins.
    fn rest(&mut self) -> (&'t str, usize) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let start = self.at + (rest.len() - rest.trim_start().len());
        self.at = self.text.len();
        let rest = rest.trim();
        self.at = start + rest.len();
        (rest, start)
    }
}
