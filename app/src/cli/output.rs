//! Where words go: stdout holds what was asked for and nothing else, stderr the rest.
//! It does not decide what is said; a reader that left ends the command quietly.

use std::io::{self, Write};

/// The two streams of a command. Each piece is written whole and flushed, so that a pipe sees messages as they arrive.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    notes: Notes,
}

#[derive(Debug, Clone, Copy)]
enum Notes {
    Stderr,
    Stdout,
}

impl Console {
    /// The process's own streams.
    pub fn new() -> Self {
        Self { notes: Notes::Stderr }
    }

    /// Everything in one stream, in order: for the tour, where both are what is asked for.
    pub fn in_one_stream() -> Self {
        Self { notes: Notes::Stdout }
    }

    /// Writes one line to stdout.
    ///
    /// # Errors
    /// Of the write; `BrokenPipe` when nobody reads any more.
    pub fn line(self, text: &str) -> io::Result<()> {
        let mut lock = io::stdout().lock();
        lock.write_all(text.as_bytes())?;
        lock.write_all(b"\n")?;
        lock.flush()
    }

    /// Writes one line to stderr. That nobody reads it is no reason to end.
    pub fn note(self, text: &str) {
        let _ = match self.notes {
            Notes::Stderr => writeln!(io::stderr(), "{text}"),
            Notes::Stdout => self.line(text),
        };
    }
}
