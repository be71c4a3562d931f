//! How soon the first text of a large or hostile message is there, of the time until all of it is.
//! What the bytes are is made here; nothing of them is right or wrong.

use std::{
    ops::ControlFlow,
    time::{Duration, Instant},
};

use farcall_core::{
    message::{JsonOptions, print_json_in_pieces, print_text_in_pieces},
    schema::MessageDescriptor,
};

use super::{Outcome, samples::Sample};

/// How much text a reader asks for at a time.
const PIECE: usize = 256 << 10;
/// How much is on the wire, about.
const WIRE: usize = 64 << 20;
/// Time to the first piece, of the whole, at most.
const FIRST: f64 = 0.1;
/// Nobody waits for less than this, whatever the whole takes.
const UNSEEN: Duration = Duration::from_millis(100);

/// Measures and prints.
pub fn print(samples: &[Sample]) -> Outcome<()> {
    println!("\n{:<34} {:>12} {:>12} {:>9} {:>9}", "first piece", "whole ms", "first ms", "of it", "at most");
    let page = samples.last().ok_or("there are no samples")?;
    let pages = page.wire.repeat(WIRE / page.wire.len());
    json("  a list of products, 64 MiB", &page.of, &pages);
    let text = text(&page.of, &pages);
    row("  the same as text format", text);
    let string = field(2, &"long ".repeat(WIRE / 5));
    json("  one string of 64 MiB", &page.of, &string);
    // Field 99, a varint; then ten numbers in turn.
    json("  10 million of one unknown field", &page.of, &[0x98, 0x06, 0x05].repeat(10_000_000));
    let one = |n: u16| [0x80 | (n << 3) as u8, (n >> 4) as u8, 1];
    let turn: Vec<u8> = (20..30).rev().flat_map(one).collect();
    json("  10 million of ten unknown fields", &page.of, &turn.repeat(1_000_000));
    Ok(())
}

fn field(number: u8, text: &str) -> Vec<u8> {
    let mut bytes = vec![number << 3 | 2];
    let mut length = text.len();
    while length > 0x7f {
        bytes.push(length as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
    bytes.extend_from_slice(text.as_bytes());
    bytes
}

fn json(what: &str, of: &MessageDescriptor, bytes: &[u8]) {
    let (mut first, begun) = (None, Instant::now());
    print_json_in_pieces(of, bytes, &JsonOptions::default(), PIECE, &mut |_| {
        first.get_or_insert(begun.elapsed());
        ControlFlow::Continue(())
    });
    row(what, (first.unwrap_or_default(), begun.elapsed()));
}

fn text(of: &MessageDescriptor, bytes: &[u8]) -> (Duration, Duration) {
    let (mut first, begun) = (None, Instant::now());
    print_text_in_pieces(of, bytes, PIECE, &mut |_| {
        first.get_or_insert(begun.elapsed());
        ControlFlow::Continue(())
    });
    (first.unwrap_or_default(), begun.elapsed())
}

fn row(what: &str, (first, whole): (Duration, Duration)) {
    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    let share = first.as_secs_f64() / whole.as_secs_f64();
    let sign = if share > FIRST && first > UNSEEN { "  over" } else { "" };
    println!("{what:<34} {:>12.1} {:>12.1} {share:>9.3} {FIRST:>9.2}{sign}", millis(whole), millis(first));
}
