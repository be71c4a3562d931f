//! What may be written at a place of a filter: what a condition may have there, and words about rows.
//! It proposes names; it judges nothing.

use crate::{
    message::{Proposals, condition::proposals},
    schema::MessageDescriptor,
};

/// Words about rows, which need no field.
const ROW_WORDS: [&str; 7] = ["received", "sent", "size", "gap", "time", "no", "has"];

/// Proposals for the word that ends at the cursor (a byte of the text). None inside quotes, and where nothing was typed.
pub fn filter_proposals(
    text: &str,
    cursor: usize,
    sent: Option<&MessageDescriptor>,
    received: Option<&MessageDescriptor>,
) -> Proposals {
    let types: Vec<&MessageDescriptor> = received.into_iter().chain(sent).collect();
    proposals(text, cursor, &types, &ROW_WORDS)
}
