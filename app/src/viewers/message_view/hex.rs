//! The hex dump of a message, of large ones its beginning.
//! It knows no message.

use farcall_core::message::hex_dump;

use crate::viewers::code::{CodeText, Syntax};

/// No more than this is dumped.
pub(super) const MOST_BYTES: usize = 8 << 20;

/// The dump of some bytes; of many, of the first 8 MiB, and says so.
pub(super) fn dump(bytes: &[u8]) -> CodeText {
    let shown = bytes.get(..MOST_BYTES).unwrap_or(bytes);
    let mut text = hex_dump(shown);
    if bytes.is_empty() {
        text.push_str("empty message, 0 bytes\n");
    }
    if shown.len() < bytes.len() {
        text.push_str(&format!("{} more not shown\n", crate::units::size((bytes.len() - shown.len()) as u64)));
    }
    CodeText::new(text, Syntax::Plain)
}
