//! A set in text format: its messages as bytes, by their descriptors (<https://protobuf.dev/reference/protobuf/textformat-spec/>).
//! A value that does not fit takes along only the option or the file it stands in; text that is none is refused whole.

use std::collections::BTreeMap;

use bytes::Bytes;
use prost::encoding::encode_key;
use serde_json::Value;

use super::{
    FILE, Notes, Pass, scalar,
    shapes::{Shapes, Slot, put_bytes},
};
use crate::schema::{
    intake::Candidate,
    model::{Kind, MessageDescriptor},
    text_lexer::{Lexer, Token},
};

/// Levels of messages that are read, as of a .proto file.
const MAX_NESTING: usize = 64;
/// What buf says of a file beside its descriptor.
const OF_BUF: &str = "buf_extension";

/// Reads all files; with shapes that know no extensions these are passed over.
pub(super) fn pass(bytes: &[u8], most: usize, shapes: &Shapes<'_>) -> Result<Pass, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not valid UTF-8")?;
    let file_shape = shapes.builtin(FILE).ok_or("descriptor.proto is not there")?;
    let place = Place { lexer: Lexer::new(text), token: Token::End, depth: 0 };
    let mut reader = Reader { shapes, notes: Notes::default(), place };
    let read = reader.next().and_then(|_| reader.set(&file_shape, most));
    read.map_err(|fault| {
        let before = text.get(..text.len().saturating_sub(reader.place.lexer.left())).unwrap_or_default();
        format!("line {}: {fault}", before.matches('\n').count() + 1)
    })
}

/// The values of a message, by number as the binary form has them.
#[derive(Default)]
struct Values {
    /// With their keys.
    whole: BTreeMap<u32, Vec<u8>>,
    /// Without; they share one.
    packed: BTreeMap<u32, Vec<u8>>,
}

impl Values {
    fn of(&mut self, number: u32) -> &mut Vec<u8> {
        self.whole.entry(number).or_default()
    }

    fn append(&mut self, other: Self) {
        other.whole.into_iter().for_each(|(number, more)| self.whole.entry(number).or_default().extend(more));
        other.packed.into_iter().for_each(|(number, more)| self.packed.entry(number).or_default().extend(more));
    }

    fn encode(mut self) -> Vec<u8> {
        for (number, bytes) in std::mem::take(&mut self.packed) {
            put_bytes(number, &bytes, self.of(number));
        }
        self.whole.into_values().flatten().collect()
    }
}

struct Reader<'a, 't> {
    shapes: &'a Shapes<'a>,
    notes: Notes,
    place: Place<'t>,
}

/// How far it is.
#[derive(Clone)]
struct Place<'t> {
    lexer: Lexer<'t>,
    /// The one to be read next.
    token: Token,
    depth: usize,
}

impl Reader<'_, '_> {
    fn next(&mut self) -> Result<Token, String> {
        let next = self.place.lexer.next()?;
        Ok(std::mem::replace(&mut self.place.token, next))
    }

    fn takes(&mut self, mark: char) -> Result<bool, String> {
        let is_it = self.place.token == Token::Mark(mark);
        if is_it {
            self.next()?;
        }
        Ok(is_it)
    }

    fn word(&mut self) -> Result<String, String> {
        match self.next()? {
            Token::Word(word) => Ok(word),
            other => Err(format!("expected a name, found {other}")),
        }
    }

    /// `file { … } file { … }`, up to the end.
    fn set(&mut self, of: &MessageDescriptor, most: usize) -> Result<Pass, String> {
        let mut pass = Pass::default();
        while self.place.token != Token::End {
            let name = if self.place.token == Token::Mark('[') { self.bracketed_name()? } else { self.word()? };
            if name == "file" && pass.read.files.len() < most {
                self.takes(':')?;
                self.file(of, &mut pass)?;
            } else {
                self.skip()?;
            }
            self.separator()?;
        }
        match pass.read.files.is_empty() && pass.read.problems.is_empty() {
            true => Err("it holds no file".to_owned()),
            false => Ok(pass),
        }
    }

