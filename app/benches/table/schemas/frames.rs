//! The window while a large tree of .proto files loads, first from its source, then from the copy that was kept of it.
//! How long each frame takes from being asked for to its triangles, and when the tree is there; no picture is painted,
//! and what the loading threads take from the machine counts.

use std::{
    error::Error,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use egui_kittest::{
    Harness,
    kittest::{By, Queryable as _},
};
use farcall::window::{App, OpenRequest, Setup};

/// Between two frames.
const STEP: Duration = Duration::from_millis(16);
/// Between one window's end and the next one's start.
const REST: Duration = Duration::from_secs(3);
/// Longest wait for the tree.
const LIMIT: Duration = Duration::from_secs(120);

/// What the frames of one window took.
pub struct Frames {
    /// From the window's start until the tree was there.
    pub tree: Duration,
    /// How many were asked for until the tree was there.
    pub count: usize,
    /// 95 of 100 took no longer.
    pub p95: Duration,
    /// The longest.
    pub worst: Duration,
}

/// Opens the folder in a window, and again in the next one.
pub fn from_source_and_copy(folder: &Path) -> Result<[Frames; 2], Box<dyn Error>> {
    let data = tempfile::tempdir()?;
    let source = until_tree(folder, data.path())?;
    // What the first one leaves behind is given back by threads that nobody waits for.
    thread::sleep(REST);
    Ok([source, until_tree(folder, data.path())?])
}

/// Opens the folder in a window and asks for frame after frame until its tree is there.
#[allow(clippy::expect_used, reason = "a window is built where no error can be returned")]
fn until_tree(folder: &Path, data: &Path) -> Result<Frames, Box<dyn Error>> {
    let open = vec![OpenRequest::Files(vec![folder.to_owned()])];
    let setup = Setup { open, workspace: None, data_folder: Some(data.to_owned()) };
    let mut harness = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_max_steps(1)
        .build_eframe(|cc| App::new(&cc.egui_ctx, setup).expect("the engine starts"));
    let shown = Instant::now();
    let until = shown + LIMIT;
    let mut took = Vec::new();
    while harness.query(By::new().role(egui::accesskit::Role::Tree).label("Services")).is_none() {
        let begun = Instant::now();
        harness.step();
        let shapes = harness.output().shapes.clone();
        harness.ctx.tessellate(shapes, 1.0);
        took.push(begun.elapsed());
        if begun > until {
            return Err("the tree did not show".into());
        }
        thread::sleep(STEP.saturating_sub(begun.elapsed()));
    }
    let tree = shown.elapsed();
    took.sort_unstable();
    let at = |share: usize| took.get((took.len() * share / 100).min(took.len().saturating_sub(1))).copied();
    Ok(Frames { tree, count: took.len(), p95: at(95).unwrap_or_default(), worst: at(100).unwrap_or_default() })
}
