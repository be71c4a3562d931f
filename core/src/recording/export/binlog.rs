//! A call as gRPC's own binary log: `grpc.binarylog.v1.GrpcLogEntry` of grpc-proto `grpc/binlog/v1/binarylog.proto`, as a
//! client writes it. Nothing is truncated; transport headers are left out, as that file asks.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use prost::Message;

use crate::{
    call::{CallEvent, Opened},
    metadata::{Entry, Metadata},
    recording::head::RecordingHead,
    status::{Code, Origin},
    transport::PeerFacts,
};

#[derive(Clone, PartialEq, Message)]
struct LogEntry {
    #[prost(message, optional, tag = "1")]
    timestamp: Option<Span>,
    #[prost(uint64, tag = "2")]
    call_id: u64,
    #[prost(uint64, tag = "3")]
    sequence_id_within_call: u64,
    #[prost(int32, tag = "4")]
    kind: i32,
    #[prost(int32, tag = "5")]
    logger: i32,
    #[prost(message, optional, tag = "6")]
    client_header: Option<ClientHeader>,
    #[prost(message, optional, tag = "7")]
    server_header: Option<ServerHeader>,
    #[prost(message, optional, tag = "8")]
    message: Option<LoggedMessage>,
    #[prost(message, optional, tag = "9")]
    trailer: Option<Trailer>,
    #[prost(message, optional, tag = "11")]
    peer: Option<Address>,
}

/// A `Timestamp` or a `Duration`: they are written alike.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
struct Span {
    #[prost(int64, tag = "1")]
    seconds: i64,
    #[prost(int32, tag = "2")]
    nanos: i32,
}

#[derive(Clone, PartialEq, Message)]
struct ClientHeader {
    #[prost(message, optional, tag = "1")]
    metadata: Option<LoggedMetadata>,
    #[prost(string, tag = "2")]
    method_name: String,
    #[prost(string, tag = "3")]
    authority: String,
    #[prost(message, optional, tag = "4")]
    timeout: Option<Span>,
}

#[derive(Clone, PartialEq, Message)]
struct ServerHeader {
    #[prost(message, optional, tag = "1")]
    metadata: Option<LoggedMetadata>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct LoggedMessage {
    #[prost(uint32, tag = "1")]
    length: u32,
    #[prost(bytes = "bytes", tag = "2")]
    data: Bytes,
}

#[derive(Clone, PartialEq, Message)]
struct Trailer {
    #[prost(message, optional, tag = "1")]
    metadata: Option<LoggedMetadata>,
    #[prost(uint32, tag = "2")]
    status_code: u32,
    #[prost(string, tag = "3")]
    status_message: String,
    #[prost(bytes = "bytes", tag = "4")]
    status_details: Bytes,
}

#[derive(Clone, PartialEq, Message)]
struct LoggedMetadata {
    #[prost(message, repeated, tag = "1")]
    entry: Vec<LoggedEntry>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct LoggedEntry {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(bytes = "bytes", tag = "2")]
    value: Bytes,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct Address {
    #[prost(int32, tag = "1")]
    kind: i32,
    #[prost(string, tag = "2")]
    address: String,
    #[prost(uint32, tag = "3")]
    ip_port: u32,
}

const CLIENT_HEADER: i32 = 1;
const SERVER_HEADER: i32 = 2;
const CLIENT_MESSAGE: i32 = 3;
const SERVER_MESSAGE: i32 = 4;
const CLIENT_HALF_CLOSE: i32 = 5;
const SERVER_TRAILER: i32 = 6;
const CANCEL: i32 = 7;

const LOGGER_CLIENT: i32 = 1;

const UNKNOWN_ADDRESS: i32 = 0;
const IPV4: i32 = 1;
const IPV6: i32 = 2;
const UNIX: i32 = 3;

/// Headers that are the transport's, and `lb-token`, which grpc-proto names.
const NOT_LOGGED: [&str; 7] =
    ["content-type", "content-encoding", "te", "user-agent", "lb-token", "accept-encoding", "trailer"];

/// The entries of one call.
pub(super) struct Binlog {
    began: SystemTime,
    method_name: String,
    authority: String,
    timeout: Option<Span>,
    sequence: u64,
    peer: Option<Arc<PeerFacts>>,
}

impl Binlog {
    pub(super) fn new(head: &RecordingHead) -> Self {
        Self {
            began: head.began,
            method_name: head.method.path(),
            authority: head.target.authority.clone().unwrap_or_else(|| head.target.address.clone()),
            timeout: head.timeout.map(span),
            sequence: 0,
            peer: None,
        }
    }

