//! Rates as their user meets them, by role and name, in both themes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use egui::{Theme, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use farcall_core::call::{Direction, FigureRecorder, Figures};

use super::{RatesInput, RatesState, rates_ui};

fn window(theme: Theme, size: [f32; 2], figures: Figures) -> Harness<'static, RatesState> {
    Harness::builder().with_size(size).with_theme(theme).with_context_setup(crate::theme::install).build_ui_state(
        move |ui, state| {
            rates_ui(ui, state, &RatesInput { figures: &figures, is_running: true, is_bidi: true });
        },
        RatesState::default(),
    )
}

/// 100 a second come for 90 s, ten of them at once; one a second is sent, and what follows comes 4 ms later.
fn stream() -> Figures {
    let mut recorder = FigureRecorder::default();
    for second in 0..90_u64 {
        let at = |ms: u64| Duration::from_millis(second * 1_000 + ms);
        recorder.message(Direction::Sent, at(0), 14, 14);
        (0..10).for_each(|_| recorder.message(Direction::Received, at(4), 31, 31));
        (1..91).for_each(|tick| recorder.message(Direction::Received, at(4 + 10 * tick), 31, 31));
    }
    recorder.figures(Duration::from_secs(90))
}

fn figure(window: &Harness<'_, RatesState>, begin: &str) -> String {
    let figures = window.query_all_by_role(Role::Figure).filter_map(|node| node.accesskit_node().label());
    let all: Vec<String> = figures.collect();
    all.iter().find(|label| label.starts_with(begin)).unwrap_or_else(|| panic!("{begin} in {all:?}")).clone()
}

#[test]
fn rates_gaps_sizes_and_waits_are_told() {
    for (theme, size) in [(Theme::Dark, [600.0, 1_400.0]), (Theme::Light, [900.0, 900.0])] {
        let mut window = window(theme, size, stream());
        window.run();
        assert!(figure(&window, "Messages per second").contains("whole call, 1 m 30 s"));
        assert!(figure(&window, "Messages per second").ends_with("received 100, sent 1"));
        assert!(figure(&window, "Bytes per second").ends_with("received 3 KiB, sent 14 B"));
        assert!(figure(&window, "Gaps between received messages").contains("median 10.0 ms"));
        assert!(figure(&window, "Sizes of received messages").contains("largest 31 B"));
        assert!(figure(&window, "Sent to next received, mean").ends_with("4 ms"));
        assert!(figure(&window, "Sent to next received, median").contains("longest 4.0 ms"));
        window.get_by_label("Messages: sent 90, received 9,000");
        window.get_by_label("Now: sent 1/s, 14 B/s, received 100/s, 3.0 KiB/s");
    }
}

#[test]
fn the_last_minute_and_the_other_direction_are_a_click_away() {
    let mut window = window(Theme::Dark, [600.0, 1_400.0], stream());
    window.run();
    window.get_by_label("Time: Last minute").click();
    window.get_by_label("Gaps and sizes of: Sent").click();
    window.run();
    assert!(figure(&window, "Messages per second").contains("last 60 s"));
    assert!(figure(&window, "Gaps between sent messages").contains("median 1.00 s"));
    assert!(figure(&window, "Sizes of sent messages").contains("largest 14 B"));
}

#[test]
fn the_pointer_over_a_plot_is_told_exact_values() {
    let mut window = window(Theme::Dark, [600.0, 1_400.0], stream());
    window.run();
    let rect = |window: &Harness<'_, RatesState>, begin: &str| window.get_by_label(&figure(window, begin)).rect();
    let plot = rect(&window, "Messages per second");
    window.hover_at(plot.center());
    window.run();
    window.get_by_label_contains("received 100/s, 100 messages, sent 1/s, 1 message");
    let bars = rect(&window, "Gaps between received messages");
    window.hover_at(bars.right_center() - egui::vec2(16.0, 0.0));
    window.run();
    window.get_by_label_contains("up to here 100.0 %");
}

#[test]
fn a_call_without_messages_says_so() {
    let mut window = window(Theme::Light, [600.0, 500.0], FigureRecorder::default().figures(Duration::ZERO));
    window.run();
    window.get_by_label_contains("No message yet");
}
