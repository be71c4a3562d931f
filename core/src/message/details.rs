//! The details of a `google.rpc.Status` (`grpc-status-details-bin`): each as JSON, or raw where its type is not known.
//! It takes the bytes as they come from the trailer, base64 undone; it changes no status.

use bytes::Bytes;

use super::{
    json::Indent,
    print::{JsonOptions, Mark, MarkKind, print_any},
    wire::{Payload, Reader},
};
use crate::schema::MessageDescriptor;

/// One detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// `type.googleapis.com/google.rpc.BadRequest`.
    pub type_url: String,
    /// JSON with `@type`; with `raw` (base64) beside it where the type is not known.
    pub json: String,
    /// What is odd in the JSON.
    pub marks: Vec<Mark>,
    /// True if the type is known, and `json` holds its fields.
    pub is_known: bool,
    /// The detail's bytes, without its type.
    pub raw: Bytes,
}

/// The bytes are no `google.rpc.Status`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("grpc-status-details-bin could not be decoded: {reason}")]
pub struct DetailsError {
    /// Where it stops making sense.
    pub reason: String,
}

/// How many details are shown.
const MAX_DETAILS: usize = 1000;

/// Decode the details; `resolve` finds a type by full name.
pub fn details(
    status: &[u8],
    resolve: &dyn Fn(&str) -> Option<MessageDescriptor>,
) -> Result<Vec<Detail>, DetailsError> {
    let mut reader = Reader::new(status);
    let mut details = Vec::new();
    loop {
        match reader.next() {
            Ok(None) => return Ok(details),
            Ok(Some(field)) => {
                if let (3, Payload::Len(any)) = (field.number, field.payload)
                    && details.len() < MAX_DETAILS
                {
                    details.push(detail(any, resolve)?);
                }
            }
            Err(fault) => return Err(DetailsError { reason: fault.to_string() }),
        }
    }
}

fn detail(any: &[u8], resolve: &dyn Fn(&str) -> Option<MessageDescriptor>) -> Result<Detail, DetailsError> {
    let (mut url, mut value): (&[u8], &[u8]) = (&[], &[]);
    let mut reader = Reader::new(any);
    while let Some(field) = reader.next().map_err(|fault| DetailsError { reason: fault.to_string() })? {
        match (field.number, field.payload) {
            (1, Payload::Len(bytes)) => url = bytes,
            (2, Payload::Len(bytes)) => value = bytes,
            _ => {}
        }
    }
    let type_url = String::from_utf8_lossy(url).into_owned();
    let options = JsonOptions { indent: Indent::Pretty, ..JsonOptions::default() };
    let printed = print_any(&type_url, value, &options, resolve);
    let is_known = !printed.marks.iter().any(|mark| matches!(mark.kind, MarkKind::UnknownType | MarkKind::BadTypeUrl));
    Ok(Detail { type_url, json: printed.text, marks: printed.marks, is_known, raw: Bytes::copy_from_slice(value) })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::message::samples::{bytes, message};

    #[test]
    fn known_details_are_json_and_others_raw() {
        let status =
            bytes("08 05 12 02 6e 6f 1a 0e 0a 08 61 2f 74 2e 4c 69 6e 65 12 02 10 01 1a 09 0a 03 78 2f 79 12 02 08 01");
        let resolve = |name: &str| (name == "t.Line").then(|| message("Line"));
        let details = details(&status, &resolve).unwrap();
        let json: Vec<String> = details.iter().map(|d| d.json.split_whitespace().collect()).collect();
        assert_eq!(json, [r#"{"@type":"a/t.Line","quantity":1}"#, r#"{"@type":"x/y","raw":"CAE="}"#]);
        assert_eq!(details.iter().map(|d| d.is_known).collect::<Vec<_>>(), [true, false]);
        assert_eq!(details.last().unwrap().raw.to_vec(), bytes("08 01"));
    }

    #[test]
    fn what_is_no_status_says_so() {
        let error = details(&bytes("1a 05 0a"), &|_| None).unwrap_err();
        assert!(error.to_string().starts_with("grpc-status-details-bin could not be decoded: truncated"), "{error}");
    }
}
