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
    theme::{self, Glyphs},
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
pub const FRAME: Duration = Duration::from_millis(8);
/// Memory beside the message, of the text's size at most.
const MEMORY: f64 = 1.25;
/// Frames while it is scrolled.
const SCROLLED: usize = 400;
/// Between two frames.
const STEP: Duration = Duration::from_millis(4);
/// Frames of a window that only rests, at most.
const RESTING: usize = 1_000;
/// Longest wait for the whole.
const LIMIT: Duration = Duration::from_secs(120);

const MIB: f64 = 1_048_576.0;

type Outcome<T> = Result<T, Box<dyn Error>>;

struct Shown {
    view: MessageViewState,
    message: Option<Bytes>,
    of: MessageDescriptor,
    glyphs: Glyphs,
}

/// Measures and prints.
pub fn print() -> Outcome<()> {
    let samples = samples::all()?;
    let page = samples.last().ok_or("there are no samples")?;
    let one = print_json(&page.of, &page.wire, &JsonOptions::default()).text.len();
    let message = Bytes::from(page.wire.repeat(TEXT / one + 1));
    let nothing =
        Shown { view: MessageViewState::default(), message: None, of: page.of.clone(), glyphs: Glyphs::default() };
    let mut harness = window(nothing);
    // As any window that opened and then rested: nothing was shown in it yet.
    let mut resting = Vec::new();
    while !harness.state().glyphs.is_ready() && resting.len() < RESTING {
        resting.push(frame(&mut harness)?);
    }
    let before = resident()?;
    harness.state_mut().message = Some(message);
    let begun = Instant::now();
    let (mut first, mut printing) = (None, Vec::new());
    loop {
        printing.push(frame(&mut harness)?);
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
    // The first one opens the window: it reads the faces.
    row("longest frame of a window that rests", longest(resting.get(1..).unwrap_or_default()), FRAME);
    row("first rows", first.unwrap_or_default(), FIRST);
    println!("{:<44} {:>10.1}", "all of it", millis(whole));
    row("longest frame while it is printed", longest(&printing), FRAME);
    row("longest frame while it is scrolled", longest(&scrolling), FRAME);
    let share = memory as f64 / TEXT as f64;
    let sign = if share > MEMORY { "  over" } else { "" };
    println!("{:<44} {share:>10.2} {MEMORY:>10.2}{sign}", "memory that came with it, of the text's size");
    let (text, all) = (TEXT as f64 / MIB, (before + memory) as f64 / MIB);
    println!(
        "  that is resident memory now ({all:.0} MiB) less that of the window at rest with the bytes of the message in it"
    );
    println!("  ({:.0} MiB): a text of {text:.0} MiB, its index, and what the view keeps", before as f64 / MIB);
    Ok(())
}

const NAME: &str = "Response message";

#[allow(clippy::expect_used, reason = "a window is built where no error can be returned")]
fn window(shown: Shown) -> Harness<'static, Shown> {
    let install = |ctx: &Context| theme::install(ctx);
    Harness::builder().with_size([1280.0, 800.0]).with_max_steps(1).with_context_setup(install).build_ui_state(
        |ui, shown: &mut Shown| {
            shown.glyphs.advance(ui.ctx());
            let Some(message) = shown.message.clone() else { return };
            let input = MessageInput {
                name: NAME,
                key: 1,
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

pub fn longest(frames: &[Duration]) -> Duration {
    frames.iter().max().copied().unwrap_or_default()
}

pub fn row(what: &str, took: Duration, at_most: Duration) {
    let sign = if took > at_most { "  over" } else { "" };
    println!("{what:<44} {:>10.1} {:>10.1}{sign}", millis(took), millis(at_most));
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// What this thread ran so far; the kernel adds it up where it may run another one.
pub fn cpu() -> Outcome<Duration> {
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
