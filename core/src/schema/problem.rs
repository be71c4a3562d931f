//! Problems: what of a source could not be loaded or is odd, per file, with the place and what to try.
//! It decides nothing; whoever finds a problem says what it is.

use std::fmt;

/// Something of a source that could not be loaded, or is odd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file it is about, as the schema names it.
    pub file: String,
    /// 1-based line, where one is known.
    pub line: Option<u32>,
    /// 1-based column, where one is known.
    pub column: Option<u32>,
    /// What happened, then the cause.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
    /// False for a warning: the file loaded all the same.
    pub is_error: bool,
}

impl Problem {
    /// The file did not load.
    pub fn error(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, column: None, message: message.into(), hint: None, is_error: true }
    }

    /// The file loaded all the same.
    pub fn warning(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { is_error: false, ..Self::error(file, message) }
    }

    /// At this 1-based line and column, if they are known.
    #[must_use]
    pub fn at(mut self, position: Option<(u32, u32)>) -> Self {
        (self.line, self.column) = position.unzip();
        self
    }

    /// With what to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// `file:line:column: message`, without the hint.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        let colon = if self.file.is_empty() { "" } else { ": " };
        write!(f, "{colon}{}", self.message)
    }
}
