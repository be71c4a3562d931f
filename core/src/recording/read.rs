//! A recording as events again, as far as the file goes: cut short or damaged, it reads up to there and says so.
//! Memory is that of its largest block.

use std::{
    io::{self, Read},
    sync::Arc,
};

use bytes::Bytes;
use prost::Message as _;

use super::{
    batch::Unbatch,
    block::{BlockReader, Found, read_up_to},
    facts::{FailedBlock, FinishedBlock, HalfClosedBlock, HeadersBlock, OpenedBlock, StreamLostBlock},
    format::{
        END, EndBlock, FAILED, FINISHED, FRAME_SUMS, FRAMES, HALF_CLOSED, HEAD, HEADERS, LOST, LostBlock, MARK,
        MESSAGES, OPENED, SCHEMA, STREAM_LOST, VERSION,
    },
    frames::{FrameSumsBlock, FramesBlock},
    head::RecordingHead,
};
use crate::{
    call::CallEvent,
    status::words,
    transport::{Direction, FrameLog},
};

/// Why a file is not opened as a recording.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// It begins with something else.
    #[error("It is not a recording")]
    NotARecording,
    /// Another Farcall wrote it.
    #[error("It is a recording of version {found}; this Farcall reads version {known}")]
    NewerVersion {
        /// The version it gives itself.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// What it says of its call is missing or damaged.
    #[error("It is damaged: it does not say which call it is of")]
    NoHead,
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
}

/// How a recording ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingEnd {
    /// With its call.
    Whole,
    /// Before its call: recording was stopped.
    Stopped,
    /// Within the file: whoever wrote it was cut off. The offset is that of the last whole block's end.
    CutShort {
        /// In bytes.
        at: u64,
    },
    /// At something that was not written so.
    Damaged {
        /// Offset in bytes.
        at: u64,
    },
}

impl RecordingEnd {
    /// What is to be said of it; nothing of a whole one.
    pub fn words(self) -> Option<String> {
        match self {
            Self::Whole => None,
            Self::Stopped => Some("The recording was stopped before the call ended".to_owned()),
            Self::CutShort { at } => {
                let at = words::grouped(at);
                Some(format!("The recording is cut short: the file ends after byte {at}"))
            }
            Self::Damaged { at } => {
                let at = words::grouped(at);
                Some(format!("The recording is damaged at byte {at}: what follows was not read"))
            }
        }
    }
}

/// Reads a recording.
pub struct RecordingReader<R> {
    blocks: BlockReader<R>,
    head: RecordingHead,
    schema: Option<Vec<u8>>,
    /// A block that was read and not looked at.
    held: Option<Found>,
    batch: Option<Unbatch>,
    /// Of all streams; those that were watched have it.
    frames: Arc<FrameLog>,
    has_frames: bool,
    /// Where the block being read began, and the one after it.
    block_at: u64,
    offset: u64,
    has_begun: bool,
    end: Option<RecordingEnd>,
    lost: u64,
    passed_over: u64,
}

impl<R: Read> RecordingReader<R> {
    /// Reads what stands before the messages.
    ///
    /// # Errors
    /// It is no recording, or none that can be read.
    pub fn new(mut input: R) -> Result<Self, RecordingError> {
        let mut mark = [0; MARK.len()];
        let mut version = [0; 8];
        if read_up_to(&mut input, &mut mark)? < MARK.len() || mark != MARK {
            return Err(RecordingError::NotARecording);
        }
        if read_up_to(&mut input, &mut version)? < version.len() {
            return Err(RecordingError::NoHead);
        }
        let [v0, v1, v2, v3, ..] = version;
        let found = u32::from_le_bytes([v0, v1, v2, v3]);
        if found != VERSION {
            return Err(RecordingError::NewerVersion { found, known: VERSION });
        }
        let mut blocks = BlockReader::new(input);
        let mut offset = (MARK.len() + version.len()) as u64;
        let head = match blocks.next()? {
            Found::Block(HEAD, len) => {
                offset += len;
                RecordingHead::decode(blocks.bytes()).ok_or(RecordingError::NoHead)?
            }
            _ => return Err(RecordingError::NoHead),
        };
        let mut held = Some(blocks.next()?);
        let mut schema = None;
        if let Some(Found::Block(SCHEMA, len)) = held {
            offset += len;
            schema = Some(blocks.bytes().to_vec());
            held = None;
        }
        Ok(Self {
            blocks,
            head,
            schema,
            held,
            batch: None,
            frames: Arc::default(),
            has_frames: false,
            block_at: offset,
            offset,
            has_begun: false,
            end: None,
            lost: 0,
            passed_over: 0,
        })
    }

