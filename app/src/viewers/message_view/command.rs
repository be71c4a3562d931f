//! What can be asked of the message view by a key, the palette or a menu: plain values, with their words.
//! It does none of it.

use farcall_core::message::{JsonOptions, Zone};

use super::{MessageFormat, SavedForm};
use crate::viewers::code::FindBy;

/// Something to do with the message that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageCommand {
    /// Show it in another form.
    Show(MessageFormat),
    /// Put it, or a part of it, on the clipboard.
    Copy(CopyForm),
    /// Write it to a file.
    Save(SavedForm),
    /// Keep it beside the saved request.
    KeepExample,
    /// Compare it with another one.
    Compare,
    /// Mark it, for another one to be compared with.
    Mark,
    /// Compare it with the marked one.
    CompareMarked,
    /// Find in it, by this.
    Find(FindBy),
    /// Go to the next hit.
    NextHit,
    /// Go to the hit before.
    PreviousHit,
    /// Show only the lines of a path.
    Filter,
    /// Fold every block that stands in at least so many others.
    FoldTo(usize),
    /// Unfold everything.
    UnfoldAll,
    /// Wrap lines, or do not.
    Wrap,
    /// Open the value of the chosen line as what it is.
    OpenValue,
}

/// What goes to the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CopyForm {
    /// The message as JSON.
    Json,
    /// The message in text format.
    Text,
    /// Its bytes in hex.
    Hex,
    /// Its bytes in base64.
    Base64,
    /// The path of the chosen line.
    Path,
    /// The value of the chosen line.
    Value,
}

impl CopyForm {
    /// Each, in the order of the menu.
    pub const ALL: [CopyForm; 6] = [Self::Json, Self::Text, Self::Hex, Self::Base64, Self::Path, Self::Value];

    /// As a menu says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Json => "Copy as JSON",
            Self::Text => "Copy as text format",
            Self::Hex => "Copy as hex",
            Self::Base64 => "Copy as base64",
            Self::Path => "Copy path",
            Self::Value => "Copy value",
        }
    }

    /// Whether it is of the chosen line rather than of the message.
    pub fn is_of_line(self) -> bool {
        matches!(self, Self::Path | Self::Value)
    }
}

/// A choice of how messages are printed, shared by all views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Switch {
    /// Fields without presence also where they are zero or empty.
    Defaults,
    /// Names as in the .proto.
    ProtoNames,
    /// Enums by number.
    EnumNumbers,
    /// 64-bit integers in quotes.
    Quoted,
    /// Timestamps in the zone of this machine.
    LocalTime,
}

impl Switch {
    /// Each, in the order of the menu.
    pub const ALL: [Switch; 5] = [Self::Defaults, Self::ProtoNames, Self::EnumNumbers, Self::Quoted, Self::LocalTime];

    /// What it does when it is on.
    pub fn label(self) -> &'static str {
        match self {
            Self::Defaults => "Default values",
            Self::ProtoNames => "Names as in .proto",
            Self::EnumNumbers => "Enums as numbers",
            Self::Quoted => "64-bit numbers in quotes",
            Self::LocalTime => "Timestamps in local time",
        }
    }

    /// As a session keeps it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Defaults => "defaults",
            Self::ProtoNames => "proto_names",
            Self::EnumNumbers => "enum_numbers",
            Self::Quoted => "quoted",
            Self::LocalTime => "local_time",
        }
    }

    /// Whether it is on.
    pub fn is_on(self, options: &JsonOptions) -> bool {
        match self {
            Self::Defaults => options.emit_defaults,
            Self::ProtoNames => options.proto_names,
            Self::EnumNumbers => options.enum_numbers,
            Self::Quoted => options.quote_64_bit,
            Self::LocalTime => options.zone == Zone::Local,
        }
    }

    /// On to off, off to on.
    pub fn turn(self, options: &mut JsonOptions) {
        match self {
            Self::Defaults => options.emit_defaults = !options.emit_defaults,
            Self::ProtoNames => options.proto_names = !options.proto_names,
            Self::EnumNumbers => options.enum_numbers = !options.enum_numbers,
            Self::Quoted => options.quote_64_bit = !options.quote_64_bit,
            Self::LocalTime => {
                options.zone = match options.zone {
                    Zone::Utc => Zone::Local,
                    Zone::Local => Zone::Utc,
                };
            }
        }
    }
}
