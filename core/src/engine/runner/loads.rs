//! Loads of schemas: by reflection on a task, from files on a thread of its own. Of each source one load at a
//! time counts; what an older one still says is not told.

use std::{collections::HashMap, sync::Arc, thread};

use parking_lot::Mutex;
use tokio::task::AbortHandle;

use super::{
    caught::{caught, caught_now},
    pool::Pool,
    proof::Proof,
};
use crate::{
    call::TokenStore,
    engine::{
        command::{SchemaSource, SourceId},
        event::{Event, SchemaFailure},
        failure::Failure,
        queue::EventQueue,
    },
    reflection::{self, ReflectionError, ReflectionOptions, ReflectionReport},
    schema::{FileSource, Schema},
    transport::Channel,
};

#[derive(Clone)]
pub(super) struct Loads {
    current: Arc<Mutex<HashMap<SourceId, Load>>>,
    events: Arc<EventQueue>,
}

struct Load {
    number: u64,
    /// A thread cannot be stopped; its outcome is dropped.
    task: Option<AbortHandle>,
}

/// One load, to tell of it.
struct Teller {
    id: SourceId,
    number: u64,
    loads: Loads,
}

type Outcome = Result<(Schema, Option<ReflectionReport>), SchemaFailure>;

impl Loads {
    pub(super) fn new(events: Arc<EventQueue>) -> Self {
        Self { current: Arc::default(), events }
    }

    pub(super) fn start(&self, pool: &Pool, id: SourceId, number: u64, source: SchemaSource, tokens: &TokenStore) {
        let teller = Teller { id, number, loads: self.clone() };
        // Held until the load is entered, so that it cannot end before.
        let mut current = self.current.lock();
        let task = match source {
            SchemaSource::Files(files) => {
                load_files(files, teller);
                None
            }
            SchemaSource::Reflection { target, metadata, auth } => match pool.channel(&target) {
                Ok(channel) => {
                    let proof = Proof { metadata, auth, tokens: tokens.clone() };
                    Some(load_by_reflection(channel, proof, teller))
                }
                Err(error) => {
                    let failure = Failure::new("The schema could not be read").because(error.to_string());
                    let failed = SchemaFailure::Reflection(failure, None);
                    self.events.push(Event::SchemaFailed(id, Box::new(failed)));
                    None
                }
            },
        };
        if let Some(Load { task: Some(before), .. }) = current.insert(id, Load { number, task }) {
            before.abort();
        }
    }

    pub(super) fn cancel(&self, id: SourceId) {
        let Some(load) = self.current.lock().remove(&id) else { return };
        if let Some(task) = load.task {
            task.abort();
        }
        self.events.push(Event::SchemaFailed(id, Box::new(SchemaFailure::Cancelled)));
    }

    pub(super) fn close(&self) {
        self.current.lock().drain().filter_map(|(_, load)| load.task).for_each(|task| task.abort());
    }
}

impl Teller {
    fn progress(&self, step: &str) {
        if self.loads.current.lock().get(&self.id).is_some_and(|load| load.number == self.number) {
            self.loads.events.push(Event::SchemaProgress(self.id, step.to_owned()));
        }
    }

    fn end(self, outcome: Outcome) {
        let mut current = self.loads.current.lock();
        if current.get(&self.id).is_none_or(|load| load.number != self.number) {
            return;
        }
        current.remove(&self.id);
        self.loads.events.push(match outcome {
            Ok((schema, report)) => Event::SchemaLoaded(self.id, schema, report),
            Err(failure) => Event::SchemaFailed(self.id, Box::new(failure)),
        });
    }
}

fn load_by_reflection(channel: Channel, proof: Proof, teller: Teller) -> AbortHandle {
    let task = tokio::spawn(async move {
        let outcome = match caught(reflect(&channel, &proof, &teller)).await {
            Ok(outcome) => outcome,
            Err(panic) => Err(SchemaFailure::Reflection(broke(panic), None)),
        };
        teller.end(outcome);
    });
    task.abort_handle()
}

async fn reflect(channel: &Channel, proof: &Proof, teller: &Teller) -> Outcome {
    let metadata = proof.metadata(channel).await;
    let metadata = metadata.map_err(|error| SchemaFailure::Reflection(Failure::from(&error), None))?;
    let options = ReflectionOptions::default();
    let mut progress = |step: &str| teller.progress(step);
    match reflection::reflect(channel, &metadata, &options, &mut progress).await {
        Ok((schema, report)) => Ok((schema, Some(report))),
        Err(error) => Err(reflection_failure(error)),
    }
}

fn load_files(source: FileSource, teller: Teller) {
    let shared = Arc::new(Mutex::new(Some(teller)));
    let held = Arc::clone(&shared);
    let work = move || {
        let Some(teller) = held.lock().take() else { return };
        teller.progress("Reading files");
        let outcome = caught_now(|| Schema::load(&source));
        teller.end(match outcome {
            Ok(schema) => files_outcome(schema),
            Err(panic) => Err(SchemaFailure::Files(broke(panic), Vec::new(), Vec::new())),
        });
    };
    let spawned = thread::Builder::new().name("farcall-load".into()).spawn(work);
    let Err(error) = spawned else { return };
    // The caller holds the lock that `end` takes: told from a task of its own.
    tokio::spawn(async move {
        if let Some(teller) = shared.lock().take() {
            let failure = Failure::new("The files could not be read").because(error.to_string());
            teller.end(Err(SchemaFailure::Files(failure, Vec::new(), Vec::new())));
        }
    });
}

fn files_outcome(schema: Schema) -> Outcome {
    let problems = schema.problems();
    let errors = problems.iter().filter(|problem| problem.is_error).count();
    if !schema.services().is_empty() || errors == 0 {
        return Ok((schema, None));
    }
    let first = problems.iter().find(|problem| problem.is_error);
    let failure = Failure {
        summary: "No file could be loaded".into(),
        cause: first.map(|problem| format!("{}: {}", problem.file, problem.message)),
        hint: first.and_then(|problem| problem.hint.clone()),
    };
    Err(SchemaFailure::Files(failure, problems.to_vec(), schema.mending_roots().to_vec()))
}

fn reflection_failure(error: ReflectionError) -> SchemaFailure {
    let failure = Failure::from(&error);
    if error.is_unimplemented() {
        return SchemaFailure::NoReflection(failure);
    }
    SchemaFailure::Reflection(failure, error.finished().cloned())
}

fn broke(panic: String) -> Failure {
    Failure::new("Farcall failed to read this schema").because(panic).hint("Please report it; the rest goes on")
}