    /// What an event is in the log, each encoded: none, one, or two of a call that was cancelled here.
    pub(super) fn entries(&mut self, event: &CallEvent) -> Vec<Vec<u8>> {
        match event {
            CallEvent::Started | CallEvent::AttemptFailed(_) | CallEvent::Lost(_) => Vec::new(),
            CallEvent::Opened(opened) => vec![self.opened(opened)],
            CallEvent::RequestSent(sent) => vec![self.message(CLIENT_MESSAGE, sent.at, &sent.bytes)],
            CallEvent::Message(message) => vec![self.message(SERVER_MESSAGE, message.at, &message.bytes)],
            CallEvent::HalfClosed { at } => vec![self.entry(CLIENT_HALF_CLOSE, *at, |_| {})],
            CallEvent::Headers(headers) => {
                let metadata = Some(logged(&headers.metadata));
                let peer = self.peer.take();
                vec![self.entry(SERVER_HEADER, headers.at, |entry| {
                    entry.server_header = Some(ServerHeader { metadata });
                    entry.peer = peer.map(|peer| address(&peer.address));
                })]
            }
            CallEvent::Finished(finished) => {
                let status = &finished.status;
                let is_ours = status.origin == Origin::Local && status.code == Code::CANCELLED;
                let cancelled = is_ours.then(|| self.entry(CANCEL, finished.at, |_| {}));
                let trailer = Trailer {
                    metadata: Some(logged(&finished.trailers)),
                    status_code: status.code.0,
                    status_message: status.message.clone(),
                    status_details: status.details.clone().unwrap_or_default(),
                };
                let peer = self.peer.take();
                let ended = self.entry(SERVER_TRAILER, finished.at, |entry| {
                    entry.trailer = Some(trailer);
                    entry.peer = peer.map(|peer| address(&peer.address));
                });
                cancelled.into_iter().chain([ended]).collect()
            }
        }
    }

    fn opened(&mut self, opened: &Opened) -> Vec<u8> {
        self.peer = Some(opened.peer.clone());
        let header = ClientHeader {
            metadata: Some(logged(&opened.request_headers)),
            method_name: self.method_name.clone(),
            authority: self.authority.clone(),
            timeout: self.timeout,
        };
        self.entry(CLIENT_HEADER, opened.at, |entry| entry.client_header = Some(header))
    }

    fn message(&mut self, kind: i32, at: Duration, data: &Bytes) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
        let message = LoggedMessage { length, data: data.clone() };
        self.entry(kind, at, |entry| entry.message = Some(message))
    }

    fn entry(&mut self, kind: i32, at: Duration, fill: impl FnOnce(&mut LogEntry)) -> Vec<u8> {
        self.sequence += 1;
        let since = self.began.duration_since(UNIX_EPOCH).unwrap_or_default().saturating_add(at);
        let mut entry = LogEntry {
            timestamp: Some(span(since)),
            // There is one call in the file; 0 would say that there is none.
            call_id: 1,
            sequence_id_within_call: self.sequence,
            kind,
            logger: LOGGER_CLIENT,
            ..LogEntry::default()
        };
        fill(&mut entry);
        entry.encode_to_vec()
    }
}

fn span(time: Duration) -> Span {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    Span { seconds, nanos: time.subsec_nanos().cast_signed() }
}

/// What an application sees of metadata. Credentials are left out, too.
fn logged(metadata: &Metadata) -> LoggedMetadata {
    let is_logged = |entry: &&Entry| {
        let key = entry.key.as_str();
        (!key.starts_with("grpc-") || key == "grpc-trace-bin") && !NOT_LOGGED.contains(&key) && !entry.is_secret()
    };
    LoggedMetadata { entry: metadata.iter().filter(is_logged).flat_map(logged_entries).collect() }
}

/// The values of a `-bin` key are bytes here, one entry each; what is no base64 stays as it came.
fn logged_entries(entry: &Entry) -> Vec<LoggedEntry> {
    let values = entry.binary().unwrap_or_else(|| vec![entry.value.clone()]);
    values.into_iter().map(|value| LoggedEntry { key: entry.key.clone(), value }).collect()
}

fn address(text: &str) -> Address {
    match text.parse::<SocketAddr>() {
        Ok(at) => {
            let kind = if at.is_ipv4() { IPV4 } else { IPV6 };
            Address { kind, address: at.ip().to_string(), ip_port: u32::from(at.port()) }
        }
        Err(_) if text.starts_with("unix:") || text.starts_with('/') => {
            let path = text.strip_prefix("unix:").unwrap_or(text);
            Address { kind: UNIX, address: path.to_owned(), ip_port: 0 }
        }
        Err(_) => Address { kind: UNKNOWN_ADDRESS, address: text.to_owned(), ip_port: 0 },
    }
}
