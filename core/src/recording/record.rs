//! A call written to a file while it runs, or after: the file follows the log, on a thread of whoever asks.
//! The call never waits for the disk, unless whoever runs it chooses to; a full disk ends the recording, not the call.

use std::{
    fs::File,
    io::{self, Write},
    path::Path,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use parking_lot::{Condvar, Mutex};

use super::{
    head::RecordingHead,
    walk::{LogWalk, Walked},
    write::RecordingWriter,
};
use crate::call::{CallEvent, CallLog};

/// How often a log is looked at that tells nothing new.
const PAUSE: Duration = Duration::from_millis(20);
/// What was taken in is on disk at most so much later, however slowly messages come.
const LATEST: Duration = Duration::from_millis(250);

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
    /// What the file holds and can be read of it.
    pub recorded: Recorded,
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
/// # Errors
/// The disk does not take it: the file then holds what it held before, if it was not touched, or all up to there.
pub fn record(
    log: &CallLog,
    head: &RecordingHead,
    schema: &[u8],
    path: &Path,
    progress: &RecordProgress,
) -> Result<Recorded, RecordError> {
    let outcome = match create(path) {
        Ok(file) => write(log, head, schema, file, progress),
        Err(source) => Err(RecordError { recorded: Recorded::default(), source }),
    };
    progress.ended.store(true, Ordering::Release);
    progress.wake();
    outcome
}

/// Messages may hold anything: the file is for the user alone.
fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn write(
    log: &CallLog,
    head: &RecordingHead,
    schema: &[u8],
    file: File,
    progress: &RecordProgress,
) -> Result<Recorded, RecordError> {
    let failed = |source| RecordError { recorded: Recorded::default(), source };
    let kept = file.try_clone().map_err(failed)?;
    let mut writer = RecordingWriter::new(file, head, schema).map_err(failed)?;
    let outcome = follow(log, &mut writer, progress);
    let bytes = writer.written();
    progress.file_bytes.store(bytes, Ordering::Relaxed);
    let told = |messages| Recorded { messages, lost: writer.lost_messages(), bytes, is_whole: writer.is_finished() };
    match outcome.and_then(|()| kept.sync_all().or_else(cannot_sync)) {
        Ok(()) => Ok(told(writer.messages())),
        Err(source) => {
            // What of a block was written is no block; a reader would say that the file is cut short, which it is not.
            let _ = kept.set_len(bytes);
            Err(RecordError { recorded: told(progress.messages()), source })
        }
    }
}

/// A pipe or a device has nothing to sync.
fn cannot_sync(error: io::Error) -> io::Result<()> {
    match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => Ok(()),
        _ => Err(error),
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
        if is_over || progress.is_stopped() {
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
