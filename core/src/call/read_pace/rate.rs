//! A rate of reading as it is typed and shown: `10/s`, `0.2/s`, `64KiB/s`.
//! It measures nothing.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{call::quantity::parse_size, status::words};

/// A thousandth of a message a second is as slow as one says it.
const PARTS: u64 = 1000;
/// Faster is as fast as it comes.
const FASTEST: f64 = 1e9;

/// What a rate counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateUnit {
    /// Whole messages.
    Messages,
    /// Bytes as they come over the wire.
    Bytes,
}

/// So many messages or bytes a second. Of zero nothing is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReadRate {
    unit: RateUnit,
    /// Thousandths.
    parts: u64,
}

/// A text that is no rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a rate; write 10/s for messages, 64KiB/s for bytes, 0 to read nothing")]
pub struct NotARate(String);

impl ReadRate {
    /// Nothing is read: the server is held back as soon as its window is used up.
    pub const NOTHING: Self = Self { unit: RateUnit::Messages, parts: 0 };

    /// So many messages a second.
    pub fn messages(per_second: u32) -> Self {
        Self { unit: RateUnit::Messages, parts: u64::from(per_second) * PARTS }
    }

    /// So many bytes a second.
    pub fn bytes(per_second: u32) -> Self {
        Self { unit: RateUnit::Bytes, parts: u64::from(per_second) * PARTS }
    }

    /// What it counts.
    pub fn unit(self) -> RateUnit {
        self.unit
    }

    /// How many of them a second.
    pub fn per_second(self) -> f64 {
        self.parts as f64 / PARTS as f64
    }

    /// Whether nothing is read at all.
    pub fn is_nothing(self) -> bool {
        self.parts == 0
    }
}

impl FromStr for ReadRate {
    type Err = NotARate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotARate(text.trim().to_owned());
        let amount = text.trim();
        let amount = amount.strip_suffix("/s").or_else(|| amount.strip_suffix(" a second")).unwrap_or(amount).trim();
        let ends_in_unit = amount.ends_with(|end: char| end.is_ascii_alphabetic());
        let messages = amount.strip_suffix("messages").or_else(|| amount.strip_suffix("msg")).map(str::trim_end);
        if let Some(number) = messages.or_else(|| (!ends_in_unit).then_some(amount)) {
            let per_second = number.parse::<f64>().ok().filter(|number| (0.0..=FASTEST).contains(number));
            let parts = (per_second.ok_or_else(wrong)? * PARTS as f64).round();
            return Ok(Self { unit: RateUnit::Messages, parts: parts as u64 });
        }
        let bytes = parse_size(amount).map_err(|_| wrong())?;
        Ok(Self { unit: RateUnit::Bytes, parts: bytes as u64 * PARTS })
    }
}

impl fmt::Display for ReadRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            RateUnit::Messages => write!(f, "{}/s", self.per_second()),
            RateUnit::Bytes => write!(f, "{}/s", words::size(self.parts / PARTS)),
        }
    }
}

impl TryFrom<String> for ReadRate {
    type Error = NotARate;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ReadRate> for String {
    /// Exactly, as files keep it.
    fn from(rate: ReadRate) -> Self {
        match rate.unit {
            RateUnit::Messages => rate.to_string(),
            RateUnit::Bytes => format!("{}B/s", rate.parts / PARTS),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn rates_read_as_typed_and_are_written_as_short() {
        for (typed, rate, shown) in [
            ("10/s", ReadRate::messages(10), "10/s"),
            (" 10 ", ReadRate::messages(10), "10/s"),
            ("10 messages/s", ReadRate::messages(10), "10/s"),
            ("0.2/s", ReadRate { unit: RateUnit::Messages, parts: 200 }, "0.2/s"),
            ("64KiB/s", ReadRate::bytes(64 << 10), "64 KiB/s"),
            ("1.5 KiB/s", ReadRate::bytes(1536), "1.5 KiB/s"),
            ("100B", ReadRate::bytes(100), "100 B/s"),
            ("0", ReadRate::NOTHING, "0/s"),
        ] {
            assert_eq!(typed.parse(), Ok(rate), "{typed}");
            assert_eq!(rate.to_string(), shown);
            assert_eq!(String::from(rate).parse(), Ok(rate));
        }
        for wrong in ["", "fast", "-1/s", "10/m", "NaN", "inf/s", "1e99/s", "5 apples/s"] {
            assert!(wrong.parse::<ReadRate>().is_err(), "{wrong}");
        }
    }
}
