//! What `export` and `replay` take, and `call` where it records. It parses and explains; it does nothing.

use std::{path::PathBuf, time::Duration};

use clap::{Args as ArgGroup, ValueEnum};
use farcall_core::recording::{ExportFormat, ReplayPace, Side};

use crate::{
    cli::options::{CompareChoices, JsonChoices, MESSAGES, ReachOptions, SchemaOptions},
    units::parse_duration,
};

/// What stands below the options of `export`.
pub const EXPORT_HELP: &str = "\
A file that is cut short or damaged is exported as far as it goes, and the exit status is 1 then.

Examples:
  farcall call localhost:50051 fleet.v1.Drivers/Track -d @ --record track.fcrec
  farcall export track.fcrec --format ndjson | jq 'select(.event == \"message\") | .json'
  farcall export track.fcrec --format delimited --side sent -o requests.pbdelim
  farcall export track.fcrec --format binlog -o track.binlog";

/// What stands below the options of `replay`.
pub const REPLAY_HELP: &str = "\
The requests of the recording are sent again; responses are compared in their order, field by field, then the status. Headers \
and trailers are not compared. A line begins with + (added), - (removed), ~ (changed) or > (moved); counts go to stderr. The \
exit status is 0 if the same came back, 1 if not, or if some of it could not be compared. A recorded call that was cancelled is \
cancelled after as many responses; a deadline runs out again. Of a recording that is cut short what it holds is compared.

A secret that the file does not hold is read from the environment, FARCALL_SECRET_NAME, or given by -H.

Examples:
  farcall replay track.fcrec                                  Against the server it was recorded with
  farcall replay track.fcrec staging.example.com:443 --ignore '**.updated_at'
  farcall replay track.fcrec localhost:50051 --pace at-once";

/// How `call` records.
#[derive(Debug, Clone, ArgGroup)]
pub struct RecordOptions {
    /// Write the call with all its messages and their times into this file, which `export`, `replay` and the window open
    #[arg(long, value_name = "FILE", help_heading = MESSAGES)]
    pub record: Option<PathBuf>,
    /// Write the values of secret metadata (authorization, cookies, tokens) into it, too
    #[arg(long, requires = "record", help_heading = MESSAGES)]
    pub record_secrets: bool,
}

/// What `export` takes.
#[derive(Debug, ArgGroup)]
pub struct ExportArgs {
    /// The recording
    pub file: PathBuf,
    /// As what it is written
    #[arg(long, value_enum, default_value_t = FormatName::Ndjson, help_heading = MESSAGES)]
    pub format: FormatName,
    /// Which messages, of --format delimited
    #[arg(long, value_enum, default_value_t = SideName::Received, help_heading = MESSAGES)]
    pub side: SideName,
    /// Where to write it; stdout, if left out
    #[arg(short, long, value_name = "FILE", help_heading = MESSAGES)]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub json: JsonChoices,
    #[command(flatten)]
    pub schema: SchemaOptions,
}

/// What `replay` takes.
#[derive(Debug, ArgGroup)]
pub struct ReplayArgs {
    /// The recording
    pub file: PathBuf,
    /// The server, with the options of the connection; that of the recording with its own, if left out
    pub target: Option<String>,
    /// When requests go out: `original`, as far apart as they were; `at-once`; or this far apart (100ms, 1s)
    #[arg(long, value_name = "PACE", value_parser = parse_pace, default_value = "original", help_heading = MESSAGES)]
    pub pace: ReplayPace,
    #[command(flatten)]
    pub comparing: CompareChoices,
    /// Deadline of the call, instead of the one it was recorded with
    #[arg(long, visible_alias = "max-time", value_name = "DURATION", value_parser = parse_duration, help_heading = "Call")]
    pub timeout: Option<Duration>,
    #[command(flatten)]
    pub schema: SchemaOptions,
    #[command(flatten)]
    pub reach: ReachOptions,
}

/// Forms of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// One JSON object a line for each event
    Ndjson,
    /// One JSON object with all of them
    Json,
    /// Messages one after another, each after its length as a varint
    Delimited,
    /// grpc.binarylog.v1.GrpcLogEntry, each after its length as a varint
    Binlog,
}

/// Which messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SideName {
    /// Responses
    Received,
    /// Requests
    Sent,
}

impl ExportArgs {
    /// What core calls it.
    pub fn as_what(&self) -> ExportFormat {
        let side = match self.side {
            SideName::Received => Side::Received,
            SideName::Sent => Side::Sent,
        };
        match self.format {
            FormatName::Ndjson => ExportFormat::Ndjson,
            FormatName::Json => ExportFormat::Json,
            FormatName::Delimited => ExportFormat::Delimited(side),
            FormatName::Binlog => ExportFormat::Binlog,
        }
    }
}

fn parse_pace(text: &str) -> Result<ReplayPace, String> {
    match text {
        "original" => Ok(ReplayPace::Original),
        "at-once" => Ok(ReplayPace::AtOnce),
        other => match parse_duration(other) {
            Ok(every) => Ok(ReplayPace::Every(every)),
            Err(_) => Err("write original, at-once, or a time like 100ms".to_owned()),
        },
    }
}
