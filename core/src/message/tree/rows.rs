//! Which rows of a tree are to be seen: nodes unfolded within nodes, as runs of rows of one node.
//! It knows no messages. Finding a row costs as much for ten million rows as for ten.

/// A node of a tree of which only the unfolded parts exist.
pub(super) trait Outline {
    /// How many rows the node has of its own.
    fn rows_of(&self, node: usize) -> usize;
    /// Those of its rows that are unfolded, in order, each with its node.
    fn unfolded(&self, node: usize) -> &[(usize, usize)];
}

/// All rows, as runs.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    runs: Vec<Run>,
    len: usize,
}

/// Rows of one node without anything unfolded between them.
#[derive(Debug, Clone, Copy)]
struct Run {
    first: usize,
    node: usize,
    from: usize,
    len: usize,
}

impl Rows {
    /// Lays out all that is unfolded below node 0.
    pub(super) fn new(outline: &impl Outline) -> Self {
        let mut rows = Self::default();
        // Node, its next row, and which of its unfolded rows comes next.
        let mut open = vec![(0, 0, 0)];
        while let Some((node, from, next)) = open.last_mut() {
            let (node_now, from_now) = (*node, *from);
            match outline.unfolded(node_now).get(*next) {
                Some(&(position, child)) => {
                    (*from, *next) = (position + 1, *next + 1);
                    rows.push(node_now, from_now, (position + 1).saturating_sub(from_now));
                    open.push((child, 0, 0));
                }
                None => {
                    rows.push(node_now, from_now, outline.rows_of(node_now).saturating_sub(from_now));
                    open.pop();
                }
            }
        }
        rows
    }

    fn push(&mut self, node: usize, from: usize, len: usize) {
        if len > 0 {
            self.runs.push(Run { first: self.len, node, from, len });
            self.len += len;
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The node of a row, and which of the node's rows it is.
    pub(super) fn locate(&self, row: usize) -> Option<(usize, usize)> {
        let place = self.runs.partition_point(|run| run.first <= row).checked_sub(1)?;
        let run = self.runs.get(place)?;
        (row - run.first < run.len).then(|| (run.node, run.from + row - run.first))
    }

    /// The rows from this one on that are rows of one node: node, its first row of them, how many.
    pub(super) fn run_from(&self, row: usize) -> Option<(usize, usize, usize)> {
        let place = self.runs.partition_point(|run| run.first <= row).checked_sub(1)?;
        let run = self.runs.get(place)?;
        let skipped = row - run.first;
        (skipped < run.len).then(|| (run.node, run.from + skipped, run.len - skipped))
    }

    /// Where a node's row stands among all.
    pub(super) fn row_of(&self, node: usize, position: usize) -> Option<usize> {
        let holds = |run: &&Run| run.node == node && (run.from..run.from + run.len).contains(&position);
        self.runs.iter().find(holds).map(|run| run.first + position - run.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nodes(Vec<(usize, Vec<(usize, usize)>)>);

    impl Outline for Nodes {
        fn rows_of(&self, node: usize) -> usize {
            self.0[node].0
        }
        fn unfolded(&self, node: usize) -> &[(usize, usize)] {
            &self.0[node].1
        }
    }

    #[test]
    fn unfolded_nodes_stand_below_their_rows() {
        let nodes = Nodes(vec![(3, vec![(0, 1), (2, 2)]), (2, vec![(1, 3)]), (0, vec![]), (1, vec![])]);
        let rows = Rows::new(&nodes);
        let all: Vec<_> = (0..rows.len()).map(|row| rows.locate(row).unwrap_or_default()).collect();
        assert_eq!(all, [(0, 0), (1, 0), (1, 1), (3, 0), (0, 1), (0, 2)]);
        assert_eq!(rows.locate(6), None);
        for (row, (node, position)) in all.into_iter().enumerate() {
            assert_eq!(rows.row_of(node, position), Some(row));
        }
    }

    #[test]
    fn nodes_within_nodes_take_no_stack() {
        let depth = 200_000;
        let nodes = Nodes((0..depth).map(|at| (1, if at + 1 < depth { vec![(0, at + 1)] } else { vec![] })).collect());
        let rows = Rows::new(&nodes);
        assert_eq!(rows.len(), depth);
        assert_eq!(rows.locate(depth - 1), Some((depth - 1, 0)));
    }
}
