//! Where definitions stand in the text of a .proto file, and what a name in it may mean. It reads braces and keywords
//! and judges nothing: whatever the text is, it ends after one pass.

/// A block or method that is defined in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Full name; of a method `pkg.Service/Method`.
    pub name: String,
    /// 0-based line of its name.
    pub line: usize,
    /// Bytes from its name to the end of its block.
    pub range: std::ops::Range<usize>,
}

/// Blocks within blocks that are followed; deeper ones have no names.
const DEPTH_MAX: usize = 64;

/// Every message, enum, service, method, group and extension field of a text, in its order.
pub fn definitions(text: &str) -> Vec<Definition> {
    let mut scan =
        Scan { words: Words { text, at: 0, line: 0 }, package: String::new(), open: Vec::new(), found: Vec::new() };
    scan.run();
    scan.found
}

/// The byte at which the name of a symbol stands where it is defined.
pub fn place_of(text: &str, symbol: &str) -> Option<usize> {
    definitions(text).into_iter().find(|definition| definition.name == symbol).map(|definition| definition.range.start)
}

/// What a name that stands at a byte of a text may mean, by the rules of protobuf: the innermost scope first.
pub fn meanings(text: &str, byte: usize, name: &str) -> Vec<String> {
    if let Some(absolute) = name.strip_prefix('.') {
        return vec![absolute.to_owned()];
    }
    let all = definitions(text);
    let inside = all.iter().filter(|definition| definition.range.contains(&byte));
    let innermost = inside.max_by_key(|definition| definition.range.start);
    let mut names = Vec::new();
    let mut scope = match innermost {
        // The name itself is what is defined there.
        Some(definition) if short(&definition.name) == name => {
            names.push(definition.name.clone());
            definition.name.replace('/', ".")
        }
        Some(definition) => {
            names.push(format!("{}/{name}", definition.name));
            definition.name.replace('/', ".")
        }
        None => package_of(text),
    };
    loop {
        if scope.is_empty() {
            names.push(name.to_owned());
            return names;
        }
        names.push(format!("{scope}.{name}"));
        scope = scope.rsplit_once('.').map(|(outer, _)| outer.to_owned()).unwrap_or_default();
    }
}

/// The word around a byte of a text, dots included, with where it starts.
pub fn word_at(text: &str, byte: usize) -> Option<(usize, &str)> {
    let belongs = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let byte = text.floor_char_boundary(byte.min(text.len()));
    let (before, after) = text.split_at_checked(byte)?;
    let start = byte - before.chars().rev().take_while(|c| belongs(*c)).map(char::len_utf8).sum::<usize>();
    let end = byte + after.chars().take_while(|c| belongs(*c)).map(char::len_utf8).sum::<usize>();
    let word = text.get(start..end)?.trim_end_matches('.');
    (!word.is_empty()).then_some((start, word))
}

fn package_of(text: &str) -> String {
    let mut words = Words { text, at: 0, line: 0 };
    while let Some(word) = words.next() {
        if word.text == "package" {
            return words.next().map(|word| word.text.to_owned()).unwrap_or_default();
        }
    }
    String::new()
}

fn short(name: &str) -> &str {
    name.rsplit(['.', '/']).next().unwrap_or(name)
}

/// A block that is open: which definition it is of, if any.
struct Open {
    definition: Option<usize>,
    is_extend: bool,
}

struct Scan<'a> {
    words: Words<'a>,
    package: String,
    open: Vec<Open>,
    found: Vec<Definition>,
}

impl<'a> Scan<'a> {
    fn run(&mut self) {
        // The words of the statement that is read: two are enough to know what it defines.
        let mut statement: Vec<Word<'a>> = Vec::new();
        while let Some(word) = self.words.next() {
            match word.text {
                "{" => {
                    self.open_block(&statement);
                    statement.clear();
                }
                "}" => {
                    self.close_block(word.end);
                    statement.clear();
                }
                ";" => {
                    self.end_statement(&statement, word.end);
                    statement.clear();
                }
                _ if statement.len() < 8 => statement.push(word),
                _ => {}
            }
        }
        let end = self.words.text.len();
        while !self.open.is_empty() {
            self.close_block(end);
        }
    }

