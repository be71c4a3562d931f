//! `google.protobuf.Any` from JSON to the wire: `@type` names the type, the rest is that type's JSON.
//! Types are looked for in the pool of the `Any` itself.

use crate::{
    message::{
        document::{Fault, JsonRules, encode_node},
        json::{Kind, Member, Node},
        scalar::{self, Scalar, Value},
        wire::Writer,
    },
    schema::MessageDescriptor,
};

/// The member that names the type.
pub(crate) const TYPE_KEY: &str = "@type";

/// Some write its `"value": {}` in an `Any` and some do not; both are read.
pub(crate) const EMPTY: &str = "google.protobuf.Empty";

/// Why a type URL names no type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UrlError {
    #[error("the type URL is empty")]
    Empty,
    #[error("type URL {0:?} has no slash (it is like type.googleapis.com/pkg.Type)")]
    NoSlash(String),
}

/// The full name of the type that a URL names: what follows the last slash.
pub(crate) fn type_name(url: &str) -> Result<&str, UrlError> {
    match url.rsplit_once('/') {
        Some((_, name)) if !name.is_empty() => Ok(name),
        _ if url.is_empty() => Err(UrlError::Empty),
        _ => Err(UrlError::NoSlash(url.to_owned())),
    }
}

/// The URL of a type (any.proto, "type_url").
pub(crate) fn type_url(full_name: &str) -> String {
    format!("type.googleapis.com/{full_name}")
}

/// Types that stand under `value` in an `Any`, since their JSON need not be an object.
pub(crate) fn is_well_known(full_name: &str) -> bool {
    full_name.strip_prefix("google.protobuf.").is_some_and(|name| {
        matches!(
            name,
            "Any"
                | "Timestamp"
                | "Duration"
                | "FieldMask"
                | "Struct"
                | "Value"
                | "ListValue"
                | "Empty"
                | "DoubleValue"
                | "FloatValue"
                | "Int64Value"
                | "UInt64Value"
                | "Int32Value"
                | "UInt32Value"
                | "BoolValue"
                | "StringValue"
                | "BytesValue"
        )
    })
}

/// What the JSON of an `Any` says.
pub(crate) enum AnyContent<'n, 't> {
    /// `{}`: no type, no value.
    Empty,
    /// `{"@type", "raw": base64}`: a type nobody knows, as Farcall prints it.
    Raw(&'n str, Vec<u8>),
    /// A type and the JSON of its value; `skip` is a member of it that is not a field.
    Typed { url: &'n str, of: MessageDescriptor, node: &'n Node<'t>, skip: Option<&'static str> },
}

/// Read the JSON of an `Any` as far as its type.
pub(crate) fn read_any<'n, 't>(any: &MessageDescriptor, node: &'n Node<'t>) -> Result<AnyContent<'n, 't>, Fault> {
    let Kind::Object(members) = &node.kind else {
        return Err(Fault::at(node, format!("an object with @type is wanted, not {}", node.kind.describe())));
    };
    if members.is_empty() {
        return Ok(AnyContent::Empty);
    }
    let Some(named) = members.iter().find(|member| member.name == TYPE_KEY) else {
        return Err(Fault::at(node, "\"@type\" is missing"));
    };
    if let Some(again) = members.iter().filter(|member| member.name == TYPE_KEY).nth(1) {
        return Err(Fault::at_offset(again.name_span.start, "\"@type\" is given twice"));
    }
    let Kind::String(url) = &named.value.kind else {
        return Err(Fault::at(&named.value, "\"@type\" must be a string"));
    };
    let name = type_name(url).map_err(|error| Fault::at(&named.value, error.to_string()))?;
    let Some(of) = any.parent_pool().get_message_by_name(name) else {
        return read_raw(url, members, &named.value);
    };
    if !is_well_known(name) {
        return Ok(AnyContent::Typed { url, of, node, skip: Some(TYPE_KEY) });
    }
    if name == EMPTY && members.len() == 1 {
        return Ok(AnyContent::Typed { url, of, node, skip: Some(TYPE_KEY) });
    }
    match only_member(members, "value") {
        Some(node) => Ok(AnyContent::Typed { url, of, node, skip: None }),
        None => Err(Fault::at(node, format!("{name} in an Any wants \"value\" and nothing else"))),
    }
}

/// Write the fields of an `Any`.
pub(super) fn encode_any(
    any: &MessageDescriptor,
    node: &Node<'_>,
    rules: JsonRules,
    depth: usize,
    out: &mut Writer,
) -> Result<(), Fault> {
    match read_any(any, node)? {
        AnyContent::Empty => Ok(()),
        AnyContent::Raw(url, bytes) => {
            out.bytes(1, url.as_bytes());
            out.bytes(2, &bytes);
            Ok(())
        }
        AnyContent::Typed { url, of, node, skip } => {
            out.bytes(1, url.as_bytes());
            out.nested(2, |out| encode_node(&of, node, skip, rules, depth + 1, out))
        }
    }
}

fn read_raw<'n, 't>(url: &'n str, members: &'n [Member<'t>], at: &Node<'t>) -> Result<AnyContent<'n, 't>, Fault> {
    let raw = only_member(members, "raw").and_then(|raw| match &raw.kind {
        Kind::String(text) => Some(scalar::parse(Scalar::Bytes, text).map_err(|reason| Fault::at(raw, reason))),
        _ => None,
    });
    match raw.transpose()? {
        Some(Value::Bytes(bytes)) => Ok(AnyContent::Raw(url, bytes)),
        _ => Err(Fault::at(at, format!("unknown type {url:?}"))),
    }
}

/// The member of this name, if nothing stands beside it but `@type`.
fn only_member<'n, 't>(members: &'n [Member<'t>], name: &str) -> Option<&'n Node<'t>> {
    match members {
        [a, b] if a.name == TYPE_KEY && b.name == name => Some(&b.value),
        [a, b] if b.name == TYPE_KEY && a.name == name => Some(&a.value),
        _ => None,
    }
}
