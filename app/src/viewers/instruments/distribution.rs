//! How often which gap, size or wait came: bars on an axis of powers.
//! It draws what core counted.

use egui::{Color32, Rect, Ui};
use farcall_core::call::{Bar, Histogram, Spread};

use super::axis::Measure;
use crate::{
    units,
    widgets::{Bars, PlotBar, Reading, Tick},
};

/// Room for the figures at the left of every plot of the page.
pub(super) const LEFT: f32 = 52.0;

/// What is drawn.
pub(super) struct Distribution<'a> {
    pub title: &'a str,
    /// What it comes to, in words.
    pub summary: &'a str,
    /// What is counted: "gap", "message".
    pub counted: &'a str,
    pub empty: &'a str,
    pub histogram: &'a Histogram,
    pub measure: Measure,
    pub color: Color32,
}

impl Distribution<'_> {
    /// Draws it over `rect`.
    pub(super) fn show_at(&self, ui: &mut Ui, rect: Rect) {
        // A bar of less than 8 points says less than a wider one.
        let most = ((rect.width() - 48.0) / 8.0).clamp(16.0, 64.0) as usize;
        let spread = self.histogram.spread(self.measure.floor(), 15..=most);
        let bars = self.bars(&spread);
        let lines: Vec<Tick> = [(0.5, "median"), (0.95, "95 %")]
            .into_iter()
            .filter_map(|(share, label)| {
                let value = self.histogram.quantile(share)?.max(self.measure.floor());
                Some(Tick { at: spread.share_of(value)? as f32, label: label.to_owned() })
            })
            .collect();
        // One value alone has no spread to mark.
        let lines = if self.histogram.least() == self.histogram.most() { &[] } else { lines.as_slice() };
        Bars::new(self.title, self.summary, &bars, self.color)
            .ticks(&self.measure.ticks(&spread))
            .lines(lines)
            .empty(self.empty)
            .left(LEFT)
            .show_at(ui, rect);
    }

    fn bars(&self, spread: &Spread) -> Vec<PlotBar> {
        let all = self.histogram.count().max(1) as f64;
        let mut so_far = 0;
        let bar = |bar: &Bar| {
            so_far += bar.count;
            let of_all = |count: u64| format!("{:.1} %", count as f64 * 100.0 / all);
            let counted = units::counted(bar.count, self.counted);
            let values = vec![
                (self.color, counted, of_all(bar.count)),
                (Color32::TRANSPARENT, "up to here".to_owned(), of_all(so_far)),
            ];
            PlotBar { value: bar.count as f64, reading: Reading { place: self.range(bar), values } }
        };
        spread.bars().iter().map(bar).collect()
    }

    fn range(&self, bar: &Bar) -> String {
        let below = bar.high.saturating_add(1);
        match self.measure {
            _ if bar.low == bar.high => self.measure.words(bar.low),
            Measure::Time if bar.low == 0 => format!("below {}", self.measure.words(below)),
            Measure::Time => format!("{} to below {}", self.measure.words(bar.low), self.measure.words(below)),
            Measure::Size if bar.high < 1_024 => format!("{} to {}", bar.low, self.measure.words(bar.high)),
            Measure::Size => format!("{} to below {}", exact_size(bar.low), exact_size(below)),
        }
    }
}

/// With all its digits: neighbouring bars may differ in the third.
fn exact_size(bytes: u64) -> String {
    if bytes < 100_000 { format!("{} B", units::count(bytes)) } else { units::size(bytes) }
}
