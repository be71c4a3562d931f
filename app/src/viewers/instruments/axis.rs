//! Axes of times and sizes: where round figures lie, and how they are written.
//! It knows no plot; what lies where on it is told as shares.

use std::time::Duration;

use farcall_core::call::Spread;

use crate::{
    units,
    widgets::{PlotScale, Tick},
};

/// A vertical axis of bytes.
pub const BYTES: PlotScale = PlotScale { end: bytes_end, figure: bytes };
/// A vertical axis of seconds.
pub const SECONDS: PlotScale = PlotScale { end: PlotScale::round, figure: seconds };

/// What values lie on a horizontal axis of powers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// In nanoseconds.
    Time,
    /// In bytes.
    Size,
}

impl Measure {
    /// A value as it is written.
    pub fn words(self, value: u64) -> String {
        tidy(match self {
            Measure::Time => units::duration(Duration::from_nanos(value)),
            Measure::Size => units::size(value),
        })
    }

    /// Below this, values need not be told apart: clocks across threads are no finer than a microsecond.
    pub fn floor(self) -> u64 {
        match self {
            Measure::Time => 1_000,
            Measure::Size => 0,
        }
    }

    /// Round values up to `most`, the roundest sort of which there are at least two within `spread`.
    pub fn ticks(self, spread: &Spread) -> Vec<Tick> {
        let (Some(first), Some(last)) = (spread.bars().first(), spread.bars().last()) else { return Vec::new() };
        let inside = |value: &u64| *value <= last.high && spread.share_of(*value).is_some();
        let tick = |value: u64| spread.share_of(value).map(|at| Tick { at: at as f32, label: self.words(value) });
        for sort in self.sorts() {
            let round: Vec<u64> = self.round(last.high, sort).into_iter().filter(inside).collect();
            if round.len() >= 2 {
                return round.into_iter().filter_map(tick).collect();
            }
        }
        [first.low, last.high].into_iter().filter_map(tick).collect()
    }

    /// Factors within one step of the axis, from the roundest sort on.
    fn sorts(self) -> [&'static [u64]; 3] {
        match self {
            Measure::Time => [&[10], &[10, 20, 50], &[10, 15, 20, 30, 40, 50, 60, 70, 80, 90]],
            Measure::Size => [&[16, 32, 64], &[16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112], &[]],
        }
    }

    /// The values of a sort: the factors, tenths of them or sixteenths, times every power.
    fn round(self, most: u64, factors: &[u64]) -> Vec<u64> {
        let (base, whole) = match self {
            Measure::Time => (10, 10),
            Measure::Size => (8, 16),
        };
        let mut values = Vec::new();
        let mut power = 1_u64;
        while power <= most {
            values.extend(factors.iter().map(|factor| power.saturating_mul(*factor) / whole));
            let Some(next) = power.checked_mul(base) else { break };
            power = next;
        }
        values.dedup();
        values
    }
}

/// Figures below an axis of time since the start of a call.
pub fn time_ticks(from: Duration, to: Duration) -> Vec<Tick> {
    let span = (to.saturating_sub(from)).as_secs_f64();
    if span <= 0.0 {
        return Vec::new();
    }
    let step = round_time(span / 6.0);
    let first = (from.as_secs_f64() / step).ceil() as u64;
    let last = (to.as_secs_f64() / step + 1e-9).floor() as u64;
    let clock = Clock::of(step, last as f64 * step);
    (first..=last.min(first + 40))
        .map(|tick| {
            let at = tick as f64 * step;
            Tick { at: ((at - from.as_secs_f64()) / span) as f32, label: clock.words(at) }
        })
        .collect()
}

/// From when to when, as exactly as the width says.
pub fn time_range(from: Duration, to: Duration) -> String {
    let places = match to.saturating_sub(from).as_millis() {
        0..10 => 3,
        10..100 => 2,
        100..1_000 => 1,
        _ => 0,
    };
    // An end between steps is told whole.
    let unit = 10_u128.pow(9 - places);
    let is_whole = |at: Duration| at.as_nanos().is_multiple_of(unit);
    let places = if is_whole(from) && is_whole(to) { places as usize } else { 3 };
    format!("{:.places$} to {:.places$} s", from.as_secs_f64(), to.as_secs_f64())
}

/// The least of 1, 2, 5, 10, 15, 30, 60 and so on that is not below `seconds`.
fn round_time(seconds: f64) -> f64 {
    const LONG: [f64; 12] =
        [15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0, 43_200.0, 86_400.0];
    if seconds > 10.5 {
        return LONG.into_iter().find(|step| *step >= seconds).unwrap_or((seconds / 86_400.0).ceil() * 86_400.0);
    }
    let power = 10f64.powf(seconds.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|step| *step >= seconds * 0.999).unwrap_or(power)
}

/// How instants at one axis are written: all alike.
#[derive(Clone, Copy)]
enum Clock {
    /// `200 ms`, `12.5 s`: so many seconds to the unit, so many places.
    Unit(f64, &'static str, usize),
    /// `1:30`.
    Minutes,
    /// `1:30:00`.
    Hours,
}

impl Clock {
    /// For instants so far apart, up to the last.
    fn of(step: f64, last: f64) -> Self {
        // What is told in tenths of seconds stays in seconds.
        match step >= 1.0 {
            true if last >= 3_600.0 => return Self::Hours,
            true if last > 60.0 => return Self::Minutes,
            _ => {}
        }
        let (seconds, name) = match last {
            _ if last >= 1.0 => (1.0, "s"),
            _ if last >= 1e-3 => (1e-3, "ms"),
            _ => (1e-6, "µs"),
        };
        let places = (-(step / seconds * 1.001).log10().floor()).max(0.0);
        Self::Unit(seconds, name, places as usize)
    }

