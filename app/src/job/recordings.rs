//! Work on recordings: a call written while it runs, a file read, a call written in another form, a replay compared. Each takes a
//! thread of its own: it may last as long as a call. It asks nobody where.

use std::{
    io::{BufWriter, Write},
    path::PathBuf,
    sync::Arc,
};

use farcall_core::{
    call::{CallLog, LogStore},
    message::CompareOptions,
    recording::{
        Export, Original, RecordError, RecordProgress, Recorded, Recording, RecordingError, RecordingHead,
        ReplayOutcome, compare_calls, record, schema_set,
    },
    schema::{MessageDescriptor, Method},
    workspace::{is_same_file, write_file_by},
};

use super::{Done, Written};
use crate::{
    state::{ReadProgress, Stop, TabId, WritingId},
    units,
};

/// A call that is to be written into a file, until it has ended.
pub struct RecordJob {
    /// Names it while it is written.
    pub id: WritingId,
    /// What is known of the call.
    pub head: RecordingHead,
    /// Its method.
    pub method: Method,
    /// Its log.
    pub log: Arc<CallLog>,
    /// The file.
    pub path: PathBuf,
    /// Told as it goes; ends it.
    pub progress: Arc<RecordProgress>,
}

impl RecordJob {
    /// Write it.
    pub fn run(self) -> Done {
        let set = schema_set(&self.method);
        let outcome = record(&self.log, &self.head, &set, &self.path, &self.progress);
        Done::Recorded(self.id, self.path, told(outcome))
    }
}

fn told(outcome: Result<Recorded, RecordError>) -> Result<String, String> {
    match outcome {
        Ok(Recorded { messages, lost, bytes, is_whole }) => {
            let mut words = format!("Recorded {}, {}", units::counted(messages, "message"), units::size(bytes));
            if !is_whole {
                words.push_str("; the call goes on");
            }
            if lost > 0 {
                words.push_str(&format!("; {} were no longer kept", units::counted(lost, "message")));
            }
            Ok(words)
        }
        Err(RecordError { is_kept: false, source, .. }) => Err(format!("{source}. Nothing was written")),
        Err(RecordError { recorded, source, .. }) => {
            let held = units::counted(recorded.messages, "message");
            Err(format!("{source}. The file holds {held}; the call goes on"))
        }
    }
}

/// A file that is to be read into a log.
pub struct OpenRecordingJob {
    /// The tab that shows it.
    pub tab: TabId,
    /// The file.
    pub path: PathBuf,
    /// Where the log keeps its messages.
    pub logs: Arc<LogStore>,
    /// Told as it goes.
    pub progress: Arc<ReadProgress>,
    /// Ends it.
    pub stop: Stop,
}

impl OpenRecordingJob {
    /// Read it.
    pub fn run(self) -> Done {
        let mut goes_on = |at: farcall_core::recording::OpenProgress| {
            self.progress.tell(at.bytes, at.of);
            !self.stop.is_set()
        };
        let read = match Recording::open(&self.path, CallLog::in_store(Arc::clone(&self.logs)), &mut goes_on) {
            Ok(Some(recording)) => Ok(Box::new(recording)),
            Ok(None) => Err("Reading was stopped".to_owned()),
            Err(why @ RecordingError::NewerVersion { .. }) => Err(format!("{why}. Open it with a newer one")),
            Err(why) => Err(why.to_string()),
        };
        Done::RecordingRead(self.tab, read)
    }
}

/// A call that is to be written in another form.
pub struct CallExport {
    /// Names it while it is written.
    pub id: WritingId,
    /// Ends it.
    pub stop: Stop,
    /// As what.
    pub export: Export,
    /// Its log.
    pub log: Arc<CallLog>,
    /// The file.
    pub path: PathBuf,
    /// The file of the recording, if the call is one: it is not to be replaced.
    pub recording: Option<PathBuf>,
}

impl CallExport {
    /// Write it.
    pub fn run(self) -> Done {
        if self.recording.as_ref().is_some_and(|recording| is_same_file(recording, &self.path)) {
            let why = format!("{} is the recording itself. Choose another name", self.path.display());
            return Done::Written(self.id, Written::Failed(why));
        }
        let mut messages = 0;
        let written = write_file_by(&self.path, &mut |out: &mut dyn Write| {
            let mut out = BufWriter::new(self.stop.guard(out));
            messages = self.export.log(&self.log, &mut out)?;
            out.flush()
        });
        Done::Written(
            self.id,
            match written {
                Ok(()) => Written::Whole(format!(
                    "Wrote {} as {} to {}",
                    units::counted(messages, "message"),
                    self.export.format.name(),
                    self.path.display()
                )),
                Err(_) if self.stop.is_set() => Written::Stopped("Nothing was written".to_owned()),
                Err(why) => Written::Failed(why.to_string()),
            },
        )
    }
}

/// A replay that is to be compared with its recording.
pub struct CompareReplayJob {
    /// The tab that shows it.
    pub tab: TabId,
    /// Which asking of that tab it is.
    pub asked: u64,
    /// The recorded call.
    pub original: Original,
    /// The replay.
    pub replayed: Arc<CallLog>,
    /// The type of their responses.
    pub of: Option<MessageDescriptor>,
    /// What counts as a difference.
    pub options: CompareOptions,
    /// Ends it.
    pub stop: Stop,
}

impl CompareReplayJob {
    /// Compare them.
    pub fn run(self) -> Done {
        let goes_on = || !self.stop.is_set();
        let found = compare_calls(&self.original, &self.replayed, self.of.as_ref(), &self.options, &goes_on);
        let found: Result<Arc<ReplayOutcome>, String> = found.map(Arc::new).ok_or_else(|| "It was stopped".to_owned());
        Done::ReplayCompared(self.tab, self.asked, found)
    }
}
