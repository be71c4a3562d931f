//! Writes JSON text piece by piece: two spaces a level, or all in one line.
//! It keeps commas and indents right and knows at which byte it stands; what is written is the caller's affair.

/// How JSON text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Indent {
    /// One value a line, two spaces a level.
    #[default]
    Pretty,
    /// All in one line, without spaces.
    Compact,
}

/// JSON text as it grows.
pub(crate) struct Writer {
    out: String,
    indent: Indent,
    depth: usize,
    first: bool,
}

impl Writer {
    pub(crate) fn new(indent: Indent) -> Self {
        Self { out: String::new(), indent, depth: 0, first: true }
    }

    /// The byte at which the next piece begins.
    pub(crate) fn at(&self) -> usize {
        self.out.len()
    }

    pub(crate) fn into_text(self) -> String {
        self.out
    }

    /// Begin an object or array.
    pub(crate) fn open(&mut self, bracket: char) {
        self.out.push(bracket);
        self.depth += 1;
        self.first = true;
    }

    /// End an object or array.
    pub(crate) fn close(&mut self, bracket: char) {
        self.depth = self.depth.saturating_sub(1);
        if !self.first {
            self.line();
        }
        self.out.push(bracket);
        self.first = false;
    }

    /// Begin an array's element.
    pub(crate) fn element(&mut self) {
        if !self.first {
            self.out.push(',');
        }
        self.first = false;
        self.line();
    }

    /// Begin an object's member; says at which byte the name stands.
    pub(crate) fn key(&mut self, name: &str) -> usize {
        self.element();
        let at = self.at();
        push_quoted(&mut self.out, name);
        self.out.push_str(if self.indent == Indent::Pretty { ": " } else { ":" });
        at
    }

    /// A string value.
    pub(crate) fn quoted(&mut self, text: &str) {
        push_quoted(&mut self.out, text);
    }

    /// A value that is JSON already, on one line.
    pub(crate) fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// A text of several lines, each line after the first moved in to where the writer stands.
    pub(crate) fn embed(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.line_break();
            }
            self.out.push_str(line);
        }
    }

    /// How many bytes [`Writer::embed`] puts before each line after the first.
    pub(crate) fn indent_len(&self) -> usize {
        2 * self.depth
    }

    fn line(&mut self) {
        if self.indent == Indent::Pretty {
            self.line_break();
        }
    }

    fn line_break(&mut self) {
        self.out.push('\n');
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
    }
}

/// Append a JSON string.
fn push_quoted(out: &mut String, text: &str) {
    use std::fmt::Write as _;
    out.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..=0x1f | 0x7f => "",
            _ => continue,
        };
        out.push_str(text.get(from..at).unwrap_or(""));
        if escaped.is_empty() {
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escaped);
        }
        from = at + 1;
    }
    out.push_str(text.get(from..).unwrap_or(""));
    out.push('"');
}
