//! Makes a text out of pieces as they are printed: cuts them at line ends and indexes them, on whatever thread prints.
//! It shows nothing; what it makes is given to [`super::CodeText::append`].

use std::{collections::VecDeque, ops::Range};

use farcall_core::schema::syntax_tokens_within;

use super::{
    Mark,
    chunk::{Chunk, Place, small},
    fold::{Fold, Walk},
};
use crate::viewers::code::highlight::Syntax;

/// What a text grows by.
pub struct Addition {
    pub(super) chunk: Chunk,
    /// Blocks that end here and began in an earlier chunk.
    pub(super) closed: Vec<Fold>,
    /// Marks of earlier chunks.
    pub(super) late: Vec<Mark>,
}

impl Addition {
    /// Its bytes without line breaks, indents and the space after a name.
    pub fn compact_len(&self) -> usize {
        self.chunk.text().len().saturating_sub(self.chunk.layout_bytes)
    }
}

/// No chunk is larger than this, but for a longer line, which is a chunk of its own: so 16 bits tell its bytes and lines.
/// The allocator's pages of 512 KiB hold 15 blocks of this size, and but 7 of twice that.
const CHUNK_BYTES: usize = 32 << 10;

/// Makes the additions of one text, in order.
pub struct TextBuilder {
    syntax: Syntax,
    /// A line whose end has not come.
    pending: String,
    start: usize,
    line: usize,
    marks: VecDeque<Mark>,
    words: VecDeque<Range<usize>>,
    numbers: Vec<u32>,
    walk: Walk,
    inside_comment: bool,
}

impl TextBuilder {
    /// A text in pieces of this size, or a little more, is in chunks that fill their memory best.
    pub const PIECE_BYTES: usize = CHUNK_BYTES - 512;

    /// At the start of a text.
    pub fn new(syntax: Syntax) -> Self {
        Self {
            syntax,
            pending: String::new(),
            start: 0,
            line: 0,
            marks: VecDeque::new(),
            words: VecDeque::new(),
            numbers: Vec::new(),
            walk: Walk::default(),
            inside_comment: false,
        }
    }

    /// Takes the next piece, cut anywhere, with marks and words whose ranges count from the start of the text.
    pub fn push(&mut self, piece: &str, marks: Vec<Mark>, words: &[Range<usize>], add: &mut dyn FnMut(Addition)) {
        if !marks.is_empty() {
            self.marks.extend(marks);
            self.marks.make_contiguous().sort_by_key(|mark| mark.range.start);
        }
        self.words.extend(words.iter().cloned());
        let mut rest = piece;
        while let Some((lines, after)) = self.lines_of_chunk(rest).and_then(|end| rest.split_at_checked(end)) {
            let begun = std::mem::take(&mut self.pending);
            self.add(&begun, lines, add);
            rest = after;
        }
        self.pending.push_str(rest);
    }

    /// Takes lines with the numbers they had in the text they come from.
    pub fn push_lines(&mut self, lines: &str, numbers: &[usize], marks: Vec<Mark>, add: &mut dyn FnMut(Addition)) {
        self.numbers.extend(numbers.iter().map(|number| small(*number)));
        self.push(lines, marks, &[], add);
    }

    /// How many bytes were taken.
    pub fn taken(&self) -> usize {
        self.start + self.pending.len()
    }

    /// The rest of the text: a last line without an end.
    pub fn finish(&mut self, add: &mut dyn FnMut(Addition)) {
        let rest = std::mem::take(&mut self.pending);
        if !rest.is_empty() {
            self.add(&rest, "", add);
        }
    }

    /// Where the lines end that make the next chunk, if a line ends here.
    fn lines_of_chunk(&self, piece: &str) -> Option<usize> {
        let room = CHUNK_BYTES.saturating_sub(self.pending.len()).min(piece.len());
        let (fitting, more) = piece.as_bytes().split_at_checked(room)?;
        let last = fitting.iter().rposition(|byte| *byte == b'\n');
        last.or_else(|| Some(room + more.iter().position(|byte| *byte == b'\n')?)).map(|at| at + 1)
    }

    fn add(&mut self, begun: &str, lines: &str, add: &mut dyn FnMut(Addition)) {
        let mut text = String::with_capacity(begun.len() + lines.len());
        text.push_str(begun);
        text.push_str(lines);
        let (start, end) = (self.start, self.start + text.len());
        let (marks, late) = self.marks_before(end);
        let held = self.words.partition_point(|word| word.start < end);
        let words = self.words.drain(..held).map(|word| small(word.start.saturating_sub(start))).collect();
        let lines = text.bytes().filter(|byte| *byte == b'\n').count() + usize::from(!text.ends_with('\n'));
        let numbered = lines.min(self.numbers.len());
        let place =
            Place { start, first_line: self.line, marks, words, numbers: self.numbers.drain(..numbered).collect() };
        let (mut chunk, closed) = Chunk::index(text.into_boxed_str(), self.syntax, place, &mut self.walk);
        self.find_comments(&mut chunk);
        (self.start, self.line) = (end, chunk.line_range().end);
        add(Addition { chunk, closed, late });
    }

    /// The marks of the chunk that ends here, and those of earlier ones.
    fn marks_before(&mut self, end: usize) -> (Vec<Mark>, Vec<Mark>) {
        let ready = self.marks.partition_point(|mark| mark.range.start < end);
        let start = self.start;
        self.marks.drain(..ready).partition(|mark| mark.range.start >= start)
    }

    /// Only .proto has comments of several lines.
    fn find_comments(&mut self, chunk: &mut Chunk) {
        if self.syntax != Syntax::Proto || (!self.inside_comment && !chunk.text.contains("/*")) {
            return;
        }
        let mut commented = Vec::new();
        for line in 0..chunk.lines() {
            if self.inside_comment {
                commented.push(small(line));
            }
            let mut tokens = syntax_tokens_within(chunk.line(line), self.inside_comment);
            tokens.by_ref().for_each(drop);
            self.inside_comment = tokens.ends_in_comment();
        }
        chunk.in_comment = commented.as_slice().into();
    }
}
