//! Call tabs of methods: open one, fill it as calls to its target usually are, give it another method.

use farcall_core::{
    call::Auth,
    engine::SourceId,
    schema::{Method, MethodKind, MethodPath},
    transport::Target,
};

use crate::{
    action::OpenHow,
    state::{CallTab, Draft, Focus, MethodChoice, SourceKind, State, Tab, TabContent, TabId, method_key},
};

/// An empty call to the target used last, with the focus on the method.
pub fn new_tab(state: &mut State) {
    let mut tab = CallTab::new(usual_target(state));
    tab.options.auth = recent_auth(state, &tab.target);
    add(state, tab, false);
    state.focus = Some(Focus::Method);
}

/// Open a method in the preview tab, in a tab that stays, or in another one.
pub fn open_method(state: &mut State, source: SourceId, path: MethodPath, how: OpenHow) {
    if how != OpenHow::Another
        && let Some(id) = tab_of_method(state, source, &path)
    {
        state.tabs.choose(id);
        if how == OpenHow::Keep {
            state.tabs.keep(id);
        }
        state.focus = Some(Focus::FirstField);
        return;
    }
    let Some(tab) = fresh_call(state, source, &path) else { return };
    state.left.selected = Some(method_key(source, &path));
    let preview = how == OpenHow::Preview;
    let reused = state.tabs.iter().find(|tab| tab.preview && preview).map(|tab| tab.id);
    match reused {
        Some(id) => replace(state, id, tab),
        None => add(state, tab, preview),
    }
    state.focus = Some(Focus::FirstField);
}

/// A call of a method as it opens: the target of its source, the metadata last sent there, a fresh message.
pub fn fresh_call(state: &State, source: SourceId, path: &MethodPath) -> Option<CallTab> {
    let awaited = || listed_method(state, source, path).map(Chosen::Awaited);
    let method = known_method(state, source, path).map(Chosen::Known).or_else(awaited)?;
    let mut tab = CallTab::new(target_of_source(state, source));
    tab.metadata = recent_metadata(state, &tab.target);
    tab.options.auth = recent_auth(state, &tab.target);
    match method {
        Chosen::Known(method) => choose_method(&mut tab, source, method),
        Chosen::Awaited(kind) => {
            tab.timeout = usual_timeout(kind);
            tab.method = Some(MethodChoice { source: Some(source), path: path.clone(), known: None });
        }
    }
    Some(tab)
}

/// A method of a tab that opens.
enum Chosen {
    Known(Method),
    /// Its types are on their way: the tab gets them, and its draft, when they are there.
    Awaited(MethodKind),
}

/// The kind of a method whose types are on their way.
fn listed_method(state: &State, source: SourceId, path: &MethodPath) -> Option<MethodKind> {
    let source = state.source(source).filter(|source| source.waits_for_types())?;
    Some(source.listing.as_ref()?.schema().method(path)?.kind)
}

fn usual_timeout(kind: MethodKind) -> String {
    match kind {
        MethodKind::Unary => "30s".to_owned(),
        MethodKind::ServerStreaming | MethodKind::ClientStreaming | MethodKind::BidiStreaming => String::new(),
    }
}

/// Give a tab another method, with its own draft; the draft of the one before is put aside.
pub fn choose_method(tab: &mut CallTab, source: SourceId, method: Method) {
    if let Some(before) = tab.method.take() {
        if before.path == method.path {
            tab.draft.bind(&method.input);
            tab.method = Some(MethodChoice { source: Some(source), path: method.path.clone(), known: Some(method) });
            return;
        }
        tab.put_aside.insert(before.path, std::mem::take(&mut tab.draft));
    }
    tab.draft = match tab.put_aside.remove(&method.path) {
        Some(mut draft) => {
            draft.bind(&method.input);
            draft
        }
        None => Draft::skeleton(&method.input),
    };
    if tab.timeout.is_empty() && method.kind == MethodKind::Unary {
        tab.timeout = "30s".to_owned();
    } else if tab.timeout == "30s" && method.kind != MethodKind::Unary {
        tab.timeout.clear();
    }
    tab.method = Some(MethodChoice { source: Some(source), path: method.path.clone(), known: Some(method) });
}

/// Add a call tab and choose it.
pub fn add(state: &mut State, tab: CallTab, preview: bool) {
    let id = TabId(state.fresh_id());
    state.tabs.add(Tab { id, content: TabContent::Call(Box::new(tab)), preview });
}

/// A method of a loaded source.
pub fn known_method(state: &State, source: SourceId, path: &MethodPath) -> Option<Method> {
    state.source(source)?.schema.as_ref()?.method(path).cloned()
}

/// The target a method of this source is called at: its own when reflected, else the one used last.
pub fn target_of_source(state: &State, source: SourceId) -> Target {
    match state.source(source).map(|source| &source.kind) {
        Some(SourceKind::Reflection { target }) => (**target).clone(),
        Some(SourceKind::Files(_)) | None => usual_target(state),
    }
}

fn usual_target(state: &State) -> Target {
    let chosen = state.chosen_call().map(|(_, call)| call.target.clone());
    let reflected = || {
        state.sources.iter().find_map(|source| match &source.kind {
            SourceKind::Reflection { target } => Some((**target).clone()),
            SourceKind::Files(_) => None,
        })
    };
    let recent = || state.recent.targets.first().map(|recent| recent.target.clone());
    chosen.or_else(reflected).or_else(recent).unwrap_or_default()
}

fn recent_metadata(state: &State, target: &Target) -> Vec<farcall_core::metadata::Row> {
    let rows = state.recent.of(target).map(|recent| recent.metadata.clone()).unwrap_or_default();
    state.secrets.fill(&target.address, &rows)
}

/// What the last call to a target proved itself with.
fn recent_auth(state: &State, target: &Target) -> Auth {
    let recent = state.recent.of(target);
    recent.map(|recent| state.secrets.fill_auth(&target.address, &recent.auth)).unwrap_or_default()
}

fn tab_of_method(state: &State, source: SourceId, path: &MethodPath) -> Option<TabId> {
    let shows = |tab: &&Tab| match &tab.content {
        TabContent::Call(call) => call.method.as_ref().is_some_and(|m| m.path == *path && m.source == Some(source)),
        _ => false,
    };
    state.tabs.iter().find(shows).map(|tab| tab.id)
}

fn replace(state: &mut State, id: TabId, call: CallTab) {
    if let Some(tab) = state.tabs.get_mut(id) {
        tab.content = TabContent::Call(Box::new(call));
    }
    state.tabs.choose(id);
}
