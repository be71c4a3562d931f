//! What validation rules say, those of protovalidate (`buf.validate`) and of protoc-gen-validate (`validate`).
//! Both write rules by type (`string: { min_len: 1 }`) and share most names; what is in neither list is not told.

use super::{plain, said};
use crate::schema::describe::options::{Setting, SettingName, SettingValue};

/// Levels of rules within rules: items of a list, values of a map.
const MAX_DEPTH: usize = 4;

/// The rules of a field, a message or a oneof.
pub(super) fn rules(value: &SettingValue, hints: &mut Vec<String>) {
    match value {
        // `option (validate.required) = true` of a oneof.
        SettingValue::Word(word) if word == "true" => hints.push("one of them is required".to_owned()),
        value => within(value, "", 0, hints),
    }
}

/// Rules, each after `prefix`.
fn within(value: &SettingValue, prefix: &str, depth: usize, hints: &mut Vec<String>) {
    for setting in value.settings() {
        let SettingName::Field(name) = &setting.name else { continue };
        match (name.as_str(), &setting.value) {
            ("required", SettingValue::Word(word)) if word == "true" => hints.push(format!("{prefix}required")),
            ("cel" | "cel_expression", value) => hints.push(format!("{prefix}{}", expression(value))),
            ("oneof", value) => hints.extend(one_of(value)),
            ("repeated" | "map" | "message" | "any", SettingValue::Message { .. })
            | (_, SettingValue::Message { .. })
                if depth < MAX_DEPTH =>
            {
                of_type(name, &setting.value, prefix, depth, hints);
            }
            _ => {}
        }
    }
}

/// The rules of one type.
fn of_type(of: &str, value: &SettingValue, prefix: &str, depth: usize, hints: &mut Vec<String>) {
    let many = |name: &str| {
        let values: Vec<String> = value.fields(name).map(plain).collect();
        (!values.is_empty()).then(|| values.join(", "))
    };
    hints.extend(many("in").map(|values| format!("{prefix}one of {values}")));
    hints.extend(many("not_in").map(|values| format!("{prefix}none of {values}")));
    // What is at least comes before what is at most, whatever their numbers.
    let is_least = |setting: &Setting| matches!(&setting.name, SettingName::Field(name) if name.starts_with("gt"));
    let (least, rest): (Vec<&Setting>, Vec<&Setting>) = value.settings().iter().partition(|one| is_least(one));
    for setting in least.into_iter().chain(rest) {
        let SettingName::Field(name) = &setting.name else { continue };
        match name.as_str() {
            "items" => within(&setting.value, &format!("{prefix}each: "), depth + 1, hints),
            "keys" => within(&setting.value, &format!("{prefix}each key: "), depth + 1, hints),
            "values" => within(&setting.value, &format!("{prefix}each value: "), depth + 1, hints),
            _ => hints.extend(rule(of, setting).map(|words| format!("{prefix}{words}"))),
        }
    }
}

/// One rule in words.
fn rule(of: &str, setting: &Setting) -> Option<String> {
    let SettingName::Field(name) = &setting.name else { return None };
    let value = &setting.value;
    let text = moment(value).unwrap_or_else(|| plain(value));
    let is_true = text == "true";
    let unit = match of {
        "bytes" => "byte",
        "repeated" => "item",
        "map" => "pair",
        _ => "character",
    };
    Some(match name.as_str() {
        "const" => format!("always {text}"),
        "lt" => format!("< {text}"),
        "lte" => format!("≤ {text}"),
        "gt" => format!("> {text}"),
        "gte" => format!("≥ {text}"),
        "len" => format!("exactly {}", counted(&text, unit)),
        "len_bytes" => format!("exactly {}", counted(&text, "byte")),
        "min_len" | "min_items" | "min_pairs" => format!("at least {}", counted(&text, unit)),
        "max_len" | "max_items" | "max_pairs" => format!("at most {}", counted(&text, unit)),
        "min_bytes" => format!("at least {}", counted(&text, "byte")),
        "max_bytes" => format!("at most {}", counted(&text, "byte")),
        "pattern" => format!("matches {text}"),
        "prefix" => format!("begins with \"{text}\""),
        "suffix" => format!("ends with \"{text}\""),
        "contains" => format!("contains \"{text}\""),
        "not_contains" => format!("does not contain \"{text}\""),
        "unique" if is_true => "no item twice".to_owned(),
        "defined_only" if is_true => "defined values only".to_owned(),
        "finite" if is_true => "finite".to_owned(),
        "required" if is_true => "required".to_owned(),
        "lt_now" if is_true => "in the past".to_owned(),
        "gt_now" if is_true => "in the future".to_owned(),
        "within" => format!("within {text} of now"),
        format if is_true => well_known(format)?.to_owned(),
        _ => return None,
    })
}

/// What a string or bytes are to be.
fn well_known(format: &str) -> Option<&'static str> {
    Some(match format {
        "email" => "an email address",
        "hostname" => "a hostname",
        "ip" => "an IP address",
        "ipv4" => "an IPv4 address",
        "ipv6" => "an IPv6 address",
        "uri" => "a URI",
        "uri_ref" => "a URI or a relative one",
        "address" => "a hostname or an IP address",
        "uuid" => "a UUID",
        "tuuid" => "a UUID without dashes",
        "ulid" => "a ULID",
        "host_and_port" => "a host and a port",
        "ip_with_prefixlen" => "an IP address with a prefix length",
        "ipv4_with_prefixlen" => "an IPv4 address with a prefix length",
        "ipv6_with_prefixlen" => "an IPv6 address with a prefix length",
        "ip_prefix" => "an IP prefix",
        "ipv4_prefix" => "an IPv4 prefix",
        "ipv6_prefix" => "an IPv6 prefix",
        _ => return None,
    })
}

fn counted(count: &str, unit: &str) -> String {
    let plural = if count == "1" { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

/// A duration or a timestamp: `{ seconds: 1, nanos: 500000000 }` as `1.5 s`.
fn moment(value: &SettingValue) -> Option<String> {
    if value.settings().is_empty() {
        return None;
    }
    let part = |name| said(value, name).map_or(Some(0), |text| text.parse::<i64>().ok());
    let (seconds, nanos) = (part("seconds")?, part("nanos")?);
    let is_moment = value.field("seconds").is_some() || value.field("nanos").is_some();
    let fraction = format!("{:09}", nanos.unsigned_abs());
    let fraction = fraction.trim_end_matches('0');
    let sign = if seconds < 0 || nanos < 0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    is_moment.then(|| format!("{sign}{}{point}{fraction} s", seconds.unsigned_abs()))
}

/// The rule itself, or what its author says of it.
fn expression(value: &SettingValue) -> String {
    let of = |field| said(value, field).filter(|text| !text.is_empty());
    of("message").or_else(|| of("expression")).unwrap_or_else(|| plain(value))
}

/// `option (buf.validate.message).oneof = { fields: ["a", "b"], required: true }`.
fn one_of(value: &SettingValue) -> Option<String> {
    let fields: Vec<String> = value.fields("fields").map(plain).collect();
    let is_required = said(value, "required").as_deref() == Some("true");
    let how_many = if is_required { "exactly one" } else { "at most one" };
    (!fields.is_empty()).then(|| format!("{how_many} of {}", fields.join(", ")))
}
