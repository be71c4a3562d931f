//! The writer: lines, indentation, comments and one blank line between parts.
//! It knows where a comment goes, not what is declared.

use super::file::OpenFile;
use crate::schema::{catalog::Schema, docs::clean};

const INDENT: &str = "  ";

/// Text in the making, for elements of one file.
pub(super) struct Writer<'a> {
    pub schema: &'a Schema,
    pub file: &'a OpenFile,
    /// The name of what is being written, from which type names are relative.
    pub scope: String,
    /// Whether comments that belong to nothing are written, too.
    pub with_detached: bool,
    text: String,
    depth: usize,
    /// A blank line is due before the next line, unless a block has just begun.
    wants_blank: bool,
    at_start: bool,
}

impl<'a> Writer<'a> {
    pub fn new(schema: &'a Schema, file: &'a OpenFile, scope: &str) -> Self {
        Self {
            schema,
            file,
            scope: scope.to_owned(),
            with_detached: false,
            text: String::new(),
            depth: 0,
            wants_blank: false,
            at_start: true,
        }
    }

    pub fn text(mut self, write: impl FnOnce(&mut Self)) -> String {
        write(&mut self);
        self.text
    }

    /// Columns that indentation takes.
    pub fn indent(&self) -> usize {
        self.depth * INDENT.len()
    }

    /// One line, or several parted by line ends.
    pub fn line(&mut self, line: &str) {
        if self.wants_blank && !self.at_start {
            self.text.push('\n');
        }
        (self.wants_blank, self.at_start) = (false, false);
        for line in line.split('\n') {
            if !line.is_empty() {
                self.text.extend(std::iter::repeat_n(INDENT, self.depth));
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
    }

    /// A blank line before what follows.
    pub fn blank(&mut self) {
        self.wants_blank = true;
    }

    /// `head {`, what `write` writes, `}`; `head {}` if it writes nothing.
    pub fn block(&mut self, head: &str, write: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        self.depth += 1;
        (self.wants_blank, self.at_start) = (false, true);
        let before = self.text.len();
        write(self);
        self.depth -= 1;
        (self.wants_blank, self.at_start) = (false, false);
        if self.text.len() == before {
            self.text.truncate(before - 1);
            self.text.push_str("}\n");
        } else {
            self.line("}");
        }
    }

    /// The comment above the element at `path`.
    pub fn leading_comment(&mut self, path: &[i32]) {
        let Some(location) = self.file.location(path) else { return };
        if self.with_detached {
            for detached in &location.leading_detached_comments {
                self.comment(&clean(detached));
                self.blank();
            }
        }
        self.comment(&clean(location.leading_comments()));
    }

    /// A statement with the comment beside it, or above it if it has several lines.
    pub fn statement(&mut self, path: &[i32], statement: &str) {
        self.leading_comment(path);
        let trailing = self.trailing(path);
        match trailing.lines().count() {
            0 => self.line(statement),
            1 if !statement.contains('\n') => self.line(&format!("{statement} // {trailing}")),
            _ => {
                self.comment(&trailing);
                self.line(statement);
            }
        }
    }

    /// The comment that follows the opening of a block.
    pub fn inner_comment(&mut self, path: &[i32]) {
        let comment = self.trailing(path);
        self.comment(&comment);
        if !comment.is_empty() {
            self.blank();
        }
    }

    /// Whether something is written above the element.
    pub fn has_comment(&self, path: &[i32]) -> bool {
        self.file.location(path).is_some_and(|location| {
            let has_detached = self.with_detached && !location.leading_detached_comments.is_empty();
            has_detached || !clean(location.leading_comments()).is_empty()
        })
    }

    fn trailing(&self, path: &[i32]) -> String {
        clean(self.file.location(path).map_or("", |location| location.trailing_comments()))
    }

    fn comment(&mut self, comment: &str) {
        for line in comment.lines() {
            self.line(format!("// {line}").trim_end());
        }
    }
}
