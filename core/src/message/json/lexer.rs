//! The words of JSON (RFC 8259): punctuation, names, numbers as they stand, strings with their escapes undone.
//! It knows no nesting.

use std::{borrow::Cow, ops::Range};

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token<'t> {
    pub(crate) span: Range<usize>,
    pub(crate) word: Word<'t>,
}

/// The words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Word<'t> {
    Open(u8),
    Close(u8),
    Colon,
    Comma,
    Null,
    Bool(bool),
    Number(&'t str),
    String(Cow<'t, str>),
    End,
}

/// Why a text is not JSON, and at which byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) offset: usize,
    pub(crate) message: String,
}

impl SyntaxError {
    pub(crate) fn new(offset: usize, message: impl Into<String>) -> Self {
        Self { offset, message: message.into() }
    }
}

/// Reads words from a text.
pub(crate) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    /// The next word; at the end of the text `End`, as often as asked.
    pub(crate) fn next(&mut self) -> Result<Token<'t>, SyntaxError> {
        self.skip_space();
        let start = self.at;
        let Some(first) = self.peek() else {
            return Ok(Token { span: start..start, word: Word::End });
        };
        let word = match first {
            b'{' | b'[' => self.single(Word::Open(first)),
            b'}' | b']' => self.single(Word::Close(first)),
            b':' => self.single(Word::Colon),
            b',' => self.single(Word::Comma),
            b'"' => Word::String(self.string()?),
            _ => self.name_or_number()?,
        };
        Ok(Token { span: start..self.at, word })
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
        if self.at == 0 && self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
            self.skip_space();
        }
    }

    fn single(&mut self, word: Word<'t>) -> Word<'t> {
        self.at += 1;
        word
    }

    fn name_or_number(&mut self) -> Result<Word<'t>, SyntaxError> {
        let start = self.at;
        let rest = self.rest();
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.' | '$' | '@')))
            .unwrap_or(rest.len());
        let Some(word) = rest.get(..length).filter(|word| !word.is_empty()) else {
            let c = rest.chars().next().unwrap_or(' ');
            return Err(SyntaxError::new(start, format!("unexpected {c:?}")));
        };
        self.at += length;
        match word {
            "null" => Ok(Word::Null),
            "true" => Ok(Word::Bool(true)),
            "false" => Ok(Word::Bool(false)),
            "NaN" | "Infinity" | "-Infinity" => {
                Err(SyntaxError::new(start, format!("{word} must be in quotes: \"{word}\"")))
            }
            _ if crate::message::scalar::is_json_number(word) => Ok(Word::Number(word)),
            _ if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) => {
                Err(SyntaxError::new(start, format!("{word} is not a JSON number")))
            }
            _ => Err(SyntaxError::new(start, format!("{word} must be in quotes"))),
        }
    }

    /// A string; borrowed where it has no escapes.
    fn string(&mut self) -> Result<Cow<'t, str>, SyntaxError> {
        let open = self.at;
        self.at += 1;
        let mut built: Option<String> = None;
        loop {
            let from = self.at;
            let rest = self.rest();
            let Some(plain) = rest.find(|c: char| c == '"' || c == '\\' || c < ' ') else {
                self.at = self.text.len();
                return Err(SyntaxError::new(open, "the string is not closed"));
            };
            let run = rest.get(..plain).unwrap_or("");
            self.at = from + plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(match built {
                        None => Cow::Borrowed(run),
                        Some(mut text) => {
                            text.push_str(run);
                            Cow::Owned(text)
                        }
                    });
                }
                Some(b'\\') => {
                    let text = built.get_or_insert_default();
                    text.push_str(run);
                    let escaped = self.escape()?;
                    built.get_or_insert_default().push(escaped);
                }
                Some(b'\n') => return Err(SyntaxError::new(open, "the string is not closed on its line")),
                _ => {
                    let code = self.peek().unwrap_or(0);
                    return Err(SyntaxError::new(self.at, format!("control character must be written \\u{code:04x}")));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let Some(kind) = self.rest().chars().next() else {
            return Err(SyntaxError::new(start, "the string is not closed"));
        };
        self.at += kind.len_utf8();
        Ok(match kind {
            '"' | '\\' | '/' => kind,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode_escape(start),
            other => return Err(SyntaxError::new(start, format!("\\{other} is not an escape of JSON"))),
        })
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char, SyntaxError> {
        let first = self.hex4(start)?;
        let lone = || SyntaxError::new(start, format!("\\u{first:04x} is half of a surrogate pair"));
        if !(0xd800..0xe000).contains(&first) {
            return char::from_u32(first).ok_or_else(lone);
        }
        if first >= 0xdc00 || !self.rest().starts_with("\\u") {
            return Err(lone());
        }
        self.at += 2;
        let second = self.hex4(start)?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err(lone());
        }
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)).ok_or_else(lone)
    }

    fn hex4(&mut self, start: usize) -> Result<u32, SyntaxError> {
        let digits = self.rest().get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let value = digits.and_then(|d| u32::from_str_radix(d, 16).ok());
        self.at += 4;
        value.ok_or_else(|| SyntaxError::new(start, "\\u wants four hex digits"))
    }
}
