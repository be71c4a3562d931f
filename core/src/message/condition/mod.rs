//! A condition on a message: a path into it, an operator and a value, as in `order.total > 100`.
//! It is judged from the wire; no message is decoded for it, and none can make it fail.

mod amount;
mod comparison;
mod expression;
mod needle;
mod path;
mod proposals;
mod scan;
mod step;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
mod value;
mod walk;

use std::ops::Range;

pub(crate) use self::{
    amount::{duration_nanos, size_bytes},
    comparison::Comparison,
    expression::{Expression, Grammar, parse},
    needle::Needle,
    path::WrittenPath,
    proposals::proposals,
    scan::{Literal, Operator, Scanner},
};
use crate::schema::MessageDescriptor;

/// A condition on messages of one type.
///
/// ```text
/// condition  = any
/// any        = all { "or" all }                          also ||
/// all        = one { "and" one }                         also &&
/// one        = "not" one | "(" any ")" | comparison      also !
/// comparison = path operator value | path "in" "(" value { "," value } ")" | "has" path | path of a bool
/// path       = name { "." name | "[" index "]" | "[" key "]" | "[*]" }
/// operator   = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" | ":" | "!~" | "contains" | "starts" | "ends"
/// value      = word | "\"" text "\"" | "'" text "'"
/// ```
///
/// * Of a repeated field or a map without an index or a key any element will do; so does `!=`, where any element is another.
///   `not names = x` says that none is.
/// * A field that is unset and has presence has no value, which no comparison holds for; others read as their default.
/// * `=` is exact, also for 64-bit integers and letters; `~` (contains, also `:`), `starts` and `ends` take letters of either case.
/// * Enum values go by name or number, bytes by hex digits, `Timestamp` by RFC 3339 or a day, `Duration` as `1.5s` or `20ms`,
///   wrappers by what they wrap, `Struct` and `Value` by the names of their JSON.
/// * `has path` holds where the field stands on the wire.
#[derive(Debug, Clone)]
pub struct Condition(Expression<Comparison>);

/// Why a text is no condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConditionError {
    /// What is wrong, and what would be right.
    pub message: String,
    /// The bytes of the text it is about; empty at its end where something is missing.
    pub place: Range<usize>,
}

impl ConditionError {
    pub(crate) fn new(place: Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), place }
    }
}

impl Condition {
    /// Reads a condition on messages of a type.
    ///
    /// # Errors
    /// It does not parse, or names what the type does not have.
    pub fn parse(text: &str, of: &MessageDescriptor) -> Result<Self, ConditionError> {
        parse(text, &Fields(of)).map(Self)
    }

    /// Whether a message fulfils it. Never fails: what cannot be read is not there.
    pub fn matches(&self, message: &[u8]) -> bool {
        self.0.holds(&mut |comparison| comparison.holds(message))
    }
}

/// Conditions on fields alone.
struct Fields<'d>(&'d MessageDescriptor);

impl Grammar for Fields<'_> {
    type Atom = Comparison;

    fn atom(&self, scanner: &mut Scanner<'_>) -> Result<Comparison, ConditionError> {
        Comparison::read(scanner, self.0)
    }

    fn joins_without_a_word(&self) -> bool {
        false
    }
}
