//! What a filter over a log costs against walking the same messages once for their lines: `cargo bench -- filter`.
//! It asserts nothing about absolute times and opens no connection.

use std::{
    error::Error,
    hint::black_box,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use farcall_core::{
    call::{CallEvent, CallLog, MessageReceived, RowFilter, Search},
    message::{JsonRules, encode_json, summary},
    schema::{MessageDescriptor, Schema},
};

/// The argument that asks for these rows.
pub const FILTER: &str = "filter";
const MESSAGES: u64 = 1_000_000;
const SIZE: usize = 1024;
/// A search, of a walk over the same bytes, at most.
const WANTED: f64 = 2.0;
/// From the start of a search to its first hits, at most.
const FIRST_HITS: Duration = Duration::from_millis(100);
/// How much of a message its line is walked for: all of it.
const WHOLE_LINE: usize = 4 * SIZE;
const ROUNDS: usize = 3;

const FILTERS: [&str; 7] = [
    "name = nothing",
    "fields.number > 5000",
    "oneofs ~ nothing and edition = x",
    "size > 1m",
    "nothing",
    "sent",
    "name starts driver",
];

/// Measures and prints.
pub fn print() -> Result<(), Box<dyn Error>> {
    let of = Schema::builtin().message("google.protobuf.Type").ok_or("google.protobuf.Type is built in")?;
    let log = Arc::new(CallLog::new(2 << 30));
    let mut bytes = 0;
    for index in 0..MESSAGES {
        let message = message(&of, index)?;
        bytes += message.len();
        let (wire_bytes, at) = (message.len(), Duration::from_micros(index));
        log.record(&CallEvent::Message(MessageReceived {
            index,
            at,
            bytes: message.into(),
            wire_bytes,
            compressed: false,
        }));
    }
    println!("{MESSAGES} messages of {} bytes in the log", bytes as u64 / MESSAGES);
    let walk = best(|| walk(&log, &of));
    println!("{:<36} {:>9.0} ms", "walked once for their lines", walk.as_secs_f64() * 1e3);
    for text in FILTERS {
        let mut first = Duration::MAX;
        let mut found = 0;
        let took = best(|| {
            if let Ok((first_hits, hits)) = search(&log, &of, text) {
                (first, found) = (first.min(first_hits), hits);
            }
        });
        let ratio = took.as_secs_f64() / walk.as_secs_f64();
        let sign = if ratio > WANTED { "  over" } else { "" };
        let late = if found > 0 && first > FIRST_HITS { "  late" } else { "" };
        let first = if found > 0 { format!("first after {:.1} ms", first.as_secs_f64() * 1e3) } else { String::new() };
        println!(
            "{text:<36} {:>9.0} ms {ratio:>6.2} of it, at most {WANTED}{sign} · {found} found {first}{late}",
            took.as_secs_f64() * 1e3
        );
    }
    Ok(())
}

/// About a kibibyte with several levels and kinds of field.
fn message(of: &MessageDescriptor, index: u64) -> Result<Vec<u8>, Box<dyn Error>> {
    let field = |number: u64| {
        format!(
            r#"{{"kind": "TYPE_INT64", "cardinality": "CARDINALITY_OPTIONAL", "number": {}, "name": "field_{number}",
            "jsonName": "field{number}", "packed": true, "defaultValue": "default value {index} of {number}"}}"#,
            number + 1
        )
    };
    let fields: Vec<String> = (0..11).map(field).collect();
    let json = format!(
        r#"{{"name": "driver {index}", "fields": [{}], "oneofs": ["one", "two"], "syntax": "SYNTAX_PROTO3"}}"#,
        fields.join(",")
    );
    let mut bytes = encode_json(of, &json, JsonRules::default()).map_err(|problems| format!("{problems:?}"))?;
    let left = SIZE.saturating_sub(bytes.len() + 3);
    if left > 0 {
        // The edition, a string, fills it up.
        bytes.extend([0x3a, (left & 0x7f) as u8 | 0x80, (left >> 7) as u8]);
        bytes.resize(bytes.len() + left, b'e');
    }
    Ok(bytes)
}

fn best(mut work: impl FnMut()) -> Duration {
    let times = (0..ROUNDS).map(|_| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    });
    times.min().unwrap_or_default()
}

fn walk(log: &CallLog, of: &MessageDescriptor) {
    let mut next = 0;
    while let Some(part) = log.part(next) {
        for (_, message) in part.messages() {
            black_box(summary(of, message, WHOLE_LINE));
        }
        next = part.range().end;
    }
}

/// The time to the first hits, and how many there are.
fn search(log: &Arc<CallLog>, of: &MessageDescriptor, text: &str) -> Result<(Duration, u64), Box<dyn Error>> {
    let filter = RowFilter::parse(text, Some(of), Some(of))?;
    let first = Arc::new(AtomicU64::new(u64::MAX));
    let (told, begun) = (first.clone(), Instant::now());
    let search = Search::start(log.clone(), filter, 0..MESSAGES, move || {
        told.fetch_min(begun.elapsed().as_nanos() as u64, Ordering::SeqCst);
    })?;
    search.wait();
    Ok((Duration::from_nanos(first.load(Ordering::SeqCst)), search.progress().found))
}
