//! JSON text to a tree whose every part knows where it stands; numbers stay text, repeated keys stay.
//! Nesting is bounded; nothing is judged but syntax.

use std::{borrow::Cow, ops::Range};

pub(crate) use super::lexer::SyntaxError;
use super::lexer::{Lexer, Token, Word};

/// How deep objects and arrays may nest: a message 100 deep with a list at each level is 200.
pub(crate) const MAX_DEPTH: usize = 200;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node<'t> {
    pub(crate) span: Range<usize>,
    pub(crate) kind: Kind<'t>,
}

/// The kinds of value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind<'t> {
    Null,
    Bool(bool),
    Number(&'t str),
    String(Cow<'t, str>),
    Array(Vec<Node<'t>>),
    Object(Vec<Member<'t>>),
}

/// One `"name": value` of an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member<'t> {
    pub(crate) name_span: Range<usize>,
    pub(crate) name: Cow<'t, str>,
    pub(crate) value: Node<'t>,
}

impl Kind<'_> {
    /// The kind, as a reason says it.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// The one value of this text.
pub(crate) fn parse_one(text: &str) -> Result<Node<'_>, SyntaxError> {
    let mut parser = Parser { lexer: Lexer::new(text, 0) };
    let first = parser.lexer.next()?;
    if first.word == Word::End {
        return Err(SyntaxError::new(first.span.start, "empty; a JSON value is wanted"));
    }
    let node = parser.value(first, 0)?;
    let after = parser.lexer.next()?;
    match after.word {
        Word::End => Ok(node),
        _ => Err(SyntaxError::new(after.span.start, "more text after the end of the message")),
    }
}

/// The values that stand one after another in this text; the first fault ends them.
pub(crate) fn parse_all(text: &str) -> Vec<Result<Node<'_>, SyntaxError>> {
    let mut parser = Parser { lexer: Lexer::new(text, 0) };
    let mut values = Vec::new();
    loop {
        let value = match parser.lexer.next() {
            Ok(Token { word: Word::End, .. }) => return values,
            Ok(first) => parser.value(first, 0),
            Err(error) => Err(error),
        };
        let failed = value.is_err();
        values.push(value);
        if failed {
            return values;
        }
    }
}

struct Parser<'t> {
    lexer: Lexer<'t>,
}

impl<'t> Parser<'t> {
    fn value(&mut self, token: Token<'t>, depth: usize) -> Result<Node<'t>, SyntaxError> {
        let Token { mut span, word } = token;
        let kind = match word {
            Word::Null => Kind::Null,
            Word::Bool(value) => Kind::Bool(value),
            Word::Number(text) => Kind::Number(text),
            Word::String(text) => Kind::String(text),
            Word::Open(_) if depth >= MAX_DEPTH => {
                return Err(SyntaxError::new(span.start, format!("nesting deeper than {MAX_DEPTH} levels")));
            }
            Word::Open(b'{') => {
                let (members, end) = self.object(span.start, depth)?;
                span.end = end;
                Kind::Object(members)
            }
            Word::Open(_) => {
                let (elements, end) = self.array(span.start, depth)?;
                span.end = end;
                Kind::Array(elements)
            }
            Word::End => return Err(SyntaxError::new(span.start, "the text ends where a value is wanted")),
            Word::Close(_) | Word::Colon | Word::Comma => {
                return Err(SyntaxError::new(span.start, "a value is wanted here"));
            }
        };
        Ok(Node { span, kind })
    }

    fn object(&mut self, open: usize, depth: usize) -> Result<(Vec<Member<'t>>, usize), SyntaxError> {
        let mut members = Vec::new();
        loop {
            let token = self.lexer.next()?;
            let (name_span, name) = match token.word {
                Word::Close(b'}') if members.is_empty() => return Ok((members, token.span.end)),
                Word::Close(b'}') => return Err(SyntaxError::new(token.span.start, "no comma before }")),
                Word::String(name) => (token.span, name),
                Word::End => return Err(SyntaxError::new(open, "{ is not closed")),
                _ => return Err(SyntaxError::new(token.span.start, "a field name in quotes is wanted here")),
            };
            let colon = self.lexer.next()?;
            if colon.word != Word::Colon {
                return Err(SyntaxError::new(name_span.end, "a colon is wanted after the field name"));
            }
            let first = self.lexer.next()?;
            let value = self.value(first, depth + 1)?;
            members.push(Member { name_span, name, value });
            if let Some(end) = self.after_item(open, b'}')? {
                return Ok((members, end));
            }
        }
    }

    fn array(&mut self, open: usize, depth: usize) -> Result<(Vec<Node<'t>>, usize), SyntaxError> {
        let mut elements = Vec::new();
        loop {
            let token = self.lexer.next()?;
            match token.word {
                Word::Close(b']') if elements.is_empty() => return Ok((elements, token.span.end)),
                Word::Close(b']') => return Err(SyntaxError::new(token.span.start, "no comma before ]")),
                Word::End => return Err(SyntaxError::new(open, "[ is not closed")),
                _ => elements.push(self.value(token, depth + 1)?),
            }
            if let Some(end) = self.after_item(open, b']')? {
                return Ok((elements, end));
            }
        }
    }

    /// The end of the container, or `None` where a comma says that more follows.
    fn after_item(&mut self, open: usize, close: u8) -> Result<Option<usize>, SyntaxError> {
        let token = self.lexer.next()?;
        let (opened, closed) = if close == b'}' { ('{', '}') } else { ('[', ']') };
        match token.word {
            Word::Comma => Ok(None),
            Word::Close(found) if found == close => Ok(Some(token.span.end)),
            Word::End => Err(SyntaxError::new(open, format!("{opened} is not closed"))),
            _ => Err(SyntaxError::new(token.span.start, format!("a comma or {closed} is wanted here"))),
        }
    }
}
