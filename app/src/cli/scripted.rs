//! Scripted conversations of the command line: a file or a saved request to what a call is fed with.
//! It runs none.

use std::{fs, path::Path};

use bytes::Bytes;
use farcall_core::{
    call::{Script, ScriptProblem, Sending, SendingWay},
    engine::Failure,
    schema::{Method, MethodKind},
};

use super::{
    drive::{Requests, Scripted},
    ended::Ended,
};

/// Messages that go out as a file says.
///
/// # Errors
/// It cannot be read, a line of it is no step, or it has none.
pub fn from_file(file: &Path, messages: Vec<Bytes>, method: &Method) -> Result<Requests, Ended> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|error| Ended::because(format!("{name} cannot be read"), error))?;
    scripted(text.lines(), name, messages, method)
}

/// Messages that go out as a saved request says. One for a method that takes one message goes out as it is.
///
/// # Errors
/// A line of its script is no step, or it has none.
pub fn from_saved(sending: &Sending, messages: Vec<Bytes>, method: &Method) -> Result<Requests, Ended> {
    let takes_many = matches!(method.kind, MethodKind::ClientStreaming | MethodKind::BidiStreaming);
    match sending.way {
        SendingWay::Paced if takes_many => Ok(Requests::Paced(messages, sending.cadence)),
        SendingWay::Scripted if takes_many => {
            scripted(sending.script.iter().map(String::as_str), "script".to_owned(), messages, method)
        }
        SendingWay::AtOnce | SendingWay::Paced | SendingWay::Scripted => Ok(Requests::Ready(messages)),
    }
}

fn scripted<'l>(
    lines: impl IntoIterator<Item = &'l str>,
    name: String,
    messages: Vec<Bytes>,
    method: &Method,
) -> Result<Requests, Ended> {
    match Script::parse(lines, &method.output, messages.len()) {
        Ok(script) if script.is_empty() => Err(Ended::Failed(
            Failure::new(format!("{name} has no step")).hint("A step is a line such as `send 1` or `wait for message`"),
        )),
        Ok(script) => Ok(Requests::Scripted(Box::new(Scripted { messages, script, name }))),
        Err(problems) => Err(Ended::failed(told(&name, &problems))),
    }
}

/// `chat.txt:3:18 There are 2 messages, and no number 3`, a line each.
fn told(name: &str, problems: &[ScriptProblem]) -> String {
    let told = problems
        .iter()
        .map(|problem| format!("{name}:{}:{} {}", problem.line + 1, problem.place.start + 1, problem.message));
    told.collect::<Vec<_>>().join("\n")
}
