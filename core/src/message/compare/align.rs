//! Two lists laid beside one another: what stays, what came, what went, what moved. Elements are numbers that are equal
//! where the elements are. Its cost is bounded: n log n, and a table only where both stretches are short.

use std::collections::{HashMap, VecDeque};

/// A step through both lists; positions count from their starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// So many equal elements.
    Same { left: usize, right: usize, many: usize },
    /// An element of each side at the same place, not equal.
    Pair { left: usize, right: usize },
    /// An equal element that stands elsewhere.
    Moved { left: usize, right: usize },
    /// Only on the left.
    Removed { left: usize },
    /// Only on the right.
    Added { right: usize },
}

/// Cells of the table for one stretch, and of all tables together.
const MOST_CELLS: (usize, usize) = (1 << 20, 1 << 23);

/// Lays two lists beside one another in their order.
pub(super) fn align(left: &[u32], right: &[u32]) -> Vec<Step> {
    let head = same_head(left, right);
    let (l, r) = (left.get(head..).unwrap_or_default(), right.get(head..).unwrap_or_default());
    let tail = same_tail(l, r);
    let l = l.get(..l.len() - tail).unwrap_or_default();
    let r = r.get(..r.len() - tail).unwrap_or_default();
    let mut kept = vec![(0, 0, head)];
    let mut cells = MOST_CELLS.1;
    let mut from = (0, 0);
    for (at_left, at_right) in anchors(l, r).into_iter().chain([(l.len(), r.len())]) {
        let gap_left = l.get(from.0..at_left).unwrap_or_default();
        let gap_right = r.get(from.1..at_right).unwrap_or_default();
        let within = common(gap_left, gap_right, &mut cells);
        kept.extend(within.into_iter().map(|(a, b)| (head + from.0 + a, head + from.1 + b, 1)));
        if at_left < l.len() {
            kept.push((head + at_left, head + at_right, 1));
        }
        from = (at_left + 1, at_right + 1);
    }
    kept.push((left.len() - tail, right.len() - tail, tail));
    steps(left, right, &kept)
}

/// Lays two lists beside one another whatever their order: equal elements together, the rest in turn.
pub(super) fn align_any_order(left: &[u32], right: &[u32]) -> Vec<Step> {
    let mut places = places(right.iter().copied().enumerate());
    let mut taken = vec![false; right.len()];
    let mut out = Vec::new();
    let mut alone = Vec::new();
    for (at, id) in left.iter().enumerate() {
        match places.get_mut(id).and_then(VecDeque::pop_front) {
            Some(to) => {
                taken.get_mut(to).into_iter().for_each(|taken| *taken = true);
                push_same(&mut out, at, to, 1);
            }
            None => alone.push(at),
        }
    }
    let others = taken.iter().enumerate().filter(|(_, taken)| !**taken).map(|(at, _)| at);
    pair_up(&mut out, alone.into_iter(), others);
    out
}

fn same_head(left: &[u32], right: &[u32]) -> usize {
    left.iter().zip(right).take_while(|(a, b)| a == b).count()
}

