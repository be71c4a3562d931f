//! A filter over the rows of a log: words, direction, size, gap, time and conditions on fields, joined as one likes.
//! It judges one row at a time and reads no log.

use std::ops::Range;

use crate::{
    call::{Direction, LogRow},
    message::{
        ConditionError, Mention,
        condition::{
            Comparison, Expression, Grammar, Literal, Operator, Scanner, WrittenPath, duration_nanos, parse, size_bytes,
        },
    },
    schema::MessageDescriptor,
};

/// How a filter is written, in one line.
pub const FILTER_HELP: &str = "Words, or order.total > 100, has field, sent, received, size > 1k, gap > 100ms, time > 12s, no = 5; and, or, not, ( )";

/// Which rows of a log are meant.
///
/// ```text
/// filter = terms joined as in a condition, where terms one after another are joined by and
/// term   = condition on fields | "sent" | "received" | "compressed" | property operator amount | words | "'" text "'"
/// property = "size" | "wire" | "gap" | "time" | "no"
/// ```
///
/// * Words are found in names and values, in letters of either case. Quotes keep a text together and take it as text.
/// * A property that is also a field of the messages means the field; `@size` always means the row's.
/// * A condition holds for messages of the direction whose type has the field.
/// * `no` counts from 1 among its direction, as rows are numbered; `time` is since the call began.
#[derive(Debug, Clone)]
pub struct RowFilter {
    /// None: every row is meant.
    terms: Option<Expression<Term>>,
    way: Option<Direction>,
    types: Types,
}

#[derive(Debug, Clone)]
struct Types {
    sent: Option<MessageDescriptor>,
    received: Option<MessageDescriptor>,
}

