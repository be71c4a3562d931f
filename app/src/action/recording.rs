//! What can be done with recordings, one entry an intent.

use std::path::PathBuf;

use farcall_core::{
    engine::CallId,
    recording::{ExportFormat, Side},
};

use super::{Action, Entry, Group};
use crate::state::{CompareRules, TabId, TypedReplay};

/// An intent about a recorded call, or one that is to be.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordingAction {
    /// Ask where to write the shown call; with the values of secret metadata, or without.
    AskRecord(bool),
    /// Write a call into a file, until it has ended.
    Record(CallId, bool, PathBuf),
    /// Ask for the file of a recording.
    AskOpen,
    /// Open a recording.
    Open(PathBuf),
    /// Read the file of a tab.
    Read(TabId),
    /// Stop reading the file of a tab, or comparing its replay.
    Stop(TabId),
    /// Ask where to write the shown call in this form.
    AskExport(ExportFormat),
    /// Write a call in this form.
    Export(CallId, ExportFormat, PathBuf),
    /// Change how a recording is replayed.
    EditReplay(TabId, TypedReplay),
    /// Send the requests of the chosen recording again.
    Replay,
    /// Compare a replay by other rules.
    EditRules(TabId, CompareRules),
    /// Compare the last replay of the chosen recording again.
    CompareAgain,
    /// Open the response of this number on both sides of a comparison.
    OpenDifference(TabId, u64),
}

/// Those without data, with how they are shown.
pub(super) fn commands() -> Vec<(Action, Entry)> {
    use RecordingAction::{AskExport, AskOpen, AskRecord, CompareAgain, Replay};
    let rows = [
        (AskRecord(false), "Save recording…", "The shown call with all its messages and times, also while it runs"),
        (
            AskRecord(true),
            "Save recording with secrets…",
            "The same with the values of authorization, cookies and tokens",
        ),
        (AskOpen, "Open recording…", "A call that was recorded, with all views"),
        (Replay, "Replay recording", "Send its requests again and compare what comes back"),
        (CompareAgain, "Compare replay again", "The last replay of the recording"),
        (AskExport(ExportFormat::Ndjson), "Export call as NDJSON…", "One event a line"),
        (AskExport(ExportFormat::Json), "Export call as JSON…", "One object with all events"),
        (
            AskExport(ExportFormat::Delimited(Side::Received)),
            "Export responses, delimited…",
            "Protobuf messages, each after its length",
        ),
        (
            AskExport(ExportFormat::Delimited(Side::Sent)),
            "Export requests, delimited…",
            "Protobuf messages, each after its length",
        ),
        (AskExport(ExportFormat::Binlog), "Export call as gRPC binary log…", "GrpcLogEntry, each after its length"),
    ];
    let row = |(action, label, tooltip)| {
        (Action::Recording(action), Entry { label, tooltip, shortcut: None, group: Group::Call })
    };
    rows.into_iter().map(row).collect()
}