fn same_tail(left: &[u32], right: &[u32]) -> usize {
    left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// Elements that stand once in each list, as many as keep their order.
fn anchors(left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
    let once = |list: &[u32]| {
        let mut seen: HashMap<u32, Option<usize>> = HashMap::with_capacity(list.len());
        for (at, id) in list.iter().enumerate() {
            seen.entry(*id).and_modify(|place| *place = None).or_insert(Some(at));
        }
        seen
    };
    let (in_left, in_right) = (once(left), once(right));
    let pairs = left.iter().enumerate().filter_map(|(at, id)| {
        in_left.get(id).copied().flatten()?;
        Some((at, in_right.get(id).copied().flatten()?))
    });
    longest_rising(&pairs.collect::<Vec<_>>())
}

/// The longest run of pairs, not necessarily neighbours, whose right places rise.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best run of each length, and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let right = |at: &usize| pairs.get(*at).map_or(0, |(_, right)| *right);
    for (at, (_, to)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| right(end) < *to);
        before.push(length.checked_sub(1).and_then(|before| ends.get(before)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        run.extend(pairs.get(at));
        next = before.get(at).copied().flatten();
    }
    run.reverse();
    run
}

/// The longest common subsequence of two stretches, if the table for it is small; else what is equal at either end.
fn common(left: &[u32], right: &[u32], cells: &mut usize) -> Vec<(usize, usize)> {
    let head = same_head(left, right);
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    let (l, r) = (left.get(head..).unwrap_or_default(), right.get(head..).unwrap_or_default());
    let tail = same_tail(l, r);
    let l = l.get(..l.len() - tail).unwrap_or_default();
    let r = r.get(..r.len() - tail).unwrap_or_default();
    let size = (l.len() + 1).saturating_mul(r.len() + 1);
    if !l.is_empty() && !r.is_empty() && size <= MOST_CELLS.0 && size <= *cells {
        *cells -= size;
        pairs.extend(by_table(l, r).into_iter().map(|(a, b)| (head + a, head + b)));
    }
    pairs.extend((0..tail).map(|at| (head + l.len() + at, head + r.len() + at)));
    pairs
}

fn by_table(left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
    let width = right.len() + 1;
    let mut table = vec![0u32; (left.len() + 1) * width];
    let cell = |table: &[u32], l: usize, r: usize| table.get(l * width + r).copied().unwrap_or_default();
    for (l, a) in left.iter().enumerate().rev() {
        for (r, b) in right.iter().enumerate().rev() {
            let best = match a == b {
                true => cell(&table, l + 1, r + 1) + 1,
                false => cell(&table, l + 1, r).max(cell(&table, l, r + 1)),
            };
            table.get_mut(l * width + r).into_iter().for_each(|cell| *cell = best);
        }
    }
    let (mut l, mut r) = (0, 0);
    let mut pairs = Vec::new();
    while let (Some(a), Some(b)) = (left.get(l), right.get(r)) {
        if a == b {
            pairs.push((l, r));
            (l, r) = (l + 1, r + 1);
        } else if cell(&table, l + 1, r) >= cell(&table, l, r + 1) {
            l += 1;
        } else {
            r += 1;
        }
    }
    pairs
}

/// The kept stretches, and between them what moved, and the rest in pairs.
fn steps(left: &[u32], right: &[u32], kept: &[(usize, usize, usize)]) -> Vec<Step> {
    let gaps: Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> = kept
        .windows(2)
        .filter_map(|pair| match pair {
            [(l, r, many), (next_l, next_r, _)] => Some((l + many..*next_l, r + many..*next_r)),
            _ => None,
        })
        .collect();
    let moved = moved(left, right, &gaps);
    let came: HashMap<usize, ()> = moved.values().map(|to| (*to, ())).collect();
    let mut out = Vec::new();
    for (at, (l, r, many)) in kept.iter().enumerate() {
        push_same(&mut out, *l, *r, *many);
        let Some((gap_left, gap_right)) = gaps.get(at) else { continue };
        let went = gap_left.clone().filter_map(|l| moved.get(&l).map(|r| Step::Moved { left: l, right: *r }));
        out.extend(went);
        let alone = gap_left.clone().filter(|l| !moved.contains_key(l));
        pair_up(&mut out, alone, gap_right.clone().filter(|r| !came.contains_key(r)));
    }
    out
}

/// Elements of gaps that are equal to one in another gap.
fn moved(
    left: &[u32],
    right: &[u32],
    gaps: &[(std::ops::Range<usize>, std::ops::Range<usize>)],
) -> HashMap<usize, usize> {
    let in_gaps = gaps.iter().flat_map(|(_, gap)| gap.clone());
    let mut places = places(in_gaps.filter_map(|at| Some((at, *right.get(at)?))));
    let gone = gaps.iter().flat_map(|(gap, _)| gap.clone());
    gone.filter_map(|at| Some((at, places.get_mut(left.get(at)?)?.pop_front()?))).collect()
}

fn places(elements: impl Iterator<Item = (usize, u32)>) -> HashMap<u32, VecDeque<usize>> {
    let mut places: HashMap<u32, VecDeque<usize>> = HashMap::new();
    elements.for_each(|(at, id)| places.entry(id).or_default().push_back(at));
    places
}

fn pair_up(out: &mut Vec<Step>, left: impl Iterator<Item = usize>, right: impl Iterator<Item = usize>) {
    let (mut left, mut right) = (left, right);
    loop {
        out.push(match (left.next(), right.next()) {
            (Some(left), Some(right)) => Step::Pair { left, right },
            (Some(left), None) => Step::Removed { left },
            (None, Some(right)) => Step::Added { right },
            (None, None) => return,
        });
    }
}

fn push_same(out: &mut Vec<Step>, left: usize, right: usize, many: usize) {
    match out.last_mut() {
        _ if many == 0 => {}
        Some(Step::Same { left: l, right: r, many: so_far }) if *l + *so_far == left && *r + *so_far == right => {
            *so_far += many;
        }
        _ => out.push(Step::Same { left, right, many }),
    }
}

#[cfg(test)]
mod tests {
    use super::{Step::*, *};

    #[test]
    fn lists_are_laid_side_by_side() {
        assert_eq!(align(&[1, 2, 3], &[1, 2, 3]), [Same { left: 0, right: 0, many: 3 }]);
        assert_eq!(
            align(&[1, 2, 3], &[1, 9, 2, 3]),
            [Same { left: 0, right: 0, many: 1 }, Added { right: 1 }, Same { left: 1, right: 2, many: 2 }]
        );
        assert_eq!(align(&[1, 2], &[2, 1]), [Moved { left: 0, right: 1 }, Same { left: 1, right: 0, many: 1 }]);
        assert_eq!(
            align(&[1, 2, 3], &[1, 7, 3]),
            [Same { left: 0, right: 0, many: 1 }, Pair { left: 1, right: 1 }, Same { left: 2, right: 2, many: 1 }]
        );
        assert_eq!(align(&[], &[]), []);
        assert_eq!(align(&[5, 5, 5], &[5, 5]), [Same { left: 0, right: 0, many: 2 }, Removed { left: 2 }]);
    }

    #[test]
    fn where_order_says_nothing_equal_elements_are_together() {
        assert_eq!(
            align_any_order(&[1, 2, 3], &[3, 2, 4]),
            [Same { left: 1, right: 1, many: 1 }, Same { left: 2, right: 0, many: 1 }, Pair { left: 0, right: 2 }]
        );
    }

    proptest::proptest! {
        #[test]
        fn every_element_is_in_one_step(left in proptest::collection::vec(0u32..6, 0..40),
                                        right in proptest::collection::vec(0u32..6, 0..40)) {
            for steps in [align(&left, &right), align_any_order(&left, &right)] {
                let (mut of_left, mut of_right) = (vec![0; left.len()], vec![0; right.len()]);
                for step in steps {
                    match step {
                        Same { left: l, right: r, many } => (0..many).for_each(|at| {
                            assert_eq!(left[l + at], right[r + at]);
                            of_left[l + at] += 1;
                            of_right[r + at] += 1;
                        }),
                        Moved { left: l, right: r } | Pair { left: l, right: r } => {
                            assert_eq!(left[l] == right[r], matches!(step, Moved { .. }));
                            of_left[l] += 1;
                            of_right[r] += 1;
                        }
                        Removed { left: l } => of_left[l] += 1,
                        Added { right: r } => of_right[r] += 1,
                    }
                }
                assert!(of_left.iter().chain(&of_right).all(|times| *times == 1));
            }
        }
    }
}
