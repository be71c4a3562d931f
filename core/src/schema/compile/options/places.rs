//! Positions of options moved from where the parser found them to the fields they became.
//! It reads paths of `SourceCodeInfo` and copies all else as it lies.

use std::collections::HashMap;

use bytes::Bytes;
use prost::{
    Message as _,
    encoding::{WireType, encode_key, encode_varint},
};

use crate::schema::{
    compile::records::{Value, put_bytes, records},
    descriptor::{Location, UNINTERPRETED_OPTION},
};

/// `SourceCodeInfo.location`.
const LOCATION: u32 = 1;
/// `SourceCodeInfo.Location.path`.
const PATH: u32 = 1;

/// The positions with these paths in place of others; what lies below a moved path is left out, as protoc does.
pub(in crate::schema::compile) fn moved(positions: &Bytes, moves: &HashMap<Vec<i32>, Vec<i32>>) -> Bytes {
    if moves.is_empty() {
        return positions.clone();
    }
    let mut to = Vec::with_capacity(positions.len());
    let mut above: Option<Vec<i32>> = None;
    for record in records(positions) {
        let Value::Bytes(location) = record.value else {
            to.extend_from_slice(record.whole);
            continue;
        };
        if !may_be_uninterpreted(location) {
            above = None;
            to.extend_from_slice(record.whole);
            continue;
        }
        let path = Location::decode(location).unwrap_or_default().path;
        if above.as_ref().is_some_and(|above| path.starts_with(above)) {
            continue;
        }
        above = None;
        match moves.get(&path) {
            Some(new) => {
                put_bytes(LOCATION, &with_path(location, new), &mut to);
                above = Some(path);
            }
            None => to.extend_from_slice(record.whole),
        }
    }
    to.into()
}

/// Whether the path holds 999, told without decoding it.
fn may_be_uninterpreted(location: &[u8]) -> bool {
    let mut marked = Vec::new();
    encode_varint(UNINTERPRETED_OPTION.into(), &mut marked);
    records(location).any(|record| match record.value {
        Value::Bytes(path) if record.number == PATH => path.windows(marked.len()).any(|bytes| bytes == marked),
        Value::Varint(_) => record.number == PATH,
        _ => false,
    })
}

fn with_path(location: &[u8], path: &[i32]) -> Vec<u8> {
    let mut packed = Vec::new();
    #[expect(clippy::cast_sign_loss, reason = "paths hold field numbers and positions, none of them negative")]
    path.iter().for_each(|&number| encode_varint(number as u64, &mut packed));
    let mut to = Vec::with_capacity(location.len() + 8);
    encode_key(PATH, WireType::LengthDelimited, &mut to);
    encode_varint(packed.len() as u64, &mut to);
    to.extend(packed);
    for record in records(location).filter(|record| record.number != PATH) {
        to.extend_from_slice(record.whole);
    }
    to
}
