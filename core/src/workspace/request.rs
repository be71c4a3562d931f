//! A saved request: one method with its messages, metadata and target, as one JSON file that people read and compare.
//! It decodes no message: texts are kept as they were typed, with every digit. What it writes holds no secret.

use std::{path::Path, time::Duration};

use serde::{Deserialize, Serialize, de, ser};
use serde_json::{Map, Value, value::RawValue};

use super::{
    auth_secrets::withhold_options,
    embedded::{dedented, indented},
    error::{LoadError, SaveError},
    secrets::withhold,
};
use crate::{
    call::{CallOptions, Sending},
    metadata::Row,
    status::Code,
    transport::Target,
};

/// The format that this version writes, and the newest it reads.
pub const REQUEST_FORMAT: u64 = 1;

/// Where the JSON of a message stands in the file: object, `messages`, entry.
const MESSAGE_INDENT: usize = 6;

/// One method with everything that a run of it needs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SavedRequest {
    /// What the user calls it.
    pub name: String,
    /// `pkg.Service/Method`.
    pub method: String,
    /// Where it goes, and how.
    pub target: Target,
    /// `None`: no deadline. Written in milliseconds.
    pub timeout: Option<Duration>,
    /// Choices for the call; their secrets are not written.
    pub options: CallOptions,
    /// Request metadata; secret values are in here, and replaced on writing.
    pub metadata: Vec<Row>,
    /// The text of each request message, valid JSON or not.
    pub messages: Vec<String>,
    /// How the messages of a stream go out.
    pub sending: Sending,
    /// The status that `farcall run` asks for; `None` is OK.
    pub expected_status: Option<Code>,
    /// What else stood in the file: notes of another hand, kept and written again.
    pub other: Map<String, Value>,
}

/// What stands in the file, in this order.
#[derive(Serialize, Deserialize)]
struct RequestFile {
    format: u64,
    #[serde(default)]
    name: String,
    method: String,
    #[serde(default)]
    target: WrittenTarget,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    timeout_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "CallOptions::is_default")]
    options: CallOptions,
    #[serde(default)]
    metadata: Vec<Row>,
    #[serde(default)]
    messages: Vec<MessageEntry>,
    #[serde(default, skip_serializing_if = "Sending::is_default")]
    sending: Sending,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expected_status: Option<StatusName>,
    #[serde(flatten)]
    other: Map<String, Value>,
}

#[derive(Deserialize)]
struct FormatOnly {
    format: u64,
}

/// JSON where it is JSON, the bare text where it is not.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum MessageEntry {
    Json(Box<RawValue>),
    Text(String),
}

struct StatusName(Code);

/// A target as files hold it: without what is as by default, and without the user names and passwords of URLs.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub(super) struct WrittenTarget(pub Target);

impl SavedRequest {
    /// The file's contents: pretty, keys in a fixed order, one line break at the end, secrets withheld.
    ///
    /// # Errors
    /// A path of the target is not UTF-8.
    pub fn to_json(&self) -> Result<String, SaveError> {
        let file = RequestFile {
            format: REQUEST_FORMAT,
            name: self.name.clone(),
            method: self.method.clone(),
            target: WrittenTarget(self.target.clone()),
            timeout_ms: self.timeout.map(|timeout| u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX)),
            options: withhold_options(&self.options),
            metadata: withhold(&self.metadata),
            messages: self.messages.iter().map(|text| MessageEntry::of(text)).collect(),
            sending: self.sending.clone(),
            expected_status: self.expected_status.map(StatusName),
            other: self.other.clone(),
        };
        let mut text = serde_json::to_string_pretty(&file).map_err(SaveError::Unwritable)?;
        text.push('\n');
        Ok(text)
    }

    /// Reads a file's contents; with the format it gives if that is newer than ours but could be read all the same.
    /// `path` is for the error's words alone.
    ///
    /// # Errors
    /// It is not JSON, lacks what a request needs, or is of a format we cannot read.
    pub fn from_json(text: &str, path: &Path) -> Result<(Self, Option<u64>), LoadError> {
        let damaged = |error: serde_json::Error| damaged(&error, path);
        let FormatOnly { format } = serde_json::from_str(text).map_err(damaged)?;
        let newer = (format > REQUEST_FORMAT).then_some(format);
        let file: RequestFile = match (serde_json::from_str(text), newer) {
            (Ok(file), _) => file,
            (Err(_), Some(format)) => {
                return Err(LoadError::NewerFormat { path: path.to_owned(), format, known: REQUEST_FORMAT });
            }
            (Err(error), None) => return Err(damaged(error)),
        };
        let request = Self {
            name: file.name,
            method: file.method,
            target: file.target.0,
            timeout: file.timeout_ms.map(Duration::from_millis),
            options: file.options,
            metadata: file.metadata,
            messages: file.messages.into_iter().map(MessageEntry::into_text).collect(),
            sending: file.sending,
            expected_status: file.expected_status.map(|StatusName(code)| code),
            other: file.other,
        };
        Ok((request, newer))
    }
}

/// The format a file gives itself, if it can be told.
pub(super) fn format_of(text: &str) -> Option<u64> {
    serde_json::from_str::<FormatOnly>(text).ok().map(|file| file.format)
}

impl MessageEntry {
    fn of(text: &str) -> Self {
        match RawValue::from_string(indented(text.trim(), MESSAGE_INDENT)) {
            Ok(json) => Self::Json(json),
            Err(_) => Self::Text(text.to_owned()),
        }
    }

    fn into_text(self) -> String {
        match self {
            Self::Json(json) => dedented(json.get(), MESSAGE_INDENT),
            Self::Text(text) => text,
        }
    }
}

impl Serialize for StatusName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match Code::from_name(self.0.name()) {
            Some(_) => serializer.serialize_str(self.0.name()),
            None => serializer.serialize_u32(self.0.0),
        }
    }
}

impl<'de> Deserialize<'de> for StatusName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Name(String),
            Number(u32),
        }
        match Written::deserialize(deserializer)? {
            Written::Number(number) => Ok(Self(Code(number))),
            Written::Name(name) => Code::from_name(&name)
                .map(Self)
                .ok_or_else(|| de::Error::custom(format_args!("\"{name}\" is not a status code"))),
        }
    }
}

impl Serialize for WrittenTarget {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let target = self.0.without_credentials();
        let mut value = serde_json::to_value(target).map_err(ser::Error::custom)?;
        leave_out_defaults(&mut value).map_err(ser::Error::custom)?;
        prune(&mut value);
        value.serialize(serializer)
    }
}

/// The security is written even so: it is the one choice that a reader looks for.
fn leave_out_defaults(target: &mut Value) -> Result<(), serde_json::Error> {
    let default = serde_json::to_value(Target::default())?;
    if let Value::Object(members) = target {
        members.retain(|key, member| key == "security" || default.get(key) != Some(&*member));
    }
    Ok(())
}

fn prune(value: &mut Value) {
    if let Value::Object(members) = value {
        members.values_mut().for_each(prune);
        members.retain(|_, member| match member {
            Value::Null | Value::Bool(false) => false,
            Value::Object(inner) => !inner.is_empty(),
            _ => true,
        });
    }
}

pub(super) fn damaged(error: &serde_json::Error, path: &Path) -> LoadError {
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    LoadError::Damaged {
        path: path.to_owned(),
        line: error.line().max(1),
        column: error.column().max(1),
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#[path = "request_tests.rs"]
mod tests;
