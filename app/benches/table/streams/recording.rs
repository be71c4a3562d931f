//! What a recording costs: a stream recorded while it runs against the same stream unrecorded, and the file opened again
//! against reading its bytes and against the stream: `cargo bench -- recording`. Turn by turn, in one run; the best of each counts.

use std::{
    fs,
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use farcall_core::{
    call::{CallLog, LogLimits, LogStore},
    recording::{RecordProgress, Recording, RecordingHead, RecordingReader, record, schema_set},
    schema::{Method, MethodPath, Schema},
    transport::Target,
};

use super::{Outcome, ROUNDS, ingest::run_into};
use crate::blast::Server;

/// The argument that asks for these rows.
pub const RECORDING: &str = "recording";
/// Streams of messages of one size, whose logs fit into memory: the disk is no part of what is compared.
const STREAMS: [(usize, u64); 2] = [(32, 3_000_000), (1024, 200_000)];
/// A stream that is recorded takes so many times as long as one that is not, at most: on two cores the file is written
/// beside the server and the call.
const RECORDED_WANTED: f64 = 1.5;
/// A file is opened in so many times the time that its events take to be read, at most: the rest is the log, which copies.
const READ_WANTED: f64 = 3.0;
/// The same against the stream that filled the log before: a file is never slower than the wire.
const OPENED_WANTED: f64 = 1.0;

/// Measures and prints.
pub fn print() -> Outcome<()> {
    let server = Server::start()?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a.fcrec");
    for (size, count) in STREAMS {
        let method = format!("Stream{size}x{count}");
        let [mut plain, mut recorded, mut read, mut opened] = [Duration::MAX; 4];
        for _ in 0..ROUNDS {
            plain = plain.min(stream(server.port(), &method, folder.path(), None)?);
            recorded = recorded.min(stream(server.port(), &method, folder.path(), Some(&path))?);
            read = read.min(read_events(&path, count)?);
            opened = opened.min(open(&path, folder.path(), count)?);
        }
        let bytes = fs::metadata(&path)?.len();
        println!("{count} messages of {size} B, a file of {} MiB", bytes >> 20);
        row("recorded while it runs, of the stream alone", recorded, plain, RECORDED_WANTED);
        row("opened again, of its events read", opened, read, READ_WANTED);
        row("opened again, of the stream alone", opened, plain, OPENED_WANTED);
    }
    Ok(())
}

fn row(what: &str, ours: Duration, of: Duration, wanted: f64) {
    let ratio = ours.as_secs_f64() / of.as_secs_f64();
    let sign = if ratio > wanted { "  short" } else { "" };
    println!("  {what}: {} of {} ms, {ratio:.2}x, at most {wanted:.1}x{sign}", ours.as_millis(), of.as_millis());
}

/// A stream into a log, and into a file where there is one: until all of it is there.
fn stream(port: u16, method: &str, folder: &Path, file: Option<&Path>) -> Outcome<Duration> {
    let log = Arc::new(CallLog::in_store(LogStore::in_folder(folder.join("logs"), LogLimits::default())));
    let (progress, began) = (RecordProgress::default(), Instant::now());
    let of = any_method()?;
    thread::scope(|scope| {
        let writing = file.map(|path| {
            let head = RecordingHead::new(&of, &Target::new("127.0.0.1:1"));
            let (log, progress, of) = (&log, &progress, &of);
            scope.spawn(move || record(log, &head, &schema_set(of), path, progress).map_err(|why| why.to_string()))
        });
        let ended = run_into(port, method, &log).map_err(|why| why.to_string());
        progress.wake();
        if ended.is_err() {
            progress.stop();
        }
        match writing.map(thread::ScopedJoinHandle::join) {
            Some(Ok(written)) => written.map(drop).and(ended),
            Some(Err(_)) => Err("the recording was not written".to_owned()),
            None => ended,
        }
    })?;
    Ok(began.elapsed())
}

fn read_events(path: &Path, count: u64) -> Outcome<Duration> {
    let began = Instant::now();
    let mut reader = RecordingReader::new(fs::File::open(path)?)?;
    let mut messages = 0;
    while let Some(event) = reader.next_event()? {
        messages += u64::from(matches!(event, farcall_core::call::CallEvent::Message(_)));
    }
    all(messages, count)?;
    Ok(began.elapsed())
}

fn open(path: &Path, folder: &Path, count: u64) -> Outcome<Duration> {
    let log = CallLog::in_store(LogStore::in_folder(folder.join("logs"), LogLimits::default()));
    let began = Instant::now();
    let recording = Recording::open(path, log, &mut |_| true)?.ok_or("it was stopped")?;
    let took = began.elapsed();
    all(recording.log.snapshot().received, count)?;
    Ok(took)
}

fn all(messages: u64, count: u64) -> Outcome<()> {
    if messages == count { Ok(()) } else { Err(format!("{messages} of {count} messages are there").into()) }
}

/// Whose types do not matter: messages are bytes here.
fn any_method() -> Outcome<Method> {
    let path = MethodPath::parse("grpc.health.v1.Health/Watch")?;
    Ok(Schema::builtin().method(&path).ok_or("it is built in")?.clone())
}
