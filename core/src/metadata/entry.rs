//! One key with one value: as bytes, as text that is safe to show, and as what a `-bin` key means.
//! It never refuses a value: what a server sent is shown, however odd.

use std::fmt::{self, Write as _};

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use bytes::Bytes;

use super::is_secret;

// `-bin` values come padded or not, and grpc's own peers do not clear the spare bits of the last character.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// One key with one value, as it stood on the wire.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Lower-case name.
    pub key: String,
    /// The raw bytes on the wire. For a `-bin` key these are still base64 text: see [`Entry::binary`].
    pub value: Bytes,
    is_marked: bool,
}

impl Entry {
    /// A key in lower case, and its value as it stands on the wire.
    pub fn new(key: impl Into<String>, value: impl Into<Bytes>) -> Self {
        Self { key: key.into(), value: value.into(), is_marked: false }
    }

    /// The same, its value a secret whatever the key is called: a call's auth may be sent under any name.
    #[must_use]
    pub fn marked_secret(self) -> Self {
        Self { is_marked: true, ..self }
    }

    /// Whether the value is a secret: marked as one, or by its key.
    pub fn is_secret(&self) -> bool {
        self.is_marked || is_secret(&self.key)
    }

    /// Whether the key ends in `-bin`.
    pub fn is_binary(&self) -> bool {
        self.key.ends_with("-bin")
    }

    /// The bytes a `-bin` value stands for; several where a peer joined them with commas (grpc
    /// `doc/PROTOCOL-HTTP2.md`, "Custom-Metadata"). `None` if the key is not `-bin` or a value is not base64.
    pub fn binary(&self) -> Option<Vec<Bytes>> {
        if !self.is_binary() {
            return None;
        }
        self.value.split(|byte| *byte == b',').map(|part| decode(part.trim_ascii()).ok()).collect()
    }

    /// The value as text that is safe to show: printable characters as they are, control and bidi characters
    /// and bytes that are not UTF-8 as escapes.
    pub fn display(&self) -> String {
        visible(&self.value)
    }
}

/// A secret's value is left out: debug output ends up in logs.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.is_secret() { "(secret)".to_owned() } else { self.display() };
        write!(f, "{}: {value}", self.key)
    }
}

/// Bytes a stranger sent as text that is safe to show: control and bidi characters become `\n`, `\u{202e}` and
/// the like, bytes that are not UTF-8 become `\xff`. A backslash stays as it is.
pub fn visible(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            if is_unsafe_to_show(character) {
                text.extend(character.escape_default());
            } else {
                text.push(character);
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

/// Control characters, and those that reorder or hide what stands beside them.
fn is_unsafe_to_show(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

pub(super) fn encode(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Decodes, or names the 1-based byte that is wrong.
pub(super) fn decode(text: &[u8]) -> Result<Bytes, usize> {
    use base64::DecodeError::{InvalidByte, InvalidLastSymbol};
    BASE64.decode(text).map(Bytes::from).map_err(|error| match error {
        InvalidByte(offset, _) | InvalidLastSymbol(offset, _) => offset + 1,
        _ => text.len(),
    })
}
