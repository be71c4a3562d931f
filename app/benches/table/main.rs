//! What Farcall costs, as ratios to a ceiling measured in the same run; printed as one table by `cargo bench`.
//! It asserts nothing about absolute times. `cargo bench -- schemas FOLDER [PYTHON]` measures a tree of .proto files
//! instead, against the protoc of that Python's grpcio-tools; `cargo bench -- messages` measures messages,
//! `cargo bench -- streams [SIZE]` streams, `cargo bench -- recording` recordings of them, `cargo bench -- frames` frames
//! of HTTP/2, `cargo bench -- figures` what the figures of a call cost, `cargo bench -- filter` filters over a log,
//! `cargo bench -- texts` a text of 100 MB in the window, `cargo bench -- typing` keys in a large request.
//! Servers run in processes of their own: this program, started again.

mod blast;
mod calls;
mod desktop;
mod figures;
mod filter;
mod frames;
mod h2load;
mod lateness;
mod messages;
mod schemas;
mod streams;
mod texts;
mod typing;

// Its allocator, which the program has too.
use farcall as _;
use std::{path::Path, process::ExitCode, time::Duration};

/// How long each row is measured.
const MEASURED: Duration = Duration::from_secs(2);
/// Rounds of which the best counts, turn by turn: what else the machine does falls on all alike.
const ROUNDS: usize = 3;

/// One row of the table.
pub struct Row {
    what: String,
    ceiling: f64,
    ours: f64,
    unit: &'static str,
    wanted: f64,
}

fn main() -> ExitCode {
    // Cargo puts `--bench` behind what it was given.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [blast::SERVE, ..] => {
            blast::serve();
            ExitCode::SUCCESS
        }
        [schemas::child::LOAD, ..] => told(schemas::child::run(arguments.get(1..).unwrap_or_default())),
        [schemas::SCHEMAS, folder] => told(schemas::print(Path::new(folder), Path::new("python3"))),
        [schemas::SCHEMAS, folder, python] => told(schemas::print(Path::new(folder), Path::new(python))),
        [frames::FRAMES] => told(frames::print()),
        [streams::STREAMS] => told(streams::print()),
        [streams::STREAMS, size] => told(streams::print_of(size)),
        [streams::recording::RECORDING] => told(streams::recording::print()),
        [filter::FILTER] => told(filter::print()),
        [messages::MESSAGES] => told(messages::print()),
        [figures::FIGURES] => {
            figures::print();
            ExitCode::SUCCESS
        }
        [texts::TEXTS] => told(texts::print()),
        [typing::TYPING] => told(typing::print()),
        _ => table(),
    }
}

fn told<E: std::fmt::Display>(outcome: Result<(), E>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("the bench could not run: {why}");
            ExitCode::FAILURE
        }
    }
}

fn table() -> ExitCode {
    match measure() {
        Ok(Table { rows, by_h2load, lateness }) => {
            let short = rows.iter().filter(|row| row.ours / row.ceiling < row.wanted).count();
            print(&rows);
            h2load::print(&by_h2load);
            lateness.print();
            desktop::print();
            println!("\n{} rows, {short} below what is wanted", rows.len());
            ExitCode::SUCCESS
        }
        Err(why) => told(Err(why)),
    }
}

/// What was measured.
struct Table {
    rows: Vec<Row>,
    by_h2load: Vec<(usize, Option<f64>)>,
    lateness: lateness::Lateness,
}

fn measure() -> Result<Table, Box<dyn std::error::Error>> {
    let server = blast::Server::start()?;
    let by_h2load: Vec<_> = [1, 64].map(|at_once| (at_once, h2load::unary(server.port(), at_once, MEASURED))).into();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut rows = Vec::new();
    for concurrency in [1, 64] {
        let (mut tonic, mut runner, mut engine) = (0.0_f64, 0.0_f64, 0.0_f64);
        for _ in 0..ROUNDS {
            tonic = tonic.max(runtime.block_on(calls::tonic_unary(server.port(), concurrency, MEASURED))?);
            runner = runner.max(runtime.block_on(calls::runner_unary(server.port(), concurrency, MEASURED))?);
            engine = engine.max(calls::engine_unary(server.port(), concurrency, MEASURED)?);
        }
        rows.push(Row::calls(format!("unary, {concurrency} at once, call runner"), tonic, runner, 0.9));
        rows.push(Row::calls(format!("unary, {concurrency} at once, engine"), tonic, engine, 0.7));
    }
    let tonic = runtime.block_on(calls::tonic_stream(server.port()))?;
    let log = runtime.block_on(calls::logged_stream(server.port()))?;
    rows.push(Row {
        what: "server streaming of 1 KiB into the log".to_owned(),
        ceiling: tonic,
        ours: log,
        unit: "messages/s",
        wanted: 0.6,
    });
    rows.extend(runtime.block_on(frames::measure(server.port()))?);
    let lateness = runtime.block_on(lateness::measure(server.port()))?;
    Ok(Table { rows, by_h2load, lateness })
}

impl Row {
    fn calls(what: String, ceiling: f64, ours: f64, wanted: f64) -> Self {
        Self { what, ceiling, ours, unit: "calls/s", wanted }
    }
}

fn print(rows: &[Row]) {
    println!("{:<42} {:>12} {:>12} {:<11} {:>6} {:>7}", "", "bare tonic", "Farcall", "", "ratio", "wanted");
    for row in rows {
        let ratio = row.ours / row.ceiling;
        let sign = if ratio < row.wanted { "  short" } else { "" };
        println!(
            "{:<42} {:>12.0} {:>12.0} {:<11} {ratio:>6.2} {:>7.2}{sign}",
            row.what, row.ceiling, row.ours, row.unit, row.wanted
        );
    }
}
