//! The walk over two messages at once, by a stack of its own: how deep messages nest costs no stack of the thread.
//! It says what is where; how values read is written elsewhere.

mod rows;
mod values;

use super::{
    CompareCounts, CompareOptions, Comparison, Difference,
    align::Step,
    json_values::is_see_through,
    level::{Level, Pieces, Record, read},
    likeness,
    lists::Lists,
    maps::{self, Entry},
    path::Place,
    sides::{Presence, any_type, element, entry_value, of_number, single},
    values::{Kind, Value, Words},
};
use crate::{
    message::field::{Field, Shape},
    schema::MessageDescriptor,
};

/// Rows that are kept, of differences and of what is equal, and bytes of their texts.
const MOST_DIFFERENCES: usize = 100_000;
const MOST_EQUAL: usize = 50_000;
const MOST_TEXT: usize = 64 << 20;
/// Steps between two questions whether to go on.
const STEPS_A_QUESTION: u32 = 1 << 10;

/// The comparison; `None` where it was given up.
pub(super) fn walk(
    of: Option<&MessageDescriptor>,
    left: &[u8],
    right: &[u8],
    options: &CompareOptions,
    goes_on: &dyn Fn() -> bool,
) -> Option<Comparison> {
    let mut walk = Walk {
        words: Words { options },
        found: Comparison { same_bytes: left == right, ..Comparison::default() },
        frames: Vec::new(),
        differences: 0,
        text: 0,
        likeness: likeness::MOST_STEPS,
    };
    let kind = of.map_or(Kind::Unknown, |of| Kind::Known(Shape::of_message(of)));
    let (left, right) = (Value::Message(Pieces::of(left)), Value::Message(Pieces::of(right)));
    if kind.is_text() {
        walk.values(&Place::default(), None, &kind, Some(left), Some(right), 0);
    } else if let (Value::Message(left), Value::Message(right)) = (left, right) {
        walk.enter(Place::default(), None, of.cloned(), left, right, 0);
    }
    let mut steps = 0u32;
    while let Some(frame) = walk.frames.pop() {
        steps = steps.wrapping_add(1);
        if steps.is_multiple_of(STEPS_A_QUESTION) && !goes_on() {
            return None;
        }
        walk.step(frame);
    }
    Some(walk.found)
}

struct Walk<'a, 'o> {
    words: Words<'o>,
    found: Comparison,
    /// What is still to be looked at, the innermost last.
    frames: Vec<Frame<'a>>,
    differences: usize,
    text: usize,
    /// What may still be spent on which elements are alike.
    likeness: usize,
}

enum Frame<'a> {
    Fields(Box<Fields<'a>>),
    List(Box<List<'a>>),
    Map(Box<Map<'a>>),
}

/// A message on both sides.
struct Fields<'a> {
    place: Place,
    right_place: Option<Place>,
    of: Option<MessageDescriptor>,
    left: Level<'a>,
    right: Level<'a>,
    at: (usize, usize),
    depth: usize,
    before: CompareCounts,
}

/// A list on both sides.
struct List<'a> {
    place: Place,
    right_place: Option<Place>,
    kind: Kind,
    lists: Lists<'a>,
    at: usize,
    depth: usize,
}

/// A map on both sides.
struct Map<'a> {
    place: Place,
    right_place: Option<Place>,
    kind: Kind,
    entries: std::vec::IntoIter<Entry<'a>>,
    depth: usize,
}

