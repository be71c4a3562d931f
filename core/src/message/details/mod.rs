//! The details of a `google.rpc.Status` (`grpc-status-details-bin`): each as JSON, or raw where its type is not known.
//! It takes the bytes as they come from the trailer, base64 undone; it changes no status.

mod envelope;
mod violations;

#[cfg(test)]
mod tests;

use bytes::Bytes;

use self::envelope::{Envelope, Packed};
use super::{
    json::Indent,
    print::{JsonOptions, Mark, MarkKind, print_any},
};
use crate::schema::MessageDescriptor;

pub use violations::{Violation, violations};

/// One detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// `type.googleapis.com/google.rpc.BadRequest`; empty where it cannot be read.
    pub type_url: String,
    /// JSON with `@type`; with `raw` (base64) beside it where the type is not known.
    pub json: String,
    /// What is odd in the JSON.
    pub marks: Vec<Mark>,
    /// True if the type is known, and `json` holds its fields.
    pub is_known: bool,
    /// The detail's bytes, without its type; with it, where the two cannot be told apart.
    pub raw: Bytes,
}

/// The bytes are no `google.rpc.Status`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("grpc-status-details-bin could not be decoded: {reason}")]
pub struct DetailsError {
    /// Where it stops making sense.
    pub reason: String,
}

/// Decode the details; `resolve` finds a type by full name. A damaged one is shown by its bytes beside the others.
///
/// # Errors
/// The bytes stop making sense before the first detail.
pub fn details(
    status: &[u8],
    resolve: &dyn Fn(&str) -> Option<MessageDescriptor>,
) -> Result<Vec<Detail>, DetailsError> {
    let envelope = Envelope::read(status);
    let mut details: Vec<Detail> = envelope.packed.iter().map(|packed| detail(packed, resolve)).collect();
    match envelope.fault {
        Some(fault) if details.is_empty() => Err(DetailsError { reason: fault.to_string() }),
        Some(fault) => {
            details.push(damaged("", envelope.rest, fault.to_string()));
            Ok(details)
        }
        None => Ok(details),
    }
}

fn detail(packed: &Packed<'_>, resolve: &dyn Fn(&str) -> Option<MessageDescriptor>) -> Detail {
    let type_url = String::from_utf8_lossy(packed.type_url).into_owned();
    if let Some(fault) = packed.fault {
        return damaged(&type_url, packed.whole, fault.to_string());
    }
    let options = JsonOptions { indent: Indent::Pretty, ..JsonOptions::default() };
    let printed = print_any(&type_url, packed.value, &options, resolve);
    let is_known = !printed.marks.iter().any(|mark| matches!(mark.kind, MarkKind::UnknownType | MarkKind::BadTypeUrl));
    let raw = Bytes::copy_from_slice(packed.value);
    Detail { type_url, json: printed.text, marks: printed.marks, is_known, raw }
}

/// The same form as of an unknown type, marked as damaged.
fn damaged(type_url: &str, raw: &[u8], reason: String) -> Detail {
    let printed =
        print_any(type_url, raw, &JsonOptions { indent: Indent::Pretty, ..JsonOptions::default() }, &|_| None);
    let mark = Mark { range: 0..printed.text.len(), kind: MarkKind::Truncated, message: reason };
    Detail {
        type_url: type_url.to_owned(),
        json: printed.text,
        marks: vec![mark],
        is_known: false,
        raw: Bytes::copy_from_slice(raw),
    }
}