#[derive(Debug, Clone)]
enum Term {
    Way(Direction),
    Compressed,
    Amount(Property, Operator, u128),
    Words(Mention),
    /// Of sent and of received messages.
    Fields(Option<Comparison>, Option<Comparison>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Property {
    Size,
    Wire,
    Gap,
    Time,
    Number,
}

impl RowFilter {
    /// Reads a filter for a call whose messages are of these types, where they are known. An empty text means every row.
    ///
    /// # Errors
    /// It does not parse, or names what neither type has.
    pub fn parse(
        text: &str,
        sent: Option<&MessageDescriptor>,
        received: Option<&MessageDescriptor>,
    ) -> Result<Self, ConditionError> {
        let types = Types { sent: sent.cloned(), received: received.cloned() };
        let terms = if text.trim().is_empty() { None } else { Some(parse(text, &types)?) };
        Ok(Self { terms, way: None, types })
    }

    /// The same of one direction alone.
    pub fn going(self, way: Option<Direction>) -> Self {
        Self { way, ..self }
    }

    /// Whether a row is meant.
    pub fn matches(&self, row: &LogRow, message: &[u8]) -> bool {
        self.way.is_none_or(|way| way == row.direction)
            && self.terms.as_ref().is_none_or(|terms| terms.holds(&mut |term| self.holds(term, row, message)))
    }

    fn holds(&self, term: &Term, row: &LogRow, message: &[u8]) -> bool {
        match term {
            Term::Way(way) => row.direction == *way,
            Term::Compressed => row.compressed,
            Term::Amount(property, operator, wanted) => {
                operator.holds_for(property.of(row).cmp(wanted)).unwrap_or(false)
            }
            Term::Words(mention) => mention.is_in(self.types.of(row.direction), message),
            Term::Fields(sent, received) => {
                let comparison = match row.direction {
                    Direction::Sent => sent,
                    Direction::Received => received,
                };
                comparison.as_ref().is_some_and(|comparison| comparison.holds(message))
            }
        }
    }
}

impl Types {
    fn of(&self, direction: Direction) -> Option<&MessageDescriptor> {
        match direction {
            Direction::Sent => self.sent.as_ref(),
            Direction::Received => self.received.as_ref(),
        }
    }

    fn any_begins(&self, path: &WrittenPath) -> bool {
        self.received.iter().chain(&self.sent).any(|of| path.begins_in(of))
    }

    /// `path operator value`, `has path`: of each type that has the field.
    fn fields(&self, scanner: &mut Scanner<'_>) -> Result<Term, ConditionError> {
        let start = scanner.clone();
        let read = |of: &Option<MessageDescriptor>| {
            let mut ahead = start.clone();
            let comparison = Comparison::read(&mut ahead, of.as_ref()?);
            Some(comparison.map(|comparison| (comparison, ahead)))
        };
        match (read(&self.sent), read(&self.received)) {
            (None, None) => Err(unknown_types(scanner)),
            (sent, received @ Some(Err(_))) if !matches!(sent, Some(Ok(_))) => Err(quoted_if_text(received, scanner)),
            (sent @ Some(Err(_)), None) => Err(quoted_if_text(sent, scanner)),
            (sent, received) => {
                let (sent, received) = (sent.and_then(Result::ok), received.and_then(Result::ok));
                if let Some((_, ahead)) = received.as_ref().or(sent.as_ref()) {
                    *scanner = ahead.clone();
                }
                Ok(Term::Fields(sent.map(|(of, _)| of), received.map(|(of, _)| of)))
            }
        }
    }

    fn words(scanner: &mut Scanner<'_>) -> Result<Term, ConditionError> {
        let literal = scanner.literal()?;
        Ok(Term::Words(Mention::new(&literal.text)))
    }
}

impl Grammar for Types {
    type Atom = Term;

    fn atom(&self, scanner: &mut Scanner<'_>) -> Result<Term, ConditionError> {
        for (word, term) in [
            ("sent", Term::Way(Direction::Sent)),
            ("received", Term::Way(Direction::Received)),
            ("compressed", Term::Compressed),
        ] {
            let mut ahead = scanner.clone();
            let _ = ahead.sign("@");
            if ahead.keyword(word) && ahead.clone().operator().is_none() {
                *scanner = ahead;
                return Ok(term);
            }
        }
        let mut ahead = scanner.clone();
        let is_forced = ahead.sign("@");
        if ahead.clone().keyword("has") && !is_forced {
            return self.fields(scanner);
        }
        let path = WrittenPath::read(&mut ahead);
        let operator = ahead.operator();
        let (path, operator) = match (path, operator) {
            (Ok(Some(path)), Some(operator)) => (path, operator),
            (Err(error), Some(_)) => return Err(error),
            _ if is_forced => return Err(no_property(scanner)),
            _ => return Self::words(scanner),
        };
        let property = path.only_name().and_then(Property::named);
        match property.filter(|_| is_forced || !self.any_begins(&path)) {
            Some(property) => {
                *scanner = ahead;
                let literal = scanner.literal()?;
                property.read(operator, &property.with_unit(literal, scanner))
            }
            None if is_forced => Err(no_property(scanner)),
            None => self.fields(scanner),
        }
    }

    fn joins_without_a_word(&self) -> bool {
        true
    }
}

impl Property {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "size" => Self::Size,
            "wire" => Self::Wire,
            "gap" => Self::Gap,
            "time" | "at" => Self::Time,
            "no" => Self::Number,
            _ => return None,
        })
    }

    /// Bytes, nanoseconds, or a number.
    fn of(self, row: &LogRow) -> u128 {
        match self {
            Self::Size => row.size as u128,
            Self::Wire => row.wire_size as u128,
            Self::Gap => row.gap.as_nanos(),
            Self::Time => row.at.as_nanos(),
            Self::Number => u128::from(row.index) + 1,
        }
    }

    fn amount(self, text: &str) -> Option<u128> {
        match self {
            Self::Size | Self::Wire => size_bytes(text).map(u128::from),
            Self::Gap | Self::Time => duration_nanos(text),
            Self::Number => text.replace(',', "").parse().ok(),
        }
    }

    /// `2 KiB`: a unit may stand apart.
    fn with_unit(self, literal: Literal, scanner: &mut Scanner<'_>) -> Literal {
        let mut ahead = scanner.clone();
        let Ok(unit) = ahead.literal() else { return literal };
        let text = format!("{}{}", literal.text, unit.text);
        let is_unit = !unit.is_quoted && unit.text.chars().all(char::is_alphabetic) && self.amount(&text).is_some();
        if !is_unit {
            return literal;
        }
        *scanner = ahead;
        Literal { text, is_quoted: false, place: literal.place.start..unit.place.end }
    }

    fn read(self, operator: Operator, literal: &Literal) -> Result<Term, ConditionError> {
        let said = |message: String| ConditionError::new(literal.place.clone(), message);
        if operator.holds_for(std::cmp::Ordering::Equal).is_none() {
            return Err(said(format!("{} does not go with this; it has =, !=, <, <=, > and >=", operator.sign())));
        }
        let text = literal.text.as_str();
        let wanted = match self {
            Self::Size | Self::Wire => "a size like 512, 1k or 1.5 MiB",
            Self::Gap | Self::Time => "a duration like 20ms, 1.5s or 2m",
            Self::Number => "a whole number",
        };
        let amount = self.amount(text).ok_or_else(|| said(format!("{text:?} is not {wanted}")))?;
        Ok(Term::Amount(self, operator, amount))
    }
}

fn no_property(scanner: &Scanner<'_>) -> ConditionError {
    ConditionError::new(scanner.next_word(), "after @ stands size, wire, gap, time, no, sent, received or compressed")
}

fn unknown_types(scanner: &Scanner<'_>) -> ConditionError {
    let place: Range<usize> = scanner.next_word();
    ConditionError::new(place, "the types of these messages are not known; words, size, gap and time can be looked for")
}

/// The error of a condition; of an unknown field with the way to look for it as text.
fn quoted_if_text(
    read: Option<Result<(Comparison, Scanner<'_>), ConditionError>>,
    scanner: &Scanner<'_>,
) -> ConditionError {
    match read {
        Some(Err(mut error)) => {
            if error.message.starts_with("no field") && !error.message.contains("did you mean") {
                error.message.push_str("; as text it is written in quotes");
            }
            error
        }
        _ => unknown_types(scanner),
    }
}
