//! A message of 100 MB of JSON in the window: when its first rows are there, what frames cost while it is printed behind
//! and while it is scrolled, and the memory it takes: `cargo bench -- texts`. No picture is painted.

use std::{
    error::Error,
    fs, thread,
    time::{Duration, Instant},
};

use bytes::Bytes;
use egui::{Context, Event, Key, Modifiers};
use egui_kittest::{Harness, kittest::Queryable as _};
use farcall::{
    theme,
    viewers::message_view::{MessageInput, MessageViewState, message_view_ui},
};
use farcall_core::{
    message::{JsonOptions, print_json},
    schema::MessageDescriptor,
};

use super::messages::samples;

/// The argument that asks for these rows.
pub const TEXTS: &str = "texts";
/// How long the text is, about.
const TEXT: usize = 100 << 20;
/// First rows at most after this.
const FIRST: Duration = Duration::from_millis(100);
/// A frame at most.
const FRAME: Duration = Duration::from_millis(8);
/// Memory beside the message, of the text's size at most.
const MEMORY: f64 = 1.25;
/// Frames while it is scrolled.
const SCROLLED: usize = 400;
/// Between two frames.
const STEP: Duration = Duration::from_millis(4);
/// Longest wait for the whole.
const LIMIT: Duration = Duration::from_secs(120);

type Outcome<T> = Result<T, Box<dyn Error>>;

struct Shown {
    view: MessageViewState,
    key: u64,
    message: Bytes,
    of: MessageDescriptor,
}

/// Measures and prints.
pub fn print() -> Outcome<()> {
    let samples = samples::all()?;
    let page = samples.last().ok_or("there are no samples")?;
    let one = print_json(&page.of, &page.wire, &JsonOptions::default()).text.len();
    let message = Bytes::from(page.wire.repeat(TEXT / one + 1));
    let small =
        Shown { view: MessageViewState::default(), key: 0, message: page.wire.clone().into(), of: page.of.clone() };
    let mut harness = window(small);
    // As in any window that showed an answer before, its letters were drawn once.
    while !amount(&harness).is_some_and(|words| words.contains("line")) {
        frame(&mut harness)?;
    }
    let before = resident()?;
    (harness.state_mut().key, harness.state_mut().message) = (1, message);
    let begun = Instant::now();
    let (mut first, mut printing) = (None, Vec::new());
    loop {
        printing.push(frame(&mut harness)?);
        // Until then the small one may still be seen.
        if printing.len() < 3 {
            continue;
        }
        let words = amount(&harness);
        if first.is_none() && words.is_some() {
            first = Some(begun.elapsed());
        }
        if words.is_some_and(|words| words.contains("line")) {
            break;
        }
        if begun.elapsed() > LIMIT {
            return Err("the text did not come to its end".into());
        }
        thread::sleep(STEP);
    }
    let whole = begun.elapsed();
    let memory = resident()?.saturating_sub(before);
    let mut scrolling = Vec::new();
    harness.get_by_label(NAME).focus();
    harness.step();
    for at in 0..SCROLLED {
        let key = if at % 100 == 50 {
            Key::End
        } else if at % 100 == 99 {
            Key::Home
        } else {
            Key::PageDown
        };
        harness.event(Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE });
        scrolling.push(frame(&mut harness)?);
    }
    row("first rows", first.unwrap_or_default(), FIRST);
    println!("{:<44} {:>10.1}", "all of it", millis(whole));
    row("longest frame while it is printed", longest(&printing), FRAME);
    row("longest frame while it is scrolled", longest(&scrolling), FRAME);
    let share = memory as f64 / TEXT as f64;
    let sign = if share > MEMORY { "  over" } else { "" };
    println!("{:<44} {share:>10.2} {MEMORY:>10.2}{sign}", "memory, of the text's size");
    Ok(())
}

const NAME: &str = "Response message";

#[allow(clippy::expect_used, reason = "a window is built where no error can be returned")]
fn window(shown: Shown) -> Harness<'static, Shown> {
    let install = |ctx: &Context| theme::install(ctx);
    Harness::builder().with_size([1280.0, 800.0]).with_max_steps(1).with_context_setup(install).build_ui_state(
        |ui, shown: &mut Shown| {
            let message = shown.message.clone();
            let input = MessageInput {
                name: NAME,
                key: shown.key,
                load: &|| Some(message.clone()),
                of: Some(&shown.of),
                options: JsonOptions::default(),
                command: None,
                title: "",
                closable: false,
                has_marked: false,
            };
            message_view_ui(ui, &mut shown.view, &input);
        },
        shown,
    )
}

/// The CPU of this thread for one frame up to its triangles.
fn frame(harness: &mut Harness<'_, Shown>) -> Outcome<Duration> {
    let before = cpu()?;
    harness.step();
    let shapes = harness.output().shapes.clone();
    harness.ctx.tessellate(shapes, 1.0);
    Ok(cpu()?.saturating_sub(before))
}

/// What the strip below the text says.
fn amount(harness: &Harness<'_, Shown>) -> Option<String> {
    let says = |words: &str| harness.query_by_label_contains(words).is_some().then(|| words.to_owned());
    says(" lines, ").or_else(|| says(" so far"))
}

fn longest(frames: &[Duration]) -> Duration {
    frames.iter().max().copied().unwrap_or_default()
}

fn row(what: &str, took: Duration, at_most: Duration) {
    let sign = if took > at_most { "  over" } else { "" };
    println!("{what:<44} {:>10.1} {:>10.1}{sign}", millis(took), millis(at_most));
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// What this thread ran so far; the kernel adds it up where it may run another one.
fn cpu() -> Outcome<Duration> {
    thread::yield_now();
    let told = fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(Duration::from_nanos(told.split_whitespace().next().ok_or("no schedstat")?.parse()?))
}

/// Resident memory in bytes.
fn resident() -> Outcome<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.split_whitespace().next().ok_or("no VmRSS")?.parse::<u64>()? * 1024)
}
