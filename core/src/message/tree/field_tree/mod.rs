//! A message as the fields of its type: values of one field together, the rest by number, read where it is unfolded.
//! It keeps marks into the bytes, never values; long messages are gone through in steps that may run on another thread.

mod copy;
mod layout;
mod reveal;
mod row;

use std::{collections::HashMap, ops::Range};

use bytes::Bytes;

use super::{FieldRow, Inside, Meaning, Record, Rows, Scope, elements::Which, field_index::FieldIndex};
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

    fn child(&self, id: usize, position: usize) -> Option<usize> {
        let key = self.key_at(id, position)?;
        self.nodes.get(id)?.unfolded.get(&key).copied()
    }

    /// The new node of a node's row; `None` where it is unfolded, or holds nothing.
    fn unfold_child(&mut self, id: usize, position: usize) -> Option<usize> {
        let key = self.key_at(id, position)?;
        self.unfold_key(id, key)
    }

    fn unfold_key(&mut self, id: usize, key: Key) -> Option<usize> {
        let node = self.nodes.get(id)?;
        if node.unfolded.contains_key(&key) {
            return None;
        }
        let depth = node.depth + 1;
        let content = self.content_of(id, key)?;
        let child = self.add(Some((id, key)), depth, content);
        self.nodes.get_mut(id)?.unfolded.insert(key, child);
        self.order_list(child);
        Some(child)
    }

    /// What a row holds.
    fn content_of(&self, id: usize, key: Key) -> Option<Content> {
        let list = |of, which| Content::List { of, which, order: Vec::new(), replaced: Vec::new() };
        let (message, which) = match (&self.nodes.get(id)?.content, key) {
            (_, Key::Broken) => return self.broken_group(id),
            (Content::Message(_), Key::Strays) => return Some(list(id, Which::Strays)),
            (Content::Message(message), Key::Field(number)) => {
                let slot = message.index.slot(number)?;
                if !slot.is_singular() {
                    return Some(list(id, Which::Field(number)));
                }
                let is_message = slot.field.shape().is_message();
                return match slot.elements.len > 1 && (!is_message || slot.live() > MOST_PARTS) {
                    true => Some(list(id, Which::Field(number))),
                    false => self.merged(message, number),
                };
            }
            (Content::Message(message), Key::Value(_)) => (&**message, Which::Strays),
            (Content::List { of, which, .. }, _) => (self.message_of(*of)?, *which),
        };
        let Key::Value(ordinal) = key else { return None };
        let (record, meaning) = self.value_at(message, which, ordinal)?;
        self.inside(&record, meaning, which)
    }

    /// The fields in a value; of a map's entry those of its value.
    fn inside(&self, record: &Record, meaning: Meaning, which: Which) -> Option<Content> {
        let is_entry = meaning.known.field().is_some_and(|field| field.map_entry().is_some());
        let Inside::Records(scope) = meaning.inside else { return None };
        if !is_entry || which == Which::Strays {
            return Some(self.message(scope, vec![record.value_range()]));
        }
        let (value, meaning) = self.entry_value(&scope, record)?;
        match meaning.inside {
            Inside::Records(scope) => Some(self.message(scope, vec![value.value_range()])),
            Inside::Value => None,
        }
    }

    /// The parts of a message that count, as one.
    fn merged(&self, message: &MessageNode, number: u32) -> Option<Content> {
        let slot = message.index.slot(number)?;
        let which = Which::Field(number);
        let parts: Vec<Record> = self.values_from(message, which, slot.live_from).map(|(record, _)| record).collect();
        let Inside::Records(scope) = message.scope.meaning(&self.bytes, parts.last()?).inside else { return None };
        Some(self.message(scope, parts.iter().map(Record::value_range).collect()))
    }

    fn broken_group(&self, id: usize) -> Option<Content> {
        let message = self.message_of(id)?;
        let record = message.index.broken?;
        match message.scope.meaning(&self.bytes, &record).inside {
            Inside::Records(scope) => Some(self.message(scope, vec![record.value_range()])),
            Inside::Value => None,
        }
    }

    fn message(&self, scope: Scope, chunks: Vec<Range<usize>>) -> Content {
        let mut index = FieldIndex::default();
        if total(&chunks) <= AT_ONCE {
            index.advance(&self.bytes, &scope, &chunks, usize::MAX);
        }
        Content::Message(Box::new(MessageNode { scope, chunks, index, order: Vec::new() }))
    }

    fn message_of(&self, id: usize) -> Option<&MessageNode> {
        match &self.nodes.get(id)?.content {
            Content::Message(message) => Some(message),
            Content::List { .. } => None,
        }
    }

    fn add(&mut self, parent: Option<(usize, Key)>, depth: usize, content: Content) -> usize {
        self.made += 1;
        let node = Node { made: self.made, parent, depth, content, unfolded: HashMap::new(), placed: Vec::new() };
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

    /// The values of a field, or what is unknown, from an ordinal on, each with what it means.
    fn values_from<'t>(
        &'t self,
        message: &'t MessageNode,
        which: Which,
        ordinal: usize,
    ) -> Box<dyn Iterator<Item = (Record, Meaning)> + 't> {
        let elements = match which {
            Which::Strays => Some(&message.index.strays),
            Which::Field(number) => message.index.slot(number).map(|slot| &slot.elements),
        };
        let Some(elements) = elements else { return Box::new(std::iter::empty()) };
        let found = elements.from(&self.bytes, &message.chunks, &message.scope, which, ordinal);
        Box::new(found.map(|(record, packed)| {
            let scope = packed.as_ref().unwrap_or(&message.scope);
            (record, scope.meaning(&self.bytes, &record))
        }))
    }

    fn value_at(&self, message: &MessageNode, which: Which, ordinal: usize) -> Option<(Record, Meaning)> {
        self.values_from(message, which, ordinal).next()
    }

    /// The value of a map's entry: the last there is.
    fn entry_value(&self, scope: &Scope, entry: &Record) -> Option<(Record, Meaning)> {
        self.entry_part(scope, entry, 2)
    }

    fn entry_part(&self, scope: &Scope, entry: &Record, number: u32) -> Option<(Record, Meaning)> {
        let parts = super::records(&self.bytes, entry.value_range(), scope.layout());
        let last = parts.take(ENTRY_RECORDS).filter(|part| part.number == number).last()?;
        Some((last, scope.meaning(&self.bytes, &last)))
    }
}

/// Records of a map's entry among which key and value are looked for.
const ENTRY_RECORDS: usize = 1000;

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
