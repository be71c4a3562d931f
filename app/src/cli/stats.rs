//! `--stats`: the figures of a call as a table, its rate as a row of bars, gaps, sizes and waits as histograms.
//! It shapes lines; the figures are core's, and their words those of the window.

use farcall_core::{
    call::{Direction, Figures, Histogram, Step},
    schema::MethodKind,
};

use crate::{figures, units};

/// Columns of the rate over time.
const WIDE: usize = 60;
/// Bars of a histogram at most.
const BARS: usize = 16;
/// The longest bar.
const BAR: usize = 40;
/// Times below a microsecond are not told apart.
const MICROSECOND: u64 = 1_000;

/// All lines, for stderr.
pub fn lines(figures: &Figures, kind: MethodKind) -> Vec<String> {
    let mut lines = vec![format!("Figures of {}:", units::duration(figures.end()))];
    lines.extend(table(figures));
    for direction in [Direction::Sent, Direction::Received] {
        lines.extend(over_time(figures, direction));
    }
    for (direction, way) in [(Direction::Sent, "sent"), (Direction::Received, "received")] {
        let flow = figures.flow(direction);
        lines.extend(histogram(&format!("Gaps between {way} messages"), &flow.gaps, MICROSECOND, figures::nanos));
        if flow.messages > 1 {
            lines.extend(histogram(&format!("Sizes of {way} messages"), &flow.sizes, 0, units::size));
        }
    }
    if kind == MethodKind::BidiStreaming {
        lines.extend(waits(figures));
    }
    lines
}

fn table(figures: &Figures) -> Vec<String> {
    let rows = figures::rows(figures, false);
    let name = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let sent = rows.iter().map(|row| row.sent.chars().count()).max().unwrap_or(0).max("sent".len());
    let received = rows.iter().map(|row| row.received.chars().count()).max().unwrap_or(0).max("received".len());
    let line = |told: &str, one: &str, other: &str| {
        format!("  {told:<name$}  {one:>sent$}  {other:>received$}").trim_end().to_owned()
    };
    let head = std::iter::once(line("", "sent", "received"));
    head.chain(rows.iter().map(|row| line(row.name, &row.sent, &row.received))).collect()
}

/// `Received per second, at most 120, each column 200 ms`, and a bar for each step.
fn over_time(figures: &Figures, direction: Direction) -> Vec<String> {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let steps = figures.whole.steps(WIDE);
    let rate = |step: &Step| step.rate(direction).messages;
    let most = steps.iter().map(rate).fold(0.0, f64::max);
    let has_rate = steps.len() > 1 && figures.flow(direction).messages > 1;
    let (Some(step), true) = (steps.get(steps.len() / 2), has_rate) else { return Vec::new() };
    let way = match direction {
        Direction::Sent => "Sent",
        Direction::Received => "Received",
    };
    let wide = units::duration(step.to.saturating_sub(step.from));
    let head = format!("{way} over time: each column {wide}, the highest {}", units::per_second(most));
    let column = |step: &Step| match rate(step) {
        0.0 => ' ',
        some => {
            let height = (some / most * HEIGHTS.len() as f64).ceil() as usize;
            HEIGHTS.get(height.saturating_sub(1)).copied().unwrap_or('█')
        }
    };
    vec![head, format!("  |{}|", steps.iter().map(column).collect::<String>())]
}

fn waits(figures: &Figures) -> Vec<String> {
    let mut lines =
        histogram("From each sent message to the next received", &figures.waits, MICROSECOND, figures::nanos);
    if figures.unmeasured > 0 {
        lines.push(format!("  {} not measured: too many at once", units::counted(figures.unmeasured, "wait")));
    }
    if figures.unanswered > 0 {
        lines.push(format!(
            "  Nothing was received after the last {}",
            units::counted(figures.unanswered, "sent message")
        ));
    }
    lines
}

/// What it comes to, and a line for each bar.
fn histogram(title: &str, of: &Histogram, floor: u64, write: impl Fn(u64) -> String) -> Vec<String> {
    let (Some(median), Some(within), Some(most)) = (of.quantile(0.5), of.quantile(0.95), of.most()) else {
        return Vec::new();
    };
    let mut lines =
        vec![format!("{title}: median {}, 95 % within {}, at most {}", write(median), write(within), write(most))];
    if of.least() == of.most() {
        return lines;
    }
    let spread = of.spread(floor, 1..=BARS);
    let longest = spread.bars().iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
    let from: Vec<String> = spread.bars().iter().map(|bar| write(bar.low)).collect();
    let wide = from.iter().map(|from| from.chars().count()).max().unwrap_or(0);
    let figures = units::count(longest).len();
    for (bar, from) in spread.bars().iter().zip(&from) {
        let length = (bar.count * BAR as u64).div_ceil(longest) as usize;
        let line = format!("  from {from:>wide$}  {:>figures$}  {}", units::count(bar.count), "█".repeat(length));
        lines.push(line.trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use farcall_core::call::FigureRecorder;

    use super::*;

    #[test]
    fn a_stream_is_told_by_table_rate_and_histograms() {
        let mut recorder = FigureRecorder::default();
        for index in 0..100 {
            recorder.message(Direction::Sent, Duration::from_millis(20 * index), 14, 14);
            recorder.message(Direction::Received, Duration::from_millis(20 * index + 4), 30 + index as usize, 40);
        }
        let told = lines(&recorder.figures(Duration::from_secs(2)), MethodKind::BidiStreaming);
        let has = |words: &str| assert!(told.iter().any(|line| line.contains(words)), "{words} in {told:#?}");
        has("Figures of 2.00 s:");
        let row = told.iter().map(|line| line.split_whitespace().collect::<Vec<_>>());
        assert!(row.into_iter().any(|row| row == ["Messages", "100", "100"]), "{told:#?}");
        has("Sent over time: each column");
        has("Gaps between received messages: median 20.0 ms, 95 % within 20.0 ms, at most 20.0 ms");
        has("Sizes of received messages: median 7");
        has("From each sent message to the next received: median 4.0 ms");
        assert!(told.iter().filter(|line| line.starts_with("  from ")).count() >= 5);
    }

    #[test]
    fn a_unary_call_has_a_table_alone() {
        let mut recorder = FigureRecorder::default();
        recorder.message(Direction::Sent, Duration::from_millis(2), 14, 14);
        recorder.message(Direction::Received, Duration::from_millis(9), 31, 31);
        let told = lines(&recorder.figures(Duration::from_millis(10)), MethodKind::Unary);
        assert!(told.iter().all(|line| line.starts_with("Figures") || line.starts_with("  ")), "{told:#?}");
    }
}
