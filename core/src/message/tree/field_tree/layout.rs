//! The order of rows: fields by number or by size, then what is unknown, then what cannot be read.
//! It reads values only to compare keys and sizes, and only of lists that are not long.

use std::collections::HashMap;

use super::{Content, FieldTree, Key, MOST_SORTED, MessageNode, Node, Which};
use crate::message::{
    field::Field,
    tree::{Body, Inside, Rows, rows::Outline},
};

impl FieldTree {
    pub(super) fn lay_out(&mut self) {
        for id in 0..self.nodes.len() {
            self.lay_out_one(id);
        }
        self.rows = Rows::new(&Placed { nodes: &self.nodes, tree: self });
    }

    /// Where the rows of one node stand.
    pub(super) fn lay_out_one(&mut self, id: usize) {
        let (shows_unset, by_size) = (self.shows_unset, self.by_size);
        if let Some(Node { content: Content::Message(message), .. }) = self.nodes.get_mut(id) {
            message.order = order(message, shows_unset, by_size);
        }
        let Some(node) = self.nodes.get(id) else { return };
        let mut placed: Vec<(usize, usize)> =
            node.unfolded.iter().filter_map(|(key, child)| Some((self.position_of(id, *key)?, *child))).collect();
        placed.sort_unstable();
        if let Some(node) = self.nodes.get_mut(id) {
            node.placed = placed;
        }
    }

    /// How many rows a node has.
    pub(super) fn positions(&self, id: usize) -> usize {
        match self.nodes.get(id).map(|node| &node.content) {
            Some(Content::Message(message)) if message.scope.of().is_none() => message.index.strays.len,
            Some(Content::Message(message)) => message.order.len(),
            Some(Content::List { of, which, .. }) => self.message_of(*of).map_or(0, |message| match which {
                Which::Strays => message.index.strays.len,
                Which::Field(number) => message.index.slot(*number).map_or(0, |slot| slot.elements.len),
            }),
            None => 0,
        }
    }

    pub(super) fn key_at(&self, id: usize, position: usize) -> Option<Key> {
        match &self.nodes.get(id)?.content {
            Content::Message(message) if message.scope.of().is_none() => Some(Key::Value(position)),
            Content::Message(message) => message.order.get(position).copied(),
            Content::List { order, .. } => {
                Some(Key::Value(order.get(position).map_or(position, |ordinal| *ordinal as usize)))
            }
        }
    }

    pub(super) fn position_of(&self, id: usize, key: Key) -> Option<usize> {
        match (&self.nodes.get(id)?.content, key) {
            (Content::Message(message), key) if message.scope.of().is_some() => {
                message.order.iter().position(|other| *other == key)
            }
            (Content::List { order, .. }, Key::Value(ordinal)) if !order.is_empty() => {
                order.iter().position(|other| *other as usize == ordinal)
            }
            (_, Key::Value(ordinal)) => Some(ordinal),
            _ => None,
        }
    }

    /// Sorts a list by size where that is asked for, and finds the entries of a map that others replace.
    pub(super) fn order_list(&mut self, id: usize) {
        let Some(Content::List { of, which, .. }) = self.nodes.get(id).map(|node| &node.content) else { return };
        let (of, which) = (*of, *which);
        let Some(message) = self.message_of(of) else { return };
        let is_map = matches!(which, Which::Field(number)
            if message.index.slot(number).is_some_and(|slot| slot.field.map_entry().is_some()));
        let (mut new_order, mut new_replaced) = (Vec::new(), Vec::new());
        if self.positions(id) <= MOST_SORTED {
            if self.by_size {
                let sizes: Vec<usize> = self.values_from(message, which, 0).map(|(record, _)| record.size()).collect();
                new_order = (0..sizes.len() as u32).collect();
                new_order.sort_by_key(|at: &u32| std::cmp::Reverse(sizes.get(*at as usize).copied()));
            }
            if is_map {
                new_replaced = self.replaced(message, which);
            }
        }
        if let Some(Node { content: Content::List { order, replaced, .. }, .. }) = self.nodes.get_mut(id) {
            (*order, *replaced) = (new_order, new_replaced);
        }
    }

    fn replaced(&self, message: &MessageNode, which: Which) -> Vec<u32> {
        let mut last: HashMap<&[u8], u32> = HashMap::new();
        let mut replaced = Vec::new();
        for (ordinal, (entry, meaning)) in (0..).zip(self.values_from(message, which, 0)) {
            let Inside::Records(scope) = meaning.inside else { continue };
            let key = self.entry_part(&scope, &entry, 1).and_then(|(key, _)| self.bytes.get(key.value_range()));
            replaced.extend(last.insert(key.unwrap_or_default(), ordinal));
        }
        replaced.sort_unstable();
        replaced
    }
}

fn order(message: &MessageNode, shows_unset: bool, by_size: bool) -> Vec<Key> {
    let Some(of) = message.scope.of() else { return Vec::new() };
    let index = &message.index;
    let mut order: Vec<Key> = index.slots.iter().map(|slot| Key::Field(slot.number)).collect();
    if index.is_complete {
        let unset = of.fields().map(Field::Plain).filter(|field| shows_unset || field.is_required());
        order.extend(unset.map(|field| field.number()).filter(|number| index.slot(*number).is_none()).map(Key::Field));
        order.sort_by_key(|key| if let Key::Field(number) = key { *number } else { 0 });
    }
    if by_size {
        let size = |key: &Key| match key {
            Key::Field(number) => index.slot(*number).map_or(0, |slot| slot.elements.bytes),
            _ => 0,
        };
        order.sort_by_key(|key| std::cmp::Reverse(size(key)));
    }
    order.extend((index.strays.len > 0).then_some(Key::Strays));
    order.extend(index.broken.filter(|record| matches!(record.body, Body::Broken(_))).map(|_| Key::Broken));
    order
}

struct Placed<'n> {
    nodes: &'n [Node],
    tree: &'n FieldTree,
}

impl Outline for Placed<'_> {
    fn rows_of(&self, node: usize) -> usize {
        self.tree.positions(node)
    }

    fn unfolded(&self, node: usize) -> &[(usize, usize)] {
        self.nodes.get(node).map_or(&[], |node| &node.placed)
    }
}
