//! One load in a process of its own, so that its processor time and its memory are its own: this program, started again.
//! It prints what it took as one line; what that is worth is judged by who started it.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use farcall_core::schema::{FileSource, Schema, SchemaLimits, cache::Cache};

/// The argument that makes this program do one load: then what, which folder, where the cache is, and a symbol.
pub const LOAD: &str = "--load-schemas";
/// Processor time is counted in ticks of this many to the second (`man 5 proc`, on every Linux we run on).
const TICKS_A_SECOND: u64 = 100;

/// What a load took.
#[derive(Debug, Clone, Default)]
pub struct Cost {
    /// From the start of the load to a schema whose services are there.
    pub wall: Duration,
    /// Of all threads, from the start of the process.
    pub processor: Duration,
    /// Most memory resident at once, in KiB.
    pub peak_kib: u64,
    /// Memory resident afterwards, in KiB.
    pub after_kib: u64,
    /// What was loaded, in words.
    pub what: String,
}

/// Does one load and prints its cost.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let [how, folder, cache, symbol] = arguments else { return Err("how, folder, cache and symbol are wanted".into()) };
    let source = FileSource::Protos { paths: vec![PathBuf::from(folder)], import_roots: Vec::new(), sets: Vec::new() };
    let limits = SchemaLimits::default();
    let cache = Cache::in_folder(cache);
    let begun = Instant::now();
    let schema = match how.as_str() {
        "source" => Schema::load_with(&source, &limits, &mut ()),
        "keep" => cache.refresh(&source, &limits, &mut ()),
        "outline" => cache.outline(&source, &limits).map(|copy| copy.schema),
        "copy" => cache.copy(&source, &limits).filter(|copy| copy.is_current).map(|copy| copy.schema),
        _ => None,
    };
    let schema = schema.ok_or("there is nothing to load")?;
    let methods = schema.methods().count();
    let wall = begun.elapsed();
    let described = schema.describe(symbol).map_or(0, |text| text.lines().count());
    let errors = schema.problems().iter().filter(|problem| problem.is_error).count();
    for problem in schema.problems().iter().filter(|problem| problem.is_error).take(5) {
        eprintln!("{problem}");
    }
    let what = format!(
        "{} files, {} services, {methods} methods, {errors} errors, {described} lines described",
        schema.files().len(),
        schema.services().len(),
    );
    let (peak_kib, after_kib) = (memory_kib("VmHWM")?, memory_kib("VmRSS")?);
    println!("{}\t{}\t{peak_kib}\t{after_kib}\t{what}", wall.as_micros(), processor()?.as_micros());
    Ok(())
}

impl Cost {
    /// Reads the line that a child printed.
    pub fn read(line: &str) -> Option<Self> {
        let mut parts = line.trim().split('\t');
        let mut number = || parts.next()?.parse::<u64>().ok();
        let (wall, processor) = (Duration::from_micros(number()?), Duration::from_micros(number()?));
        let (peak_kib, after_kib) = (number()?, number()?);
        Some(Self { wall, processor, peak_kib, after_kib, what: parts.next()?.to_owned() })
    }
}

fn memory_kib(name: &str) -> Result<u64, String> {
    let status = fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let number = line.and_then(|line| line.trim().split(' ').next()?.parse().ok());
    number.ok_or_else(|| format!("/proc/self/status has no {name}"))
}

/// Time of all threads in the program and for it in the kernel.
fn processor() -> Result<Duration, String> {
    let stat = fs::read_to_string(Path::new("/proc/self/stat")).map_err(|error| error.to_string())?;
    // The name of the program stands in parentheses and may hold anything.
    let fields: Vec<&str> = stat.rsplit_once(") ").map_or("", |(_, rest)| rest).split(' ').collect();
    let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok());
    let sum = ticks(11).zip(ticks(12)).map(|(user, system)| user + system).ok_or("/proc/self/stat has no times")?;
    Ok(Duration::from_millis(sum * 1000 / TICKS_A_SECOND))
}
