//! What stands where in a ladder: the rows of a log with the milestones of the call between them.
//! It knows numbers of rows and asks no log.

use std::ops::Range;

use farcall_core::call::Milestone;

/// One rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// The milestone with this place among them.
    Milestone(usize),
    /// The message of this row.
    Row(u64),
}

/// The rungs of a ladder, in order.
#[derive(Debug, Clone, Copy)]
pub struct Items<'a> {
    milestones: &'a [Milestone],
    first: u64,
    end: u64,
}

impl<'a> Items<'a> {
    /// The rows of a range with the milestones between them. Milestones before the first row stand at the top.
    pub fn new(milestones: &'a [Milestone], rows: Range<u64>) -> Self {
        Self { milestones, first: rows.start, end: rows.end.max(rows.start) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        (self.end - self.first) as usize + self.milestones.len()
    }

    /// What stands at a place.
    pub fn at(&self, place: usize) -> Item {
        let before = self.milestones_before(place);
        match self.milestones.get(before).filter(|_| self.place_of_milestone(before) == place) {
            Some(_) => Item::Milestone(before),
            None => Item::Row(self.first + (place - before) as u64),
        }
    }

    /// Where a row stands; a row that is gone, where the first one does.
    pub fn place_of(&self, row: u64) -> usize {
        let row = row.max(self.first);
        let before = self.milestones.partition_point(|milestone| milestone.row <= row);
        (row - self.first) as usize + before
    }

    /// The rows among the places of a range.
    pub fn rows(&self, places: Range<usize>) -> Range<u64> {
        let row = |place: usize| (self.first + (place - self.milestones_before(place)) as u64).min(self.end);
        row(places.start)..row(places.end)
    }

    /// Milestones that stand above a place.
    fn milestones_before(&self, place: usize) -> usize {
        let (mut low, mut high) = (0, self.milestones.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.place_of_milestone(middle) < place { low = middle + 1 } else { high = middle }
        }
        low
    }

    fn place_of_milestone(&self, which: usize) -> usize {
        let row = self.milestones.get(which).map_or(self.end, |milestone| milestone.row).clamp(self.first, self.end);
        (row - self.first) as usize + which
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use farcall_core::call::MilestoneKind;

    use super::*;

    fn at(row: u64) -> Milestone {
        Milestone { row, at: Duration::from_millis(row), kind: MilestoneKind::HalfClosed }
    }

    #[test]
    fn milestones_stand_between_the_rows() {
        let milestones = [at(0), at(1), at(1), at(4)];
        let items = Items::new(&milestones, 0..4);
        let all: Vec<Item> = (0..items.len()).map(|place| items.at(place)).collect();
        use Item::{Milestone as M, Row};
        assert_eq!(all, [M(0), Row(0), M(1), M(2), Row(1), Row(2), Row(3), M(3)]);
        for row in 0..4 {
            assert_eq!(items.at(items.place_of(row)), Row(row));
        }
        assert_eq!(items.rows(0..3), 0..1);
        assert_eq!(items.rows(2..6), 1..3);
    }

    #[test]
    fn rows_that_are_gone_leave_their_milestones_at_the_top() {
        let milestones = [at(0), at(2), at(10_000_003)];
        let items = Items::new(&milestones, 10_000_000..10_000_005);
        assert_eq!(items.len(), 8);
        assert_eq!(items.at(0), Item::Milestone(0));
        assert_eq!(items.at(2), Item::Row(10_000_000));
        assert_eq!(items.at(5), Item::Milestone(2));
        assert_eq!(items.at(7), Item::Row(10_000_004));
        assert_eq!(items.place_of(7), items.place_of(10_000_000));
    }
}
