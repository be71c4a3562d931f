//! Exact counts of values in buckets whose width grows with the value: every power of two is cut in 64.
//! It does not know what the values are.

use std::ops::RangeInclusive;

/// Buckets of one power of two; values below it have a bucket of their own.
const PARTS: usize = 64;
const PARTS_BITS: u32 = PARTS.trailing_zeros();
/// Enough for every `u64`.
const BUCKETS: usize = (64 - PARTS_BITS as usize + 1) * PARTS;

/// How often which value came. Values up to 127 are told apart exactly, larger ones to one in 64; least, most, sum and
/// count are exact. It takes 30 KiB from its first value on.
#[derive(Debug, Clone)]
pub struct Histogram {
    counts: Box<[u64]>,
    count: u64,
    sum: u64,
    least: u64,
    most: u64,
}

/// A histogram as bars of equal width on a scale of powers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spread {
    bars: Vec<Bar>,
    /// The first bucket of the first bar.
    first: usize,
    /// Buckets of a bar.
    together: usize,
}

/// Neighbouring buckets, taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// The least value that belongs to it.
    pub low: u64,
    /// The largest value that belongs to it.
    pub high: u64,
    /// Values that came.
    pub count: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: Box::default(), count: 0, sum: 0, least: u64::MAX, most: 0 }
    }
}

impl Histogram {
    /// Counts a value.
    #[inline]
    pub fn record(&mut self, value: u64) {
        if self.counts.is_empty() {
            self.counts = vec![0; BUCKETS].into_boxed_slice();
        }
        if let Some(count) = self.counts.get_mut(bucket_of(value)) {
            *count += 1;
        }
        self.count += 1;
        self.sum = self.sum.saturating_add(value);
        self.least = self.least.min(value);
        self.most = self.most.max(value);
    }

    /// Values counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// All values together.
    pub fn sum(&self) -> u64 {
        self.sum
    }

    /// The least value, exactly.
    pub fn least(&self) -> Option<u64> {
        (self.count > 0).then_some(self.least)
    }

    /// The largest value, exactly.
    pub fn most(&self) -> Option<u64> {
        (self.count > 0).then_some(self.most)
    }

    /// The mean, exactly but for the fraction.
    pub fn mean(&self) -> Option<u64> {
        self.sum.checked_div(self.count)
    }

    /// The value that `share` (0 to 1) of all do not exceed, to within 2 %; exact where all are alike.
    pub fn quantile(&self, share: f64) -> Option<u64> {
        let rank = ((self.count as f64 * share).ceil() as u64).clamp(1, self.count.max(1));
        let mut below = 0;
        for (bucket, &count) in self.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            if below + count >= rank {
                let range = range_of(bucket);
                let inside = ((rank - below) as f64 - 0.5) / count as f64;
                let value = range.start() + ((range.end() - range.start()) as f64 * inside) as u64;
                return Some(value.clamp(self.least, self.most));
            }
            below += count;
        }
        None
    }

    /// All values as bars for a picture, within `bars` of them. What is below `floor` stands in one bar with it.
    pub fn spread(&self, floor: u64, bars: RangeInclusive<usize>) -> Spread {
        let (Some(least), Some(largest)) = (self.least(), self.most()) else { return Spread::default() };
        let (first, last) = (bucket_of(least.max(floor)), bucket_of(largest.max(floor)));
        let mut together = 1;
        while last / together - first / together >= (*bars.end()).max(1) {
            together *= 2;
        }
        let (mut first, mut last) = (first / together, last / together);
        let missing = bars.start().saturating_sub(last - first + 1);
        first = first.saturating_sub(missing / 2).max(bucket_of(floor) / together);
        last = (last + missing.div_ceil(2)).min((BUCKETS - 1) / together);
        let bar = |bar: usize| {
            let (from, to) = (bar * together, ((bar + 1) * together - 1).min(BUCKETS - 1));
            let is_floor = floor > 0 && (from..=to).contains(&bucket_of(floor));
            let counts = self.counts.get(if is_floor { 0 } else { from }..=to).unwrap_or_default();
            let low = if is_floor { 0 } else { *range_of(from).start() };
            Bar { low, high: *range_of(to).end(), count: counts.iter().sum() }
        };
        Spread { bars: (first..=last).map(bar).collect(), first: first * together, together }
    }
}

