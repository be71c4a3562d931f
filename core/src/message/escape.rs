//! C escapes, as text format and the defaults of `bytes` fields have them.
//! It only reads them; printing escapes for itself.

/// What an escaped text stands for; an escape that is none is an error with its position in the text.
///
/// The escapes are those of <https://protobuf.dev/reference/protobuf/textformat-spec/#string>.
pub(crate) fn unescape(text: &str) -> Result<Vec<u8>, usize> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        bytes.extend_from_slice(plain.as_bytes());
        let escape = escape.get(1..).unwrap_or_default();
        let used = one(escape, &mut bytes).ok_or(text.len() - escape.len() - 1)?;
        rest = escape.get(used..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    Ok(bytes)
}

/// One escape, after its backslash; how many bytes of the text it took.
fn one(escape: &str, bytes: &mut Vec<u8>) -> Option<usize> {
    let first = *escape.as_bytes().first()?;
    let simple = match first {
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 11,
        b'\\' | b'\'' | b'"' | b'?' => first,
        b'0'..=b'7' => return number(escape, 8, 3, bytes),
        b'x' | b'X' => return number(escape.get(1..)?, 16, 2, bytes).map(|used| used + 1),
        b'u' => return character(escape.get(1..)?, 4, bytes),
        b'U' => return character(escape.get(1..)?, 8, bytes),
        _ => return None,
    };
    bytes.push(simple);
    Some(1)
}

/// A byte of at most so many digits.
fn number(digits: &str, radix: u32, most: usize, bytes: &mut Vec<u8>) -> Option<usize> {
    let used = digits.chars().take(most).take_while(|digit| digit.is_digit(radix)).count();
    let value = u32::from_str_radix(digits.get(..used)?, radix).ok()?;
    bytes.push(u8::try_from(value).ok()?);
    Some(used)
}

/// A character of exactly so many hex digits; half of a surrogate pair is none.
fn character(text: &str, digits: usize, bytes: &mut Vec<u8>) -> Option<usize> {
    let hex = text.get(..digits).filter(|hex| hex.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    let character = char::from_u32(u32::from_str_radix(hex, 16).ok()?)?;
    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    Some(digits + 1)
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn escapes_stand_for_bytes() {
        for (text, bytes) in [
            ("", &b""[..]),
            ("plain é", "plain é".as_bytes()),
            (r#"\a\b\f\n\r\t\v\\\'\"\?"#, b"\x07\x08\x0c\n\r\t\x0b\\'\"?"),
            (r"\0\01\377\1234", b"\0\x01\xffS4"),
            (r"\xff\x1g", b"\xff\x01g"),
            (r"\u00e9\U0001F600x", "é😀x".as_bytes()),
        ] {
            assert_eq!(unescape(text).as_deref(), Ok(bytes), "{text}");
        }
        for (text, at) in
            [("a\\", 1), ("\\q", 0), ("ab\\x", 2), ("\\777", 0), ("\\ud83d", 0), ("\\ud83d\\ude00", 0), ("\\u12", 0)]
        {
            assert_eq!(unescape(text), Err(at), "{text}");
        }
    }
}
