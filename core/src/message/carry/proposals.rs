//! What may be written at a place of a rule: fields of the message that is written, then of the one that is read.
//! It proposes what would hold; what stands there already is judged by `rule`.

use super::{
    Carry,
    rule::{Part, Side, check_number, follow, meaning},
};
use crate::{
    message::Proposals,
    schema::{FieldDescriptor, Kind, MessageDescriptor},
};

impl Carry {
    /// Proposals for the path that ends at the cursor (a byte of the text): on the right of `=` only fields whose value fits
    /// the one on the left, and messages on the way to such. None where nothing was typed.
    pub fn proposals(text: &str, cursor: usize, from: &MessageDescriptor, to: &MessageDescriptor) -> Proposals {
        let Some(before) = text.get(..cursor) else { return Proposals::default() };
        let (side, path, of, goal) = match before.split_once('=') {
            Some((left, right)) => {
                let goal = follow(Part::whole(left.trim()), to, Side::Written).ok().map(|(_, field)| field);
                (Side::Read, Part::whole(right.trim_start()).without_last(from).text, from, goal)
            }
            None => (Side::Written, before.trim_start(), to, None),
        };
        let is_path = path.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        if !is_path || (path.is_empty() && side == Side::Written) {
            return Proposals::default();
        }
        let (parent, typed) = path.rsplit_once('.').unwrap_or(("", path));
        let Some(within) = message_at(parent, of, side) else { return Proposals::default() };
        let fits = |field: &FieldDescriptor| {
            let leads_on = matches!(field.kind(), Kind::Message(_));
            let is_goal = goal.as_ref().is_none_or(|goal| meaning(field, goal, 0).is_some());
            check_number(Part::whole(""), field, side, true).is_ok() && (leads_on || is_goal)
        };
        let names = within.fields().filter(fits).map(|field| field.name().to_owned());
        Proposals::fitting(cursor, typed, names.collect::<Vec<String>>())
    }
}

/// The message that a path leads to; an empty one stays.
fn message_at(path: &str, of: &MessageDescriptor, side: Side) -> Option<MessageDescriptor> {
    if path.is_empty() {
        return Some(of.clone());
    }
    match follow(Part::whole(path), of, side).ok()?.1.kind() {
        Kind::Message(message) => Some(message),
        _ => None,
    }
}
