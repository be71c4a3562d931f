//! How a command ends: its exit status, and the words on stderr for what kept it from its end.
//! It knows no command; each command says what ended it.

use std::{error::Error as _, io, path::Path};

use farcall_core::{
    engine::Failure,
    metadata::visible,
    status::{Code, Remedy, Status},
    workspace::SaveError,
};

/// The exit status of a command that came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit(pub u8);

impl Exit {
    /// Everything went as asked.
    pub const OK: Exit = Exit(0);
    /// Schema or input did not allow it, or an expectation was not met.
    pub const FAILED: Exit = Exit(1);
    /// Wrong usage.
    pub const USAGE: Exit = Exit(2);

    /// 0 for OK, 64 + code for the codes that gRPC names, and 66, as for UNKNOWN, for any other.
    pub fn of_code(code: Code) -> Exit {
        match code.0 {
            0 => Exit::OK,
            named @ 1..=16 => Exit(64 + named as u8),
            _ => Exit(64 + Code::UNKNOWN.0 as u8),
        }
    }
}

/// What ended a command before it came to its end.
#[derive(Debug)]
pub enum Ended {
    /// The command line asks for something that makes no sense.
    Usage(String),
    /// Schema, files or input.
    Failed(Failure),
    /// No connection, or a call made on the way that was not OK and says all there is to say.
    Status(Box<Status>),
    /// Nobody reads our stdout any more: a quiet end, as of `… | head -1`.
    NobodyReads,
}

impl Ended {
    /// A failure of one sentence.
    pub fn failed(summary: impl Into<String>) -> Ended {
        Ended::Failed(Failure::new(summary))
    }

    /// A failure with its cause.
    pub fn because(summary: impl Into<String>, cause: impl ToString) -> Ended {
        Ended::Failed(Failure::new(summary).because(cause.to_string()))
    }

    /// A file that was asked for was not written; what stood there stands there still.
    pub fn unwritten(path: &Path, error: &SaveError) -> Ended {
        let summary = format!("{} cannot be written", path.display());
        match error.source() {
            Some(cause) => Ended::because(summary, cause),
            None => Ended::because(summary, error),
        }
    }

    /// The exit status.
    pub fn exit(&self) -> Exit {
        match self {
            Ended::Usage(_) => Exit::USAGE,
            Ended::Failed(_) => Exit::FAILED,
            Ended::Status(status) => Exit::of_code(status.code),
            Ended::NobodyReads => Exit::OK,
        }
    }

    /// What happened in one line, and what to try: for `--events`.
    pub fn message_and_hint(&self) -> Option<(String, Option<String>)> {
        match self {
            Ended::Usage(message) => Some((message.clone(), None)),
            Ended::Failed(Failure { summary, cause, hint }) => {
                let message = match cause {
                    Some(cause) => format!("{summary}: {cause}"),
                    None => summary.clone(),
                };
                Some((message, hint.clone()))
            }
            Ended::Status(status) => Some((status_line(status), hint_of(status))),
            Ended::NobodyReads => None,
        }
    }

    /// The lines for stderr.
    pub fn lines(&self) -> Vec<String> {
        match self {
            Ended::Usage(message) => vec![format!("error: {message}")],
            Ended::Failed(Failure { summary, cause, hint }) => {
                let cause = cause.iter().flat_map(|cause| cause.lines()).map(|line| format!("  {line}"));
                let hint = hint.iter().map(|hint| format!("hint: {hint}"));
                std::iter::once(format!("error: {summary}")).chain(cause).chain(hint).collect()
            }
            Ended::Status(status) => {
                let notes = status.notes.iter().map(|note| format!("note: {}", one_line(note)));
                let hint = hint_of(status).map(|hint| format!("hint: {hint}"));
                notes.chain(hint).chain([status_line(status)]).collect()
            }
            Ended::NobodyReads => Vec::new(),
        }
    }
}

/// `NAME (code): message`, on one line whatever the message holds.
pub fn status_line(status: &Status) -> String {
    if status.message.is_empty() {
        status.code.to_string()
    } else {
        format!("{}: {}", status.code, one_line(&status.message))
    }
}

/// What to try, in the options of this terminal where there is one for it.
pub fn hint_of(status: &Status) -> Option<String> {
    status.remedy.map_or_else(|| status.hint.clone(), |remedy| Some(remedy_text(remedy).to_owned()))
}

/// A remedy in the options of this terminal.
pub fn remedy_text(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::UsePlaintext => "Use plaintext: --plaintext",
        Remedy::UseTls => "Use TLS: --tls",
        Remedy::ShowCertificate => {
            "Trust its issuer: --cacert FILE; expect another name: --servername NAME; do not verify: --insecure"
        }
        Remedy::ChooseClientCertificate => "Show one: --cert FILE --key FILE, or --cert FILE.p12",
        Remedy::RaiseMessageLimit => "Raise the limit: --max-msg-sz SIZE",
        Remedy::RaiseSendLimit => "Raise the limit: --max-send-sz SIZE",
        Remedy::RaiseHeaderLimit => "Raise the limit: --max-header-sz SIZE",
        Remedy::SignIn => "Sign in with the window, or use client credentials",
        Remedy::ConnectWithoutAlpn => "Connect anyway: --no-alpn",
    }
}

/// A server's words made safe for a terminal: control and bidi characters visible, all on one line.
pub fn one_line(text: &str) -> String {
    visible(text.as_bytes())
}

impl From<io::Error> for Ended {
    /// Of a write to stdout.
    fn from(error: io::Error) -> Ended {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Ended::NobodyReads,
            _ => Ended::because("stdout cannot be written", error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_statuses_are_those_that_are_promised() {
        assert_eq!(Exit::of_code(Code::OK), Exit(0));
        assert_eq!(Exit::of_code(Code::UNAVAILABLE), Exit(78));
        assert_eq!(Exit::of_code(Code::UNAUTHENTICATED), Exit(80));
        assert_eq!(Exit::of_code(Code(17)), Exit(66));
        assert_eq!(Exit::of_code(Code(u32::MAX)), Exit(66));
        assert_eq!(Ended::failed("no").exit(), Exit(1));
        assert_eq!(Ended::Usage(String::new()).exit(), Exit(2));
    }

    #[test]
    fn a_servers_words_stay_on_one_line_and_harmless() {
        let status = Status::remote(Code::NOT_FOUND, "a\nb\u{1b}[31m\u{202e}é");
        assert_eq!(status_line(&status), "NOT_FOUND (5): a\\nb\\u{1b}[31m\\u{202e}é");
    }

    #[test]
    fn a_hint_names_the_option() {
        let status = Status::local(Code::UNAVAILABLE, "a:1 does not speak TLS").with_remedy(Remedy::UsePlaintext);
        let ended = Ended::Status(Box::new(status));
        assert_eq!(ended.lines(), ["hint: Use plaintext: --plaintext", "UNAVAILABLE (14): a:1 does not speak TLS"]);
    }

    #[test]
    fn a_failure_says_what_then_why_then_what_to_try() {
        let failure = Failure::new("No schema").because("a\nb").hint("Try --proto");
        assert_eq!(Ended::Failed(failure).lines(), ["error: No schema", "  a", "  b", "hint: Try --proto"]);
    }
}
