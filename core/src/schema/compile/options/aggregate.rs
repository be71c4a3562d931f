//! Option values between braces: text format read into a message, extensions and `Any` included.
//! Its grammar is <https://protobuf.dev/reference/protobuf/textformat-spec/>; nesting is bounded.

use std::{collections::HashMap, rc::Rc};

use super::{
    Fault, Interpreter, Target,
    scalar::{self, Scalar},
    tree::{Node, Tree},
};
use crate::schema::{
    compile::{
        MAX_NESTING,
        records::put_bytes,
        shapes::{FieldShape, MessageShape},
    },
    descriptor::field_type,
    text_lexer::{Lexer, Token},
};

const ANY: &str = "google.protobuf.Any";

/// Reads `text` as a message of this type.
pub(super) fn parse(
    interpreter: &mut Interpreter<'_>,
    text: &str,
    type_name: &str,
    target: Target,
    path: &[i32],
) -> Result<Tree, Fault> {
    let shape = interpreter.message_shape(type_name)?;
    let mut lexer = Lexer::new(text);
    let token = lexer.next()?;
    Parser { interpreter, lexer, token, target, path, depth: 0 }.message(&shape, &Token::End)
}

struct Parser<'a, 'b, 'text> {
    interpreter: &'a mut Interpreter<'b>,
    lexer: Lexer<'text>,
    /// The one to be read next.
    token: Token,
    target: Target,
    path: &'text [i32],
    depth: usize,
}

