//! What happens in a call besides its messages: one block each, and the way there and back.
//! It writes and reads no file.

use std::{sync::Arc, time::Duration};

use prost::Message;

use super::{
    entries::{EntryPart, Secrets, metadata},
    peer::PeerPart,
    verdict::{StatusPart, TimingsPart},
};
use crate::{
    call::{AttemptFailed, Finished, HeadersReceived, Lost, Opened, Resumed},
    recording::head::nanos,
    transport::{FrameLog, StreamWatch},
};

#[derive(Clone, PartialEq, Message)]
pub(in crate::recording) struct OpenedBlock {
    #[prost(uint64, tag = "1")]
    at: u64,
    #[prost(uint32, tag = "2")]
    attempt: u32,
    #[prost(message, repeated, tag = "3")]
    request_headers: Vec<EntryPart>,
    #[prost(message, optional, tag = "4")]
    peer: Option<PeerPart>,
    /// The call asked for its frames: they are in blocks of their own.
    #[prost(bool, tag = "5")]
    has_frames: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(in crate::recording) struct FailedBlock {
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
pub(in crate::recording) struct StreamLostBlock {
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
    #[prost(uint64, tag = "7")]
    left_out: u64,
}

#[derive(Clone, PartialEq, Message)]
struct ResumedPart {
    #[prost(string, tag = "1")]
    field: String,
    #[prost(string, optional, tag = "2")]
    value: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(in crate::recording) struct HeadersBlock {
    #[prost(uint64, tag = "1")]
    at: u64,
    #[prost(uint32, tag = "2")]
    http_status: u32,
    #[prost(message, repeated, tag = "3")]
    metadata: Vec<EntryPart>,
}

#[derive(Clone, PartialEq, Message)]
pub(in crate::recording) struct HalfClosedBlock {
    #[prost(uint64, tag = "1")]
    at: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(in crate::recording) struct FinishedBlock {
    #[prost(uint64, tag = "1")]
    at: u64,
    #[prost(message, optional, tag = "2")]
    status: Option<StatusPart>,
    #[prost(message, repeated, tag = "3")]
    trailers: Vec<EntryPart>,
    #[prost(message, optional, tag = "4")]
    timings: Option<TimingsPart>,
}

impl OpenedBlock {
    pub(in crate::recording) fn of(opened: &Opened, secrets: Secrets) -> Self {
        Self {
            at: nanos(opened.at),
            attempt: opened.attempt,
            request_headers: secrets.entries(&opened.request_headers),
            peer: Some(PeerPart::of(&opened.peer)),
            has_frames: opened.stream.as_ref().is_some_and(|stream| stream.frames().is_some()),
        }
    }

    /// Its frames are in `frames`, if it has any.
    pub(in crate::recording) fn into_opened(self, frames: &Arc<FrameLog>) -> Opened {
        Opened {
            at: Duration::from_nanos(self.at),
            attempt: self.attempt,
            peer: Arc::new(self.peer.unwrap_or_default().into_facts()),
            request_headers: metadata(self.request_headers).into(),
            stream: self.has_frames.then(|| Arc::new(StreamWatch::of_recording(Arc::clone(frames)))),
            read_pace: None,
        }
    }
}

impl FailedBlock {
    pub(in crate::recording) fn of(failed: &AttemptFailed, secrets: Secrets) -> Self {
        Self {
            at: nanos(failed.at),
            attempt: failed.attempt,
            status: Some(StatusPart::of(&failed.status)),
            trailers: secrets.entries(&failed.trailers),
            wait: nanos(failed.wait),
            is_transparent: failed.is_transparent,
        }
    }

    pub(in crate::recording) fn into_failed(self) -> AttemptFailed {
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
    pub(in crate::recording) fn of(lost: &Lost, secrets: Secrets) -> Self {
        let part = |resumed: &Resumed| ResumedPart { field: resumed.field.clone(), value: resumed.value.clone() };
        Self {
            at: nanos(lost.at),
            number: lost.number,
            status: Some(StatusPart::of(&lost.status)),
            trailers: secrets.entries(&lost.trailers),
            wait: nanos(lost.wait),
            resumed: lost.resumed.iter().map(part).collect(),
            left_out: lost.left_out,
        }
    }

    pub(in crate::recording) fn into_lost(self) -> Lost {
        Lost {
            at: Duration::from_nanos(self.at),
            number: self.number,
            status: self.status.unwrap_or_default().into_status(),
            trailers: metadata(self.trailers),
            wait: Duration::from_nanos(self.wait),
            resumed: self.resumed.into_iter().map(|part| Resumed { field: part.field, value: part.value }).collect(),
            left_out: self.left_out,
        }
    }
}

impl HeadersBlock {
    pub(in crate::recording) fn of(headers: &HeadersReceived, secrets: Secrets) -> Self {
        let http_status = u32::from(headers.http_status);
        Self { at: nanos(headers.at), http_status, metadata: secrets.entries(&headers.metadata) }
    }

    pub(in crate::recording) fn into_headers(self) -> HeadersReceived {
        HeadersReceived {
            at: Duration::from_nanos(self.at),
            http_status: u16::try_from(self.http_status).unwrap_or_default(),
            metadata: metadata(self.metadata),
        }
    }
}

impl HalfClosedBlock {
    pub(in crate::recording) fn of(at: Duration) -> Self {
        Self { at: nanos(at) }
    }

    pub(in crate::recording) fn into_at(self) -> Duration {
        Duration::from_nanos(self.at)
    }
}

impl FinishedBlock {
    pub(in crate::recording) fn of(finished: &Finished, secrets: Secrets) -> Self {
        Self {
            at: nanos(finished.at),
            status: Some(StatusPart::of(&finished.status)),
            trailers: secrets.entries(&finished.trailers),
            timings: Some(TimingsPart::of(&finished.timings)),
        }
    }

    pub(in crate::recording) fn into_finished(self) -> Finished {
        Finished {
            at: Duration::from_nanos(self.at),
            status: self.status.unwrap_or_default().into_status(),
            trailers: metadata(self.trailers),
            timings: self.timings.unwrap_or_default().into_timings(),
        }
    }
}
