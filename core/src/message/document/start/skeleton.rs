//! A first tree for a type: its fields at their defaults, recursion cut, size bounded.
//! It invents no values beyond the defaults.

use crate::{
    message::{
        field::{Field, Shape},
        node::{FieldNode, MessageNode, ValueNode, WHOLE},
    },
    schema::MessageDescriptor,
};

const MAX_LEVELS: usize = 6;
const MAX_FIELDS: usize = 1000;

/// How much is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    /// To start a request from.
    Start,
    /// To show what can be given.
    Everything,
}

/// The tree; a type that is on the way to itself is left out there.
pub(super) fn skeleton(of: &MessageDescriptor, fill: Fill) -> MessageNode {
    let mut builder = Builder { fill, on_the_way: Vec::new(), left: MAX_FIELDS };
    let shape = Shape::of_message(of);
    if matches!(shape, Shape::Message(_)) {
        return builder.message(of);
    }
    let value = FieldNode::Single(ValueNode::default_of_shape(&shape));
    MessageNode { descriptor: of.clone(), fields: vec![(WHOLE, value)] }
}

struct Builder {
    fill: Fill,
    on_the_way: Vec<String>,
    left: usize,
}

impl Builder {
    fn message(&mut self, of: &MessageDescriptor) -> MessageNode {
        let mut message = MessageNode::new(of.clone());
        self.on_the_way.push(of.full_name().to_owned());
        let mut declared: Vec<_> = of.fields().collect();
        declared.sort_by_key(|field| field.path().last().copied());
        for field in declared.into_iter().map(Field::Plain) {
            if self.left == 0 {
                break;
            }
            if !self.wants(&field, &message) {
                continue;
            }
            if let Some(node) = self.field(&field) {
                self.left -= 1;
                message.fields.push((field.number(), node));
            }
        }
        self.on_the_way.pop();
        message
    }

    fn wants(&self, field: &Field, message: &MessageNode) -> bool {
        if let Some(oneof) = field.oneof() {
            let is_first = oneof.fields().all(|other| message.field(other.number()).is_none());
            return self.fill == Fill::Everything && is_first;
        }
        let optional = field.has_presence() && !field.is_required();
        match field.shape() {
            Shape::Message(_) => true,
            // A well-known type has presence: an epoch or an empty mask that nobody typed would be sent, and mean something.
            _ => self.fill == Fill::Everything || !optional,
        }
    }

    fn field(&mut self, field: &Field) -> Option<FieldNode> {
        if let Some((key, value)) = field.map_entry() {
            let entry = self.element(&Shape::of_kind(value.kind()));
            let key = Shape::of_kind(key.kind()).default_text();
            return Some(FieldNode::Map(entry.map(|value| (key, value)).into_iter().collect()));
        }
        if field.is_list() {
            return Some(FieldNode::List(self.element(&field.shape()).into_iter().collect()));
        }
        match field.shape() {
            Shape::Message(of) => self.nested(&of).map(FieldNode::Single),
            _ => Some(FieldNode::Single(ValueNode::default_of(field))),
        }
    }

    fn element(&mut self, shape: &Shape) -> Option<ValueNode> {
        match (self.fill, shape) {
            (Fill::Start, _) => None,
            (Fill::Everything, Shape::Message(of)) => self.nested(of),
            (Fill::Everything, shape) => Some(ValueNode::default_of_shape(shape)),
        }
    }

    fn nested(&mut self, of: &MessageDescriptor) -> Option<ValueNode> {
        let recursive = self.on_the_way.iter().any(|name| name == of.full_name());
        if recursive || self.on_the_way.len() >= MAX_LEVELS {
            return None;
        }
        Some(ValueNode::Message(Box::new(self.message(of))))
    }
}
