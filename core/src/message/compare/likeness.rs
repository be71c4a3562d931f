//! Which changed elements of two lists belong together: those with the most in common, not those that happen to stand at
//! the same place. Likeness is the share of their fields that are equal; its cost is bounded for the whole comparison.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::{align::Step, level::bytes_of, values::looks_like_message};
use crate::message::wire::{Payload, Reader};

/// Cells of the table for one stretch.
const MOST_CELLS: usize = 1 << 14;
/// Fields of an element that are looked at.
const MOST_FIELDS: usize = 64;
/// Steps that all tables of one comparison take together.
pub(super) const MOST_STEPS: usize = 1 << 25;

/// Pairs the elements of each stretch of steps that keep no equal elements by likeness, in their order; where order says
/// nothing, whatever their order. What has nothing in common with anything stays paired in turn.
pub(super) fn pair_alike(
    steps: Vec<Step>,
    (left, right): (&[Payload<'_>], &[Payload<'_>]),
    any_order: bool,
    budget: &mut usize,
) -> Vec<Step> {
    let is_open = |step: &Step| matches!(step, Step::Pair { .. } | Step::Removed { .. } | Step::Added { .. });
    let mut out = Vec::with_capacity(steps.len());
    for stretch in steps.chunk_by(|a, b| is_open(a) && is_open(b)) {
        let went: Vec<usize> = stretch.iter().filter_map(left_of).collect();
        let came: Vec<usize> = stretch.iter().filter_map(right_of).collect();
        let is_settled = went.is_empty() || came.is_empty() || (went.len() == 1 && came.len() == 1);
        if is_settled || !stretch.first().is_some_and(is_open) {
            out.extend_from_slice(stretch);
            continue;
        }
        let prints = |places: &[usize], all: &[Payload<'_>]| -> Vec<Vec<Field>> {
            places.iter().map(|at| all.get(*at).map(|payload| fields(*payload)).unwrap_or_default()).collect()
        };
        let cells = went.len().saturating_mul(came.len());
        if cells > MOST_CELLS || cells.saturating_mul(2 * MOST_FIELDS) > *budget {
            out.extend_from_slice(stretch);
            continue;
        }
        *budget -= cells * 2 * MOST_FIELDS;
        let table = Table::of(&prints(&went, left), &prints(&came, right));
        let pairs = if any_order { table.best() } else { table.best_in_order() };
        match any_order {
            true => push_any(&mut out, &went, &came, &pairs),
            false => push_in_order(&mut out, &went, &came, &pairs),
        }
    }
    out
}

fn left_of(step: &Step) -> Option<usize> {
    match step {
        Step::Pair { left, .. } | Step::Removed { left } => Some(*left),
        _ => None,
    }
}

fn right_of(step: &Step) -> Option<usize> {
    match step {
        Step::Pair { right, .. } | Step::Added { right } => Some(*right),
        _ => None,
    }
}

/// A field as it is compared: its number and value in one figure, and how much it tells. Texts and messages tell more than
/// numbers, which are often equal by chance.
type Field = (u64, u32);

fn fields(payload: Payload<'_>) -> Vec<Field> {
    let Some(bytes) = bytes_of(payload).filter(|bytes| !bytes.is_empty()) else { return Vec::new() };
    let is_group = matches!(payload, Payload::Group(_));
    if !is_group && !looks_like_message(bytes) && std::str::from_utf8(bytes).is_err() {
        return Vec::new();
    }
    let mut reader = Reader::new(bytes);
    let mut out = Vec::new();
    while let (Ok(Some(record)), true) = (reader.next(), out.len() < MOST_FIELDS) {
        let mut hasher = DefaultHasher::new();
        record.number.hash(&mut hasher);
        let weight = match record.payload {
            Payload::Varint(n) | Payload::Fixed64(n) => {
                n.hash(&mut hasher);
                1
            }
            Payload::Fixed32(n) => {
                n.hash(&mut hasher);
                1
            }
            Payload::Len(bytes) | Payload::Group(bytes) => {
                bytes.hash(&mut hasher);
                3
            }
        };
        out.push((hasher.finish(), weight));
    }
    out.sort_unstable();
    out
}

/// How alike each element of the left is to each of the right, 0 to 1,000.
struct Table {
    rows: usize,
    columns: usize,
    cells: Vec<u32>,
}

impl Table {
    fn of(left: &[Vec<Field>], right: &[Vec<Field>]) -> Self {
        let cells = left.iter().flat_map(|one| right.iter().map(move |other| likeness(one, other)));
        Self { rows: left.len(), columns: right.len(), cells: cells.collect() }
    }

