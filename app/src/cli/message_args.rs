//! What `decode` and `compare` take.
//! It parses and explains; it does nothing.

use std::path::PathBuf;

use clap::{Args as ArgGroup, ValueEnum};

use super::options::{CompareChoices, JsonChoices, MESSAGES, MessageChoices, ReachOptions, SchemaOptions};

/// What stands below the options of `decode`.
pub const DECODE_HELP: &str = "\
What can be read is printed; what cannot is told on stderr with its offset, and the exit status is 1 then.

Examples:
  farcall decode message.bin                                    No schema: the records of the bytes
  farcall decode --proto shop.proto --type shop.v1.Order order.bin
  farcall decode --server localhost:50051 --type shop.v1.Order order.bin
  echo '0a 03 41 64 61' | farcall decode --input hex
  farcall decode --server localhost:50051 'examples/Get order/Paid.json'
  farcall decode --input grpc --protoset shop.binpb --type shop.v1.Order body.bin --format ndjson";

/// What stands below the options of `compare`.
pub const COMPARE_HELP: &str = "\
A line begins with + (added), - (removed), ~ (changed) or > (moved); counts go to stderr. Lists are aligned, maps go by \
key. The exit status is 0 if both say the same, 1 if not. A or B may be an example that the window kept; it names its type.

Examples:
  farcall compare old.bin new.bin
  farcall compare --proto shop.proto --type shop.v1.Order old.bin new.bin --ignore updated_at --ignore '**.etag'
  farcall compare --proto shop.proto --type shop.v1.Order a.bin b.bin --any-order lines
  farcall compare --server localhost:50051 'examples/Get order/Paid.json' answer.bin";

/// What `decode` takes.
#[derive(Debug, ArgGroup)]
pub struct DecodeArgs {
    /// The file, also an example that the window kept; stdin if left out, or `-`
    pub file: Option<PathBuf>,
    /// How messages are printed [default: json with a type, wire without]
    #[arg(long, value_enum, help_heading = MESSAGES)]
    pub format: Option<DecodeFormat>,
    #[command(flatten)]
    pub json: JsonChoices,
    #[command(flatten)]
    pub choices: MessageChoices,
    #[command(flatten)]
    pub schema: SchemaOptions,
    #[command(flatten)]
    pub server: ServerOptions,
}

/// What `compare` takes.
#[derive(Debug, ArgGroup)]
pub struct CompareArgs {
    /// The left message; `-` is stdin
    #[arg(value_name = "A")]
    pub left: PathBuf,
    /// The right message; `-` is stdin
    #[arg(value_name = "B")]
    pub right: PathBuf,
    #[command(flatten)]
    pub comparing: CompareChoices,
    /// Print what is equal, too
    #[arg(long, help_heading = MESSAGES)]
    pub all: bool,
    #[command(flatten)]
    pub choices: MessageChoices,
    #[command(flatten)]
    pub schema: SchemaOptions,
    #[command(flatten)]
    pub server: ServerOptions,
}

/// The server whose schema messages are read by.
#[derive(Debug, ArgGroup)]
pub struct ServerOptions {
    /// Ask the reflection of this server for the type, beside or instead of files
    #[arg(long, value_name = "TARGET", help_heading = "Schema")]
    pub server: Option<String>,
    #[command(flatten)]
    pub reach: ReachOptions,
}

/// How decoded messages are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DecodeFormat {
    /// Indented JSON
    Json,
    /// One JSON value a line
    Ndjson,
    /// Protobuf text format
    Text,
    /// The records of the bytes: offset, tag, size, field, value
    Wire,
    /// A hex dump
    Hex,
    /// Base64, one line a message
    Base64,
    /// The bytes themselves, unpacked
    Raw,
}
