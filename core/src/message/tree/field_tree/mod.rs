//! A message as the fields of its type: values of one field together, the rest by number, read where it is unfolded.
//! It keeps marks into the bytes, never values; long messages are gone through in steps that may run on another thread.

mod copy;
mod layout;
mod reveal;
mod row;
mod unfold;

use std::{collections::HashMap, ops::Range};

use bytes::Bytes;

use super::{FieldRow, Rows, Scope, elements::Which, field_index::FieldIndex};
use crate::{message::field::Field, schema::MessageDescriptor};

/// Messages up to this size are gone through when they are unfolded, at once.
const AT_ONCE: u64 = 64 * 1024;
/// Records read in the first step, for the first rows, and in each later one.
const FIRST_STEP: usize = 4096;
const STEP: usize = 65_536;
/// A message that stands more often than this is shown as a list of its parts, not as what they merge to.
const MOST_PARTS: usize = 4096;
/// Lists longer than this are not sorted, and keys of maps longer than this are not compared.
const MOST_SORTED: usize = 20_000;
/// Rows that "unfold all" unfolds at most.
const UNFOLD_MOST: usize = 1000;

/// The tree. Rows are counted over all that is unfolded.
pub struct FieldTree {
    bytes: Bytes,
    nodes: Vec<Node>,
    /// Nodes that were folded and may be used anew.
    free: Vec<usize>,
    rows: Rows,
    /// Tells a node from another that had its place before.
    made: u64,
    shows_unset: bool,
    by_size: bool,
}

struct Node {
    made: u64,
    parent: Option<(usize, Key)>,
    depth: usize,
    content: Content,
    unfolded: HashMap<Key, usize>,
    /// The same by position, as it is laid out.
    placed: Vec<(usize, usize)>,
}

/// What stays the same of a row while a message is still being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Field(u32),
    Strays,
    Broken,
    /// A value of a list, by its ordinal.
    Value(usize),
}

enum Content {
    /// The fields of a message, which may stand in several parts.
    Message(Box<MessageNode>),
    /// The values of one field of the message `of`, or what is unknown in it.
    List {
        of: usize,
        which: Which,
        /// Ordinals by size, where that is asked for.
        order: Vec<u32>,
        /// Ordinals of entries whose key comes again later.
        replaced: Vec<u32>,
    },
}

struct MessageNode {
    scope: Scope,
    chunks: Vec<Range<usize>>,
    index: FieldIndex,
    /// The rows, as they are laid out; empty for a message without a type, whose rows are its records.
    order: Vec<Key>,
}

/// A message that is still to be gone through; it can be on any thread.
#[derive(Clone)]
pub struct FieldBuilding {
    node: usize,
    made: u64,
    scope: Scope,
    chunks: Vec<Range<usize>>,
    index: FieldIndex,
    bytes: Bytes,
}

/// What a [`FieldBuilding`] found so far.
pub struct FieldPart {
    node: usize,
    made: u64,
    index: FieldIndex,
}

impl FieldBuilding {
    /// Reads on, a few milliseconds' worth. Says whether there is more.
    pub fn step(&mut self) -> bool {
        let most = if self.index.read() == 0 { FIRST_STEP } else { STEP };
        self.index.advance(&self.bytes, &self.scope, &self.chunks, most);
        !self.index.is_complete
    }

    /// What was found so far, for [`FieldTree::take`]: worth asking for after the first step and at the end.
    pub fn part(&self) -> FieldPart {
        FieldPart { node: self.node, made: self.made, index: self.index.clone() }
    }

    /// Bytes read and bytes to read.
    pub fn progress(&self) -> (u64, u64) {
        (self.index.read(), total(&self.chunks))
    }
}