    fn at(&self, row: usize, column: usize) -> u32 {
        self.cells.get(row * self.columns + column).copied().unwrap_or_default()
    }

    /// The pairs that are the most alike together and do not cross. One good pair counts more than two poor ones.
    fn best_in_order(&self) -> Vec<(usize, usize)> {
        let width = self.columns + 1;
        let mut sums = vec![0u64; (self.rows + 1) * width];
        let sum = |sums: &[u64], row: usize, column: usize| sums.get(row * width + column).copied().unwrap_or_default();
        for row in (0..self.rows).rev() {
            for column in (0..self.columns).rev() {
                let together = match u64::from(self.at(row, column)) {
                    0 => 0,
                    alike => alike * alike + sum(&sums, row + 1, column + 1),
                };
                let best = together.max(sum(&sums, row + 1, column)).max(sum(&sums, row, column + 1));
                sums.get_mut(row * width + column).into_iter().for_each(|cell| *cell = best);
            }
        }
        let (mut row, mut column) = (0, 0);
        let mut pairs = Vec::new();
        while row < self.rows && column < self.columns {
            let here = sum(&sums, row, column);
            if here == sum(&sums, row + 1, column) {
                row += 1;
            } else if here == sum(&sums, row, column + 1) {
                column += 1;
            } else {
                pairs.push((row, column));
                (row, column) = (row + 1, column + 1);
            }
        }
        pairs
    }

    /// The most alike first, each element once.
    fn best(&self) -> Vec<(usize, usize)> {
        let places = (0..self.rows).flat_map(|row| (0..self.columns).map(move |column| (row, column)));
        let mut all: Vec<(usize, usize)> = places.filter(|(row, column)| self.at(*row, *column) > 0).collect();
        all.sort_by_key(|(row, column)| (std::cmp::Reverse(self.at(*row, *column)), *row, *column));
        let (mut rows, mut columns) = (vec![false; self.rows], vec![false; self.columns]);
        let mut pairs = Vec::new();
        for (row, column) in all {
            if let (Some(of_row), Some(of_column)) = (rows.get_mut(row), columns.get_mut(column))
                && !*of_row
                && !*of_column
            {
                (*of_row, *of_column) = (true, true);
                pairs.push((row, column));
            }
        }
        pairs.sort_unstable();
        pairs
    }
}

/// Twice what both have over what each has, by weight.
fn likeness(left: &[Field], right: &[Field]) -> u32 {
    let weight = |fields: &[Field]| fields.iter().map(|(_, weight)| *weight).sum::<u32>();
    let (mut l, mut r, mut common) = (left.iter().peekable(), right.iter().peekable(), 0);
    while let (Some(one), Some(other)) = (l.peek(), r.peek()) {
        match one.cmp(other) {
            std::cmp::Ordering::Less => drop(l.next()),
            std::cmp::Ordering::Greater => drop(r.next()),
            std::cmp::Ordering::Equal => {
                common += one.1;
                l.next();
                r.next();
            }
        }
    }
    match weight(left) + weight(right) {
        0 => 0,
        all => 2_000 * common / all,
    }
}

/// Pairs and, between them, what is left over in turn.
fn push_in_order(out: &mut Vec<Step>, went: &[usize], came: &[usize], pairs: &[(usize, usize)]) {
    let mut from = (0, 0);
    for (row, column) in pairs.iter().copied().chain([(went.len(), came.len())]) {
        let between = (went.get(from.0..row).unwrap_or_default(), came.get(from.1..column).unwrap_or_default());
        push_in_turn(out, between.0, between.1);
        if let (Some(left), Some(right)) = (went.get(row), came.get(column)) {
            out.push(Step::Pair { left: *left, right: *right });
        }
        from = (row + 1, column + 1);
    }
}

fn push_any(out: &mut Vec<Step>, went: &[usize], came: &[usize], pairs: &[(usize, usize)]) {
    for (row, column) in pairs {
        if let (Some(left), Some(right)) = (went.get(*row), came.get(*column)) {
            out.push(Step::Pair { left: *left, right: *right });
        }
    }
    let is_paired = |row: usize| pairs.iter().any(|(at, _)| *at == row);
    let is_taken = |column: usize| pairs.iter().any(|(_, at)| *at == column);
    let alone = |places: &[usize], taken: &dyn Fn(usize) -> bool| -> Vec<usize> {
        places.iter().enumerate().filter(|(at, _)| !taken(*at)).map(|(_, place)| *place).collect()
    };
    push_in_turn(out, &alone(went, &is_paired), &alone(came, &is_taken));
}

