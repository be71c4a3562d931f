//! The records of a message as a tree that is read where it is unfolded, with or without a type.
//! It keeps indexes of records, never records; long messages are indexed in steps that may run on another thread.

use std::ops::Range;

use bytes::Bytes;

use super::{
    Body, IndexPart, Inside, Meaning, Part, Reading, Record, RecordIndex, Rows, Scope, reading, rows::Outline,
};
use crate::schema::MessageDescriptor;

/// Messages up to this size are indexed when they are unfolded, at once.
const AT_ONCE: usize = 64 * 1024;
/// Records read in one step.
const STEP: usize = 16_384;
/// Rows that "unfold all" unfolds at most.
const UNFOLD_MOST: usize = 1000;
/// How deep a byte is looked for.
const LOOK_DEEP: usize = 100;

/// The tree. Rows are counted over all that is unfolded.
pub struct WireTree {
    bytes: Bytes,
    nodes: Vec<Node>,
    /// Nodes that were folded and may be used anew.
    free: Vec<usize>,
    rows: Rows,
    /// Tells a node from another that had its place before.
    made: u64,
}

struct Node {
    made: u64,
    parent: Option<(usize, usize)>,
    depth: usize,
    scope: Scope,
    index: RecordIndex,
    unfolded: Vec<(usize, usize)>,
}

/// A row: one record.
#[derive(Clone)]
pub struct WireRow {
    /// Its place among all rows.
    pub row: usize,
    /// How many levels it is below the message.
    pub depth: usize,
    /// The record.
    pub record: Record,
    /// What it means.
    pub meaning: Meaning,
    /// Whether it is unfolded; `None` for what holds no records.
    pub unfolded: Option<bool>,
}

impl WireRow {
    /// Its value as a line.
    pub fn reading(&self, bytes: &[u8], most: usize) -> Reading {
        reading(bytes, &self.record, &self.meaning, most)
    }
}

/// An index that is still to be built; it can be on any thread.
#[derive(Clone)]
pub struct Building {
    node: usize,
    made: u64,
    index: RecordIndex,
    bytes: Bytes,
}

impl Building {
    /// Reads on, a few milliseconds' worth; what it gives goes to [`WireTree::take`]. `None` when all is read.
    pub fn step(&mut self) -> Option<(usize, u64, IndexPart)> {
        (!self.index.is_complete()).then(|| (self.node, self.made, self.index.advance(&self.bytes, STEP)))
    }

    /// Bytes read and bytes to read.
    pub fn progress(&self) -> (usize, usize) {
        let range = self.index.range();
        (self.index.reached() - range.start, range.len())
    }
}

impl WireTree {
    /// The tree of a message, nothing unfolded.
    pub fn new(of: Option<MessageDescriptor>, bytes: Bytes) -> Self {
        let scope = Scope::message(of, &bytes, 0..bytes.len());
        let mut tree =
            Self { nodes: Vec::new(), free: Vec::new(), rows: Rows::default(), made: 0, bytes: bytes.clone() };
        tree.add(None, 0, scope, 0..bytes.len());
        tree.lay_out();
        tree
    }

    /// The message.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// How many rows there are, as far as they were found.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// There is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The first index that is not complete: run its steps, on any thread, and give what they make to [`Self::take`].
    pub fn building(&self) -> Option<Building> {
        let (node, found) = self.live().find(|(_, node)| !node.index.is_complete())?;
        Some(Building { node, made: found.made, index: found.index.clone(), bytes: self.bytes.clone() })
    }

    /// Takes over what a step of [`Building`] made; of a node that was folded since, nothing.
    pub fn take(&mut self, (node, made, part): (usize, u64, IndexPart)) {
        if let Some(node) = self.nodes.get_mut(node).filter(|node| node.made == made) {
            node.index.take(part);
            self.lay_out();
        }
    }

