//! What happens in a call besides its messages, as blocks hold it. Secrets are withheld here.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use prost::Message;
use rustls_pki_types::CertificateDer;

use super::head::nanos;
use crate::{
    call::{AttemptFailed, Finished, HeadersReceived, Lost, Opened, Resumed, Timings},
    metadata::{Entry, Metadata},
    status::{Code, Origin, Status},
    transport::{CertificateFacts, Http2Settings, PeerFacts},
};

#[derive(Clone, PartialEq, Message)]
pub(super) struct OpenedBlock {
    #[prost(uint64, tag = "1")]
    at: u64,
    #[prost(uint32, tag = "2")]
    attempt: u32,
    #[prost(message, repeated, tag = "3")]
    request_headers: Vec<EntryPart>,
    #[prost(message, optional, tag = "4")]
    peer: Option<PeerPart>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct FailedBlock {
    #[prost(uint64, tag = "1")]
    at: u64,
    #[prost(uint32, tag = "2")]
    attempt: u32,
    #[prost(message, optional, tag = "3")]
    status: Option<StatusPart>,
    #[prost(message, repeated, tag = "4")]
    trailers: Vec<EntryPart>,
    #[prost(uint64, tag = "5")]
    wait: u64,
    #[prost(bool, tag = "6")]
    is_transparent: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StreamLostBlock {
    #[prost(uint64, tag = "1")]
    at: u64,
    #[prost(uint32, tag = "2")]
    number: u32,
    #[prost(message, optional, tag = "3")]
    status: Option<StatusPart>,
    #[prost(message, repeated, tag = "4")]
    trailers: Vec<EntryPart>,
    #[prost(uint64, tag = "5")]
    wait: u64,
    #[prost(message, repeated, tag = "6")]
    resumed: Vec<ResumedPart>,
}

#[derive(Clone, PartialEq, Message)]
struct ResumedPart {
    #[prost(string, tag = "1")]
    field: String,
    #[prost(string, optional, tag = "2")]
    value: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct HeadersBlock {
    #[prost(uint64, tag = "1")]
    at: u64,
    #[prost(uint32, tag = "2")]
    http_status: u32,
    #[prost(message, repeated, tag = "3")]
    metadata: Vec<EntryPart>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct HalfClosedBlock {
    #[prost(uint64, tag = "1")]
    at: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct FinishedBlock {
    #[prost(uint64, tag = "1")]
    at: u64,
    #[prost(message, optional, tag = "2")]
    status: Option<StatusPart>,
    #[prost(message, repeated, tag = "3")]
    trailers: Vec<EntryPart>,
    #[prost(message, optional, tag = "4")]
    timings: Option<TimingsPart>,
}

#[derive(Clone, PartialEq, Message)]
struct EntryPart {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(bytes = "bytes", tag = "2")]
    value: Bytes,
    /// A secret: without a value unless the file was to have it.
    #[prost(bool, tag = "3")]
    is_secret: bool,
}

#[derive(Clone, PartialEq, Message)]
struct PeerPart {
    #[prost(string, tag = "1")]
    address: String,
    #[prost(string, optional, tag = "2")]
    proxy: Option<String>,
    #[prost(string, optional, tag = "3")]
    tls_version: Option<String>,
    #[prost(string, optional, tag = "4")]
    cipher_suite: Option<String>,
    #[prost(string, optional, tag = "5")]
    alpn: Option<String>,
    /// As the server sent them, in DER.
    #[prost(bytes = "vec", repeated, tag = "6")]
    certificates: Vec<Vec<u8>>,
    #[prost(message, optional, tag = "7")]
    http2: Option<SettingsPart>,
    #[prost(uint64, tag = "8")]
    connected_nanos: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Message)]
struct SettingsPart {
    #[prost(uint32, optional, tag = "1")]
    max_concurrent_streams: Option<u32>,
    #[prost(uint32, tag = "2")]
    initial_window_bytes: u32,
    #[prost(uint32, tag = "3")]
    max_frame_bytes: u32,
    #[prost(uint32, optional, tag = "4")]
    max_header_list_bytes: Option<u32>,
}

#[derive(Clone, PartialEq, Message)]
struct StatusPart {
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
struct TimingsPart {
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

/// What of metadata is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Secrets {
    /// Values of secrets, too.
    pub kept: bool,
}

impl OpenedBlock {
    pub(super) fn of(opened: &Opened, secrets: Secrets) -> Self {
        Self {
            at: nanos(opened.at),
            attempt: opened.attempt,
            request_headers: secrets.entries(&opened.request_headers),
            peer: Some(PeerPart::of(&opened.peer)),
        }
    }

    pub(super) fn into_opened(self) -> Opened {
        Opened {
            at: Duration::from_nanos(self.at),
            attempt: self.attempt,
            peer: Arc::new(self.peer.unwrap_or_default().into_facts()),
            request_headers: metadata(self.request_headers).into(),
            stream: None,
        }
    }
}

impl FailedBlock {
    pub(super) fn of(failed: &AttemptFailed, secrets: Secrets) -> Self {
        Self {
            at: nanos(failed.at),
            attempt: failed.attempt,
            status: Some(StatusPart::of(&failed.status)),
            trailers: secrets.entries(&failed.trailers),
            wait: nanos(failed.wait),
            is_transparent: failed.is_transparent,
        }
    }

    pub(super) fn into_failed(self) -> AttemptFailed {
        AttemptFailed {
            at: Duration::from_nanos(self.at),
            attempt: self.attempt,
            status: self.status.unwrap_or_default().into_status(),
            trailers: metadata(self.trailers),
            wait: Duration::from_nanos(self.wait),
            is_transparent: self.is_transparent,
        }
    }
}

impl StreamLostBlock {
    pub(super) fn of(lost: &Lost, secrets: Secrets) -> Self {
        let part = |resumed: &Resumed| ResumedPart { field: resumed.field.clone(), value: resumed.value.clone() };
        Self {
            at: nanos(lost.at),
            number: lost.number,
            status: Some(StatusPart::of(&lost.status)),
            trailers: secrets.entries(&lost.trailers),
            wait: nanos(lost.wait),
            resumed: lost.resumed.iter().map(part).collect(),
        }
    }

    pub(super) fn into_lost(self) -> Lost {
        Lost {
            at: Duration::from_nanos(self.at),
            number: self.number,
            status: self.status.unwrap_or_default().into_status(),
            trailers: metadata(self.trailers),
            wait: Duration::from_nanos(self.wait),
            resumed: self.resumed.into_iter().map(|part| Resumed { field: part.field, value: part.value }).collect(),
        }
    }
}

impl HeadersBlock {
    pub(super) fn of(headers: &HeadersReceived, secrets: Secrets) -> Self {
        let http_status = u32::from(headers.http_status);
        Self { at: nanos(headers.at), http_status, metadata: secrets.entries(&headers.metadata) }
    }

    pub(super) fn into_headers(self) -> HeadersReceived {
        HeadersReceived {
            at: Duration::from_nanos(self.at),
            http_status: u16::try_from(self.http_status).unwrap_or_default(),
            metadata: metadata(self.metadata),
        }
    }
}

impl HalfClosedBlock {
    pub(super) fn of(at: Duration) -> Self {
        Self { at: nanos(at) }
    }

    pub(super) fn into_at(self) -> Duration {
        Duration::from_nanos(self.at)
    }
}

impl FinishedBlock {
    pub(super) fn of(finished: &Finished, secrets: Secrets) -> Self {
        Self {
            at: nanos(finished.at),
            status: Some(StatusPart::of(&finished.status)),
            trailers: secrets.entries(&finished.trailers),
            timings: Some(TimingsPart::of(&finished.timings)),
        }
    }

    pub(super) fn into_finished(self) -> Finished {
        Finished {
            at: Duration::from_nanos(self.at),
            status: self.status.unwrap_or_default().into_status(),
            trailers: metadata(self.trailers),
            timings: self.timings.unwrap_or_default().into_timings(),
        }
    }
}

impl Secrets {
    fn entries(self, metadata: &Metadata) -> Vec<EntryPart> {
        let part = |entry: &Entry| {
            let is_secret = entry.is_secret();
            let value = if is_secret && !self.kept { Bytes::new() } else { entry.value.clone() };
            EntryPart { key: entry.key.clone(), value, is_secret }
        };
        metadata.iter().map(part).collect()
    }
}

/// What stands for a secret that is not in the file, as in saved requests.
fn placeholder(key: &str) -> Bytes {
    format!("{{{{secret:{key}}}}}").into()
}

fn metadata(parts: Vec<EntryPart>) -> Metadata {
    let entry = |part: EntryPart| match (part.is_secret, part.value.is_empty()) {
        (true, true) => Entry::new(part.key.clone(), placeholder(&part.key)).marked_secret(),
        (true, false) => Entry::new(part.key, part.value).marked_secret(),
        (false, _) => Entry::new(part.key, part.value),
    };
    parts.into_iter().map(entry).collect()
}

impl PeerPart {
    fn of(peer: &PeerFacts) -> Self {
        Self {
            address: peer.address.clone(),
            proxy: peer.proxy.clone(),
            tls_version: peer.tls_version.clone(),
            cipher_suite: peer.cipher_suite.clone(),
            alpn: peer.alpn.clone(),
            certificates: peer.certificates.iter().map(|certificate| certificate.der.clone()).collect(),
            http2: peer.http2.map(|settings| SettingsPart {
                max_concurrent_streams: settings.max_concurrent_streams,
                initial_window_bytes: settings.initial_window_bytes,
                max_frame_bytes: settings.max_frame_bytes,
                max_header_list_bytes: settings.max_header_list_bytes,
            }),
            connected_nanos: nanos(peer.connected_at.duration_since(UNIX_EPOCH).unwrap_or_default()),
        }
    }

    fn into_facts(self) -> PeerFacts {
        let read = |der: Vec<u8>| CertificateFacts::read(&CertificateDer::from(der));
        PeerFacts {
            proxy: self.proxy,
            tls_version: self.tls_version,
            cipher_suite: self.cipher_suite,
            alpn: self.alpn,
            certificates: self.certificates.into_iter().filter_map(read).collect(),
            http2: self.http2.map(|settings| Http2Settings {
                max_concurrent_streams: settings.max_concurrent_streams,
                initial_window_bytes: settings.initial_window_bytes,
                max_frame_bytes: settings.max_frame_bytes,
                max_header_list_bytes: settings.max_header_list_bytes,
            }),
            connected_at: UNIX_EPOCH
                .checked_add(Duration::from_nanos(self.connected_nanos))
                .unwrap_or(SystemTime::UNIX_EPOCH),
            ..PeerFacts::of(self.address)
        }
    }
}

impl StatusPart {
    fn of(status: &Status) -> Self {
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
    fn into_status(self) -> Status {
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
    fn of(timings: &Timings) -> Self {
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

    fn into_timings(self) -> Timings {
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