impl Spread {
    /// The bars, side by side, from the least values to the largest.
    pub fn bars(&self) -> &[Bar] {
        &self.bars
    }

    /// Where a value lies, as a share of the width of all bars together; `None` outside of them.
    pub fn share_of(&self, value: u64) -> Option<f64> {
        let bucket = bucket_of(value);
        let range = range_of(bucket);
        let inside = (value - range.start()) as f64 / ((range.end() - range.start()) as f64 + 1.0);
        let place = bucket as f64 + inside - self.first as f64;
        let share = place / (self.bars.len() * self.together).max(1) as f64;
        (0.0..=1.0).contains(&share).then_some(share)
    }
}

#[inline]
fn bucket_of(value: u64) -> usize {
    if value < PARTS as u64 {
        return value as usize;
    }
    let power = value.ilog2();
    let part = (value >> (power - PARTS_BITS)) as usize & (PARTS - 1);
    (power - PARTS_BITS + 1) as usize * PARTS + part
}

fn range_of(bucket: usize) -> RangeInclusive<u64> {
    let (row, part) = (bucket / PARTS, (bucket % PARTS) as u64);
    let Some(shift) = row.checked_sub(1) else { return part..=part };
    let shift = (shift as u32).min(63 - PARTS_BITS);
    let low = (PARTS as u64 + part) << shift;
    low..=low + ((1 << shift) - 1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_in_its_bucket_and_buckets_touch() {
        for value in
            (0..5_000).chain((5..64).flat_map(|bit| [(1 << bit) - 1, 1 << bit, (1 << bit) + 1])).chain([u64::MAX])
        {
            let bucket = bucket_of(value);
            assert!(bucket < BUCKETS && range_of(bucket).contains(&value), "{value} in {bucket}");
        }
        for bucket in 1..BUCKETS {
            assert_eq!(range_of(bucket - 1).end() + 1, *range_of(bucket).start());
        }
    }

    #[test]
    fn quantiles_are_near_and_exact_where_all_are_alike() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantile(0.5), None);
        (1..=100_000).for_each(|value| histogram.record(value));
        for (share, value) in [(0.5, 50_000_u64), (0.95, 95_000), (0.99, 99_000), (1.0, 100_000)] {
            let found = histogram.quantile(share).unwrap();
            assert!(found.abs_diff(value) * 100 <= value * 2, "{share}: {found}");
        }
        assert_eq!((histogram.least(), histogram.most(), histogram.mean()), (Some(1), Some(100_000), Some(50_000)));
        let mut alike = Histogram::default();
        (0..9).for_each(|_| alike.record(1_037));
        assert_eq!((alike.quantile(0.01), alike.quantile(0.99)), (Some(1_037), Some(1_037)));
    }

    #[test]
    fn bars_hold_every_value_and_are_few() {
        let mut histogram = Histogram::default();
        for value in [0, 3, 900, 5_000, 70_000, 70_001, 9_000_000_000] {
            histogram.record(value);
        }
        for most in [1, 10, 40] {
            let spread = histogram.spread(1_000, 1..=most);
            let bars = spread.bars();
            assert!(bars.len() <= most);
            let share = spread.share_of(70_000).unwrap();
            let under = bars[((share * bars.len() as f64) as usize).min(bars.len() - 1)];
            assert!(under.low <= 70_000 && under.high >= 70_000);
            assert_eq!(bars.iter().map(|bar| bar.count).sum::<u64>(), 7);
            assert!(bars.windows(2).all(|pair| pair[0].high + 1 == pair[1].low));
            assert!(bars[0].low == 0 && bars.last().unwrap().high >= 9_000_000_000);
        }
        assert!(Histogram::default().spread(0, 1..=10).bars().is_empty());
    }

    #[test]
    fn values_that_are_all_alike_stand_among_empty_bars() {
        let mut alike = Histogram::default();
        (0..5).for_each(|_| alike.record(31));
        let spread = alike.spread(0, 12..=48);
        assert_eq!((spread.bars().len(), spread.bars().iter().filter(|bar| bar.count > 0).count()), (12, 1));
        assert!((0.3..0.7).contains(&spread.share_of(31).unwrap()));
        let mut none = Histogram::default();
        none.record(0);
        assert_eq!(none.spread(1_000, 12..=48).bars()[0], Bar { low: 0, high: 1_007, count: 1 });
    }
}
