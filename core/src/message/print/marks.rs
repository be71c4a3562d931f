//! What a printed message carries beside its text: which places are not what the type says, and why.
//! It knows only ranges of text.

use std::ops::Range;

/// A printed message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Printed {
    /// The text; JSON that parses, whatever the bytes were.
    pub text: String,
    /// What is odd in it, in no particular order.
    pub marks: Vec<Mark>,
    /// Where names of enum values stand, quotes included, in order: they look like strings otherwise.
    pub enum_names: Vec<Range<usize>>,
}

/// A part of a message as it is printed.
#[derive(Debug)]
pub struct PrintedPiece<'p> {
    /// What follows the text of the piece before.
    pub text: &'p str,
    /// What is odd, in no particular order; of this piece, or of one before.
    pub marks: Vec<Mark>,
    /// Names of enum values, as in [`Printed::enum_names`].
    pub enum_names: &'p [Range<usize>],
    /// About how many bytes of the message are told of up to the end of this piece.
    pub read_bytes: usize,
}

/// One odd place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What kind of oddity.
    pub kind: MarkKind,
    /// What to say of it: `not UTF-8, 3 bytes`.
    pub message: String,
}

/// The oddities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkKind {
    /// A string that is not UTF-8, shown in hex.
    NotUtf8,
    /// The same in a field that need not be UTF-8 (`utf8_validation = NONE`); nothing is wrong with it.
    NotText,
    /// An enum number without a name; nothing is wrong with it. Of a closed enum it is an unknown field, shown by number.
    UnknownEnum,
    /// A field the type does not have, shown by number; nothing is wrong with it.
    UnknownField,
    /// A field whose wire type is not that of the type, shown by number.
    WrongWireType,
    /// An `Any` whose type is not known, shown raw.
    UnknownType,
    /// An `Any` whose type URL is none.
    BadTypeUrl,
    /// A Timestamp or Duration out of its range.
    BadTime,
    /// A FieldMask path without a JSON spelling.
    BadFieldMask,
    /// NaN or an infinity in a `google.protobuf.Value`, which JSON cannot hold.
    NotFinite,
    /// The bytes stop making sense here; what came before is shown.
    Truncated,
    /// Nested deeper than is shown.
    TooDeep,
    /// Longer than is shown.
    Cut,
}

impl MarkKind {
    /// True where the bytes break the rules of the type; false where they only say more than it knows.
    pub fn is_error(self) -> bool {
        !matches!(
            self,
            Self::NotText | Self::UnknownEnum | Self::UnknownField | Self::UnknownType | Self::TooDeep | Self::Cut
        )
    }
}
