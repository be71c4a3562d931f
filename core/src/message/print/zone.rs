//! Timestamps in the zone that is wanted, each with its offset, so that the text names the same instant in any zone.
//! The zone's rules come from the machine; where it has none, the text is in UTC and says so.

use std::fmt::Write as _;

use jiff::{Timestamp, tz::TimeZone};

use super::options::Zone;
use crate::json_text::push_timestamp;

/// How Timestamps are written.
pub(super) struct Clock {
    /// `None` for UTC.
    zone: Option<TimeZone>,
}

impl Clock {
    pub(super) fn of(zone: Zone) -> Self {
        let zone = match zone {
            Zone::Utc => None,
            Zone::Local => TimeZone::try_system().ok(),
        };
        Self { zone }
    }

    /// Append the text with 0, 3, 6 or 9 decimals; an error says why there is none.
    #[inline]
    pub(super) fn push(&self, out: &mut String, seconds: i64, nanos: i32) -> Result<(), String> {
        match &self.zone {
            None => push_timestamp(out, seconds, nanos),
            Some(zone) => push_in(out, seconds, nanos, zone),
        }
    }
}

/// The wall clock of that zone at that instant and its offset, to the minute as RFC 3339 has it. What lies outside the
/// years 0001 to 9999 by that clock is written in UTC.
fn push_in(out: &mut String, seconds: i64, nanos: i32, zone: &TimeZone) -> Result<(), String> {
    let Ok(instant) = Timestamp::from_second(seconds) else { return push_timestamp(out, seconds, nanos) };
    let minutes = zone.to_offset(instant).seconds().div_euclid(60);
    let start = out.len();
    if minutes == 0 || push_timestamp(out, seconds.saturating_add(60 * i64::from(minutes)), nanos).is_err() {
        out.truncate(start);
        return push_timestamp(out, seconds, nanos);
    }
    out.pop();
    let sign = if minutes < 0 { '-' } else { '+' };
    let _ = write!(out, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn text(seconds: i64, nanos: i32, zone: &str) -> String {
        let mut out = String::new();
        push_in(&mut out, seconds, nanos, &TimeZone::posix(zone).unwrap()).unwrap();
        out
    }

    #[test]
    fn the_offset_is_the_one_that_held_then() {
        let stockholm = "CET-1CEST,M3.5.0,M10.5.0/3";
        assert_eq!(text(1_768_478_400, 0, stockholm), "2026-01-15T13:00:00+01:00");
        assert_eq!(text(1_784_116_800, 500_000_000, stockholm), "2026-07-15T14:00:00.500+02:00");
        // The last second of summer and the first of winter are one apart.
        assert_eq!(text(1_792_889_999, 0, stockholm), "2026-10-25T02:59:59+02:00");
        assert_eq!(text(1_792_890_000, 0, stockholm), "2026-10-25T02:00:00+01:00");
        assert_eq!(text(0, 1, "<-0330>3:30"), "1969-12-31T20:30:00.000000001-03:30");
        assert_eq!(text(0, 0, "<+0545>-5:45"), "1970-01-01T05:45:00+05:45");
    }

    #[test]
    fn every_text_reads_back_as_the_same_instant() {
        let zones = ["UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "<-11>11", "<+14>-14", "LMT-0:53:28"];
        for zone in zones {
            for seconds in [-62_135_596_800, -1, 0, 1_792_889_999, 253_402_300_799] {
                let text = text(seconds, 0, zone);
                let read = crate::json_text::parse_timestamp(&text);
                assert_eq!(read, Ok((seconds, 0)), "{zone} {text}");
            }
        }
    }

    #[test]
    fn what_is_no_time_is_none_anywhere() {
        let zone = TimeZone::posix("<+14>-14").unwrap();
        for (seconds, nanos) in [(i64::MAX, 0), (i64::MIN, 0), (0, -1), (253_402_300_800, 0)] {
            assert!(push_in(&mut String::new(), seconds, nanos, &zone).is_err());
        }
    }
}
