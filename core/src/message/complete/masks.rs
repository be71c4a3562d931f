//! The paths that a field mask may name, one after the other within its string: `"name,author.fullName"`.
//! Which types they are of is not decided here.

use std::{collections::HashSet, ops::Range};

use super::{
    After, Completion, Expected, Holder, Standing,
    place::Resolved,
    rank::Ranked,
    scan::{Scan, Wanted, unquoted},
    subject::{Subject, type_of},
};
use crate::{
    message::{
        field::{Field, Shape},
        mask::{mask_paths, mask_types},
    },
    schema::MessageDescriptor,
};

/// A mask with the caret in it.
pub(super) struct Mask<'t> {
    /// The message it is in, and its field.
    place: Option<(MessageDescriptor, Field)>,
    /// The path under the caret, in bytes of the text.
    pub(super) replace: Range<usize>,
    /// What of it stands before the caret.
    pub(super) typed: &'t str,
    /// The other paths.
    others: HashSet<&'t str>,
    /// Within quotes; else they are written with the path.
    is_quoted: bool,
}

impl<'t> Mask<'t> {
    /// `None` if the value at the caret is no mask.
    pub(super) fn at(resolved: &Resolved, text: &'t str, scan: &Scan) -> Option<Self> {
        let is_mask = scan.wanted == Wanted::Value && matches!(resolved.expected, Expected::One(Shape::FieldMask));
        let word = text.get(scan.token.clone()).filter(|_| is_mask)?;
        let place = match &resolved.holder {
            Holder::Message(of) | Holder::Any(Some(of)) => field_at(of, text, scan).map(|field| (of.clone(), field)),
            _ => None,
        };
        let is_quoted = word.starts_with('"');
        let before = text.get(scan.token.start..scan.caret)?;
        let begun = before.rfind(',').map_or(usize::from(is_quoted), |comma| comma + 1);
        let (typed, start) = (before.get(begun..)?, scan.token.start + begun);
        let rest = text.get(scan.caret..scan.token.end)?;
        let end = scan.caret + rest.find([',', '"']).unwrap_or(rest.len());
        let others = text.get(scan.token.start..whole_end(text, scan)).map(unquoted).unwrap_or_default().split(',');
        let under = text.get(start..end)?;
        let mut others: HashSet<&str> = others.map(str::trim).collect();
        others.remove(under.trim());
        Some(Self { place, replace: start..end, typed: typed.trim_start(), others, is_quoted })
    }

    /// Every path; those that the mask has stand last.
    pub(super) fn propose(&self, of: &MessageDescriptor, after: &After, ranked: &mut Ranked) {
        let types = match &self.place {
            Some((parent, field)) => mask_types(of, parent, field.name()),
            None => Vec::new(),
        };
        for path in mask_paths(&types) {
            let is_written = self.others.contains(path.path.as_str());
            let last = path.path.rsplit('.').next().unwrap_or_default();
            ranked.add(&[&path.path, last], || {
                let insert =
                    if self.is_quoted { path.path.clone() } else { format!("\"{}\"{}", path.path, after.comma()) };
                Completion {
                    label: path.path.clone(),
                    detail: type_of(&path.field, false),
                    caret: path.path.len() + usize::from(!self.is_quoted),
                    insert,
                    goes_on: false,
                    standing: if is_written { Standing::Written } else { Standing::Free },
                    subject: Subject::field(path.field.clone()),
                }
            });
        }
    }
}

/// The field that the caret is in the value of.
fn field_at(of: &MessageDescriptor, text: &str, scan: &Scan) -> Option<Field> {
    let key = scan.frames.last()?.key.clone()?;
    Field::named(of, unquoted(text.get(key)?))
}

/// Where the string ends, which goes on behind the word under the caret where commas follow.
fn whole_end(text: &str, scan: &Scan) -> usize {
    let rest = text.get(scan.token.end..).unwrap_or_default();
    let is_closed = text.get(scan.caret..scan.token.end).is_some_and(|rest| rest.ends_with('"'));
    let is_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ',' | '*');
    if is_closed { scan.token.end } else { scan.token.end + rest.find(|c| !is_path(c)).unwrap_or(rest.len()) }
}
