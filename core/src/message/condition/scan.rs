//! The words of a condition: keywords, operators, quoted and bare values, each with its place in the text.
//! It knows no types; what a word means is decided by who asks for it.

use std::ops::Range;

use super::ConditionError;

/// A cursor over the text of a condition.
#[derive(Debug, Clone)]
pub(crate) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    Contains,
    Lacks,
    Starts,
    Ends,
    Among,
}

/// A value as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Literal {
    pub(crate) text: String,
    pub(crate) is_quoted: bool,
    pub(crate) place: Range<usize>,
}

const SIGNS: [(&str, Operator); 12] = [
    ("==", Operator::Equal),
    ("!=", Operator::Unequal),
    ("<>", Operator::Unequal),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("!~", Operator::Lacks),
    ("=~", Operator::Contains),
    ("=", Operator::Equal),
    ("<", Operator::Less),
    (">", Operator::More),
    ("~", Operator::Contains),
    (":", Operator::Contains),
];

impl Operator {
    /// As it is written.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Contains => "~",
            Self::Lacks => "!~",
            Self::Starts => "starts",
            Self::Ends => "ends",
            Self::Among => "in",
        }
    }

    /// Whether two values in this order fulfil it; `None` for operators that are not about order.
    pub(crate) fn holds_for(self, order: std::cmp::Ordering) -> Option<bool> {
        match self {
            Self::Equal => Some(order.is_eq()),
            Self::Unequal => Some(order.is_ne()),
            Self::Less => Some(order.is_lt()),
            Self::AtMost => Some(order.is_le()),
            Self::More => Some(order.is_gt()),
            Self::AtLeast => Some(order.is_ge()),
            Self::Contains | Self::Lacks | Self::Starts | Self::Ends | Self::Among => None,
        }
    }
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Where it stands.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// What is left of the text.
    pub(crate) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    /// The text of a place.
    pub(crate) fn text_of(&self, place: Range<usize>) -> &'t str {
        self.text.get(place).unwrap_or_default()
    }

    pub(crate) fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Goes on by so many bytes, which end a character.
    pub(crate) fn skip(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.text.len());
    }

    /// Takes this word, in either case, if it comes next as a word of its own.
    pub(crate) fn keyword(&mut self, word: &str) -> bool {
        self.skip_space();
        let rest = self.rest();
        let Some(head) = rest.get(..word.len()) else { return false };
        let goes_on = rest.get(word.len()..).is_some_and(|tail| tail.starts_with(|c: char| !ends_a_keyword(c)));
        let is_there = head.eq_ignore_ascii_case(word) && !goes_on;
        if is_there {
            self.at += word.len();
        }
        is_there
    }

    /// Takes these signs if they come next.
    pub(crate) fn sign(&mut self, sign: &str) -> bool {
        self.skip_space();
        let is_there = self.rest().starts_with(sign);
        if is_there {
            self.at += sign.len();
        }
        is_there
    }

    /// Whether an atom may begin here: not at the end, at `)`, nor at `or` and `and`.
    pub(crate) fn has_more_atoms(&mut self) -> bool {
        self.skip_space();
        let mut ahead = self.clone();
        !self.is_at_end()
            && !ahead.sign(")")
            && !ahead.sign("||")
            && !ahead.sign("&&")
            && !ahead.keyword("or")
            && !ahead.keyword("and")
    }

    /// The operator that comes next, if one does.
    pub(crate) fn operator(&mut self) -> Option<Operator> {
        self.skip_space();
        if let Some((sign, operator)) = SIGNS.iter().find(|(sign, _)| self.rest().starts_with(sign)) {
            self.at += sign.len();
            return Some(*operator);
        }
        let mut ahead = self.clone();
        if ahead.keyword("in") && ahead.clone().sign("(") {
            *self = ahead;
            return Some(Operator::Among);
        }
        for (word, operator) in
            [("contains", Operator::Contains), ("starts", Operator::Starts), ("ends", Operator::Ends)]
        {
            if self.keyword(word) {
                let _ = operator != Operator::Contains && self.keyword("with");
                return Some(operator);
            }
        }
        None
    }

    /// The value that comes next: quoted, or up to white space, a comma or a parenthesis.
    pub(crate) fn literal(&mut self) -> Result<Literal, ConditionError> {
        self.skip_space();
        match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote),
            _ => {
                let place = self.next_word();
                if place.is_empty() || self.rest().starts_with([')', ',', '(']) {
                    return Err(ConditionError::new(self.at..self.at, "a value is missing here"));
                }
                self.at = place.end;
                Ok(Literal { text: self.text_of(place.clone()).to_owned(), is_quoted: false, place })
            }
        }
    }

    /// The values of a list in parentheses.
    pub(crate) fn literals(&mut self) -> Result<Vec<Literal>, ConditionError> {
        self.skip_space();
        let open = self.at;
        self.sign("(");
        let mut literals = Vec::new();
        loop {
            literals.push(self.literal()?);
            if self.sign(")") {
                return Ok(literals);
            }
            if !self.sign(",") {
                return Err(ConditionError::new(open..self.at, "this list is not closed by )"));
            }
        }
    }

    /// The place of the word that comes next; of a single sign where none does, and empty at the end.
    pub(crate) fn next_word(&self) -> Range<usize> {
        let rest = self.rest();
        let signs = ["&&", "||"].iter().filter_map(|sign| rest.find(sign));
        let stop = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '"'));
        let length = match signs.chain(stop).min().unwrap_or(rest.len()) {
            0 => rest.chars().next().map_or(0, char::len_utf8),
            length => length,
        };
        self.at..self.at + length
    }

    /// A text in quotes, with the escapes `\"`, `\'`, `\\`, `\n`, `\r`, `\t` and `\u0041`.
    pub(crate) fn quoted(&mut self, quote: char) -> Result<Literal, ConditionError> {
        let start = self.at;
        let mut text = String::new();
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                _ if c == quote => {
                    self.at = start + at + c.len_utf8();
                    return Ok(Literal { text, is_quoted: true, place: start..self.at });
                }
                '\\' => {
                    let escaped = chars.next().map(|(_, c)| c);
                    let read = match escaped {
                        Some('n') => Some('\n'),
                        Some('r') => Some('\r'),
                        Some('t') => Some('\t'),
                        Some('u') => code_point(chars.by_ref().take(4).map(|(_, c)| c)),
                        Some(c) if c.is_ascii_alphanumeric() => None,
                        other => other,
                    };
                    let place = start + at..start + at + 1 + escaped.map_or(0, char::len_utf8);
                    text.push(read.ok_or_else(|| ConditionError::new(place, "not an escape; write \\\\ for a \\"))?);
                }
                _ => text.push(c),
            }
        }
        Err(ConditionError::new(start..self.text.len(), format!("this {quote} is not closed")))
    }
}

fn code_point(digits: impl Iterator<Item = char>) -> Option<char> {
    let digits: Vec<u32> = digits.map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    (digits.len() == 4).then(|| digits.iter().fold(0, |value, digit| value << 4 | digit)).and_then(char::from_u32)
}

/// What may stand right behind a keyword.
fn ends_a_keyword(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '"' | '\'')
}
