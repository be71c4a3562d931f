//! Words, numbers, strings and marks of text format.
//! It knows no field; a value it cannot read is an error with its words.

use std::fmt;

/// A piece of text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Word(String),
    /// A whole number without sign, of base 10, 8 or 16.
    Integer {
        value: u128,
        is_decimal: bool,
    },
    Float(f64),
    Text(Vec<u8>),
    Mark(char),
    End,
}

impl fmt::Display for Token {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => write!(to, "\"{word}\""),
            Self::Integer { value, .. } => value.fmt(to),
            Self::Float(value) => value.fmt(to),
            Self::Text(_) => to.write_str("a string"),
            Self::Mark(mark) => write!(to, "\"{}\"", mark.escape_debug()),
            Self::End => to.write_str("the end"),
        }
    }
}

/// Reads tokens.
#[derive(Clone)]
pub(super) struct Lexer<'a> {
    rest: &'a str,
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// Bytes that are still to be read.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// The next token. After the end it is `End` for ever.
    pub fn next(&mut self) -> Result<Token, String> {
        self.skip_blank();
        let Some(first) = self.rest.chars().next() else { return Ok(Token::End) };
        match first {
            'a'..='z' | 'A'..='Z' | '_' => {
                Ok(Token::Word(self.take(|c| c.is_ascii_alphanumeric() || c == '_').to_owned()))
            }
            '0'..='9' => self.number(),
            '.' if self.rest.get(1..2).is_some_and(|next| next.as_bytes().iter().all(u8::is_ascii_digit)) => {
                self.number()
            }
            '"' | '\'' => self.text(first),
            mark => {
                self.rest = self.rest.get(mark.len_utf8()..).unwrap_or_default();
                Ok(Token::Mark(mark))
            }
        }
    }

    fn skip_blank(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            match self.rest.strip_prefix('#') {
                Some(comment) => self.rest = comment.split_once('\n').map_or("", |(_, rest)| rest),
                None => return,
            }
        }
    }

    fn take(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn number(&mut self) -> Result<Token, String> {
        let start = self.rest;
        self.take(|c| c.is_ascii_alphanumeric() || c == '.');
        let mut length = start.len() - self.rest.len();
        let is_hex = start.starts_with("0x") || start.starts_with("0X");
        // The sign of an exponent.
        if !is_hex
            && start.get(..length).is_some_and(|text| text.ends_with(['e', 'E']))
            && self.rest.starts_with(['+', '-'])
        {
            self.rest = self.rest.get(1..).unwrap_or_default();
            self.take(|c| c.is_ascii_alphanumeric());
            length = start.len() - self.rest.len();
        }
        let written = start.get(..length).unwrap_or_default();
        let unread = || format!("\"{written}\" is not a number");
        let radix = if is_hex {
            16
        } else if written.starts_with('0') {
            8
        } else {
            10
        };
        let digits = if is_hex { written.get(2..).unwrap_or_default() } else { written };
        if let Ok(value) = u128::from_str_radix(digits, radix) {
            return Ok(Token::Integer { value, is_decimal: radix == 10 || written == "0" });
        }
        let float = written.strip_suffix(['f', 'F']).unwrap_or(written);
        let is_octal = radix == 8 && float.bytes().all(|b| b.is_ascii_digit());
        match float.parse() {
            Ok(value) if !is_octal && float.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b)) => {
                Ok(Token::Float(value))
            }
            _ => Err(unread()),
        }
    }

    fn text(&mut self, quote: char) -> Result<Token, String> {
        let mut bytes = Vec::new();
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => {
                    let after = self.rest.get(at + 1..).unwrap_or_default();
                    let length = escape(after, &mut bytes).ok_or("a string holds an escape that is none")?;
                    let end = at + 1 + length;
                    while characters.clone().next().is_some_and(|(next, _)| next < end) {
                        characters.next();
                    }
                }
                _ if character == quote => {
                    self.rest = self.rest.get(at + 1..).unwrap_or_default();
                    return Ok(Token::Text(bytes));
                }
                '\n' => break,
                _ => bytes.extend(character.encode_utf8(&mut [0; 4]).bytes()),
            }
        }
        Err("a string has no end".to_owned())
    }
}

/// Reads what follows a backslash; its length.
fn escape(after: &str, to: &mut Vec<u8>) -> Option<usize> {
    let digits = |from: usize, most: usize, radix: u32| {
        let text = after.get(from..)?;
        let count = text.chars().take(most).take_while(|c| c.is_digit(radix)).count();
        Some((u32::from_str_radix(text.get(..count)?, radix).ok()?, count))
    };
    let simple = match after.chars().next()? {
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'v' => 11,
        same @ ('\\' | '\'' | '"' | '?') => u8::try_from(same).ok()?,
        'x' | 'X' => {
            let (value, count) = digits(1, 2, 16)?;
            to.push(u8::try_from(value).ok()?);
            return Some(1 + count);
        }
        '0'..='7' => {
            let (value, count) = digits(0, 3, 8)?;
            to.push(u8::try_from(value & 0xff).ok()?);
            return Some(count);
        }
        unicode @ ('u' | 'U') => {
            let length = if unicode == 'u' { 4 } else { 8 };
            let (value, count) = digits(1, length, 16)?;
            if count < length {
                return None;
            }
            // A pair of UTF-16 halves is one character.
            if let (0xd800..=0xdbff, Some("\\u"), Some((low @ 0xdc00..=0xdfff, 4))) =
                (value, after.get(5..7), digits(7, 4, 16))
            {
                let character = char::from_u32(0x1_0000 + ((value - 0xd800) << 10) + (low - 0xdc00))?;
                to.extend(character.encode_utf8(&mut [0; 4]).bytes());
                return Some(11);
            }
            to.extend(char::from_u32(value)?.encode_utf8(&mut [0; 4]).bytes());
            return Some(1 + length);
        }
        _ => return None,
    };
    to.push(simple);
    Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_every_kind_are_read() {
        let mut lexer = Lexer::new("a_1: 0x1F 017 0 9 1.5e-3f .5 'a\\x41\\101\\n\\u00e9\\ud83d\\ude00\"' # no\n [x.y]");
        let mut tokens = Vec::new();
        while let Ok(token) = lexer.next() {
            if token == Token::End {
                break;
            }
            tokens.push(token);
        }
        let integer = |value, is_decimal| Token::Integer { value, is_decimal };
        let word = |word: &str| Token::Word(word.to_owned());
        let expected = [
            word("a_1"),
            Token::Mark(':'),
            integer(31, false),
            integer(15, false),
            integer(0, true),
            integer(9, true),
            Token::Float(1.5e-3),
            Token::Float(0.5),
            Token::Text("aAA\né😀\"".as_bytes().to_vec()),
            Token::Mark('['),
            word("x"),
            Token::Mark('.'),
            word("y"),
            Token::Mark(']'),
        ];
        assert_eq!(tokens, expected);
        for wrong in ["'open", "'\\q'", "1x", "0x", "08"] {
            assert!(Lexer::new(wrong).next().is_err(), "{wrong}");
        }
    }
}
