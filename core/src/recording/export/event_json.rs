//! One JSON object for every event of a call, named as the variants of `CallEvent`: what `--events` prints a line each, and
//! what a recording is exported as. It shapes; how a message is decoded is known elsewhere.

use std::{fmt, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::Serialize;
use serde_json::{Map, Value, json, value::RawValue};

use crate::{
    call::{AttemptFailed, Finished, HeadersReceived, Lost, MessageReceived, MessageSent, Opened, Timings},
    metadata::{Entry, Metadata},
    schema::MethodPath,
    transport::{PeerFacts, Target},
};

/// What stands for the value of a secret.
pub const HIDDEN: &str = "***";

/// An event as JSON; `Display` writes it in one line.
#[derive(Serialize)]
#[serde(untagged)]
pub enum EventJson {
    /// Any event but a message.
    Shaped(Value),
    /// A message, which goes in as it was printed: there may be millions.
    Message(MessageJson),
}

/// A message that was sent or received.
#[derive(Serialize)]
pub struct MessageJson {
    event: &'static str,
    at_ms: f64,
    index: u64,
    bytes: usize,
    wire_bytes: usize,
    compressed: bool,
    json: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw: Option<String>,
}

impl From<Value> for EventJson {
    fn from(shaped: Value) -> Self {
        Self::Shaped(shaped)
    }
}

impl From<MessageJson> for EventJson {
    fn from(message: MessageJson) -> Self {
        Self::Message(message)
    }
}

impl fmt::Display for EventJson {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

/// `started`.
pub fn started(target: &Target, method: &MethodPath) -> Value {
    json!({ "event": "started", "at_ms": 0.0, "target": target.address, "method": method.to_string() })
}

/// `opened`: a stream for an attempt, who serves it, and what went out to open it.
pub fn opened(opened: &Opened) -> Value {
    let mut event = begin("opened", opened.at);
    event.insert("attempt".into(), opened.attempt.into());
    event.insert("peer".into(), peer(&opened.peer));
    event.insert("request_headers".into(), pairs_without_secrets(&opened.request_headers));
    Value::Object(event)
}

/// `attempt_failed`: another attempt follows.
pub fn attempt_failed(failed: &AttemptFailed) -> Value {
    let mut event = begin("attempt_failed", failed.at);
    event.insert("attempt".into(), failed.attempt.into());
    event.insert("trailers".into(), pairs(&failed.trailers));
    event.insert("code".into(), failed.status.code.0.into());
    event.insert("name".into(), failed.status.code.name().into());
    event.insert("message".into(), failed.status.message.clone().into());
    event.insert("origin".into(), failed.status.origin.as_str().into());
    event.insert("transparent".into(), failed.is_transparent.into());
    event.insert("wait_ms".into(), millis(failed.wait));
    Value::Object(event)
}

/// `lost`: the stream ended and is opened again.
pub fn lost(lost: &Lost) -> Value {
    let mut event = begin("lost", lost.at);
    event.insert("number".into(), lost.number.into());
    event.insert("trailers".into(), pairs(&lost.trailers));
    event.insert("code".into(), lost.status.code.0.into());
    event.insert("name".into(), lost.status.code.name().into());
    event.insert("message".into(), lost.status.message.clone().into());
    event.insert("origin".into(), lost.status.origin.as_str().into());
    event.insert("wait_ms".into(), millis(lost.wait));
    let resumed = lost.resumed.iter().map(|resumed| (resumed.field.clone(), resumed.value.clone().into()));
    event.insert("resumed".into(), Value::Object(resumed.collect()));
    event.insert("not_sent_again".into(), lost.left_out.into());
    Value::Object(event)
}

/// `request_sent`. `decoded` is the message as JSON, or `None` where it cannot be decoded.
pub fn request_sent(sent: &MessageSent, decoded: Option<Box<RawValue>>) -> MessageJson {
    MessageJson {
        event: "request_sent",
        at_ms: in_millis(sent.at),
        index: sent.index,
        bytes: sent.bytes.len(),
        wire_bytes: sent.wire_bytes,
        compressed: sent.compressed,
        raw: decoded.is_none().then(|| BASE64.encode(&sent.bytes)),
        json: decoded,
    }
}

/// `half_closed`.
pub fn half_closed(at: Duration) -> Value {
    Value::Object(begin("half_closed", at))
}

/// `headers`.
pub fn headers(received: &HeadersReceived) -> Value {
    let mut event = begin("headers", received.at);
    event.insert("http_status".into(), received.http_status.into());
    event.insert("metadata".into(), pairs(&received.metadata));
    Value::Object(event)
}

/// `message`. `decoded` as for [`request_sent`].
pub fn message_received(received: &MessageReceived, decoded: Option<Box<RawValue>>) -> MessageJson {
    MessageJson {
        event: "message",
        at_ms: in_millis(received.at),
        index: received.index,
        bytes: received.bytes.len(),
        wire_bytes: received.wire_bytes,
        compressed: received.compressed,
        raw: decoded.is_none().then(|| BASE64.encode(&received.bytes)),
        json: decoded,
    }
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
    event.insert("notes".into(), status.notes.clone().into());
    event.insert("hint".into(), hint.into());
    event.insert("attempts".into(), finished.timings.attempts.into());
    event.insert("timings".into(), timings(&finished.timings));
    event.insert("elapsed_ms".into(), millis(finished.at));
    Value::Object(event)
}

/// `missing`: so many messages stood here and were no longer kept.
pub fn missing(messages: u64) -> Value {
    json!({ "event": "missing", "messages": messages })
}

/// `failed`: no call was made.
pub fn failed(message: &str, hint: Option<&str>) -> Value {
    json!({ "event": "failed", "message": message, "hint": hint })
}

fn peer(peer: &PeerFacts) -> Value {
    let certificate = peer.certificates.first().map(|leaf| {
        json!({
            "subject": leaf.subject,
            "issuer": leaf.issuer,
            "not_after": leaf.not_after.date().to_string(),
            "sha256": leaf.fingerprint(),
        })
    });
    json!({
        "address": peer.address,
        "proxy": peer.proxy,
        "tls": peer.tls_version,
        "cipher_suite": peer.cipher_suite,
        "alpn": peer.alpn,
        "certificate": certificate,
    })
}

/// Milliseconds since the start; null for a step that was not taken or not reached.
fn timings(timings: &Timings) -> Value {
    let at = |at: Option<Duration>| at.map_or(Value::Null, millis);
    json!({
        "resolve_ms": at(timings.resolved),
        "connect_ms": at(timings.connected),
        "tls_ms": at(timings.tls),
        "http2_ms": at(timings.http2),
        "request_headers_ms": at(timings.request_headers),
        "headers_ms": at(timings.headers),
        "first_message_ms": at(timings.first_message),
        "trailers_ms": at(timings.trailers),
        "reused": timings.reused,
    })
}

fn begin(event: &str, at: Duration) -> Map<String, Value> {
    Map::from_iter([("event".to_owned(), event.into()), ("at_ms".to_owned(), millis(at))])
}

/// Milliseconds with three decimals: a microsecond is as fine as a clock across threads is good for.
fn in_millis(at: Duration) -> f64 {
    at.as_micros() as f64 / 1000.0
}

fn millis(at: Duration) -> Value {
    in_millis(at).into()
}

/// `-bin` values are base64 on the wire already, and stay as they came.
fn pairs(metadata: &Metadata) -> Value {
    metadata.iter().map(|entry| json!([entry.key, String::from_utf8_lossy(&entry.value)])).collect()
}

/// What went out may hold a secret; what came back is the server's to keep.
fn pairs_without_secrets(metadata: &Metadata) -> Value {
    let shown = |entry: &Entry| match entry.is_secret() {
        true => HIDDEN.into(),
        false => String::from_utf8_lossy(&entry.value).into_owned(),
    };
    metadata.iter().map(|entry| json!([entry.key, shown(entry)])).collect()
}
