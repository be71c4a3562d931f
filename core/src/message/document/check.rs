//! Whether a value's text can be sent: one rule for the form, the JSON and the encoder.
//! It changes nothing and keeps nothing.

use std::collections::HashSet;

use super::{Fault, JsonRules, bind, records};
use crate::{
    json_text::{parse_duration, parse_field_mask, parse_timestamp},
    message::{
        field::{JsonType, Shape},
        json::Node,
        scalar::{self, Value},
        well_known::{self, AnyContent},
        wire::Writer,
    },
    schema::MessageDescriptor,
};

/// The reason why this text is no value of the shape.
pub(super) fn check_text(shape: &Shape, text: &str) -> Result<(), String> {
    match shape {
        Shape::Scalar(scalar) | Shape::Wrapper(scalar) => scalar::parse(*scalar, text).map(drop),
        Shape::Enum(descriptor) => scalar::parse_enum(descriptor, text).map(drop),
        Shape::Timestamp => parse_timestamp(text).map(drop),
        Shape::Duration => parse_duration(text).map(drop),
        Shape::FieldMask => parse_field_mask(text).map(drop),
        Shape::Records => records::check(text),
        Shape::Json(..) | Shape::Message(_) => Ok(()),
    }
}

/// What is wrong with the JSON of a Struct, Value, ListValue or Any.
pub(super) fn check_json(
    json: JsonType,
    of: &MessageDescriptor,
    node: &Node<'_>,
    text: &str,
    rules: JsonRules,
    depth: usize,
) -> Vec<Fault> {
    if json != JsonType::Any {
        return well_known::encode_json(json, of, node, rules, depth, &mut Writer::default())
            .err()
            .into_iter()
            .collect();
    }
    match well_known::read_any(of, node) {
        Err(fault) => vec![fault],
        Ok(AnyContent::Empty | AnyContent::Raw(..)) => Vec::new(),
        Ok(AnyContent::Typed { of, node, skip, .. }) => bind::faults(&of, node, skip, text, rules, depth + 1),
    }
}

/// Finds map keys that are given twice, also in two spellings.
#[derive(Default)]
pub(super) struct Keys {
    seen: HashSet<String>,
}

impl Keys {
    /// Judge the next key; `Err(true)` for one that cannot be sent, `Err(false)` for one that is merely there already.
    pub(super) fn check(&mut self, shape: &Shape, key: &str) -> Result<(), (bool, String)> {
        let Shape::Scalar(scalar) = shape else { return Ok(()) };
        let canonical = match scalar::parse(*scalar, key) {
            Err(reason) => return Err((true, reason)),
            Ok(Value::Int(number)) => number.to_string(),
            Ok(Value::Uint(number)) => number.to_string(),
            Ok(_) => key.to_owned(),
        };
        if self.seen.insert(canonical) {
            return Ok(());
        }
        Err((false, format!("key {key:?} is there already; the last one is sent")))
    }
}
