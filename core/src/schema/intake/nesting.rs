//! How deep the braces of a .proto text or an option value go, told before any parser recurses into them.
//! A lexer that knows strings and comments and nothing else of the language.

/// Levels a file may nest; what people write stays under ten.
pub(in crate::schema) const MAX_NESTING: usize = 64;

/// The 1-based line where nesting goes past [`MAX_NESTING`], if it does.
pub(in crate::schema) fn too_deep(text: &str) -> Option<u32> {
    let mut lexer = Lexer { rest: text.as_bytes(), line: 1 };
    let mut depth = 0usize;
    while let Some(byte) = lexer.next() {
        match byte {
            b'{' | b'[' | b'(' | b'<' => {
                depth += 1;
                if depth > MAX_NESTING {
                    return Some(lexer.line);
                }
            }
            b'}' | b']' | b')' | b'>' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

struct Lexer<'a> {
    rest: &'a [u8],
    line: u32,
}

impl Lexer<'_> {
    /// The next byte that is in no string and no comment.
    fn next(&mut self) -> Option<u8> {
        loop {
            match self.bump()? {
                b'/' if self.rest.first() == Some(&b'/') => self.line_comment(),
                // A comment of option values; anywhere else the parser refuses it.
                b'#' => self.line_comment(),
                b'/' if self.rest.first() == Some(&b'*') => self.block_comment(),
                quote @ (b'"' | b'\'') => self.string(quote),
                byte => return Some(byte),
            }
        }
    }

    fn bump(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        self.line += u32::from(byte == b'\n');
        Some(byte)
    }

    fn line_comment(&mut self) {
        while self.bump().is_some_and(|byte| byte != b'\n') {}
    }

    /// Counts nested openings as the parser does, which goes on after them.
    fn block_comment(&mut self) {
        self.bump();
        let mut depth = 1usize;
        while let Some(byte) = self.bump() {
            match (byte, self.rest.first()) {
                (b'*', Some(b'/')) => depth -= 1,
                (b'/', Some(b'*')) => depth += 1,
                _ => continue,
            }
            self.bump();
            if depth == 0 {
                return;
            }
        }
    }

    /// A string ends at its line's end at the latest.
    fn string(&mut self, quote: u8) {
        while let Some(byte) = self.bump() {
            match byte {
                b'\\' if self.rest.first() != Some(&b'\n') => {
                    self.bump();
                }
                byte if byte == quote || byte == b'\n' => return,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_what_a_parser_would_recurse_into() {
        let deep = |open: &str, close: &str, levels: usize| open.repeat(levels) + &close.repeat(levels);
        for (open, close) in [("{", "}"), ("[", "]"), ("(", ")"), ("<", ">"), ("a {\n", "}\n")] {
            assert_eq!(too_deep(&deep(open, close, 64)), None, "{open}");
            assert!(too_deep(&deep(open, close, 65)).is_some(), "{open}");
        }
        assert_eq!(too_deep(&deep("a {\n", "}\n", 70)), Some(65));
        assert_eq!(too_deep(&"{}".repeat(1000)), None);
    }

    #[test]
    fn braces_in_strings_and_comments_do_not_count() {
        let braces = "{".repeat(100);
        for text in [
            format!("// {braces}\n"),
            format!("/* {braces}\n{braces} */"),
            format!("option a = \"{braces}\";"),
            format!("option a = '\\'{braces}';"),
            format!("option a = {{ # it's {braces}\n}}"),
            format!("/* /* {braces} */ {braces} */"),
        ] {
            assert_eq!(too_deep(&text), None, "{text}");
        }
        assert_eq!(too_deep(&format!("\"open\n{braces}")), Some(2));
        assert_eq!(too_deep(&format!("# it's\n{braces}")), Some(2));
    }
}
