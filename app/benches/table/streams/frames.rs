//! The window's frames while a long stream arrives, and while its log is scrolled afterwards: what each takes of the
//! window thread's CPU for logic, panels and triangles. No picture is painted.

use std::{
    thread,
    time::{Duration, Instant},
};

use egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, accesskit::Role, pos2, vec2};
use egui_kittest::{
    Harness,
    kittest::{By, NodeT as _, Queryable as _},
};
use farcall::window::{App, Setup};
use farcall_core::call::LogLimits;

use super::{Outcome, usage, window::prepare};
use crate::blast::Server;

/// Between two frames.
const STEP: Duration = Duration::from_millis(16);
/// The longest wait for anything.
const LIMIT: Duration = Duration::from_secs(120);
const SCROLLED: usize = 400;
const BESIDE: u64 = 64 << 20;
/// 99 of 100 frames take no longer: while messages arrive, and when scrolling after.
const ARRIVING: Duration = Duration::from_millis(16);
const SCROLLING: Duration = Duration::from_millis(4);
/// Somewhere over the rows.
const OVER_ROWS: egui::Pos2 = pos2(1000.0, 560.0);

/// Measures one stream and prints.
#[allow(clippy::expect_used, reason = "a window is built where no error can be returned")]
pub fn print(server: &mut Server, size: usize, count: u64) -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let method = format!("Stream{size}x{count}");
    prepare(data.path(), server.port(), &method)?;
    let setup = Setup { open: Vec::new(), workspace: None, data_folder: Some(data.path().to_owned()) };
    let mut harness = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_max_steps(1)
        .build_eframe(|cc| App::new(&cc.egui_ctx, setup).expect("the engine starts"));
    until(&mut harness, "the method's tab", |harness| has(harness, Role::Tab, &method))?;
    until(&mut harness, "its schema", |harness| has(harness, Role::Tree, "Services"))?;
    // The schema is there a few frames after the tree.
    for _ in 0..30 {
        frame(&mut harness);
    }
    let rest = usage::resident();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    let arriving = until(&mut harness, "the end of the stream", |harness| has(harness, Role::Status, "OK (0)"))?;
    let grown = usage::resident().saturating_sub(rest);
    server.streamed()?;
    let scrolling = scroll(&mut harness);
    let allowed = LogLimits::default().call_bytes as u64 + BESIDE;
    let (arriving_99, scrolling_99) = (p99(arriving), p99(scrolling));
    let is_short = arriving_99 > ARRIVING || scrolling_99 > SCROLLING || grown > allowed;
    println!(
        "{count} messages of {size} B in the window: frames at p99 {:.1} ms while they arrive (at most {}), {:.1} ms when \
         scrolling (at most {}); memory grew by {} MiB, allowed {}{}",
        arriving_99.as_secs_f64() * 1e3,
        ARRIVING.as_millis(),
        scrolling_99.as_secs_f64() * 1e3,
        SCROLLING.as_millis(),
        grown >> 20,
        allowed >> 20,
        if is_short { "  short" } else { "" },
    );
    Ok(())
}

/// The wheel up and down by rows and pages, and jumps to both ends.
fn scroll(harness: &mut Harness<'_, App>) -> Vec<Duration> {
    harness.event(Event::PointerMoved(OVER_ROWS));
    let mut costs = Vec::new();
    for turn in 0..SCROLLED {
        let lines = match turn % 8 {
            0 => 40_000.0,
            4 => -30_000.0,
            odd if odd % 2 == 1 => 24.0,
            _ => 900.0,
        };
        harness.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, lines),
            modifiers: Modifiers::NONE,
            phase: TouchPhase::Move,
            source: MouseWheelSource::Wheel,
        });
        costs.push(frame(harness));
    }
    costs
}

/// Draws frames until something is seen; what each cost.
fn until(
    harness: &mut Harness<'_, App>,
    what: &str,
    holds: impl Fn(&Harness<'_, App>) -> bool,
) -> Outcome<Vec<Duration>> {
    let begun = Instant::now();
    let mut costs = Vec::new();
    while !holds(harness) {
        costs.push(frame(harness));
        if begun.elapsed() > LIMIT {
            return Err(format!("{what} did not show").into());
        }
    }
    Ok(costs)
}

fn frame(harness: &mut Harness<'_, App>) -> Duration {
    let (begun, before) = (Instant::now(), usage::cpu_here());
    harness.step();
    let shapes = harness.output().shapes.clone();
    harness.ctx.tessellate(shapes, 1.0);
    let cost = usage::cpu_here().saturating_sub(before);
    thread::sleep(STEP.saturating_sub(begun.elapsed()));
    cost
}

fn has(harness: &Harness<'_, App>, role: Role, name: &str) -> bool {
    let nodes = harness.query_all(By::new().role(role));
    nodes.into_iter().any(|node| node.accesskit_node().label().is_some_and(|label| label.starts_with(name)))
}

fn p99(mut costs: Vec<Duration>) -> Duration {
    costs.sort_unstable();
    costs.get(costs.len().saturating_sub(1) * 99 / 100).copied().unwrap_or_default()
}
