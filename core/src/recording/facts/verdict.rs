//! A status and the times of a call, as blocks hold them.
//! It judges nothing: what was said is told again.

use std::time::Duration;

use bytes::Bytes;
use prost::Message;

use crate::{
    call::Timings,
    recording::head::nanos,
    status::{Code, Origin, Status},
};

#[derive(Clone, PartialEq, Message)]
pub(super) struct StatusPart {
    #[prost(uint32, tag = "1")]
    code: u32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(bytes = "bytes", optional, tag = "3")]
    details: Option<Bytes>,
    #[prost(string, repeated, tag = "4")]
    notes: Vec<String>,
    #[prost(bool, tag = "5")]
    is_remote: bool,
    #[prost(string, optional, tag = "6")]
    hint: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub(super) struct TimingsPart {
    #[prost(uint64, optional, tag = "1")]
    resolved: Option<u64>,
    #[prost(uint64, optional, tag = "2")]
    connected: Option<u64>,
    #[prost(uint64, optional, tag = "3")]
    tls: Option<u64>,
    #[prost(uint64, optional, tag = "4")]
    http2: Option<u64>,
    #[prost(uint64, optional, tag = "5")]
    request_headers: Option<u64>,
    #[prost(uint64, optional, tag = "6")]
    headers: Option<u64>,
    #[prost(uint64, optional, tag = "7")]
    first_message: Option<u64>,
    #[prost(uint64, optional, tag = "8")]
    trailers: Option<u64>,
    #[prost(bool, tag = "9")]
    reused: bool,
    #[prost(uint32, tag = "10")]
    attempts: u32,
}

impl StatusPart {
    pub(super) fn of(status: &Status) -> Self {
        Self {
            code: status.code.0,
            message: status.message.clone(),
            details: status.details.clone(),
            notes: status.notes.clone(),
            is_remote: status.origin == Origin::Remote,
            hint: status.hint.clone(),
        }
    }

    /// Without a remedy: it is too late for one.
    pub(super) fn into_status(self) -> Status {
        Status {
            details: self.details,
            notes: self.notes,
            origin: if self.is_remote { Origin::Remote } else { Origin::Local },
            hint: self.hint,
            ..Status::local(Code(self.code), self.message)
        }
    }
}

impl TimingsPart {
    pub(super) fn of(timings: &Timings) -> Self {
        Self {
            resolved: timings.resolved.map(nanos),
            connected: timings.connected.map(nanos),
            tls: timings.tls.map(nanos),
            http2: timings.http2.map(nanos),
            request_headers: timings.request_headers.map(nanos),
            headers: timings.headers.map(nanos),
            first_message: timings.first_message.map(nanos),
            trailers: timings.trailers.map(nanos),
            reused: timings.reused,
            attempts: timings.attempts,
        }
    }

    pub(super) fn into_timings(self) -> Timings {
        let at = |nanos: Option<u64>| nanos.map(Duration::from_nanos);
        Timings {
            resolved: at(self.resolved),
            connected: at(self.connected),
            tls: at(self.tls),
            http2: at(self.http2),
            request_headers: at(self.request_headers),
            headers: at(self.headers),
            first_message: at(self.first_message),
            trailers: at(self.trailers),
            reused: self.reused,
            attempts: self.attempts,
        }
    }
}
