//! The writer: lines, indentation, comments and one blank line between parts.
//! It knows where a comment goes, not what is declared.

use std::collections::HashMap;

use prost_reflect::{DescriptorPool, FileDescriptor};
use prost_types::source_code_info::Location;

use crate::schema::{catalog::Schema, docs::clean};

const INDENT: &str = "  ";

/// Text in the making, for elements of one file.
pub(super) struct Writer<'a> {
    pub schema: &'a Schema,
    /// The name of what is being written, from which type names are relative.
    pub scope: String,
    locations: HashMap<&'a [i32], &'a Location>,
    text: String,
    depth: usize,
    /// A blank line is due before the next line, unless a block has just begun.
    wants_blank: bool,
    at_start: bool,
}

impl<'a> Writer<'a> {
    pub fn new(schema: &'a Schema, file: &FileDescriptor) -> Self {
        let raw = schema.pool().file_descriptor_protos().nth(file.index());
        let source = raw.and_then(|file| file.source_code_info.as_ref());
        Self {
            schema,
            scope: file.package_name().to_owned(),
            locations: source
                .iter()
                .flat_map(|source| &source.location)
                .map(|location| (location.path.as_slice(), location))
                .collect(),
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

    pub fn pool(&self) -> &'a DescriptorPool {
        self.schema.pool()
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
        let comment = clean(self.locations.get(path).map_or("", |location| location.leading_comments()));
        self.comment(&comment);
    }

    /// A statement with the comment beside it, or above it if it has several lines.
    pub fn statement(&mut self, path: &[i32], statement: &str) {
        self.leading_comment(path);
        let trailing = clean(self.locations.get(path).map_or("", |location| location.trailing_comments()));
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
        let comment = clean(self.locations.get(path).map_or("", |location| location.trailing_comments()));
        self.comment(&comment);
        if !comment.is_empty() {
            self.blank();
        }
    }

    /// The place of the element in its source, if that is known.
    pub fn place(&self, path: &[i32]) -> Option<(i32, i32)> {
        match self.locations.get(path)?.span.as_slice() {
            [line, column, ..] => Some((*line, *column)),
            _ => None,
        }
    }

    pub fn has_comment(&self, path: &[i32]) -> bool {
        self.locations.get(path).is_some_and(|location| !clean(location.leading_comments()).is_empty())
    }

    fn comment(&mut self, comment: &str) {
        for line in comment.lines() {
            self.line(format!("// {line}").trim_end());
        }
    }
}
