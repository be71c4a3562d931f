//! The parser's state and the steps all its rules are made of: look, take, expect, report, skip.
//! It knows no declaration of the language.

use super::{
    MAX_NESTING,
    comments::{Comments, next_with_comments},
    lexer::{Kind, Lexer, Token},
    literals,
    locations::{LocationId, Locations},
};
use crate::schema::problem::Problem;

/// A rule did not match; the problem is reported already.
#[derive(Debug)]
pub(super) struct Failed;

pub(super) type Step<T = ()> = Result<T, Failed>;

/// What the file says it is written in. In order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Syntax {
    Proto2,
    Proto3,
    Edition2023,
    Edition2024,
}

impl Syntax {
    pub(super) fn is_edition(self) -> bool {
        self >= Self::Edition2023
    }
}

/// Reads one text. The rules are in the modules named after what they read.
pub(super) struct Parser<'a> {
    pub lexer: Lexer<'a>,
    pub locations: Locations,
    pub syntax: Syntax,
    /// Comments passed that no location has taken yet.
    leading: String,
    detached: Vec<String>,
    depth: usize,
    /// Bytes made beyond those the text has.
    unfolded: usize,
}

/// Bytes a text may have made of it by repetition; what people write stays under a kilobyte.
const MAX_UNFOLDED: usize = 16 << 20;

