//! Hints: what well-known options say to a reader, in words.
//! It goes by the names of extensions and their fields, and knows nothing of an option that is not in its list.

mod google;
mod rules;

use bytes::Bytes;

use crate::schema::{
    Schema,
    describe::options::{Options, OptionsOf, SettingName, SettingValue, on_one_line},
};

/// Hints of one element; a page is no place for more.
const MOST_HINTS: usize = 32;

impl Schema {
    /// What these options of a field say to whoever fills it in: validation rules, behaviour, what it refers to.
    pub(crate) fn field_hints(&self, options: Option<&Bytes>) -> Vec<String> {
        hints(&Options::of(self, OptionsOf::Field, options))
    }
}

/// What the options say, in their order.
pub(super) fn hints(options: &Options) -> Vec<String> {
    let mut hints = Vec::new();
    for setting in options.iter() {
        let value = &setting.value;
        match &setting.name {
            SettingName::Extension(name) => match name.as_str() {
                "google.api.http" => google::http(value, &mut hints),
                "google.api.field_behavior" => hints.extend(google::field_behavior(value)),
                "google.api.resource_reference" => hints.extend(google::resource_reference(value)),
                "google.api.resource" => google::resource(value, &mut hints),
                "google.api.default_host" => hints.push(format!("served at {}", plain(value))),
                "google.api.oauth_scopes" => hints.push(format!("needs the scope {}", plain(value))),
                "google.api.method_signature" => hints.push(google::method_signature(value)),
                "google.longrunning.operation_info" => hints.extend(google::operation_info(value)),
                "buf.validate.field"
                | "buf.validate.message"
                | "buf.validate.oneof"
                | "validate.rules"
                | "validate.required" => rules::rules(value, &mut hints),
                _ => {}
            },
            SettingName::Field(name) => match (name.as_str(), plain(value).as_str()) {
                ("idempotency_level", "NO_SIDE_EFFECTS") => hints.push("has no side effects".to_owned()),
                ("idempotency_level", "IDEMPOTENT") => hints.push("may be repeated safely".to_owned()),
                ("debug_redact", "true") => hints.push("a secret: kept out of logs".to_owned()),
                _ => {}
            },
            SettingName::Unknown(_) => {}
        }
    }
    hints.truncate(MOST_HINTS);
    hints
}

/// A value as a reader says it: strings without quotes.
fn plain(value: &SettingValue) -> String {
    match value {
        SettingValue::Text(text) | SettingValue::Word(text) => text.clone(),
        other => on_one_line(other),
    }
}

/// A field of a message value, as a reader says it.
fn said(value: &SettingValue, field: &str) -> Option<String> {
    value.field(field).map(plain)
}
