//! The words of a command line as a POSIX shell cuts them: quotes, escapes, lines that go on, pipes, here documents.
//! It knows no program; variables stay as they are written.

use std::path::PathBuf;

use super::CommandError;

/// Commands one after another.
pub(super) struct Pipeline {
    pub(super) segments: Vec<Segment>,
    pub(super) notes: Vec<String>,
}

/// One command.
#[derive(Default)]
pub(super) struct Segment {
    words: Vec<String>,
    /// What goes to its standard input, if the text says so.
    pub(super) input: Option<Input>,
    /// What it prints goes to the next one.
    pub(super) is_piped: bool,
}

/// What goes to a standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    Text(String),
    File(PathBuf),
}

/// Whether a word runs grpcurl: by its name, a path to it, or its image.
pub(super) fn is_grpcurl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    matches!(name, "grpcurl" | "grpcurl.exe")
}

impl Segment {
    pub(super) fn runs_grpcurl(&self) -> bool {
        self.words.iter().any(|word| is_grpcurl(word))
    }

    /// The words after the program.
    pub(super) fn arguments(&self) -> &[String] {
        let at = self.words.iter().position(|word| is_grpcurl(word)).map_or(0, |at| at + 1);
        self.words.get(at..).unwrap_or_default()
    }

    /// What `echo`, `printf` and `cat` print.
    pub(super) fn printed(&self) -> Option<Input> {
        let (program, rest) = self.words.split_first()?;
        let plain: Vec<&str> = rest.iter().map(String::as_str).filter(|word| !matches!(*word, "-n" | "-e")).collect();
        match (program.as_str(), plain.as_slice()) {
            ("echo" | "printf", words) => Some(Input::Text(words.join(" "))),
            ("cat", [file]) => Some(Input::File(PathBuf::from(file))),
            ("cat", []) => self.input.clone(),
            _ => None,
        }
    }

    pub(super) fn shown(&self) -> String {
        self.words.join(" ")
    }
}

/// Whether a word holds `$NAME`, `${NAME}` or `$(…)`.
pub(super) fn has_variable(word: &str) -> bool {
    word.split('$').skip(1).any(|after| after.starts_with(|c: char| c.is_ascii_alphabetic() || "_{(".contains(c)))
}

/// A value whose `$NAME` and `${NAME}` became `{{secret:NAME}}`, and these names.
pub(super) fn with_secrets(value: &str) -> (String, Vec<String>) {
    let mut out = String::new();
    let mut names = Vec::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let (name, behind) = match after.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some((name, behind)) => (name, behind),
            None => after.split_at(after.find(|c| !is_name(c)).unwrap_or(after.len())),
        };
        if name.is_empty() || !name.chars().all(is_name) || name.starts_with(|c: char| c.is_ascii_digit()) {
            out.push('$');
            rest = after;
            continue;
        }
        out.push_str("{{secret:");
        out.push_str(name);
        out.push_str("}}");
        names.push(name.to_owned());
        rest = behind;
    }
    out.push_str(rest);
    (out, names)
}

/// Cuts a text into commands.
pub(super) fn pipeline(text: &str) -> Result<Pipeline, CommandError> {
    let mut reader = Reader { rest: text, pipeline: Pipeline { segments: Vec::new(), notes: Vec::new() } };
    reader.read()?;
    Ok(reader.pipeline)
}

struct Reader<'t> {
    rest: &'t str,
    pipeline: Pipeline,
}