    fn open_block(&mut self, statement: &[Word<'a>]) {
        let mut words = statement.iter().skip_while(|word| matches!(word.text, "export" | "local"));
        let first = words.next();
        let second = words.next();
        let is_extend = first.is_some_and(|word| word.text == "extend");
        let defined = match (first.map(|word| word.text), second) {
            (Some("message" | "enum" | "service"), Some(name)) => Some((name, '.')),
            (Some("rpc"), Some(name)) => Some((name, '/')),
            _ => statement
                .iter()
                .position(|word| word.text == "group")
                .and_then(|at| Some((statement.get(at + 1)?, '.'))),
        };
        let definition = defined.and_then(|(name, separator)| self.define(name, separator, name.end));
        self.open.push(Open { definition, is_extend });
    }

    fn end_statement(&mut self, statement: &[Word<'a>], end: usize) {
        match statement {
            [Word { text: "package", .. }, name, ..] if self.open.is_empty() => self.package = name.text.to_owned(),
            [Word { text: "rpc", .. }, name, ..] => {
                self.define(name, '/', end);
            }
            // A field of an extend block is a symbol of its own: its name stands before the `=`.
            words if self.open.last().is_some_and(|open| open.is_extend) => {
                let name = words.iter().position(|word| word.text == "=").and_then(|at| words.get(at.checked_sub(1)?));
                if let Some(name) = name {
                    self.define(name, '.', end);
                }
            }
            _ => {}
        }
    }

    fn define(&mut self, name: &Word<'a>, separator: char, end: usize) -> Option<usize> {
        if self.open.len() >= DEPTH_MAX {
            return None;
        }
        let around = self.open.iter().rev().find_map(|open| open.definition).and_then(|at| self.found.get(at));
        let scope = around.map_or(self.package.as_str(), |definition| definition.name.as_str());
        let full = if scope.is_empty() { name.text.to_owned() } else { format!("{scope}{separator}{}", name.text) };
        self.found.push(Definition { name: full, line: name.line, range: name.start..end });
        Some(self.found.len() - 1)
    }

    fn close_block(&mut self, end: usize) {
        let closed = self.open.pop().and_then(|open| open.definition).and_then(|at| self.found.get_mut(at));
        if let Some(definition) = closed {
            definition.range.end = end;
        }
    }
}

/// A word or a sign of a text.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    line: usize,
}

struct Words<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Words<'a> {
    /// The next word or sign; comments and strings are passed over.
    fn next(&mut self) -> Option<Word<'a>> {
        loop {
            let rest = self.text.get(self.at..)?;
            let first = rest.chars().next()?;
            if rest.starts_with("//") {
                self.pass(rest.find('\n').unwrap_or(rest.len()));
            } else if rest.starts_with("/*") {
                self.pass(rest.find("*/").map_or(rest.len(), |end| end + 2));
            } else if matches!(first, '"' | '\'') {
                self.pass(quoted(rest, first));
            } else if first.is_whitespace() {
                self.pass(first.len_utf8());
            } else {
                let belongs = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
                let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len()).max(first.len_utf8());
                let (start, line) = (self.at, self.line);
                self.pass(length);
                return Some(Word { text: rest.get(..length)?, start, end: self.at, line });
            }
        }
    }

    fn pass(&mut self, bytes: usize) {
        let passed = self.text.get(self.at..self.at + bytes).unwrap_or_default();
        self.line += passed.bytes().filter(|byte| *byte == b'\n').count();
        self.at += bytes.max(1);
    }
}

/// How long a quoted text is; it ends with its line at the latest.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == '\n' {
            return at;
        }
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const SHOP: &str = "syntax = \"proto3\"; // message Not {\npackage shop.v1;\n/* message\n Neither { */\nmessage Order {\n  \
        message Line { string text = 1; }\n  repeated Line lines = 1;\n  Money total = 2;\n}\nenum State { NONE = 0; }\n\
        extend google.protobuf.FieldOptions { optional string note = 50000; }\nservice Orders {\n  \
        rpc Get(Order) returns (Order);\n  rpc Put(Order) returns (Order) { option deprecated = true; }\n}\n";

    #[test]
    fn definitions_are_found_with_their_lines() {
        let found: Vec<(String, usize)> = definitions(SHOP).into_iter().map(|d| (d.name, d.line + 1)).collect();
        let expected = [
            ("shop.v1.Order", 5),
            ("shop.v1.Order.Line", 6),
            ("shop.v1.State", 10),
            ("shop.v1.note", 11),
            ("shop.v1.Orders", 12),
            ("shop.v1.Orders/Get", 13),
            ("shop.v1.Orders/Put", 14),
        ];
        assert_eq!(found, expected.map(|(name, line)| (name.to_owned(), line)));
        assert_eq!(place_of(SHOP, "shop.v1.Orders/Put"), SHOP.find("Put("));
    }

    #[test]
    fn a_name_means_what_stands_nearest() {
        let lines = SHOP.find("Line lines").unwrap();
        assert_eq!(word_at(SHOP, lines + 2), Some((lines, "Line")));
        let meant = meanings(SHOP, lines, "Line");
        assert_eq!(meant[0], "shop.v1.Order/Line", "a method, if it were a service");
        assert_eq!(meant[1..], ["shop.v1.Order.Line", "shop.v1.Line", "shop.Line", "Line"].map(str::to_owned));
        assert_eq!(meanings(SHOP, lines, ".shop.v1.Money"), ["shop.v1.Money"]);
        let get = SHOP.find("Get(").unwrap();
        assert_eq!(meanings(SHOP, get, "Get")[0], "shop.v1.Orders/Get");
    }

    #[test]
    fn whatever_the_text_is_it_ends() {
        for text in
            ["", "}", "{{{{", "message", "message {", "rpc \"", "/*", "package", "// é\u{feff}", "extend X { = 1; }"]
        {
            definitions(text);
            for byte in 0..=text.len() {
                word_at(text, byte);
                meanings(text, byte, "X");
            }
        }
        let deep = "message A { ".repeat(10_000);
        assert_eq!(definitions(&deep).len(), DEPTH_MAX);
        assert_eq!(word_at("a.B.", 4), Some((0, "a.B")));
    }
}
