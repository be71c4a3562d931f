//! The walk over two messages at once, by a stack of its own: how deep messages nest costs no stack of the thread.
//! It says what is where; how values read is written elsewhere.

use super::{
    CompareCounts, CompareOptions, CompareRow, Comparison, Difference,
    align::Step,
    json_values::{goes_within, is_see_through},
    level::{Level, Pieces, Record, Rest, bytes_of, read},
    likeness,
    lists::Lists,
    maps::{self, Entry},
    path::Place,
    sides::{
        Presence, any_type, element, entry_value, is_same, of_number, one_sided, same_at_first, same_bytes, single,
    },
    values::{Kind, Value, Words, is_zero, looks_like_message, raw},
};
use crate::{
    message::{
        MAX_DEPTH,
        field::{Field, Shape},
        wire::Payload,
    },
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

    /// One value, on both sides or on one of them.
    fn values(
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
    fn alone(
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
    fn both(
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
    fn nested(&self, kind: &Kind, left: &Value<'a>, right: &Value<'a>) -> Option<(Pieces<'a>, Pieces<'a>)> {
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

    /// What stands after the last field that could be read; and whether the message says the same in other bytes.
    fn rest_of(&mut self, fields: &Fields<'a>) {
        let (left, right) = (fields.left.rest, fields.right.rest);
        if left.is_some() || right.is_some() {
            let note = match left.and_then(|rest| rest.fault).or(right.and_then(|rest| rest.fault)) {
                Some(fault) => fault.to_string(),
                None => "more fields than are taken apart".to_owned(),
            };
            let bytes = |rest: Option<Rest<'a>>| rest.map(|rest| rest.bytes);
            self.rest(&fields.place, fields.right_place.as_ref(), bytes(left), bytes(right), &note);
        }
        let (before, now) = (fields.before, self.found.counts);
        let found_nothing = before.differences() == now.differences()
            && (before.rewritten, before.ignored) == (now.rewritten, now.ignored);
        if found_nothing && !self.found.same_bytes {
            let note = "the same fields, written in another way".to_owned();
            self.row(Difference::Rewritten, &fields.place, fields.right_place.as_ref(), None, None, note, 1);
        }
    }

    fn rest(
        &mut self,
        place: &Place,
        right_place: Option<&Place>,
        left: Option<&[u8]>,
        right: Option<&[u8]>,
        note: &str,
    ) {
        let kind = match (left, right) {
            (Some(left), Some(right)) if left == right => Difference::Equal,
            (Some(_), None) => Difference::Removed,
            (None, Some(_)) => Difference::Added,
            _ => Difference::Changed,
        };
        let same = same_bytes(left.unwrap_or_default(), right.unwrap_or_default());
        let shown = |bytes: Option<&[u8]>| bytes.map(|bytes| raw(bytes, same));
        self.row(kind, place, right_place, shown(left), shown(right), note.to_owned(), 1);
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a row")]
    fn row(
        &mut self,
        kind: Difference,
        place: &Place,
        right_place: Option<&Place>,
        left: Option<String>,
        right: Option<String>,
        note: String,
        many: u64,
    ) {
        self.found.counts.add(kind, many);
        let equal = self.found.rows.len() - self.differences;
        let is_full = if kind.counts() { self.differences >= MOST_DIFFERENCES } else { equal >= MOST_EQUAL };
        if is_full || self.text >= MOST_TEXT {
            self.found.left_out += many;
            return;
        }
        self.differences += usize::from(kind.counts());
        let (path, right_path) = (place.text(), right_place.map(Place::text));
        let right_path = right_path.filter(|right| *right != path);
        let long = [&left, &right].into_iter().flatten().map(String::len).sum::<usize>();
        self.text += long + path.len() + note.len();
        self.found.rows.push(CompareRow { kind, path, right_path, left, right, note, many });
    }
}
