//! The bytes of a message as a text that grows: core's tolerant printers, with what is odd as marks.
//! It decides nothing about how a text is shown, and runs on any thread.

use std::ops::ControlFlow;

use farcall_core::{
    message::{self, JsonOptions, PrintedPiece, print_json_in_pieces, print_text_in_pieces},
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

/// Takes what a text grows by, with how much of the message was read for it.
pub(super) type Grow<'g> = &'g mut dyn FnMut(Addition, usize) -> ControlFlow<()>;

impl Reading {
    /// How its text is coloured and folded.
    pub fn syntax(&self) -> Syntax {
        match self.format {
            MessageFormat::Json => Syntax::Json,
            MessageFormat::Tree | MessageFormat::Text | MessageFormat::Wire => Syntax::Text,
        }
    }

    /// Prints a message; `grow` takes each addition, with about how many bytes of the message are told of up to there, and
    /// may end the printing.
    ///
    /// # Errors
    /// Why it cannot be printed, in words.
    pub fn print(&self, bytes: &[u8], grow: Grow<'_>) -> Result<(), String> {
        let of = self.of.as_ref().ok_or("The schema has no type for this message. Its bytes are under Wire.")?;
        let mut builder = TextBuilder::new(self.syntax());
        let mut flow = ControlFlow::Continue(());
        let mut take = |piece: PrintedPiece<'_>| {
            let marks = piece.marks.into_iter().map(mark).collect();
            builder.push(piece.text, marks, piece.enum_names, &mut |addition| {
                if flow.is_continue() {
                    flow = grow(addition, piece.read_bytes);
                }
            });
            flow
        };
        match self.syntax() {
            Syntax::Json => print_json_in_pieces(of, bytes, &self.options, TextBuilder::PIECE_BYTES, &mut take),
            _ => print_text_in_pieces(of, bytes, TextBuilder::PIECE_BYTES, &mut take),
        }
        if flow.is_continue() {
            builder.finish(&mut |addition| flow = grow(addition, bytes.len()));
        }
        Ok(())
    }
}

fn mark(mark: message::Mark) -> Mark {
    Mark { is_wrong: mark.kind.is_error(), range: mark.range, reason: mark.message }
}
