//! What a value is compared with, read once by the type of the field, and the judgement of one value from the wire.
//! A value of another wire type is none.

use std::cmp::Ordering;

use super::{
    ConditionError,
    amount::duration_nanos,
    needle::Needle,
    scan::{Literal, Operator},
};
use crate::{
    json_text::{parse_duration, parse_timestamp},
    message::{
        bytes_of_hex,
        print::{decode_number, enum_number},
        scalar::{self, Scalar, Value},
        wire::{Payload, Reader},
    },
    schema::EnumDescriptor,
};

/// What a value has to be.
#[derive(Debug, Clone)]
pub(super) enum Test {
    /// There.
    Present,
    Number(Scalar, Operator, Value<'static>),
    Enum(Operator, i32),
    /// One of these values of an enum.
    EnumAmong(Vec<i32>),
    /// In the order of its bytes.
    Text(Operator, Vec<u8>),
    Holds(Needle),
    Starts(Needle),
    Ends(Needle),
    HoldsBytes(Vec<u8>),
    StartsBytes(Vec<u8>),
    EndsBytes(Vec<u8>),
    /// Seconds and nanoseconds of a `Timestamp` or a `Duration`.
    Time(Operator, (i64, i32)),
    Not(Box<Test>),
    Either(Vec<Test>),
}

impl Test {
    /// Whether a value is as it has to be.
    #[inline]
    pub(super) fn holds(&self, value: Payload<'_>) -> bool {
        self.judge(value) == Some(true)
    }

    /// `None` for what is no value.
    fn judge(&self, value: Payload<'_>) -> Option<bool> {
        match self {
            Self::Present => Some(true),
            Self::Number(scalar, operator, wanted) => {
                let found = decode_number(*scalar, value)?;
                Some(order(&found, wanted).and_then(|order| operator.holds_for(order)).unwrap_or(false))
            }
            Self::Enum(operator, wanted) => operator.holds_for(enum_number(value)?.cmp(wanted)),
            Self::EnumAmong(wanted) => Some(wanted.contains(&enum_number(value)?)),
            Self::Text(operator, wanted) => operator.holds_for(run(value)?.cmp(wanted)),
            Self::Holds(needle) => Some(needle.is_in(run(value)?)),
            Self::Starts(needle) => Some(needle.begins(run(value)?)),
            Self::Ends(needle) => Some(needle.ends(run(value)?)),
            Self::HoldsBytes(wanted) => Some(memchr::memmem::find(run(value)?, wanted).is_some()),
            Self::StartsBytes(wanted) => Some(run(value)?.starts_with(wanted)),
            Self::EndsBytes(wanted) => Some(run(value)?.ends_with(wanted)),
            Self::Time(operator, wanted) => operator.holds_for(time(run(value)?).cmp(wanted)),
            Self::Not(test) => test.judge(value).map(|holds| !holds),
            Self::Either(tests) => Some(tests.iter().any(|test| test.holds(value))),
        }
    }

    /// The test of a scalar.
    pub(super) fn of_scalar(scalar: Scalar, operator: Operator, literal: &Literal) -> Result<Self, ConditionError> {
        match scalar {
            Scalar::String => Ok(Self::of_text(operator, &literal.text)),
            Scalar::Bytes => Self::of_bytes(operator, literal),
            Scalar::Bool => {
                let Value::Bool(wanted) = read(scalar, literal)? else {
                    return Err(wrong_operator(operator, "a bool", literal));
                };
                match operator {
                    Operator::Equal | Operator::Unequal => Ok(Self::Number(scalar, operator, Value::Bool(wanted))),
                    _ => Err(wrong_operator(operator, "a bool", literal)),
                }
            }
            _ if operator.holds_for(Ordering::Equal).is_none() => Err(wrong_operator(operator, "a number", literal)),
            _ => Ok(Self::Number(scalar, operator, read(scalar, literal)?)),
        }
    }

    fn of_text(operator: Operator, text: &str) -> Self {
        match operator {
            Operator::Contains => Self::Holds(Needle::new(text)),
            Operator::Lacks => Self::Not(Box::new(Self::Holds(Needle::new(text)))),
            Operator::Starts => Self::Starts(Needle::new(text)),
            Operator::Ends => Self::Ends(Needle::new(text)),
            _ => Self::Text(operator, text.as_bytes().to_vec()),
        }
    }

    fn of_bytes(operator: Operator, literal: &Literal) -> Result<Self, ConditionError> {
        let bytes = bytes_of_hex(literal.text.as_bytes()).map_err(|error| {
            ConditionError::new(literal.place.clone(), format!("bytes are written as hex digits, 0a03: {error}"))
        })?;
        Ok(match operator {
            Operator::Contains => Self::HoldsBytes(bytes),
            Operator::Lacks => Self::Not(Box::new(Self::HoldsBytes(bytes))),
            Operator::Starts => Self::StartsBytes(bytes),
            Operator::Ends => Self::EndsBytes(bytes),
            _ => Self::Text(operator, bytes),
        })
    }

