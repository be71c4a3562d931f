//! Where one request message ends and the next begins in `--data`, a file, or a pipe that is still being written.
//! It finds the ends and the positions; whether a piece is a good message is for others.

use super::call_args::Format;

/// One message as typed, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The text of this message alone.
    pub text: String,
    /// Where it begins.
    pub start: Position,
}

/// 1-based line and column, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

impl Position {
    /// A position inside the message as a position in the whole input.
    pub fn offset(self, inside: Position) -> Position {
        match inside.line {
            0 | 1 => Position { line: self.line, column: self.column + inside.column.saturating_sub(1) },
            _ => Position { line: self.line + inside.line - 1, column: inside.column },
        }
    }

    fn advance(&mut self, byte: u8) {
        if byte == b'\n' {
            *self = Position { line: self.line + 1, column: 1 };
        } else if byte & 0b1100_0000 != 0b1000_0000 {
            // Continuation bytes of UTF-8 belong to the character before.
            self.column += 1;
        }
    }
}

/// The input is not text at this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotUtf8(pub Position);

/// Cuts a stream of bytes into messages. A JSON value is handed out at its last bracket or quote, so that the other
/// end of a pipe gets it sent without a newline; numbers and literals end at white space.
pub struct Framer {
    rule: Rule,
    here: Position,
    start: Position,
    piece: Vec<u8>,
}

enum Rule {
    /// Between values, or in one.
    Json(Option<Inside>),
    /// Text format: 0x1E between messages, as grpcurl has it.
    Text,
}

/// What kind of value a piece is, and how much of it is open.
enum Inside {
    Brackets { depth: usize, string: Option<Quoted> },
    String(Quoted),
    Bare,
}

#[derive(Default)]
struct Quoted {
    escaped: bool,
}

impl Quoted {
    /// Whether this byte closes the string.
    fn closes(&mut self, byte: u8) -> bool {
        if std::mem::take(&mut self.escaped) {
            return false;
        }
        self.escaped = byte == b'\\';
        byte == b'"'
    }
}

const RECORD_SEPARATOR: u8 = 0x1e;

impl Framer {
    /// For the notation that `--format` says `--data` has.
    pub fn new(format: Format) -> Self {
        let rule = match format {
            Format::Text => Rule::Text,
            Format::Json | Format::Ndjson | Format::Hex => Rule::Json(None),
        };
        let begin = Position { line: 1, column: 1 };
        Self { rule, here: begin, start: begin, piece: Vec::new() }
    }

    /// Takes more input and hands out the messages that are now complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Result<Typed, NotUtf8>> {
        let mut complete = Vec::new();
        for byte in bytes {
            let typed = match &mut self.rule {
                Rule::Json(_) => self.push_json(*byte),
                Rule::Text if *byte == RECORD_SEPARATOR => {
                    let typed = self.take();
                    self.here.advance(*byte);
                    self.start = self.here;
                    vec![typed]
                }
                Rule::Text => {
                    self.piece.push(*byte);
                    self.here.advance(*byte);
                    Vec::new()
                }
            };
            complete.extend(typed);
        }
        complete
    }

    /// The input has ended: what is left is the last message, complete or not.
    pub fn finish(mut self) -> Option<Result<Typed, NotUtf8>> {
        let blank = self.piece.iter().all(u8::is_ascii_whitespace);
        (!blank).then(|| self.take())
    }

    fn push_json(&mut self, byte: u8) -> Vec<Result<Typed, NotUtf8>> {
        let mut complete = Vec::new();
        if matches!(&self.rule, Rule::Json(Some(Inside::Bare))) && (byte.is_ascii_whitespace() || opens(byte)) {
            complete.push(self.take());
            self.rule = Rule::Json(None);
        }
        let Rule::Json(inside) = &mut self.rule else { return complete };
        let begins = inside.is_none();
        let done = match inside {
            None if byte.is_ascii_whitespace() => {
                self.here.advance(byte);
                return complete;
            }
            None => {
                *inside = Some(match byte {
                    b'{' | b'[' => Inside::Brackets { depth: 1, string: None },
                    b'"' => Inside::String(Quoted::default()),
                    _ => Inside::Bare,
                });
                false
            }
            Some(Inside::Brackets { depth, string }) => brackets_close(depth, string, byte),
            Some(Inside::String(string)) => string.closes(byte),
            Some(Inside::Bare) => false,
        };
        if begins {
            self.start = self.here;
        }
        self.piece.push(byte);
        self.here.advance(byte);
        if done {
            complete.push(self.take());
            self.rule = Rule::Json(None);
        }
        complete
    }

    fn take(&mut self) -> Result<Typed, NotUtf8> {
        let start = self.start;
        String::from_utf8(std::mem::take(&mut self.piece)).map(|text| Typed { text, start }).map_err(|error| {
            let mut wrong = start;
            for byte in error.as_bytes().iter().take(error.utf8_error().valid_up_to()) {
                wrong.advance(*byte);
            }
            NotUtf8(wrong)
        })
    }
}

