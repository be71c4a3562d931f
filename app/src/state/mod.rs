//! Everything the window shows, as plain structs. It knows no egui, no engine task and no file.

mod call_tab;
mod call_views;
mod compare_rules;
mod compare_tab;
mod diagnostics;
mod draft;
mod export_kind;
mod found;
mod left;
mod limits;
mod listing;
mod log_limits;
mod marks;
mod message_file;
mod message_tab;
mod notice;
mod offer;
mod on_demand;
mod palette;
mod paste;
mod question;
mod recent;
mod recording_tab;
mod reopen;
mod run;
mod schema_tab;
mod sending;
mod session;
mod session_messages;
mod session_sources;
mod source;
mod source_options;
mod tabs;
mod welcome;
mod writing;

use std::{collections::HashMap, sync::Arc};

use farcall_core::{
    call::{LogLimits, LogStore},
    engine::{CallId, SourceId, TaskId},
    message::{FieldPath, JsonOptions},
    recording::RecordProgress,
    transport::{ChannelStatus, Target},
    workspace::{Deleted, DeletedExample, Folder, RequestPath, SecretBox, Theme, Workspace},
};

pub use call_tab::{CallTab, MethodChoice};
pub use call_views::{MessageView, RequestView, ResponseView};
pub use compare_rules::CompareRules;
pub use compare_tab::{ComparePicker, CompareSide, CompareTab, OtherMessage, OtherPlace, SideFrom};
pub use diagnostics::{DiagnosticsTab, DiagnosticsView};
pub use draft::{Draft, Prepared};
pub use export_kind::ExportKind;
pub use found::{Found, Hit, Search};
pub use left::{
    FILTERED, LeftPanel, LeftView, group_key, is_of_grpc, method_key, package_key, request_key, service_key,
    source_key, type_key,
};
pub use limits::{Limit, TypedLimits};
pub use listing::{Entry, Listing, PackageRows, is_quickly_listed};
pub use log_limits::{LogLimit, TypedLogLimits};
pub use marks::{FieldMark, Marks, Violation, place_of, violations};
pub use message_file::{FileForm, MessageFile};
pub use message_tab::{MessageOrigin, MessageTab, Picture, ReadMessage, shown_as};
pub use notice::{Notices, Severity};
pub use offer::Offer;
pub use on_demand::OnDemand;
pub use palette::{Palette, PaletteRow};
pub use paste::{PasteOffer, Pasted};
pub use question::{KeptMessage, Question, QuestionKind};
pub use recent::Recent;
pub use recording_tab::{PaceKind, ReadProgress, ReadRecording, RecordingTab, TypedReplay};
pub use reopen::TypedReopen;
pub use run::{Run, ScriptRun};
pub use schema_tab::{FileText, SchemaTab, SchemaView, Shown, Spot, page_kind, short_name};
pub use sending::{SendWay, TypedSending};
pub use session::{restore, to_session};
pub use source::{Copy, Source, SourceKind, SourceState};
pub use source_options::{Own, SourceLimit, SourceOptions, source_of_files};
pub use tabs::{Tab, TabContent, TabId, Tabs};
pub use welcome::Welcome;
pub use writing::{Stop, Writing, WritingId};

use crate::viewers::message_view::MessageCommand;

