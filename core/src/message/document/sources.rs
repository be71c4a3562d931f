//! Other ways to a document: several JSON values in one text, protobuf text format, wire bytes.
//! Each ends in the same tree and JSON as typing would.

use std::sync::Arc;

use super::{Document, History, JsonRules, Problem, State, bind, problem};
use crate::{
    message::{
        json::{self, Positions},
        print::{JsonOptions, MarkKind, UnknownFields, print_json},
        text_format,
    },
    schema::MessageDescriptor,
};

/// A document of wire bytes, and what of them it could not keep.
pub struct Taken {
    /// The document.
    pub document: Document,
    /// What sending it would not send as it came, each in a line.
    pub lost: Vec<String>,
}

impl Taken {
    /// The losses in one line; `None` where there is none.
    pub fn lost_words(&self) -> Option<String> {
        lost_words(&self.lost)
    }

    /// Of the bytes of a message of this type.
    pub fn of(of: MessageDescriptor, bytes: &[u8]) -> Self {
        let options = JsonOptions { unknown_fields: UnknownFields::AsRecords, ..JsonOptions::default() };
        let printed = print_json(&of, bytes, &options);
        let is_kept = |kind| matches!(kind, MarkKind::UnknownEnum | MarkKind::UnknownType);
        let lost = printed.marks.into_iter().filter(|mark| !is_kept(mark.kind)).map(|mark| mark.message).collect();
        Self { document: Document::from_json(of, printed.text), lost }
    }
}

/// Losses in one line.
pub(crate) fn lost_words(lost: &[String]) -> Option<String> {
    let first = lost.first()?;
    Some(if lost.len() > 1 { format!("{first} (and {} more)", lost.len() - 1) } else { first.clone() })
}

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

    /// The document of one message in protobuf text format. The error is of one line that begins with line and column.
    pub fn from_text_format(of: MessageDescriptor, text: &str) -> Result<Self, String> {
        let wire = text_format::encode_text(&of, text).map_err(|problem| problem.to_string())?;
        Ok(Self::from_wire(of, &wire))
    }

    /// The document of wire bytes. Fields that the type does not have are kept as their records.
    pub fn from_wire(of: MessageDescriptor, bytes: &[u8]) -> Self {
        Taken::of(of, bytes).document
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
            json: Arc::new(text.get(node.span.clone()).unwrap_or_default().to_owned()),
            root: Arc::new(bound.root),
            problems: problems.into(),
            json_problem,
            json_is_whole: whole,
            is_written: false,
            site: None,
        };
        Self {
            descriptor: of.clone(),
            rules,
            state,
            history: History::default(),
            revision: 0,
            outline: super::fresh_outline(),
            is_unread: false,
        }
    }
}
