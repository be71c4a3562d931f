//! JSON written anew with one member a line, also where it is broken: only the space between words changes, not a digit,
//! not a letter, not their order.

use super::tokens::{TokenKind, json_tokens};

/// Deeper lines are indented as this level is, so that brackets alone make no huge text.
const DEEPEST: usize = 64;

/// The text with its words laid out anew. What cannot be read stands where it stood among the words.
pub fn format_json(json: &str) -> String {
    let mut out = Layout { text: String::with_capacity(json.len() + json.len() / 4), depth: 0, last: Last::Nothing };
    let mut tokens = json_tokens(json).map(|(range, kind)| (json.get(range).unwrap_or_default(), kind)).peekable();
    while let Some((word, kind)) = tokens.next() {
        match (word, kind) {
            ("{" | "[", TokenKind::Punct) => {
                out.value(word, Last::Break);
                match tokens.peek().copied() {
                    Some((close @ ("}" | "]"), TokenKind::Punct)) => {
                        out.text.push_str(close);
                        out.last = Last::Word;
                        tokens.next();
                    }
                    _ => out.depth += 1,
                }
            }
            ("}" | "]", TokenKind::Punct) => {
                out.depth = out.depth.saturating_sub(1);
                out.new_line();
                out.text.push_str(word);
                out.last = Last::Word;
            }
            (",", TokenKind::Punct) => out.mark(",", Last::Break),
            (":", TokenKind::Punct) => out.mark(": ", Last::Nothing),
            _ => {
                let is_open = word.starts_with('"') && !is_closed(word);
                out.value(word, if is_open { Last::Open } else { Last::Word });
            }
        }
    }
    out.text
}

/// How long the text is without the spaces and line breaks between its words.
pub fn compact_json_len(json: &str) -> usize {
    let (mut len, mut in_string, mut is_escaped) = (0, false, false);
    for byte in json.bytes() {
        if !in_string && matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            continue;
        }
        len += 1;
        if is_escaped {
            is_escaped = false;
        } else if in_string && byte == b'\\' {
            is_escaped = true;
        } else if byte == b'"' {
            in_string = !in_string;
        }
    }
    len
}

/// A string that ends with its line instead of a quote: the line must end there again.
fn is_closed(word: &str) -> bool {
    word.len() > 1
        && word.strip_suffix('"').is_some_and(|inner| inner.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 0)
}

/// What stands before the next word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing that asks for space.
    Nothing,
    /// What a line ends after.
    Break,
    /// A string that only the end of its line closes.
    Open,
    /// Another word.
    Word,
}

struct Layout {
    text: String,
    depth: usize,
    last: Last,
}

impl Layout {
    fn value(&mut self, word: &str, last: Last) {
        match self.last {
            Last::Nothing => {}
            Last::Break | Last::Open => self.new_line(),
            Last::Word if self.depth == 0 => self.text.push('\n'),
            Last::Word => self.text.push(' '),
        }
        self.text.push_str(word);
        self.last = last;
    }

    /// A comma or colon, which stands right after its word.
    fn mark(&mut self, mark: &str, last: Last) {
        if self.last == Last::Open {
            self.new_line();
        }
        self.text.push_str(mark);
        self.last = last;
    }

    fn new_line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", self.depth.min(DEEPEST)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compact_length_counts_no_layout_and_all_of_strings() {
        for (json, len) in [("{ \"a b\": [1, 2] }\n", 13), (r#"{"a": "\" x"}"#, 12), ("", 0), ("\" ", 2)] {
            assert_eq!(compact_json_len(json), len, "{json}");
        }
    }

    #[test]
    fn every_member_gets_a_line_and_values_stay_as_they_are() {
        let json = r#"{"a":[1.10,{}, [ ]],"b":{"c":"x, {y}"},"big":123456789012345678901234567890}"#;
        let wanted = "{\n  \"a\": [\n    1.10,\n    {},\n    []\n  ],\n  \"b\": {\n    \"c\": \"x, {y}\"\n  },\n  \"big\": 123456789012345678901234567890\n}";
        assert_eq!(format_json(json), wanted);
        assert_eq!(format_json(wanted), wanted);
    }

    #[test]
    fn what_cannot_be_read_stays_among_the_words() {
        for (json, wanted) in [
            ("{\"a\": }", "{\n  \"a\": \n}"),
            ("{\"a\" 1, nope}", "{\n  \"a\" 1,\n  nope\n}"),
            ("{\"open\n\"b\":1}", "{\n  \"open\n  \"b\": 1\n}"),
            ("{}{}", "{}\n{}"),
            ("[\"open\n, 1]", "[\n  \"open\n  ,\n  1\n]"),
            ("]]", "\n]\n]"),
            ("", ""),
        ] {
            assert_eq!(format_json(json), wanted, "{json}");
            assert_eq!(format_json(wanted), wanted, "{json}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_words_are_the_same_words(json in "[{}\\[\\]:,\"a-c1.\\\\ \n]{0,60}") {
            let words = |text: &str| json_tokens(text).map(|(range, _)| text[range].to_owned()).collect::<Vec<_>>();
            let formatted = format_json(&json);
            proptest::prop_assert_eq!(words(&formatted), words(&json));
        }
    }
}
