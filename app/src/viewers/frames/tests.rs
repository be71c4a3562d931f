//! The time axis and the bytes of a frame.

use std::time::Duration;

use bytes::Bytes;
use egui::{Key, Rangef};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use farcall_core::transport::{Direction, Frame, FrameEffect, FrameLog, FrameTime};

use super::{
    FramesInput, FramesViewState,
    axis::{Axis, Span},
    detail::dump,
    frames_panel_ui,
};

const SECOND: f64 = 1e6;
const WIDE: Rangef = Rangef { min: 100.0, max: 1_100.0 };

fn axis_of(span: &Span, elapsed_micros: f64, x: Rangef) -> Axis {
    span.axis(elapsed_micros, x)
}

#[test]
fn an_axis_tells_places_and_times() {
    let axis = axis_of(&Span::default(), SECOND, WIDE);
    assert_eq!(axis.place(500_000.0), 600.0);
    assert_eq!(axis.time(600.0), 500_000.0);
    assert_eq!(axis.marks(88.0), (0..=10).map(|at| f64::from(at) * 100_000.0).collect::<Vec<_>>());
}

#[test]
fn zooming_keeps_what_is_under_the_pointer_and_ends_at_the_whole() {
    let mut span = Span::default();
    span.zoom(1e6, 250_000.0, 0.5);
    let axis = axis_of(&span, SECOND, WIDE);
    assert_eq!((axis.from, axis.to), (125_000.0, 625_000.0));
    span.pan(1e6, 1e9);
    assert_eq!(axis_of(&span, SECOND, WIDE).to, 1e6, "not past the end");
    span.reveal(1e6, 10_000.0);
    assert_eq!(axis_of(&span, SECOND, WIDE).from, 0.0);
    span.zoom(1e6, 0.0, 100.0);
    assert_eq!((axis_of(&span, SECOND, WIDE).from, axis_of(&span, SECOND, WIDE).to), (0.0, 1e6));
    for _ in 0..200 {
        span.zoom(1e6, 500_000.0, 0.5);
    }
    let finest = axis_of(&span, SECOND, WIDE);
    assert!(finest.to - finest.from >= 19.9, "{finest:?}");
}

#[test]
fn bytes_stand_with_what_can_be_read_of_them() {
    assert_eq!(
        dump(b"\0\0\0\0\x05\x0a\x03abc"),
        "0000  00 00 00 00 05 0a 03 61  .......a\n0008  62 63                    bc"
    );
    assert_eq!(dump(b""), "");
}

/// Three frames, and after a gap as many.
fn with_gap() -> FrameLog {
    let log = FrameLog::default();
    for row in [0, 1, 2, 213_542, 213_543, 213_544] {
        log.restore(Frame {
            row,
            at: FrameTime { micros: row as i64 * 10 },
            direction: Direction::Received,
            connection: 1,
            kind: 0,
            flags: 0,
            stream: 1,
            length: row as u32,
            payload: Bytes::new(),
            effect: FrameEffect::None,
        });
    }
    log
}

#[test]
fn a_gap_between_the_first_and_the_last_frames_is_said_and_keys_pass_it_by() {
    let log = with_gap();
    let mut harness =
        Harness::builder().with_size([900.0, 700.0]).with_context_setup(crate::theme::install).build_ui_state(
            move |ui, state: &mut FramesViewState| {
                let input = FramesInput { log: &log, elapsed: Duration::from_secs(3), is_open: true };
                let rect = ui.max_rect();
                frames_panel_ui(ui, rect, state, &input);
            },
            FramesViewState::default(),
        );
    harness.run_steps(3);
    let top = |words: &str| harness.get_by_label_contains(words).rect().top();
    let (before, gap, after) = (top(", 2 B,"), top("213,539 frames no longer kept"), top(", 213542 B,"));
    assert!(before < gap && gap < after, "{before} {gap} {after}");

    let is_chosen = |harness: &Harness<'_, FramesViewState>, words: &str| {
        harness.get_by_label_contains(words).accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
    };
    harness.get_by_label_contains(", 2 B,").click();
    harness.run_steps(3);
    assert!(is_chosen(&harness, ", 2 B,"));
    harness.key_press(Key::ArrowDown);
    harness.run_steps(3);
    assert!(is_chosen(&harness, ", 213542 B,"));
    harness.key_press(Key::ArrowUp);
    harness.run_steps(3);
    assert!(is_chosen(&harness, ", 2 B,"));
}
