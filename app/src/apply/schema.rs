//! What follows when a schema source made a step, loaded or failed.

use farcall_core::{
    engine::{SchemaFailure, SourceId},
    schema::Schema,
};

use crate::{
    perform::{self, Effect},
    state::{CallTab, Focus, MethodChoice, Source, SourceKind, SourceState, State, packages, service_key},
    units,
};

/// The step a load is in.
pub fn progress(state: &mut State, id: SourceId, step: String) {
    if let Some(source) = state.source_mut(id) {
        source.state = SourceState::Loading(step);
    }
}

/// A source loaded: the tree shows it, and tabs that use it get its types.
pub fn loaded(state: &mut State, id: SourceId, schema: Schema, out: &mut Vec<Effect>) {
    let Some(source) = state.source_mut(id) else { return };
    let first = source.schema.is_none();
    source.state = if source.remembered { SourceState::Stale } else { SourceState::Loaded };
    let remembered = std::mem::take(&mut source.remembered);
    source.problems_shown = false;
    source.schema = Some(schema.clone());
    let kind = source.kind.clone();
    let welcomed = state.welcome.source.take_if(|waiting| *waiting == id).is_some();
    if first && (welcomed || state.tabs.is_empty()) {
        unfold_first_service(state, id, &schema);
        state.focus = Some(Focus::Filter);
    }
    if let SourceKind::Reflection { target } = kind
        && !remembered
    {
        let methods = schema.services().iter().map(|service| service.methods.len()).sum();
        state.recent.touch(&target, None, Some(methods), units::now());
        perform::keep_copy(state, &target, &schema, out);
    }
    for tab in state.tabs.all_calls_mut() {
        bind(tab, id, &schema);
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
        if std::mem::take(&mut source.remembered) {
            // The copy is gone or damaged; the server can still be asked.
            return;
        }
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

fn unfold_first_service(state: &mut State, id: SourceId, schema: &Schema) {
    let first = packages(schema).into_iter().find_map(|(_, services)| services.first().copied());
    if let Some(service) = first.and_then(|at| schema.services().get(at)) {
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
