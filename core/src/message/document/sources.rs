//! Other ways to a document: several JSON values in one text, protobuf text format, wire bytes.
//! Each ends in the same tree and JSON as typing would.

use std::sync::Arc;

use super::{Document, History, JsonRules, Problem, State, bind, problem};
use crate::{
    message::{
        json::{self, Positions},
        print::{JsonOptions, print_json},
    },
    schema::MessageDescriptor,
};
use prost::Message as _;

/// How deep braces may nest in text format; the reader of it uses the stack.
const MAX_TEXT_NESTING: usize = 100;

impl Document {
    /// The messages that stand one after another in a JSON text, each with its own problems; positions are in the whole
    /// text. An `Err` is where the text stops being JSON; nothing follows it.
    pub fn from_json_values(of: &MessageDescriptor, text: &str, rules: JsonRules) -> Vec<Result<Self, Problem>> {
        let positions = Positions::new(text);
        let document = |value: Result<json::Node<'_>, json::SyntaxError>| match value {
            Ok(node) => Ok(Self::from_node(of, &node, text, &positions, rules)),
            Err(error) => {
                let position = Some(positions.of(error.offset));
                Err(Problem { position, ..Problem::without_place(error.message) })
            }
        };
        json::parse_all(text).into_iter().map(document).collect()
    }

    /// The document of one message in protobuf text format. The error is of one line, with its position where it is known.
    pub fn from_text_format(of: MessageDescriptor, text: &str) -> Result<Self, String> {
        if text_nesting(text) > MAX_TEXT_NESTING {
            return Err(format!("nesting deeper than {MAX_TEXT_NESTING} levels"));
        }
        let message =
            prost_reflect::DynamicMessage::parse_text_format(of.clone(), text).map_err(|error| error.to_string())?;
        Ok(Self::from_wire(of, &message.encode_to_vec()))
    }

    /// The document of wire bytes. Fields that the type does not have are left out, and what cannot be read is a problem
    /// of the document; [`print_json`] says what those are.
    pub fn from_wire(of: MessageDescriptor, bytes: &[u8]) -> Self {
        let options = JsonOptions { unknown_fields: false, ..JsonOptions::default() };
        Self::from_json(of.clone(), print_json(&of, bytes, &options).text)
    }

    fn from_node(
        of: &MessageDescriptor,
        node: &json::Node<'_>,
        text: &str,
        positions: &Positions<'_>,
        rules: JsonRules,
    ) -> Self {
        let bound = bind::bind(of, node, text, rules);
        let whole = bound.is_whole();
        let (problems, json_problem) = problem::locate(bound.findings, positions);
        let state = State {
            json: text.get(node.span.clone()).unwrap_or("").into(),
            root: Arc::new(bound.root),
            problems: problems.into(),
            json_problem,
            json_is_whole: whole,
        };
        Self { descriptor: of.clone(), rules, state, history: History::default(), revision: 0 }
    }
}

/// The deepest nesting of brackets outside strings and comments; unclosed ones count too.
fn text_nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let mut quote = None;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match (quote, byte) {
            (Some(_), b'\\') => drop(bytes.next()),
            (Some(open), _) if open == byte || byte == b'\n' => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'#') => drop(bytes.by_ref().find(|b| *b == b'\n')),
            (None, b'{' | b'<' | b'[') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (None, b'}' | b'>' | b']') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    deepest
}
