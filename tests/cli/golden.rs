//! Transcripts: commands with what they printed and how they ended, held against a file under `golden/`.
//! What differs from run to run is hidden by name before.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use farcall_tests::{Ended, Farcall};

/// A terminal session that is written down.
///
/// ```text
/// $ farcall list TARGET shop.v1.Order
/// ! error: There is no service "shop.v1.Order"
/// exit 1
/// ```
/// Lines of stderr begin with `! `; stdout comes first, whatever the order in time.
pub struct Transcript {
    name: &'static str,
    hidden: Vec<(String, String)>,
    text: String,
}

impl Transcript {
    /// Kept in `golden/NAME.txt`.
    pub fn new(name: &'static str) -> Self {
        Self { name, hidden: Vec::new(), text: String::new() }
    }

    /// Shows `word` wherever `value` stands.
    pub fn hide(mut self, value: impl ToString, word: &str) -> Self {
        self.hidden.push((value.to_string(), word.to_owned()));
        self
    }

    /// Runs a command and writes it down.
    pub fn run(&mut self, arguments: &[&str]) -> Ended {
        self.note(arguments, Farcall::new(arguments).run())
    }

    /// The same with this on stdin.
    pub fn run_with_stdin(&mut self, arguments: &[&str], stdin: &str) -> Ended {
        self.note(arguments, Farcall::new(arguments).stdin(stdin).run())
    }

    /// Writes down a command that was run.
    pub fn note(&mut self, arguments: &[&str], ended: Ended) -> Ended {
        let arguments: Vec<String> = arguments.iter().map(|argument| quoted(argument)).collect();
        let mut lines = vec![format!("$ farcall {}", arguments.join(" "))];
        lines.extend(ended.stdout.lines().map(str::to_owned));
        lines.extend(ended.stderr.lines().map(|line| format!("! {line}")));
        lines.push(format!("exit {}", ended.exit.map_or("by a signal".to_owned(), |exit| exit.to_string())));
        self.text.push_str(&lines.join("\n"));
        self.text.push_str("\n\n");
        ended
    }

    /// Panics at the first line that is not as it was.
    #[track_caller]
    pub fn check(self) {
        let mut found = self.text;
        for (value, word) in &self.hidden {
            found = found.replace(value, word);
        }
        let path = folder().join(format!("{}.txt", self.name));
        if env::var_os("FARCALL_BLESS").is_some() {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&path, &found).unwrap();
            return;
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if found == expected {
            return;
        }
        let differs = found.lines().zip(expected.lines()).position(|(found, expected)| found != expected);
        let line = differs.unwrap_or_else(|| found.lines().count().min(expected.lines().count()));
        panic!(
            "{} differs in line {}\n  expected: {}\n  found:    {}\n\nFARCALL_BLESS=1 writes it anew. All of it:\n{found}",
            path.display(),
            line + 1,
            expected.lines().nth(line).unwrap_or("(the end)"),
            found.lines().nth(line).unwrap_or("(the end)"),
        );
    }
}

/// Every span of time as people read it (`1.4 ms`, `850 µs`) replaced by `TIME`.
pub fn without_times(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        let (digits, tail) =
            number.split_at(number.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(number.len()));
        let units = [" µs", " ms", " s"].into_iter();
        let after =
            units.filter_map(|unit| tail.strip_prefix(unit)).find(|after| !after.starts_with(char::is_alphanumeric));
        out.push_str(before);
        out.push_str(if after.is_some() { "TIME" } else { digits });
        rest = after.unwrap_or(tail);
    }
    out + rest
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cli/golden")
}

fn quoted(argument: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@=,".contains(c);
    if !argument.is_empty() && argument.chars().all(is_plain) { argument.to_owned() } else { format!("'{argument}'") }
}

#[test]
fn times_are_hidden_and_nothing_else() {
    assert_eq!(
        without_times("a 1.4 ms, b 850 µs\nc in 2.00 s: d\n3 messages\n"),
        "a TIME, b TIME\nc in TIME: d\n3 messages\n"
    );
}
