//! Fields whose name is reserved: they were declared once, so texts that still have them are read, without their values
//! (<https://protobuf.dev/reference/protobuf/textformat-spec/#field-names>).
//! Which names those are stands in the file's own descriptor alone.

use prost::Message as _;

use super::{Parser, Refusal, lexer::Lexeme, refusal};
use crate::schema::{
    MessageDescriptor,
    descriptor::{DescriptorProto, FileDescriptorProto},
};

/// The type reserves this name.
pub(super) fn is_reserved(of: &MessageDescriptor, name: &str) -> bool {
    let Ok(file) = FileDescriptorProto::decode(of.parent_file().declarations().as_ref()) else { return false };
    let mut within = file.message_type.as_slice();
    let mut found: Option<&DescriptorProto> = None;
    for position in of.path().chunks_exact(2).filter_map(|step| usize::try_from(*step.last()?).ok()) {
        found = within.get(position);
        within = found.map_or(&[], |message| message.nested_type.as_slice());
    }
    found.is_some_and(|message| message.reserved_name.iter().any(|reserved| reserved == name))
}

impl Parser<'_> {
    /// Passes over the value of a field, whatever it is: brackets must match, and what stands between them is not looked at.
    pub(super) fn skip_value(&mut self) -> Result<(), Refusal> {
        self.lexer.skip_colon()?;
        let mut open: Vec<char> = Vec::new();
        loop {
            let (offset, lexeme) = self.lexer.next()?;
            match lexeme {
                Lexeme::Symbol('-') if open.is_empty() => continue,
                Lexeme::Symbol('{') => open.push('}'),
                Lexeme::Symbol('<') => open.push('>'),
                Lexeme::Symbol('[') => open.push(']'),
                Lexeme::Symbol(symbol) if open.last() == Some(&symbol) => drop(open.pop()),
                Lexeme::Symbol('}' | '>' | ']') | Lexeme::End => {
                    let wanted =
                        open.last().map_or("a value is wanted".to_owned(), |close| format!("\"{close}\" is wanted"));
                    return Err(refusal(offset, format!("{wanted}, not {}", lexeme.shown())));
                }
                Lexeme::Symbol(_) if open.is_empty() => {
                    return Err(refusal(offset, format!("a value is wanted, not {}", lexeme.shown())));
                }
                Lexeme::Quoted(_) if open.is_empty() => {
                    while matches!(self.lexer.peek()?, Lexeme::Quoted(_)) {
                        self.lexer.next()?;
                    }
                }
                _ => {}
            }
            if open.is_empty() {
                return Ok(());
            }
        }
    }
}