impl<'t> Reader<'t> {
    fn read(&mut self) -> Result<(), CommandError> {
        let mut segment = Segment::default();
        let mut document: Option<&'t str> = None;
        loop {
            self.skip_space();
            let Some(first) = self.peek() else { break };
            match first {
                '\n' | '\r' => {
                    self.take(if self.rest.starts_with("\r\n") { 2 } else { 1 });
                    if let Some(end) = document.take() {
                        segment.input = Some(Input::Text(self.here_document(end)));
                    }
                    self.end(&mut segment, false);
                }
                '#' => self.rest = self.rest.find('\n').and_then(|at| self.rest.get(at..)).unwrap_or(""),
                '|' | ';' | '&' => {
                    let is_pipe = first == '|' && !self.rest.starts_with("||");
                    self.rest = self.rest.trim_start_matches(['|', ';', '&']);
                    self.end(&mut segment, is_pipe);
                }
                '<' if self.rest.starts_with("<<<") => {
                    self.take(3);
                    self.skip_space();
                    segment.input = Some(Input::Text(self.word()?));
                }
                '<' if self.rest.starts_with("<<") => document = Some(self.document_end()),
                '<' => {
                    self.take(1);
                    self.skip_space();
                    segment.input = Some(Input::File(PathBuf::from(self.word()?)));
                }
                '>' => self.output()?,
                _ => {
                    let word = self.word()?;
                    self.push(&mut segment, word)?;
                }
            }
        }
        self.end(&mut segment, false);
        Ok(())
    }

    /// A word of the command. The prompt of a terminal, variables set for it, and what runs it as somebody are no part.
    fn push(&mut self, segment: &mut Segment, word: String) -> Result<(), CommandError> {
        if segment.words.is_empty() {
            let is_assignment = word.split_once('=').is_some_and(|(name, _)| {
                !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            });
            if matches!(word.as_str(), "$" | "%" | "sudo" | "time" | "exec") {
                return Ok(());
            }
            if is_assignment {
                self.pipeline.notes.push(format!("{word} is a variable of the shell; it is left out"));
                return Ok(());
            }
        }
        // 2>&1 and the like: the number belongs to the redirection.
        if matches!(word.as_str(), "1" | "2") && self.rest.starts_with('>') {
            return self.output();
        }
        segment.words.push(word);
        Ok(())
    }

    /// `> file`, `>> file`, `>&1`.
    fn output(&mut self) -> Result<(), CommandError> {
        self.rest = self.rest.trim_start_matches(['>', '&']);
        self.skip_space();
        let file = self.word()?;
        if !matches!(file.as_str(), "1" | "2" | "/dev/null") {
            self.pipeline.notes.push(format!("The answer is not written to {file}"));
        }
        Ok(())
    }

    fn end(&mut self, segment: &mut Segment, is_piped: bool) {
        if !segment.words.is_empty() {
            let ended = std::mem::take(segment);
            self.pipeline.segments.push(Segment { is_piped, ..ended });
        }
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or("");
    }

