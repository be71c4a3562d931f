//! What string and number tokens mean. It reports nothing: the lexer has told what is wrong with a token.

/// The value of a whole number, decimal, octal or hex, unless it is above `max`.
pub(super) fn integer(text: &str, max: u64) -> Option<u64> {
    let value = if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        u64::from_str_radix(hex, 16)
    } else if text.len() > 1 && text.starts_with('0') {
        u64::from_str_radix(text, 8)
    } else {
        text.parse()
    };
    value.ok().filter(|value| *value <= max)
}

/// The value of a number with a point or an exponent.
pub(super) fn float(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// Appends the bytes of a string token, its quotes left out.
pub(super) fn unescape_into(token: &str, bytes: &mut Vec<u8>) {
    let inner = token.get(1..token.len().saturating_sub(1)).unwrap_or_default();
    bytes.reserve(inner.len());
    let mut rest = inner;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        bytes.extend_from_slice(plain.as_bytes());
        rest = escape(escaped, bytes);
    }
    bytes.extend_from_slice(rest.as_bytes());
}

/// Appends what an escape means and tells what follows it.
fn escape<'a>(escaped: &'a str, bytes: &mut Vec<u8>) -> &'a str {
    let Some(first) = escaped.chars().next() else { return escaped };
    let after = escaped.get(first.len_utf8()..).unwrap_or_default();
    let plain = match first {
        'a' => 0x07,
        'b' => 0x08,
        'f' => 0x0c,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 0x0b,
        '0'..='7' => return coded(escaped, 3, 8, bytes),
        'x' | 'X' => return coded(after, 2, 16, bytes),
        'u' => return character(after, 4, bytes),
        'U' => return character(after, 8, bytes),
        _ => {
            bytes.extend_from_slice(first.encode_utf8(&mut [0; 4]).as_bytes());
            return after;
        }
    };
    bytes.push(plain);
    after
}

/// A byte by its number, of at most so many digits. Of an octal number above 255 the low byte counts, as in C.
fn coded<'a>(text: &'a str, most: usize, radix: u32, bytes: &mut Vec<u8>) -> &'a str {
    let length = text.chars().take(most).take_while(|digit| digit.is_digit(radix)).count();
    let code = u32::from_str_radix(text.get(..length).unwrap_or_default(), radix).unwrap_or_default();
    bytes.push(code.to_le_bytes()[0]);
    text.get(length..).unwrap_or_default()
}

/// A character by its number; two surrogates one after the other are one character.
fn character<'a>(text: &'a str, digits: usize, bytes: &mut Vec<u8>) -> &'a str {
    let hex = |text: &str, digits| u32::from_str_radix(text.get(..digits).unwrap_or_default(), 16).ok();
    let Some(code) = hex(text, digits) else { return text };
    let rest = text.get(digits..).unwrap_or_default();
    if (0xd800..0xdc00).contains(&code)
        && let Some(low) = rest.strip_prefix("\\u").and_then(|low| hex(low, 4))
        && (0xdc00..0xe000).contains(&low)
    {
        push_code_point(0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00), bytes);
        return rest.get(6..).unwrap_or_default();
    }
    push_code_point(code, bytes);
    rest
}

/// In UTF-8, and a lone surrogate in the bytes UTF-8 would have for it.
fn push_code_point(code: u32, bytes: &mut Vec<u8>) {
    if let Some(character) = char::from_u32(code) {
        bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    } else {
        let low = |shift: u32| (0x80 | (code >> shift) & 0x3f).to_le_bytes()[0];
        bytes.extend_from_slice(&[(0xe0 | (code >> 12) & 0x0f).to_le_bytes()[0], low(6), low(0)]);
    }
}

/// Bytes as C would write them between quotes: the form `default_value` has for fields of type `bytes`.
pub(super) fn c_escape(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            b'"' | b'\'' | b'\\' => text.extend(['\\', char::from(byte)]),
            b' '..=b'~' => text.push(char::from(byte)),
            _ => text.push_str(&format!("\\{byte:03o}")),
        }
    }
    text
}