impl<'a> Walk<'a, '_> {
    fn step(&mut self, frame: Frame<'a>) {
        match frame {
            Frame::Fields(fields) => self.fields(fields),
            Frame::List(list) => self.list(list),
            Frame::Map(map) => self.map(map),
        }
    }

    /// Go into a message.
    fn enter(
        &mut self,
        place: Place,
        right_place: Option<Place>,
        of: Option<MessageDescriptor>,
        left: Pieces<'a>,
        right: Pieces<'a>,
        depth: usize,
    ) {
        let (left, right) = (read(of.as_ref(), &left), read(of.as_ref(), &right));
        let before = self.found.counts;
        let fields = Fields { place, right_place, of, left, right, at: (0, 0), depth, before };
        self.frames.push(Frame::Fields(Box::new(fields)));
    }

    /// The next field of a message; after the last, what of it makes no sense.
    fn fields(&mut self, mut fields: Box<Fields<'a>>) {
        let number = match (fields.left.records.get(fields.at.0), fields.right.records.get(fields.at.1)) {
            (Some(left), Some(right)) => left.number.min(right.number),
            (Some(one), None) | (None, Some(one)) => one.number,
            (None, None) => return self.rest_of(&fields),
        };
        let left = of_number(&fields.left.records, &mut fields.at.0, number);
        let right = of_number(&fields.right.records, &mut fields.at.1, number);
        let (of, depth) = (fields.of.clone(), fields.depth);
        let (place, right_place) = (fields.place.clone(), fields.right_place.clone());
        let any_type = any_type(of.as_ref(), &fields.left.records, &fields.right.records).filter(|_| number == 2);
        self.frames.push(Frame::Fields(fields));
        let field = of.as_ref().and_then(|of| Field::of(of, number));
        let (shown, other) = match &field {
            Some(field) if self.words.options.proto_names => (field.name().to_owned(), field.json_name().to_owned()),
            Some(field) => (field.json_name().to_owned(), field.name().to_owned()),
            None => (number.to_string(), String::new()),
        };
        let is_named = !of.as_ref().is_some_and(|of| is_see_through(of, number));
        let below = |place: Place| if is_named { place.field(&shown, &other) } else { place };
        let (place, right_place) = (below(place), right_place.map(below));
        if self.words.options.ignored.iter().any(|pattern| pattern.is(&place)) {
            let is_same = left.iter().map(|record| record.payload).eq(right.iter().map(|record| record.payload));
            self.found.counts.ignored += u64::from(!is_same);
            return;
        }
        let strays = |records: &[Record<'a>]| records.iter().filter(|record| !record.fits).copied().collect::<Vec<_>>();
        let fits = |records: &[Record<'a>]| records.iter().filter(|record| record.fits).copied().collect::<Vec<_>>();
        let (left_strays, right_strays) = (strays(&left), strays(&right));
        if !left_strays.is_empty() || !right_strays.is_empty() {
            self.repeated(place.clone(), right_place.clone(), Kind::Unknown, &left_strays, &right_strays, depth);
        }
        let Some(field) = field else { return };
        let (left, right) = (fits(&left), fits(&right));
        if !left.is_empty() || !right.is_empty() {
            self.field(place, right_place, &field, any_type, &left, &right, depth);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a field on both sides, and where it is")]
    fn field(
        &mut self,
        place: Place,
        right_place: Option<Place>,
        field: &Field,
        any_type: Option<MessageDescriptor>,
        left: &[Record<'a>],
        right: &[Record<'a>],
        depth: usize,
    ) {
        if let Some((key, value)) = field.map_entry() {
            let kind = Kind::Known(Shape::of_kind(value.kind()));
            let entries = maps::entries(&key, left, right).into_iter();
            self.frames.push(Frame::Map(Box::new(Map { place, right_place, kind, entries, depth })));
            return;
        }
        let shape = any_type.map_or_else(|| field.shape(), |of| Shape::of_message(&of));
        let kind = Kind::Known(shape);
        if field.is_list() {
            return self.repeated(place, right_place, kind, left, right, depth);
        }
        let (one, other) = (single(&kind, left), single(&kind, right));
        match (one, other) {
            (Some(one), Some(other)) => self.both(&place, right_place.as_ref(), &kind, one, other, depth),
            (one, other) => self.alone(&place, right_place.as_ref(), &kind, one, other, Presence::of(field)),
        }
    }

    fn repeated(
        &mut self,
        place: Place,
        right_place: Option<Place>,
        kind: Kind,
        left: &[Record<'a>],
        right: &[Record<'a>],
        depth: usize,
    ) {
        if let (Kind::Unknown, [_] | [], [_] | []) = (&kind, left, right) {
            let one = |records: &[Record<'a>]| records.first().map(|record| Value::One(record.payload));
            return self.values(&place, right_place.as_ref(), &kind, one(left), one(right), depth);
        }
        let any_order = self.words.options.any_order.iter().any(|pattern| pattern.is(&place));
        let lists = Lists::of(&kind, left, right, any_order, &mut self.likeness);
        self.frames.push(Frame::List(Box::new(List { place, right_place, kind, lists, at: 0, depth })));
    }

    /// The next step through a list.
    fn list(&mut self, mut list: Box<List<'a>>) {
        let Some(step) = list.lists.steps.get(list.at).copied() else { return self.rest_of_list(&list) };
        list.at += 1;
        let left = |at: usize| list.lists.left.all.get(at).map(|payload| element(&list.kind, *payload));
        let right = |at: usize| list.lists.right.all.get(at).map(|payload| element(&list.kind, *payload));
        let place = list.place.clone();
        let right_list = list.right_place.clone().unwrap_or_else(|| list.place.clone());
        let elsewhere = |l: usize, r: usize| (l != r || list.right_place.is_some()).then(|| right_list.index(r));
        let kind = list.kind.clone();
        match step {
            Step::Same { left: l, right: r, many } => {
                let value = match many {
                    1 => left(l).map(|value| self.words.value(&kind, &value, 0)),
                    _ => Some(format!("{many} equal elements")),
                };
                let note = if many > 1 { format!("up to [{}]", l + many - 1) } else { String::new() };
                let kind = Difference::Equal;
                self.row(kind, &place.index(l), elsewhere(l, r).as_ref(), value.clone(), value, note, many as u64);
            }
            Step::Moved { left: l, right: r } => {
                let value = left(l).map(|value| self.words.value(&kind, &value, 0));
                let (note, right) = (format!("from [{l}] to [{r}]"), Some(right_list.index(r)));
                self.row(Difference::Moved, &place.index(l), right.as_ref(), value.clone(), value, note, 1);
            }
            Step::Removed { left: l } => {
                let value = left(l).map(|value| self.words.value(&kind, &value, 0));
                self.row(Difference::Removed, &place.index(l), None, value, None, String::new(), 1);
            }
            Step::Added { right: r } => {
                let value = right(r).map(|value| self.words.value(&kind, &value, 0));
                self.row(Difference::Added, &right_list.index(r), None, None, value, String::new(), 1);
            }
            Step::Pair { left: l, right: r } => {
                let (one, other, to) = (left(l), right(r), elsewhere(l, r));
                let depth = list.depth;
                self.frames.push(Frame::List(list));
                return self.values(&place.index(l), to.as_ref(), &kind, one, other, depth);
            }
        }
        self.frames.push(Frame::List(list));
    }

    fn rest_of_list(&mut self, list: &List<'a>) {
        let (left, right) = (list.lists.left.rest, list.lists.right.rest);
        if left.is_some() || right.is_some() {
            let note = "elements that were not taken apart";
            self.rest(&list.place, list.right_place.as_ref(), left, right, note);
        }
    }

    /// The next entry of a map.
    fn map(&mut self, mut map: Box<Map<'a>>) {
        let Some(entry) = map.entries.next() else { return };
        let place = map.place.key(&entry.key);
        let right_place = map.right_place.as_ref().map(|place| place.key(&entry.key));
        let (kind, depth) = (map.kind.clone(), map.depth);
        self.frames.push(Frame::Map(map));
        let value = |side: Option<Option<maps::Side<'a>>>| side.map(|payloads| entry_value(&kind, payloads));
        if self.words.options.ignored.iter().any(|pattern| pattern.is(&place)) {
            self.found.counts.ignored += u64::from(entry.left != entry.right);
            return;
        }
        self.values(&place, right_place.as_ref(), &kind, value(entry.left), value(entry.right), depth);
    }
}
