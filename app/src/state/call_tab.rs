//! A call tab: what is called and with what, its runs, and which views are open.

use std::collections::HashMap;

use farcall_core::{
    call::CallOptions,
    engine::{CallId, SourceId},
    metadata::Row,
    schema::{Change, Method, MethodKind, MethodPath},
    transport::Target,
    workspace::{RequestPath, Version},
};

use super::{
    Draft, Marks, MessageView, Prepared, RequestView, ResponseView, Run, TypedLimits, TypedReopen, TypedSending,
};

/// A call tab.
pub struct CallTab {
    /// Where the call goes.
    pub target: Target,
    /// What is called, once chosen.
    pub method: Option<MethodChoice>,
    /// As typed; empty: none.
    pub timeout: String,
    /// Choices for the call; its sizes stand in `limits`, how it is opened again in `reopen`.
    pub options: CallOptions,
    /// The largest sizes, as typed.
    pub limits: TypedLimits,
    /// How a stream that ended is opened again, as typed.
    pub reopen: TypedReopen,
    /// Request metadata.
    pub metadata: Vec<Row>,
    /// The messages of the chosen method.
    pub draft: Draft,
    /// The prepared message removed last, and where it stood.
    pub removed: Option<(usize, Prepared)>,
    /// How prepared messages go out.
    pub sending: TypedSending,
    /// Which example is shown, or would be next.
    pub example: u64,
    /// Drafts of methods chosen before.
    pub put_aside: HashMap<MethodPath, Draft>,
    /// The last runs, oldest first.
    pub runs: Vec<Run>,
    /// Runs that were let go and can still be brought back.
    forgotten: Vec<Run>,
    /// Number of the run begun last.
    last_number: usize,
    /// The run shown.
    pub shown: Option<CallId>,
    /// What the server said of fields of the message that was sent last.
    pub marks: Marks,
    /// What kept the last Send from starting a call; gone with the next edit.
    pub refused: Option<String>,
    /// What of its types is another than before, since the schema was loaded again.
    pub changes: Vec<Change>,
    /// The file it was opened from or saved to.
    pub saved_as: Option<RequestPath>,
    /// What that file was when last read or written.
    pub saved_version: Option<Version>,
    /// Whether it differs from that file.
    pub changed: bool,
    /// The status that `farcall run` expects.
    pub expected_status: String,
    /// Sub-tab of the request side.
    pub request_view: RequestView,
    /// Form or JSON.
    pub message_view: MessageView,
    /// Sub-tab of the response side.
    pub response_view: ResponseView,
    /// Whether the frames of a run that has them stand open under its messages.
    pub shows_frames: bool,
}

/// The chosen method, and what is known of it.
#[derive(Clone)]
pub struct MethodChoice {
    /// The source that knows it.
    pub source: Option<SourceId>,
    /// Its path.
    pub path: MethodPath,
    /// Its descriptor, while its schema is loaded.
    pub known: Option<Method>,
}

/// How many runs a tab keeps.
const RUNS_MAX: usize = 20;

impl CallTab {
    /// An empty call to a target.
    pub fn new(target: Target) -> Self {
        Self {
            target,
            method: None,
            timeout: String::new(),
            options: CallOptions::default(),
            limits: TypedLimits::default(),
            reopen: TypedReopen::default(),
            metadata: Vec::new(),
            draft: Draft::default(),
            removed: None,
            sending: TypedSending::default(),
            example: 0,
            put_aside: HashMap::new(),
            runs: Vec::new(),
            forgotten: Vec::new(),
            last_number: 0,
            shown: None,
            marks: Marks::default(),
            refused: None,
            changes: Vec::new(),
            saved_as: None,
            saved_version: None,
            changed: false,
            expected_status: String::new(),
            request_view: RequestView::default(),
            message_view: MessageView::default(),
            response_view: ResponseView::default(),
            shows_frames: true,
        }
    }

