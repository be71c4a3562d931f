//! The bytes of a message as a text that grows: core's tolerant printers, with what is odd as marks.
//! It decides nothing about how a text is shown, and runs on any thread.

use std::{cell::Cell, ops::ControlFlow};

use farcall_core::{
    message::{self, JsonOptions, print_json_in_pieces, print_text_in_pieces},
    schema::MessageDescriptor,
};

use super::MessageFormat;
use crate::viewers::code::{Addition, Mark, Syntax, TextBuilder};

/// What is printed, and how.
#[derive(Clone)]
pub(super) struct Reading {
    /// The type, where the schema has it.
    pub of: Option<MessageDescriptor>,
    /// As JSON or as text format.
    pub format: MessageFormat,
    /// The switches.
    pub options: JsonOptions,
}

/// Pieces of text are handed over when they are about this large.
const PIECE_BYTES: usize = 128 * 1024;

impl Reading {
    /// How its text is coloured and folded.
    pub fn syntax(&self) -> Syntax {
        match self.format {
            MessageFormat::Json => Syntax::Json,
            MessageFormat::Tree | MessageFormat::Text | MessageFormat::Wire => Syntax::Text,
        }
    }

    /// Prints a message; `grow` takes each addition and may end the printing.
    ///
    /// # Errors
    /// Why it cannot be printed, in words.
    pub fn print(&self, bytes: &[u8], grow: &mut dyn FnMut(Addition) -> ControlFlow<()>) -> Result<(), String> {
        let of = self.of.as_ref().ok_or("The schema has no type for this message. Its bytes are under Wire.")?;
        let mut builder = TextBuilder::new(self.syntax());
        let flow = Cell::new(ControlFlow::Continue(()));
        let mut add = |addition| {
            if flow.get().is_continue() {
                flow.set(grow(addition));
            }
        };
        if self.syntax() == Syntax::Json {
            print_json_in_pieces(of, bytes, &self.options, PIECE_BYTES, &mut |piece| {
                let marks = piece.marks.into_iter().map(mark).collect();
                builder.push(&piece.text, marks, piece.enum_names, &mut add);
                flow.get()
            });
        } else {
            print_text_in_pieces(of, bytes, PIECE_BYTES, &mut |piece| {
                builder.push(&piece, Vec::new(), Vec::new(), &mut add);
                flow.get()
            });
        }
        builder.finish(&mut add);
        Ok(())
    }
}

fn mark(mark: message::Mark) -> Mark {
    Mark { is_wrong: mark.kind.is_error(), range: mark.range, reason: mark.message }
}
