//! What the window can ask for.

use std::{path::PathBuf, sync::Arc};

use bytes::Bytes;

use crate::{
    call::{Auth, Cadence, CadenceProgress, CallLog, CallSpec, OAuth2, Outbound, Script, ScriptProgress},
    metadata::Metadata,
    recording::Replay,
    schema::{FileSource, SchemaLimits},
    transport::Target,
    workspace::{Deleted, Over, RequestPath, SavedRequest, Session, Workspace},
};

/// A call, named by who started it. Not used again for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub u64);
/// A schema source of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u64);
/// Any other task (a health check or watch, a channelz poll, a file operation). Not used again for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(pub u64);

/// Where a schema comes from.
#[derive(Debug, Clone)]
pub enum SchemaSource {
    /// Files on disk.
    Files(FileSource),
    /// Server reflection, with the metadata that goes along.
    Reflection {
        /// The server.
        target: Box<Target>,
        /// Sent with the reflection call.
        metadata: Metadata,
        /// Proves who asks.
        auth: Auth,
        /// Files that fill in what the server does not give.
        filler: Option<FileSource>,
    },
}

/// A schema that is asked for.
#[derive(Debug, Clone)]
pub struct SchemaRequest {
    /// Where it comes from.
    pub source: SchemaSource,
    /// How much of it is taken.
    pub limits: SchemaLimits,
    /// Show the copy on disk before the source is read, unless it has given something in this run of the program; the
    /// copy of files that are what they were then takes the place of a load. An engine without a folder for copies has
    /// none.
    pub use_cache: bool,
    /// Load again by itself: files when one of them changes, reflection when its server is connected to anew. Until
    /// `CancelLoad`, also after a load that failed.
    pub watch: bool,
}

impl From<SchemaSource> for SchemaRequest {
    /// Loaded once, by the limits as they come, from the source itself.
    fn from(source: SchemaSource) -> Self {
        Self { source, limits: SchemaLimits::default(), use_cache: false, watch: false }
    }
}

