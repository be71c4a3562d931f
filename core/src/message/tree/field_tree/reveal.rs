//! Where in the tree a byte of the message stands: the row of the innermost value that holds it, unfolded to.
//! It reads no values.

use super::{Content, FieldTree, Key, MessageNode, Which};
use crate::message::tree::{Layout, records};

/// How deep a byte is looked for.
const LOOK_DEEP: usize = 200;

/// The row of a node that holds a byte, and whether the byte is of what the row unfolds to.
struct Holds {
    key: Key,
    goes_in: bool,
}

impl FieldTree {
    /// Unfolds what it takes to show the innermost value that holds a byte, and gives its row. A long message on the way
    /// that is not gone through yet is not gone into.
    pub fn reveal(&mut self, offset: usize) -> Option<usize> {
        let mut at = 0;
        let mut found = None;
        for _ in 0..LOOK_DEEP {
            let Some(holds) = self.holding(at, offset) else { break };
            found = Some((at, holds.key));
            let unfolded = self.nodes.get(at).and_then(|node| node.unfolded.get(&holds.key)).copied();
            let child = if holds.goes_in { unfolded.or_else(|| self.unfold_key(at, holds.key)) } else { None };
            match child {
                Some(child) => at = child,
                None => break,
            }
        }
        self.lay_out();
        let (node, key) = found?;
        self.rows.row_of(node, self.position_of(node, key)?)
    }

    fn holding(&self, id: usize, offset: usize) -> Option<Holds> {
        match &self.nodes.get(id)?.content {
            Content::List { of, which, .. } => self.value_holding(*of, *which, offset),
            Content::Message(message) if message.scope.of().is_none() => self.value_holding(id, Which::Strays, offset),
            Content::Message(message) => {
                let numbers = message.index.slots.iter().map(|slot| (slot.number, slot.is_singular()));
                let field = numbers.filter_map(|(number, is_singular)| {
                    let value = self.value_holding(id, Which::Field(number), offset)?;
                    Some(Holds { key: Key::Field(number), goes_in: value.goes_in || !is_singular })
                });
                let is_stray = || self.value_holding(id, Which::Strays, offset).is_some();
                let is_broken = || message.index.broken.is_some_and(|record| record.range().contains(&offset));
                field.into_iter().next().or_else(|| match () {
                    () if is_stray() => Some(Holds { key: Key::Strays, goes_in: true }),
                    () if is_broken() => Some(Holds { key: Key::Broken, goes_in: true }),
                    () => self.packed_at(message, offset),
                })
            }
        }
    }

    /// The field of a packed record that begins here: its tag is of no element.
    fn packed_at(&self, message: &MessageNode, offset: usize) -> Option<Holds> {
        let chunk = message.chunks.iter().find(|chunk| chunk.contains(&offset))?;
        let record = records(&self.bytes, offset..chunk.end, Layout::Fields).next()?;
        let slot = message.index.slot(record.number).filter(|slot| slot.field.is_list())?;
        Some(Holds { key: Key::Field(slot.number), goes_in: false })
    }

    fn value_holding(&self, of: usize, which: Which, offset: usize) -> Option<Holds> {
        let message = self.message_of(of)?;
        let elements = match which {
            Which::Strays => &message.index.strays,
            Which::Field(number) => &message.index.slot(number)?.elements,
        };
        let ordinal = elements.ordinal_at(&self.bytes, &message.chunks, &message.scope, which, offset)?;
        let (record, _) = self.value_at(message, which, ordinal)?;
        Some(Holds { key: Key::Value(ordinal), goes_in: record.value_range().contains(&offset) })
    }
}