    /// What it says of its call.
    pub fn head(&self) -> &RecordingHead {
        &self.head
    }

    /// The `FileDescriptorSet` that its messages are read by, if it has one; once.
    pub fn take_schema(&mut self) -> Option<Vec<u8>> {
        self.schema.take()
    }

    /// The next event; `None` at the end, which [`RecordingReader::end`] then tells. The first is `Started`; where the file
    /// does not reach so far there is no `Finished`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn next_event(&mut self) -> io::Result<Option<CallEvent>> {
        if !std::mem::replace(&mut self.has_begun, true) {
            return Ok(Some(CallEvent::Started));
        }
        loop {
            match self.batch.as_mut().map(Iterator::next) {
                Some(Some(Some(event))) => {
                    self.mark(&event);
                    return Ok(Some(event));
                }
                Some(Some(None)) => {
                    self.batch = None;
                    self.end = Some(RecordingEnd::Damaged { at: self.block_at });
                }
                Some(None) => self.batch = None,
                None => {}
            }
            if self.end.is_some() {
                self.frames.end();
                return Ok(None);
            }
            if self.batch.is_none()
                && let Some(event) = self.next_block()?
            {
                return Ok(Some(event));
            }
        }
    }

    /// How it ends, once there are no more events.
    pub fn end(&self) -> Option<RecordingEnd> {
        self.end
    }

    /// Messages that were not kept when it was written.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Blocks of a kind that is not known: a newer Farcall wrote them.
    pub fn passed_over(&self) -> u64 {
        self.passed_over
    }

    /// Bytes read.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Frames are shown with the messages among them.
    fn mark(&self, event: &CallEvent) {
        match event {
            CallEvent::RequestSent(sent) if self.has_frames => self.frames.mark(Direction::Sent, sent.at),
            CallEvent::Message(message) if self.has_frames => self.frames.mark(Direction::Received, message.at),
            _ => {}
        }
    }

    /// The next block: an event, or a batch of them, or neither.
    fn next_block(&mut self) -> io::Result<Option<CallEvent>> {
        let found = match self.held.take() {
            Some(found) => found,
            None => self.blocks.next()?,
        };
        self.block_at = self.offset;
        match found {
            Found::Block(kind, len) => {
                self.offset += len;
                let taken = self.take(kind);
                if taken.is_none() {
                    self.end = Some(RecordingEnd::Damaged { at: self.block_at });
                }
                Ok(taken.flatten())
            }
            Found::End | Found::CutShort => {
                self.end = Some(RecordingEnd::CutShort { at: self.offset });
                Ok(None)
            }
            Found::Damaged => {
                self.end = Some(RecordingEnd::Damaged { at: self.offset });
                Ok(None)
            }
        }
    }

    /// What a block says; `None`: it makes no sense.
    fn take(&mut self, kind: u8) -> Option<Option<CallEvent>> {
        let bytes = self.blocks.bytes();
        Some(match kind {
            OPENED => {
                let opened = OpenedBlock::decode(bytes).ok()?.into_opened(&self.frames);
                self.has_frames |= opened.stream.is_some();
                Some(CallEvent::Opened(Arc::new(opened)))
            }
            FAILED => Some(CallEvent::AttemptFailed(Arc::new(FailedBlock::decode(bytes).ok()?.into_failed()))),
            STREAM_LOST => Some(CallEvent::Lost(Arc::new(StreamLostBlock::decode(bytes).ok()?.into_lost()))),
            HEADERS => Some(CallEvent::Headers(HeadersBlock::decode(bytes).ok()?.into_headers())),
            HALF_CLOSED => Some(CallEvent::HalfClosed { at: HalfClosedBlock::decode(bytes).ok()?.into_at() }),
            FINISHED => Some(CallEvent::Finished(Arc::new(FinishedBlock::decode(bytes).ok()?.into_finished()))),
            MESSAGES => {
                self.batch = Some(Unbatch::new(Bytes::copy_from_slice(bytes))?);
                None
            }
            LOST => {
                self.lost = self.lost.saturating_add(LostBlock::decode(bytes).ok()?.messages);
                None
            }
            END => {
                let is_whole = EndBlock::decode(bytes).ok()?.is_whole;
                self.end = Some(if is_whole { RecordingEnd::Whole } else { RecordingEnd::Stopped });
                None
            }
            FRAMES => {
                FramesBlock::read(bytes)?.into_log(&self.frames);
                None
            }
            FRAME_SUMS => {
                FrameSumsBlock::read(bytes)?.into_log(&self.frames);
                None
            }
            SCHEMA => {
                self.schema = Some(bytes.to_vec());
                None
            }
            _ => {
                self.passed_over += 1;
                None
            }
        })
    }
}
