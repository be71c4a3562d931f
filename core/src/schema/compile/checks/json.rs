//! Names in JSON that two fields or two enum values would share.
//! Where JSON is only a best effort, a clash of default names is a warning.

use std::collections::HashMap;

use super::Checks;
use crate::schema::{
    compile::{
        features::{Features, JSON_ALLOW},
        records::varint,
        resolve::json_name,
    },
    descriptor::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto},
};

/// `deprecated_legacy_json_field_conflicts` of messages and enums.
const MESSAGE_CONFLICTS: u32 = 11;
const ENUM_CONFLICTS: u32 = 6;

pub(super) fn fields(checks: &mut Checks<'_>, message: &DescriptorProto, features: Features) {
    if message.options.as_deref().and_then(|options| varint(options, MESSAGE_CONFLICTS)) == Some(1) {
        return;
    }
    let name = |field: &FieldDescriptorProto| json_name(field.name.as_deref().unwrap_or_default());
    let mut by_default: HashMap<String, usize> = HashMap::with_capacity(message.field.len());
    let mut in_use: HashMap<&str, usize> = HashMap::with_capacity(message.field.len());
    for (at, field) in message.field.iter().enumerate() {
        let own_default = name(field);
        let own = field.json_name.as_deref().unwrap_or_default();
        let is_custom = own != own_default;
        if is_custom && own.starts_with('[') && own.ends_with(']') {
            checks.error(&[2, index(at), 10], format!("the JSON name \"{own}\" is in the form of an extension"));
        }
        // Names of either kind, then those in use: what clashes by default alone is told once.
        let with_default = by_default.get(&own_default).copied();
        let with_used = in_use.get(own).copied().filter(|_| is_custom || with_default.is_none());
        if let Some(other) = with_default.or(with_used).and_then(|other| message.field.get(other)) {
            let other_is_custom = other.json_name.as_deref() != Some(&name(other));
            let shared = if with_default.is_some() { &own_default } else { own };
            let fault = format!(
                "\"{}\" and \"{}\" have the same JSON name, \"{shared}\"",
                field.name.as_deref().unwrap_or_default(),
                other.name.as_deref().unwrap_or_default(),
            );
            let are_both_custom = with_default.is_none() && is_custom && other_is_custom;
            match features.json_format == JSON_ALLOW || are_both_custom {
                true => checks.error(&[2, index(at)], fault),
                false => checks.warning(&[2, index(at)], fault),
            }
        }
        by_default.entry(own_default).or_insert(at);
        in_use.entry(own).or_insert(at);
    }
}

/// Values whose names are the same but for case, underscores and the enum's name before them.
pub(super) fn enum_values(checks: &mut Checks<'_>, one: &EnumDescriptorProto, features: Features) {
    if one.options.as_deref().and_then(|options| varint(options, ENUM_CONFLICTS)) == Some(1) {
        return;
    }
    let enum_name = one.name.as_deref().unwrap_or_default();
    let mut taken: HashMap<String, (&str, i32)> = HashMap::with_capacity(one.value.len());
    for (index, value) in (0..).zip(&one.value) {
        let (name, number) = (value.name.as_deref().unwrap_or_default(), value.number.unwrap_or_default());
        let short = pascal_case(without_prefix(name, enum_name));
        match taken.get(&short) {
            Some((other, other_number)) if *other != name && *other_number != number => {
                let fault = format!("\"{name}\" and \"{other}\" are the same but for case and the name of the enum");
                match features.json_format == JSON_ALLOW {
                    true => checks.error(&[2, index], fault),
                    false => checks.warning(&[2, index], fault),
                }
            }
            Some(_) => {}
            None => {
                taken.insert(short, (name, number));
            }
        }
    }
}

/// The value's name without that of its enum, if something is left.
fn without_prefix<'a>(value: &'a str, enum_name: &str) -> &'a str {
    let mut prefix = enum_name.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).peekable();
    let mut rest = value.char_indices();
    while let Some(wanted) = prefix.peek() {
        match rest.next() {
            Some((_, '_')) => {}
            Some((_, c)) if c.to_ascii_lowercase() == *wanted => {
                prefix.next();
            }
            _ => return value,
        }
    }
    match rest.as_str().trim_start_matches('_') {
        "" => value,
        short => short,
    }
}

fn pascal_case(name: &str) -> String {
    let parts = name.split('_').filter(|part| !part.is_empty());
    parts
        .flat_map(|part| {
            let (first, rest) = part.split_at_checked(1).unwrap_or((part, ""));
            [first.to_ascii_uppercase(), rest.to_ascii_lowercase()]
        })
        .collect()
}

fn index(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}