    /// The rows of a range.
    pub fn rows(&self, range: Range<usize>) -> Vec<WireRow> {
        let mut rows = Vec::with_capacity(range.len().min(256));
        let mut at = range.start;
        while let Some((id, from, len)) = self.rows.run_from(at).filter(|_| at < range.end) {
            let Some(node) = self.nodes.get(id) else { break };
            let len = len.min(range.end - at);
            let found = node.index.records_from(&self.bytes, from).take(len);
            rows.extend(found.enumerate().map(|(index, record)| self.row_of(node, at + index, from + index, record)));
            at += len;
        }
        rows
    }

    /// One row.
    pub fn row(&self, row: usize) -> Option<WireRow> {
        self.rows(row..row + 1).pop()
    }

    fn row_of(&self, node: &Node, row: usize, position: usize, record: Record) -> WireRow {
        let meaning = node.scope.meaning(&self.bytes, &record);
        let unfolded = match &meaning.inside {
            Inside::Records(_) => Some(node.child(position).is_ok()),
            Inside::Value => None,
        };
        WireRow { row, depth: node.depth, record, meaning, unfolded }
    }

    /// Unfolds a row. Says whether anything changed.
    pub fn unfold(&mut self, row: usize) -> bool {
        let changed = self.unfold_without_layout(row);
        if changed {
            self.lay_out();
        }
        changed
    }

    fn unfold_without_layout(&mut self, row: usize) -> bool {
        let Some((id, position)) = self.rows.locate(row) else { return false };
        self.unfold_child(id, position).is_some()
    }

    /// The new node of a node's record.
    fn unfold_child(&mut self, id: usize, position: usize) -> Option<usize> {
        let node = self.nodes.get(id)?;
        let place = node.child(position).err()?;
        let record = node.index.get(&self.bytes, position)?;
        let Inside::Records(scope) = node.scope.meaning(&self.bytes, &record).inside else { return None };
        let child = self.add(Some((id, position)), node.depth + 1, scope, record.value_range());
        self.nodes.get_mut(id)?.unfolded.insert(place, (position, child));
        Some(child)
    }

    /// Folds a row, and forgets what was unfolded below it. Says whether anything changed.
    pub fn fold(&mut self, row: usize) -> bool {
        let Some((id, position)) = self.rows.locate(row) else { return false };
        let Some(node) = self.nodes.get_mut(id) else { return false };
        let Ok(place) = node.child(position) else { return false };
        let (_, child) = node.unfolded.remove(place);
        let mut gone = vec![child];
        while let Some(child) = gone.pop() {
            if let Some(node) = self.nodes.get_mut(child) {
                gone.extend(node.unfolded.drain(..).map(|(_, child)| child));
                node.made = 0;
                node.parent = None;
            }
            self.free.push(child);
        }
        self.lay_out();
        true
    }

    /// Unfolds a row and all below it, up to a thousand. Says whether that was all.
    pub fn unfold_all(&mut self, row: usize) -> bool {
        let Some((id, position)) = self.rows.locate(row) else { return true };
        self.unfold_child(id, position);
        let child = self.nodes.get(id).and_then(|node| node.child_node(position));
        let mut waiting: std::collections::VecDeque<usize> = child.into_iter().collect();
        let mut left = UNFOLD_MOST;
        while let Some(id) = waiting.pop_front() {
            let Some(node) = self.nodes.get(id) else { continue };
            let found = node.index.records_from(&self.bytes, 0).take(UNFOLD_MOST).collect::<Vec<_>>();
            if node.index.len() > found.len() {
                left = 0;
            }
            for position in 0..found.len() {
                if left == 0 {
                    self.lay_out();
                    return false;
                }
                if let Some(child) = self.unfold_child(id, position) {
                    left -= 1;
                    waiting.push_back(child);
                } else if let Some(child) = self.nodes.get(id).and_then(|node| node.child_node(position)) {
                    waiting.push_back(child);
                }
            }
        }
        self.lay_out();
        true
    }

    /// The row below which this one stands.
    pub fn parent(&self, row: usize) -> Option<usize> {
        let (id, _) = self.rows.locate(row)?;
        let (parent, position) = self.nodes.get(id)?.parent?;
        self.rows.row_of(parent, position)
    }

