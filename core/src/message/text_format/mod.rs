//! Protobuf text format to wire bytes (<https://protobuf.dev/reference/protobuf/textformat-spec/>).
//! It reads; `print` writes. Types come from the descriptor and, for `Any`, from its pool.

mod lexer;
mod parts;
mod reserved;
mod value;

#[cfg(test)]
mod tests;

use self::{
    lexer::{Lexeme, Lexer},
    parts::Parts,
};
use super::{
    MAX_DEPTH, Problem,
    field::{Field, Shape},
    json::Positions,
    path::Trail,
    print::message_type,
    wire::Writer,
};
use crate::schema::MessageDescriptor;

/// The wire bytes of one message in text format, fields by number and packed where declared.
///
/// # Errors
/// The first thing that does not fit, with its line, column and field path.
pub fn encode_text(of: &MessageDescriptor, text: &str) -> Result<Vec<u8>, Problem> {
    let mut parser = Parser { lexer: Lexer::new(text), out: Writer::default(), trail: Trail::default() };
    match parser.message(of, None, 0) {
        Ok(()) => Ok(parser.out.into_bytes()),
        Err(Refusal { offset, message }) => Err(Problem {
            path: parser.trail.steps().clone(),
            path_text: parser.trail.text().to_owned(),
            position: Some(Positions::new(lexer::without_mark(text)).of(offset)),
            message,
            is_error: true,
        }),
    }
}

/// Why a text is refused, and where. The field it is in is where the trail stands: no step is taken back on the way out.
struct Refusal {
    offset: usize,
    message: String,
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    out: Writer,
    trail: Trail,
}

