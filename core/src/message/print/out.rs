//! Text as it is printed, with its marks: kept whole, or handed over in pieces while the rest is made.
//! It knows no layout; places count from the start of the whole text.

use std::ops::ControlFlow;

use super::marks::{Mark, MarkKind, Printed, PrintedPiece};
use crate::message::{
    quote::push_json_escaped,
    wire::{Payload, tag_len},
};

/// Who takes the pieces.
pub(super) type Take<'t> = &'t mut dyn FnMut(PrintedPiece<'_>) -> ControlFlow<()>;

/// How much of a long value is written between two looks at whether a piece is full.
const STEP: usize = 48 << 10;
/// How large the first piece is, where others may be larger: what is at the top is wanted soon.
const FIRST_PIECE: usize = 8 << 10;
/// How many marks one text has at most; the last of them says that there are more places.
const MAX_MARKS: usize = 100_000;

/// Text as it grows.
pub(super) struct Out<'t> {
    /// What is not handed over yet.
    pub(super) text: String,
    printed: Printed,
    /// How many bytes of text were handed over.
    before: usize,
    /// Handed over from here on; later pieces are larger, up to `most_bytes`.
    piece_bytes: usize,
    most_bytes: usize,
    /// See [`PrintedPiece::read_bytes`].
    read: usize,
    take: Option<Take<'t>>,
    marks: usize,
    /// Nobody wants more.
    is_stopped: bool,
}

impl<'t> Out<'t> {
    /// All of it is kept.
    pub(super) fn whole(capacity: usize) -> Self {
        Self {
            text: String::with_capacity(capacity),
            printed: Printed::default(),
            before: 0,
            piece_bytes: usize::MAX,
            most_bytes: usize::MAX,
            read: 0,
            take: None,
            marks: 0,
            is_stopped: false,
        }
    }

    /// It is handed over in pieces of about so many bytes, the first ones smaller.
    pub(super) fn in_pieces(most_bytes: usize, take: Take<'t>) -> Self {
        let most_bytes = most_bytes.max(1);
        let piece_bytes = most_bytes.min(FIRST_PIECE);
        Self { piece_bytes, most_bytes, take: Some(take), ..Self::whole(most_bytes.min(1 << 20)) }
    }

    /// About how many bytes of the message are told of.
    #[inline]
    pub(super) fn read(&self) -> usize {
        self.read
    }

    /// The message is told of up to about here.
    #[inline]
    pub(super) fn set_read(&mut self, bytes: usize) {
        self.read = bytes;
    }

    /// One more value of the message is told of.
    #[inline]
    pub(super) fn add_read(&mut self, number: u32, payload: Payload<'_>) {
        self.read += tag_len(number) + payload.wire_len();
    }

    /// The byte at which the next text begins.
    #[inline]
    pub(super) fn at(&self) -> usize {
        self.before + self.text.len()
    }

    /// Nobody wants more: what is printed from here on is lost.
    #[inline]
    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// A place where the text may be cut in two.
    #[inline]
    pub(super) fn pause(&mut self) {
        if self.text.len() >= self.piece_bytes {
            self.hand_over();
        }
    }

    /// The last piece, or the whole.
    pub(super) fn finish(mut self) -> Printed {
        if self.take.is_some() {
            self.hand_over();
        }
        Printed { text: self.text, ..self.printed }
    }

    #[cold]
    fn hand_over(&mut self) {
        let piece = PrintedPiece {
            text: &self.text,
            marks: std::mem::take(&mut self.printed.marks),
            enum_names: &self.printed.enum_names,
            read_bytes: self.read,
        };
        if let Some(take) = &mut self.take
            && !self.is_stopped
        {
            self.is_stopped = take(piece).is_break();
        }
        self.before += self.text.len();
        self.text.clear();
        self.printed.enum_names.clear();
        self.piece_bytes = self.piece_bytes.saturating_mul(2).min(self.most_bytes);
    }

    /// Mark what was printed from this byte on.
    #[cold]
    pub(super) fn mark(&mut self, from: usize, kind: MarkKind, message: impl Into<String>) {
        self.marks += 1;
        let range = from..self.at();
        match self.marks.cmp(&MAX_MARKS) {
            std::cmp::Ordering::Less => self.printed.marks.push(Mark { range, kind, message: message.into() }),
            std::cmp::Ordering::Equal => {
                let message = format!("more than {MAX_MARKS} marks: places after this one are not marked");
                self.printed.marks.push(Mark { range, kind: MarkKind::Cut, message });
            }
            std::cmp::Ordering::Greater => {}
        }
    }

    /// The same at the end of what was printed.
    pub(super) fn mark_end(&mut self, kind: MarkKind, message: impl Into<String>) {
        self.mark(self.at().saturating_sub(1), kind, message);
    }

    /// The name of an enum's value stands here, up to the end.
    #[inline]
    pub(super) fn enum_name(&mut self, from: usize) {
        let range = from..self.at();
        self.printed.enum_names.push(range);
    }

    /// A string in quotes, escaped as JSON has it.
    #[inline]
    pub(super) fn quoted(&mut self, text: &str) {
        self.text.push('"');
        if text.len() <= STEP {
            push_json_escaped(&mut self.text, text);
        } else {
            self.long(text);
        }
        self.text.push('"');
    }

    #[cold]
    fn long(&mut self, text: &str) {
        let (mut rest, read) = (text, self.read);
        while !rest.is_empty() && !self.is_stopped {
            let (step, after) = rest.split_at(rest.floor_char_boundary(STEP));
            push_json_escaped(&mut self.text, step);
            self.read += step.len();
            self.pause();
            rest = after;
        }
        self.read = read;
    }

    /// Bytes in quotes, as base64.
    pub(super) fn base64(&mut self, bytes: &[u8]) {
        let read = self.read;
        self.text.push('"');
        // Steps of whole threes need no padding between them.
        for step in bytes.chunks(STEP) {
            if self.is_stopped {
                break;
            }
            crate::message::scalar::push_base64(&mut self.text, step);
            self.read += step.len();
            self.pause();
        }
        self.text.push('"');
        self.read = read;
    }
}
