//! Colours for one line of text at a time: JSON, protobuf text format, .proto.
//! It looks at a line alone, knows whether it begins in a comment, and never fails: what it does not know stays plain.

use std::ops::Range;

use farcall_core::{
    message::{TokenKind, json_tokens},
    schema::{SyntaxToken, SyntaxTokenKind, syntax_tokens_within},
};

/// How a text is coloured and folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// JSON, pretty printed.
    Json,
    /// Protobuf text format.
    Text,
    /// A .proto file or a description in its syntax.
    Proto,
    /// No colours, no blocks.
    Plain,
}

/// What a piece of a line is; the theme gives it its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tint {
    /// Anything else.
    Plain,
    /// Name of a field.
    Key,
    /// Quoted text.
    String,
    /// A number.
    Number,
    /// `true`, `null`, an enum's name, a keyword.
    Word,
    /// A comment, or our own words in place of text.
    Comment,
}

/// A coloured piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the line.
    pub range: Range<usize>,
    /// What it is.
    pub tint: Tint,
}

impl Syntax {
    /// Whether blocks can be folded.
    pub fn has_folds(self) -> bool {
        self != Syntax::Plain
    }

    /// What starts a comment that runs to the end of its line.
    pub fn comment(self) -> Option<&'static str> {
        match self {
            Syntax::Text => Some("#"),
            Syntax::Proto => Some("//"),
            Syntax::Json | Syntax::Plain => None,
        }
    }

    /// The coloured pieces of a line, in order, without overlap; `in_comment`: it begins within a block comment.
    pub fn tokens(self, line: &str, in_comment: bool) -> Vec<Token> {
        match self {
            Syntax::Plain => Vec::new(),
            Syntax::Json => {
                json_tokens(line).filter_map(|(range, kind)| Some(Token { range, tint: tint(kind)? })).collect()
            }
            Syntax::Proto => proto_tokens(line, in_comment),
            Syntax::Text => {
                let mut lexer = Lexer { line, at: 0, tokens: Vec::new() };
                lexer.run();
                lexer.tokens
            }
        }
    }
}

fn tint(kind: TokenKind) -> Option<Tint> {
    match kind {
        TokenKind::Key => Some(Tint::Key),
        TokenKind::String => Some(Tint::String),
        TokenKind::Number => Some(Tint::Number),
        TokenKind::Word => Some(Tint::Word),
        TokenKind::Punct | TokenKind::Other => None,
    }
}

/// Core's tokens in our tints; a name before `=` is a key.
fn proto_tokens(line: &str, in_comment: bool) -> Vec<Token> {
    let tint = |token: &SyntaxToken| {
        let after = line.get(token.range.end..).unwrap_or_default().trim_start();
        match token.kind {
            SyntaxTokenKind::Comment => Some(Tint::Comment),
            SyntaxTokenKind::String => Some(Tint::String),
            SyntaxTokenKind::Number => Some(Tint::Number),
            SyntaxTokenKind::Identifier if after.starts_with('=') => Some(Tint::Key),
            SyntaxTokenKind::Keyword | SyntaxTokenKind::Type => Some(Tint::Word),
            SyntaxTokenKind::Identifier | SyntaxTokenKind::Punctuation => None,
        }
    };
    let tokens = syntax_tokens_within(line, in_comment);
    tokens.filter_map(|token| Some(Token { tint: tint(&token)?, range: token.range })).collect()
}

struct Lexer<'a> {
    line: &'a str,
    at: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            if self.rest().starts_with('#') {
                self.push(self.rest().len(), Tint::Comment);
            } else if matches!(c, '"' | '\'') {
                self.quoted(c);
            } else if c.is_ascii_digit() || (c == '-' && self.digit_follows()) {
                let length = self.length_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_'));
                self.push(length, Tint::Number);
            } else if c.is_alphabetic() || c == '_' {
                self.word();
            } else {
                self.at += c.len_utf8();
            }
        }
    }

    fn rest(&self) -> &str {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn push(&mut self, length: usize, tint: Tint) {
        self.tokens.push(Token { range: self.at..self.at + length, tint });
        self.at += length;
    }

    fn digit_follows(&self) -> bool {
        self.rest().chars().nth(1).is_some_and(|c| c.is_ascii_digit())
    }

    fn length_while(&self, belongs: impl Fn(char) -> bool) -> usize {
        self.rest().find(|c| !belongs(c)).unwrap_or(self.rest().len())
    }

    fn quoted(&mut self, quote: char) {
        let mut escaped = false;
        let end = self.rest().char_indices().skip(1).find_map(|(at, c)| {
            let closes = c == quote && !escaped;
            escaped = c == '\\' && !escaped;
            closes.then_some(at + 1)
        });
        let length = end.unwrap_or(self.rest().len());
        self.push(length, Tint::String);
    }

    fn word(&mut self) {
        let length = self.length_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        let tint = if self.follows(length, &[':', '{', '[', '<']) { Tint::Key } else { Tint::Word };
        self.push(length, tint);
    }

    /// Whether the next character after `length` bytes and blanks is one of these.
    fn follows(&self, length: usize, wanted: &[char]) -> bool {
        self.rest().get(length..).is_some_and(|after| after.trim_start().starts_with(wanted))
    }
}
