//! What the runner talks to: one message in, the same message in another format out.
//! Whatever it is asked for goes through the codec of the core; bytes to bytes go by way of JSON, as they do when a message
//! is edited again.

use std::{
    io::{stdin, stdout},
    path::Path,
};

use farcall_core::{
    message::{
        Document, Indent, JsonOptions, JsonRules, MarkKind, UnknownFields, encode_json, encode_text, print_json,
        print_text,
    },
    schema::{FileSource, MessageDescriptor, Schema},
};

use crate::protocol::{Answer, IGNORE_UNKNOWN, JSON, PROTOBUF, Payload, Request, TEXT_FORMAT, receive, send};

/// The set of failures that the runner asks for first; it has its own from a file.
const FAILURE_SET: &str = "conformance.FailureSet";

const OPTIONS: JsonOptions = JsonOptions {
    indent: Indent::Compact,
    emit_defaults: false,
    proto_names: false,
    enum_numbers: false,
    quote_64_bit: true,
    zone: farcall_core::message::Zone::Utc,
    unknown_fields: UnknownFields::LeftOut,
    max_bytes: 1 << 30,
};

/// Answers until the runner has no more questions.
pub fn answer_all(types: &Path) {
    let schema =
        Schema::load(&FileSource::Protos { paths: vec![types.to_owned()], import_roots: Vec::new(), sets: Vec::new() });
    assert!(schema.problems().is_empty(), "{:#?}", schema.problems());
    let (mut from, mut to) = (stdin().lock(), stdout().lock());
    while let Some(request) = receive(&mut from).expect("the runner asks") {
        send(&mut to, answer(&schema, &request)).expect("the runner listens");
    }
}

fn answer(schema: &Schema, request: &Request) -> Answer {
    if request.message_type == FAILURE_SET {
        return Answer::Protobuf(Vec::new());
    }
    let Some(of) = schema.message(&request.message_type) else {
        return Answer::RuntimeError(format!("no type {}", request.message_type));
    };
    match read(&of, request) {
        Ok(bytes) => write(&of, &bytes, request),
        Err(answer) => answer,
    }
}

/// The message as bytes.
fn read(of: &MessageDescriptor, request: &Request) -> Result<Vec<u8>, Answer> {
    let rules = JsonRules { allow_unknown_fields: request.test_category == IGNORE_UNKNOWN };
    match &request.payload {
        Some(Payload::Protobuf(bytes)) => match unreadable(of, bytes) {
            None => Ok(bytes.clone()),
            Some(why) => Err(Answer::ParseError(why)),
        },
        Some(Payload::Json(text)) => encode_json(of, text, rules)
            .map_err(|problems| Answer::ParseError(problems.first().map(ToString::to_string).unwrap_or_default())),
        Some(Payload::Text(text)) => encode_text(of, text).map_err(|problem| Answer::ParseError(problem.to_string())),
        Some(Payload::Jspb(_)) | None => Err(Answer::Skipped("no such format".to_owned())),
    }
}

/// What keeps bytes from being a message of the type at all.
fn unreadable(of: &MessageDescriptor, bytes: &[u8]) -> Option<String> {
    let printed = print_json(of, bytes, &JsonOptions { unknown_fields: UnknownFields::ByNumber, ..OPTIONS });
    let is_fatal = |kind| matches!(kind, MarkKind::Truncated | MarkKind::NotUtf8 | MarkKind::TooDeep);
    printed.marks.into_iter().find(|mark| is_fatal(mark.kind)).map(|mark| mark.message)
}

fn write(of: &MessageDescriptor, bytes: &[u8], request: &Request) -> Answer {
    match request.requested_output_format {
        PROTOBUF => match &request.payload {
            Some(Payload::Protobuf(_)) => kept(of, bytes).map_or_else(Answer::SerializeError, Answer::Protobuf),
            _ => Answer::Protobuf(bytes.to_vec()),
        },
        JSON => {
            let printed = print_json(of, bytes, &OPTIONS);
            match printed.marks.iter().find(|mark| mark.kind.is_error() && mark.kind != MarkKind::WrongWireType) {
                Some(mark) => Answer::SerializeError(mark.message.clone()),
                None => Answer::Json(printed.text),
            }
        }
        TEXT_FORMAT if request.print_unknown_fields => Answer::Text(print_text(of, bytes)),
        TEXT_FORMAT => match anew(of, bytes) {
            Ok(bytes) => Answer::Text(print_text(of, &bytes)),
            Err(why) => Answer::SerializeError(why),
        },
        _ => Answer::Skipped("no such format".to_owned()),
    }
}

/// The message encoded anew by its document, which keeps unknown fields.
fn kept(of: &MessageDescriptor, bytes: &[u8]) -> Result<Vec<u8>, String> {
    Document::from_wire(of.clone(), bytes).encode().map(Vec::from).map_err(|error| error.to_string())
}

/// The message encoded anew, without fields that the type does not have.
fn anew(of: &MessageDescriptor, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let text = print_json(of, bytes, &OPTIONS).text;
    encode_json(of, &text, JsonRules::default())
        .map_err(|problems| problems.first().map(ToString::to_string).unwrap_or_default())
}
