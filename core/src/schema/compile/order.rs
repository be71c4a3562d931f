//! The order files are compiled in, imports before importers, and the cycles that have no such order.
//! It follows imports without recursion and knows files by their position alone.

use std::collections::HashSet;

/// Cycles that are spelled out; more are only named as such.
const MAX_CYCLES_SPELLED: usize = 100;

/// The order, and what is in no order.
pub(super) struct Order {
    /// Every file that is on no cycle.
    pub sequence: Vec<usize>,
    /// One for each file on a cycle.
    pub cycles: Vec<Cycle>,
}

/// A file that imports itself by way of others.
pub(super) struct Cycle {
    pub file: usize,
    /// From the file back to it; empty if it is not spelled out.
    pub around: Vec<usize>,
}

/// Finds the order of files, given the imports of each.
pub(super) fn order(imports: &[Vec<usize>]) -> Order {
    let components = components(imports);
    let mut sequence = Vec::with_capacity(imports.len());
    let mut cycles = Vec::new();
    for component in components {
        match component.as_slice() {
            [file] if !imports.get(*file).is_some_and(|imports| imports.contains(file)) => sequence.push(*file),
            members => {
                let within: HashSet<usize> = members.iter().copied().collect();
                let mut members = members.to_vec();
                members.sort_unstable();
                for file in members {
                    let is_spelled = cycles.len() < MAX_CYCLES_SPELLED;
                    let around = if is_spelled { around(imports, &within, file) } else { Vec::new() };
                    cycles.push(Cycle { file, around });
                }
            }
        }
    }
    Order { sequence, cycles }
}

/// Strongly connected components, each after those it leads to (Tarjan, with a stack of our own).
fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut index = vec![UNSEEN; edges.len()];
    let mut lowest = vec![UNSEEN; edges.len()];
    let mut on_stack = vec![false; edges.len()];
    let (mut stack, mut found, mut next) = (Vec::new(), Vec::new(), 0);
    for root in 0..edges.len() {
        let mut path = vec![(root, 0)];
        while let Some((node, edge)) = path.last_mut() {
            let node = *node;
            if *edge == 0 && index[node] == UNSEEN {
                (index[node], lowest[node], on_stack[node]) = (next, next, true);
                next += 1;
                stack.push(node);
            } else if *edge == 0 {
                path.pop();
                continue;
            }
            match edges[node].get(*edge).copied() {
                Some(to) if index[to] == UNSEEN => {
                    *edge += 1;
                    path.push((to, 0));
                }
                Some(to) => {
                    *edge += 1;
                    if on_stack[to] {
                        lowest[node] = lowest[node].min(index[to]);
                    }
                }
                None => {
                    path.pop();
                    if let Some(&(parent, _)) = path.last() {
                        lowest[parent] = lowest[parent].min(lowest[node]);
                    }
                    if lowest[node] == index[node] {
                        let start = stack.iter().rposition(|&one| one == node).unwrap_or_default();
                        let component = stack.split_off(start);
                        component.iter().for_each(|&one| on_stack[one] = false);
                        found.push(component);
                    }
                }
            }
        }
    }
    found
}

/// The shortest way from a file back to itself within its component.
fn around(imports: &[Vec<usize>], within: &HashSet<usize>, file: usize) -> Vec<usize> {
    let mut from = vec![None; imports.len()];
    let mut reached = vec![file];
    let mut at = 0;
    while let Some(&node) = reached.get(at) {
        at += 1;
        for &to in imports[node].iter().filter(|to| within.contains(to)) {
            if to == file {
                let mut way = vec![file, node];
                while let Some(before) = way.last().and_then(|&last| from[last]) {
                    way.push(before);
                }
                if node == file {
                    way.pop();
                    way.push(file);
                }
                way.reverse();
                return way;
            }
            if from[to].is_none() {
                from[to] = Some(node);
                reached.push(to);
            }
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_come_first_and_cycles_are_spelled_out() {
        let order = order(&[vec![1, 2], vec![2], vec![], vec![4], vec![5], vec![3], vec![3], vec![7]]);
        assert_eq!(order.sequence, [2, 1, 0, 6]);
        let around: Vec<Vec<usize>> = order.cycles.into_iter().map(|cycle| cycle.around).collect();
        assert_eq!(around, [vec![3, 4, 5, 3], vec![4, 5, 3, 4], vec![5, 3, 4, 5], vec![7, 7]]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let chain: Vec<Vec<usize>> = (0..100_000).map(|i| if i < 99_999 { vec![i + 1] } else { vec![] }).collect();
        assert_eq!(order(&chain).sequence.len(), 100_000);
    }
}
