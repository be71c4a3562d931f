//! Streams: how fast messages get into the log, what they take of the memory, and what the window's frames cost meanwhile:
//! `cargo bench -- streams`. Ratios are to bare tonic with raw bytes in the same run, as the server sees it.

mod frames;
mod ingest;
pub mod recording;
mod usage;
mod whole;
mod window;

use std::error::Error;

use crate::blast::Server;

/// The argument that asks for these rows.
pub const STREAMS: &str = "streams";
/// Rounds of which the best counts, turn by turn.
const ROUNDS: usize = 5;

/// Why nothing was measured.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// A stream of messages of one size.
#[derive(Debug, Clone, Copy)]
pub struct Stream {
    size: usize,
    count: u64,
    /// Of bare tonic, at least: into the log, and with the window following.
    headless: f64,
    window: f64,
    /// Of bytes that cannot be packed to less than half.
    is_noisy: bool,
}

const STREAMS_MEASURED: [Stream; 3] = [
    Stream { size: 1024, count: 400_000, headless: 0.9, window: 0.6, is_noisy: false },
    Stream { size: 65_536, count: 8_000, headless: 0.9, window: 0.6, is_noisy: false },
    Stream { size: 32, count: 5_000_000, headless: 0.5, window: 0.3, is_noisy: false },
];

impl Stream {
    fn method(&self) -> String {
        let kind = if self.is_noisy { "Noise" } else { "Stream" };
        format!("{kind}{}x{}", self.size, self.count)
    }
}

/// Measures and prints.
pub fn print() -> Outcome<()> {
    let mut server = Server::start()?;
    heading();
    let mut ceilings = Vec::new();
    for stream in STREAMS_MEASURED {
        ceilings.push(ingest::print(&mut server, stream)?);
    }
    for (size, count) in [(32, 5_000_000), (1024, 1_000_000)] {
        whole::print(&mut server, size, count)?;
    }
    println!();
    for (size, count) in [(32, 5_000_000), (1024, 1_000_000)] {
        frames::print(&mut server, size, count)?;
    }
    println!();
    for (stream, ceiling) in STREAMS_MEASURED.into_iter().zip(ceilings) {
        in_window(&mut server, stream, ceiling);
    }
    Ok(())
}

/// Only how fast messages of one size get into the log, alike ones and noisy ones.
pub fn print_of(size: &str) -> Outcome<()> {
    let stream = STREAMS_MEASURED.into_iter().find(|stream| stream.size.to_string() == size);
    let stream = stream.ok_or("no stream of this size is measured")?;
    let mut server = Server::start()?;
    for (words, is_noisy) in [("alike", false), ("half noise", true)] {
        println!("{words}");
        heading();
        let stream = Stream { is_noisy, ..stream };
        let ceiling = ingest::print(&mut server, stream)?;
        in_window(&mut server, stream, ceiling);
    }
    Ok(())
}

fn heading() {
    println!(
        "{:<26} {:>12} {:>12} {:>6} {:>7} {:>18} {:>12}",
        "messages/s into the log", "bare tonic", "Farcall", "ratio", "wanted", "CPU each, ns", "tonic's"
    );
}

fn in_window(server: &mut Server, stream: Stream, ceiling: f64) {
    match window::rate(server, stream) {
        Ok(rate) => row("with the window following", stream, ceiling, rate, stream.window),
        Err(why) => println!("window, {} B: not measured, {why}", stream.size),
    }
}

fn row(what: &str, stream: Stream, ceiling: f64, ours: f64, wanted: f64) {
    let ratio = ours / ceiling;
    let sign = if ratio < wanted { "  short" } else { "" };
    println!(
        "{what}, {:>5} B: {ours:>10.0} of {ceiling:>10.0} messages/s, {ratio:.2}, wanted {wanted}{sign}",
        stream.size
    );
}
