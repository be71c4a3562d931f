//! A .proto text in coloured pieces, for showing it: lenient, line by line if wanted.
//! It knows words, not the grammar: what is a keyword anywhere is one everywhere.

use std::ops::Range;

use super::fields::scalar;

/// What a piece of a .proto text is, as far as its colour goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntaxTokenKind {
    /// A word of the language: `message`, `rpc`, `option`.
    Keyword,
    /// A scalar type: `string`, `sfixed64`.
    Type,
    /// Any other word.
    Identifier,
    /// In quotes; up to the line's end if they are not closed.
    String,
    /// A number without its sign.
    Number,
    /// A line or block comment.
    Comment,
    /// Any other character.
    Punctuation,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxToken {
    /// What it is.
    pub kind: SyntaxTokenKind,
    /// Where it is, in bytes; never empty, on character boundaries.
    pub range: Range<usize>,
}

/// The pieces of a text, in order, white space left out. Any text will do.
#[derive(Debug, Clone)]
pub struct SyntaxTokens<'a> {
    text: &'a str,
    pos: usize,
    in_comment: bool,
}

/// The pieces of a .proto text.
pub fn syntax_tokens(text: &str) -> SyntaxTokens<'_> {
    syntax_tokens_within(text, false)
}

/// As [`syntax_tokens`], for a text that begins within a block comment or not: a line of a longer one.
pub fn syntax_tokens_within(text: &str, in_comment: bool) -> SyntaxTokens<'_> {
    SyntaxTokens { text, pos: 0, in_comment }
}

impl SyntaxTokens<'_> {
    /// After the last piece: whether the text ends within a block comment, so that the next line begins there.
    pub fn ends_in_comment(&self) -> bool {
        self.in_comment
    }

    fn rest(&self) -> &str {
        self.text.get(self.pos..).unwrap_or_default()
    }

    /// The bytes of a block comment from its first one after the opening.
    fn comment_length(&mut self, rest: &str, opening: usize) -> usize {
        let end = rest.get(opening..).and_then(|inner| inner.find("*/"));
        self.in_comment = end.is_none();
        end.map_or(rest.len(), |end| opening + end + "*/".len())
    }
}

impl Iterator for SyntaxTokens<'_> {
    type Item = SyntaxToken;

    fn next(&mut self) -> Option<SyntaxToken> {
        let text = self.text;
        if !self.in_comment || self.pos > 0 {
            self.pos += self.rest().len() - self.rest().trim_start().len();
        }
        let rest = text.get(self.pos..).filter(|rest| !rest.is_empty())?;
        let first = rest.chars().next()?;
        let second = rest.chars().nth(1);
        let (kind, length) = match (first, second) {
            _ if self.in_comment => (SyntaxTokenKind::Comment, self.comment_length(rest, 0)),
            ('/', Some('*')) => (SyntaxTokenKind::Comment, self.comment_length(rest, 2)),
            ('/', Some('/')) => (SyntaxTokenKind::Comment, rest.find('\n').unwrap_or(rest.len())),
            ('"' | '\'', _) => (SyntaxTokenKind::String, string_length(rest, first)),
            ('0'..='9', _) | ('.', Some('0'..='9')) => (SyntaxTokenKind::Number, number_length(rest)),
            _ if is_word(first) => {
                let length = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
                (word_kind(rest.get(..length).unwrap_or_default()), length)
            }
            _ => (SyntaxTokenKind::Punctuation, first.len_utf8()),
        };
        let range = self.pos..self.pos + length;
        self.pos = range.end;
        Some(SyntaxToken { kind, range })
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn string_length(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            '\n' => return at,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if letter == quote => return at + letter.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

fn number_length(rest: &str) -> usize {
    let is_hex = rest.starts_with("0x") || rest.starts_with("0X");
    let mut before = ' ';
    let end = rest.find(|letter: char| {
        let is_sign = matches!(letter, '+' | '-') && matches!(before, 'e' | 'E') && !is_hex;
        before = letter;
        !(is_sign || is_word(letter) || letter == '.')
    });
    end.unwrap_or(rest.len())
}

fn word_kind(word: &str) -> SyntaxTokenKind {
    match word {
        "syntax" | "edition" | "package" | "import" | "public" | "weak" | "option" | "message" | "enum" | "service"
        | "rpc" | "returns" | "stream" | "extend" | "extensions" | "reserved" | "oneof" | "map" | "group"
        | "optional" | "required" | "repeated" | "to" | "max" | "export" | "local" | "true" | "false" | "inf"
        | "nan" => SyntaxTokenKind::Keyword,
        _ if scalar(word).is_some() => SyntaxTokenKind::Type,
        _ => SyntaxTokenKind::Identifier,
    }
}
