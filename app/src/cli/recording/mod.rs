//! Recordings in the terminal: a call written to a file while it runs, exported, replayed. The file is the core's.

pub mod args;
mod export;
mod recorder;
mod replay;

pub use self::{
    export::export,
    recorder::{Recorder, WithRecorder},
    replay::replay,
};

use std::path::Path;

use farcall_core::{engine::Failure, recording::RecordingError};

use super::ended::Ended;

/// A file that is not opened as a recording.
fn not_opened(file: &Path, error: &RecordingError) -> Ended {
    let failure = Failure::new(format!("{} cannot be opened", file.display())).because(error.to_string());
    Ended::Failed(match error {
        RecordingError::NewerVersion { .. } => failure.hint("Open it with the Farcall that wrote it, or a newer one"),
        RecordingError::NotARecording => failure.hint("farcall call --record FILE makes one"),
        RecordingError::NoHead | RecordingError::Unreadable(_) => failure,
    })
}
