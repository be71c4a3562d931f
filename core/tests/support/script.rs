//! What a scripted server does, as a value: how it opens a connection, and what it does on each stream.
//! It knows no sockets.

use std::time::Duration;

use super::wire::{DATA, END_STREAM, GOAWAY, RST_STREAM, fields, frame, header_frames, settings};

/// One thing to do.
#[derive(Debug, Clone)]
pub enum Step {
    /// A header block, or trailers; ends the stream if told so.
    Headers(Vec<(String, Vec<u8>)>, bool),
    /// DATA; ends the stream if told so.
    Data(Vec<u8>, bool),
    /// DATA in frames of so many bytes.
    DataCut(Vec<u8>, usize),
    /// RST_STREAM with a code.
    Reset(u32),
    /// GOAWAY: last stream id, code, debug data.
    GoAway(u32, u32, &'static [u8]),
    /// A frame of any type on this stream: type, flags, payload.
    Frame(u8, u8, Vec<u8>),
    /// Any bytes.
    Raw(Vec<u8>),
    /// The same bytes so many times.
    Repeat(Vec<u8>, usize),
    /// Bytes one by one, with a pause after each.
    Drip(Vec<u8>, Duration),
    /// Waits.
    Pause(Duration),
    /// Waits for the client's first words: 24 bytes.
    AwaitPreface,
    /// Waits for so many bytes of DATA from the client.
    AwaitBytes(usize),
    /// Waits for the client to close its side.
    AwaitEnd,
    /// Waits for the client to reset the stream.
    AwaitReset,
    /// Closes the connection in good order.
    Close,
    /// Resets the TCP connection.
    Abort,
    /// Does nothing more, for longer than any test.
    Hang,
}

/// What a server does from its start on.
#[derive(Debug, Clone)]
pub struct Plan {
    /// On each new connection.
    pub opening: Vec<Step>,
    /// The n-th stream, counted over all connections, follows the n-th script; later ones the last.
    pub streams: Vec<Vec<Step>>,
    /// Bytes for connections that are open already, when the server changes to this plan.
    pub onwards: Vec<u8>,
    /// What is done with what the client sends.
    pub reading: Reading,
}

/// How a scripted server reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reading {
    /// All of it, and gives the windows back at once.
    #[default]
    AndGivesBack,
    /// All of it, and gives no window back but that of streams.
    AndKeepsTheConnection,
    /// All of it, and gives no window back at all.
    AndKeepsAll,
    /// Nothing after the first stream began.
    NotAtAll,
}

impl Plan {
    /// Opens as HTTP/2 servers do.
    pub fn new(streams: Vec<Vec<Step>>) -> Self {
        Self::opening_with(settings(&[]), streams)
    }

    /// Does other steps on each new connection, and nothing on streams.
    pub fn opening(opening: Vec<Step>) -> Self {
        Self { opening, streams: Vec::new(), onwards: Vec::new(), reading: Reading::default() }
    }

    /// Opens with other bytes, after the client's first words.
    pub fn opening_with(bytes: Vec<u8>, streams: Vec<Vec<Step>>) -> Self {
        Self {
            opening: vec![Step::AwaitPreface, Step::Raw(bytes)],
            streams,
            onwards: Vec::new(),
            reading: Reading::default(),
        }
    }
}

impl Plan {
    /// The same, read otherwise.
    pub fn reading(self, reading: Reading) -> Self {
        Self { reading, ..self }
    }
}

impl Step {
    /// What it sends, for the steps that send.
    pub fn bytes(&self, stream: u32) -> Option<Vec<u8>> {
        match self {
            Step::Headers(fields, end) => Some(header_frames(stream, fields, *end)),
            Step::Data(data, end) => Some(frame(DATA, if *end { END_STREAM } else { 0 }, stream, data)),
            Step::DataCut(data, size) => {
                let mut frames = Vec::new();
                data.chunks(*size).for_each(|part| frames.extend_from_slice(&frame(DATA, 0, stream, part)));
                Some(frames)
            }
            Step::Reset(code) => Some(frame(RST_STREAM, 0, stream, &code.to_be_bytes())),
            Step::GoAway(last, code, debug) => {
                Some(frame(GOAWAY, 0, 0, &[&last.to_be_bytes()[..], &code.to_be_bytes(), debug].concat()))
            }
            Step::Frame(kind, flags, payload) => Some(frame(*kind, *flags, stream, payload)),
            Step::Raw(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}

/// `:status 200` and gRPC's content-type, then more.
pub fn grpc_headers(more: &[(&str, &str)]) -> Step {
    let usual = [(":status", "200"), ("content-type", "application/grpc")];
    Step::Headers(fields(usual.iter().chain(more)), false)
}

/// Trailers that end the stream.
pub fn trailers(pairs: &[(&str, &str)]) -> Step {
    Step::Headers(fields(pairs.iter()), true)
}