impl FieldTree {
    /// The tree of a message, its fields shown, nothing else unfolded. Without a type, its records.
    pub fn new(of: Option<MessageDescriptor>, bytes: Bytes) -> Self {
        let mut tree = Self {
            bytes: bytes.clone(),
            nodes: Vec::new(),
            free: Vec::new(),
            rows: Rows::default(),
            made: 0,
            shows_unset: false,
            by_size: false,
        };
        let whole = 0..bytes.len();
        let scope = Scope::message(of, &bytes, whole.clone());
        let content = tree.message(scope, vec![whole]);
        tree.add(None, 0, content);
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

    /// The memory that indexes take, in bytes.
    pub fn weight(&self) -> usize {
        let indexes = self.nodes.iter().filter_map(|node| match &node.content {
            Content::Message(message) => Some(message.index.weight()),
            Content::List { .. } => None,
        });
        indexes.sum()
    }

    /// Whether fields that are not on the wire have rows too.
    pub fn shows_unset(&self) -> bool {
        self.shows_unset
    }

    /// Gives fields that are not on the wire rows, or takes them away.
    pub fn show_unset(&mut self, shows: bool) {
        self.shows_unset = shows;
        self.lay_out();
    }

    /// Whether the largest rows of a level come first.
    pub fn is_by_size(&self) -> bool {
        self.by_size
    }

    /// Puts the largest rows of each level first, or all in the order of their numbers and the wire. Lists of more than
    /// 20,000 values keep theirs.
    pub fn sort_by_size(&mut self, by_size: bool) {
        self.by_size = by_size;
        for id in 0..self.nodes.len() {
            self.order_list(id);
        }
        self.lay_out();
    }

    /// The first message that is not gone through: run its steps, on any thread, and give its parts to [`Self::take`].
    pub fn building(&self) -> Option<FieldBuilding> {
        self.nodes.iter().enumerate().find_map(|(id, node)| match &node.content {
            Content::Message(message) if node.made > 0 && !message.index.is_complete => Some(FieldBuilding {
                node: id,
                made: node.made,
                scope: message.scope.clone(),
                chunks: message.chunks.clone(),
                index: message.index.clone(),
                bytes: self.bytes.clone(),
            }),
            _ => None,
        })
    }

    /// Takes over what was found; of a node that was folded since, nothing.
    pub fn take(&mut self, part: FieldPart) {
        let node = self.nodes.get_mut(part.node).filter(|node| node.made == part.made);
        if let Some(Node { content: Content::Message(message), .. }) = node {
            message.index = part.index;
            self.lay_out();
        }
    }

    /// The rows of a range, values in about `most` characters.
    pub fn rows(&self, range: Range<usize>, most: usize) -> Vec<FieldRow> {
        let mut rows = Vec::with_capacity(range.len().min(256));
        let mut at = range.start;
        while let Some((id, from, len)) = self.rows.run_from(at).filter(|_| at < range.end) {
            let len = len.min(range.end - at);
            self.rows_of(id, from, len, at, most, &mut rows);
            at += len;
        }
        rows
    }

    /// One row, its value in about `most` characters.
    pub fn row(&self, row: usize, most: usize) -> Option<FieldRow> {
        self.rows(row..row + 1, most).pop()
    }

    /// Unfolds a row. Says whether anything changed.
    pub fn unfold(&mut self, row: usize) -> bool {
        let Some((id, position)) = self.rows.locate(row) else { return false };
        let changed = self.unfold_child(id, position).is_some();
        if changed {
            self.lay_out();
        }
        changed
    }

    /// Unfolds a row and all below it, up to a thousand. Says whether that was all.
    pub fn unfold_all(&mut self, row: usize) -> bool {
        let Some((id, position)) = self.rows.locate(row) else { return true };
        self.unfold_child(id, position);
        self.lay_out();
        let mut waiting: Vec<usize> = self.child(id, position).into_iter().collect();
        let mut left = UNFOLD_MOST;
        while let Some(id) = waiting.pop() {
            let positions = self.positions(id);
            for position in 0..positions.min(UNFOLD_MOST) {
                if left == 0 {
                    self.lay_out();
                    return false;
                }
                let child = self.child(id, position).or_else(|| {
                    left -= 1;
                    let child = self.unfold_child(id, position)?;
                    self.lay_out_one(child);
                    Some(child)
                });
                waiting.extend(child);
            }
            if positions > UNFOLD_MOST {
                left = 0;
            }
        }
        self.lay_out();
        left > 0
    }

    /// Folds a row, and forgets what was unfolded below it. Says whether anything changed.
    pub fn fold(&mut self, row: usize) -> bool {
        let Some((id, position)) = self.rows.locate(row) else { return false };
        let Some(child) = self.child(id, position) else { return false };
        if let Some(node) = self.nodes.get_mut(id) {
            node.unfolded.retain(|_, node| *node != child);
        }
        let mut gone = vec![child];
        while let Some(child) = gone.pop() {
            if let Some(node) = self.nodes.get_mut(child) {
                gone.extend(node.unfolded.drain().map(|(_, child)| child));
                node.placed.clear();
                (node.made, node.parent) = (0, None);
            }
            self.free.push(child);
        }
        self.lay_out();
        true
    }

    /// The row below which this one stands.
    pub fn parent(&self, row: usize) -> Option<usize> {
        let (id, _) = self.rows.locate(row)?;
        let (parent, key) = self.nodes.get(id)?.parent?;
        self.rows.row_of(parent, self.position_of(parent, key)?)
    }
}

fn total(chunks: &[Range<usize>]) -> u64 {
    chunks.iter().map(|chunk| chunk.len() as u64).sum()
}

/// The type of a field, for a row.
fn type_name(field: &Field) -> String {
    match field.map_entry() {
        Some((key, value)) => {
            let (key, value) = (Field::Plain(key), Field::Plain(value));
            format!("map<{}, {}>", super::text::type_name(&key), super::text::type_name(&value))
        }
        None => super::text::type_name(field),
    }
}
