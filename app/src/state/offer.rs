//! What a notice offers to do about what it says, with the word on its button. Doing it is an action's.

use std::path::PathBuf;

use farcall_core::{engine::CallId, workspace::ExamplePath};

use super::TabId;

/// One thing that can be done about what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// Open the tab closed last again.
    ReopenTab,
    /// Close the chosen tab.
    CloseTab,
    /// Take back the last change of the message.
    UndoEdit,
    /// Bring back the prepared message of a tab removed last.
    RestoreMessage(TabId),
    /// Bring back the saved request deleted last.
    RestoreRequest,
    /// Bring back the example deleted last.
    RestoreExample,
    /// Show the cleared rows of a run again: those before this one.
    RestoreRows(CallId, u64),
    /// Bring these runs of a tab back.
    RestoreRuns(TabId, Vec<CallId>),
    /// Open a file as a message.
    OpenMessage(PathBuf),
    /// Open a recording.
    OpenRecording(PathBuf),
    /// Open an example.
    OpenExample(ExamplePath),
    /// Open the call that a grpcurl command makes.
    OpenCommand(String),
}

impl Offer {
    /// The word on its button.
    pub fn label(&self) -> &'static str {
        match self {
            Offer::ReopenTab => "Reopen",
            Offer::CloseTab => "Close it",
            Offer::UndoEdit
            | Offer::RestoreMessage(_)
            | Offer::RestoreRequest
            | Offer::RestoreExample
            | Offer::RestoreRows(..)
            | Offer::RestoreRuns(..) => "Undo",
            Offer::OpenMessage(_) => "Open as a message",
            Offer::OpenRecording(_) | Offer::OpenExample(_) => "Open",
            Offer::OpenCommand(_) => "Open as a call",
        }
    }
}
