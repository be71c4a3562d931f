//! What panels remember between frames that is no state of the product: scroll, widths, caches of what was drawn.

use std::collections::HashMap;

use farcall_core::engine::CallId;

use super::{
    call::request::RequestSide, collections::CollectionsView, compare::CompareLook, diagnostics::DiagnosticsLook,
    message::MessageLook, schema::SchemaLook, services::ServicesView, source::SourceLook,
};
use crate::{
    state::{CallTab, State, TabId},
    viewers::{
        facts::FactsState,
        frames::FramesViewState,
        instruments::RatesState,
        log::{ClearUndo, LogViewState},
        message_view::MessageViewState,
        metadata_table::MetadataTableState,
        sequence::SequenceState,
        status_panel::{StatusPanelState, StatusView},
    },
    widgets::{PickerList, Split, Toasts},
};

/// Everything panels remember.
#[derive(Default)]
pub struct Views {
    /// Whether a field of the request message has the keyboard: then undo is the document's.
    pub message_has_focus: bool,
    /// Whether that field is the JSON of it.
    pub json_has_focus: bool,
    /// Whether the cursor stands in a string of it: what is pasted there is text.
    pub in_string: bool,
    /// Proposals are open there: Esc closes them.
    pub completes: bool,
    /// Which cell of the address row had the keyboard in the frame before.
    pub address_focus: Option<usize>,
    /// The list of methods.
    pub methods: PickerList,
    /// The tree of services and the list of sources.
    pub services: ServicesView,
    /// The tree of saved requests.
    pub collections: CollectionsView,
    /// How request and response share the room.
    pub splits: Splits,
    /// The notice shown last.
    pub last_notice: u64,
    /// Toasts on the screen.
    pub toasts: Toasts,
    /// By tab.
    pub tabs: HashMap<TabId, TabView>,
    /// By run.
    pub runs: HashMap<CallId, RunView>,
}

/// The share of the request side: apart for narrow windows, and for streams, whose log wants more room.
#[derive(Default)]
pub struct Splits {
    chosen: HashMap<(bool, bool), Split>,
}

impl Splits {
    /// The split for a window and a kind of call.
    pub fn of(&self, narrow: bool, streams: bool) -> Split {
        let first = Split { ratio: if streams { 0.4 } else { 0.5 }, fold: None };
        self.chosen.get(&(narrow, streams)).cloned().unwrap_or(first)
    }

    /// The user moved it.
    pub fn set(&mut self, narrow: bool, streams: bool, split: Split) {
        self.chosen.insert((narrow, streams), split);
    }
}

/// What is remembered of one tab.
#[derive(Default)]
pub struct TabView {
    /// Of a diagnostics tab.
    pub diagnostics: DiagnosticsLook,
    /// The request side.
    pub request: RequestSide,
    /// Of a schema tab.
    pub schema: SchemaLook,
    /// Of a message tab.
    pub message: MessageLook,
    /// Of a comparison.
    pub compare: CompareLook,
    /// Of the tab of a source.
    pub source: SourceLook,
}

/// What is remembered of one run.
#[derive(Default)]
pub struct RunView {
    /// The log of a stream.
    pub log: LogViewState,
    /// The frames of HTTP/2.
    pub frames: FramesViewState,
    /// The message of a unary call.
    pub message: MessageViewState,
    /// The status panel.
    pub status: StatusPanelState,
    /// What it says, once the call has ended.
    pub verdict: Option<StatusView>,
    /// The table of headers.
    pub headers: MetadataTableState,
    /// The table of trailers.
    pub trailers: MetadataTableState,
    /// The plots of a stream.
    pub rates: RatesState,
    /// Its ladder.
    pub sequence: SequenceState,
    /// The facts of the connection.
    pub facts: FactsState,
    /// Rows that were cleared last, for Undo.
    pub cleared: Option<ClearUndo>,
}

impl Views {
    /// The view of a run. A new one shows messages as the one before it in its tab does.
    pub fn of_run(&mut self, call: &CallTab, id: CallId) -> &mut RunView {
        let before = call.runs.iter().rev().find_map(|run| self.runs.get(&run.id));
        let formats = before.map(|view| (view.message.format, view.log.message.format));
        self.runs.entry(id).or_insert_with(|| {
            let mut view = RunView::default();
            if let Some((message, row)) = formats {
                (view.message.format, view.log.message.format) = (message, row);
            }
            view
        })
    }

    /// Drop what belongs to tabs and runs that are gone.
    pub fn forget_closed(&mut self, state: &State) {
        self.tabs.retain(|id, _| state.tabs.get(*id).is_some());
        let kept =
            |id: &CallId| state.tabs.iter().filter_map(|tab| tab.content.runs()).any(|call| call.run_of(*id).is_some());
        self.runs.retain(|id, _| kept(id));
    }
}
