//! A recording opened again: its file becomes a finished log that every view shows as it shows a call.
//! It shows nothing and calls nobody.

use std::{fs::File, io::BufReader, path::Path, sync::Arc, time::Duration};

use super::{
    head::RecordingHead,
    read::{RecordingEnd, RecordingError, RecordingReader},
    types::{method_of, typed},
};
use crate::{
    call::{CallEvent, CallLog, Finished, Timings},
    metadata::Metadata,
    schema::{Method, Schema},
    status::{Code, Status},
};

/// Bytes read at once.
const READ_AHEAD: usize = 256 << 10;
/// Events between two looks at whether it goes on.
const STEP: u64 = 4_096;

/// A call that was recorded.
pub struct Recording {
    /// What it says of its call.
    pub head: RecordingHead,
    /// The method, with its types where [`Recording::has_types`].
    pub method: Method,
    /// The schema it was recorded with.
    pub schema: Schema,
    /// Whether its types are known; if not its fields have numbers.
    pub has_types: bool,
    /// Everything it holds. It has a verdict, also where the file has none: then a local one that says so.
    pub log: Arc<CallLog>,
    /// How the file ends.
    pub end: RecordingEnd,
    /// Whether the file says how the call ended; if not, the verdict in the log only says that.
    pub has_verdict: bool,
    /// Messages that were not kept when it was recorded.
    pub lost: u64,
    /// Parts that a newer Farcall wrote and this one does not know.
    pub passed_over: u64,
}

/// How far a file was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OpenProgress {
    /// Bytes read.
    pub bytes: u64,
    /// Size of the file.
    pub of: u64,
}

impl Recording {
    /// Reads a file into this log, which is to be empty. `goes_on` is told how far it is and may end it: `None` then.
    /// Memory is that of the log.
    ///
    /// # Errors
    /// It is no recording that can be read. One that is cut short or damaged is opened as far as it goes.
    pub fn open(
        path: &Path,
        log: CallLog,
        goes_on: &mut dyn FnMut(OpenProgress) -> bool,
    ) -> Result<Option<Self>, RecordingError> {
        let file = File::open(path)?;
        let of = file.metadata()?.len();
        let mut reader = RecordingReader::new(BufReader::with_capacity(READ_AHEAD, file))?;
        let mut last = Duration::ZERO;
        let mut is_finished = false;
        let mut events = 0_u64;
        while let Some(event) = reader.next_event()? {
            if let CallEvent::RequestSent(_) | CallEvent::Message(_) | CallEvent::Headers(_) = &event {
                last = last.max(moment(&event));
            }
            is_finished |= matches!(event, CallEvent::Finished(_));
            log.wait_until_ready();
            log.record(&event);
            events += 1;
            if events.is_multiple_of(STEP) && !goes_on(OpenProgress { bytes: reader.offset(), of }) {
                return Ok(None);
            }
        }
        let end = reader.end().unwrap_or(RecordingEnd::CutShort { at: reader.offset() });
        if !is_finished {
            log.record(&CallEvent::Finished(Arc::new(unfinished(end, last, &log))));
        }
        let set = reader.take_schema();
        let head = reader.head().clone();
        let (schema, method, has_types) = method_of(&head, set.as_deref()).ok_or(RecordingError::NoHead)?;
        let (lost, passed_over) = (reader.lost(), reader.passed_over());
        let (log, has_verdict) = (Arc::new(log), is_finished);
        Ok(Some(Self { head, method, schema, has_types, log, end, has_verdict, lost, passed_over }))
    }

    /// Takes the types of another schema, where that has the method. True if it does.
    pub fn read_by(&mut self, schema: &Schema) -> bool {
        let Some(method) = typed(&self.head, schema) else { return false };
        (self.method, self.schema, self.has_types) = (method, schema.clone(), true);
        true
    }

    /// What is to be said of the file besides the call.
    pub fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.end.words().into_iter().collect();
        if self.lost > 0 {
            notes.push(format!("{} messages were no longer kept when it was recorded", self.lost));
        }
        if !self.has_types {
            notes.push("The file has no schema of its method: fields have numbers".to_owned());
        }
        if self.passed_over > 0 {
            notes.push("Parts of it were written by a newer Farcall and are not shown".to_owned());
        }
        notes.extend(self.original().note());
        notes
    }
}

fn moment(event: &CallEvent) -> Duration {
    match event {
        CallEvent::RequestSent(sent) => sent.at,
        CallEvent::Message(message) => message.at,
        CallEvent::Headers(headers) => headers.at,
        _ => Duration::ZERO,
    }
}

/// The verdict of a call whose recording ends before it.
fn unfinished(end: RecordingEnd, at: Duration, log: &CallLog) -> Finished {
    let message = match end {
        RecordingEnd::Whole | RecordingEnd::Stopped => "The call was still running when recording was stopped",
        RecordingEnd::CutShort { .. } => "The recording is cut short: how the call ended is not in it",
        RecordingEnd::Damaged { .. } => "The recording is damaged: how the call ended could not be read",
    };
    let attempts = log.opened().map_or(0, |opened| opened.attempt);
    let timings = Timings {
        attempts,
        request_headers: log.opened().map(|opened| opened.at),
        headers: log.headers().map(|headers| headers.at),
        ..Timings::default()
    };
    Finished { at, status: Status::local(Code::UNKNOWN, message), trailers: Metadata::new(), timings }
}
