//! Loads of schemas, each source its own: one load at a time counts, what an older one still says is not told.
//! A source that is watched stays here between its loads. How a load is made is in the files beside this one.

mod from_files;
mod from_server;
mod outcome;
mod teller;

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use tokio::task::AbortHandle;

use self::teller::Teller;
use super::{copies::Copies, pool::Pool, proof::Proof, watch::Bell};
use crate::{
    call::TokenStore,
    engine::{
        command::{SchemaRequest, SchemaSource, SourceId},
        event::{Event, SchemaFailure},
        queue::EventQueue,
    },
    schema::WeakSchema,
};

#[derive(Clone)]
pub(super) struct Loads {
    sources: Arc<Mutex<Sources>>,
    copies: Arc<Copies>,
    events: Arc<EventQueue>,
}

#[derive(Default)]
struct Sources {
    running: HashMap<SourceId, Running>,
    /// What each gave last, for as long as somebody else holds it.
    given: HashMap<SourceId, WeakSchema>,
    started: u64,
}

/// A source that is loaded or watched.
struct Running {
    number: u64,
    is_loading: bool,
    /// Ends the threads that work for it.
    bell: Arc<Bell>,
    task: Option<AbortHandle>,
}

/// What is made of a source, and how far.
struct Job {
    request: SchemaRequest,
    /// Show the copy on disk and nothing else, until the source changes or is connected to.
    copy_alone: bool,
    bell: Arc<Bell>,
    copies: Arc<Copies>,
}

impl Loads {
    pub(super) fn new(copies: Copies, events: Arc<EventQueue>) -> Self {
        Self { sources: Arc::default(), copies: Arc::new(copies), events }
    }

    /// Loads a source; a load of it that still runs is given up.
    pub(super) fn start(
        &self,
        pool: &Arc<Pool>,
        id: SourceId,
        request: SchemaRequest,
        copy_alone: bool,
        tokens: &TokenStore,
    ) {
        let bell = Arc::new(Bell::default());
        // Held until the load is entered, so that it cannot end before.
        let mut sources = self.sources.lock();
        sources.started += 1;
        let number = sources.started;
        let teller = Teller::new(id, number, self.clone());
        let job = Job { request, copy_alone, bell: Arc::clone(&bell), copies: Arc::clone(&self.copies) };
        let task = match job.request.source.clone() {
            SchemaSource::Files(files) => {
                from_files::start(job, files, teller);
                None
            }
            SchemaSource::Reflection { target, metadata, auth, filler } => {
                let proof = Proof { metadata, auth, tokens: tokens.clone() };
                let server = from_server::Server { pool: Arc::clone(pool), target, proof, filler };
                Some(from_server::start(job, server, teller))
            }
        };
        let running = Running { number, is_loading: !copy_alone, bell, task };
        if let Some(before) = sources.running.insert(id, running) {
            before.stop();
        }
    }

    /// Stops what is done for a source.
    pub(super) fn cancel(&self, id: SourceId) {
        let Some(running) = self.sources.lock().running.remove(&id) else { return };
        running.stop();
        if running.is_loading {
            self.events.push(Event::SchemaFailed(id, Box::new(SchemaFailure::Cancelled)));
        }
    }

    pub(super) fn close(&self) {
        self.sources.lock().running.drain().for_each(|(_, running)| running.stop());
    }
}

impl Running {
    fn stop(&self) {
        self.bell.stop();
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}
