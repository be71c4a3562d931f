//! JSON on lines, two spaces a level, or all in one: commas, indents and keys.
//! What the values are is the caller's affair.

use super::out::Out;
use crate::message::{json::Indent, quote::push_json_escaped};

/// A line's end and what a line may begin with.
const INDENT: &str = "\n                                                                                                \
                                                                                                                        ";

/// JSON as it grows.
pub(super) struct JsonOut<'t> {
    pub(super) out: Out<'t>,
    indent: Indent,
    depth: usize,
    is_first: bool,
}

impl<'t> JsonOut<'t> {
    pub(super) fn new(out: Out<'t>, indent: Indent) -> Self {
        Self { out, indent, depth: 0, is_first: true }
    }

    /// Begin an object or array.
    #[inline]
    pub(super) fn open(&mut self, bracket: char) {
        self.out.text.push(bracket);
        self.depth += 1;
        self.is_first = true;
    }

    /// End an object or array.
    #[inline]
    pub(super) fn close(&mut self, bracket: char) {
        self.depth = self.depth.saturating_sub(1);
        if !self.is_first {
            self.line();
        }
        self.out.text.push(bracket);
        self.is_first = false;
    }

    /// Begin an array's element.
    #[inline]
    pub(super) fn element(&mut self) {
        self.out.pause();
        if !self.is_first {
            self.out.text.push(',');
        }
        self.is_first = false;
        self.line();
    }

    /// Begin a member with a key that is `"name": ` already.
    #[inline]
    pub(super) fn ready_key(&mut self, key: &str) {
        self.element();
        let key = if self.indent == Indent::Pretty { key } else { key.get(..key.len() - 1).unwrap_or(key) };
        self.out.text.push_str(key);
    }

    /// Begin a member of any name; says at which byte the name stands.
    pub(super) fn key(&mut self, name: &str) -> usize {
        self.element();
        let at = self.out.at();
        self.out.text.push('"');
        push_json_escaped(&mut self.out.text, name);
        self.out.text.push_str(if self.indent == Indent::Pretty { "\": " } else { "\":" });
        at
    }

    #[inline]
    fn line(&mut self) {
        if self.indent == Indent::Pretty {
            match INDENT.get(..1 + 2 * self.depth) {
                Some(line) => self.out.text.push_str(line),
                None => self.deep_line(),
            }
        }
    }

    #[cold]
    fn deep_line(&mut self) {
        self.out.text.push('\n');
        (0..self.depth).for_each(|_| self.out.text.push_str("  "));
    }
}
