//! `SourceCodeInfo` as bytes: comments and places found without decoding all of it.
//! It takes comments as they are.

use bytes::Bytes;

use super::options::{Scan, Value, varints};

/// `SourceCodeInfo.location`; `Location.path`, `.span`, `.leading_comments`, `.trailing_comments`.
const LOCATION: u32 = 1;
const PATH: u32 = 1;
const SPAN: u32 = 2;
const LEADING: u32 = 3;
const TRAILING: u32 = 4;

/// The comments of one element, undecoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::schema) struct Comments<'a> {
    pub leading: &'a [u8],
    pub trailing: &'a [u8],
}

/// Tells every commented element: its path and its comments.
pub(in crate::schema) fn each_comment<'a>(source: &'a Bytes, mut tell: impl FnMut(&[i32], Comments<'a>)) {
    let mut path = Vec::new();
    for location in locations(source) {
        let mut found = Comments::default();
        let mut is_commented = false;
        for (field, value) in Scan::new(location) {
            match (field, value) {
                (LEADING, Value::Bytes(comment)) => (found.leading, is_commented) = (comment, true),
                (TRAILING, Value::Bytes(comment)) => (found.trailing, is_commented) = (comment, true),
                _ => {}
            }
        }
        if is_commented {
            path.clear();
            list(location, PATH, &mut path);
            tell(&path, found);
        }
    }
}

/// The comments of the element at this path.
pub(in crate::schema) fn comments<'a>(source: &'a Bytes, path: &[i32]) -> Option<Comments<'a>> {
    let mut found = None;
    each_comment(source, |at, comments| {
        if at == path {
            found.get_or_insert(comments);
        }
    });
    found
}

/// Line, column and so on of the element at this path, 0-based.
pub(in crate::schema) fn span_of(source: &Bytes, path: &[i32]) -> Option<Vec<i32>> {
    let mut at = Vec::new();
    let location = locations(source).find(|location| {
        at.clear();
        list(location, PATH, &mut at);
        at == path
    })?;
    let mut span = Vec::new();
    list(location, SPAN, &mut span);
    Some(span)
}

fn locations(source: &Bytes) -> impl Iterator<Item = &[u8]> {
    Scan::new(source).filter_map(|(field, value)| match value {
        Value::Bytes(location) if field == LOCATION => Some(location),
        _ => None,
    })
}

/// The numbers of a repeated field, packed or not.
fn list(location: &[u8], number: u32, into: &mut Vec<i32>) {
    for (_, value) in Scan::new(location).filter(|(field, _)| *field == number) {
        match value {
            Value::Varint(one) => into.push(truncated(one)),
            Value::Bytes(packed) => into.extend(varints(packed).map(truncated)),
            Value::Fixed | Value::Group => {}
        }
    }
}

/// As protobuf reads an `int32`.
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
fn truncated(value: u64) -> i32 {
    value as i32
}
