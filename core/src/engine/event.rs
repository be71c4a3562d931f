//! What the engine tells the window.

use std::{path::PathBuf, sync::Arc, time::SystemTime};

use super::{
    command::{CallId, SourceId, TaskId},
    failure::Failure,
};
use crate::{
    call::Finished,
    diagnostics::{ChannelzSnapshot, Serving},
    reflection::ReflectionReport,
    schema::{Change, Problem, Schema},
    transport::{ChannelStatus, Target},
    workspace::{Deleted, Folder, Opened, RequestPath, Restored, Version},
};

/// Told once each, but for those marked *latest*: of these only the last one stands in the queue. Numbers of calls are
/// read from their logs.
#[derive(Clone)]
pub enum Event {
    /// *Latest.* A call's log has news. The verdict counts as news: after it is in the log, one more comes.
    CallChanged(CallId),
    /// What was to be sent on a call was not.
    NotSent(CallId, Failure),
    /// *Latest.* The channel of a target changed its state.
    Channel {
        /// The target, as in the command.
        target: Arc<Target>,
        /// What it is now.
        status: Box<ChannelStatus>,
    },
    /// *Latest.* The step a load is in, in words.
    SchemaProgress(SourceId, String),
    /// A load ended with something to show; its problems are in the schema. Of a cached copy, a load still goes on.
    SchemaLoaded(SourceId, Box<LoadedSchema>),
    /// A load ended without.
    SchemaFailed(SourceId, Box<SchemaFailure>),
    /// *Latest.* The health of a service, by a check or a watch. After a failure a watch goes on by itself.
    Health(TaskId, Result<Serving, Failure>),
    /// A health watch ended by itself, with why.
    HealthEnded(TaskId, Failure),
    /// *Latest.* A channelz snapshot. After a failure the poll goes on.
    Channelz(TaskId, Result<Arc<ChannelzSnapshot>, Failure>),
    /// A sign-in has begun: open this in the user's browser.
    OpenBrowser {
        /// Which.
        id: TaskId,
        /// What to open; it holds no secret.
        url: String,
    },
    /// A sign-in ended by itself: there is a token, or why not.
    SignedIn(TaskId, Result<(), Failure>),
    /// The session, as it was left; with what could not be restored.
    SessionLoaded(TaskId, Result<Box<Restored>, Failure>),
    /// What is in a workspace.
    Listed(TaskId, Result<Folder, Failure>),
    /// A saved request was opened.
    Opened(TaskId, Result<Box<Opened>, Failure>),
    /// A saved request was saved or renamed.
    RequestSaved(TaskId, SaveOutcome),
    /// A saved request was deleted.
    Deleted(TaskId, Result<Deleted, Failure>),
    /// A file was written (session, undo of a delete, any other).
    Saved(TaskId, Result<(), Failure>),
}

/// What a load gave.
#[derive(Clone)]
pub struct LoadedSchema {
    /// The schema, with its problems.
    pub schema: Schema,
    /// What the server said, if it was asked.
    pub report: Option<ReflectionReport>,
    /// Why it was loaded.
    pub cause: LoadCause,
    /// What is different from what this source gave before in this run of the program; empty the first time.
    pub changes: Vec<Change>,
}

/// Why a schema was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadCause {
    /// The window asked.
    Asked,
    /// The window asked, and these are the names of a large copy on disk: packages, services, methods, types without
    /// what is within them. The copy itself or the source follows.
    Outlined {
        /// When the copy was made.
        made: SystemTime,
    },
    /// The window asked, and this is the copy on disk until the source is read.
    Cached {
        /// When the copy was made.
        made: SystemTime,
    },
    /// These files changed.
    FilesChanged(Vec<PathBuf>),
    /// The server was connected to anew.
    Reconnected,
}

/// How a load ended without a schema.
#[derive(Debug, Clone)]
pub enum SchemaFailure {
    /// It was stopped.
    Cancelled,
    /// "This server offers no reflection": it answered, with UNIMPLEMENTED.
    NoReflection(Failure),
    /// The reflection call failed; its verdict, where there is one, has the ladder's story.
    Reflection(Failure, Option<Arc<Finished>>),
    /// No file could be loaded; with the import folders that would mend imports that were not found.
    Files(Failure, Vec<Problem>, Vec<PathBuf>),
}

/// How saving a request went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveOutcome {
    /// Saved there; the version is what [`Over::Version`](crate::workspace::Over::Version) wants next time.
    Saved(RequestPath, Version),
    /// Something of that name is there already: choose another name, or replace it.
    Exists(Failure),
    /// It changed on disk since it was opened, or is gone: keep mine, take theirs, or compare.
    Conflict(Failure),
    /// Not saved for another reason.
    Failed(Failure),
}
