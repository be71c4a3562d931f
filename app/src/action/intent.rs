//! What a user can mean: one enum, with enums of its own for what belongs to one view.
//! It changes nothing and is not shown here.

use std::path::PathBuf;

use bytes::Bytes;
use farcall_core::{
    call::ReadRate,
    engine::{CallId, SourceId},
    message::FieldPath,
    schema::MethodPath,
    transport::Target,
    workspace::{ExamplePath, RequestPath},
};

use super::{CallEdit, CompareAction, DiagnosticsAction, MessageEdit, RecordingAction, Start};
use crate::{
    state::{
        CompareSide, ExportKind, LeftView, MessageFile, RequestView, ResponseView, SchemaView, SourceOptions, Spot,
        TabId, TypedLogLimits, WritingId,
    },
    viewers::{
        log::LogCommand,
        message_view::{MessageCommand, Switch},
    },
};

/// What a user can mean. Those without data stand in the palette and on the key sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// End the program.
    Quit,
    /// Open the palette.
    ShowPalette,
    /// Type into the palette.
    FilterPalette(String),
    /// Move the palette's selection by this many rows.
    MovePalette(i32),
    /// Do what the palette's chosen row says; `None`: the selected one.
    TakePalette(Option<usize>),
    /// Show or hide the sheet of all keys.
    ToggleKeys,
    /// Light to dark and back.
    ToggleTheme,
    /// Ask how much is kept of calls.
    AskLogLimits,
    /// Type how much is kept of calls.
    EditLogLimits(TypedLogLimits),
    /// Keep as much of calls as was typed.
    UseLogLimits,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// 100 %.
    ZoomReset,
    /// Show or hide the left panel.
    ToggleLeftPanel,
    /// Choose what the left panel shows.
    ShowLeft(LeftView),
    /// Put the focus into the tree's filter.
    FocusFilter,
    /// Put the focus into the target field.
    FocusTarget,
    /// Close the innermost open thing, or cancel a call.
    Escape,
    /// Do what a notice offers, and take it away.
    TakeOffer(u64),
    /// Take a notice away.
    DismissNotice(u64),
    /// Put text on the clipboard.
    Copy(String),
    /// Open an address in the user's browser.
    OpenUrl(String),

    /// Type into the welcome's target field.
    EditWelcome(Box<Target>),
    /// Connect to what stands in the welcome's field.
    Connect,
    /// Connect to this target and read its schema.
    ConnectTo(Box<Target>),
    /// Ask for a target to connect to.
    AskTarget,
    /// Ask for .proto files or a folder.
    AskProtos,
    /// Ask for a descriptor set.
    AskDescriptorSet,
    /// Ask for a workspace folder.
    AskWorkspace,
    /// Answer the open question by the system's file dialog.
    Browse,
    /// Type into the open question.
    EditQuestion(String),
    /// Answer the open question with what was typed.
    AnswerQuestion,
    /// Load these as a source: .proto files and folders, or descriptor sets, by their names.
    OpenFiles(Vec<PathBuf>),
    /// Ask for an import folder of a source of .proto files.
    AskImportRoot(SourceId),
    /// Add import folders to a source of .proto files and load it again.
    AddImportRoot(SourceId, PathBuf),
    /// Start the built-in sample server and connect to it.
    StartSample,
    /// Read the schema of this call tab's target by reflection.
    ReadSchema(TabId),
    /// Load one source again.
    Refresh(SourceId),
    /// Load every source again.
    RefreshAll,
    /// Give a reflected source other connection choices; it is read again by `Refresh`.
    EditSource(SourceId, Box<Target>),
    /// Take a source away.
    RemoveSource(SourceId),
    /// Stop loading a source.
    CancelLoad(SourceId),
    /// Show or hide the list of what could not be loaded.
    ToggleProblems(SourceId),
    /// Open the tab of a source: its problems, its choices.
    ShowSource(SourceId),
    /// Open the tab of the source that the chosen tab uses.
    ShowThisSource,
    /// Give a source of .proto files other import folders, in this order, and load it again.
    SetImportRoots(SourceId, Vec<PathBuf>),
    /// Give a source other choices.
    EditSourceOptions(SourceId, Box<SourceOptions>),
    /// Ask for files that fill in what a server does not give.
    AskFiller(SourceId),
    /// Ask where to write a schema, or a reference of it.
    AskExport(SourceId, ExportKind),
    /// Write the schema of a source.
    Export(SourceId, ExportKind, PathBuf),
    /// Stop writing a file.
    StopWriting(WritingId),

    /// Type into the tree's filter.
    FilterTree(String),
    /// Fold or unfold a row of the tree.
    FoldTree(String, bool),
    /// Select a row of the tree.
    SelectTree(Option<String>),
    /// Open a method.
    OpenMethod {
        /// The source that knows it.
        source: SourceId,
        /// The method.
        path: MethodPath,
        /// Where.
        how: OpenHow,
    },

    /// Open a symbol of a schema.
    OpenSymbol {
        /// The source that knows it best; another one that knows it will do.
        source: Option<SourceId>,
        /// Full name; of a method `pkg.Service/Method`.
        symbol: String,
        /// Its page or its source.
        view: SchemaView,
        /// Where.
        how: OpenHow,
    },
    /// Look at another place in a schema tab.
    GoTo(TabId, Spot),
    /// Back to what the chosen schema tab showed before.
    GoBack,
    /// Forward again.
    GoForward,
    /// Page to source and back, in the chosen schema tab.
    ToggleSchemaView,
    /// Go to the definition of what has the focus: the method called, the type of a field, the name in a source.
    GoToDefinition,
    /// Call the method that the chosen schema tab shows.
    CallShown,
    /// Take away what is said about a changed schema.
    DismissChanges(TabId),

    /// An empty call tab.
    NewTab,
    /// Choose a tab.
    ChooseTab(TabId),
    /// The tab to the right.
    NextTab,
    /// The tab to the left.
    PreviousTab,
    /// Close a tab; its draft stays in "Recently closed".
    CloseTab(TabId),
    /// Close the chosen tab.
    CloseThisTab,
    /// Open the tab closed last again.
    ReopenTab,
    /// Make a copy of a tab.
    DuplicateTab(TabId),
    /// Make a copy of the chosen tab.
    DuplicateThisTab,
    /// Make a preview tab one that stays.
    KeepTab(TabId),
    /// Move the chosen tab left or right.
    MoveTab(i32),

    /// Change something of a call tab.
    Edit(TabId, CallEdit),
    /// Send the message shown, opening the call if need be.
    Send,
    /// Open the call without a message.
    OpenWithoutMessage,
    /// Send every prepared message.
    SendAll,
    /// Send every prepared message at the pace that was typed.
    SendPaced,
    /// Hold the conversation that the script says.
    RunScript,
    /// Send every prepared message in the way that is chosen.
    SendChosenWay,
    /// Stop what goes out by itself; the call goes on.
    StopPaced,
    /// Read the running call at another rate; `None`: as fast as messages come.
    ReadAt(Option<ReadRate>),
    /// Close the sending side.
    EndStream,
    /// Cancel the running call.
    Cancel,
    /// One step back in the message.
    Undo,
    /// One step forward again.
    Redo,
    /// Propose what may be written at the cursor.
    Complete,
    /// Go to the next problem of the JSON.
    NextProblem,
    /// Go to the problem before.
    PreviousProblem,
    /// Write the JSON anew, a member a line.
    FormatJson,
    /// Begin the message anew.
    StartMessage(Start),
    /// This was pasted while something else than a text had the keyboard, or anything at all.
    Pasted(String, PastedInto),
    /// Take what was pasted for what it looks like.
    TakePaste,
    /// Leave what was pasted as text.
    KeepPaste,
    /// Open the call that a grpcurl command makes.
    OpenGrpcurl(String),
    /// Open find in what is looked at.
    Find,
    /// Do something with the message that is shown.
    Message(MessageCommand),
    /// Do something with the log that is shown.
    Log(LogCommand),
    /// Print messages otherwise, in every view of them.
    SwitchReading(Switch),
    /// So many bytes went to the clipboard: say so.
    SayCopied(usize),
    /// Copy the call as a `grpcurl` command.
    CopyGrpcurl,
    /// Copy a method as a `grpcurl` command with a fresh message.
    CopyMethodGrpcurl(SourceId, MethodPath),
    /// Show an earlier run of a tab.
    ShowRun(TabId, usize),
    /// This row of a run's log is chosen, or none.
    ChooseRow(CallId, Option<u64>),
    /// Take a sent message of the shown run back into the composer.
    EditAgain(TabId, u64),
    /// The rows of this run's log before this one were cleared: say so, with Undo; after that they go for good.
    SayCleared(CallId, u64),
    /// Show the cleared rows of this run again.
    UndoClear(CallId),
    /// Let all ended runs of the chosen tab go but the one shown.
    ForgetRuns,
    /// Bring runs of a tab back that were let go just now.
    RestoreRuns(TabId, Vec<CallId>),
    /// Open the connection's choices of a call tab.
    ShowConnection(TabId),
    /// Open the connection's choices of the chosen tab.
    ShowThisConnection,
    /// Connect to this target now, without waiting for the next try.
    Reconnect(Box<Target>),
    /// Connect to the chosen tab's target now.
    ReconnectThis,
    /// Turn the request side of the chosen tab to this.
    ShowRequest(RequestView),
    /// Turn the response side of the chosen tab to this.
    ShowResponse(ResponseView),
    /// Show or hide the frames of HTTP/2 under the messages of the chosen tab, or have the next call record them.
    ToggleFrames,
    /// Show a field of a tab's message in its form, with the focus in it.
    ShowField(TabId, FieldPath),
    /// Sign in by a browser for the calls of a tab, or stop a sign-in that is under way.
    SignIn(TabId),
    /// Forget the token of a tab's auth.
    SignOut(TabId),
    /// Copy the `traceparent` of the shown run.
    CopyTraceparent,
    /// Form or JSON, the other one.
    ToggleMessageView,
    /// Show the message of the chosen tab as the bytes that are sent.
    ShowSent,

    /// Do something with a recording, or make one.
    Recording(RecordingAction),

    /// Ask for a file with a message.
    AskMessage,
    /// Ask for bytes to paste.
    AskPastedMessage,
    /// Open a file as a message.
    OpenMessageFile(PathBuf),
    /// Open what was dropped on the window: messages by their endings, all else as schemas.
    OpenDropped(Vec<PathBuf>),
    /// Open bytes by themselves, under this title.
    OpenMessageBytes(String, Bytes),
    /// Open text that was pasted as a message.
    OpenPasted(String),
    /// Read the bytes of a message tab.
    ReadMessage(TabId),
    /// Change how a message tab shows its bytes.
    EditMessage(TabId, MessageEdit),
    /// Ask where to write a message.
    AskSaveMessage(Box<MessageFile>),
    /// Write a message into a file.
    SaveMessage(Box<MessageFile>, PathBuf),

    /// Ask for a name to keep a message under.
    AskKeepExample(Box<CompareSide>),
    /// Open an example.
    OpenExample(ExamplePath),
    /// Ask for a new name of an example.
    AskRenameExample(ExamplePath),
    /// Delete an example (offers Undo).
    DeleteExample(ExamplePath),
    /// Bring back the example deleted last.
    UndoDeleteExample,

    /// Save the chosen tab as a request.
    Save,
    /// Save the chosen tab under this name.
    SaveAs(String),
    /// List the workspace again.
    RefreshCollections,
    /// Open a saved request.
    OpenSaved(RequestPath),
    /// Ask for a new name of a saved request.
    AskRename(RequestPath),
    /// Rename a saved request.
    RenameSaved(RequestPath, String),
    /// Delete a saved request (offers Undo).
    DeleteSaved(RequestPath),
    /// Bring back the saved request deleted last.
    UndoDelete,

    /// Do something with a comparison, or make one.
    Compare(CompareAction),
    /// Look into a server.
    Diagnostics(DiagnosticsAction),
}

/// What had the keyboard when something was pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PastedInto {
    /// Nothing that takes text.
    Nothing,
    /// The JSON of the message.
    Message,
    /// Another field.
    Field,
}

/// Where a method opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenHow {
    /// In the preview tab; one that shows it already is focused.
    Preview,
    /// In a tab that stays.
    Keep,
    /// In another tab, also when one shows it already.
    Another,
}
