//! The value of an options message while it is put together: fields by number, messages within messages.
//! It knows the wire format and no descriptor.

use std::collections::BTreeMap;

use prost::encoding::{WireType, encode_key};

use crate::schema::compile::records::put_bytes;

/// A message: the values of each field, in the order they were set.
#[derive(Debug, Default)]
pub(super) struct Tree(BTreeMap<u32, Vec<Node>>);

/// One value of a field.
#[derive(Debug)]
pub(super) enum Node {
    /// Key and value, encoded.
    Encoded(Vec<u8>),
    Message {
        fields: Tree,
        /// Written between marks, not behind a length.
        is_delimited: bool,
    },
}

impl Tree {
    pub fn push(&mut self, number: u32, node: Node) {
        self.0.entry(number).or_default().push(node);
    }

    pub fn has(&self, number: u32) -> bool {
        self.0.contains_key(&number)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How often a field is set.
    pub fn count(&self, number: u32) -> usize {
        self.0.get(&number).map_or(0, Vec::len)
    }

    /// The message in this singular field, if it is set.
    pub fn message(&self, number: u32) -> Option<&Tree> {
        match self.0.get(&number)?.first()? {
            Node::Message { fields, .. } => Some(fields),
            Node::Encoded(_) => None,
        }
    }

    /// The same, set if it was not.
    pub fn message_mut(&mut self, number: u32, is_delimited: bool) -> Option<&mut Tree> {
        let values = self.0.entry(number).or_default();
        if values.is_empty() {
            values.push(Node::Message { fields: Tree::default(), is_delimited });
        }
        match values.first_mut()? {
            Node::Message { fields, .. } => Some(fields),
            Node::Encoded(_) => None,
        }
    }

    /// As bytes, by field number.
    pub fn encode(self) -> Vec<u8> {
        let mut to = Vec::new();
        let values = self.0.into_iter().flat_map(|(number, nodes)| nodes.into_iter().map(move |node| (number, node)));
        for (number, node) in values {
            match node {
                Node::Encoded(bytes) => to.extend(bytes),
                Node::Message { fields, is_delimited: false } => put_bytes(number, &fields.encode(), &mut to),
                Node::Message { fields, is_delimited: true } => {
                    encode_key(number, WireType::StartGroup, &mut to);
                    to.extend(fields.encode());
                    encode_key(number, WireType::EndGroup, &mut to);
                }
            }
        }
        to
    }
}
