//! A source of files: one thread that shows its copy, loads it, and loads it again when its files change.
//! What a load does is known to `schema`, what changed to `watch`.

use std::{path::PathBuf, sync::Arc, thread, time::SystemTime};

use parking_lot::Mutex;

use super::{
    Job,
    outcome::{self, Outcome},
    teller::Teller,
};
use crate::{
    engine::{
        event::{LoadCause, SchemaFailure},
        failure::Failure,
        runner::{caught::caught_now, watch::FileWatch},
    },
    schema::{FileSource, Schema, cache::Cache},
};

/// Begins. The caller holds the lock that the teller takes.
pub(super) fn start(job: Job, files: FileSource, teller: Teller) {
    let shared = Arc::new(Mutex::new(Some(teller)));
    let held = Arc::clone(&shared);
    let work = move || {
        let Some(teller) = held.lock().take() else { return };
        run(&job, &files, &teller);
    };
    let Err(error) = thread::Builder::new().name("farcall-load".into()).spawn(work) else { return };
    tokio::spawn(async move {
        if let Some(teller) = shared.lock().take() {
            let failure = Failure::new("The files could not be read").because(error.to_string());
            teller.end(Err(SchemaFailure::Files(failure, Vec::new(), Vec::new())), LoadCause::Asked, false);
        }
    });
}

fn run(job: &Job, files: &FileSource, teller: &Teller) {
    let cache = job.copies.of_files().filter(|_| job.request.use_cache || job.copy_alone);
    // Names first: a look at many files takes longer than they do.
    if let Some(cache) = &cache {
        outline(cache, files, job, teller);
    }
    let mut watch = job.request.watch.then(|| FileWatch::begin(files, Arc::clone(&job.bell)));
    let copy = cache.as_ref().and_then(|cache| copy(cache, files, job, teller));
    let mut cause = (!job.copy_alone).then_some(LoadCause::Asked);
    if let Some(current) = copy {
        // Reading the source would give the same.
        let read = read_by(&current);
        teller.end(outcome::of_files(current), LoadCause::Asked, watch.is_some());
        cause = None;
        if let Some(watch) = &mut watch {
            watch.also(read, SystemTime::now());
        }
    }
    loop {
        if let Some(cause) = cause.take() {
            let since = SystemTime::now();
            let Some((outcome, read)) = load(files, job, cache.as_ref(), teller) else { return };
            teller.end(outcome, cause, watch.is_some());
            if let Some(watch) = &mut watch {
                watch.also(read, since);
            }
        }
        let Some(changed) = watch.as_mut().and_then(FileWatch::changed) else { return };
        if !teller.begin_again() {
            return;
        }
        cause = Some(LoadCause::FilesChanged(changed));
    }
}

/// Shows the names of the copy unless there is better to see.
fn outline(cache: &Cache, files: &FileSource, job: &Job, teller: &Teller) {
    if !teller.has_given()
        && let Ok(Some(outline)) = caught_now(|| cache.outline(files, &job.request.limits))
    {
        teller.outline(outline);
    }
}

/// Shows the copy unless there is better to see. It is returned if it is all that a load would give.
fn copy(cache: &Cache, files: &FileSource, job: &Job, teller: &Teller) -> Option<Schema> {
    let copy = caught_now(|| cache.copy(files, &job.request.limits)).ok()??;
    if copy.is_current && !job.copy_alone {
        return Some(copy.schema);
    }
    if !teller.has_given() {
        teller.copy(copy);
    }
    None
}

/// What a load gave, and the files it read; nothing if it was stopped.
fn load(files: &FileSource, job: &Job, cache: Option<&Cache>, teller: &Teller) -> Option<(Outcome, Vec<PathBuf>)> {
    let limits = &job.request.limits;
    let mut steps = teller.steps(&job.bell);
    let loading = || match cache {
        Some(cache) => cache.refresh(files, limits, &mut steps),
        None => Schema::load_with(files, limits, &mut steps),
    };
    match caught_now(loading) {
        Ok(schema) => {
            let schema = schema?;
            let read = read_by(&schema);
            Some((outcome::of_files(schema), read))
        }
        Err(panic) => Some((Err(outcome::broken_files(panic)), Vec::new())),
    }
}

fn read_by(schema: &Schema) -> Vec<PathBuf> {
    schema.files().iter().filter_map(|name| schema.source_path(name)).map(PathBuf::from).collect()
}
