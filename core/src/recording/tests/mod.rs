//! Tests of recordings: what goes in comes out, a file that is cut or damaged reads up to there, secrets stay out.

mod exports;
mod following;
mod frames;
mod reading;
mod replays;

use std::{io::Cursor, sync::Arc, time::Duration};

use bytes::Bytes;

use super::*;
use crate::{
    call::{
        AttemptFailed, CallEvent, CallLog, Finished, HeadersReceived, MessageReceived, MessageSent, Opened, Timings,
    },
    metadata::Metadata,
    schema::{Method, MethodPath, Schema},
    status::{Code, Status},
    transport::{Http2Settings, PeerFacts, Target},
};

/// A method of the built-in protos, so that no schema has to be loaded.
fn method() -> Method {
    let path = MethodPath::parse("grpc.health.v1.Health/Watch").unwrap();
    Schema::builtin().method(&path).unwrap().clone()
}

fn head() -> RecordingHead {
    let target = Target { authority: Some("shop.example".to_owned()), ..Target::new("user:pw@127.0.0.1:50051") };
    let mut head = RecordingHead::new(&method(), &target);
    head.began = std::time::UNIX_EPOCH + Duration::from_nanos(1_700_000_000_123_456_789);
    head.timeout = Some(Duration::from_millis(2_500));
    head.options.traceparent = true;
    head
}

fn at(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn pairs(pairs: &[(&str, &str)]) -> Metadata {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn opened() -> CallEvent {
    let peer = PeerFacts {
        tls_version: Some("TLSv1.3".to_owned()),
        http2: Some(Http2Settings { max_concurrent_streams: Some(100), ..Http2Settings::default() }),
        connected_at: std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000),
        ..PeerFacts::of("127.0.0.1:50051")
    };
    let headers = pairs(&[
        ("te", "trailers"),
        ("x-request-id", "r-1"),
        ("authorization", "Bearer hunter2"),
        ("trace-bin", "AAEC"),
    ]);
    let request_headers = headers.into();
    CallEvent::Opened(Arc::new(Opened {
        at: at(3),
        attempt: 2,
        peer: Arc::new(peer),
        request_headers,
        stream: None,
        read_pace: None,
    }))
}

fn failed() -> CallEvent {
    CallEvent::AttemptFailed(Arc::new(AttemptFailed {
        at: at(1),
        attempt: 1,
        status: Status::remote(Code::UNAVAILABLE, "later"),
        trailers: pairs(&[("grpc-retry-pushback-ms", "1")]),
        wait: at(1),
        is_transparent: false,
    }))
}

fn sent(index: u64, millis: u64, bytes: &'static [u8]) -> CallEvent {
    let bytes = Bytes::from_static(bytes);
    CallEvent::RequestSent(MessageSent { index, at: at(millis), wire_bytes: bytes.len(), bytes, compressed: false })
}

fn received(index: u64, millis: u64, bytes: &[u8]) -> CallEvent {
    let bytes = Bytes::copy_from_slice(bytes);
    let wire_bytes = bytes.len() + 3;
    CallEvent::Message(MessageReceived { index, at: at(millis), bytes, wire_bytes, compressed: true })
}

fn headers() -> CallEvent {
    let metadata = pairs(&[("content-type", "application/grpc"), ("set-token", "hunter3"), ("x-id", "7")]);
    CallEvent::Headers(HeadersReceived { at: at(9), http_status: 200, metadata })
}

fn finished() -> CallEvent {
    let mut status = Status::remote(Code::NOT_FOUND, "no such order");
    status.details = Some(Bytes::from_static(&[8, 5]));
    status.notes = vec!["odd".to_owned()];
    let timings = Timings { connected: Some(at(2)), attempts: 2, reused: true, ..Timings::default() };
    CallEvent::Finished(Arc::new(Finished { at: at(40), status, trailers: pairs(&[("x-trailer", "1")]), timings }))
}

/// Everything that can happen, in the order of its times.
fn all() -> Vec<CallEvent> {
    vec![
        CallEvent::Started,
        failed(),
        opened(),
        sent(0, 4, b"\x0a\x01a"),
        headers(),
        received(0, 10, b"\x08\x01"),
        sent(1, 11, b"\x0a\x01b"),
        CallEvent::HalfClosed { at: at(12) },
        received(1, 13, b"\x08\x02"),
        received(2, 13, b""),
        finished(),
    ]
}

fn file_of(head: &RecordingHead, events: &[CallEvent]) -> Vec<u8> {
    file_with(head, &schema_set(&method()), events)
}

fn file_with(head: &RecordingHead, schema: &[u8], events: &[CallEvent]) -> Vec<u8> {
    let mut writer = RecordingWriter::new(Vec::new(), head, schema).unwrap();
    events.iter().for_each(|event| writer.event(event).unwrap());
    writer.finish().unwrap();
    let written = writer.written();
    let file = writer.into_inner();
    assert_eq!(written, file.len() as u64);
    file
}

type Reader<'f> = RecordingReader<Cursor<&'f [u8]>>;

fn reader(file: &[u8]) -> Result<Reader<'_>, RecordingError> {
    RecordingReader::new(Cursor::new(file))
}

fn read(file: &[u8]) -> (Vec<CallEvent>, RecordingEnd) {
    let mut reader = reader(file).unwrap();
    let mut events = Vec::new();
    while let Some(event) = reader.next_event().unwrap() {
        events.push(event);
    }
    (events, reader.end().unwrap())
}

fn words(events: &[CallEvent]) -> Vec<String> {
    events.iter().map(|event| format!("{event:?}")).collect()
}

fn opened_file(file: &[u8]) -> Result<Recording, RecordingError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.fcrec");
    std::fs::write(&path, file).unwrap();
    Recording::open(&path, CallLog::default(), &mut |_| true).map(Option::unwrap)
}
