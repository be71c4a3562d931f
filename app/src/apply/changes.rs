//! Which changes of a schema concern a call: those of its method and of every type that its messages can hold.

use std::collections::HashSet;

use farcall_core::schema::{Change, Kind, MessageDescriptor, Method};

/// Types that are followed at most.
const TYPES_MAX: usize = 10_000;

/// The changes that concern a method, in their order.
pub fn concerning(method: &Method, changes: &[Change]) -> Vec<Change> {
    if changes.is_empty() {
        return Vec::new();
    }
    let mut names = types_of([&method.input, &method.output]);
    names.insert(method.path.to_string());
    names.insert(method.path.service.clone());
    let concerns = |change: &&Change| names.contains(&change.symbol);
    changes.iter().filter(concerns).cloned().collect()
}

/// Names of these messages and of all messages and enums that they can hold.
fn types_of(roots: [&MessageDescriptor; 2]) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut open: Vec<MessageDescriptor> = roots.into_iter().cloned().collect();
    while let Some(message) = open.pop() {
        if names.len() >= TYPES_MAX || !names.insert(message.full_name().to_owned()) {
            continue;
        }
        for field in message.fields() {
            match field.kind() {
                Kind::Message(of) => open.push(of),
                Kind::Enum(of) => {
                    names.insert(of.full_name().to_owned());
                }
                _ => {}
            }
        }
    }
    names
}
