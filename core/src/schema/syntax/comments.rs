//! Which comments belong to what stands before, what stands after, and nothing: the rules of protoc's tokenizer.
//! It knows lines and tokens, not declarations.

use super::lexer::{CommentStart, Kind, Lexer};

/// The comments between two tokens.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// Of what stands before.
    pub trailing: String,
    /// Of neither.
    pub detached: Vec<String>,
    /// Of what stands after.
    pub leading: String,
}

/// Goes on to the next token and tells the comments passed.
pub(super) fn next_with_comments(lexer: &mut Lexer<'_>) -> Comments {
    let mut collector = Collector::default();
    let is_first = lexer.current.kind == Kind::Start;
    let before = (!is_first).then(|| lexer.line());
    let mut trailing_end = None;
    if !is_first {
        collector.can_trail = true;
        lexer.skip_white(false);
        match lexer.comment_start() {
            Some(start) => {
                trailing_end = collector.read_beside(lexer, start);
            }
            None if lexer.take(b'\n') => {}
            None => {
                lexer.next();
                return collector.found;
            }
        }
    }
    loop {
        lexer.skip_white(false);
        if let Some(start) = lexer.comment_start() {
            collector.read(lexer, start);
            if start == CommentStart::Block {
                lexer.skip_white(false);
                lexer.take(b'\n');
            }
        } else if lexer.take(b'\n') {
            collector.flush();
            collector.can_trail = false;
        } else {
            break;
        }
    }
    lexer.next();
    let token = lexer.current;
    let is_end = token.kind == Kind::End;
    if is_end || matches!(token.text, "}" | "]" | ")") {
        collector.flush();
    }
    if !is_end && [before, trailing_end].contains(&Some(lexer.line())) {
        collector.detach_only_one();
    }
    collector.finish()
}

#[derive(Default)]
struct Collector {
    found: Comments,
    /// The last comment, as long as it may still be the leading one; present even if it is empty.
    pending: Option<Pending>,
    flushed: usize,
    has_trailing: bool,
    /// Whether a comment may still belong to what stands before.
    can_trail: bool,
}

struct Pending {
    text: String,
    is_line: bool,
}

impl Collector {
    /// A comment on the line of the token before. Tells the line where it ends.
    fn read_beside(&mut self, lexer: &mut Lexer<'_>, start: CommentStart) -> Option<u32> {
        let line = lexer.line();
        self.read(lexer, start);
        let end = if start == CommentStart::Line { line } else { lexer.line() };
        if start == CommentStart::Block {
            lexer.skip_white(false);
        }
        self.flush();
        Some(end)
    }

    /// Line comments one below the other are one comment.
    fn read(&mut self, lexer: &mut Lexer<'_>, start: CommentStart) {
        let is_line = start == CommentStart::Line;
        if !(is_line && self.pending.as_ref().is_some_and(|pending| pending.is_line)) {
            self.flush();
        }
        let pending = self.pending.get_or_insert_with(|| Pending { text: String::new(), is_line });
        match start {
            CommentStart::Line => pending.text.push_str(lexer.line_comment()),
            CommentStart::Block => lexer.block_comment(Some(&mut pending.text)),
        }
    }

    /// The pending comment does not lead what comes next.
    fn flush(&mut self) {
        let Some(pending) = self.pending.take() else { return };
        if self.can_trail {
            self.found.trailing.push_str(&pending.text);
            self.has_trailing = true;
            self.can_trail = false;
        } else {
            self.found.detached.push(pending.text);
        }
        self.flushed += 1;
    }

    /// A single comment between two tokens of one line belongs to neither.
    fn detach_only_one(&mut self) {
        if self.flushed + usize::from(self.pending.is_some()) != 1 {
            return;
        }
        if self.has_trailing {
            self.found.detached.insert(0, std::mem::take(&mut self.found.trailing));
        }
        self.flush();
    }

    fn finish(mut self) -> Comments {
        if let Some(pending) = self.pending {
            self.found.leading = pending.text;
        }
        self.found
    }
}
