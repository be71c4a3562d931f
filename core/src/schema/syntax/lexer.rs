//! The lexer: from the bytes of a .proto text to tokens with their places.
//! It knows no grammar; comments between tokens are passed over here and collected in `comments`.

use crate::schema::problem::Problem;

/// Errors of one text that are told, and warnings.
const MAX_PROBLEMS: usize = 20;

/// Columns from one tab stop to the next.
const TAB_WIDTH: u32 = 8;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Before the first one.
    Start,
    Identifier,
    Integer,
    Float,
    /// With its quotes, on one line.
    String,
    /// One character.
    Symbol,
    /// After the last one.
    End,
}

/// A piece of the text. Lines and columns are 0-based; none spans lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    pub line: u32,
    pub column: u32,
    pub end_column: u32,
}

/// How a comment opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CommentStart {
    Line,
    Block,
}

/// Reads token after token.
pub(super) struct Lexer<'a> {
    text: &'a str,
    pos: usize,
    line: u32,
    /// Where the line begins, and what its tabs add to the columns after them.
    line_start: usize,
    tab_columns: u32,
    pub current: Token<'a>,
    pub previous: Token<'a>,
    pub problems: Vec<Problem>,
    has_given_up: bool,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let start = Token { kind: Kind::Start, text: "", line: 0, column: 0, end_column: 0 };
        let pos = text.len() - text.trim_start_matches('\u{feff}').len();
        let mut lexer = Self {
            text,
            pos: pos.min('\u{feff}'.len_utf8()),
            line: 0,
            line_start: 0,
            tab_columns: 0,
            current: start,
            previous: start,
            problems: Vec::new(),
            has_given_up: false,
        };
        if let Some(at) = text.bytes().position(|byte| byte == 0) {
            lexer.refuse_nul(at);
        }
        lexer
    }

    /// Goes on to the next token.
    pub(super) fn next(&mut self) {
        self.previous = self.current;
        loop {
            self.skip_white(true);
            match self.comment_start() {
                Some(CommentStart::Line) => drop(self.line_comment()),
                Some(CommentStart::Block) => self.block_comment(None),
                None => break,
            }
        }
        let (line, column, start) = (self.line, self.column(), self.pos);
        let kind = self.token();
        let text = self.text.get(start..self.pos).unwrap_or_default();
        self.current = Token { kind, text, line, column, end_column: self.column() };
    }

    /// Reports at a 0-based place, unless something was reported there already. The last error that is told ends the text.
    pub(super) fn report(&mut self, line: u32, column: u32, problem: Problem) {
        let place = (line.saturating_add(1), column.saturating_add(1));
        let is_told = self.problems.last().is_some_and(|last| {
            (last.line, last.column) == (Some(place.0), Some(place.1)) && last.is_error >= problem.is_error
        });
        let told = self.problems.iter().filter(|told| told.is_error == problem.is_error).count();
        if self.has_given_up || is_told || told >= MAX_PROBLEMS {
            return;
        }
        let is_last = problem.is_error && told + 1 == MAX_PROBLEMS;
        self.problems.push(problem.at(Some(place)));
        if is_last {
            self.give_up();
        }
    }

    /// The text ends here; what is left of it is not read, and nothing more is told.
    pub(super) fn give_up(&mut self) {
        self.has_given_up = true;
        self.pos = self.text.len();
        self.current = Token { kind: Kind::End, text: "", ..self.current };
    }

    pub(super) fn line(&self) -> u32 {
        self.line
    }

    fn column(&self) -> u32 {
        u32::try_from(self.pos - self.line_start).unwrap_or(u32::MAX).saturating_add(self.tab_columns)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }

    fn peek_second(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos + 1).copied()
    }

    /// Passes a byte, keeping count of lines and columns.
    fn bump(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        match byte {
            b'\n' => {
                self.line = self.line.saturating_add(1);
                self.line_start = self.pos + 1;
                self.tab_columns = 0;
            }
            b'\t' => self.tab_columns = self.tab_columns.saturating_add(TAB_WIDTH - 1 - self.column() % TAB_WIDTH),
            _ => {}
        }
        self.pos += 1;
        Some(byte)
    }

    pub(super) fn take(&mut self, wanted: u8) -> bool {
        self.take_if(|byte| byte == wanted)
    }

    fn take_if(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let found = self.peek().is_some_and(wanted);
        if found {
            self.bump();
        }
        found
    }

    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.take_if(&wanted) {}
    }

    /// Passes white space, line ends too if asked.
    pub(super) fn skip_white(&mut self, lines: bool) {
        self.take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | 0x0b | 0x0c | 0) || (lines && byte == b'\n'));
    }

    pub(super) fn comment_start(&mut self) -> Option<CommentStart> {
        let start = match (self.peek()?, self.peek_second()?) {
            (b'/', b'/') => CommentStart::Line,
            (b'/', b'*') => CommentStart::Block,
            _ => return None,
        };
        self.pos += 2;
        Some(start)
    }

    /// The rest of a line comment with its line's end.
    pub(super) fn line_comment(&mut self) -> &'a str {
        let rest = self.text.get(self.pos..).unwrap_or_default();
        let length = rest.bytes().position(|byte| byte == b'\n').unwrap_or(rest.len());
        self.pos += length;
        self.bump();
        rest.get(..length + 1).unwrap_or(rest)
    }

    /// The rest of a block comment; its text lacks the white space and the asterisk that begin its lines.
    pub(super) fn block_comment(&mut self, mut content: Option<&mut String>) {
        let opened = (self.line, self.column().saturating_sub(2));
        let mut start = self.pos;
        let mut record = |text: &str| {
            if let Some(content) = content.as_deref_mut() {
                content.push_str(text);
            }
        };
        loop {
            match self.bump() {
                Some(b'\n') => {
                    record(self.text.get(start..self.pos).unwrap_or_default());
                    self.skip_white(false);
                    if self.take(b'*') && self.take(b'/') {
                        return;
                    }
                    start = self.pos;
                }
                Some(b'*') if self.peek() == Some(b'/') => {
                    record(self.text.get(start..self.pos - 1).unwrap_or_default());
                    self.pos += 1;
                    return;
                }
                Some(b'/') if self.peek() == Some(b'*') => {
                    let message = "\"/*\" inside a block comment: block comments do not nest";
                    self.report(self.line, self.column() - 1, Problem::error("", message));
                }
                Some(_) => {}
                None => {
                    let problem = Problem::error("", "this comment has no end").hint("Close it with \"*/\".");
                    return self.report(opened.0, opened.1, problem);
                }
            }
        }
    }

    /// Passes one token and says what it was.
    fn token(&mut self) -> Kind {
        let Some(first) = self.peek() else { return Kind::End };
        match first {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                self.take_while(is_word);
                Kind::Identifier
            }
            b'0'..=b'9' => self.number(),
            b'.' if self.peek_second().is_some_and(|byte| byte.is_ascii_digit()) => {
                if self.current.kind == Kind::Identifier && self.adjoins_previous() {
                    self.refuse("a name part cannot begin with a digit");
                }
                self.number()
            }
            b'"' | b'\'' => self.string(first),
            _ => {
                self.symbol(first);
                Kind::Symbol
            }
        }
    }

    /// Called before `current` is replaced by the token at hand.
    fn adjoins_previous(&self) -> bool {
        self.current.line == self.line && self.current.end_column == self.column()
    }

    fn symbol(&mut self, first: u8) {
        if first.is_ascii() && !first.is_ascii_control() {
            self.pos += 1;
            return;
        }
        let Some(symbol) = self.text.get(self.pos..).and_then(|rest| rest.chars().next()) else { return };
        self.refuse(format!("{symbol:?} may stand in comments and strings only"));
        // The report may have ended the text.
        self.pos = (self.pos + symbol.len_utf8()).min(self.text.len());
    }

    /// A number whose first character is at hand, a digit or a point. What is wrong with it is reported, and it stays a number.
    fn number(&mut self) -> Kind {
        let mut is_float = false;
        if self.peek() == Some(b'0') && matches!(self.peek_second(), Some(b'x' | b'X')) {
            self.pos += 2;
            self.digits(|byte| byte.is_ascii_hexdigit(), "hex digits after \"0x\"");
        } else if self.peek() == Some(b'0') && self.peek_second().is_some_and(|byte| byte.is_ascii_digit()) {
            self.take_while(|byte| matches!(byte, b'0'..=b'7'));
            if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                self.refuse("a number with a leading zero is octal: digits 0 to 7");
                self.take_while(|byte| byte.is_ascii_digit());
            }
        } else {
            self.take_while(|byte| byte.is_ascii_digit());
            if self.take(b'.') {
                is_float = true;
                self.take_while(|byte| byte.is_ascii_digit());
            }
            if self.take_if(|byte| matches!(byte, b'e' | b'E')) {
                is_float = true;
                self.take_if(|byte| matches!(byte, b'-' | b'+'));
                self.digits(|byte| byte.is_ascii_digit(), "an exponent after \"e\"");
            }
        }
        match self.peek() {
            Some(byte) if is_word(byte) => self.refuse("expected a space between number and word"),
            Some(b'.') if is_float => self.refuse("a second point in a number"),
            Some(b'.') => self.refuse("hex and octal numbers are whole"),
            _ => {}
        }
        if is_float { Kind::Float } else { Kind::Integer }
    }

    fn digits(&mut self, wanted: impl Fn(u8) -> bool, what: &str) {
        if !self.peek().is_some_and(&wanted) {
            self.refuse(format!("expected {what}"));
        }
        self.take_while(wanted);
    }

    fn string(&mut self, quote: u8) -> Kind {
        let opened = (self.line, self.column());
        self.pos += 1;
        loop {
            match self.peek() {
                None | Some(b'\n') => {
                    let problem = Problem::error("", "this string has no end on its line");
                    self.report(
                        opened.0,
                        opened.1,
                        problem.hint("A long string is written as several, one after another."),
                    );
                    break;
                }
                Some(b'\\') => {
                    self.pos += 1;
                    self.escape();
                }
                Some(byte) => {
                    self.bump();
                    if byte == quote {
                        break;
                    }
                }
            }
        }
        Kind::String
    }

    /// What follows a backslash; further octal and hex digits pass as text would.
    fn escape(&mut self) {
        let Some(byte) = self.peek() else { return };
        let digits = match byte {
            b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' | b'?' | b'\'' | b'"' | b'0'..=b'7' => 0,
            b'x' | b'X' => 1,
            b'u' => 4,
            b'U' => 8,
            _ => return self.refuse("no such escape in a string"),
        };
        self.pos += 1;
        let code = self.text.get(self.pos..self.pos + digits).unwrap_or_default();
        let is_code = code.len() == digits && code.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_code {
            self.refuse(format!("expected {digits} hex digits in this escape"));
        } else if digits == 8 && u32::from_str_radix(code, 16).is_ok_and(|code| code > 0x10_ffff) {
            self.refuse("no such character: the last is \\U0010ffff");
        } else {
            self.pos += digits;
        }
    }

    fn refuse(&mut self, message: impl Into<String>) {
        self.report(self.line, self.column(), Problem::error("", message));
    }

    fn refuse_nul(&mut self, at: usize) {
        let before = self.text.get(..at).unwrap_or_default();
        let line = u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX);
        let column = u32::try_from(at - before.rfind('\n').map_or(0, |end| end + 1)).unwrap_or(u32::MAX);
        let problem = Problem::error("", "a zero byte: this is not a text");
        self.report(line, column, problem);
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