impl Parser<'_, '_, '_> {
    fn next(&mut self) -> Result<Token, Fault> {
        let next = self.lexer.next()?;
        Ok(std::mem::replace(&mut self.token, next))
    }

    fn takes(&mut self, mark: char) -> Result<bool, Fault> {
        let is_it = self.token == Token::Mark(mark);
        if is_it {
            self.next()?;
        }
        Ok(is_it)
    }

    fn expect(&mut self, mark: char) -> Result<(), Fault> {
        match self.takes(mark)? {
            true => Ok(()),
            false => Err(format!("expected \"{mark}\", found {}", self.token).into()),
        }
    }

    fn word(&mut self) -> Result<String, Fault> {
        match self.next()? {
            Token::Word(word) => Ok(word),
            other => Err(format!("expected a name, found {}", other).into()),
        }
    }

    /// Fields up to `end`, which is taken.
    fn message(&mut self, shape: &Rc<MessageShape>, end: &Token) -> Result<Tree, Fault> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(format!("nesting deeper than {MAX_NESTING} levels").into());
        }
        let mut tree = Tree::default();
        let mut oneofs: HashMap<usize, &str> = HashMap::new();
        while self.token != *end {
            if self.token == Token::Mark('[') {
                self.bracketed(shape, &mut tree)?;
            } else {
                let name = self.word()?;
                let field = shape
                    .field(&name)
                    .or_else(|| shape.field(&name.to_ascii_lowercase()).filter(|field| is_group_of(field, &name)))
                    .ok_or_else(|| format!("{} has no field \"{name}\"", shape.full_name))?;
                let first = field.oneof.and_then(|oneof| oneofs.insert(oneof, &field.name));
                if let Some(first) = first.filter(|first| *first != field.name) {
                    return Err(format!("\"{}\" and \"{first}\" are of the same oneof", field.name).into());
                }
                self.field(field, &mut tree)?;
            }
            if !self.takes(';')? {
                self.takes(',')?;
            }
        }
        self.next()?;
        self.depth -= 1;
        match shape.required().find(|field| !tree.has(field.number)) {
            Some(missing) => Err(format!("the required field {} is missing", missing.full_name).into()),
            None => Ok(tree),
        }
    }

    /// `[package.extension]` or `[type.googleapis.com/package.Message]`.
    fn bracketed(&mut self, shape: &Rc<MessageShape>, tree: &mut Tree) -> Result<(), Fault> {
        self.expect('[')?;
        let mut name = self.word()?;
        loop {
            match &self.token {
                Token::Mark(']') => break,
                Token::Mark(mark @ ('.' | '/' | '-')) => name.push(*mark),
                Token::Word(word) => name.push_str(word),
                other => return Err(format!("expected \"]\", found {}", other).into()),
            }
            self.next()?;
        }
        self.expect(']')?;
        if let Some((host, type_name)) = name.rsplit_once('/') {
            return self.any(host, type_name, shape, tree);
        }
        let extension = self.interpreter.extension(&name, &shape.full_name, shape, self.path)?;
        self.field(&extension, tree)
    }

    fn any(&mut self, host: &str, type_name: &str, shape: &MessageShape, tree: &mut Tree) -> Result<(), Fault> {
        if shape.full_name != ANY {
            return Err(format!("[{host}/{type_name}] stands in {}, which is no Any", shape.full_name).into());
        }
        if !matches!(host, "type.googleapis.com" | "type.googleprod.com") {
            return Err(format!("[{host}/{type_name}] begins with no known host").into());
        }
        if !tree.is_empty() {
            return Err("an Any is set twice".into());
        }
        let packed = self.interpreter.message_shape(type_name)?;
        self.takes(':')?;
        let value = self.braced(&packed)?.encode();
        let url = format!("{host}/{type_name}");
        for (number, bytes) in [(1, url.as_bytes()), (2, &value)] {
            let mut encoded = Vec::new();
            put_bytes(number, bytes, &mut encoded);
            tree.push(number, Node::Encoded(encoded));
        }
        Ok(())
    }

    /// What follows a field's name.
    fn field(&mut self, field: &FieldShape, tree: &mut Tree) -> Result<(), Fault> {
        self.interpreter.permit(field, self.target, self.path)?;
        if !field.is_repeated && tree.has(field.number) {
            return Err(format!("{} is set twice", field.shown()).into());
        }
        let has_colon = self.takes(':')?;
        if !has_colon && !field.is_message() {
            return Err(format!("expected \":\" after {}, found {}", field.shown(), self.token).into());
        }
        if !field.is_repeated || !self.takes('[')? {
            tree.push(field.number, self.value(field)?);
            return Ok(());
        }
        if self.takes(']')? {
            return Ok(());
        }
        loop {
            tree.push(field.number, self.value(field)?);
            if self.takes(']')? {
                return Ok(());
            }
            self.expect(',')?;
        }
    }

    fn value(&mut self, field: &FieldShape) -> Result<Node, Fault> {
        if field.is_message() {
            let shape = self.interpreter.message_shape(&field.type_name)?;
            return Ok(Node::Message { fields: self.braced(&shape)?, is_delimited: field.is_delimited });
        }
        let told = |fault: String| Fault::Told(format!("{}: {fault}", field.shown()));
        if matches!(field.r#type, field_type::STRING | field_type::BYTES) {
            let mut text = match self.next()? {
                Token::Text(text) => text,
                other => return Err(told(format!("expected a string, found {}", other))),
            };
            while let Token::Text(_) = self.token {
                if let Token::Text(more) = self.next()? {
                    text.extend(more);
                }
            }
            return Ok(Node::Encoded(scalar::encode(field, &Scalar::Bytes(&text)).map_err(told)?));
        }
        let value = self.number(field)?;
        Ok(Node::Encoded(scalar::encode(field, &value).map_err(told)?))
    }

    /// Numbers, and the words that stand for numbers.
    fn number(&mut self, field: &FieldShape) -> Result<Scalar<'static>, Fault> {
        let is_negative = self.takes('-')?;
        let is_float = matches!(field.r#type, field_type::FLOAT | field_type::DOUBLE);
        let sign = if is_negative { -1.0 } else { 1.0 };
        match self.next()? {
            Token::Integer { is_decimal: false, .. } if is_float => {
                Err(format!("{}: a float is written in base 10", field.shown()).into())
            }
            Token::Integer { value: 0, .. } if is_float => Ok(Scalar::Float(0.0 * sign)),
            Token::Integer { value, .. } => {
                let value = i128::try_from(value).unwrap_or(i128::MAX);
                Ok(Scalar::Integer(if is_negative { -value } else { value }))
            }
            Token::Float(value) => Ok(Scalar::Float(value * sign)),
            Token::Word(word) if is_float => match word.to_ascii_lowercase().as_str() {
                "inf" | "infinity" | "inff" | "infinityf" => Ok(Scalar::Float(f64::INFINITY * sign)),
                "nan" | "nanf" => Ok(Scalar::Float(f64::NAN)),
                _ => Err(format!("{}: expected a number, found \"{word}\"", field.shown()).into()),
            },
            Token::Word(word) if field.r#type == field_type::BOOL && !is_negative => match word.as_str() {
                "true" | "True" | "t" => Ok(Scalar::Integer(1)),
                "false" | "False" | "f" => Ok(Scalar::Integer(0)),
                _ => Err(format!("{}: expected true or false, found \"{word}\"", field.shown()).into()),
            },
            Token::Word(word) if field.r#type == field_type::ENUM && !is_negative => {
                Ok(Scalar::Integer(self.interpreter.enum_value(field, &word, self.path)?))
            }
            other => Err(format!("{}: expected a number, found {}", field.shown(), other).into()),
        }
    }

    fn braced(&mut self, shape: &Rc<MessageShape>) -> Result<Tree, Fault> {
        let end = match self.next()? {
            Token::Mark('{') => '}',
            Token::Mark('<') => '>',
            other => return Err(format!("expected \"{{\", found {}", other).into()),
        };
        self.message(shape, &Token::Mark(end))
    }
}

/// Groups go by the name of their type.
fn is_group_of(field: &FieldShape, name: &str) -> bool {
    field.is_delimited && field.type_name.rsplit('.').next() == Some(name)
}