/// Declarations and their parts of one file; the largest known file has a twentieth of it.
const MAX_LOCATIONS: usize = 1_000_000;

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut lexer = Lexer::new(text);
        let Comments { leading, detached, .. } = next_with_comments(&mut lexer);
        Self {
            lexer,
            locations: Locations::default(),
            syntax: Syntax::Proto2,
            leading,
            detached,
            depth: 0,
            unfolded: 0,
        }
    }

    pub(super) fn current(&self) -> Token<'a> {
        self.lexer.current
    }

    pub(super) fn at(&self, text: &str) -> bool {
        self.lexer.current.text == text
    }

    pub(super) fn at_kind(&self, kind: Kind) -> bool {
        self.lexer.current.kind == kind
    }

    pub(super) fn at_end(&self) -> bool {
        self.at_kind(Kind::End)
    }

    pub(super) fn take(&mut self, text: &str) -> bool {
        let found = self.at(text);
        if found {
            self.lexer.next();
        }
        found
    }

    pub(super) fn expect(&mut self, text: &str) -> Step {
        if self.take(text) { Ok(()) } else { Err(self.expected(format_args!("\"{text}\""))) }
    }

    /// An end that gathers comments: those before it go to `location`, those after it wait for the next one.
    pub(super) fn take_end(&mut self, text: &str, location: Option<LocationId>) -> bool {
        if !self.at(text) {
            return false;
        }
        let Comments { trailing, detached, leading } = next_with_comments(&mut self.lexer);
        let leading = std::mem::replace(&mut self.leading, leading);
        match location {
            Some(location) => {
                let detached = std::mem::replace(&mut self.detached, detached);
                self.locations.attach(location, Comments { trailing, detached, leading });
            }
            None if text == "}" => self.detached = detached,
            None => self.detached.extend(detached),
        }
        true
    }

    pub(super) fn expect_end(&mut self, text: &str, location: LocationId) -> Step {
        if self.take_end(text, Some(location)) { Ok(()) } else { Err(self.expected(format_args!("\"{text}\""))) }
    }

    pub(super) fn identifier(&mut self, what: &str) -> Step<&'a str> {
        let token = self.current();
        if token.kind != Kind::Identifier {
            return Err(self.expected(what));
        }
        self.lexer.next();
        Ok(token.text)
    }

    /// A whole number that fits.
    pub(super) fn integer_up_to(&mut self, max: u64, what: &str) -> Step<u64> {
        let token = self.current();
        if token.kind != Kind::Integer {
            return Err(self.expected(what));
        }
        let value = literals::integer(token.text, max).unwrap_or_else(|| {
            self.fail(Problem::error("", format!("{} is too large: at most {max}", shortened(token.text))));
            0
        });
        self.lexer.next();
        Ok(value)
    }

    pub(super) fn integer(&mut self, what: &str) -> Step<i32> {
        let value = self.integer_up_to(i32::MAX.unsigned_abs().into(), what)?;
        Ok(i32::try_from(value).unwrap_or_default())
    }

    pub(super) fn signed_integer(&mut self, what: &str) -> Step<i32> {
        let is_negative = self.take("-");
        let max = if is_negative { i32::MIN.unsigned_abs() } else { i32::MAX.unsigned_abs() };
        let value = i64::try_from(self.integer_up_to(max.into(), what)?).unwrap_or_default();
        Ok(i32::try_from(if is_negative { -value } else { value }).unwrap_or_default())
    }

    /// Any number without sign, `inf` and `nan` among them.
    pub(super) fn number(&mut self) -> Step<f64> {
        let token = self.current();
        let value = match token.kind {
            Kind::Float => literals::float(token.text),
            // Too large a decimal is a float all the same.
            Kind::Integer => literals::integer(token.text, u64::MAX)
                .map(|value| value as f64)
                .or_else(|| literals::float(token.text).filter(|_| !token.text.starts_with('0'))),
            Kind::Identifier if token.text == "inf" => Some(f64::INFINITY),
            Kind::Identifier if token.text == "nan" => Some(f64::NAN),
            _ => return Err(self.expected("a number")),
        };
        let value = value.unwrap_or_else(|| {
            self.fail(Problem::error("", format!("{} is not a number that can be kept", shortened(token.text))));
            0.0
        });
        self.lexer.next();
        Ok(value)
    }

    /// The bytes of one or more strings one after the other.
    pub(super) fn string(&mut self, what: &str) -> Step<Vec<u8>> {
        if !self.at_kind(Kind::String) {
            return Err(self.expected(what));
        }
        let mut bytes = Vec::new();
        while self.at_kind(Kind::String) {
            literals::unescape_into(self.current().text, &mut bytes);
            self.lexer.next();
        }
        Ok(bytes)
    }

    /// As [`Self::string`], where only a text makes sense.
    pub(super) fn text(&mut self, what: &str) -> Step<String> {
        let token = self.current();
        let bytes = self.string(what)?;
        String::from_utf8(bytes).map_err(|_| self.fail_at(token, Problem::error("", "this string is not UTF-8")))
    }

    /// Begins a location at the current token. All that is declared has one, so that their number bounds the file's memory.
    pub(super) fn open(&mut self, parent: LocationId, steps: &[i32]) -> LocationId {
        if self.locations.mark() >= MAX_LOCATIONS && !self.at_end() {
            self.fail(Problem::error("", "this file declares too much: more than a million parts"));
            self.lexer.give_up();
        }
        self.locations.open(Some(parent), steps, self.lexer.current)
    }

    /// Ends a location with the token before the current one.
    pub(super) fn close(&mut self, location: LocationId) {
        self.locations.close(location, self.lexer.previous);
    }

    /// A rule within a location of its own.
    pub(super) fn located<T>(
        &mut self,
        parent: LocationId,
        steps: &[i32],
        rule: impl FnOnce(&mut Self) -> Step<T>,
    ) -> Step<T> {
        let location = self.open(parent, steps);
        let value = rule(self)?;
        self.close(location);
        Ok(value)
    }

    /// A location of one token.
    pub(super) fn spot(&mut self, parent: LocationId, step: i32, at: Token<'a>) {
        self.locations.open(Some(parent), &[step], at);
    }

    /// One level deeper, if there may be one.
    pub(super) fn nested<T>(&mut self, rule: impl FnOnce(&mut Self) -> Step<T>) -> Step<T> {
        if self.depth >= MAX_NESTING {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let result = rule(self);
        self.depth -= 1;
        result
    }

    /// Whether so many more levels may be opened here.
    pub(super) fn has_room_for(&self, levels: usize) -> bool {
        self.depth + levels <= MAX_NESTING
    }

    /// Accounts for bytes that the text does not have but makes: where few words stand for many.
    pub(super) fn unfold(&mut self, bytes: usize) -> Step {
        self.unfolded = self.unfolded.saturating_add(bytes);
        if self.unfolded <= MAX_UNFOLDED {
            return Ok(());
        }
        let message = format!("too much is repeated: more than {} MiB would come of it", MAX_UNFOLDED >> 20);
        Err(self.fail(Problem::error("", message)))
    }

    /// What follows could not be told apart, so nothing more is read.
    pub(super) fn too_deep(&mut self) -> Failed {
        self.fail(Problem::error("", format!("nesting deeper than {MAX_NESTING} levels")));
        self.lexer.give_up();
        Failed
    }

    /// `expected {what}, found {the current token}`.
    pub(super) fn expected(&mut self, what: impl std::fmt::Display) -> Failed {
        let message = format!("expected {what}, found {}", found(self.current()));
        self.fail(Problem::error("", message))
    }

    /// Reports at the current token.
    pub(super) fn fail(&mut self, problem: Problem) -> Failed {
        self.fail_at(self.current(), problem)
    }

    pub(super) fn fail_at(&mut self, token: Token<'_>, problem: Problem) -> Failed {
        self.lexer.report(token.line, token.column, problem);
        Failed
    }

    /// Passes the rest of a statement that failed: through its semicolon or its block, or up to the end of the block around it.
    pub(super) fn skip_statement(&mut self) {
        let mut depth = 0usize;
        while !self.at_end() {
            match self.current().text {
                ";" if depth == 0 => {
                    self.take_end(";", None);
                    return;
                }
                "}" if depth == 0 => return,
                "}" if depth == 1 => {
                    self.take_end("}", None);
                    return;
                }
                "}" => depth -= 1,
                "{" => depth += 1,
                _ => {}
            }
            self.lexer.next();
        }
    }

    /// Statements through the closing brace; one that fails is skipped.
    pub(super) fn statements(&mut self, what: &str, mut statement: impl FnMut(&mut Self) -> Step) -> Step {
        while !self.take_end("}", None) {
            if self.at_end() {
                return Err(self.expected(format_args!("\"}}\" at the end of the {what}")));
            }
            if !self.take_end(";", None) && statement(self).is_err() {
                self.skip_statement();
            }
        }
        Ok(())
    }
}

fn found(token: Token<'_>) -> String {
    match token.kind {
        Kind::End => "the end of the file".to_owned(),
        Kind::String => shortened(token.text),
        _ => format!("\"{}\"", shortened(token.text)),
    }
}

/// A token or a name as a message shows it: cut off, control and direction characters made visible.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut shown = String::new();
    for letter in text.chars().take(SHOWN) {
        match letter {
            '"' | '\'' | '\\' => shown.push(letter),
            _ => shown.extend(letter.escape_debug()),
        }
    }
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
