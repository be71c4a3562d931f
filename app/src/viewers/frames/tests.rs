//! The time axis and the bytes of a frame.

use egui::Rangef;

use super::{
    axis::{Axis, Span},
    detail::dump,
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
