//! What `call` takes.
//! It parses and explains; it does nothing.

use std::{num::NonZeroU32, path::PathBuf, time::Duration};

use clap::{Args as ArgGroup, ValueEnum};
use farcall_core::call::Cadence;

use super::{
    options::{CallChoices, JsonChoices, MESSAGES, ReachOptions, ReopenChoices, SchemaOptions},
    recording::args::RecordOptions,
};
use crate::units::parse_duration;

/// What `call` takes.
#[derive(Debug, ArgGroup)]
pub struct CallArgs {
    /// The server
    pub target: String,
    /// The method: pkg.Service/Method or pkg.Service.Method
    pub method: String,
    /// Request messages as JSON, one value after another; @FILE reads a file, @ reads stdin. Without it: one empty
    /// message for unary and server streaming, none for client streaming and bidi
    #[arg(short, long, value_name = "JSON|@FILE|@", allow_hyphen_values = true, help_heading = MESSAGES)]
    pub data: Option<String>,
    /// How response messages are printed; `text` also reads --data as text format, messages parted by the byte 0x1E
    #[arg(long, value_enum, default_value_t = Format::Json, help_heading = MESSAGES)]
    pub format: Format,
    #[command(flatten)]
    pub json: JsonChoices,
    /// Leave out fields of --data that the message does not have, instead of refusing them
    #[arg(long, help_heading = MESSAGES)]
    pub allow_unknown_fields: bool,
    /// Send request messages this far apart instead of at once (100ms, 1s); for methods that take many
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, group = "pace", help_heading = MESSAGES)]
    pub send_every: Option<Duration>,
    /// Send the first request message at once and each other when a response came to the one before
    #[arg(long, group = "pace", help_heading = MESSAGES)]
    pub send_on_reply: bool,
    /// Send the messages of --data this many times over, or `forever`; with --send-every or --send-on-reply
    #[arg(long, value_name = "N|forever", value_parser = parse_times, requires = "pace", help_heading = MESSAGES)]
    pub send_times: Option<Times>,
    /// Hold the conversation that a file says, a step a line: `send 2`, `wait for message within 5s where id = 3`,
    /// `half-close`, `cancel`; messages are those of --data, from 1. Exit 1 if a step fails
    #[arg(long, value_name = "FILE", conflicts_with = "pace", help_heading = MESSAGES)]
    pub script: Option<PathBuf>,
    /// Print only response messages that match: words, `order.total > 100`, `has field`, `size > 1k`, `gap > 100ms`,
    /// joined by and, or, not; how many matched is said on stderr
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true, conflicts_with = "events", help_heading = MESSAGES)]
    pub filter: Option<String>,
    /// Print every event of the call as one JSON object a line, instead of the response messages
    #[arg(long, help_heading = MESSAGES)]
    pub events: bool,
    /// At the end tell on stderr what went and came: rates, gaps, sizes, and the time from each sent message to the next
    /// received one
    #[arg(long, help_heading = MESSAGES)]
    pub stats: bool,
    #[command(flatten)]
    pub recording: RecordOptions,
    /// Say on stderr where the call goes, what metadata goes and comes, and how long each step takes
    #[arg(short, long, action = clap::ArgAction::Count, help_heading = MESSAGES)]
    pub verbose: u8,
    #[command(flatten)]
    pub choices: CallChoices,
    #[command(flatten)]
    pub reopen: ReopenChoices,
    #[command(flatten)]
    pub schema: SchemaOptions,
    #[command(flatten)]
    pub reach: ReachOptions,
}

/// How messages are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Indented JSON
    Json,
    /// One JSON value a line
    Ndjson,
    /// Protobuf text format
    Text,
    /// The bytes as a hex dump
    Hex,
}

/// How many times over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// So many.
    Number(NonZeroU32),
    /// Until the call ends.
    Forever,
}

impl CallArgs {
    /// The pace that request messages go out at; `None`: at once.
    pub fn cadence(&self) -> Option<Cadence> {
        let once = match (self.send_every, self.send_on_reply) {
            (Some(every), _) => Cadence::every(every),
            (None, true) => Cadence::on_reply(),
            (None, false) => return None,
        };
        Some(match self.send_times {
            None => once,
            Some(Times::Number(times)) => once.times(times),
            Some(Times::Forever) => once.until_stopped(),
        })
    }
}

fn parse_times(text: &str) -> Result<Times, String> {
    match text {
        "forever" => Ok(Times::Forever),
        number => number.parse().map(Times::Number).map_err(|_| "write a number from 1 on, or forever".to_owned()),
    }
}
