//! `--events`: one JSON object a line for every event of a call, named as the variants of `CallEvent`.
//! It shapes; who prints, and how a message is decoded, is known elsewhere.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use farcall_core::{
    call::{Finished, HeadersReceived, MessageReceived, MessageSent},
    metadata::Metadata,
    schema::MethodPath,
    transport::Target,
};
use serde_json::{Map, Value, json};

/// `started`.
pub fn started(target: &Target, method: &MethodPath) -> Value {
    json!({ "event": "started", "at_ms": 0.0, "target": target.address, "method": method.to_string() })
}

/// `request_sent`. `decoded` is the message as JSON, or `None` where it cannot be decoded.
pub fn request_sent(sent: &MessageSent, decoded: Option<Value>) -> Value {
    message("request_sent", sent.at, sent.index, &sent.bytes, decoded)
}

/// `half_closed`.
pub fn half_closed(at: Duration) -> Value {
    Value::Object(begin("half_closed", at))
}

/// `headers`.
pub fn headers(received: &HeadersReceived) -> Value {
    let mut event = begin("headers", received.at);
    event.insert("metadata".into(), pairs(&received.metadata));
    Value::Object(event)
}

/// `message`. `decoded` as for [`request_sent`].
pub fn message_received(received: &MessageReceived, decoded: Option<Value>) -> Value {
    message("message", received.at, received.index, &received.bytes, decoded)
}

/// `finished`. `details` are the decoded details, `hint` what to try in this terminal's words.
pub fn finished(finished: &Finished, details: Vec<Value>, hint: Option<String>) -> Value {
    let status = &finished.status;
    let mut event = begin("finished", finished.at);
    event.insert("trailers".into(), pairs(&finished.trailers));
    event.insert("code".into(), status.code.0.into());
    event.insert("name".into(), status.code.name().into());
    event.insert("message".into(), status.message.clone().into());
    event.insert("origin".into(), status.origin.as_str().into());
    event.insert("details".into(), details.into());
    event.insert("hint".into(), hint.into());
    event.insert("elapsed_ms".into(), millis(finished.at));
    Value::Object(event)
}

/// `failed`: no call was made.
pub fn failed(message: &str, hint: Option<&str>) -> Value {
    json!({ "event": "failed", "message": message, "hint": hint })
}

fn message(event: &str, at: Duration, index: u64, bytes: &[u8], decoded: Option<Value>) -> Value {
    let mut event = begin(event, at);
    event.insert("index".into(), index.into());
    event.insert("bytes".into(), bytes.len().into());
    match decoded {
        Some(value) => {
            event.insert("json".into(), value);
        }
        None => {
            event.insert("json".into(), Value::Null);
            event.insert("raw".into(), BASE64.encode(bytes).into());
        }
    }
    Value::Object(event)
}

fn begin(event: &str, at: Duration) -> Map<String, Value> {
    Map::from_iter([("event".to_owned(), event.into()), ("at_ms".to_owned(), millis(at))])
}

/// Milliseconds with three decimals: a microsecond is as fine as a clock across threads is good for.
fn millis(at: Duration) -> Value {
    (at.as_micros() as f64 / 1000.0).into()
}

/// `-bin` values are base64 on the wire already, and stay as they came.
fn pairs(metadata: &Metadata) -> Value {
    metadata.iter().map(|entry| json!([entry.key, String::from_utf8_lossy(&entry.value)])).collect()
}
