//! What the options of a field ask of its value, in a few words; nothing here keeps a message from being sent.
//! It says only what it is sure of: a pattern or an expression is not judged.

use super::rules::{Format, Rules};
use crate::message::{
    field::{Field, Shape},
    scalar::{self, Value},
};

/// What validation rules and behaviour of a field ask for.
pub struct Advice {
    rules: Rules,
    shape: Shape,
}

impl Advice {
    /// Of a field.
    pub fn of(field: &Field) -> Self {
        Self { rules: Rules::of(field), shape: field.shape() }
    }

    /// Of the elements of a list, or the values of a map.
    pub fn of_elements(field: &Field) -> Self {
        let rules = Rules::of(field).items.map(|items| *items).unwrap_or_default();
        let shape = field.map_entry().map_or_else(|| field.shape(), |(_, value)| Shape::of_kind(value.kind()));
        Self { rules, shape }
    }

    /// The options say that a request sets it: `REQUIRED` of google.api.field_behavior, `required` of protovalidate.
    pub fn is_required(&self) -> bool {
        self.rules.is_required
    }

    /// What this text does not keep to, such as `at least 3`. A text that is no value of the field at all is none of it.
    pub fn against(&self, text: &str) -> Option<String> {
        let rules = &self.rules;
        if let Shape::Enum(of) = &self.shape {
            let number = scalar::parse_enum(of, text).ok()?.to_string();
            let name = |number: &String| {
                let value = number.parse().ok().and_then(|number| of.get_value(number));
                value.map_or_else(|| number.clone(), |value| value.name().to_owned())
            };
            return (!rules.one_of.is_empty() && !rules.one_of.contains(&number))
                .then(|| listed(rules.one_of.iter().map(name)));
        }
        let (Shape::Scalar(scalar) | Shape::Wrapper(scalar)) = &self.shape else { return None };
        match scalar::parse(*scalar, text).ok()? {
            Value::Int(number) => self.whole(number.into()),
            Value::Uint(number) => self.whole(number.into()),
            Value::Float(number) => self.real(number.into()),
            Value::Double(number) => self.real(number),
            Value::Text(text) => self.text(text),
            Value::Bytes(bytes) => self.length(bytes.len()),
            Value::Bool(_) => None,
        }
    }

    /// What so many elements or entries do not keep to, such as `at least 1 element`.
    pub fn against_count(&self, count: usize) -> Option<String> {
        let Rules { min_items, max_items, .. } = self.rules;
        let elements = |count: usize| format!("{count} element{}", if count == 1 { "" } else { "s" });
        match (min_items, max_items) {
            (Some(least), _) if count < least => Some(format!("at least {}", elements(least))),
            (_, Some(most)) if count > most => Some(format!("at most {}", elements(most))),
            _ => None,
        }
    }

    fn whole(&self, number: i128) -> Option<String> {
        let Rules { least, most, one_of, .. } = &self.rules;
        if !one_of.is_empty() && !one_of.contains(&number.to_string()) {
            return Some(listed(one_of.iter().cloned()));
        }
        let kept = least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most);
        if kept { None } else { bounds(least.as_ref(), most.as_ref()) }
    }

    fn real(&self, number: f64) -> Option<String> {
        let Rules { low, high, .. } = &self.rules;
        let kept = low.is_none_or(|low| number >= low) && high.is_none_or(|high| number <= high);
        if kept { None } else { bounds(low.as_ref(), high.as_ref()) }
    }

    fn length(&self, length: usize) -> Option<String> {
        let Rules { min_len, max_len, .. } = &self.rules;
        let kept = min_len.is_none_or(|least| length >= least) && max_len.is_none_or(|most| length <= most);
        if kept { None } else { bounds(min_len.as_ref(), max_len.as_ref()).map(|words| format!("{words} long")) }
    }

    fn text(&self, text: &str) -> Option<String> {
        let rules = &self.rules;
        let by_part = [
            (text.starts_with(&rules.prefix), "starts with", &rules.prefix),
            (text.ends_with(&rules.suffix), "ends with", &rules.suffix),
            (text.contains(&rules.contains), "contains", &rules.contains),
        ];
        if !rules.one_of.is_empty() && !rules.one_of.iter().any(|one| one == text) {
            return Some(listed(rules.one_of.iter().map(|one| format!("\"{one}\""))));
        }
        self.length(text.chars().count())
            .or_else(|| by_part.iter().find(|(kept, ..)| !kept).map(|(_, words, part)| format!("{words} \"{part}\"")))
            .or_else(|| rules.format.filter(|format| !is_of(*format, text)).map(|format| named(format).to_owned()))
    }
}

