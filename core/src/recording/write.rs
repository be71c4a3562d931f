//! Events of a call into a recording, as they come. It opens no file and knows no log.

use std::io::{self, Write};

use super::{
    batch::{Batch, Passed},
    block::BlockWriter,
    facts::{FailedBlock, FinishedBlock, HalfClosedBlock, HeadersBlock, OpenedBlock, Secrets, StreamLostBlock},
    format::{
        END, EndBlock, FAILED, FINISHED, FRAME_SUMS, FRAMES, HALF_CLOSED, HEAD, HEADERS, LOST, LostBlock, MARK,
        MESSAGES, OPENED, SCHEMA, STREAM_LOST, VERSION,
    },
    frames::{FrameSumsBlock, FramesBlock},
    head::RecordingHead,
};
use crate::{call::CallEvent, transport::FrameLog};

/// Messages of so many bytes make a block.
const BLOCK_BYTES: usize = 256 << 10;

/// Writes a recording. What waits for its block is at most 256 KiB and one message.
pub struct RecordingWriter<W> {
    blocks: BlockWriter<W>,
    batch: Batch,
    secrets: Secrets,
    sent: u64,
    received: u64,
    messages: u64,
    lost: u64,
    /// The frame to be written next.
    next_frame: u64,
    is_finished: bool,
}

impl<W: Write> RecordingWriter<W> {
    /// Begins a recording; `schema` is the encoded `FileDescriptorSet` of what it holds.
    ///
    /// # Errors
    /// Of the write.
    pub fn new(out: W, head: &RecordingHead, schema: &[u8]) -> io::Result<Self> {
        let mut blocks = BlockWriter::new(out);
        let [v0, v1, v2, v3] = VERSION.to_le_bytes();
        blocks.bare(&MARK)?;
        blocks.bare(&[v0, v1, v2, v3, 0, 0, 0, 0])?;
        blocks.block(HEAD, &head.encode())?;
        blocks.block(SCHEMA, schema)?;
        let secrets = Secrets { kept: head.has_secrets };
        let batch = Batch::default();
        let (sent, received, messages, lost, next_frame) = (0, 0, 0, 0, 0);
        Ok(Self { blocks, batch, secrets, sent, received, messages, lost, next_frame, is_finished: false })
    }

    /// What happened next. Messages wait until there is a block of them.
    ///
    /// # Errors
    /// Of the write.
    pub fn event(&mut self, event: &CallEvent) -> io::Result<()> {
        match event {
            CallEvent::Started => Ok(()),
            CallEvent::Opened(opened) => self.fact(OPENED, &OpenedBlock::of(opened, self.secrets)),
            CallEvent::AttemptFailed(failed) => self.fact(FAILED, &FailedBlock::of(failed, self.secrets)),
            CallEvent::Lost(lost) => self.fact(STREAM_LOST, &StreamLostBlock::of(lost, self.secrets)),
            CallEvent::RequestSent(sent) => self.message(&Passed::sent(sent)),
            CallEvent::HalfClosed { at } => self.fact(HALF_CLOSED, &HalfClosedBlock::of(*at)),
            CallEvent::Headers(headers) => self.fact(HEADERS, &HeadersBlock::of(headers, self.secrets)),
            CallEvent::Message(message) => self.message(&Passed::received(message)),
            CallEvent::Finished(finished) => {
                self.is_finished = true;
                self.fact(FINISHED, &FinishedBlock::of(finished, self.secrets))
            }
        }
    }

    /// So many messages stood here and are no longer kept.
    ///
    /// # Errors
    /// Of the write.
    pub fn lost(&mut self, messages: u64) -> io::Result<()> {
        self.lost += messages;
        self.fact(LOST, &LostBlock { messages })
    }

    /// The frames of the call that came since the last time.
    ///
    /// # Errors
    /// Of the write.
    pub fn frames(&mut self, log: &FrameLog) -> io::Result<()> {
        while let Some((block, next)) = FramesBlock::next(log, self.next_frame) {
            self.fact(FRAMES, &block)?;
            self.next_frame = next;
        }
        Ok(())
    }

    /// The last of its frames, and what is known of all of them.
    ///
    /// # Errors
    /// Of the write.
    pub fn all_frames(&mut self, log: &FrameLog) -> io::Result<()> {
        self.frames(log)?;
        self.fact(FRAME_SUMS, &FrameSumsBlock::of(log))
    }

    /// Writes what waits.
    ///
    /// # Errors
    /// Of the write.
    pub fn flush(&mut self) -> io::Result<()> {
        self.close_batch()?;
        self.blocks.flush()
    }

    /// Writes what waits, and that nothing follows.
    ///
    /// # Errors
    /// Of the write.
    pub fn finish(&mut self) -> io::Result<()> {
        let end = EndBlock { messages: self.messages, is_whole: self.is_finished };
        self.fact(END, &end)?;
        self.blocks.flush()
    }

    /// Messages taken in.
    pub fn messages(&self) -> u64 {
        self.messages
    }

    /// Messages that were no longer kept.
    pub fn lost_messages(&self) -> u64 {
        self.lost
    }

    /// Whether the call had ended.
    pub fn is_finished(&self) -> bool {
        self.is_finished
    }

    /// Bytes of the file up to its last whole block.
    pub fn written(&self) -> u64 {
        self.blocks.written()
    }

    /// Where it was written.
    pub fn into_inner(self) -> W {
        self.blocks.into_inner()
    }

    fn message(&mut self, message: &Passed<'_>) -> io::Result<()> {
        let count = if message.is_received { &mut self.received } else { &mut self.sent };
        if *count != message.index {
            // Numbers within a batch go on by one; where some are lost another one begins.
            *count = message.index;
            self.close_batch()?;
        }
        if self.batch.len() > 0 && self.batch.len() + message.bytes.len() > BLOCK_BYTES {
            self.close_batch()?;
        }
        self.batch.push(message, (self.sent, self.received));
        *(if message.is_received { &mut self.received } else { &mut self.sent }) += 1;
        self.messages += 1;
        Ok(())
    }

    fn fact(&mut self, kind: u8, fact: &impl prost::Message) -> io::Result<()> {
        self.close_batch()?;
        self.blocks.block(kind, &fact.encode_to_vec())
    }

    fn close_batch(&mut self) -> io::Result<()> {
        match self.batch.take() {
            Some(bytes) => self.blocks.block(MESSAGES, bytes),
            None => Ok(()),
        }
    }
}
