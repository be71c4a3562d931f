//! Spellings of bytes: how base64 is shown, and what is written for what was typed.
//! What cannot be read becomes no base64, so that it is marked and not sent.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// How bytes are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BytesAs {
    /// As JSON has them.
    #[default]
    Base64,
    /// Two digits a byte.
    Hex,
    /// UTF-8.
    Text,
}

/// What stands before hex that cannot be read: no base64 has a colon.
const HALF_HEX: &str = "hex:";

impl BytesAs {
    pub const ALL: [Self; 3] = [Self::Text, Self::Hex, Self::Base64];

    pub fn name(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::Hex => "hex",
            Self::Text => "text",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Base64 => "Base64",
            Self::Hex => "Hex",
            Self::Text => "Text",
        }
    }

    /// The document's text in this spelling; as it is where it is no base64.
    pub fn shown(self, stored: &str) -> String {
        let typed = || stored.strip_prefix(HALF_HEX).filter(|_| self == Self::Hex).unwrap_or(stored).to_owned();
        match (self, decoded(stored)) {
            (Self::Base64, _) | (_, None) => typed(),
            (Self::Hex, Some(bytes)) => hex(&bytes),
            (Self::Text, Some(bytes)) => String::from_utf8(bytes).unwrap_or_else(|_| typed()),
        }
    }

    /// What the document gets for what was typed.
    pub fn read(self, typed: &str) -> String {
        match self {
            Self::Base64 => typed.trim().to_owned(),
            Self::Text => STANDARD.encode(typed),
            Self::Hex => match from_hex(typed) {
                Some(bytes) => STANDARD.encode(bytes),
                None => format!("{HALF_HEX}{typed}"),
            },
        }
    }
}

/// The bytes of a base64 text of either alphabet, padded or not.
pub fn decoded(base64: &str) -> Option<Vec<u8>> {
    let plain: String = base64
        .trim_end_matches('=')
        .chars()
        .map(|letter| match letter {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    let padding = (4 - plain.len() % 4) % 4;
    STANDARD.decode(format!("{plain}{}", "=".repeat(padding))).ok()
}

/// How many bytes a base64 text stands for, padded or not.
pub fn decoded_size(base64: &str) -> u64 {
    base64.trim_end_matches('=').len() as u64 * 3 / 4
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3);
    for (at, byte) in bytes.iter().enumerate() {
        let between = if at == 0 { "" } else { " " };
        text.push_str(&format!("{between}{byte:02x}"));
    }
    text
}

/// Digits with blanks, colons or `0x` between bytes.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: String = text
        .replace("0x", "")
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, ':' | ','))
        .collect();
    if !digits.len().is_multiple_of(2) || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let pair = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    (0..digits.len()).step_by(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_does_not_count() {
        let sizes = ["", "AA==", "AA", "AAA=", "AAAA", "AAAAAA=="].map(decoded_size);
        assert_eq!(sizes, [0, 1, 1, 2, 3, 4]);
    }

    #[test]
    fn each_spelling_shows_what_it_wrote() {
        for (format, typed, stored) in [
            (BytesAs::Hex, "00 ff", "AP8="),
            (BytesAs::Text, "h\u{e9}", "aMOp"),
            (BytesAs::Base64, "AP8", "AP8"),
            (BytesAs::Hex, "", ""),
        ] {
            assert_eq!(format.read(typed), stored);
            assert_eq!(format.shown(stored), typed);
        }
        assert_eq!(BytesAs::Hex.read("0x00:0xFF"), "AP8=");
    }

    #[test]
    fn what_is_no_hex_is_kept_and_is_no_base64() {
        for typed in ["0", "0g", "abc"] {
            let stored = BytesAs::Hex.read(typed);
            assert_eq!(decoded(&stored), None, "{stored}");
            assert_eq!(BytesAs::Hex.shown(&stored), typed);
        }
        assert_eq!(BytesAs::Text.shown("/w=="), "/w==");
    }
}
