//! A source by reflection: one task that shows its copy, asks the server, and asks again when it is connected to anew.
//! What is asked is known to `reflection`, which connections there are to `pool`.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use tokio::{
    sync::watch,
    task::{AbortHandle, spawn_blocking},
};

use super::{
    Job,
    outcome::{self, Outcome},
    teller::Teller,
};
use crate::{
    engine::{
        event::{LoadCause, SchemaFailure},
        failure::Failure,
        runner::{
            caught::{caught, caught_now},
            copies::ServerKey,
            pool::Pool,
            proof::Proof,
        },
    },
    reflection::{self, ReflectionOptions, ReflectionReport},
    schema::{FileSource, Problem, Schema},
    transport::{Channel, ChannelState, Target},
};

/// Between two loads of a server whose connections come and go.
const REST: Duration = Duration::from_secs(1);

/// Who is asked, and by what right.
pub(super) struct Server {
    pub(super) pool: Arc<Pool>,
    pub(super) target: Box<Target>,
    pub(super) proof: Proof,
    /// Files that fill in what the server does not give.
    pub(super) filler: Option<FileSource>,
}

/// Begins. The caller holds the lock that the teller takes.
pub(super) fn start(job: Job, server: Server, teller: Teller) -> AbortHandle {
    tokio::spawn(async move { run(&job, &server, &teller).await }).abort_handle()
}

async fn run(job: &Job, server: &Server, teller: &Teller) {
    let key = job.copies.key_of(&server.target, server.filler.as_ref(), &server.proof);
    if job.request.use_cache || job.copy_alone {
        show_copy(job, key, teller).await;
    }
    let mut connections = server.pool.connections(&server.target);
    let mut cause = (!job.copy_alone).then_some(LoadCause::Asked);
    // To a copy also the connection that is there already is news.
    let is_ready = server.pool.ready_since(&server.target).is_some();
    let mut seen = connections.borrow().filter(|_| !(job.copy_alone && is_ready));
    loop {
        if let Some(cause) = cause.take() {
            let mut connection = *connections.borrow();
            let outcome = caught(load(job, server, teller, &mut connection)).await;
            let outcome = outcome.unwrap_or_else(|panic| Err(outcome::broken_reflection(panic)));
            seen = connection;
            end(job, key, teller, outcome, cause).await;
        }
        if !job.request.watch || another(&mut connections, seen).await.is_none() {
            return;
        }
        tokio::time::sleep(REST).await;
        if !teller.begin_again() {
            return;
        }
        cause = Some(LoadCause::Reconnected);
    }
}

async fn show_copy(job: &Job, key: ServerKey, teller: &Teller) {
    let (copies, teller) = (Arc::clone(&job.copies), teller.clone());
    let showing = spawn_blocking(move || {
        if !teller.has_given()
            && let Some(copy) = copies.of_server(&key)
        {
            teller.copy(copy);
        }
    });
    // A copy that cannot be shown is as good as none.
    let _ = showing.await;
}

async fn end(job: &Job, key: ServerKey, teller: &Teller, outcome: Outcome, cause: LoadCause) {
    let (copies, is_watched) = (Arc::clone(&job.copies), job.request.watch);
    let teller = teller.clone();
    let ending = spawn_blocking(move || {
        if let Some(schema) = teller.end(outcome, cause, is_watched) {
            copies.keep_of_server(&key, &schema);
        }
    });
    // The engine closes if it does not end.
    let _ = ending.await;
}

/// The moment when a connection other than `seen` became ready; `None` if none can any more.
async fn another(connections: &mut watch::Receiver<Option<SystemTime>>, seen: Option<SystemTime>) -> Option<()> {
    connections.wait_for(|ready| ready.is_some() && *ready != seen).await.ok().map(drop)
}

/// Asks the server and fills in from files; notes the connection it was asked on, if there was one.
async fn load(job: &Job, server: &Server, teller: &Teller, connection: &mut Option<SystemTime>) -> Outcome {
    let channel = server.pool.channel(&server.target).map_err(|error| {
        let failure = Failure::new("The schema could not be read").because(error.to_string());
        SchemaFailure::Reflection(failure, None)
    })?;
    let reflected = reflect(job, server, &channel, teller).await;
    let status = channel.status();
    let asked_on = status.peer.filter(|_| status.state == ChannelState::Ready).map(|peer| peer.connected_at);
    *connection = asked_on.or(*connection);
    let Some(filler) = server.filler.clone() else {
        return reflected.map(|(schema, report)| (schema, Some(report)));
    };
    let (limits, bell, teller) = (job.request.limits, Arc::clone(&job.bell), teller.clone());
    let filling = spawn_blocking(move || {
        let base = reflected.as_ref().map_or_else(|_| Schema::default(), |(schema, _)| schema.clone());
        let filler = caught_now(|| Schema::load_beside(&base, &filler, &limits, &mut teller.steps(&bell)));
        filled(reflected, filler)
    });
    filling.await.unwrap_or_else(|error| Err(outcome::broken_reflection(error.to_string())))
}

async fn reflect(
    job: &Job,
    server: &Server,
    channel: &Channel,
    teller: &Teller,
) -> Result<(Schema, ReflectionReport), SchemaFailure> {
    let metadata = server.proof.metadata(channel).await;
    let metadata = metadata.map_err(|error| SchemaFailure::Reflection(Failure::from(&error), None))?;
    let limits = &job.request.limits;
    let options = ReflectionOptions {
        max_files: limits.max_files,
        max_bytes: limits.max_total_bytes,
        ..ReflectionOptions::default()
    };
    let mut progress = |step: &str| teller.progress(step.to_owned());
    let reflected = reflection::reflect(channel, &metadata, &options, &mut progress).await;
    reflected.map_err(|error| outcome::of_reflection(&error))
}

/// What the server gave with what the files have besides; the files alone, with a word on it, if it gave nothing.
fn filled(
    reflected: Result<(Schema, ReflectionReport), SchemaFailure>,
    filler: Result<Option<Schema>, String>,
) -> Outcome {
    let filler = match filler {
        Ok(filler) => filler.unwrap_or_default(),
        Err(panic) => return Err(outcome::broken_files(panic)),
    };
    match reflected {
        Ok((schema, mut report)) => {
            let schema = Schema::merged(&schema, &filler);
            report.filled_by(&schema);
            Ok((schema, Some(report)))
        }
        Err(failure) if filler.services().is_empty() => Err(failure),
        Err(SchemaFailure::NoReflection(failure) | SchemaFailure::Reflection(failure, _)) => {
            let why = failure.cause.map(|cause| format!("{}: {cause}", failure.summary)).unwrap_or(failure.summary);
            let problem = Problem::warning("reflection", why).hint("What the files say is used alone");
            Ok((filler, Some(ReflectionReport::of_problem(problem))))
        }
        Err(failure) => Err(failure),
    }
}