    /// The innermost row that holds a byte, of those that are unfolded.
    pub fn row_at(&self, offset: usize) -> Option<usize> {
        let (id, position, _) = self.innermost(offset)?;
        self.rows.row_of(id, position)
    }

    /// Unfolds what it takes to show the innermost record of a byte, and gives its row. Long messages on the way are not
    /// gone into until they are indexed.
    pub fn reveal(&mut self, offset: usize) -> Option<usize> {
        for _ in 0..LOOK_DEEP {
            let (id, position, record) = self.innermost(offset)?;
            if !record.value_range().contains(&offset) || self.unfold_child(id, position).is_none() {
                break;
            }
        }
        self.lay_out();
        self.row_at(offset)
    }

    /// What a byte is, in words: `tag: field 3, len`, `length 12`, `value, byte 4 of 12`.
    pub fn describe(&self, offset: usize) -> Option<String> {
        let (_, _, record) = self.innermost(offset)?;
        record.describe(offset)
    }

    /// The part of a record that a byte is of, as far as it reaches before what is unfolded, and whether it is unreadable.
    pub fn part_at(&self, offset: usize) -> Option<(Range<usize>, Part, bool)> {
        let (_, _, record) = self.innermost(offset)?;
        let part = record.part_at(offset)?;
        let is_broken = matches!(record.body, Body::Broken(_)) && part == Part::Value;
        Some((record.part(part), part, is_broken))
    }

    fn innermost(&self, offset: usize) -> Option<(usize, usize, Record)> {
        let mut id = 0;
        let mut found = None;
        while let Some(node) = self.nodes.get(id) {
            let Some((position, record)) = node.index.at_offset(&self.bytes, offset) else { break };
            found = Some((id, position, record));
            match node.child_node(position) {
                Some(child) if record.value_range().contains(&offset) => id = child,
                _ => break,
            }
        }
        found
    }

    /// The fields that lead to a row, outermost first: `order.lines[2].sku` as steps.
    pub fn path(&self, row: usize) -> Vec<WireRow> {
        let mut path = Vec::new();
        let mut at = Some(row);
        while let Some(row) = at {
            path.extend(self.row(row));
            at = self.parent(row);
        }
        path.reverse();
        path
    }

    fn add(&mut self, parent: Option<(usize, usize)>, depth: usize, scope: Scope, range: Range<usize>) -> usize {
        self.made += 1;
        let mut index = RecordIndex::new(range.clone(), scope.layout());
        if range.len() <= AT_ONCE {
            index.advance(&self.bytes, usize::MAX);
        }
        let node = Node { made: self.made, parent, depth, scope, index, unfolded: Vec::new() };
        match self.free.pop().and_then(|id| Some((id, self.nodes.get_mut(id)?))) {
            Some((id, place)) => {
                *place = node;
                id
            }
            None => {
                self.nodes.push(node);
                self.nodes.len() - 1
            }
        }
    }

    fn live(&self) -> impl Iterator<Item = (usize, &Node)> {
        self.nodes.iter().enumerate().filter(|(_, node)| node.made > 0)
    }

    fn lay_out(&mut self) {
        self.rows = Rows::new(&Unfolded(&self.nodes));
    }
}

impl Node {
    fn child(&self, position: usize) -> Result<usize, usize> {
        self.unfolded.binary_search_by_key(&position, |(at, _)| *at)
    }

    fn child_node(&self, position: usize) -> Option<usize> {
        self.child(position).ok().and_then(|place| self.unfolded.get(place)).map(|(_, child)| *child)
    }
}

struct Unfolded<'n>(&'n [Node]);

impl Outline for Unfolded<'_> {
    fn rows_of(&self, node: usize) -> usize {
        self.0.get(node).map_or(0, |node| node.index.len())
    }

    fn unfolded(&self, node: usize) -> &[(usize, usize)] {
        self.0.get(node).map_or(&[], |node| &node.unfolded)
    }
}
