//! An example: one message kept beside a saved request, as a JSON file that people read and compare.
//! It holds no metadata, so no secret of a call is in it; it knows no folder.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value, value::RawValue};

use super::{
    embedded::{dedented, indented},
    error::{ExampleMessageError, LoadError, SaveError},
    request::damaged,
};
use crate::{
    call::Direction,
    message::{CompareOptions, JsonOptions, JsonRules, compare, encode_json, print_json},
    schema::MessageDescriptor,
};

/// The format that this version writes, and the newest it reads.
pub const EXAMPLE_FORMAT: u64 = 1;

/// Where the JSON of the message stands in the file.
const MESSAGE_INDENT: usize = 2;

/// A message that was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// What the user calls it.
    pub title: String,
    /// `pkg.Service/Method`; empty for a message of no call.
    pub method: String,
    /// Whether it is a request or a response message.
    pub direction: Direction,
    /// Full name of its type; `None` where none was known.
    pub type_name: Option<String>,
    /// When it was kept, in UTC, as RFC 3339 writes it.
    pub kept_at: String,
    /// The message as ProtoJSON; `None` without a type.
    pub json: Option<String>,
    /// The message as it was on the wire, where its JSON says less. They count then, not the JSON.
    pub bytes: Option<Bytes>,
    /// What else stood in the file: notes of another hand, kept and written again.
    pub other: Map<String, Value>,
}

/// What stands in the file, in this order.
#[derive(Serialize, Deserialize)]
struct ExampleFile {
    format: u64,
    #[serde(default)]
    title: String,
    #[serde(default)]
    method: String,
    direction: Side,
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    type_name: Option<String>,
    #[serde(default)]
    kept_at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<Box<RawValue>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<Base64>,
    #[serde(flatten)]
    other: Map<String, Value>,
}

#[derive(Deserialize)]
struct FormatOnly {
    format: u64,
}

/// A direction as files name it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Side {
    Request,
    Response,
}

struct Base64(Bytes);

impl Example {
    /// A message as it is kept now. Its bytes are kept too where its JSON does not say all of it: unknown fields, values
    /// that JSON has no form for, bytes that make no sense. Takes time in proportion to the message.
    pub fn of(title: &str, method: &str, direction: Direction, of: Option<&MessageDescriptor>, bytes: &Bytes) -> Self {
        let json = of.map(|of| print_json(of, bytes, &JsonOptions::default()).text);
        let says_all = of.zip(json.as_deref()).is_some_and(|(of, json)| {
            let read = encode_json(of, json, JsonRules::default());
            read.is_ok_and(|read| compare(Some(of), bytes, &read, &CompareOptions::default()).is_equal())
        });
        Self {
            title: title.to_owned(),
            method: method.to_owned(),
            direction,
            type_name: of.map(|of| of.full_name().to_owned()),
            kept_at: now(),
            json: json.filter(|json| serde_json::from_str::<de::IgnoredAny>(json).is_ok()),
            bytes: (!says_all).then(|| bytes.clone()),
            other: Map::new(),
        }
    }

    /// The message: its bytes where they were kept, else its JSON by this type, which is to be the one it names.
    ///
    /// # Errors
    /// It is kept as JSON alone, and there is no type, or the JSON does not fit it.
    pub fn message(&self, of: Option<&MessageDescriptor>) -> Result<Bytes, ExampleMessageError> {
        if let Some(bytes) = &self.bytes {
            return Ok(bytes.clone());
        }
        let Some(json) = &self.json else { return Err(ExampleMessageError::Nothing) };
        let named = || self.type_name.clone().unwrap_or_default();
        let of = of.ok_or_else(|| ExampleMessageError::UnknownType(named()))?;
        encode_json(of, json, JsonRules::default()).map(Bytes::from).map_err(|problems| {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            ExampleMessageError::DoesNotFit { type_name: named(), reason: first }
        })
    }

    /// The file's contents: pretty, keys in a fixed order, one line break at the end.
    ///
    /// # Errors
    /// Never in practice: everything in it is text.
    pub fn to_json(&self) -> Result<String, SaveError> {
        let raw = |json: &String| RawValue::from_string(indented(json.trim(), MESSAGE_INDENT));
        let file = ExampleFile {
            format: EXAMPLE_FORMAT,
            title: self.title.clone(),
            method: self.method.clone(),
            direction: self.direction.into(),
            type_name: self.type_name.clone(),
            kept_at: self.kept_at.clone(),
            message: self.json.as_ref().map(raw).transpose().map_err(SaveError::Unwritable)?,
            bytes: self.bytes.clone().map(Base64),
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
    /// It is not JSON, is no example, or is of a format we cannot read.
    pub fn from_json(text: &str, path: &Path) -> Result<(Self, Option<u64>), LoadError> {
        let FormatOnly { format } = serde_json::from_str(text).map_err(|error| damaged(&error, path))?;
        let newer = (format > EXAMPLE_FORMAT).then_some(format);
        let file: ExampleFile = match (serde_json::from_str(text), newer) {
            (Ok(file), _) => file,
            (Err(_), Some(format)) => {
                return Err(LoadError::NewerFormat { path: path.to_owned(), format, known: EXAMPLE_FORMAT });
            }
            (Err(error), None) => return Err(damaged(&error, path)),
        };
        let example = Self {
            title: file.title,
            method: file.method,
            direction: file.direction.into(),
            type_name: file.type_name,
            kept_at: file.kept_at,
            json: file.message.map(|message| dedented(message.get(), MESSAGE_INDENT)),
            bytes: file.bytes.map(|Base64(bytes)| bytes),
            other: file.other,
        };
        Ok((example, newer))
    }

    /// Whether a text is the file of an example, and not a message that happens to be JSON.
    pub fn is_one(text: &[u8]) -> bool {
        #[derive(Deserialize)]
        struct Head {
            #[serde(rename = "format")]
            _format: u64,
            #[serde(rename = "direction")]
            _direction: Side,
            #[serde(rename = "kept_at")]
            _kept_at: String,
        }
        text.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<Head>(text).is_ok()
    }
}

fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

impl From<Direction> for Side {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Sent => Self::Request,
            Direction::Received => Self::Response,
        }
    }
}

impl From<Side> for Direction {
    fn from(side: Side) -> Self {
        match side {
            Side::Request => Self::Sent,
            Side::Response => Self::Received,
        }
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64.decode(text).map_err(|why| de::Error::custom(format_args!("not base64: {why}")))?;
        Ok(Self(bytes.into()))
    }
}
