//! JSON cut into coloured pieces, whatever state it is in.
//! It needs no state from line to line: strings of JSON end with their line, and a name is known by the colon after it.

use std::ops::Range;

/// What a piece of JSON is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A member's name, with its quotes.
    Key,
    /// A string, with its quotes; one that is not closed ends with its line.
    String,
    /// A number.
    Number,
    /// `true`, `false`, `null`.
    Word,
    /// Brackets, colons, commas.
    Punct,
    /// What has no place in JSON.
    Other,
}

/// The pieces of a whole text or of one line of it; what lies between them is space.
pub fn json_tokens(text: &str) -> JsonTokens<'_> {
    JsonTokens { text, at: 0 }
}

/// See [`json_tokens`].
#[derive(Debug, Clone)]
pub struct JsonTokens<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for JsonTokens<'_> {
    type Item = (Range<usize>, TokenKind);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..)?;
        let space = rest.bytes().take_while(|byte| byte.is_ascii_whitespace()).count();
        let start = self.at + space;
        let rest = rest.get(space..)?;
        let first = rest.bytes().next()?;
        let (length, kind) = match first {
            b'"' => {
                let length = string_length(rest);
                let is_key = rest.get(length..).is_some_and(|after| after.trim_start().starts_with(':'));
                (length, if is_key { TokenKind::Key } else { TokenKind::String })
            }
            b'{' | b'}' | b'[' | b']' | b':' | b',' => (1, TokenKind::Punct),
            b'-' | b'0'..=b'9' => (word_length(rest), TokenKind::Number),
            _ => match rest.get(..word_length(rest)) {
                Some(word @ ("true" | "false" | "null")) => (word.len(), TokenKind::Word),
                Some(word) if !word.is_empty() => (word.len(), TokenKind::Other),
                _ => (rest.chars().next().map_or(1, char::len_utf8), TokenKind::Other),
            },
        };
        self.at = start + length;
        Some((start..self.at, kind))
    }
}

fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'\n' => return at,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn word_length(text: &str) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.');
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> String {
        json_tokens(text)
            .map(|(range, kind)| format!("{}:{kind:?}", text.get(range).unwrap_or("?")))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn whole_and_broken_json_is_cut_into_pieces() {
        assert_eq!(
            kinds(r#"{"a": [1, -2e3, true], "b" : "c\"d"}"#),
            r#"{:Punct "a":Key ::Punct [:Punct 1:Number ,:Punct -2e3:Number ,:Punct true:Word ]:Punct ,:Punct "b":Key ::Punct "c\"d":String }:Punct"#
        );
        assert_eq!(kinds("\"open\n\"k\": nul é"), "\"open:String \"k\":Key ::Punct nul:Other é:Other");
        assert_eq!(kinds("€ \\ 'x'"), "€:Other \\:Other ':Other x:Other ':Other");
        assert_eq!(kinds(""), "");
    }

    #[test]
    fn pieces_never_overlap() {
        let text = "{\"a\\\"\u{1f600}\": -, \u{0}..";
        let mut end = 0;
        for (range, _) in json_tokens(text) {
            assert!(range.start >= end && range.end > range.start && text.is_char_boundary(range.end));
            end = range.end;
        }
        assert_eq!(end, text.len());
    }
}
