//! From a message as typed to wire bytes: JSON or text format, with the place of what does not fit.
//! It does not know where the text came from.

use bytes::Bytes;
use farcall_core::{
    engine::Failure,
    message::{JsonRules, Problem, encode_json, encode_text},
    schema::MessageDescriptor,
};

use super::{
    call_args::Format,
    ended::Ended,
    framing::{Position, Typed},
};

/// Encodes the request messages of one method.
pub struct Encoder {
    input: MessageDescriptor,
    is_text: bool,
    rules: JsonRules,
}

impl Encoder {
    /// For messages of this type, in the notation that `--format` says.
    pub fn new(input: MessageDescriptor, format: Format, allow_unknown_fields: bool) -> Self {
        Self { input, is_text: format == Format::Text, rules: JsonRules { allow_unknown_fields } }
    }

    /// The wire bytes.
    ///
    /// # Errors
    /// Everything that does not fit the type, each with its line and column in the whole input.
    pub fn encode(&self, typed: &Typed) -> Result<Bytes, Ended> {
        let encoded = match self.is_text {
            true => encode_text(&self.input, &typed.text).map_err(|problem| vec![problem]),
            false => encode_json(&self.input, &typed.text, self.rules),
        };
        encoded.map(Bytes::from).map_err(|problems| {
            let places: Vec<String> = problems.iter().map(|problem| placed(problem, typed.start)).collect();
            match self.is_text {
                true => self.refused_text(typed, places.join("\n")),
                false => self.refused(places.join("\n")),
            }
        })
    }

    /// JSON where text format is read: whoever wants only the output as text need not write the input so.
    fn refused_text(&self, typed: &Typed, reason: String) -> Ended {
        match (typed.text.trim_start().starts_with('{'), self.refused(reason)) {
            (true, Ended::Failed(failure)) => {
                Ended::Failed(failure.hint("--format text reads --data as text format, not as JSON"))
            }
            (_, refused) => refused,
        }
    }

    fn refused(&self, reason: String) -> Ended {
        let name = self.input.full_name();
        let failure = Failure::new(format!("The message does not fit {name}")).because(reason);
        Ended::Failed(failure.hint(format!("farcall describe … {name} --msg-template shows what does")))
    }
}

/// The problem with its position in the whole input instead of in its message.
fn placed(problem: &Problem, start: Position) -> String {
    let position = problem.position.map(|(line, column)| {
        let place = start.offset(Position { line, column });
        (place.line, place.column)
    });
    Problem { position, ..problem.clone() }.to_string()
}
