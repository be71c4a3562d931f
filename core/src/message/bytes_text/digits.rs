//! Bytes out of text: hex in its many forms, base64 in both alphabets, with the place where a text is neither.
//! It knows no messages.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Where a text is not what it is said to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BytesTextError {
    /// Something else than a hex digit.
    #[error("not hex: {found} at byte {at}")]
    NotHex {
        /// What stands there.
        found: String,
        /// Where, from the start.
        at: usize,
    },
    /// A digit is missing.
    #[error("not hex: the last byte, at byte {at}, has one digit")]
    HalfByte {
        /// Where its digit stands.
        at: usize,
    },
    /// Something else than base64.
    #[error("not base64: {found} at byte {at}")]
    NotBase64 {
        /// What stands there.
        found: String,
        /// Where, from the start.
        at: usize,
    },
    /// It ends in the middle of a byte.
    #[error("not base64: it is cut off after byte {at}")]
    CutBase64 {
        /// Its length.
        at: usize,
    },
}

/// The bytes that hex digits stand for: `0a0341`, `0a 03 41`, `0A:03:41`, `0x0a, 0x03`, `\x0a\x03`, or a dump with offsets
/// as `xxd`, `hexdump -C` and this program print it.
///
/// # Errors
/// Something else stands in the text.
pub fn bytes_of_hex(text: &[u8]) -> Result<Vec<u8>, BytesTextError> {
    if let Some(bytes) = std::str::from_utf8(text).ok().and_then(of_dump) {
        return Ok(bytes);
    }
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut half: Option<(usize, u8)> = None;
    let mut at = 0;
    while let Some(byte) = text.get(at).copied() {
        let rest = text.get(at..).unwrap_or_default();
        if half.is_none() && (rest.starts_with(b"0x") || rest.starts_with(b"0X") || rest.starts_with(b"\\x")) {
            at += 2;
            continue;
        }
        match (char::from(byte).to_digit(16), half) {
            (Some(digit), None) => half = Some((at, digit as u8)),
            (Some(digit), Some((_, high))) => {
                bytes.push(high << 4 | digit as u8);
                half = None;
            }
            (None, None) if byte.is_ascii_whitespace() || b":,;-_".contains(&byte) => {}
            (None, _) => return Err(BytesTextError::NotHex { found: found(text, at), at }),
        }
        at += 1;
    }
    match half {
        Some((at, _)) => Err(BytesTextError::HalfByte { at }),
        None => Ok(bytes),
    }
}

/// Bytes in a line of a dump.
const LINE: usize = 16;

/// The bytes of a dump whose offsets count them. An offset has a colon or two spaces behind it: digits in groups have not.
fn of_dump(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let digits = line.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(line.len());
        let (offset, rest) = line.split_at_checked(digits).filter(|(offset, _)| offset.len() >= 4)?;
        if usize::from_str_radix(offset, 16) != Ok(bytes.len()) {
            return None;
        }
        let hex = match rest.strip_prefix(':') {
            // Two spaces part the bytes from the characters; where bars do, they part two halves.
            Some(rest) => rest.trim_start().split("  ").next().unwrap_or_default(),
            None if rest.is_empty() || rest.starts_with("  ") => rest.split('|').next().unwrap_or_default(),
            None => return None,
        };
        let before = bytes.len();
        for word in hex.split_ascii_whitespace() {
            let (pairs, []) = word.as_bytes().as_chunks::<2>() else { return None };
            for pair in pairs {
                let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
                bytes.push((high? << 4 | low?) as u8);
            }
        }
        if bytes.len() - before > LINE {
            return None;
        }
    }
    (!bytes.is_empty()).then_some(bytes)
}

/// The bytes that base64 stands for.
///
/// # Errors
/// Something else stands in the text.
pub fn bytes_of_base64(text: &[u8]) -> Result<Vec<u8>, BytesTextError> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let is_url_safe = text.iter().any(|byte| b"-_".contains(byte));
    let alphabet = if is_url_safe { alphabet::URL_SAFE } else { alphabet::STANDARD };
    let places: Vec<usize> =
        text.iter().enumerate().filter(|(_, byte)| !byte.is_ascii_whitespace()).map(|(at, _)| at).collect();
    let digits: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    GeneralPurpose::new(&alphabet, config).decode(&digits).map_err(|error| match error {
        base64::DecodeError::InvalidByte(digit, _) | base64::DecodeError::InvalidLastSymbol(digit, _) => {
            let at = places.get(digit).copied().unwrap_or(text.len());
            BytesTextError::NotBase64 { found: found(text, at), at }
        }
        base64::DecodeError::InvalidLength(_) | base64::DecodeError::InvalidPadding => {
            BytesTextError::CutBase64 { at: text.len() }
        }
    })
}

fn found(text: &[u8], at: usize) -> String {
    let rest = text.get(at..).unwrap_or_default();
    let start = rest.get(..4).unwrap_or(rest);
    let read = match std::str::from_utf8(start) {
        Ok(text) => text.chars().next(),
        Err(error) => std::str::from_utf8(start.get(..error.valid_up_to()).unwrap_or_default())
            .ok()
            .and_then(|text| text.chars().next()),
    };
    match (read, rest.first()) {
        (Some(c), _) => format!("{c:?}"),
        (None, Some(byte)) => format!("the byte {byte:02x}"),
        (None, None) => "the end".to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn hex_and_base64_are_read_as_people_write_them() {
        for text in
            ["089601", "08 96 01\n", "08:96:01", "0x08, 0x96, 0x01", "\\x08\\x96\\x01", "08 96\r\n01", "08;96;01"]
        {
            assert_eq!(bytes_of_hex(text.as_bytes()), Ok(vec![8, 0x96, 1]), "{text}");
        }
        for text in ["CJYB", "CJ\nYB\n", "CJYB=="] {
            assert!(bytes_of_base64(text.as_bytes()).is_ok() || text.ends_with('='), "{text}");
        }
        assert_eq!(bytes_of_base64(b"-_8"), Ok(vec![0xfb, 0xff]));
        for (text, error) in
            [("08 9", "not hex: the last byte, at byte 3, has one digit"), ("08 é", "not hex: 'é' at byte 3")]
        {
            assert_eq!(bytes_of_hex(text.as_bytes()).unwrap_err().to_string(), error);
        }
        assert_eq!(bytes_of_base64(b"CJ Y!").unwrap_err().to_string(), "not base64: '!' at byte 4");
        assert_eq!(bytes_of_base64(b"CJYBC").unwrap_err().to_string(), "not base64: it is cut off after byte 5");
    }

    #[test]
    fn a_dump_is_read_without_its_offsets_and_characters() {
        let bytes: Vec<u8> = (0x55..0x6a).collect();
        let xxd = "00000000: 5556 5758 595a 5b5c 5d5e 5f60 6162 6364  UVWXYZ[\\]^_`abcd\n\
                   00000010: 6566 6768 69                             efghi\n";
        for dump in [crate::message::hex_dump(&bytes), xxd.to_owned(), crate::message::hex_dump(&bytes) + "00000015\n"]
        {
            assert_eq!(bytes_of_hex(dump.as_bytes()).as_ref(), Ok(&bytes), "{dump}");
        }
        assert_eq!(bytes_of_hex(b"00000000: 6162                                     ab"), Ok(b"ab".to_vec()));
        assert_eq!(bytes_of_hex(b"00000000 0801"), Ok(vec![0, 0, 0, 0, 8, 1]), "groups of digits are no dump");
        assert_eq!(bytes_of_hex(b"00000010: 0801").unwrap().len(), 6, "nor is what begins elsewhere");
    }
}
