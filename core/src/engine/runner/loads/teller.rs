//! What one load tells: its steps, a copy from disk, how it ended. Once another load of the source took its place it
//! tells nothing. It loads nothing.

use std::{
    ops::ControlFlow,
    sync::Arc,
    time::{Duration, Instant},
};

use super::{Loads, Sources, outcome::Outcome};
use crate::{
    engine::{
        command::SourceId,
        event::{Event, LoadCause, LoadedSchema},
        runner::watch::Bell,
    },
    reflection::ReflectionReport,
    schema::{LoadProgress, LoadStep, Schema, cache::CachedSchema},
};

/// Steps are told at most so often: a window does not show more.
const STEP: Duration = Duration::from_millis(30);

/// One load and those that follow it by themselves.
#[derive(Clone)]
pub(super) struct Teller {
    id: SourceId,
    number: u64,
    loads: Loads,
}

impl Teller {
    pub(super) fn new(id: SourceId, number: u64, loads: Loads) -> Self {
        Self { id, number, loads }
    }

    pub(super) fn progress(&self, step: String) {
        let sources = self.loads.sources.lock();
        if self.is_current(&sources) {
            self.loads.events.push(Event::SchemaProgress(self.id, step));
        }
    }

    /// The source is loaded again, by itself; false if it is not this one's any more.
    pub(super) fn begin_again(&self) -> bool {
        let mut sources = self.loads.sources.lock();
        let running = sources.running.get_mut(&self.id).filter(|running| running.number == self.number);
        running.map(|running| running.is_loading = true).is_some()
    }

    /// Whether something of this source is shown already.
    pub(super) fn has_given(&self) -> bool {
        self.loads.sources.lock().given.get(&self.id).is_some_and(|given| given.upgrade().is_some())
    }

    /// A copy was found on disk; the load goes on.
    pub(super) fn copy(&self, copy: CachedSchema) {
        let CachedSchema { schema, made, .. } = copy;
        let mut sources = self.loads.sources.lock();
        if self.is_current(&sources) {
            sources.given.insert(self.id, schema.downgrade());
            self.loads.events.push(loaded(self.id, schema, None, LoadCause::Cached { made }, Vec::new()));
        }
    }

    /// The names of a copy on disk, which follows. Nothing is compared with them later.
    pub(super) fn outline(&self, outline: CachedSchema) {
        let CachedSchema { schema, made, .. } = outline;
        let sources = self.loads.sources.lock();
        if self.is_current(&sources) {
            self.loads.events.push(loaded(self.id, schema, None, LoadCause::Outlined { made }, Vec::new()));
        }
    }

    /// A load ended. What changed is found here: not for a thread that must stay awake. A schema is returned if it was
    /// told, to keep a copy of it.
    pub(super) fn end(&self, outcome: Outcome, cause: LoadCause, is_watched: bool) -> Option<Schema> {
        let before = self.loads.sources.lock().given.get(&self.id).and_then(|given| given.upgrade());
        let changes = match (&outcome, before) {
            (Ok((schema, _)), Some(before)) => schema.changes_from(&before),
            _ => Vec::new(),
        };
        let mut sources = self.loads.sources.lock();
        if !self.is_current(&sources) {
            return None;
        }
        match sources.running.get_mut(&self.id).filter(|_| is_watched) {
            Some(running) => running.is_loading = false,
            None => drop(sources.running.remove(&self.id)),
        }
        match outcome {
            Ok((schema, report)) => {
                sources.given.retain(|_, given| given.upgrade().is_some());
                sources.given.insert(self.id, schema.downgrade());
                self.loads.events.push(loaded(self.id, schema.clone(), report, cause, changes));
                Some(schema)
            }
            Err(failure) => {
                self.loads.events.push(Event::SchemaFailed(self.id, Box::new(failure)));
                None
            }
        }
    }

    /// The steps of a load from files, told in words; ended by the bell.
    pub(super) fn steps(&self, bell: &Arc<Bell>) -> impl LoadProgress + use<> {
        let (teller, bell) = (self.clone(), Arc::clone(bell));
        let mut told: Option<Instant> = None;
        move |step: &LoadStep| {
            if bell.is_stopped() {
                return ControlFlow::Break(());
            }
            if told.is_none_or(|told| told.elapsed() >= STEP) || *step == LoadStep::Linking {
                told = Some(Instant::now());
                teller.progress(step.words());
            }
            ControlFlow::Continue(())
        }
    }

    fn is_current(&self, sources: &Sources) -> bool {
        sources.running.get(&self.id).is_some_and(|running| running.number == self.number)
    }
}

fn loaded(
    id: SourceId,
    schema: Schema,
    report: Option<ReflectionReport>,
    cause: LoadCause,
    changes: Vec<crate::schema::Change>,
) -> Event {
    Event::SchemaLoaded(id, Box::new(LoadedSchema { schema, report, cause, changes }))
}
