//! What is asked of a fault, written out as the answer to give.
//! It does not know the kind of the call.

use std::time::Duration;

use bytes::Bytes;
use h2::Reason;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use prost::Message as _;
use tonic::{Status, metadata::BinaryMetadataValue};

use crate::{
    pace::{interval, outside},
    protos::samples::v1::{
        CutRequest, FailWithRequest, FaultReply, HttpAnswerRequest, StallRequest, cut_request::Way,
        stall_request::Point,
    },
    refusal::{Detail, encoded},
    script::{Ending, Head, Script, ok_trailers},
};

/// Messages before a fault at most.
const MOST_MESSAGES: u32 = 10_000;

/// What `grpc-message` must escape, by grpc `doc/PROTOCOL-HTTP2.md`.
const ESCAPED: &AsciiSet = &CONTROLS.add(b'%');

/// An answer, and a silence to keep before it.
pub(crate) struct Plan {
    pub(crate) silence: Duration,
    pub(crate) script: Script,
}

/// A request that asks for a fault.
pub(crate) trait Fault {
    /// Writes the answer out.
    fn plan(self) -> Result<Plan, Status>;
}

impl Fault for FailWithRequest {
    fn plan(self) -> Result<Plan, Status> {
        let messages = replies(self.messages)?;
        let apart = self.after_headers;
        let trailers = status_trailers(self)?;
        Ok(at_once(Script { head: Head::Usual, messages, ending: Ending::Trailers { trailers, apart } }))
    }
}

impl Fault for StallRequest {
    fn plan(self) -> Result<Plan, Status> {
        let silence = interval("duration", self.duration, Duration::from_secs(60)).map_err(|status| *status)?;
        let script = |messages, ending| Script { head: Head::Usual, messages, ending };
        let ok = Ending::Trailers { trailers: ok_trailers(), apart: true };
        Ok(match self.point() {
            Point::Unspecified | Point::BeforeHeaders => Plan { silence, script: script(replies(1)?, ok) },
            Point::AfterHeaders => at_once(script(vec![], Ending::Silence(silence))),
            Point::AfterMessages => at_once(script(replies(self.messages.max(1))?, Ending::Silence(silence))),
        })
    }
}

impl Fault for CutRequest {
    fn plan(self) -> Result<Plan, Status> {
        let reset = Reason::from(self.reset_code);
        let (head, ending) = match (self.way(), self.before_headers) {
            (Way::Unspecified | Way::Connection, _) => (Head::Usual, Ending::Disconnect),
            (Way::Reset, true) => (Head::Reset(reset), Ending::NoTrailers),
            (Way::Reset, false) => (Head::Usual, Ending::Reset(reset)),
            (Way::NoStatus, _) => (Head::Usual, Ending::NoTrailers),
            (Way::ShortMessage, _) => (Head::Usual, Ending::ShortMessage),
            (Way::WrongCount, _) => (Head::Usual, Ending::Trailers { trailers: ok_trailers(), apart: true }),
        };
        let head = match head {
            Head::Usual if self.before_headers && matches!(ending, Ending::Disconnect) => Head::Disconnect,
            head => head,
        };
        Ok(at_once(Script { head, messages: replies(self.messages)?, ending }))
    }
}

impl Fault for HttpAnswerRequest {
    fn plan(self) -> Result<Plan, Status> {
        let status = if self.status == 0 { 200 } else { self.status };
        let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.ok_or_else(|| outside("status", "must be 200 to 999"))?;
        let content_type = match self.content_type.as_str() {
            "" => None,
            text => Some(header_value("content_type", text.as_bytes())?),
        };
        let head = Head::Http { status, content_type };
        Ok(at_once(Script { head, messages: vec![], ending: Ending::Bytes(self.body) }))
    }
}

fn at_once(script: Script) -> Plan {
    Plan { silence: Duration::ZERO, script }
}

fn replies(count: u32) -> Result<Vec<Bytes>, Status> {
    if count > MOST_MESSAGES {
        return Err(outside("messages", "must be at most 10000"));
    }
    let reply = |sequence| FaultReply { sequence, ..Default::default() }.encode_to_vec().into();
    Ok((1..=count).map(reply).collect())
}

fn status_trailers(wanted: FailWithRequest) -> Result<HeaderMap, Status> {
    let mut trailers = HeaderMap::new();
    let status = wanted.raw_status.clone().unwrap_or_else(|| wanted.code.to_string());
    trailers.insert("grpc-status", header_value("raw_status", status.as_bytes())?);
    let message = match &wanted.raw_message {
        Some(raw) => raw.clone(),
        None => utf8_percent_encode(&wanted.message, ESCAPED).to_string().into(),
    };
    if !message.is_empty() {
        trailers.insert("grpc-message", header_value("raw_message", &message)?);
    }
    if let Some(raw) = &wanted.raw_details {
        trailers.insert("grpc-status-details-bin", header_value("raw_details", raw.as_bytes())?);
        return Ok(trailers);
    }
    let (code, message) = (wanted.code, wanted.message.clone());
    let details = details(wanted);
    if !details.is_empty() {
        let value = BinaryMetadataValue::from_bytes(&encoded(code, &message, details));
        trailers.insert("grpc-status-details-bin", header_value("details", value.as_encoded_bytes())?);
    }
    Ok(trailers)
}

fn details(wanted: FailWithRequest) -> Vec<prost_types::Any> {
    fn any(detail: Option<impl Detail>) -> Option<prost_types::Any> {
        detail.map(|detail| detail.to_any())
    }
    let known = [
        any(wanted.error_info),
        any(wanted.bad_request),
        any(wanted.retry_info),
        any(wanted.debug_info),
        any(wanted.quota_failure),
        any(wanted.precondition_failure),
        any(wanted.resource_info),
        any(wanted.help),
        any(wanted.localized_message),
    ];
    known.into_iter().flatten().chain(wanted.details).collect()
}

/// Reads a header's value.
pub(crate) fn header_value(field: &str, value: &[u8]) -> Result<HeaderValue, Status> {
    HeaderValue::from_bytes(value).map_err(|_| outside(field, "must not hold control characters"))
}

/// Reads a header's name.
pub(crate) fn header_name(field: &str, name: &str) -> Result<HeaderName, Status> {
    match HeaderName::from_bytes(name.as_bytes()) {
        Ok(parsed) if parsed.as_str() == name => Ok(parsed),
        _ => Err(outside(field, "must be small letters, digits, - _ or .")),
    }
}
