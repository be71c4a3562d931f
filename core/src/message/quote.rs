//! Text as a JSON string: what JSON must escape, and what would show nothing or turn a line around.
//! Eight plain bytes at a time; it reads no JSON.

use std::fmt::Write as _;

use super::visible::is_hidden;

/// Append the text in quotes.
pub(crate) fn push_json_string(out: &mut String, text: &str) {
    out.reserve(text.len() + 2);
    out.push('"');
    push_json_escaped(out, text);
    out.push('"');
}

/// Append the text as it stands between quotes.
pub(crate) fn push_json_escaped(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let (mut from, mut at) = (0, 0);
    while let Some(rest) = bytes.get(at..) {
        at += plain_start(rest);
        let Some(&byte) = bytes.get(at) else { break };
        let length = match CLASS.get(usize::from(byte)) {
            Some(Class::Escaped) => 1,
            Some(Class::MaybeHidden) => {
                let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
                if !is_hidden(c) {
                    at += c.len_utf8();
                    continue;
                }
                c.len_utf8()
            }
            _ => {
                at += 1;
                continue;
            }
        };
        out.push_str(text.get(from..at).unwrap_or_default());
        push_escape(out, text.get(at..at + length).unwrap_or_default());
        at += length;
        from = at;
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Plain,
    /// Never as it is.
    Escaped,
    /// Begins characters of which some are hidden.
    MaybeHidden,
}

static CLASS: [Class; 256] = classes();

#[allow(clippy::indexing_slicing)]
const fn classes() -> [Class; 256] {
    let mut classes = [Class::Plain; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            0..=0x1f | b'"' | b'\\' | 0x7f => Class::Escaped,
            // U+0080 to 9F; U+061C; U+200B to 206F; U+FEFF.
            0xc2 | 0xd8 | 0xe2 | 0xef => Class::MaybeHidden,
            _ => Class::Plain,
        };
        byte += 1;
    }
    classes
}

/// How many bytes from the start are surely plain, in steps of eight.
#[inline]
fn plain_start(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (words, _) = bytes.as_chunks::<8>();
    // A byte of zero sets its high bit; higher ones may follow wrongly, which only costs a second look.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let is_plain = |word: u64| {
        let below_space = word.wrapping_sub(ONES * 0x20) & !word;
        let special = zero(word ^ (ONES * 0x22)) | zero(word ^ (ONES * 0x5c)) | zero(word ^ (ONES * 0x7f));
        (below_space | special | word) & HIGH == 0
    };
    8 * words.iter().take_while(|word| is_plain(u64::from_le_bytes(**word))).count()
}

#[cold]
fn push_escape(out: &mut String, c: &str) {
    let short = match c {
        "\"" => "\\\"",
        "\\" => "\\\\",
        "\n" => "\\n",
        "\r" => "\\r",
        "\t" => "\\t",
        _ => "",
    };
    out.push_str(short);
    if short.is_empty() {
        for unit in c.encode_utf16() {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::push_json_string;

    #[test]
    fn what_json_forbids_or_nobody_sees_is_escaped() {
        for (text, json) in [
            ("", r#""""#),
            ("plain text, long enough for words", r#""plain text, long enough for words""#),
            ("12345678\"2345678\\", r#""12345678\"2345678\\""#),
            ("a\nb\rc\td\u{8}\u{7f}\u{0}", r#""a\nb\rc\td\u0008\u007f\u0000""#),
            ("å日本é\u{a0}😀 ©⁂\u{fffd}", "\"å日本é\u{a0}😀 ©⁂\u{fffd}\""),
            ("a\u{202e}b\u{feff}c\u{85}\u{61c}\u{2066}", r#""a\u202eb\ufeffc\u0085\u061c\u2066""#),
        ] {
            let mut out = String::new();
            push_json_string(&mut out, text);
            assert_eq!(out, json);
            assert_eq!(serde_json::from_str::<String>(&out).ok().as_deref(), Some(text));
        }
    }

    #[test]
    fn every_place_in_a_word_is_looked_at() {
        for at in 0..24 {
            for special in ['"', '\\', '\n', '\u{1f}', '\u{7f}', '\u{202e}'] {
                let mut text = "x".repeat(at);
                text.push(special);
                text.push_str(&"y".repeat(24 - at));
                let mut out = String::new();
                push_json_string(&mut out, &text);
                assert!(out.len() > text.len() + 2);
                assert_eq!(serde_json::from_str::<String>(&out).ok().as_deref(), Some(text.as_str()));
            }
        }
    }
}