fn opens(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'"')
}

fn brackets_close(depth: &mut usize, string: &mut Option<Quoted>, byte: u8) -> bool {
    if let Some(quoted) = string {
        if quoted.closes(byte) {
            *string = None;
        }
        return false;
    }
    match byte {
        b'"' => *string = Some(Quoted::default()),
        b'{' | b'[' => *depth += 1,
        b'}' | b']' => *depth -= 1,
        _ => {}
    }
    *depth == 0
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(format: Format, input: &str, expected: &[(&str, u32, u32)]) {
        // In one piece, and byte by byte: a pipe cuts anywhere.
        for size in [input.len().max(1), 1] {
            let mut framer = Framer::new(format);
            let mut found: Vec<Typed> = Vec::new();
            for chunk in input.as_bytes().chunks(size) {
                found.extend(framer.push(chunk).into_iter().map(Result::unwrap));
            }
            found.extend(framer.finish().map(Result::unwrap));
            let found: Vec<_> =
                found.iter().map(|typed| (typed.text.as_str(), typed.start.line, typed.start.column)).collect();
            assert_eq!(found, expected, "{input:?}");
        }
    }

    #[test]
    fn several_json_values_are_several_messages() {
        check(Format::Json, "", &[]);
        check(Format::Json, " \n\t ", &[]);
        check(Format::Json, "{}", &[("{}", 1, 1)]);
        check(
            Format::Json,
            "{\"a\":1}{\"b\":[2]}\n  [3]",
            &[("{\"a\":1}", 1, 1), ("{\"b\":[2]}", 1, 8), ("[3]", 2, 3)],
        );
        check(Format::Json, "\"a b\" 12 true{}", &[("\"a b\"", 1, 1), ("12", 1, 7), ("true", 1, 10), ("{}", 1, 14)]);
        check(Format::Json, r#"{"a":"}\"{\\"} {}"#, &[(r#"{"a":"}\"{\\"}"#, 1, 1), ("{}", 1, 16)]);
        check(Format::Json, "{\"é\":1} {}", &[("{\"é\":1}", 1, 1), ("{}", 1, 9)]);
    }

    #[test]
    fn what_is_not_closed_or_not_json_is_handed_on_for_the_parser_to_refuse() {
        check(Format::Json, "{\"a\":", &[("{\"a\":", 1, 1)]);
        check(Format::Json, "{},{}", &[("{}", 1, 1), (",", 1, 3), ("{}", 1, 4)]);
        check(Format::Json, "}", &[("}", 1, 1)]);
    }

    #[test]
    fn text_messages_are_parted_by_the_record_separator() {
        check(Format::Text, "a: 1\nb: 2\n", &[("a: 1\nb: 2\n", 1, 1)]);
        check(Format::Text, "a: 1\n\u{1e}\nb: 2", &[("a: 1\n", 1, 1), ("\nb: 2", 2, 2)]);
        check(Format::Text, "\u{1e}", &[("", 1, 1)]);
        check(Format::Text, " \n", &[]);
    }

    #[test]
    fn bytes_that_are_not_text_are_named_by_their_place() {
        let mut framer = Framer::new(Format::Json);
        assert_eq!(framer.push(b"{}\n{\"\xff\"}")[1], Err(NotUtf8(Position { line: 2, column: 3 })));
    }

    #[test]
    fn positions_inside_a_message_become_positions_in_the_input() {
        let start = Position { line: 3, column: 5 };
        assert_eq!(start.offset(Position { line: 1, column: 4 }), Position { line: 3, column: 8 });
        assert_eq!(start.offset(Position { line: 2, column: 4 }), Position { line: 4, column: 4 });
    }
}
