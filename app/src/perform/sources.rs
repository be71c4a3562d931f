//! Schema sources: connect, open, load again, take away.

use std::path::PathBuf;

use farcall_core::{
    call::Auth,
    engine::{Command, SchemaFailure, SchemaRequest, SourceId},
    metadata::{Metadata, Row},
    schema::FileSource,
    transport::Target,
    workspace::{resolve, resolve_auth},
};

use super::{Browse, Effect};
use crate::state::{Source, SourceKind, SourceOptions, SourceState, State, TabId, source_of_files};

/// Connect to what stands in the welcome's field.
pub fn connect_welcome(state: &mut State, out: &mut Vec<Effect>) {
    let mut target = state.welcome.target.clone();
    target.address = target.address.trim().to_owned();
    if target.address.is_empty() {
        state.focus = Some(crate::state::Focus::Welcome);
        return;
    }
    connect(state, target, out);
}

/// Read the schema of a target by reflection.
pub fn connect(state: &mut State, target: Target, out: &mut Vec<Effect>) {
    let id = match state.source_of_target(&target) {
        Some(known) => known.id,
        None => add(state, SourceKind::Reflection { target: Box::new(target.clone()) }),
    };
    if state.is_fresh() {
        follow_from_welcome(state, id);
        state.welcome.target = target;
    }
    load(state, id, out);
}

/// Read the schema of a call tab's target.
pub fn read_schema(state: &mut State, tab: TabId, out: &mut Vec<Effect>) {
    if let Some(target) =
        state.tabs.call_mut(tab).map(|call| call.target.clone()).filter(|target| !target.address.is_empty())
    {
        connect(state, target, out);
    }
}

/// Load files as one source: everything named like a descriptor set is one, the rest are .proto files and folders.
pub fn open_files(state: &mut State, paths: Vec<PathBuf>, out: &mut Vec<Effect>) {
    if let Some(files) = source_of_files(paths) {
        open_source(state, files, out);
    }
}

/// Load files as a source; one that is there already is loaded again, unless that is being done: a session brings back
/// the folder that the command line names.
pub fn open_source(state: &mut State, files: FileSource, out: &mut Vec<Effect>) {
    let kind = SourceKind::Files(files);
    let known = state.sources.iter().find(|source| source.kind == kind);
    let is_loading = known.is_some_and(|source| matches!(source.state, SourceState::Loading(_)));
    let known = known.map(|source| source.id);
    let id = known.unwrap_or_else(|| add(state, kind));
    if state.is_fresh() {
        follow_from_welcome(state, id);
    }
    if !is_loading {
        load(state, id, out);
    }
}

/// Add an import folder to a source of .proto files and load it again.
pub fn add_import_root(state: &mut State, id: SourceId, root: PathBuf, out: &mut Vec<Effect>) {
    if let Some(Source { kind: SourceKind::Files(FileSource::Protos { import_roots, .. }), .. }) = state.source_mut(id)
    {
        if !import_roots.contains(&root) {
            import_roots.push(root);
        }
        load(state, id, out);
    }
}

/// Give a source of .proto files other import folders and load it again.
pub fn set_import_roots(state: &mut State, id: SourceId, roots: Vec<PathBuf>, out: &mut Vec<Effect>) {
    if let Some(Source { kind: SourceKind::Files(FileSource::Protos { import_roots, .. }), .. }) = state.source_mut(id)
    {
        *import_roots = roots;
        load(state, id, out);
    }
}

/// Give a source other choices. Whether to watch and what fills in counts at once, the rest from the next refresh.
pub fn edit_options(state: &mut State, id: SourceId, options: SourceOptions, out: &mut Vec<Effect>) {
    let Some(source) = state.source_mut(id) else { return };
    let at_once = source.options.watch != options.watch || source.options.filler != options.filler;
    source.options = options;
    source.options_changed = true;
    if at_once {
        load(state, id, out);
    }
}

/// Add files that fill in what a server does not give, and read it again.
pub fn add_filler(state: &mut State, id: SourceId, paths: Vec<PathBuf>, out: &mut Vec<Effect>) {
    let Some(mut options) = state.source(id).map(|source| source.options.clone()) else { return };
    options.filler.extend(paths);
    edit_options(state, id, options, out);
}

/// Load one source again.
pub fn refresh(state: &mut State, id: SourceId, out: &mut Vec<Effect>) {
    load(state, id, out);
}

/// Load every source again.
pub fn refresh_all(state: &mut State, out: &mut Vec<Effect>) {
    let ids: Vec<_> = state.sources.iter().map(|source| source.id).collect();
    for id in ids {
        load(state, id, out);
    }
}

