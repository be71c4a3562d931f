//! Unfolding a row: what it holds, as a node of its own; and the values that rows stand for.
//! It orders and draws nothing.

use std::{collections::HashMap, ops::Range};

use super::{
    super::{Inside, Meaning, Record, Scope, elements::Which, field_index::FieldIndex, records},
    AT_ONCE, Content, FieldTree, Key, MOST_PARTS, MessageNode, Node, total,
};

/// Records of a map's entry among which key and value are looked for.
const ENTRY_RECORDS: usize = 1000;

impl FieldTree {
    pub(super) fn child(&self, id: usize, position: usize) -> Option<usize> {
        let key = self.key_at(id, position)?;
        self.nodes.get(id)?.unfolded.get(&key).copied()
    }

    /// The new node of a node's row; `None` where it is unfolded, or holds nothing.
    pub(super) fn unfold_child(&mut self, id: usize, position: usize) -> Option<usize> {
        let key = self.key_at(id, position)?;
        self.unfold_key(id, key)
    }

    pub(super) fn unfold_key(&mut self, id: usize, key: Key) -> Option<usize> {
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
    pub(super) fn content_of(&self, id: usize, key: Key) -> Option<Content> {
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
    pub(super) fn inside(&self, record: &Record, meaning: Meaning, which: Which) -> Option<Content> {
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
    pub(super) fn merged(&self, message: &MessageNode, number: u32) -> Option<Content> {
        let slot = message.index.slot(number)?;
        let which = Which::Field(number);
        let parts: Vec<Record> = self.values_from(message, which, slot.live_from).map(|(record, _)| record).collect();
        let Inside::Records(scope) = message.scope.meaning(&self.bytes, parts.last()?).inside else { return None };
        Some(self.message(scope, parts.iter().map(Record::value_range).collect()))
    }

    pub(super) fn broken_group(&self, id: usize) -> Option<Content> {
        let message = self.message_of(id)?;
        let record = message.index.broken?;
        match message.scope.meaning(&self.bytes, &record).inside {
            Inside::Records(scope) => Some(self.message(scope, vec![record.value_range()])),
            Inside::Value => None,
        }
    }

    pub(super) fn message(&self, scope: Scope, chunks: Vec<Range<usize>>) -> Content {
        let mut index = FieldIndex::default();
        if total(&chunks) <= AT_ONCE {
            index.advance(&self.bytes, &scope, &chunks, usize::MAX);
        }
        Content::Message(Box::new(MessageNode { scope, chunks, index, order: Vec::new() }))
    }

    pub(super) fn message_of(&self, id: usize) -> Option<&MessageNode> {
        match &self.nodes.get(id)?.content {
            Content::Message(message) => Some(message),
            Content::List { .. } => None,
        }
    }

    pub(super) fn add(&mut self, parent: Option<(usize, Key)>, depth: usize, content: Content) -> usize {
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
    pub(super) fn values_from<'t>(
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

    pub(super) fn value_at(&self, message: &MessageNode, which: Which, ordinal: usize) -> Option<(Record, Meaning)> {
        self.values_from(message, which, ordinal).next()
    }

    /// The value of a map's entry: the last there is.
    pub(super) fn entry_value(&self, scope: &Scope, entry: &Record) -> Option<(Record, Meaning)> {
        self.entry_part(scope, entry, 2)
    }

    pub(super) fn entry_part(&self, scope: &Scope, entry: &Record, number: u32) -> Option<(Record, Meaning)> {
        let parts = records(&self.bytes, entry.value_range(), scope.layout());
        let last = parts.take(ENTRY_RECORDS).filter(|part| part.number == number).last()?;
        Some((last, scope.meaning(&self.bytes, &last)))
    }
}