/// Asked by the window; answered, if at all, by an event with the same id.
#[derive(Clone)]
pub enum Command {
    /// Begin a call; what it says lands in `log`, and [`Event::CallChanged`](super::Event::CallChanged) says when to look.
    StartCall {
        /// Chosen by the window.
        id: CallId,
        /// The server. Calls to equal targets share one channel.
        target: Box<Target>,
        /// The rest. Its tokens are those of the engine, whatever it has.
        spec: Box<CallSpec>,
        /// Goes out at once, in order.
        first: Vec<Outbound>,
        /// Where everything lands.
        log: Arc<CallLog>,
    },
    /// Send on an open call. `Event::NotSent` says so if it has ended or its sending side is closed.
    Send(CallId, Outbound),
    /// Send these on an open call at a pace, instead of what it sends so now. It ends with the last message, with the
    /// sending side, with the call, or by `StopPaced`; `progress` says how far it is.
    SendPaced {
        /// On which call.
        id: CallId,
        /// Encoded, in order.
        messages: Vec<Bytes>,
        /// How often.
        cadence: Cadence,
        /// Told as it goes.
        progress: Arc<CadenceProgress>,
    },
    /// Let an open call follow a script, instead of what it sends by itself now. It ends with its last step, a step that
    /// fails, the call, or by `StopPaced`; `progress` says how far it is, and why it failed.
    RunScript {
        /// On which call.
        id: CallId,
        /// Encoded, in order.
        messages: Vec<Bytes>,
        /// Its steps.
        script: Arc<Script>,
        /// Told as it goes.
        progress: Arc<ScriptProgress>,
    },
    /// Stop what a call sends by itself; the call goes on.
    StopPaced(CallId),
    /// Send the requests of a recording on an open call and close its sending side; the call is cancelled once enough came
    /// back, if the recording says how much that is. It ends with the call.
    Replay {
        /// On which call.
        id: CallId,
        /// What goes out, and when.
        replay: Box<Replay>,
        /// The log of that call.
        into: Arc<CallLog>,
    },
    /// End a call: the stream is reset with CANCEL. Nothing happens if it has ended.
    Cancel(CallId),
    /// Connect to a target now, whatever wait is under way; what comes of it is told by `Event::Channel`.
    Connect(Box<Target>),
    /// Whether to connect to a target, and to connect again by backoff, without a call: while something shows it. Off
    /// by itself once nobody called for the idle timeout.
    KeepTrying(Box<Target>, bool),
    /// Give up the connections of a target: running calls go on, the next one connects anew.
    Disconnect(Box<Target>),
    /// Load or load again; a load of the same source that still runs is given up. Progress and outcome come as
    /// `Event::Schema…`.
    LoadSchema(SourceId, Box<SchemaRequest>),
    /// Show the copy on disk alone, as `Event::SchemaLoaded` with `LoadCause::Cached`
    /// (and `Outlined` before it); if there is none, nothing follows.
    /// The source itself is not asked, unless it is watched: then when it changes, and as soon as there is a connection
    /// to its server.
    ShowCopy(SourceId, Box<SchemaRequest>),
    /// Stop a load, and stop to watch its source; `Event::SchemaFailed` with `Cancelled` follows if it ran.
    CancelLoad(SourceId),
    /// Ask a server for the health of a service once; `Event::Health` answers.
    CheckHealth {
        /// Named in the answer.
        id: TaskId,
        /// The server.
        target: Box<Target>,
        /// Full name, or empty for the server as a whole.
        service: String,
        /// Goes along.
        metadata: Metadata,
        /// Proves who asks.
        auth: Auth,
    },
    /// Follow the health of a service until stopped: `Event::Health` for each change, and for each time that the server
    /// is away, which is waited out; `Event::HealthEnded` if it cannot be followed.
    WatchHealth {
        /// Named in the answers.
        id: TaskId,
        /// The server.
        target: Box<Target>,
        /// Full name, or empty for the server as a whole.
        service: String,
        /// Goes along.
        metadata: Metadata,
        /// Proves who asks.
        auth: Auth,
    },
    /// Take a channelz snapshot now and each second until stopped: `Event::Channelz` for each. A server that answers
    /// UNIMPLEMENTED is not asked again.
    StartChannelz {
        /// Named in the answers.
        id: TaskId,
        /// The server.
        target: Box<Target>,
        /// Goes along.
        metadata: Metadata,
        /// Proves who asks.
        auth: Auth,
    },
    /// Sign in by a browser, for calls whose auth is this configuration: `Event::OpenBrowser` says what to open,
    /// `Event::SignedIn` how it ended.
    SignIn {
        /// Named in the answers.
        id: TaskId,
        /// For which calls.
        oauth: Box<OAuth2>,
        /// The server they go to: the token endpoint is reached as it is.
        target: Box<Target>,
    },
    /// Forget the token of a configuration: the next call fetches another, or asks to sign in.
    SignOut(Box<OAuth2>),
    /// Stop a health check, a health watch, a channelz poll or a sign-in; nothing follows.
    StopTask(TaskId),
    /// Work on files, done one after another, in order, away from the window's thread.
    File(TaskId, FileCommand),
}

/// Work on files.
#[derive(Clone)]
pub enum FileCommand {
    /// Take a session file of the data folder (or of the folder named) for this process and read it:
    /// `Event::SessionLoaded`. Before the first save, which would else write over what is there, and is refused.
    LoadSession(Option<PathBuf>),
    /// Write the session: `Event::Saved`. One that waits while a newer one is asked for is not written; its answer
    /// comes with the newer one's.
    SaveSession(Box<Session>),
    /// List a workspace: `Event::Listed`.
    List(Workspace),
    /// Open a saved request: `Event::Opened`.
    Load(Workspace, RequestPath),
    /// Open a saved request by its file, wherever that is: `Event::Opened`.
    LoadFile(PathBuf),
    /// Save a request: `Event::RequestSaved`.
    Save {
        /// Where.
        workspace: Workspace,
        /// Under which name.
        path: RequestPath,
        /// What; its secrets are withheld.
        request: Box<SavedRequest>,
        /// What may be replaced.
        over: Over,
    },
    /// Give a saved request another name: `Event::RequestSaved` with the new place.
    Rename {
        /// Where.
        workspace: Workspace,
        /// Which.
        path: RequestPath,
        /// Its new label.
        label: String,
    },
    /// Delete a saved request: `Event::Deleted` with what brings it back.
    Delete(Workspace, RequestPath),
    /// Undo a delete: `Event::Saved`.
    Restore(Workspace, Deleted),
    /// Write any other file whole, atomically: `Event::Saved`. Folders are made.
    Write {
        /// Where.
        path: PathBuf,
        /// What.
        contents: Bytes,
    },
}