/// The whole of it.
pub struct State {
    /// The open workspace.
    pub workspace: WorkspaceState,
    /// Schema sources, in the order they were added.
    pub sources: Vec<Source>,
    /// Open tabs.
    pub tabs: Tabs,
    /// The left panel.
    pub left: LeftPanel,
    /// The welcome view.
    pub welcome: Welcome,
    /// Targets used before, latest first.
    pub recent: Recent,
    /// The palette, while open.
    pub palette: Option<Palette>,
    /// The question, while one is open.
    pub question: Option<Question>,
    /// How much is kept of calls, while that is asked.
    pub log_limits: Option<TypedLogLimits>,
    /// The question with what a message is compared, while it is open.
    pub compare_picker: Option<ComparePicker>,
    /// A message that another one is to be compared with.
    pub marked: Option<CompareSide>,
    /// Whether the sheet of keys is open.
    pub keys_shown: bool,
    /// Toasts and what was said.
    pub notices: Notices,
    /// Where the messages of calls are kept.
    pub logs: Arc<LogStore>,
    /// What is known of each target's channel.
    pub channels: HashMap<Target, ChannelStatus>,
    /// The sign-in that is under way, and the tab it is for.
    pub sign_in: Option<(TaskId, TabId)>,
    /// What file operations under way are for.
    pub file_tasks: HashMap<TaskId, FileTask>,
    /// Files that are being written.
    pub writings: Vec<Writing>,
    /// Where the session and copies of schemas live.
    pub data_folder: Option<std::path::PathBuf>,
    /// Whether the last session was read, well or not: before that none is written.
    pub session_restored: bool,
    /// Secrets of this session.
    pub secrets: SecretBox,
    /// Light or dark.
    pub theme: Theme,
    /// Whether the dark theme is on the screen, by choice or by the system's.
    pub shows_dark: bool,
    /// 0.7 to 2.0.
    pub zoom: f32,
    /// A run whose cleared rows are to be shown again in the next frame.
    pub restore_rows: Option<CallId>,
    /// When Esc was last pressed over a running stream.
    pub escaped: Option<(std::time::Instant, CallId)>,
    /// Where the keyboard focus should go in the next frame.
    pub focus: Option<Focus>,
    /// How messages are printed, in every view of them.
    pub reading: JsonOptions,
    /// What the shown message is asked for in the next frame.
    pub message_command: Option<MessageCommand>,
    /// What was asked of the log that is shown, for the next frame.
    pub log_command: Option<crate::viewers::log::LogCommand>,
    /// A field of a tab's form that is to be shown in the next frame, and gets the focus.
    pub shown_field: Option<(TabId, FieldPath)>,
    /// What was pasted into a message and looks like something else than JSON.
    pub paste: Option<PasteOffer>,
    /// Running number of ids.
    next_id: u64,
}

/// The open workspace and what is saved in it.
#[derive(Default)]
pub struct WorkspaceState {
    /// The folder the user chose; `None`: "My calls".
    pub chosen: Option<std::path::PathBuf>,
    /// Its folder, once it is known.
    pub workspace: Option<Workspace>,
    /// Saved requests, once listed.
    pub tree: Option<Folder>,
    /// What could not be listed, in words.
    pub problem: Option<String>,
    /// The request deleted last, for Undo.
    pub deleted: Option<Deleted>,
    /// The example deleted last, for Undo.
    pub deleted_example: Option<DeletedExample>,
}

/// What a file operation is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileTask {
    /// Reading the session at the start.
    LoadSession,
    /// Writing the session.
    SaveSession,
    /// Listing the workspace.
    List,
    /// Opening a saved request.
    Open(RequestPath),
    /// Saving a tab under this name.
    Save(TabId, RequestPath),
    /// Looking at the file of a restored tab again.
    Recheck(TabId),
    /// Renaming a saved request.
    Rename(RequestPath),
    /// Deleting a saved request.
    Delete(RequestPath),
    /// Bringing one back.
    Restore,
}

/// A place that can take the keyboard focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The welcome's target field.
    Welcome,
    /// The tree's filter.
    Filter,
    /// The target cell of the chosen tab.
    Target,
    /// The method cell of the chosen tab.
    Method,
    /// The first editable field of the chosen tab's message.
    FirstField,
    /// Find in the message shown.
    Find,
    /// The connection's choices of the chosen tab.
    Connection,
    /// Nowhere else: proposals at the cursor of the message are asked for.
    Completion,
    /// The next problem of the message, or the one before.
    Problem(bool),
    /// Nowhere else: the definition of what has the focus is asked for.
    Definition,
}

