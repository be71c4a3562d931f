//! The switches of printing JSON.
//! They print nothing.

use crate::message::json::Indent;

/// How a message is printed as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonOptions {
    /// Lines and spaces.
    pub indent: Indent,
    /// Print fields without presence also where they are zero or empty.
    pub emit_defaults: bool,
    /// Names as in the .proto instead of lowerCamel.
    pub proto_names: bool,
    /// Enums by number instead of by name.
    pub enum_numbers: bool,
    /// 64-bit integers in quotes, as ProtoJSON wants them; bare they are exact too, but other readers round them.
    pub quote_64_bit: bool,
    /// In which zone Timestamps are written; each of them is the same instant.
    pub zone: Zone,
    /// What becomes of fields that the type does not have.
    pub unknown_fields: UnknownFields,
    /// Stop after about this much text, and mark the place.
    pub max_bytes: usize,
}

impl Default for JsonOptions {
    fn default() -> Self {
        Self {
            indent: Indent::Pretty,
            emit_defaults: false,
            proto_names: false,
            enum_numbers: false,
            quote_64_bit: true,
            zone: Zone::Utc,
            unknown_fields: UnknownFields::ByNumber,
            max_bytes: 1 << 30,
        }
    }
}

/// What becomes of fields that the type does not have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum UnknownFields {
    /// They stand under their number, read as what they most likely are, with a mark.
    #[default]
    ByNumber,
    /// Those of a message stand together as the records they are, in base64 under `@unknown`, from where a
    /// [`Document`](crate::message::Document) sends them again.
    AsRecords,
    /// They are left out, without a mark.
    LeftOut,
}

/// The zone in which a Timestamp is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Zone {
    /// `Z`, as canonical ProtoJSON has it.
    #[default]
    Utc,
    /// This machine's, by the offset that held at that instant: `+02:00`. `Z` where the machine does not say its zone.
    Local,
}
