//! What a large tree of .proto files costs against protoc on the same files, in one run: `cargo bench -- schemas FOLDER`.
//! It asserts nothing about absolute times; the folder is whatever is named, with and without its `google/protobuf`.

pub mod child;
mod frames;
mod protoc;
mod search;

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use farcall_core::schema::{FileSource, SchemaLimits, cache::Cache};

use self::child::Cost;

/// The argument that asks for these rows.
pub const SCHEMAS: &str = "schemas";
/// Processor time against protoc's, at most.
const PROCESSOR: f64 = 1.2;
/// Peak memory against protoc's, at most.
const PEAK: f64 = 1.0;
/// Memory resident after a load, at most, in MiB.
const AFTER_MIB: f64 = 400.0;
/// Time until the names are there from the cache, against a compile, at most; likewise in the window.
const COPY: f64 = 0.1;
/// The worst query of a search among methods, at most, in milliseconds.
const SEARCH_MS: f64 = 8.0;
/// The same among every symbol, which goes on behind the window: within two frames of 60 a second.
const SEARCH_ALL_MS: f64 = 33.0;
/// 95 of 100 frames of the window while a tree loads, at most, in milliseconds.
const FRAME_MS: f64 = 33.0;
/// Loads of which the best counts.
const ROUNDS: usize = 3;
/// Described from the cache, in a process that has just started.
const SYMBOL: &str = "google.pubsub.v1.Publisher";

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Measures and prints; `python` has grpcio-tools.
pub fn print(folder: &Path, python: &Path) -> Outcome<()> {
    let folder = folder.canonicalize()?;
    let without = Tree::without_well_known(&folder)?;
    println!("{} and {SYMBOL}, best of {ROUNDS}", folder.display());
    println!("\nwithout google/protobuf");
    let protoc = protoc::cost(without.folder.path(), python)?;
    println!("  protoc: {}", words(&protoc));
    rows(without.folder.path(), Some(&protoc))?;
    println!("\nas it comes");
    let (protoc, refused) = protoc::cost_of_what_it_takes(&folder, python)?;
    println!("  protoc: {}", words(&protoc));
    println!("  protoc refuses {}: {}", refused.len(), refused.join(", "));
    rows(&folder, Some(&protoc))
}

fn rows(folder: &Path, protoc: Option<&Cost>) -> Outcome<()> {
    let cache = tempfile::tempdir()?;
    let source = best(|| load("source", folder, cache.path()).map(|(cost, _)| cost))?;
    println!("  Farcall: {}", words(&source));
    let (kept, _) = load("keep", folder, cache.path())?;
    let copy = best(|| load("copy", folder, cache.path()).map(|(cost, _)| cost))?;
    println!("  from the cache: {}", words(&copy));
    let outline = best(|| load("outline", folder, cache.path()).map(|(cost, _)| cost))?;
    println!("  its outline: {}", words(&outline));
    let cold = best(|| {
        let (cost, whole) = load("copy", folder, cache.path())?;
        Ok(Cost { wall: whole, ..cost })
    })?;
    let mib = |kib: u64| kib as f64 / 1024.0;
    let ratio = |ours: Duration, theirs: Duration| ours.as_secs_f64() / theirs.as_secs_f64();
    println!("  {:<58} {:>9} {:>9}", "", "measured", "at most");
    if let Some(protoc) = protoc {
        row("processor time, of protoc's", ratio(source.processor, protoc.processor), PROCESSOR);
        row("peak memory, of protoc's", mib(source.peak_kib) / mib(protoc.peak_kib), PEAK);
    }
    row("resident after the load, MiB", mib(source.after_kib), AFTER_MIB);
    row("resident after the load and the keeping of a copy, MiB", mib(kept.after_kib), AFTER_MIB);
    row("resident after the load from the cache, MiB", mib(copy.after_kib), AFTER_MIB);
    row("time to the names from the cache, of the compile's", ratio(outline.wall, source.wall), COPY);
    row("processor time to them, of the compile's", ratio(outline.processor, source.processor), COPY);
    println!("  {:<58} {:>9.2}", "time to the types from it, of the compile's", ratio(copy.wall, source.wall));
    println!("  {:<58} {:>9.2}", "processor time to them", ratio(copy.processor, source.processor));
    println!("  {:<58} {:>6} ms", "describe of one service, cold from the cache", cold.wall.as_millis());
    let [frames, from_copy] = frames::from_source_and_copy(folder)?;
    row("time to the tree in the window from the cache, of without", ratio(from_copy.tree, frames.tree), COPY);
    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    row(&format!("95 % of {} frames while it loads, ms", frames.count), millis(frames.p95), FRAME_MS);
    println!("    the longest took {:.1} ms", millis(frames.worst));
    searches(folder, cache.path())
}

fn searches(folder: &Path, cache: &Path) -> Outcome<()> {
    let source = FileSource::Protos { paths: vec![folder.to_owned()], import_roots: Vec::new(), sets: Vec::new() };
    let copy = Cache::in_folder(cache).copy(&source, &SchemaLimits::default()).ok_or("there is no copy")?;
    for (what, among_all, at_most) in [("methods", false, SEARCH_MS), ("symbols", true, SEARCH_ALL_MS)] {
        let worst = search::worst(&copy.schema, among_all);
        let what = format!("search of {} {what}, worst of {} queries, ms", worst.symbols, worst.queries);
        row(&what, worst.took.as_secs_f64() * 1000.0, at_most);
        println!("    it is \"{}\"", worst.query);
    }
    Ok(())
}

fn row(what: &str, measured: f64, at_most: f64) {
    let sign = if measured > at_most { "  over" } else { "" };
    println!("  {what:<58} {measured:>9.2} {at_most:>9.2}{sign}");
}

fn words(cost: &Cost) -> String {
    let Cost { wall, processor, peak_kib, after_kib, what } = cost;
    let (wall, processor) = (wall.as_secs_f64(), processor.as_secs_f64());
    let (peak, after) = (peak_kib / 1024, after_kib / 1024);
    format!("{wall:.2} s, processor {processor:.2} s, peak {peak} MiB, after {after} MiB: {what}")
}

fn best(mut measure: impl FnMut() -> Outcome<Cost>) -> Outcome<Cost> {
    let mut best = measure()?;
    for _ in 1..ROUNDS {
        let cost = measure()?;
        if cost.wall < best.wall {
            best = cost;
        }
    }
    Ok(best)
}

/// One load in a process of its own; also how long the process took from its start to its end.
fn load(how: &str, folder: &Path, cache: &Path) -> Outcome<(Cost, Duration)> {
    let begun = Instant::now();
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.arg(child::LOAD).arg(how).arg(folder).arg(cache).arg(SYMBOL).output()?;
    let whole = begun.elapsed();
    let cost = Cost::read(&String::from_utf8_lossy(&output.stdout));
    let why = || format!("the load failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok((cost.ok_or_else(why)?, whole))
}

/// The tree again, without the well-known files.
struct Tree {
    folder: tempfile::TempDir,
}

impl Tree {
    fn without_well_known(of: &Path) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        for file in protoc::proto_files(of)? {
            let name = file.strip_prefix(of)?;
            if !name.starts_with("google/protobuf") {
                let copy: PathBuf = folder.path().join(name);
                std::fs::create_dir_all(copy.parent().ok_or("a file lies in a folder")?)?;
                std::fs::copy(&file, copy)?;
            }
        }
        Ok(Self { folder })
    }
}
