//! Protobuf text format to wire bytes (<https://protobuf.dev/reference/protobuf/textformat-spec/>).
//! It reads; `print` writes. Types come from the descriptor and, for `Any`, from its pool.

mod lexer;
mod value;

#[cfg(test)]
mod tests;

use self::lexer::{Lexeme, Lexer};
use super::{
    MAX_DEPTH,
    field::{Field, Shape},
    print::message_type,
    wire::Writer,
};
use crate::schema::MessageDescriptor;

/// The message as bytes, fields in the order of the text. The error is of one line that begins with `line:column: `.
pub(super) fn encode(of: &MessageDescriptor, text: &str) -> Result<Vec<u8>, String> {
    let mut parser = Parser { lexer: Lexer::new(text), out: Writer::default() };
    let outcome = parser.message(of, None, 0);
    match outcome {
        Ok(()) => Ok(parser.out.into_bytes()),
        Err(Refusal { offset, message }) => {
            let (line, column) = lexer::line_and_column(text, offset);
            Err(format!("{line}:{column}: {message}"))
        }
    }
}

/// Why a text is refused, and where.
struct Refusal {
    offset: usize,
    message: String,
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    out: Writer,
}

impl Parser<'_> {
    /// Fields until `end`, or until the text ends.
    fn message(&mut self, of: &MessageDescriptor, end: Option<char>, depth: usize) -> Result<(), Refusal> {
        if depth > MAX_DEPTH {
            return Err(self.refuse_here(format!("nesting deeper than {MAX_DEPTH} messages")));
        }
        let mut given: Vec<u32> = Vec::new();
        loop {
            let (offset, lexeme) = self.lexer.next()?;
            match (lexeme, end) {
                (Lexeme::End, None) => return Ok(()),
                (Lexeme::Symbol(symbol), Some(end)) if symbol == end => return Ok(()),
                (Lexeme::End, Some(end)) => return Err(refusal(offset, format!("\"{end}\" is missing"))),
                (Lexeme::Word(name), _) => {
                    let Some(field) = field_of(of, name) else {
                        return Err(refusal(offset, format!("unknown field \"{name}\" in {}", of.full_name())));
                    };
                    self.field(of, &field, &mut given, offset, depth)?;
                }
                (Lexeme::Symbol('['), _) => self.bracketed(of, &mut given, offset, depth)?,
                (other, _) => return Err(refusal(offset, format!("a field is wanted, not {}", other.shown()))),
            }
            self.lexer.skip_separator()?;
        }
    }

    /// `[pkg.extension]` or, in an `Any`, `[domain/pkg.Type]`.
    fn bracketed(
        &mut self,
        of: &MessageDescriptor,
        given: &mut Vec<u32>,
        offset: usize,
        depth: usize,
    ) -> Result<(), Refusal> {
        let name = self.lexer.bracketed_name()?;
        if name.contains('/') && of.full_name() == "google.protobuf.Any" {
            return self.any(of, &name, offset, depth);
        }
        match Field::named(of, &format!("[{name}]")) {
            Some(field) => self.field(of, &field, given, offset, depth),
            None => Err(refusal(offset, format!("unknown extension \"{name}\" of {}", of.full_name()))),
        }
    }

    fn any(&mut self, of: &MessageDescriptor, type_url: &str, offset: usize, depth: usize) -> Result<(), Refusal> {
        let name = type_url.rsplit_once('/').map_or("", |(_, name)| name);
        let Some(packed) = of.parent_pool().get_message_by_name(name) else {
            return Err(refusal(offset, format!("unknown type \"{type_url}\"")));
        };
        self.lexer.skip_colon()?;
        let end = self.open()?;
        self.out.bytes(1, type_url.as_bytes());
        self.within(2, false, &packed, end, depth)
    }

    fn field(
        &mut self,
        of: &MessageDescriptor,
        field: &Field,
        given: &mut Vec<u32>,
        offset: usize,
        depth: usize,
    ) -> Result<(), Refusal> {
        let is_repeated = field.is_list() || field.map_entry().is_some();
        let oneof = field.oneof();
        let clashes = |number: &u32| match &oneof {
            Some(oneof) => oneof.fields().any(|member| member.number() == *number),
            None => *number == field.number(),
        };
        if !is_repeated && given.iter().any(clashes) {
            let message = match oneof {
                Some(oneof) => format!("oneof \"{}\" is set twice in {}", oneof.name(), of.full_name()),
                None => format!("field \"{}\" is given twice", field.name()),
            };
            return Err(refusal(offset, message));
        }
        if !given.contains(&field.number()) {
            given.push(field.number());
        }
        let had_colon = self.lexer.skip_colon()?;
        if is_repeated && self.lexer.take_symbol('[')? {
            return self.list(field, depth);
        }
        self.value(field, had_colon, depth)
    }

    /// `[a, b]`, after the bracket.
    fn list(&mut self, field: &Field, depth: usize) -> Result<(), Refusal> {
        if self.lexer.take_symbol(']')? {
            return Ok(());
        }
        loop {
            self.value(field, true, depth)?;
            let (offset, lexeme) = self.lexer.next()?;
            match lexeme {
                Lexeme::Symbol(',') => {}
                Lexeme::Symbol(']') => return Ok(()),
                other => return Err(refusal(offset, format!("\",\" or \"]\" is wanted, not {}", other.shown()))),
            }
        }
    }

    fn value(&mut self, field: &Field, had_colon: bool, depth: usize) -> Result<(), Refusal> {
        match message_type(field) {
            Some(of) => {
                let end = self.open()?;
                self.within(field.number(), field.is_group(), &of, end, depth)
            }
            None if had_colon => match field.shape() {
                Shape::Scalar(scalar) => self.scalar(field, scalar),
                Shape::Enum(of) => self.enum_value(field, &of),
                _ => Ok(()),
            },
            None => Err(self.refuse_here("\":\" is wanted".to_owned())),
        }
    }

    /// A message after its opening brace.
    fn within(
        &mut self,
        number: u32,
        is_group: bool,
        of: &MessageDescriptor,
        end: char,
        depth: usize,
    ) -> Result<(), Refusal> {
        let around = std::mem::take(&mut self.out);
        let outcome = self.message(of, Some(end), depth + 1);
        let inner = std::mem::replace(&mut self.out, around).into_bytes();
        match is_group {
            true => self.out.group(number, |out| out.raw(&inner)),
            false => self.out.bytes(number, &inner),
        }
        outcome
    }

    /// An opening brace; the one that closes it.
    fn open(&mut self) -> Result<char, Refusal> {
        let (offset, lexeme) = self.lexer.next()?;
        match lexeme {
            Lexeme::Symbol('{') => Ok('}'),
            Lexeme::Symbol('<') => Ok('>'),
            other => Err(refusal(offset, format!("\"{{\" is wanted, not {}", other.shown()))),
        }
    }

    fn refuse_here(&self, message: String) -> Refusal {
        refusal(self.lexer.offset(), message)
    }
}

/// A field by its name in the .proto; a group also by that of its type, as text format writes it.
fn field_of(of: &MessageDescriptor, name: &str) -> Option<Field> {
    let by_name = of.get_field_by_name(name);
    let by_type = || {
        let field = of.get_field_by_name(&name.to_ascii_lowercase()).filter(|field| field.is_group())?;
        field.kind().as_message().is_some_and(|group| group.name() == name).then_some(field)
    };
    by_name.or_else(by_type).map(Field::Plain)
}

fn refusal(offset: usize, message: String) -> Refusal {
    Refusal { offset, message }
}
