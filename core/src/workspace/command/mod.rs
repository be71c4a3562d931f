//! A `grpcurl` command that was copied from a terminal, a page or a README, as the call it makes. What has no place in a
//! call is told, nothing is dropped in silence. It runs nothing and reads no file.

mod flags;
mod shell;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

use std::{path::PathBuf, time::Duration};

use self::{
    flags::Flags,
    shell::{Input, Pipeline, Segment},
};
use crate::{metadata::Row, schema::FileSource, transport::Target};

/// A longer text is no command.
const LONGEST: usize = 4 << 20;

/// What a command asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct GrpcurlCommand {
    /// Where it goes, and how.
    pub target: Target,
    /// What it does there.
    pub verb: Verb,
    /// Sent with the call; a variable of the shell is a secret of the session.
    pub metadata: Vec<Row>,
    /// Sent with reflection.
    pub reflection_metadata: Vec<Row>,
    /// The request messages.
    pub data: Data,
    /// They are protobuf text format, not JSON.
    pub is_text_format: bool,
    /// The timeout of the call.
    pub timeout: Option<Duration>,
    /// Largest response message in bytes.
    pub max_message_bytes: Option<usize>,
    /// Where the schema is from, if not from reflection.
    pub files: Option<FileSource>,
    /// What was read and has no place in a call, or has to be mended by hand; a sentence each.
    pub notes: Vec<String>,
}

/// What a command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// Calls `pkg.Service/Method`.
    Call(String),
    /// Lists services, or the methods of one.
    List(Option<String>),
    /// Describes everything, or one symbol.
    Describe(Option<String>),
    /// Names a server and no more.
    Connect,
}

/// Where the request messages are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Data {
    /// There are none.
    #[default]
    None,
    /// In the command itself.
    Text(String),
    /// In a file that the shell reads.
    File(PathBuf),
    /// They are typed while it runs, or come from another program.
    Stdin,
}

/// Why a text is no command that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// It runs no grpcurl.
    #[error("This is no grpcurl command")]
    NoGrpcurl,
    /// A quote is not closed.
    #[error("The command is cut off: a {0} quote is not closed")]
    OpenQuote(&'static str),
    /// A flag that wants a value is the last word.
    #[error("The command is cut off: {0} wants a value")]
    NoValue(String),
    /// There is neither a server nor a file.
    #[error("The command names no server")]
    NoTarget,
}

/// Whether a text looks like a grpcurl command, so that it is worth to read it. Quick.
pub fn looks_like_grpcurl(text: &str) -> bool {
    text.len() <= LONGEST
        && text.lines().take(50).any(|line| {
            let words = line.split([' ', '\t', '\'', '"', '|']).take(40);
            words.filter(|word| !word.starts_with('#')).any(shell::is_grpcurl)
        })
}

/// The call that a command makes. The words are cut as a POSIX shell does; `^` and a backtick at the end of a line
/// go on as in the shells of Windows.
///
/// # Errors
/// The text runs no grpcurl, or is cut off.
pub fn read_grpcurl(text: &str) -> Result<GrpcurlCommand, CommandError> {
    let text = text.get(..LONGEST).unwrap_or(text);
    let Pipeline { segments, mut notes } = shell::pipeline(text)?;
    let at = segments.iter().position(Segment::runs_grpcurl).ok_or(CommandError::NoGrpcurl)?;
    let (before, rest) = segments.split_at(at);
    let Some((segment, behind)) = rest.split_first() else { return Err(CommandError::NoGrpcurl) };
    if !behind.is_empty() {
        notes.push(format!("What follows the command is left out: {}", shown(behind)));
    }
    let mut flags = Flags::default();
    flags.read(segment.arguments())?;
    let piped = before.last().filter(|segment| segment.is_piped).and_then(Segment::printed);
    if piped.is_none() && !before.is_empty() {
        notes.push(format!("What stands before the command is left out: {}", shown(before)));
    }
    let input = segment.input.clone().or(piped);
    build(flags, input, notes)
}

fn shown(segments: &[Segment]) -> String {
    segments.iter().map(Segment::shown).collect::<Vec<_>>().join(" ")
}

fn build(flags: Flags, input: Option<Input>, mut notes: Vec<String>) -> Result<GrpcurlCommand, CommandError> {
    let Flags { mut target, positional, mut data, files, .. } = flags;
    notes.extend(flags.notes);
    let mut words = positional.into_iter().peekable();
    let is_verb = |word: &str| matches!(word, "list" | "describe");
    let address = words.next_if(|word| !is_verb(word) || files.is_none());
    match address {
        Some(address) if flags.unix && !address.starts_with("unix:") => target.address = format!("unix:{address}"),
        Some(address) => target.address = address,
        None if files.is_none() => return Err(CommandError::NoTarget),
        None => {}
    }
    let verb = match words.next() {
        None => Verb::Connect,
        Some(word) if word == "list" => Verb::List(words.next()),
        Some(word) if word == "describe" => Verb::Describe(words.next()),
        Some(method) => Verb::Call(method_path(&method)),
    };
    let rest: Vec<String> = words.collect();
    if !rest.is_empty() {
        notes.push(format!("Not read: {}", rest.join(" ")));
    }
    for word in [&target.address].into_iter().chain(flags.texts_with_variables.iter()) {
        if shell::has_variable(word) {
            notes.push(format!("{word} holds a variable of the shell; put its value in its place"));
        }
    }
    if data == Data::Stdin {
        data = match input {
            Some(Input::Text(text)) => Data::Text(text),
            Some(Input::File(path)) => Data::File(path),
            None => Data::Stdin,
        };
    }
    Ok(GrpcurlCommand {
        target,
        verb,
        metadata: flags.metadata,
        reflection_metadata: flags.reflection_metadata,
        data,
        is_text_format: flags.is_text_format,
        timeout: flags.timeout,
        max_message_bytes: flags.max_message_bytes,
        files,
        notes,
    })
}

/// grpcurl takes `pkg.Service.Method` too.
fn method_path(word: &str) -> String {
    match word.rsplit_once('.') {
        Some((service, method)) if !word.contains('/') => format!("{service}/{method}"),
        _ => word.trim_start_matches('/').to_owned(),
    }
}
