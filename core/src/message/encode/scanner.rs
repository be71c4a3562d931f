//! JSON word by word over the bytes of a text, strings straight to where they go.
//! It takes what the lexer of `json` takes, and says of nothing else why.

use std::borrow::Cow;

/// Reads a text from its start; every method skips blanks before what it reads. `None` is what it does not take.
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 } }
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The first byte of the next word.
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                next => return next.copied(),
            }
        }
    }

    pub(super) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Take this byte, if it comes.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let comes = self.peek() == Some(byte);
        self.at += usize::from(comes);
        comes
    }

    /// This byte must come.
    pub(super) fn expect(&mut self, byte: u8) -> Option<()> {
        self.take(byte).then_some(())
    }

    /// After an item of an object or array: true if the next one follows, false at the end.
    pub(super) fn goes_on(&mut self, close: u8) -> Option<bool> {
        if self.take(b',') {
            return Some(true);
        }
        self.expect(close).map(|()| false)
    }

    /// `null`, if it comes; another word stays.
    pub(super) fn take_null(&mut self) -> bool {
        let before = self.at;
        let comes = self.peek() == Some(b'n') && self.word() == Some("null");
        if !comes {
            self.at = before;
        }
        comes
    }

    pub(super) fn boolean(&mut self) -> Option<bool> {
        match self.word()? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// A literal or a number as it stands; perhaps neither.
    pub(super) fn word(&mut self) -> Option<&'t str> {
        self.peek()?;
        let rest = self.rest();
        let length = rest.iter().position(|byte| !is_of_word(*byte)).unwrap_or(rest.len());
        let word = self.text.get(self.at..self.at + length)?;
        self.at += length;
        Some(word)
    }

    /// What stands here, to be read and then skipped.
    pub(super) fn ahead(&mut self) -> &'t [u8] {
        self.peek();
        self.rest()
    }

    /// Skip so many bytes of what was read ahead, if a word ends there.
    pub(super) fn skip_word(&mut self, length: usize) -> Option<()> {
        if self.rest().get(length).is_some_and(|byte| is_of_word(*byte)) {
            return None;
        }
        self.at += length;
        Some(())
    }

    /// A string; borrowed where it has no escapes.
    pub(super) fn string(&mut self) -> Option<Cow<'t, str>> {
        self.expect(b'"')?;
        let start = self.at;
        let end = start + plain_bytes(self.rest());
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return self.text.get(start..end).map(Cow::Borrowed);
        }
        let mut unescaped = Vec::new();
        self.rest_of_string(&mut unescaped)?;
        String::from_utf8(unescaped).ok().map(Cow::Owned)
    }

    /// A string, appended to these bytes.
    pub(super) fn string_into(&mut self, out: &mut Vec<u8>) -> Option<()> {
        self.expect(b'"')?;
        self.rest_of_string(out)
    }

    fn rest_of_string(&mut self, out: &mut Vec<u8>) -> Option<()> {
        loop {
            let rest = self.rest();
            let (plain, after) = rest.split_at_checked(plain_bytes(rest))?;
            out.extend_from_slice(plain);
            self.at += plain.len() + 1;
            match after.first()? {
                b'"' => return Some(()),
                b'\\' => self.escape(out)?,
                _ => return None,
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self, out: &mut Vec<u8>) -> Option<()> {
        let kind = *self.rest().first()?;
        self.at += 1;
        out.push(match kind {
            b'"' | b'\\' | b'/' => kind,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let character = self.character()?;
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                return Some(());
            }
            _ => return None,
        });
        Some(())
    }

    /// The digits of `\u`, and the other half where they are the first of a surrogate pair.
    fn character(&mut self) -> Option<char> {
        let first = self.hex4()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        if !self.rest().starts_with(b"\\u") {
            return None;
        }
        self.at += 2;
        let second = self.hex4().filter(|second| (0xdc00..0xe000).contains(second))?;
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
    }

    fn hex4(&mut self) -> Option<u32> {
        let digits = self.rest().first_chunk::<4>()?;
        self.at += 4;
        digits.iter().try_fold(0, |value, digit| Some(value << 4 | char::from(*digit).to_digit(16)?))
    }
}

/// A byte that continues a word. Bytes of characters beyond ASCII do so too, and make it one that nobody takes.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'.' | b'$' | b'@') || !byte.is_ascii()
}

/// How many bytes come before a quote, a backslash or a control character.
fn plain_bytes(bytes: &[u8]) -> usize {
    let mut count = 0;
    let mut rest = bytes;
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        let stops = stops_in(u64::from_le_bytes(*chunk));
        if stops != 0 {
            return count + (stops.trailing_zeros() / 8) as usize;
        }
        count += 8;
        rest = after;
    }
    count + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len())
}

/// The high bit of each byte that ends a plain run. Above the first such byte others may be marked too; below it none is.
fn stops_in(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let zero_bytes = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let below_space = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
    zero_bytes(word ^ (ONES * u64::from(b'"'))) | zero_bytes(word ^ (ONES * u64::from(b'\\'))) | below_space
}