    fn file(&mut self, of: &MessageDescriptor, pass: &mut Pass) -> Result<(), String> {
        if !matches!(self.place.token, Token::Mark('{' | '<')) {
            return Err(format!("expected \"{{\", found {}", self.place.token));
        }
        let start = self.place.clone();
        let file = self.braced(of);
        let mut name = String::new();
        if file.is_err() {
            self.place = start.clone();
            name = self.first_name().unwrap_or_default();
            self.place = start;
            self.skip()?;
        }
        let notes = std::mem::take(&mut self.notes);
        if let (Ok(bytes), false) = (&file, notes.left_out.is_empty()) {
            name = name_of(bytes);
        }
        pass.add(&name, file, notes);
        Ok(())
    }

    /// The name of a file that begins with it.
    fn first_name(&mut self) -> Option<String> {
        self.next().ok()?;
        (self.word().ok()? == "name" && self.takes(':').ok()?).then_some(())?;
        match self.next().ok()? {
            Token::Text(name) => String::from_utf8(name).ok(),
            _ => None,
        }
    }

    fn braced(&mut self, of: &MessageDescriptor) -> Result<Vec<u8>, String> {
        let end = match self.next()? {
            Token::Mark('{') => '}',
            Token::Mark('<') => '>',
            other => return Err(format!("expected \"{{\", found {other}")),
        };
        self.place.depth += 1;
        if self.place.depth > MAX_NESTING {
            return Err(format!("nesting deeper than {MAX_NESTING} levels"));
        }
        let bytes = self.fields(of, &Token::Mark(end))?;
        self.next()?;
        self.place.depth -= 1;
        Ok(bytes)
    }

    /// Fields before `end`.
    fn fields(&mut self, of: &MessageDescriptor, end: &Token) -> Result<Vec<u8>, String> {
        let mut to = Values::default();
        while self.place.token != *end {
            if self.place.token == Token::Mark('[') {
                self.bracketed(of, &mut to)?;
            } else {
                let name = self.word()?;
                match of.get_field_by_name(&name).or_else(|| of.get_field_by_name(&name.to_ascii_lowercase())) {
                    Some(field) => self
                        .field(&Slot::of_field(&field), &mut to)
                        .map_err(|fault| format!("{}.{name}: {fault}", of.name()))?,
                    None => self.unknown(of, &name)?,
                }
            }
            self.separator()?;
        }
        Ok(to.encode())
    }

    fn unknown(&mut self, of: &MessageDescriptor, name: &str) -> Result<(), String> {
        if name != OF_BUF {
            let type_name = of.full_name();
            let told = format!("{}.{name} is left out: {type_name} has no such field", of.name());
            self.notes.left_out.insert(told);
        }
        self.skip()
    }

    /// `package.extension` or `type.googleapis.com/package.Message`, with its brackets, which are not told.
    fn bracketed_name(&mut self) -> Result<String, String> {
        self.next()?;
        let mut name = self.word()?;
        loop {
            match self.next()? {
                Token::Mark(']') => return Ok(name),
                Token::Mark(mark @ ('.' | '/' | '-')) => name.push(mark),
                Token::Word(word) => name.push_str(&word),
                other => return Err(format!("expected \"]\", found {other}")),
            }
        }
    }

    fn bracketed(&mut self, of: &MessageDescriptor, to: &mut Values) -> Result<(), String> {
        let name = self.bracketed_name()?;
        if let Some((_, type_name)) = name.rsplit_once('/') {
            if of.full_name() != "google.protobuf.Any" {
                return Err(format!("[{name}] stands in {}, which is no Any", of.full_name()));
            }
            let held = self.shapes.message(type_name)?;
            self.takes(':')?;
            let bytes = self.braced(&held)?;
            put_bytes(1, name.as_bytes(), to.of(1));
            put_bytes(2, &bytes, to.of(2));
            return Ok(());
        }
        self.notes.has_extensions = true;
        if !self.shapes.has_extensions() {
            return self.skip();
        }
        let start = self.place.clone();
        let mut values = Values::default();
        let slot = self.shapes.extension(of, &name);
        match slot.and_then(|slot| self.field(&slot, &mut values)) {
            Ok(()) => to.append(values),
            Err(why) => {
                self.notes.left_out.insert(format!("the option ({name}) is left out: {why}"));
                self.place = start;
                self.skip()?;
            }
        }
        Ok(())
    }

