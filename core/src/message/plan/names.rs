//! The fields of a type by their names, for who reads JSON: both spellings, and extensions in brackets.
//! It says where among the fields of the plan each stands, and nothing more of it.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::FieldPlan;
use crate::{message::field::Field, schema::MessageDescriptor};

/// Positions by name.
pub(super) struct Names {
    /// In JSON, by position.
    json: Box<[Box<str>]>,
    positions: HashMap<Box<str>, usize, RandomState>,
}

impl Names {
    /// The names of these fields. A name leads to a field only if it is that one which the type has under it.
    pub(super) fn of(descriptor: &MessageDescriptor, fields: &[FieldPlan]) -> Self {
        let position = |field: &Field| fields.binary_search_by_key(&field.number(), |plan| plan.number).ok();
        let mut positions = HashMap::default();
        let mut json: Vec<Box<str>> = Vec::with_capacity(fields.len());
        for plan in fields {
            let field = Field::of(descriptor, plan.number).filter(|field| *field.name() == *plan.name);
            json.push(field.as_ref().map_or_else(Box::default, |field| field.json_name().into()));
            for name in field.iter().flat_map(|field| [field.json_name(), field.name()]) {
                if let Some(at) = Field::named(descriptor, name).as_ref().and_then(position) {
                    positions.insert(name.into(), at);
                }
            }
        }
        Self { json: json.into(), positions }
    }

    /// The position of this name. `expected` is where to look first: members mostly come in the order of fields.
    #[inline]
    pub(super) fn position(&self, name: &str, expected: usize) -> Option<usize> {
        match self.json.get(expected) {
            Some(json) if **json == *name => Some(expected),
            _ => self.positions.get(name).copied(),
        }
    }
}