    fn words(self, at: f64) -> String {
        let whole = at.round() as u64;
        match self {
            Self::Unit(seconds, name, places) => tidy(format!("{:.places$} {name}", at / seconds)),
            Self::Minutes => format!("{}:{:02}", whole / 60, whole % 60),
            Self::Hours => format!("{}:{:02}:{:02}", whole / 3_600, whole % 3_600 / 60, whole % 60),
        }
    }
}

/// A round number of the unit in which it is told.
fn bytes_end(value: f64) -> f64 {
    let mut unit = 1.0;
    while value / unit >= 1_024.0 {
        unit *= 1_024.0;
    }
    PlotScale::round((value / unit).max(1.0)) * unit
}

fn bytes(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { tidy(units::size(value.round() as u64)) }
}

fn seconds(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { tidy(units::duration(Duration::from_secs_f64(value.clamp(0.0, 1e12)))) }
}

/// `8.0 ms` as `8 ms`, `1.20 s` as `1.2 s`: what stands at an axis is round.
fn tidy(figure: String) -> String {
    let Some((number, unit)) = figure.split_once(' ') else { return figure };
    if !number.contains('.') {
        return figure;
    }
    format!("{} {unit}", number.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use farcall_core::call::Histogram;

    use super::*;

    fn labels(measure: Measure, values: &[u64]) -> Vec<String> {
        let mut histogram = Histogram::default();
        values.iter().for_each(|value| histogram.record(*value));
        let spread = histogram.spread(measure.floor(), 12..=48);
        measure.ticks(&spread).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn axes_of_powers_have_round_figures() {
        assert_eq!(
            labels(Measure::Time, &[900, 3_000_000_000]),
            ["1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s"]
        );
        assert_eq!(labels(Measure::Time, &[4_000_000, 30_000_000]), ["5 ms", "10 ms", "20 ms"]);
        assert_eq!(labels(Measure::Size, &[14, 70_000]).last().map(String::as_str), Some("64 KiB"));
        assert!(labels(Measure::Size, &[31]).len() >= 2);
        assert!(labels(Measure::Time, &[20_100_000]).len() >= 2);
    }

    #[test]
    fn an_axis_of_time_has_round_figures_of_one_unit() {
        let told = |from: f64, to: f64| -> Vec<String> {
            let ticks = time_ticks(Duration::from_secs_f64(from), Duration::from_secs_f64(to));
            ticks.into_iter().map(|tick| tick.label).collect()
        };
        assert_eq!(told(0.0, 12.4), ["0 s", "5 s", "10 s"]);
        assert_eq!(told(0.0, 60.0), ["0 s", "10 s", "20 s", "30 s", "40 s", "50 s", "60 s"]);
        assert_eq!(told(30.1, 90.1), ["0:40", "0:50", "1:00", "1:10", "1:20", "1:30"]);
        assert_eq!(told(0.0, 160.0), ["0:00", "0:30", "1:00", "1:30", "2:00", "2:30"]);
        assert_eq!(told(0.0, 0.9), ["0 ms", "200 ms", "400 ms", "600 ms", "800 ms"]);
        assert_eq!(told(0.0, 2.9), ["0 s", "0.5 s", "1 s", "1.5 s", "2 s", "2.5 s"]);
        assert_eq!(told(75.0, 75.9), ["75 s", "75.2 s", "75.4 s", "75.6 s", "75.8 s"]);
        assert_eq!(told(0.0, 0.000_03), ["0 µs", "5 µs", "10 µs", "15 µs", "20 µs", "25 µs", "30 µs"]);
        assert_eq!(told(0.0, 1_200.0), ["0:00", "5:00", "10:00", "15:00", "20:00"]);
        assert_eq!(told(0.0, 9_000.0), ["0:00:00", "0:30:00", "1:00:00", "1:30:00", "2:00:00", "2:30:00"]);
        assert!(told(0.0, 0.0).is_empty());
    }

    #[test]
    fn ranges_are_as_exact_as_they_are_wide() {
        let range = |from, to| time_range(Duration::from_millis(from), Duration::from_millis(to));
        assert_eq!(range(12_200, 12_400), "12.2 to 12.4 s");
        assert_eq!(range(3_000, 4_000), "3 to 4 s");
        assert_eq!(range(3_000, 4_013), "3.000 to 4.013 s");
        assert_eq!(range(7, 8), "0.007 to 0.008 s");
    }

    #[test]
    fn an_axis_of_bytes_ends_at_a_round_size() {
        for (value, text) in [(37_000.0, "40 KiB"), (0.0, "1 B"), (1_500_000.0, "1.6 MiB"), (700.0, "800 B")] {
            assert_eq!(bytes(bytes_end(value)), text);
        }
        assert_eq!(seconds(0.12), "120 ms");
        assert_eq!(seconds(0.008), "8 ms");
    }
}
