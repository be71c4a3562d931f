//! The figures of a call in words, the same in the window and in the terminal.
//! It knows neither widgets nor streams.

pub mod replay;

use std::time::Duration;

use farcall_core::call::{Direction, Figures, Flow, Histogram, Rate};

use crate::units;

/// One row of the table of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureRow {
    /// What is told.
    pub name: &'static str,
    /// Of what was sent; empty where there is nothing to tell.
    pub sent: String,
    /// Of what was received; empty where there is nothing to tell.
    pub received: String,
}

/// The table: a row for each figure that either direction has. `is_running`: what happens now is worth a row.
pub fn rows(figures: &Figures, is_running: bool) -> Vec<FigureRow> {
    let now = |direction| is_running.then(|| figures.recent.rate_now(direction)).flatten();
    let row = |name, tell: &dyn Fn(Direction, &Flow) -> Option<String>| FigureRow {
        name,
        sent: tell(Direction::Sent, &figures.sent).unwrap_or_default(),
        received: tell(Direction::Received, &figures.received).unwrap_or_default(),
    };
    let rows = [
        row("Messages", &|_, flow| Some(units::count(flow.messages))),
        row("Size", &|_, flow| Some(units::size(flow.bytes))),
        row("Size on the wire", &|_, flow| Some(units::size(flow.wire_bytes))),
        row("Now", &|direction, _| now(direction).map(rate)),
        row("Over the whole call", &|direction, flow| figures.mean(direction).filter(|_| flow.messages > 0).map(rate)),
        row("Most in one second", &|_, flow| {
            (flow.messages > 1).then(|| format!("{}, {}", units::count(flow.busiest), units::size(flow.most_bytes)))
        }),
        row("Median gap", &|_, flow| flow.gaps.quantile(0.5).map(nanos)),
        row("95 % of gaps within", &|_, flow| flow.gaps.quantile(0.95).map(nanos)),
        row("Longest gap", &|_, flow| flow.gaps.most().map(nanos)),
        row("Smallest message", &|_, flow| flow.sizes.least().map(units::size)),
        row("Median message", &|_, flow| flow.sizes.quantile(0.5).map(units::size)),
        row("Largest message", &|_, flow| flow.sizes.most().map(units::size)),
    ];
    rows.into_iter().filter(|row| !(row.sent.is_empty() && row.received.is_empty())).collect()
}

/// From sent messages to the next one received, in one line: `median 4.2 ms · 95 % within 9 ms · longest 1.2 s`.
pub fn waits(figures: &Figures) -> Option<String> {
    let mut words = durations(&figures.waits)?;
    if figures.unmeasured > 0 {
        words.push_str(&format!(" · {} not measured", units::count(figures.unmeasured)));
    }
    Some(words)
}

/// What a histogram of times comes to.
pub fn durations(times: &Histogram) -> Option<String> {
    summary(times, nanos, "longest")
}

/// What a histogram of sizes comes to.
pub fn sizes(sizes: &Histogram) -> Option<String> {
    summary(sizes, units::size, "largest")
}

/// `98/s, 3.1 KiB/s`.
pub fn rate(rate: Rate) -> String {
    format!("{}, {}", units::per_second(rate.messages), units::size_per_second(rate.bytes))
}

/// A time that core counted in nanoseconds.
pub fn nanos(nanos: u64) -> String {
    units::duration(Duration::from_nanos(nanos))
}

fn summary(of: &Histogram, write: impl Fn(u64) -> String, most: &str) -> Option<String> {
    let (median, within) = (write(of.quantile(0.5)?), write(of.quantile(0.95)?));
    Some(format!("median {median} · 95 % within {within} · {most} {}", write(of.most()?)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use farcall_core::call::FigureRecorder;

    use super::*;

    #[test]
    fn a_call_is_told_in_figures_of_both_directions() {
        let mut recorder = FigureRecorder::default();
        recorder.message(Direction::Sent, Duration::from_millis(2), 14, 14);
        for index in 0..200 {
            recorder.message(Direction::Received, Duration::from_millis(6 + 10 * index), 31, 31);
        }
        let figures = recorder.figures(Duration::from_secs(2));
        let told = rows(&figures, true);
        let row = |name: &str| {
            let row = told.iter().find(|row| row.name == name).unwrap();
            (row.sent.as_str(), row.received.as_str())
        };
        assert_eq!(row("Messages"), ("1", "200"));
        assert_eq!(row("Size"), ("14 B", "6.1 KiB"));
        assert_eq!(row("Size on the wire"), ("19 B", "7.0 KiB"));
        assert_eq!(row("Now"), ("0.5/s, 7 B/s", "100/s, 3.0 KiB/s"));
        assert_eq!(row("Over the whole call"), ("0.5/s, 7 B/s", "100/s, 3.0 KiB/s"));
        assert_eq!(row("Longest gap"), ("", "10.0 ms"));
        assert_eq!(row("Largest message"), ("14 B", "31 B"));
        assert_eq!(waits(&figures).unwrap(), "median 4.0 ms · 95 % within 4.0 ms · longest 4.0 ms");
        assert!(rows(&figures, false).iter().all(|row| row.name != "Now"));
    }
}