impl Default for State {
    fn default() -> Self {
        Self {
            workspace: WorkspaceState::default(),
            sources: Vec::new(),
            tabs: Tabs::default(),
            left: LeftPanel::default(),
            welcome: Welcome::default(),
            recent: Recent::default(),
            palette: None,
            question: None,
            log_limits: None,
            compare_picker: None,
            marked: None,
            keys_shown: false,
            notices: Notices::default(),
            logs: LogStore::in_memory(LogLimits::default()),
            channels: HashMap::new(),
            sign_in: None,
            file_tasks: HashMap::new(),
            writings: Vec::new(),
            data_folder: None,
            session_restored: false,
            secrets: SecretBox::default(),
            theme: Theme::default(),
            shows_dark: false,
            zoom: 1.0,
            restore_rows: None,
            escaped: None,
            focus: Some(Focus::Welcome),
            reading: JsonOptions::default(),
            message_command: None,
            log_command: None,
            shown_field: None,
            paste: None,
            next_id: 0,
        }
    }
}

impl State {
    /// A fresh number for an id.
    pub fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// A fresh call id.
    pub fn fresh_call(&mut self) -> CallId {
        CallId(self.fresh_id())
    }

    /// A fresh source id.
    pub fn fresh_source(&mut self) -> SourceId {
        SourceId(self.fresh_id())
    }

    /// A fresh task id.
    pub fn fresh_task(&mut self) -> TaskId {
        TaskId(self.fresh_id())
    }

    /// Something begins to be written; its words are told until it is done.
    pub fn begin_writing(&mut self, words: String) -> (WritingId, Stop) {
        let writing = Writing { id: WritingId(self.fresh_id()), words, stop: Stop::default(), recording: None };
        let named = (writing.id, writing.stop.clone());
        self.writings.push(writing);
        named
    }

    /// A call begins to be written into a file.
    pub fn begin_recording(&mut self, words: String, recording: Arc<RecordProgress>) -> WritingId {
        let id = WritingId(self.fresh_id());
        self.writings.push(Writing { id, words, stop: Stop::default(), recording: Some(recording) });
        id
    }

    /// A source by its id.
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// A source by its id, to change.
    pub fn source_mut(&mut self, id: SourceId) -> Option<&mut Source> {
        self.sources.iter_mut().find(|source| source.id == id)
    }

    /// The reflected source of a target, if it is open.
    pub fn source_of_target(&self, target: &Target) -> Option<&Source> {
        self.sources
            .iter()
            .find(|source| matches!(&source.kind, SourceKind::Reflection { target: of } if **of == *target))
    }

    /// Whether there is anything but the welcome to show.
    pub fn is_fresh(&self) -> bool {
        self.tabs.is_empty() && self.sources.iter().all(|source| source.listing.is_none())
    }

    /// The chosen tab as a call.
    pub fn chosen_call(&self) -> Option<(TabId, &CallTab)> {
        let tab = self.tabs.chosen()?;
        tab.content.call().map(|call| (tab.id, call))
    }

    /// The chosen tab as one that shows runs: a call, or a recording with its replays.
    pub fn chosen_runs(&self) -> Option<(TabId, &CallTab)> {
        let tab = self.tabs.chosen()?;
        tab.content.runs().map(|call| (tab.id, call))
    }

    /// The chosen tab as one of a schema.
    pub fn chosen_schema(&self) -> Option<(TabId, &SchemaTab)> {
        let tab = self.tabs.chosen()?;
        tab.content.schema().map(|schema| (tab.id, schema))
    }

    /// The first source that knows a symbol: the preferred one if it does.
    pub fn source_of_symbol(&self, symbol: &str, preferred: Option<SourceId>) -> Option<&Source> {
        let knows = |source: &&Source| source.listing.as_ref().is_some_and(|listing| listing.has(symbol));
        let preferred = self.sources.iter().find(|source| Some(source.id) == preferred).filter(knows);
        preferred.or_else(|| self.sources.iter().find(knows))
    }

    /// The chosen tab as a call, to change.
    pub fn chosen_call_mut(&mut self) -> Option<(TabId, &mut CallTab)> {
        let tab = self.tabs.chosen_mut()?;
        let id = tab.id;
        tab.content.call_mut().map(|call| (id, call))
    }
}
