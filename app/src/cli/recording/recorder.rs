//! `farcall call --record`: a thread that writes what the call tells; a disk that is slower holds the call up, so that
//! memory stays small and nothing is left out.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::Arc,
    task::{Context, Poll},
    thread::{self, JoinHandle},
    time::{Duration, Instant, SystemTime},
};

use farcall_core::{
    call::{CallEvent, CallLog, CallObserver, CallOptions, CallSpec},
    recording::{RecordError, RecordProgress, Recorded, RecordingHead, record, schema_set},
    schema::Method,
    transport::Target,
};

use super::args::RecordOptions;
use crate::{
    cli::{ended::Ended, output::Console},
    units,
};

/// What is kept of a call that is recorded.
const LOG_BYTES: usize = 32 << 20;
/// How much of it may wait for the disk.
const BEHIND_BYTES: u64 = 8 << 20;
/// A call begins as soon as its task runs.
const LONGEST_START: Duration = Duration::from_secs(5);

/// A call that is being written to a file.
pub struct Recorder {
    file: PathBuf,
    log: Arc<CallLog>,
    progress: Arc<RecordProgress>,
    writing: JoinHandle<Result<Recorded, RecordError>>,
    /// Bytes of messages that were told.
    told: u64,
}

impl Recorder {
    /// Begins, if the options say so.
    ///
    /// # Errors
    /// The file cannot be written: better known before the call than after it.
    pub fn start(
        options: &RecordOptions,
        target: &Target,
        spec: &CallSpec,
        method: &Method,
        console: Console,
    ) -> Result<Option<Self>, Ended> {
        let Some(file) = options.record.clone() else { return Ok(None) };
        let refused = |error: io::Error| Ended::because(format!("{} cannot be written", file.display()), error);
        make(&file).map_err(refused)?;
        let head = RecordingHead {
            timeout: spec.timeout,
            options: CallOptions::of(spec),
            has_secrets: options.record_secrets,
            ..RecordingHead::new(method, target)
        };
        let log = Arc::new(CallLog::new(LOG_BYTES));
        let progress = Arc::<RecordProgress>::default();
        let (method, path) = (method.clone(), file.clone());
        let (told_log, told) = (log.clone(), progress.clone());
        let writing = thread::Builder::new()
            .name("recording".to_owned())
            .spawn(move || {
                let set = schema_set(&method);
                let head = RecordingHead { began: beginning(&told_log).unwrap_or(head.began), ..head };
                let outcome = record(&told_log, &head, &set, &path, &told);
                // A call may go on for hours: whoever records it is to know at once.
                if let (Err(error), None) = (&outcome, told_log.finished()) {
                    console.note(&format!("warning: {}: {error}; the call goes on", stopped(&path, error)));
                }
                outcome
            })
            .map_err(refused)?;
        Ok(Some(Self { file, log, progress, writing, told: 0 }))
    }

    fn event(&mut self, event: &CallEvent) {
        self.log.record(event);
        self.told += match event {
            CallEvent::RequestSent(sent) => sent.bytes.len() as u64,
            CallEvent::Message(message) => message.bytes.len() as u64,
            CallEvent::Finished(_) => {
                self.progress.wake();
                0
            }
            _ => 0,
        };
        self.progress.keep_up(self.told, BEHIND_BYTES);
    }

    /// Waits until all of it is on disk and says what is there.
    ///
    /// # Errors
    /// The disk did not take it; what it took can be read.
    pub fn finish(self, console: Console) -> Result<(), Ended> {
        if self.log.finished().is_none() {
            self.progress.stop();
        }
        self.progress.wake();
        let file = self.file.display();
        match self.writing.join() {
            Ok(Ok(Recorded { messages, bytes, .. })) => {
                let (messages, size) = (units::counted(messages, "message"), units::size(bytes));
                console.note(&format!("Recorded {messages}, {size}, to {file}"));
                Ok(())
            }
            Ok(Err(error)) => Err(Ended::because(stopped(&self.file, &error), error.source)),
            Err(_) => Err(Ended::failed(format!("{file} could not be written; please report it"))),
        }
    }
}

/// Makes the file, if it is not there. Messages may hold anything: it is for the user alone.
fn make(file: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

fn stopped(file: &Path, error: &RecordError) -> String {
    let held = units::counted(error.recorded.messages, "message");
    format!("The recording stopped; {} holds {held}", file.display())
}

/// When the call begins, which is to be in the head of its file; it is about to.
fn beginning(log: &CallLog) -> Option<SystemTime> {
    let asked = Instant::now();
    while log.began().is_none() && asked.elapsed() < LONGEST_START {
        thread::sleep(Duration::from_millis(1));
    }
    log.began()
}

/// An observer and the recorder beside it, if there is one.
pub struct WithRecorder<O> {
    /// Who else is told.
    pub observer: O,
    /// Who writes.
    pub recorder: Option<Recorder>,
}

impl<O: CallObserver> CallObserver for WithRecorder<O> {
    fn event(&mut self, event: CallEvent) {
        if let Some(recorder) = &mut self.recorder {
            recorder.event(&event);
        }
        self.observer.event(event);
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.observer.poll_ready(cx)
    }
}
