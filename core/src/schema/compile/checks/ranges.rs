//! Ranges of numbers that are kept for something, and who stands in them.
//! It knows numbers only.

/// Ranges sorted by their start, the last number being within.
pub(super) struct Ranges(Vec<(i32, i32, usize)>);

impl Ranges {
    /// Those of these that hold a number at all, with their positions.
    pub fn new(ranges: impl Iterator<Item = (i32, i32)>) -> Self {
        let mut sorted: Vec<(i32, i32, usize)> = ranges
            .enumerate()
            .filter(|(_, (first, last))| first <= last)
            .map(|(at, (first, last))| (first, last, at))
            .collect();
        sorted.sort_unstable();
        Self(sorted)
    }

    /// The range a number is in.
    pub fn around(&self, number: i32) -> Option<(i32, i32)> {
        let after = self.0.partition_point(|(first, ..)| *first <= number);
        let (first, last, _) = *self.0.get(after.checked_sub(1)?)?;
        (number <= last).then_some((first, last))
    }

    /// Position of each range that overlaps the one before it, with that one.
    pub fn overlaps(&self) -> impl Iterator<Item = (usize, (i32, i32))> {
        self.0.windows(2).filter_map(|pair| match pair {
            [(first, last, before), (next, _, at)] if next <= last => Some((*before.max(at), (*first, *last))),
            _ => None,
        })
    }

    /// Position of each range that meets one of the others, with that one.
    pub fn meeting<'a>(&'a self, others: &'a Self) -> impl Iterator<Item = (usize, (i32, i32))> + 'a {
        self.0.iter().filter_map(|(first, last, at)| {
            let until = others.0.partition_point(|(other, ..)| other <= last);
            let (other_first, other_last, _) = others.0.get(until.checked_sub(1)?)?;
            (other_last >= first).then_some((*at, (*other_first, *other_last)))
        })
    }
}

/// `5` or `5 to 7`.
pub(super) fn shown((first, last): (i32, i32)) -> String {
    if first == last { first.to_string() } else { format!("{first} to {last}") }
}
