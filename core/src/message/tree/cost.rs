//! What the bytes of a message are spent on: tags, lengths, values, and what cannot be read.
//! It walks nested messages without recursion, and stops when told to.

use std::ops::ControlFlow;

use super::{Body, Cost, Inside, Records, Scope, records};
use crate::{message::MAX_DEPTH, schema::MessageDescriptor};

/// Records between two questions whether to go on.
const BREATH: u32 = 16_384;

impl Cost {
    /// What a whole message costs, nested messages by what they are made of; those deeper than 100 levels, and what may
    /// or may not be a message without a schema, count as values. `progress` is given bytes read, now and then.
    pub fn of(
        of: Option<&MessageDescriptor>,
        bytes: &[u8],
        progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Option<Self> {
        let root = Scope::message(of.cloned(), bytes, 0..bytes.len());
        let mut open: Vec<(Scope, Records<'_>)> = vec![(root.clone(), records(bytes, 0..bytes.len(), root.layout()))];
        let mut cost = Self::default();
        let mut seen = 0u32;
        while let Some((scope, walk)) = open.last_mut() {
            let Some(record) = walk.next() else {
                open.pop();
                continue;
            };
            seen = seen.wrapping_add(1);
            if seen.is_multiple_of(BREATH) && progress(record.range().start).is_break() {
                return None;
            }
            let inside = scope.meaning(bytes, &record).inside;
            cost += record.cost();
            if let (Inside::Records(scope), true) = (inside, open.len() < MAX_DEPTH) {
                match record.body {
                    Body::Broken(_) => cost.broken -= record.value_range().len() as u64,
                    _ => cost.values -= record.value_range().len() as u64,
                }
                let inner = records(bytes, record.value_range(), scope.layout());
                open.push((scope, inner));
            }
        }
        Some(cost)
    }
}