    /// Title of the tab: the method's name, or "New call".
    pub fn title(&self) -> &str {
        self.method.as_ref().map_or("New call", |choice| &choice.path.method)
    }

    /// The kind of the method, once it is known.
    pub fn kind(&self) -> Option<MethodKind> {
        Some(self.method.as_ref()?.known.as_ref()?.kind)
    }

    /// Whether the client may send more than one message.
    pub fn sends_many(&self) -> bool {
        matches!(self.kind(), Some(MethodKind::ClientStreaming | MethodKind::BidiStreaming))
    }

    /// The run shown.
    pub fn run(&self) -> Option<&Run> {
        let id = self.shown?;
        self.runs.iter().find(|run| run.id == id)
    }

    /// One of its runs, forgotten ones too.
    pub fn run_of(&self, id: CallId) -> Option<&Run> {
        self.runs.iter().chain(&self.forgotten).find(|run| run.id == id)
    }

    /// Puts the ended runs out of sight, but the one shown and `besides`; which they are.
    pub fn forget_runs(&mut self, besides: Option<CallId>) -> Vec<CallId> {
        let stays = |run: &Run| run.is_running() || Some(run.id) == self.shown || Some(run.id) == besides;
        let (kept, gone) = std::mem::take(&mut self.runs).into_iter().partition::<Vec<Run>, _>(stays);
        self.runs = kept;
        let forgotten = gone.iter().map(|run| run.id).collect();
        self.forgotten.extend(gone);
        forgotten
    }

    /// Brings forgotten runs back to their places.
    pub fn restore_runs(&mut self, runs: &[CallId]) {
        self.runs.extend(self.forgotten.extract_if(.., |run| runs.contains(&run.id)));
        self.runs.sort_by_key(|run| run.number);
    }

    /// Lets forgotten runs go for good, with their messages.
    pub fn drop_forgotten(&mut self, runs: &[CallId]) {
        self.forgotten.retain(|run| !runs.contains(&run.id));
    }

    /// The run that has not ended, if there is one.
    pub fn running(&self) -> Option<&Run> {
        self.runs.iter().rev().find(|run| run.is_running())
    }

    /// One of its runs, to change.
    pub fn run_mut(&mut self, id: CallId) -> Option<&mut Run> {
        self.runs.iter_mut().find(|run| run.id == id)
    }

    /// Keep a new run; the oldest ended one goes when there are too many.
    pub fn push_run(&mut self, run: Run) {
        if self.runs.len() >= RUNS_MAX
            && let Some(at) = self.runs.iter().position(|run| !run.is_running())
        {
            self.runs.remove(at);
        }
        self.shown = Some(run.id);
        self.last_number = run.number;
        self.runs.push(run);
    }

    /// The number of the next run; none is given twice.
    pub fn next_number(&self) -> usize {
        self.last_number + 1
    }

    /// The choices with the sizes in them, as they are saved.
    pub fn saved_options(&self) -> CallOptions {
        CallOptions { reopen: self.reopen.saved(), ..self.limits.applied_to(&self.options) }
    }

    /// Choices as they were saved.
    pub fn set_options(&mut self, options: CallOptions) {
        self.limits = TypedLimits::of(&options);
        self.reopen = TypedReopen::of(options.reopen.as_ref());
        self.options = CallOptions {
            max_message_bytes: None,
            max_send_bytes: None,
            max_header_bytes: None,
            read_rate: None,
            reopen: None,
            ..options
        };
    }

    /// A copy for another tab: everything but its runs and its file.
    pub fn duplicate(&self) -> Self {
        Self {
            target: self.target.clone(),
            method: self.method.clone(),
            timeout: self.timeout.clone(),
            options: self.options.clone(),
            limits: self.limits.clone(),
            reopen: self.reopen.clone(),
            metadata: self.metadata.clone(),
            draft: self.draft.duplicate(),
            sending: self.sending.clone(),
            expected_status: self.expected_status.clone(),
            request_view: self.request_view,
            message_view: self.message_view,
            ..Self::new(Target::default())
        }
    }
}
