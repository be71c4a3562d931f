//! 100,000 mutated inputs: half descriptor files as sets and reflection give them, half .proto text. None may panic, not even
//! where the core catches it, nor overflow a stack, nor take without end. What is said of them is not looked at.
//!
//! The same seed makes the same inputs. `FARCALL_MUTANTS=first..last` runs those batches alone, saying each before it runs.

mod bytes;
mod exercise;
mod random;
mod seeds;
mod sets;
mod text;
mod tree;
mod words;

use std::{
    env, fs,
    ops::Range,
    panic,
    path::Path,
    sync::{Mutex, Once, mpsc},
    thread,
    time::Duration,
};

use farcall_core::schema::{FileSource, Schema};
use tempfile::TempDir;

use self::{exercise::exercise, random::Random, seeds::Seeds};
use crate::descriptors;

/// Mutated inputs of each kind.
const INPUTS: usize = 50_000;
/// Inputs of one load; they come from one file and refer to each other.
const BATCH: usize = 20;
/// The stack of whoever asks for a schema.
const STACK_BYTES: usize = 1 << 20;
/// The longest a batch may take before it counts as without end; they take milliseconds.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn fifty_thousand_mutated_descriptor_files_do_no_harm() {
    let seeds = Seeds::of_descriptors();
    run("sets", &|number, folder| {
        let random = &mut Random::of(number as u64);
        let files: Vec<Vec<u8>> =
            seeds.batch(random, BATCH).iter().map(|(_, seed)| sets::mutated(random, seed)).collect();
        if random.one_in(4) {
            let path = folder.join("mutated.binpb");
            fs::write(&path, descriptors::set_of_bytes(&files)).unwrap();
            return Schema::load(&FileSource::DescriptorSet { paths: vec![path] });
        }
        Schema::from_files(files)
    });
}

#[test]
fn fifty_thousand_mutated_texts_do_no_harm() {
    let seeds = Seeds::of_texts();
    run("texts", &|number, folder| {
        let random = &mut Random::of((INPUTS + number) as u64);
        empty(folder);
        for (at, seed) in seeds.batch(random, BATCH) {
            fs::write(folder.join(format!("f{at}.proto")), text::mutated(random, seed)).unwrap();
        }
        Schema::load(&FileSource::Protos { paths: vec![folder.to_owned()], import_roots: Vec::new(), sets: Vec::new() })
    });
}

/// Runs all batches on two threads that have a small stack.
fn run(kind: &'static str, load: &(dyn Fn(usize, &Path) -> Schema + Sync)) {
    watch_panics();
    let asked = asked();
    let batches = asked.clone().unwrap_or(0..INPUTS / BATCH);
    let (done, told) = mpsc::channel();
    thread::scope(|scope| {
        for first in batches.start..(batches.start + 2).min(batches.end) {
            let (done, batches, is_told) = (done.clone(), batches.clone(), asked.is_some());
            let work = move || {
                let folder = TempDir::new().unwrap();
                for number in (first..batches.end).step_by(2) {
                    if is_told {
                        eprintln!("{kind} {number}");
                    }
                    done.send(exercise(&load(number, folder.path()), number)).unwrap();
                }
            };
            thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work).unwrap();
        }
        drop(done);
        let (mut count, mut symbols) = (0, 0);
        loop {
            match told.recv_timeout(PATIENCE) {
                Ok(found) => {
                    count += 1;
                    symbols += found;
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    eprintln!("{kind}: no batch ended for {PATIENCE:?} after {count} of them");
                    std::process::abort();
                }
            }
        }
        assert_eq!(count, batches.len(), "{kind}: a batch panicked: {:#?}", panics());
        // What is refused at the door goes nowhere; much of each batch has to be linked and looked at.
        assert!(symbols > count * BATCH / 2, "{kind}: {symbols} symbols in {count} batches");
    });
    assert_eq!(panics(), [""; 0], "{kind}");
}

fn empty(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
}

fn asked() -> Option<Range<usize>> {
    let range = env::var("FARCALL_MUTANTS").ok()?;
    let (first, last) = range.split_once("..").expect("FARCALL_MUTANTS is first..last");
    Some(first.parse().unwrap()..last.parse().unwrap())
}

/// Where the core panicked, each place once. A panic that the core catches counts: it is its second belt.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn panics() -> Vec<String> {
    PANICS.lock().unwrap().clone()
}

fn watch_panics() {
    static WATCHED: Once = Once::new();
    WATCHED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            // What a test asserts is no panic of the core.
            if place.contains("tests/schemas") {
                return before(panic);
            }
            let words = panic.payload_as_str().unwrap_or_default();
            let line = format!("{place}: {}", words.chars().take(200).collect::<String>());
            let mut panics = PANICS.lock().unwrap();
            if !panics.contains(&line) {
                panics.push(line);
            }
        }));
    });
}
