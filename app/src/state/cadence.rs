//! How prepared messages are sent by themselves, as it is typed: how far apart, how many times over.
//! It sends nothing.

use std::num::NonZeroU32;

use farcall_core::call::Cadence;

use crate::units;

/// As typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedCadence {
    /// The time between two messages.
    pub every: String,
    /// How many times all of them are sent.
    pub times: String,
}

impl Default for TypedCadence {
    fn default() -> Self {
        Self { every: "1s".to_owned(), times: "1".to_owned() }
    }
}

impl TypedCadence {
    /// What was typed, or why it cannot be.
    ///
    /// # Errors
    /// In words, with the name of the field.
    pub fn read(&self) -> Result<Cadence, String> {
        let every = self.interval().map_err(|why| format!("Interval: {why}"))?;
        let times = self.rounds().map_err(|why| format!("Times: {why}"))?;
        Ok(Cadence::every(every).times(times))
    }

    /// The time between two messages.
    ///
    /// # Errors
    /// In words.
    pub fn interval(&self) -> Result<std::time::Duration, String> {
        units::parse_duration(&self.every)
    }

    /// How many times.
    ///
    /// # Errors
    /// In words.
    pub fn rounds(&self) -> Result<NonZeroU32, String> {
        let times = self.times.trim();
        if times.is_empty() {
            return Ok(NonZeroU32::MIN);
        }
        times.parse().map_err(|_| format!("{times} is no number from 1 on"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_typed_is_a_cadence_or_says_why_not() {
        let typed = |every: &str, times: &str| TypedCadence { every: every.to_owned(), times: times.to_owned() };
        let cadence = typed("250ms", "3").read().unwrap();
        assert_eq!((cadence.interval(), cadence.total(4)), (Duration::from_millis(250), 12));
        assert_eq!(typed("1s", "").read().unwrap().total(2), 2);
        assert_eq!(typed("1s", "0").read().unwrap_err(), "Times: 0 is no number from 1 on");
        assert!(typed("soon", "1").read().unwrap_err().starts_with("Interval: "));
    }
}
