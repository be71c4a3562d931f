//! The state as a session keeps it, and back: tabs, drafts, sources, recent targets, looks.

use farcall_core::{
    call::LogLimits,
    engine::SourceId,
    message::JsonOptions,
    schema::MethodPath,
    workspace::{Draft as TabDraft, Session, SourceDraft},
};
use serde_json::{Map, Value};

use super::{
    CallTab, Draft, LeftView, Limit, MessageView, MethodChoice, RecordingTab, Source, SourceKind, SourceOptions,
    SourceState, State, Tab, TabContent, TabId, TypedLogLimits, TypedSending,
    session_messages::{compare_tab_of, kept_compare, kept_message, message_tab_of},
    session_sources::{kept_options, kept_spot, options_of, schema_tab_of},
};
use crate::viewers::message_view::Switch;

/// The key of how much is kept of calls.
const LOG_LIMITS: &str = "log_limits";

/// What of the state comes back after a restart.
pub fn to_session(state: &State) -> Session {
    let drafts = state.tabs.iter().filter_map(|tab| tab_draft(tab).map(|draft| (tab.id, draft)));
    let (ids, tabs): (Vec<_>, Vec<_>) = drafts.unzip();
    let chosen = state.tabs.chosen().map(|tab| tab.id);
    Session {
        workspace: state.workspace.chosen.clone(),
        chosen_tab: ids.iter().position(|id| Some(*id) == chosen),
        tabs,
        closed: state.tabs.closed().iter().filter_map(tab_draft).collect(),
        sources: state.sources.iter().filter_map(source_draft).collect(),
        recent: state.recent.targets.clone(),
        theme: state.theme,
        zoom: Some(state.zoom),
        window: window_values(state),
    }
}

/// Bring a session back into a fresh state. Files are loaded again by the caller; servers are not asked.
pub fn restore(state: &mut State, session: Session) {
    state.theme = session.theme;
    state.zoom = session.zoom.unwrap_or(1.0).clamp(0.7, 2.0);
    state.recent.targets = session.recent;
    state.left.shown = session.window.get("left_shown").and_then(Value::as_bool).unwrap_or(true);
    if session.window.get("left_view").and_then(Value::as_str) == Some("collections") {
        state.left.view = LeftView::Collections;
    }
    let turned = session.window.get("messages").and_then(Value::as_array).into_iter().flatten();
    for key in turned.filter_map(Value::as_str) {
        if let Some(switch) = Switch::ALL.into_iter().find(|switch| switch.key() == key) {
            switch.turn(&mut state.reading);
        }
    }
    let limits = session.window.get(LOG_LIMITS).and_then(Value::as_str).and_then(TypedLogLimits::of_kept);
    if let Some(limits) = limits {
        state.logs.set_limits(limits);
    }
    let options = session.window.get("sources").and_then(Value::as_array).cloned().unwrap_or_default();
    for (at, source) in session.sources.into_iter().enumerate() {
        restore_source(state, source, options_of(options.get(at)));
    }
    for draft in session.tabs {
        let tab = restore_tab(state, draft);
        state.tabs.append(tab);
    }
    let closed = session.closed.into_iter().map(|draft| restore_tab(state, draft)).collect();
    state.tabs.set_closed(closed);
    if let Some(id) = session.chosen_tab.and_then(|at| state.tabs.iter().nth(at)).map(|tab| tab.id) {
        state.tabs.choose(id);
    }
}

fn tab_draft(tab: &Tab) -> Option<TabDraft> {
    let mut window = Map::new();
    let call = match &tab.content {
        TabContent::Call(call) => call,
        TabContent::Schema(schema) => {
            window.insert("schema".to_owned(), kept_spot(schema));
            if tab.preview {
                window.insert("preview".to_owned(), Value::from(true));
            }
            return Some(TabDraft { window, ..TabDraft::default() });
        }
        // What they show is asked for anew.
        TabContent::Diagnostics(_) | TabContent::Source(_) => return None,
        TabContent::Compare(compare) => {
            window.insert("compare".to_owned(), kept_compare(compare)?);
            return Some(TabDraft { window, ..TabDraft::default() });
        }
        TabContent::Recording(recording) => {
            window.insert("recording".to_owned(), Value::from(recording.path.to_str()?));
            return Some(TabDraft { window, ..TabDraft::default() });
        }
        TabContent::Message(message) => {
            window.insert("message".to_owned(), kept_message(message)?);
            return Some(TabDraft { window, ..TabDraft::default() });
        }
    };
    match call.message_view {
        MessageView::Form => None,
        MessageView::Json => window.insert("message_view".to_owned(), Value::from("json")),
        MessageView::Sent => window.insert("message_view".to_owned(), Value::from("sent")),
    };
    call.sending.keep(&mut window);
    if !call.limits.read_rate.is_empty() {
        window.insert("read_rate".to_owned(), Value::from(call.limits.read_rate.clone()));
    }
    if tab.preview {
        window.insert("preview".to_owned(), Value::from(true));
    }
    for limit in Limit::ALL.into_iter().filter(|limit| !call.limits.text(*limit).is_empty()) {
        window.insert(limit.key().to_owned(), Value::from(call.limits.text(limit)));
    }
    if !call.expected_status.is_empty() {
        window.insert("expected_status".to_owned(), Value::from(call.expected_status.clone()));
    }
    Some(TabDraft {
        method: call.method.as_ref().map(|choice| choice.path.to_string()).unwrap_or_default(),
        target: call.target.clone(),
        timeout: call.timeout.clone(),
        options: call.saved_options(),
        metadata: call.metadata.clone(),
        messages: call.draft.texts(),
        chosen_message: call.draft.chosen,
        saved_as: call.saved_as.clone(),
        window,
    })
}

