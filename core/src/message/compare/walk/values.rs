//! One value of the walk: on one side alone, or on both, where it may be a message to go into.
//! It walks nothing by itself.

use super::{
    super::{
        Difference,
        json_values::goes_within,
        level::{Pieces, bytes_of},
        path::Place,
        sides::{Presence, is_same, one_sided, same_at_first},
        values::{Kind, Value, is_zero, looks_like_message, raw},
    },
    Walk,
};
use crate::message::{MAX_DEPTH, wire::Payload};

impl<'a> Walk<'a, '_> {
    /// One value, on both sides or on one of them.
    pub(super) fn values(
        &mut self,
        place: &Place,
        right_place: Option<&Place>,
        kind: &Kind,
        left: Option<Value<'a>>,
        right: Option<Value<'a>>,
        depth: usize,
    ) {
        match (left, right) {
            (Some(left), Some(right)) => self.both(place, right_place, kind, left, right, depth),
            (left, right) => self.alone(place, right_place, kind, left, right, Presence::None),
        }
    }

    /// A value that only one side has. Without presence a zero that is written out says what one that is not says.
    pub(super) fn alone(
        &mut self,
        place: &Place,
        right_place: Option<&Place>,
        kind: &Kind,
        left: Option<Value<'a>>,
        right: Option<Value<'a>>,
        presence: Presence,
    ) {
        let is_set_to_zero = match left.as_ref().or(right.as_ref()) {
            Some(Value::One(payload)) => is_zero(kind, *payload),
            _ => false,
        };
        let (difference, note) = match (is_set_to_zero, left.is_some()) {
            (true, _) if presence == Presence::Implicit => {
                (Difference::Rewritten, "the default, written out on one side")
            }
            (true, is_left) if presence == Presence::Explicit => {
                (one_sided(is_left), "set to the default on one side, not set on the other")
            }
            (_, is_left) => (one_sided(is_left), ""),
        };
        let shown = |value: Option<Value<'a>>| value.map(|value| self.words.value(kind, &value, 0));
        let (left, right) = (shown(left), shown(right));
        self.row(difference, place, right_place, left, right, note.to_owned(), 1);
    }

    /// A value that both sides have.
    pub(super) fn both(
        &mut self,
        place: &Place,
        right_place: Option<&Place>,
        kind: &Kind,
        left: Value<'a>,
        right: Value<'a>,
        depth: usize,
    ) {
        if is_same(kind, &left, &right) {
            let text = self.words.value(kind, &left, 0);
            return self.row(Difference::Equal, place, right_place, Some(text.clone()), Some(text), String::new(), 1);
        }
        if let Some((left, right)) = self.nested(kind, &left, &right) {
            if depth + 1 < MAX_DEPTH {
                let of = kind.message().cloned();
                return self.enter(place.clone(), right_place.cloned(), of, left, right, depth + 1);
            }
            let note = format!("deeper than {MAX_DEPTH} levels; compared as bytes");
            let (left, right) = (raw(&left.joined(), 0), raw(&right.joined(), 0));
            return self.row(Difference::Changed, place, right_place, Some(left), Some(right), note, 1);
        }
        let same = same_at_first(&left, &right);
        let (one, other) = (self.words.value(kind, &left, same), self.words.value(kind, &right, same));
        let difference = match (&left, &right) {
            (Value::Message(_), Value::Message(_)) if one == other => Difference::Rewritten,
            _ => Difference::Changed,
        };
        self.row(difference, place, right_place, Some(one), Some(other), String::new(), 1);
    }

    /// Both values as messages to go into.
    pub(super) fn nested(&self, kind: &Kind, left: &Value<'a>, right: &Value<'a>) -> Option<(Pieces<'a>, Pieces<'a>)> {
        match (kind, left, right) {
            (Kind::Known(_), Value::Message(left), Value::Message(right)) if !kind.is_text() => {
                let within = kind.message().is_none_or(|of| goes_within(of, left, right));
                within.then(|| (left.clone(), right.clone()))
            }
            (Kind::Unknown, Value::One(left), Value::One(right)) => {
                let is_group = matches!((left, right), (Payload::Group(_), Payload::Group(_)));
                let (left, right) = (bytes_of(*left)?, bytes_of(*right)?);
                let both = is_group || (looks_like_message(left) && looks_like_message(right));
                both.then(|| (Pieces::of(left), Pieces::of(right)))
            }
            _ => None,
        }
    }
}
