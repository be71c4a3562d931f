//! `google.rpc.BadRequest` among the details of a status: which fields of the request the server objects to.
//! The paths are the server's words; [`Document::find_path`](crate::message::Document::find_path) finds the place.

use super::envelope::Envelope;
use crate::{
    message::wire::{Payload, Reader},
    status::Status,
};

/// One field that a server objects to (`google.rpc.BadRequest.FieldViolation`). What was not sent is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Violation {
    /// `order.items[2].sku`, in proto or JSON names, as sent.
    pub field_path: String,
    /// What is wrong with it, for developers.
    pub description: String,
    /// A constant for programs: `SKU_UNKNOWN`.
    pub reason: String,
    /// The description for users, in the language that the server chose.
    pub localized_message: String,
}

/// How many are kept of a status.
const MAX_VIOLATIONS: usize = 1000;

/// Every violation in the details of a status, in order; of damaged ones as much as can be read.
pub fn violations(status: &Status) -> Vec<Violation> {
    let Some(details) = &status.details else { return Vec::new() };
    let mut found = Vec::new();
    for packed in Envelope::read(details).packed {
        if packed.type_name() == b"google.rpc.BadRequest" {
            each_field(packed.value, |number, bytes| {
                if number == 1 && found.len() < MAX_VIOLATIONS {
                    found.push(violation(bytes));
                }
            });
        }
    }
    found
}

fn violation(bytes: &[u8]) -> Violation {
    let mut violation = Violation::default();
    each_field(bytes, |number, bytes| match number {
        1 => violation.field_path = text(bytes),
        2 => violation.description = text(bytes),
        3 => violation.reason = text(bytes),
        4 => each_field(bytes, |number, bytes| {
            if number == 2 {
                violation.localized_message = text(bytes);
            }
        }),
        _ => {}
    });
    violation
}

/// Each length-delimited field, up to where the bytes stop making sense.
fn each_field(bytes: &[u8], mut take: impl FnMut(u32, &[u8])) {
    let mut reader = Reader::new(bytes);
    while let Ok(Some(field)) = reader.next() {
        if let Payload::Len(bytes) = field.payload {
            take(field.number, bytes);
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