fn bounds<T: std::fmt::Display>(least: Option<&T>, most: Option<&T>) -> Option<String> {
    match (least, most) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}")),
        (Some(least), None) => Some(format!("at least {least}")),
        (None, Some(most)) => Some(format!("at most {most}")),
        (None, None) => None,
    }
}

fn listed(values: impl Iterator<Item = String>) -> String {
    let values: Vec<String> = values.collect();
    match values.as_slice() {
        [one] => format!("only {one}"),
        several => format!("one of {}", several.join(", ")),
    }
}

fn named(format: Format) -> &'static str {
    match format {
        Format::Email => "an email address",
        Format::Hostname => "a host name",
        Format::Ipv4 => "an IPv4 address",
        Format::Ipv6 => "an IPv6 address",
        Format::Uri => "a URI",
        Format::Uuid => "a UUID",
    }
}

/// Whether it can be one: what is plainly none is told, what is odd is left to the server.
fn is_of(format: Format, text: &str) -> bool {
    match format {
        Format::Email => text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()),
        Format::Hostname => !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || matches!(c, '/' | '@')),
        // The rule is that of any address too.
        Format::Ipv4 => text.parse::<std::net::IpAddr>().is_ok(),
        Format::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
        // A reference has no scheme.
        Format::Uri => !text.is_empty() && !text.contains(char::is_whitespace),
        Format::Uuid => {
            let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
            digits == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::schema::{FileSource, Schema};

    const PROTO: &str = r#"syntax = "proto3"; package a;
        import "google/protobuf/descriptor.proto";
        extend google.protobuf.FieldOptions { Rules field = 1159; repeated int32 behavior = 1052; }
        message Rules { I int32 = 3; S string = 14; R repeated = 18; D double = 2; E enum = 16; bool required = 25; }
        message I { optional int32 lt = 2; optional int32 gte = 5; }
        message D { optional double gt = 4; optional double lt = 2; }
        message E { repeated int32 in = 3; }
        message S { optional uint64 min_len = 2; optional uint64 max_len = 3; optional string pattern = 6;
          optional string prefix = 7; optional bool email = 12; repeated string in = 10; }
        message R { optional uint64 min_items = 1; optional Rules items = 4; }
        enum Size { SIZE_UNSPECIFIED = 0; SMALL = 1; LARGE = 2; }
        message T {
          int32 number = 1 [(field).int32 = {gte: 500, lt: 502}];
          string short = 2 [(field).string = {min_len: 2, max_len: 3}];
          string code = 3 [(field).string = {pattern: "^[A-Z]{2}$"}];
          string to = 4 [(field).string.email = true, (behavior) = 2];
          repeated string names = 5 [(field).repeated = {min_items: 1, items: {string: {prefix: "x-"}}}];
          double share = 6 [(field).double = {gt: 0.25}];
          Size size = 7 [(field).enum = {in: [2]}];
          string kind = 8 [(field).string = {in: ["a", "b"]}, (field).required = true];
        }"#;

    #[test]
    fn what_rules_ask_for_is_told_and_what_keeps_to_them_is_not() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.proto"), PROTO).unwrap();
        let paths = vec![folder.path().to_owned()];
        let schema = Schema::load(&FileSource::Protos { paths, import_roots: Vec::new(), sets: Vec::new() });
        let of = schema.message("a.T").unwrap();
        let field = |name: &str| Field::named(&of, name).unwrap();
        for (name, text, expected) in [
            ("number", "499", Some("500 to 501")),
            ("number", "501", None),
            ("number", "x", None),
            ("short", "é", Some("2 to 3 long")),
            ("short", "éé", None),
            ("code", "anything", None),
            ("to", "nobody", Some("an email address")),
            ("to", "a@example.com", None),
            ("share", "0.1", Some("at least 0.25")),
            ("size", "SMALL", Some("only LARGE")),
            ("size", "2", None),
            ("kind", "c", Some("one of \"a\", \"b\"")),
        ] {
            assert_eq!(Advice::of(&field(name)).against(text).as_deref(), expected, "{name} {text}");
        }
        let names = field("names");
        assert_eq!(Advice::of_elements(&names).against("y").as_deref(), Some("starts with \"x-\""));
        assert_eq!(Advice::of(&names).against_count(0).as_deref(), Some("at least 1 element"));
        assert_eq!(Advice::of(&names).against_count(1), None);
        let required = |name| Advice::of(&field(name)).is_required();
        assert_eq!((required("to"), required("kind"), required("short")), (true, true, false));
    }
}
