//! JSON text to wire bytes in one pass: no tree, no document, by the plans that are kept with the schema.
//! It knows no problems: at the first thing it does not take, [`Document`] reads the text anew and says what is wrong.

mod arrange;
mod fields;
mod json_types;
mod numbers;
mod scanner;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
mod values;

use self::{arrange::Arrangement, scanner::Scanner};
use super::{Document, EncodeError, JsonRules, Problem, plan::Type, wire::Writer};
use crate::schema::MessageDescriptor;

/// The wire bytes of one message in ProtoJSON: exactly those that a [`Document`] of this text encodes to, fields by number.
///
/// # Errors
/// Everything that keeps the text from being sent, each with line, column and field path: the errors of that document.
pub fn encode_json(of: &MessageDescriptor, text: &str, rules: JsonRules) -> Result<Vec<u8>, Vec<Problem>> {
    match in_one_pass(of, text, rules) {
        Some(bytes) => Ok(bytes),
        None => by_document(of, text, rules),
    }
}

/// The bytes, or `None` where the text is not taken: because something is wrong with it, or because it is written in a way
/// that one pass does not do (an `Any` whose `@type` is not its first member, an enum value to leave out).
fn in_one_pass(of: &MessageDescriptor, text: &str, rules: JsonRules) -> Option<Vec<u8>> {
    let mut pass = Pass {
        scanner: Scanner::new(text),
        out: Writer::with_capacity(text.len() / 2),
        arrangement: Arrangement::default(),
        rules,
    };
    pass.whole(Type::of(of), 0, 0)?;
    pass.scanner.is_at_end().then(|| pass.out.into_bytes())
}

fn by_document(of: &MessageDescriptor, text: &str, rules: JsonRules) -> Result<Vec<u8>, Vec<Problem>> {
    let document = Document::from_json_with(of.clone(), text.to_owned(), rules);
    document.encode().map(Vec::from).map_err(|EncodeError(problems)| problems)
}

/// One text on its way to bytes. What it does not take it answers with `None`, and nothing of it is used then.
///
/// `depth` counts messages as the document does, `nest` objects and arrays as the parser of JSON does.
struct Pass<'t> {
    scanner: Scanner<'t>,
    out: Writer,
    arrangement: Arrangement,
    rules: JsonRules,
}