    /// The test of an enum: a value by name or number, or names that hold a text.
    pub(super) fn of_enum(of: &EnumDescriptor, operator: Operator, literal: &Literal) -> Result<Self, ConditionError> {
        let named = |needle: &Needle, is_fit: fn(&Needle, &[u8]) -> bool| {
            let fits = of.values().filter(|value| is_fit(needle, value.name().as_bytes()));
            Self::EnumAmong(fits.map(|value| value.number()).collect())
        };
        let needle = Needle::new(&literal.text);
        Ok(match operator {
            Operator::Contains => named(&needle, Needle::is_in),
            Operator::Lacks => Self::Not(Box::new(named(&needle, Needle::is_in))),
            Operator::Starts => named(&needle, Needle::begins),
            Operator::Ends => named(&needle, Needle::ends),
            _ => Self::Enum(operator, enum_value(of, literal)?),
        })
    }

    /// The test of a `Timestamp`.
    pub(super) fn of_timestamp(operator: Operator, literal: &Literal) -> Result<Self, ConditionError> {
        let text = &literal.text;
        let is_day = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let wanted = if is_day { parse_timestamp(&format!("{text}T00:00:00Z")) } else { parse_timestamp(text) };
        Self::of_time(operator, "a time", literal, wanted)
    }

    /// The test of a `Duration`.
    pub(super) fn of_duration(operator: Operator, literal: &Literal) -> Result<Self, ConditionError> {
        let wanted = match duration_nanos(&literal.text) {
            Some(nanos) => i64::try_from(nanos / 1_000_000_000)
                .map(|seconds| (seconds, (nanos % 1_000_000_000) as i32))
                .map_err(|_| format!("{} is too long", literal.text)),
            None => parse_duration(&literal.text)
                .map_err(|_| format!("{:?} is not a duration like 1.5s or 20ms", literal.text)),
        };
        Self::of_time(operator, "a duration", literal, wanted)
    }

    fn of_time(
        operator: Operator,
        what: &str,
        literal: &Literal,
        wanted: Result<(i64, i32), String>,
    ) -> Result<Self, ConditionError> {
        if operator.holds_for(Ordering::Equal).is_none() {
            return Err(wrong_operator(operator, what, literal));
        }
        let wanted = wanted.map_err(|reason| ConditionError::new(literal.place.clone(), reason))?;
        Ok(Self::Time(operator, wanted))
    }
}

fn wrong_operator(operator: Operator, what: &str, literal: &Literal) -> ConditionError {
    let known = if what == "a bool" { "= and !=" } else { "=, !=, <, <=, > and >=" };
    ConditionError::new(literal.place.clone(), format!("{} does not go with {what}; it has {known}", operator.sign()))
}

fn read(scalar: Scalar, literal: &Literal) -> Result<Value<'static>, ConditionError> {
    let from_hex = literal.text.strip_prefix("0x").and_then(|digits| u64::from_str_radix(digits, 16).ok());
    let text = match from_hex {
        Some(number) if scalar.is_number() => number.to_string(),
        _ => literal.text.clone(),
    };
    match scalar::parse(scalar, &text) {
        Ok(Value::Int(n)) => Ok(Value::Int(n)),
        Ok(Value::Uint(n)) => Ok(Value::Uint(n)),
        Ok(Value::Float(n)) => Ok(Value::Float(n)),
        Ok(Value::Double(n)) => Ok(Value::Double(n)),
        Ok(Value::Bool(n)) => Ok(Value::Bool(n)),
        Ok(Value::Text(_) | Value::Bytes(_)) => Err(ConditionError::new(literal.place.clone(), "not a number")),
        Err(reason) => Err(ConditionError::new(literal.place.clone(), reason)),
    }
}

fn enum_value(of: &EnumDescriptor, literal: &Literal) -> Result<i32, ConditionError> {
    scalar::parse_enum(of, &literal.text).map_err(|reason| {
        let wanted = Needle::new(&literal.text);
        let mut holding =
            of.values().filter(|value| wanted.is_in(value.name().as_bytes())).map(|value| value.name().to_owned());
        let hint = match (reason.contains("did you mean"), holding.next(), of.values().len()) {
            (false, Some(name), _) => format!("; did you mean {name}?"),
            (false, None, ..=8) => {
                let names: Vec<String> = of.values().map(|value| value.name().to_owned()).collect();
                format!(", which has {}", names.join(", "))
            }
            _ => String::new(),
        };
        ConditionError::new(literal.place.clone(), reason + &hint)
    })
}

/// How two numbers of one type stand to each other; NaN is equal to NaN alone, and to nothing else in any order.
fn order(found: &Value<'_>, wanted: &Value<'_>) -> Option<Ordering> {
    match (found, wanted) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Uint(a), Value::Uint(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) if a.is_nan() && b.is_nan() => Some(Ordering::Equal),
        (Value::Double(a), Value::Double(b)) if a.is_nan() && b.is_nan() => Some(Ordering::Equal),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        (Value::Double(a), Value::Double(b)) => a.partial_cmp(b),
        _ => None,
    }
}

#[inline]
fn run(value: Payload<'_>) -> Option<&[u8]> {
    match value {
        Payload::Len(bytes) | Payload::Group(bytes) => Some(bytes),
        _ => None,
    }
}

/// Seconds and nanoseconds, both of which may be missing.
fn time(message: &[u8]) -> (i64, i32) {
    let (mut seconds, mut nanos) = (0, 0);
    let mut reader = Reader::new(message);
    while let Ok(Some(field)) = reader.next() {
        match (field.number, field.payload) {
            (1, Payload::Varint(n)) => seconds = n as i64,
            (2, Payload::Varint(n)) => nanos = n as i32,
            _ => {}
        }
    }
    (seconds, nanos)
}
