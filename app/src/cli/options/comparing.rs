//! How messages are compared and what differs is printed: for `compare` and `replay`.
//! It compares nothing.

use clap::{Args, ValueEnum};
use farcall_core::message::{CompareOptions, PathPattern};

use super::{MESSAGES, ValueChoices};

/// How messages are compared, and how that is told.
#[derive(Debug, Args)]
#[command(next_help_heading = MESSAGES)]
pub struct CompareChoices {
    /// How differences are printed
    #[arg(long, value_enum, default_value_t = CompareFormat::Text)]
    pub format: CompareFormat,
    /// Leave out this field: lines.note, lines[0].note, labels["a"], **.etag. Can be repeated
    #[arg(long, value_name = "PATH")]
    pub ignore: Vec<PathPattern>,
    /// The order of this list says nothing; ** is every list. Can be repeated
    #[arg(long, value_name = "PATH")]
    pub any_order: Vec<PathPattern>,
    #[command(flatten)]
    pub values: ValueChoices,
}

/// How differences are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    /// One line a difference
    Text,
    /// One JSON object a line
    Json,
}

impl CompareChoices {
    /// What core calls them.
    pub fn options(&self) -> CompareOptions {
        CompareOptions {
            ignored: self.ignore.clone(),
            any_order: self.any_order.clone(),
            proto_names: self.values.proto_names,
            enum_numbers: self.values.enum_numbers,
            zone: self.values.zone.zone(),
        }
    }
}