fn push_in_turn(out: &mut Vec<Step>, went: &[usize], came: &[usize]) {
    for at in 0..went.len().max(came.len()) {
        out.extend(match (went.get(at).copied(), came.get(at).copied()) {
            (Some(left), Some(right)) => Some(Step::Pair { left, right }),
            (Some(left), None) => Some(Step::Removed { left }),
            (None, Some(right)) => Some(Step::Added { right }),
            (None, None) => None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Step::*, *};

    fn paired(left: &[&[u8]], right: &[&[u8]], any_order: bool) -> Vec<Step> {
        let payloads = |all: &[&'static [u8]]| all.iter().map(|bytes| Payload::Len(bytes)).collect::<Vec<_>>();
        let in_turn = (0..left.len().max(right.len())).filter_map(|at| match (at < left.len(), at < right.len()) {
            (true, true) => Some(Pair { left: at, right: at }),
            (true, false) => Some(Removed { left: at }),
            (false, true) => Some(Added { right: at }),
            (false, false) => None,
        });
        let of = |all: &[&[u8]]| -> Vec<&'static [u8]> {
            all.iter().map(|bytes| &*Box::leak(bytes.to_vec().into_boxed_slice())).collect()
        };
        let (left, right) = (payloads(&of(left)), payloads(&of(right)));
        pair_alike(in_turn.collect(), (&left, &right), any_order, &mut MOST_STEPS.clone())
    }

    const TEA: &[u8] = b"\x0a\x03tea\x10\x02";
    const MORE_TEA: &[u8] = b"\x0a\x03tea\x10\x09";
    const CUP: &[u8] = b"\x0a\x03cup\x10\x05";
    const MORE_CUPS: &[u8] = b"\x0a\x03cup\x10\x06";
    const POT: &[u8] = b"\x0a\x03pot\x10\x07";

    #[test]
    fn what_has_most_in_common_is_paired() {
        let came_first = [Added { right: 0 }, Pair { left: 0, right: 1 }, Pair { left: 1, right: 2 }];
        assert_eq!(paired(&[TEA, CUP], &[POT, MORE_TEA, MORE_CUPS], false), came_first);
        assert_eq!(paired(&[TEA, CUP], &[MORE_CUPS], false), [Removed { left: 0 }, Pair { left: 1, right: 0 }]);
        assert_eq!(paired(&[TEA, CUP], &[POT, POT], false), [Pair { left: 0, right: 0 }, Pair { left: 1, right: 1 }]);
    }

    #[test]
    fn pairs_cross_only_where_order_says_nothing() {
        let crossed = paired(&[TEA, CUP], &[MORE_CUPS, MORE_TEA], true);
        assert_eq!(crossed, [Pair { left: 0, right: 1 }, Pair { left: 1, right: 0 }]);
        assert_eq!(paired(&[TEA, CUP], &[MORE_CUPS, MORE_TEA], false).len(), 3);
    }

    #[test]
    fn without_budget_elements_stay_paired_in_turn() {
        let all = [Payload::Len(TEA), Payload::Len(CUP)];
        let steps = vec![Pair { left: 0, right: 0 }, Pair { left: 1, right: 1 }];
        assert_eq!(pair_alike(steps.clone(), (&all, &[all[1], all[0]]), true, &mut 1), steps);
    }

    proptest::proptest! {
        #[test]
        fn every_element_stays_in_one_step(left in proptest::collection::vec("[a-c]{0,4}", 0..12),
                                           right in proptest::collection::vec("[a-c]{0,4}", 0..12),
                                           any_order: bool) {
            let message = |text: &String| [&[0x0a, text.len() as u8][..], text.as_bytes(), &[0x10, 1]].concat();
            let (l, r): (Vec<_>, Vec<_>) = (left.iter().map(message).collect(), right.iter().map(message).collect());
            let slices = |all: &'_ [Vec<u8>]| all.to_vec();
            let (l, r) = (slices(&l), slices(&r));
            let (l, r): (Vec<&[u8]>, Vec<&[u8]>) = (l.iter().map(|b| &**b).collect(), r.iter().map(|b| &**b).collect());
            let steps = paired(&l, &r, any_order);
            let mut lefts: Vec<usize> = steps.iter().filter_map(left_of).collect();
            let mut rights: Vec<usize> = steps.iter().filter_map(right_of).collect();
            if !any_order {
                assert!(lefts.is_sorted() && rights.is_sorted());
            }
            lefts.sort_unstable();
            rights.sort_unstable();
            assert_eq!(lefts, (0..left.len()).collect::<Vec<_>>());
            assert_eq!(rights, (0..right.len()).collect::<Vec<_>>());
        }
    }
}