    /// What follows a field's name.
    fn field(&mut self, slot: &Slot, to: &mut Values) -> Result<(), String> {
        let has_colon = self.takes(':')?;
        if !has_colon && slot.kind.as_message().is_none() {
            return Err(format!("expected \":\", found {}", self.place.token));
        }
        if !(slot.is_list || slot.is_map) || !self.takes('[')? {
            return self.one(slot, to);
        }
        while !self.takes(']')? {
            self.one(slot, to)?;
            if !self.takes(',')? && self.place.token != Token::Mark(']') {
                return Err(format!("expected \",\", found {}", self.place.token));
            }
        }
        Ok(())
    }

    fn one(&mut self, slot: &Slot, to: &mut Values) -> Result<(), String> {
        if let Kind::Message(message) = &slot.kind {
            slot.put_message(&self.braced(message)?, to.of(slot.number));
            return Ok(());
        }
        if slot.is_packed {
            let value = self.number(&slot.kind)?;
            return scalar::put(&slot.kind, &value, to.packed.entry(slot.number).or_default());
        }
        if matches!(slot.kind, Kind::String | Kind::Bytes) {
            put_bytes(slot.number, &self.text()?, to.of(slot.number));
            return Ok(());
        }
        let value = self.number(&slot.kind)?;
        let to = to.of(slot.number);
        encode_key(slot.number, scalar::wire_type(&slot.kind), to);
        scalar::put(&slot.kind, &value, to)
    }

    /// Strings that follow each other are one.
    fn text(&mut self) -> Result<Vec<u8>, String> {
        let mut text = match self.next()? {
            Token::Text(text) => text,
            other => return Err(format!("expected a string, found {other}")),
        };
        while let Token::Text(more) = &self.place.token {
            text.extend(more);
            self.next()?;
        }
        Ok(text)
    }

    /// A number, or a word that stands for one, as JSON has it.
    fn number(&mut self, kind: &Kind) -> Result<Value, String> {
        let sign = if self.takes('-')? { "-" } else { "" };
        let is_float = matches!(kind, Kind::Double | Kind::Float);
        Ok(match self.next()? {
            Token::Integer { value: value @ (0 | 1), .. } if *kind == Kind::Bool => Value::Bool(value == 1),
            Token::Integer { value, .. } => Value::String(format!("{sign}{value}")),
            Token::Float(value) => Value::String(format!("{sign}{value:?}")),
            Token::Word(word) if is_float => match word.to_ascii_lowercase().as_str() {
                "inf" | "infinity" => Value::String(format!("{sign}Infinity")),
                "nan" => Value::String("NaN".to_owned()),
                _ => return Err(format!("expected a number, found \"{word}\"")),
            },
            Token::Word(word) if *kind == Kind::Bool => match word.as_str() {
                "true" | "True" | "t" => Value::Bool(true),
                "false" | "False" | "f" => Value::Bool(false),
                _ => return Err(format!("expected true or false, found \"{word}\"")),
            },
            Token::Word(word) if sign.is_empty() => Value::String(word),
            other => return Err(format!("expected a number, found {other}")),
        })
    }

    fn separator(&mut self) -> Result<(), String> {
        if !self.takes(';')? {
            self.takes(',')?;
        }
        Ok(())
    }

    /// Passes over what follows a field's name.
    fn skip(&mut self) -> Result<(), String> {
        self.takes(':')?;
        let mut open = 0_usize;
        loop {
            match self.next()? {
                Token::Mark('{' | '<' | '[') => open += 1,
                Token::Mark('}' | '>' | ']') if open > 0 => open -= 1,
                Token::Mark('-') if open == 0 => continue,
                Token::End => return Err("a bracket is not closed".to_owned()),
                other @ Token::Mark(_) if open == 0 => return Err(format!("expected a value, found {other}")),
                _ => {}
            }
            let has_more = matches!(self.place.token, Token::Text(_));
            if open == 0 && !has_more {
                return Ok(());
            }
        }
    }
}

/// The name in the bytes of a file.
fn name_of(file: &[u8]) -> String {
    Candidate::decode(Bytes::copy_from_slice(file)).map(|file| file.name).unwrap_or_default()
}