fn restore_tab(state: &mut State, draft: TabDraft) -> Tab {
    let preview = draft.window.get("preview").and_then(Value::as_bool).unwrap_or(false);
    if let Some(schema) = draft.window.get("schema").and_then(schema_tab_of) {
        return Tab { id: TabId(state.fresh_id()), content: TabContent::Schema(Box::new(schema)), preview };
    }
    if let Some(message) = draft.window.get("message").and_then(message_tab_of) {
        return Tab { id: TabId(state.fresh_id()), content: TabContent::Message(Box::new(message)), preview };
    }
    if let Some(compare) = draft.window.get("compare").and_then(compare_tab_of) {
        return Tab { id: TabId(state.fresh_id()), content: TabContent::Compare(Box::new(compare)), preview };
    }
    if let Some(path) = draft.window.get("recording").and_then(Value::as_str) {
        let recording = RecordingTab::new(path.into());
        return Tab { id: TabId(state.fresh_id()), content: TabContent::Recording(Box::new(recording)), preview };
    }
    let text = |key: &str| draft.window.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut call = CallTab::new(draft.target.clone());
    call.expected_status = text("expected_status");
    call.message_view = match text("message_view").as_str() {
        "json" => MessageView::Json,
        "sent" => MessageView::Sent,
        _ => MessageView::Form,
    };
    call.sending = TypedSending::kept(&draft.window);
    call.timeout = draft.timeout;
    call.set_options(draft.options);
    for limit in Limit::ALL {
        let typed = text(limit.key());
        if !typed.is_empty() {
            call.limits.set(limit, typed);
        }
    }
    if !text("read_rate").is_empty() {
        call.limits.read_rate = text("read_rate");
    }
    call.metadata = draft.metadata;
    call.draft = Draft::from_texts(draft.messages, None);
    call.draft.chosen = draft.chosen_message;
    call.saved_as = draft.saved_as;
    call.changed = call.saved_as.is_some();
    call.method = MethodPath::parse(&draft.method).ok().map(|path| MethodChoice { source: None, path, known: None });
    Tab { id: TabId(state.fresh_id()), content: TabContent::Call(Box::new(call)), preview }
}

fn source_draft(source: &Source) -> Option<SourceDraft> {
    match &source.kind {
        SourceKind::Files(files) => Some(SourceDraft::Files(files.clone())),
        // A server that was never read is not worth coming back to: it stands among the recent targets.
        SourceKind::Reflection { .. } if source.schema.is_none() && !matches!(source.state, SourceState::Stale) => None,
        SourceKind::Reflection { target } => {
            Some(SourceDraft::Reflection { target: target.clone(), metadata: Vec::new() })
        }
    }
}

fn restore_source(state: &mut State, draft: SourceDraft, options: SourceOptions) {
    let kind = match draft {
        SourceDraft::Files(files) if files.paths().next().is_none() => return,
        SourceDraft::Files(files) => SourceKind::Files(files),
        SourceDraft::Reflection { target, .. } => SourceKind::Reflection { target },
        SourceDraft::Sample => return,
    };
    // The command line may have named it before the session was read.
    if let Some(known) = state.sources.iter_mut().find(|source| source.kind == kind) {
        known.options_changed |= known.options != options;
        known.options = options;
        return;
    }
    let id = SourceId(state.fresh_id());
    state.sources.push(Source { state: SourceState::Stale, options, ..Source::new(id, kind) });
}

/// How messages are printed where no switch was turned.
fn usual() -> JsonOptions {
    JsonOptions::default()
}

fn window_values(state: &State) -> Map<String, Value> {
    let mut window = Map::new();
    let kept = state.sources.iter().filter(|source| source_draft(source).is_some());
    let options: Vec<Value> = kept.map(|source| kept_options(&source.options)).collect();
    window.insert("sources".to_owned(), Value::from(options));
    window.insert("left_shown".to_owned(), Value::from(state.left.shown));
    let view = match state.left.view {
        LeftView::Services => "services",
        LeftView::Collections => "collections",
    };
    window.insert("left_view".to_owned(), Value::from(view));
    let turned = Switch::ALL.into_iter().filter(|switch| switch.is_on(&state.reading) != switch.is_on(&usual()));
    let turned: Vec<Value> = turned.map(|switch| Value::from(switch.key())).collect();
    window.insert("messages".to_owned(), Value::from(turned));
    let limits = state.logs.limits();
    if limits != LogLimits::default() {
        window.insert(LOG_LIMITS.to_owned(), Value::from(TypedLogLimits::kept(&limits)));
    }
    window
}
