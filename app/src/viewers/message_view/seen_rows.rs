//! The rows of a list that are seen, each read once while it stays in sight.
//! It knows neither what a row is nor how it is read.

use std::{ops::Range, sync::Arc};

/// Rows in sight; `S` tells what they depend on besides their place.
pub(super) struct SeenRows<T, S> {
    kept: Option<(Range<usize>, S, Arc<Vec<T>>)>,
}

impl<T, S> Default for SeenRows<T, S> {
    fn default() -> Self {
        Self { kept: None }
    }
}

impl<T: Clone, S: PartialEq> SeenRows<T, S> {
    /// The rows of a range; only those are read that were not seen before. Fewer than asked for are not kept.
    pub(super) fn rows(
        &mut self,
        range: Range<usize>,
        stamp: S,
        mut read: impl FnMut(Range<usize>) -> Vec<T>,
    ) -> Arc<Vec<T>> {
        let before = self.kept.take().filter(|(_, of, rows)| *of == stamp && !rows.is_empty());
        let rows = match before {
            Some((seen, _, rows)) if seen == range => rows,
            Some((seen, _, rows)) if seen.start < range.end && range.start < seen.end => {
                let shared = seen.start.max(range.start)..seen.end.min(range.end);
                let mut all = read(range.start..shared.start);
                let old = rows.get(shared.start - seen.start..shared.end - seen.start).unwrap_or_default();
                all.extend_from_slice(old);
                all.extend(read(shared.end..range.end));
                Arc::new(all)
            }
            _ => Arc::new(read(range.clone())),
        };
        if rows.len() == range.len() {
            self.kept = Some((range, stamp, rows.clone()));
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::SeenRows;

    #[test]
    fn rows_that_stay_in_sight_are_not_read_again() {
        let mut seen = SeenRows::default();
        let mut read = Vec::new();
        for (range, stamp) in [(10..20, 1), (12..22, 1), (12..22, 1), (8..18, 1), (8..18, 2), (40..50, 2)] {
            let rows = seen.rows(range.clone(), stamp, |range| {
                read.push(range.clone());
                range.collect()
            });
            assert_eq!(*rows, range.collect::<Vec<usize>>());
        }
        read.retain(|range| !range.is_empty());
        assert_eq!(read, [10..20, 20..22, 8..12, 8..18, 40..50]);
    }
}