/// Take a source away; tabs keep what they know of it.
pub fn remove(state: &mut State, id: SourceId, out: &mut Vec<Effect>) {
    out.push(Effect::engine(Command::CancelLoad(id)));
    state.sources.retain(|source| source.id != id);
    state.tabs.forget_source(id);
    super::search_again(state, out);
}

/// Stop loading a source.
pub fn cancel_load(state: &mut State, id: SourceId, out: &mut Vec<Effect>) {
    let Some(source) = state.source_mut(id) else { return };
    if matches!(source.state, SourceState::Loading(_)) {
        source.state = if source.schema.is_some() { SourceState::Loaded } else { SourceState::Stale };
        out.push(Effect::engine(Command::CancelLoad(id)));
    }
}

/// Give a reflected source other connection choices. Where they were used for calls as well, they are changed there too:
/// they are choices for the server, not for one place.
pub fn edit(state: &mut State, id: SourceId, to: Target) {
    let Some(Source { kind: SourceKind::Reflection { target }, .. }) = state.source_mut(id) else { return };
    let before = std::mem::replace(&mut **target, to.clone());
    for (_, call) in state.tabs.calls_mut().filter(|(_, call)| call.target == before) {
        call.target = to.clone();
    }
    if state.welcome.source == Some(id) {
        state.welcome.target = to;
    }
}

/// Open or close the list of problems of a source.
pub fn toggle_problems(state: &mut State, id: SourceId) {
    if let Some(source) = state.source_mut(id) {
        source.problems_shown = !source.problems_shown;
    }
}

/// Ask the system's dialog for the path of the open question.
pub fn browse(state: &State, out: &mut Vec<Effect>) {
    if let Some(question) = &state.question {
        out.push(Effect::Browse(Browse(question.kind.clone())));
    }
}

fn add(state: &mut State, kind: SourceKind) -> SourceId {
    let id = state.fresh_source();
    state.sources.push(Source::new(id, kind));
    id
}

/// The welcome tells of this source from now on; of the last one only if that is worth keeping. A server without
/// reflection is: the files opened next are for it.
fn follow_from_welcome(state: &mut State, id: SourceId) {
    let before = state.welcome.source.replace(id).filter(|before| *before != id);
    let opens_files = matches!(state.source(id).map(|source| &source.kind), Some(SourceKind::Files(_)));
    let is_over = |source: &Source| match &source.state {
        SourceState::Failed(SchemaFailure::NoReflection(_)) => !opens_files,
        SourceState::Failed(_) | SourceState::Stale => true,
        SourceState::Loading(_) | SourceState::Loaded => false,
    };
    state.sources.retain(|source| Some(source.id) != before || source.schema.is_some() || !is_over(source));
}

fn load(state: &mut State, id: SourceId, out: &mut Vec<Effect>) {
    let Some(request) = request(state, id) else { return };
    if let Some(source) = state.source_mut(id) {
        source.state = SourceState::Loading("Waiting".to_owned());
        source.options_changed = false;
        out.push(Effect::engine(Command::LoadSchema(id, Box::new(request))));
    }
}

/// What the engine is asked for to load a source, with all that goes along.
pub fn request(state: &State, id: SourceId) -> Option<SchemaRequest> {
    let metadata = reflection_rows(state, id).and_then(|rows| Metadata::from_rows(&rows).ok()).unwrap_or_default();
    let auth = reflection_auth(state, id);
    Some(state.source(id)?.request(metadata, auth))
}

/// The metadata that goes along with reflection: the source's own, else what was last sent to that target; secrets of
/// this session filled in.
fn reflection_rows(state: &State, id: SourceId) -> Option<Vec<Row>> {
    let source = state.source(id)?;
    let target = source.target()?;
    match &source.options.own {
        Some(own) => resolve(&own.metadata, &own_scope(target), &state.secrets).ok(),
        None => resolve(&state.recent.of(target)?.metadata, &target.address, &state.secrets).ok(),
    }
}

/// What proves who asks: the source's own, else what the last call to that target used; nothing if its secret is not
/// known any more.
fn reflection_auth(state: &State, id: SourceId) -> Auth {
    let Some(source) = state.source(id) else { return Auth::None };
    match (source.target(), &source.options.own) {
        (Some(target), Some(own)) => resolve_auth(&own.auth, &own_scope(target), &state.secrets).unwrap_or_default(),
        (Some(target), None) => super::diagnostics::auth_of(state, target),
        (None, _) => Auth::None,
    }
}

/// Secrets of a source stand apart from those of calls to the same server.
fn own_scope(target: &Target) -> String {
    format!("{} (reflection)", target.address)
}
