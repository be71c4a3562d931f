//! What the figures of a call cost a message: recorded into a log, and of that the figures alone. `cargo bench -- figures`.
//! It opens no connection; both are measured in one run, turn by turn.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use bytes::Bytes;
use farcall_core::call::{CallEvent, CallLog, Direction, FigureRecorder, MessageReceived};

/// The argument that asks for these rows.
pub const FIGURES: &str = "figures";

const MESSAGES: u64 = 2_000_000;
const ROUNDS: usize = 5;
/// Of what recording a message costs, the figures take at most this.
const WANTED: f64 = 0.4;

/// Measures and prints.
pub fn print() {
    println!("{:<34} {:>12} {:>12} {:>6} {:>7}", "figures, ns a message", "whole log", "figures", "ratio", "wanted");
    for size in [32, 1024] {
        let (mut log, mut figures) = (f64::MAX, f64::MAX);
        for _ in 0..ROUNDS {
            log = log.min(nanos_each(|| into_log(size)));
            figures = figures.min(nanos_each(|| into_figures(size)));
        }
        let (what, ratio) = (format!("received, {size} B"), figures / log);
        let sign = if ratio > WANTED { "  short" } else { "" };
        println!("{what:<34} {log:>12.1} {figures:>12.1} {ratio:>6.2} {WANTED:>7.2}{sign}");
    }
    let log = CallLog::default();
    (0..100_000).for_each(|index| log.record(&received(index, &Bytes::from_static(&[0; 32]))));
    const READS: u32 = 1_000;
    let began = Instant::now();
    (0..READS).for_each(|_| drop(black_box(log.figures())));
    println!("a look at all figures: {:.1} µs", micros(began.elapsed() / READS));
    let began = Instant::now();
    (0..READS).for_each(|_| drop(black_box(log.recent())));
    println!("a look at the last minute, every frame: {:.1} µs", micros(began.elapsed() / READS));
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn nanos_each(measured: impl FnOnce()) -> f64 {
    let began = Instant::now();
    measured();
    began.elapsed().as_secs_f64() * 1e9 / MESSAGES as f64
}

/// Half a million a second, as the wire tells them: several at one instant, then the next.
fn at(index: u64) -> Duration {
    Duration::from_micros(index / 8 * 16)
}

fn received(index: u64, bytes: &Bytes) -> CallEvent {
    let wire_bytes = bytes.len();
    CallEvent::Message(MessageReceived { index, at: at(index), bytes: bytes.clone(), wire_bytes, compressed: false })
}

fn into_log(size: usize) {
    let bytes = Bytes::from(vec![7; size]);
    let log = CallLog::new(32 << 20);
    (0..MESSAGES).for_each(|index| log.record(&received(index, &bytes)));
    black_box(log.snapshot());
}

fn into_figures(size: usize) {
    let mut figures = FigureRecorder::default();
    (0..MESSAGES).for_each(|index| figures.message(Direction::Received, at(index), black_box(size), size));
    black_box(figures.recent(at(MESSAGES)));
}
