//! What a message from a file is, and how messages are printed: shared by `decode`, `compare` and `call`.
//! It reads no file.

use clap::{Args, ValueEnum};
use farcall_core::message::{BytesForm, Indent, JsonOptions, Zone};

/// What stands above options of messages in help.
pub const MESSAGES: &str = "Messages and output";

/// What is read and how.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = MESSAGES)]
pub struct MessageChoices {
    /// Full name of the message type; without it fields have numbers
    #[arg(long = "type", value_name = "NAME")]
    pub of: Option<String>,
    /// How the bytes are written down
    #[arg(long, value_enum, default_value_t = Input::Raw)]
    pub input: Input,
}

/// How values are written.
#[derive(Debug, Clone, Copy, Default, Args)]
#[command(next_help_heading = MESSAGES)]
pub struct ValueChoices {
    /// Names as in the .proto instead of lowerCamel
    #[arg(long)]
    pub proto_names: bool,
    /// Enums by number instead of by name
    #[arg(long)]
    pub enum_numbers: bool,
    /// In which zone timestamps are written; each is the same instant
    #[arg(long, value_enum, default_value_t = ZoneName::Utc)]
    pub zone: ZoneName,
}

/// How JSON is written.
#[derive(Debug, Clone, Copy, Default, Args)]
#[command(next_help_heading = MESSAGES)]
pub struct JsonChoices {
    /// Print fields that hold their default, too
    #[arg(long)]
    pub emit_defaults: bool,
    /// Print 64-bit integers without quotes
    #[arg(long)]
    pub bare_64_bit: bool,
    #[command(flatten)]
    pub values: ValueChoices,
}

/// How bytes are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Input {
    /// As they are
    Raw,
    /// Hex digits, white space and colons between them
    Hex,
    /// Base64, standard or URL-safe
    Base64,
    /// Messages with gRPC's 5-byte prefix, as a body has them; compressed ones are unpacked
    Grpc,
}

/// A zone by its name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ZoneName {
    /// UTC, as canonical ProtoJSON has it
    #[default]
    Utc,
    /// This machine's
    Local,
}

impl Input {
    /// What core calls it.
    pub fn form(self) -> BytesForm {
        match self {
            Input::Raw => BytesForm::Raw,
            Input::Hex => BytesForm::Hex,
            Input::Base64 => BytesForm::Base64,
            Input::Grpc => BytesForm::Grpc,
        }
    }

    /// Its word on the command line.
    pub fn word(form: BytesForm) -> &'static str {
        match form {
            BytesForm::Raw => "raw",
            BytesForm::Hex => "hex",
            BytesForm::Base64 => "base64",
            BytesForm::Grpc => "grpc",
        }
    }
}

impl ZoneName {
    /// What core calls it.
    pub fn zone(self) -> Zone {
        match self {
            ZoneName::Utc => Zone::Utc,
            ZoneName::Local => Zone::Local,
        }
    }
}

impl JsonChoices {
    /// What core calls them.
    pub fn options(&self, indent: Indent) -> JsonOptions {
        JsonOptions {
            indent,
            emit_defaults: self.emit_defaults,
            quote_64_bit: !self.bare_64_bit,
            proto_names: self.values.proto_names,
            enum_numbers: self.values.enum_numbers,
            zone: self.values.zone.zone(),
            ..JsonOptions::default()
        }
    }
}
