//! Text format cut into words, literals and symbols.
//! It knows no fields; a literal is read by who knows its type.

use super::Refusal;

/// A piece of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lexeme<'t> {
    /// A name, `true`, `inf`.
    Word(&'t str),
    /// A number without sign, with its suffix.
    Number(&'t str),
    /// A string between its quotes, still escaped.
    Quoted(&'t str),
    Symbol(char),
    End,
}

impl Lexeme<'_> {
    /// For a person, bounded.
    pub fn shown(&self) -> String {
        match self {
            Self::Word(text) | Self::Number(text) => format!("\"{}\"", text.chars().take(40).collect::<String>()),
            Self::Quoted(_) => "a string".to_owned(),
            Self::Symbol(symbol) => format!("\"{}\"", symbol.escape_debug()),
            Self::End => "the end".to_owned(),
        }
    }
}

pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text: without_mark(text), at: 0 }
    }

    /// Where the next piece begins, after the blanks before it.
    pub fn ahead(&mut self) -> usize {
        self.skip_blanks();
        self.at
    }

    /// The next piece and where it begins.
    pub fn next(&mut self) -> Result<(usize, Lexeme<'t>), Refusal> {
        self.skip_blanks();
        let start = self.at;
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok((start, Lexeme::End)) };
        let lexeme = match first {
            'a'..='z' | 'A'..='Z' | '_' => Lexeme::Word(self.take_while(|c| c.is_ascii_alphanumeric() || c == '_')),
            '0'..='9' => Lexeme::Number(self.number()),
            '.' if rest.get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) => {
                Lexeme::Number(self.number())
            }
            quote @ ('"' | '\'') => Lexeme::Quoted(self.quoted(quote)?),
            symbol => {
                self.at += symbol.len_utf8();
                Lexeme::Symbol(symbol)
            }
        };
        Ok((start, lexeme))
    }

    /// The next piece, not taken.
    pub fn peek(&mut self) -> Result<Lexeme<'t>, Refusal> {
        let start = self.at;
        let (_, lexeme) = self.next()?;
        self.at = start;
        Ok(lexeme)
    }

    /// Takes this symbol if it comes next.
    pub fn take_symbol(&mut self, symbol: char) -> Result<bool, Refusal> {
        let comes = self.peek()? == Lexeme::Symbol(symbol);
        if comes {
            self.next()?;
        }
        Ok(comes)
    }

    pub fn skip_colon(&mut self) -> Result<bool, Refusal> {
        self.take_symbol(':')
    }

    /// One `,` or `;` after a field.
    pub fn skip_separator(&mut self) -> Result<(), Refusal> {
        if !self.take_symbol(',')? {
            self.take_symbol(';')?;
        }
        Ok(())
    }

    /// What stands between brackets, after the first of them; blanks are left out.
    pub fn bracketed_name(&mut self) -> Result<String, Refusal> {
        let start = self.at;
        let Some((name, _)) = self.rest().split_once(']') else {
            return Err(Refusal { offset: start, message: "\"]\" is missing".to_owned() });
        };
        self.at += name.len() + 1;
        let name: String = name.split_whitespace().collect();
        match name.is_empty() || name.contains(|c: char| c.is_control() || matches!(c, '[' | '{' | '"')) {
            true => Err(Refusal { offset: start, message: "a name is wanted between the brackets".to_owned() }),
            false => Ok(name),
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// Digits, dots, letters, and a sign after an exponent.
    fn number(&mut self) -> &'t str {
        let rest = self.rest();
        let is_hex = rest.starts_with("0x") || rest.starts_with("0X");
        let mut before = ' ';
        let mut end = 0;
        for character in rest.chars() {
            let signs = !is_hex && matches!(before, 'e' | 'E') && matches!(character, '+' | '-');
            if !(character.is_ascii_alphanumeric() || character == '.' || signs) {
                break;
            }
            before = character;
            end += character.len_utf8();
        }
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn quoted(&mut self, quote: char) -> Result<&'t str, Refusal> {
        let start = self.at;
        let inner = self.rest().get(1..).unwrap_or_default();
        let mut is_escaped = false;
        for (at, character) in inner.char_indices() {
            match character {
                '\n' => break,
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                _ if character == quote => {
                    self.at += at + 2;
                    return Ok(inner.get(..at).unwrap_or_default());
                }
                _ => {}
            }
        }
        Err(Refusal { offset: start, message: "the string does not end on its line".to_owned() })
    }

    fn skip_blanks(&mut self) {
        loop {
            self.take_while(char::is_whitespace);
            if !self.rest().starts_with('#') {
                return;
            }
            self.take_while(|c| c != '\n');
        }
    }
}

/// The text without a byte order mark, which is where offsets count from.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
