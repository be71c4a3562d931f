//! What the walk found as rows, within its bounds; and what stands after the last field that could be read.
//! It compares no values.

use super::{
    super::{CompareRow, Difference, level::Rest, path::Place, sides::same_bytes, values::raw},
    Fields, MOST_DIFFERENCES, MOST_EQUAL, MOST_TEXT, Walk,
};

impl<'a> Walk<'a, '_> {
    /// What stands after the last field that could be read; and whether the message says the same in other bytes.
    pub(super) fn rest_of(&mut self, fields: &Fields<'a>) {
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

    pub(super) fn rest(
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
    pub(super) fn row(
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
