//! What follows when a schema source made a step, loaded or failed.

use std::sync::Arc;

use farcall_core::{
    engine::{Failure, LoadCause, LoadedSchema, SchemaFailure, SourceId},
    schema::{Change, Schema},
};

use super::changes::concerning;
use crate::{
    job::Job,
    perform::{self, Effect},
    state::{
        CallTab, Copy, Focus, Listing, MethodChoice, Source, SourceKind, SourceState, State, package_key, service_key,
    },
    units,
};

/// The step a load is in.
pub fn progress(state: &mut State, id: SourceId, step: String) {
    if let Some(source) = state.source_mut(id) {
        source.state = SourceState::Loading(step);
    }
}

/// A source loaded. It is shown once its list is made, which for a large schema takes a moment.
pub fn loaded(state: &mut State, id: SourceId, loaded: Box<LoadedSchema>, out: &mut Vec<Effect>) {
    if state.source(id).is_some() {
        perform::work(Job::List(id, loaded), out);
    }
}

/// Its list is made: the tree shows it, and tabs that use it get its types and are told what changed for them.
pub fn listed(state: &mut State, id: SourceId, loaded: LoadedSchema, listing: Arc<Listing>, out: &mut Vec<Effect>) {
    let LoadedSchema { schema, cause, changes, .. } = loaded;
    let Some(source) = state.source_mut(id) else { return };
    let first = source.listing.is_none();
    source.copy = match &cause {
        LoadCause::Outlined { made } => Some(Copy::Outline { made: *made }),
        LoadCause::Cached { made } => Some(Copy::Whole { made: *made }),
        LoadCause::Asked | LoadCause::FilesChanged(_) | LoadCause::Reconnected => None,
    };
    if source.copy.is_none() {
        source.state = SourceState::Loaded;
        source.problems_shown = false;
    }
    // Of an outline only the tree is made: what needs types waits for them.
    let is_outline = matches!(cause, LoadCause::Outlined { .. });
    source.schema = (!is_outline).then(|| schema.clone());
    source.listing = Some(listing.clone());
    let (kind, is_copy, name) = (source.kind.clone(), source.copy.is_some(), source.name());
    let welcomed = state.welcome.source.take_if(|waiting| *waiting == id).is_some();
    if first && (welcomed || state.tabs.is_empty()) {
        unfold_first_service(state, id, &listing);
        state.focus = Some(Focus::Filter);
    }
    if is_outline {
        return;
    }
    if let SourceKind::Reflection { target } = kind
        && !is_copy
    {
        state.recent.touch(&target, None, Some(listing.method_count()), units::now());
    }
    for tab in state.tabs.all_calls_mut() {
        tell_changes(tab, id, &changes);
        bind(tab, id, &schema);
    }
    say_reloaded(state, &name, &cause, changes.len());
    perform::look_again(state, id, out);
    perform::search_again(state, out);
}

/// No list could be made of what a source gave; what it gave before stays.
pub fn not_listed(state: &mut State, id: SourceId) {
    let why = Failure::new("The schema could not be listed").hint("This is a defect of Farcall; please report it");
    failed(state, id, SchemaFailure::Files(why, Vec::new(), Vec::new()));
}

/// What is another than before for the call of a tab; what was said before is replaced.
fn tell_changes(tab: &mut CallTab, id: SourceId, changes: &[Change]) {
    let Some(MethodChoice { source: Some(source), known: Some(method), .. }) = &tab.method else { return };
    if *source == id && !changes.is_empty() {
        tab.changes = concerning(method, changes);
    }
}

/// A load that nobody asked for says what it brought, if that is anything.
fn say_reloaded(state: &mut State, name: &str, cause: &LoadCause, changes: usize) {
    let why = match cause {
        LoadCause::Asked | LoadCause::Outlined { .. } | LoadCause::Cached { .. } => return,
        LoadCause::FilesChanged(files) => match files.as_slice() {
            [one] => format!("{} changed", one.file_name().unwrap_or(one.as_os_str()).to_string_lossy()),
            files => format!("{} of {name} changed", units::counted(files.len() as u64, "file")),
        },
        LoadCause::Reconnected => format!("{name} was read again after connecting anew"),
    };
    if changes > 0 {
        state.notices.say(format!("{why}: {} in the schema", units::counted(changes as u64, "change")));
    }
}

/// A source could not be loaded; what it gave before stays.
pub fn failed(state: &mut State, id: SourceId, failure: SchemaFailure) {
    if !matches!(failure, SchemaFailure::Cancelled) {
        // One at a time is told in full: the list is short of room.
        state.sources.iter_mut().for_each(|source| source.problems_shown = false);
    }
    if let (SchemaFailure::NoReflection(_), Some(target)) = (&failure, state.source(id).and_then(Source::target)) {
        // It answered: a server to come back to.
        let target = target.clone();
        state.recent.touch(&target, None, None, units::now());
    }
    if let Some(source) = state.source_mut(id) {
        source.state = match failure {
            // The user stopped it and sees what was there before.
            SchemaFailure::Cancelled => return,
            failure => SourceState::Failed(failure),
        };
        source.problems_shown = true;
    }
    if state.is_fresh() && state.welcome.source == Some(id) {
        state.focus = Some(Focus::Welcome);
    }
}

fn unfold_first_service(state: &mut State, id: SourceId, listing: &Listing) {
    let Some(package) = listing.packages().iter().find(|package| !package.services.is_empty()) else { return };
    if let Some(service) = package.services.first().and_then(|at| listing.service(*at)) {
        state.left.folds.entry(package_key(id, &package.name)).or_insert(true);
        state.left.folds.entry(service_key(id, &service.full_name)).or_insert(true);
    }
}

/// Give a tab the types of a freshly loaded schema, if its method is in it.
pub fn bind(tab: &mut CallTab, id: SourceId, schema: &Schema) {
    let Some(MethodChoice { source, path, known }) = &mut tab.method else { return };
    let uses = *source == Some(id) || known.is_none();
    let Some(method) = schema.method(path).filter(|_| uses) else { return };
    *source = Some(id);
    *known = Some(method.clone());
    tab.draft.bind(&method.input);
}
