//! `google.protobuf.Struct`, `Value` and `ListValue` from JSON to the wire.
//! Numbers become doubles, as the types have no others; a number that is no double is refused.

use super::any::encode_any;
use crate::{
    message::{
        document::{Fault, JsonRules},
        field::JsonType,
        json::{Kind, Member, Node},
        scalar::{self, Scalar},
        wire::Writer,
    },
    schema::MessageDescriptor,
};

/// Write the content of a message of this type; a fault is a position in the node's text and the reason.
pub(crate) fn encode_json(
    json: JsonType,
    of: &MessageDescriptor,
    node: &Node<'_>,
    rules: JsonRules,
    depth: usize,
    out: &mut Writer,
) -> Result<(), Fault> {
    match (json, &node.kind) {
        (JsonType::Any, _) => encode_any(of, node, rules, depth, out),
        (JsonType::Value, _) => value(node, out),
        (JsonType::Struct, Kind::Object(members)) => object(members, out),
        (JsonType::ListValue, Kind::Array(elements)) => list(elements, out),
        (JsonType::Struct, other) => {
            Err(Fault::at(node, format!("an object is wanted for Struct, not {}", other.describe())))
        }
        (JsonType::ListValue, other) => {
            Err(Fault::at(node, format!("an array is wanted for ListValue, not {}", other.describe())))
        }
    }
}

fn value(node: &Node<'_>, out: &mut Writer) -> Result<(), Fault> {
    match &node.kind {
        Kind::Null => out.int(1, 0),
        Kind::Bool(value) => out.int(4, i64::from(*value)),
        Kind::String(text) => out.bytes(3, text.as_bytes()),
        Kind::Number(text) => {
            let number = scalar::parse(Scalar::Double, text).map_err(|reason| Fault::at(node, reason))?;
            out.scalar(2, Scalar::Double, &number);
        }
        Kind::Object(members) => return out.nested(5, |out| object(members, out)),
        Kind::Array(elements) => return out.nested(6, |out| list(elements, out)),
    }
    Ok(())
}

fn object(members: &[Member<'_>], out: &mut Writer) -> Result<(), Fault> {
    let mut names = std::collections::HashSet::new();
    for member in members {
        if !names.insert(member.name.as_ref()) {
            return Err(Fault::at_offset(member.name_span.start, format!("key {:?} is given twice", member.name)));
        }
        out.nested(1, |out| {
            out.bytes(1, member.name.as_bytes());
            out.nested(2, |out| value(&member.value, out))
        })?;
    }
    Ok(())
}

fn list(elements: &[Node<'_>], out: &mut Writer) -> Result<(), Fault> {
    elements.iter().try_for_each(|element| out.nested(1, |out| value(element, out)))
}