impl Parser<'_> {
    /// Fields until `end`, or until the text ends.
    fn message(&mut self, of: &MessageDescriptor, end: Option<char>, depth: usize) -> Result<(), Refusal> {
        if depth >= MAX_DEPTH {
            return Err(self.refuse_here(format!("nesting deeper than {MAX_DEPTH} messages")));
        }
        let mut parts = Parts::default();
        loop {
            let (offset, lexeme) = self.lexer.next()?;
            match (lexeme, end) {
                (Lexeme::End, None) => break,
                (Lexeme::Symbol(symbol), Some(end)) if symbol == end => break,
                (Lexeme::End, Some(end)) => return Err(refusal(offset, format!("\"{end}\" is missing"))),
                (Lexeme::Word(name), _) => {
                    let Some(field) = field_of(of, name) else {
                        if reserved::is_reserved(of, name) {
                            self.skip_value()?;
                            self.lexer.skip_separator()?;
                            continue;
                        }
                        return Err(refusal(offset, format!("unknown field \"{name}\" in {}", of.full_name())));
                    };
                    self.field(of, &field, &mut parts, offset, depth)?;
                }
                (Lexeme::Symbol('['), _) => self.bracketed(of, &mut parts, offset, depth)?,
                (Lexeme::Number(number), _) if is_number(number) => {
                    return Err(refusal(offset, format!("field {number} has no name; fields by number are not read")));
                }
                (other, _) => return Err(refusal(offset, format!("a field is wanted, not {}", other.shown()))),
            }
            self.lexer.skip_separator()?;
        }
        parts.arrange(self.out.buffer());
        Ok(())
    }

    /// `[pkg.extension]` or, in an `Any`, `[domain/pkg.Type]`.
    fn bracketed(
        &mut self,
        of: &MessageDescriptor,
        parts: &mut Parts,
        offset: usize,
        depth: usize,
    ) -> Result<(), Refusal> {
        let name = self.lexer.bracketed_name()?;
        if name.contains('/') && of.full_name() == "google.protobuf.Any" {
            return self.any(of, &name, parts, offset, depth);
        }
        match Field::named(of, &format!("[{name}]")) {
            Some(field) => self.field(of, &field, parts, offset, depth),
            None => Err(refusal(offset, format!("unknown extension \"{name}\" of {}", of.full_name()))),
        }
    }

    fn any(
        &mut self,
        of: &MessageDescriptor,
        type_url: &str,
        parts: &mut Parts,
        offset: usize,
        depth: usize,
    ) -> Result<(), Refusal> {
        let name = type_url.rsplit_once('/').map_or("", |(_, name)| name);
        let Some(packed) = of.parent_pool().get_message_by_name(name) else {
            return Err(refusal(offset, format!("unknown type \"{type_url}\"")));
        };
        if parts.count(1) + parts.count(2) > 0 {
            return Err(refusal(offset, "the Any has a type already".to_owned()));
        }
        self.lexer.skip_colon()?;
        let end = self.open()?;
        parts.begin(1, self.out.len(), false);
        self.out.bytes(1, type_url.as_bytes());
        parts.begin(2, self.out.len(), false);
        self.within(2, false, &packed, end, depth)
    }

    fn field(
        &mut self,
        of: &MessageDescriptor,
        field: &Field,
        parts: &mut Parts,
        offset: usize,
        depth: usize,
    ) -> Result<(), Refusal> {
        let is_repeated = field.is_list() || field.map_entry().is_some();
        if !is_repeated && let Some(reason) = taken(of, field, parts) {
            return Err(refusal(offset, reason));
        }
        let mark = self.trail.field(field.number(), field.name());
        let had_colon = self.lexer.skip_colon()?;
        match is_repeated {
            true if self.lexer.take_symbol('[')? => self.list(field, parts, had_colon, depth)?,
            true => self.element(field, parts, had_colon, depth)?,
            false => self.value(field, parts, had_colon, depth)?,
        }
        self.trail.back(mark);
        Ok(())
    }

    /// `[a, b]`, after the bracket.
    fn list(&mut self, field: &Field, parts: &mut Parts, had_colon: bool, depth: usize) -> Result<(), Refusal> {
        if self.lexer.take_symbol(']')? {
            return Ok(());
        }
        loop {
            self.element(field, parts, had_colon, depth)?;
            let (offset, lexeme) = self.lexer.next()?;
            match lexeme {
                Lexeme::Symbol(',') => {}
                Lexeme::Symbol(']') => return Ok(()),
                other => return Err(refusal(offset, format!("\",\" or \"]\" is wanted, not {}", other.shown()))),
            }
        }
    }

    fn element(&mut self, field: &Field, parts: &mut Parts, had_colon: bool, depth: usize) -> Result<(), Refusal> {
        let mark = self.trail.index(parts.count(field.number()));
        self.value(field, parts, had_colon, depth)?;
        self.trail.back(mark);
        Ok(())
    }

    fn value(&mut self, field: &Field, parts: &mut Parts, had_colon: bool, depth: usize) -> Result<(), Refusal> {
        parts.begin(field.number(), self.out.len(), field.is_list() && field.is_packed());
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
        if is_group {
            self.out.tag(number, 3);
            self.message(of, Some(end), depth + 1)?;
            self.out.tag(number, 4);
            return Ok(());
        }
        self.out.start_nested(number);
        let start = self.out.open();
        self.message(of, Some(end), depth + 1)?;
        self.out.close(start);
        Ok(())
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

    fn refuse_here(&mut self, message: String) -> Refusal {
        refusal(self.lexer.ahead(), message)
    }
}

/// Why a singular field may not be given here.
fn taken(of: &MessageDescriptor, field: &Field, parts: &Parts) -> Option<String> {
    match field.oneof() {
        Some(oneof) => {
            let other = oneof.fields().find(|member| parts.count(member.number()) > 0)?;
            Some(match other.number() == field.number() {
                true => format!("field \"{}\" is given twice", field.name()),
                false => {
                    format!("oneof \"{}\" of {} is already set by \"{}\"", oneof.name(), of.full_name(), other.name())
                }
            })
        }
        None => (parts.count(field.number()) > 0).then(|| format!("field \"{}\" is given twice", field.name())),
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
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