    /// Blanks, and ends of lines that go on.
    fn skip_space(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\u{a0}']);
            match line_goes_on(self.rest) {
                Some(after) => self.rest = after,
                None => return,
            }
        }
    }

    fn word(&mut self) -> Result<String, CommandError> {
        let mut word = String::new();
        while let Some(first) = self.peek() {
            match first {
                ' ' | '\t' | '\u{a0}' | '\n' | '\r' | '|' | ';' | '<' | '>' | '&' => break,
                '\'' => self.single_quoted(&mut word)?,
                '"' => self.double_quoted(&mut word)?,
                '$' if self.rest.starts_with("$'") => self.ansi_quoted(&mut word)?,
                '$' if self.rest.starts_with("$\"") => self.take(1),
                '$' if self.rest.starts_with("$(") => self.substitution(&mut word),
                _ if line_goes_on(self.rest).is_some() => self.rest = line_goes_on(self.rest).unwrap_or(""),
                '\\' => {
                    self.take(1);
                    if let Some(escaped) = self.peek() {
                        word.push(escaped);
                        self.take(escaped.len_utf8());
                    }
                }
                plain => {
                    word.push(plain);
                    self.take(plain.len_utf8());
                }
            }
        }
        Ok(word)
    }

    /// `'as it stands'`.
    fn single_quoted(&mut self, word: &mut String) -> Result<(), CommandError> {
        let (inner, after) =
            self.rest.get(1..).and_then(|inner| inner.split_once('\'')).ok_or(CommandError::OpenQuote("single"))?;
        word.push_str(inner);
        self.rest = after;
        Ok(())
    }

    /// `"with \" \\ \$ \` and ends of lines taken out"`.
    fn double_quoted(&mut self, word: &mut String) -> Result<(), CommandError> {
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.take(at + 1);
                    return Ok(());
                }
                '\\' => match characters.next() {
                    Some((_, escaped @ ('"' | '\\' | '$' | '`'))) => word.push(escaped),
                    Some((_, '\n')) => {}
                    Some((_, other)) => {
                        word.push('\\');
                        word.push(other);
                    }
                    None => break,
                },
                plain => word.push(plain),
            }
        }
        Err(CommandError::OpenQuote("double"))
    }

    /// `$'with \n \t \x41 \u20ac'` (Bash, "ANSI-C Quoting").
    fn ansi_quoted(&mut self, word: &mut String) -> Result<(), CommandError> {
        let inner = self.rest.get(2..).unwrap_or("");
        let mut characters = inner.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let escaped = match character {
                '\'' => {
                    self.rest = inner.get(at + 1..).unwrap_or("");
                    return Ok(());
                }
                '\\' => characters.next().map(|(_, escaped)| escaped),
                plain => {
                    word.push(plain);
                    continue;
                }
            };
            let mut number = |digits: usize, radix: u32| {
                let mut value = 0;
                for _ in 0..digits {
                    let Some(digit) = characters.peek().and_then(|(_, c)| c.to_digit(radix)) else { break };
                    value = value * radix + digit;
                    characters.next();
                }
                char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER)
            };
            word.push(match escaped {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some('a') => '\u{7}',
                Some('b') => '\u{8}',
                Some('e' | 'E') => '\u{1b}',
                Some('f') => '\u{c}',
                Some('v') => '\u{b}',
                Some('x') => number(2, 16),
                Some('u') => number(4, 16),
                Some('U') => number(8, 16),
                Some('0') => number(3, 8),
                Some(other) => other,
                None => break,
            });
        }
        Err(CommandError::OpenQuote("single"))
    }

    /// `$(command)` as it is written, up to its bracket.
    fn substitution(&mut self, word: &mut String) {
        let mut open = 0_usize;
        let mut end = self.rest.len();
        for (at, character) in self.rest.char_indices() {
            match character {
                '(' => open += 1,
                ')' => open = open.saturating_sub(1),
                _ => continue,
            }
            if open == 0 {
                end = at + 1;
                break;
            }
        }
        let (inside, after) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        word.push_str(inside);
        self.rest = after;
    }

    /// The word that ends a here document: `<<END`, `<<'END'`, `<<-END`.
    fn document_end(&mut self) -> &'t str {
        self.take(2);
        self.rest = self.rest.trim_start_matches(['-', ' ']);
        let end = self.rest.find([' ', '\t', '\n', '\r', '|', ';']).unwrap_or(self.rest.len());
        let (name, after) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = after;
        name.trim_matches(['\'', '"'])
    }

    /// The lines up to the one that ends it.
    fn here_document(&mut self, end: &str) -> String {
        let mut text = String::new();
        while !self.rest.is_empty() {
            let (line, after) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
            self.rest = after;
            if line.trim() == end {
                break;
            }
            text.push_str(line.trim_end_matches('\r'));
            text.push('\n');
        }
        text
    }
}

/// What follows a `\`, `^` or backtick that ends its line: POSIX, cmd.exe, PowerShell.
fn line_goes_on(rest: &str) -> Option<&str> {
    let after = rest.strip_prefix(['\\', '^', '`'])?.trim_start_matches([' ', '\t']);
    after.strip_prefix("\r\n").or_else(|| after.strip_prefix('\n'))
}
