//! A call written to a file while it runs, or after: the file follows the log, on a thread of whoever asks.
//! The call never waits for the disk, unless whoever runs it chooses to; a full disk ends the recording, not the call.

use std::{
    io::{self, Write},
    path::Path,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use parking_lot::{Condvar, Mutex};

use super::{
    head::RecordingHead,
    place::Place,
    walk::{LogWalk, Walked},
    write::RecordingWriter,
};
use crate::call::{CallEvent, CallLog};

/// How often a log is looked at that tells nothing new.
const PAUSE: Duration = Duration::from_millis(20);
/// What was taken in is on disk at most so much later, however slowly messages come.
const LATEST: Duration = Duration::from_millis(250);
/// Frames are taken after so many messages: their log keeps only the last ones.
const FRAMES_EVERY: u64 = 1_024;
/// How long the frames that the end of a call makes may take.
const LAST_FRAMES: Duration = Duration::from_millis(500);

/// How far a recording is; shared between who writes it and who shows it, stops it, or waits for it.
#[derive(Debug, Default)]
pub struct RecordProgress {
    stop: AtomicBool,
    ended: AtomicBool,
    messages: AtomicU64,
    message_bytes: AtomicU64,
    file_bytes: AtomicU64,
    pause: Mutex<()>,
    changed: Condvar,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Messages in the file.
    pub messages: u64,
    /// Messages that were no longer kept when they were to be written.
    pub lost: u64,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Whether the call had ended: if not, recording was stopped.
    pub is_whole: bool,
}

/// Why a recording ended early.
#[derive(Debug, thiserror::Error)]
#[error("{source}")]
pub struct RecordError {
    /// How far it came.
    pub recorded: Recorded,
    /// Whether the file holds that and can be read; if not there is nothing of it.
    pub is_kept: bool,
    /// The fault of the disk.
    pub source: io::Error,
}

impl RecordProgress {
    /// End the recording soon; the file then says that the call went on.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        self.wake();
    }

    /// Messages written.
    pub fn messages(&self) -> u64 {
        self.messages.load(Ordering::Relaxed)
    }

    /// Size of the file in bytes.
    pub fn file_bytes(&self) -> u64 {
        self.file_bytes.load(Ordering::Relaxed)
    }

    /// Waits until of so many bytes of messages no more than `behind` are still to be written: for whoever would rather
    /// hold a call up than have its log drop what is not on disk yet. Returns at once when the recording has ended.
    pub fn keep_up(&self, message_bytes: u64, behind: u64) {
        let mut pause = self.pause.lock();
        while !self.ended.load(Ordering::Acquire)
            && message_bytes.saturating_sub(self.message_bytes.load(Ordering::Acquire)) > behind
        {
            self.changed.wait_for(&mut pause, PAUSE);
        }
    }

    /// News for whoever writes: it need not wait to look.
    pub fn wake(&self) {
        self.changed.notify_all();
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    fn tell<W: Write>(&self, writer: &RecordingWriter<W>) {
        self.messages.store(writer.messages(), Ordering::Relaxed);
        self.file_bytes.store(writer.written(), Ordering::Relaxed);
    }

    fn pause(&self) {
        let mut pause = self.pause.lock();
        if !self.is_stopped() {
            self.changed.wait_for(&mut pause, PAUSE);
        }
    }
}

/// Writes a call into a file, until it has ended or `progress` is stopped. `schema` is the encoded `FileDescriptorSet` of
/// its messages. Blocks for as long as that takes.
///
/// A call that goes on is written into the file itself, which can be read up to its last whole block whatever happens. One
/// that has ended is written beside it and takes its name once it is whole.
///
/// # Errors
/// The disk does not take it. Of a call that went on the file then holds all up to there; of one that has ended
/// ([`RecordError::is_kept`] is false) what stood there before stands there still.
pub fn record(
    log: &CallLog,
    head: &RecordingHead,
    schema: &[u8],
    path: &Path,
    progress: &RecordProgress,
) -> Result<Recorded, RecordError> {
    let outcome = match Place::take(path, log.finished().is_some()) {
        Ok(place) => write(log, head, schema, place, progress),
        Err(source) => Err(RecordError { recorded: Recorded::default(), is_kept: false, source }),
    };
    progress.ended.store(true, Ordering::Release);
    progress.wake();
    outcome
}

fn write(
    log: &CallLog,
    head: &RecordingHead,
    schema: &[u8],
    place: Place,
    progress: &RecordProgress,
) -> Result<Recorded, RecordError> {
    let is_kept = place.is_final();
    let failed = |source| RecordError { recorded: Recorded::default(), is_kept, source };
    let mut writer = RecordingWriter::new(place.file(), head, schema).map_err(failed)?;
    let outcome = follow(log, &mut writer, progress);
    let bytes = writer.written();
    progress.file_bytes.store(bytes, Ordering::Relaxed);
    let told = |messages| Recorded { messages, lost: writer.lost_messages(), bytes, is_whole: writer.is_finished() };
    let (whole, so_far) = (told(writer.messages()), told(progress.messages()));
    match outcome {
        // What is known whole and was not wanted whole is not wanted.
        Ok(()) if !is_kept && !whole.is_whole => {
            Err(failed(io::Error::new(io::ErrorKind::Interrupted, "It was stopped")))
        }
        Ok(()) => place.settle().map(|()| whole).map_err(|source| RecordError { recorded: whole, is_kept, source }),
        Err(source) => {
            // What of a block was written is no block; a reader would say that the file is cut short, which it is not.
            let _ = place.file().set_len(bytes);
            Err(RecordError { recorded: so_far, is_kept, source })
        }
    }
}

/// Writes what the log tells, as it tells it.
pub(super) fn follow<W: Write>(
    log: &CallLog,
    writer: &mut RecordingWriter<W>,
    progress: &RecordProgress,
) -> io::Result<()> {
    let mut walk = LogWalk::default();
    let mut flushed = Instant::now();
    // Whoever clears the log clears what is recorded.
    let hold = log.hold(0);
    loop {
        let outcome = walk.go_on(log, &mut |walked| {
            match walked {
                Walked::Event(event) => {
                    writer.event(&event)?;
                    let taken = match &event {
                        CallEvent::RequestSent(sent) => sent.bytes.len(),
                        CallEvent::Message(message) => message.bytes.len(),
                        _ => 0,
                    };
                    progress.message_bytes.fetch_add(taken as u64, Ordering::Release);
                    if writer.messages().is_multiple_of(FRAMES_EVERY) {
                        take_frames(log, writer)?;
                    }
                    progress.tell(writer);
                }
                Walked::Lost(messages) => writer.lost(messages)?,
            }
            if progress.is_stopped() { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
        });
        let is_over = match outcome {
            Err(error) if error.kind() == io::ErrorKind::Interrupted && progress.is_stopped() => true,
            outcome => outcome?,
        };
        hold.advance(walk.next());
        take_frames(log, writer)?;
        if is_over || progress.is_stopped() {
            take_last_frames(log, writer, progress)?;
            writer.finish()?;
            progress.tell(writer);
            return Ok(());
        }
        progress.changed.notify_all();
        if flushed.elapsed() >= LATEST {
            writer.flush()?;
            flushed = Instant::now();
            progress.tell(writer);
        }
        progress.pause();
    }
}

fn take_frames<W: Write>(log: &CallLog, writer: &mut RecordingWriter<W>) -> io::Result<()> {
    log.frames().map_or(Ok(()), |frames| writer.frames(&frames))
}

/// Waits a little for the frames of an end, if the call has ended.
fn take_last_frames<W: Write>(
    log: &CallLog,
    writer: &mut RecordingWriter<W>,
    progress: &RecordProgress,
) -> io::Result<()> {
    let Some(frames) = log.frames() else { return Ok(()) };
    let asked = Instant::now();
    while !frames.summary().is_over && !progress.is_stopped() && asked.elapsed() < LAST_FRAMES {
        progress.pause();
    }
    writer.all_frames(&frames)
}
