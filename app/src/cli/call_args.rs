//! What `call` takes.
//! It parses and explains; it does nothing.

use std::{num::NonZeroU32, time::Duration};

use clap::{Args as ArgGroup, ValueEnum};

use super::options::{
    AuthOptions, CallChoices, ConnectionOptions, JsonChoices, MESSAGES, MetadataOptions, SchemaOptions,
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
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, help_heading = MESSAGES)]
    pub send_every: Option<Duration>,
    /// Send the messages of --data this many times over, with --send-every
    #[arg(long, value_name = "N", requires = "send_every", help_heading = MESSAGES)]
    pub send_times: Option<NonZeroU32>,
    /// Print every event of the call as one JSON object a line, instead of the response messages
    #[arg(long, help_heading = MESSAGES)]
    pub events: bool,
    /// Say on stderr where the call goes, what metadata goes and comes, and how long each step takes
    #[arg(short, long, action = clap::ArgAction::Count, help_heading = MESSAGES)]
    pub verbose: u8,
    #[command(flatten)]
    pub choices: CallChoices,
    #[command(flatten)]
    pub metadata: MetadataOptions,
    #[command(flatten)]
    pub auth: AuthOptions,
    #[command(flatten)]
    pub schema: SchemaOptions,
    #[command(flatten)]
    pub connection: ConnectionOptions,
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
