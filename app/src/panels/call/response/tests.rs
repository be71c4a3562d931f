//! What a running call says of how it is read, however little room there is.

use std::time::Duration;

use egui::Theme;
use egui_kittest::{Harness, kittest::Queryable as _};
use farcall_core::{
    call::{ReadPace, ReadRate},
    status::{Code, Status},
};

use super::response_ui;
use crate::{action::Action, desk::Desk, panels::Views};

struct Shown {
    desk: Desk,
    views: Views,
    asked: Vec<Action>,
}

/// The second run of a stream of the server, read at this rate, in so much room.
fn reading_at(rate: Option<ReadRate>, width: f32) -> Harness<'static, Shown> {
    let mut desk = Desk::with("fleet.v1.Drivers/StreamPositions");
    for _ in 0..2 {
        desk.json(r#"{"driver_id": "drv-1"}"#);
        desk.perform(Action::Send);
        desk.opened();
        if desk.call().runs.len() < 2 {
            desk.ended(Status::remote(Code::OK, ""));
        }
    }
    let tab = desk.tab();
    if let Some((_, call)) = desk.state.chosen_call_mut() {
        let run = call.runs.last_mut().unwrap();
        run.read_pace = Some(ReadPace::new(rate));
    }
    let shown = Shown { desk, views: Views::default(), asked: Vec::new() };
    let mut harness = Harness::builder()
        .with_size([width, 400.0])
        .with_theme(Theme::Dark)
        .with_context_setup(crate::theme::install)
        .build_ui_state(
            move |ui, shown: &mut Shown| {
                let call = shown.desk.state.chosen_call().unwrap().1;
                let rect = ui.max_rect();
                response_ui(ui, rect, &shown.desk.state, tab, call, &mut shown.views, &mut shown.asked);
            },
            shown,
        );
    harness.run_steps(3);
    harness
}

#[test]
fn how_a_call_is_read_stands_in_any_width() {
    for rate in [None, Some(ReadRate::NOTHING), Some(ReadRate::messages(10)), Some(ReadRate::bytes(10 << 10))] {
        let name = match rate {
            None => "Reads at full speed".to_owned(),
            Some(rate) if rate.is_nothing() => "Reads nothing".to_owned(),
            Some(rate) => format!("Reads {rate}"),
        };
        for width in [280.0, 320.0, 400.0, 560.0, 1_000.0] {
            let harness = reading_at(rate, width);
            let place = harness.get_by_label(&name).rect();
            assert!(place.left() >= 0.0 && place.right() <= width, "{name} in {width}: {place}");
            if rate.is_some() && width >= 560.0 {
                assert!(place.width() > 100.0, "in words: {place}");
            }
        }
    }
}

#[test]
fn rates_of_bytes_are_offered_and_the_present_one_is_among_them() {
    let odd: ReadRate = "2 MiB/s".parse().unwrap();
    let mut harness = reading_at(Some(odd), 400.0);
    harness.get_by_label("Reads 2 MiB/s").click();
    harness.run_steps(3);
    let words = ["Nothing", "1/s", "10/s", "100/s", "10 KiB/s", "1 MiB/s", "2 MiB/s", "Full speed"];
    let tops: Vec<f32> = words.iter().map(|words| harness.get_by_label(words).rect().top()).collect();
    assert!(tops.is_sorted(), "{tops:?}");
    harness.get_by_label("10 KiB/s").click();
    harness.run_steps(3);
    let asked = &harness.state().asked;
    assert!(asked.contains(&Action::ReadAt(Some(ReadRate::bytes(10 << 10)))), "{asked:?}");
}

#[test]
fn the_sentence_of_a_stall_takes_the_lines_it_needs() {
    use crate::viewers::frames::{frames_strip_height, frames_strip_ui};
    use farcall_core::call::{Stall, StallCause};

    let stall = Stall {
        cause: StallCause::SlowReader { unread: 65_536, rate: Some(ReadRate::messages(10)) },
        lasts: Duration::from_secs(12),
    };
    let words = stall.to_string();
    let shown = |width: f32| {
        let stall = stall.clone();
        let mut harness = Harness::builder()
            .with_size([width, 200.0])
            .with_context_setup(crate::theme::install)
            .build_ui(move |ui| {
                let rect = ui.max_rect();
                let height = frames_strip_height(ui, rect.width(), &stall);
                frames_strip_ui(ui, rect.with_max_y(rect.top() + height), &stall);
            });
        harness.run();
        harness.get_by_label(&words).rect().height()
    };
    let (one, two) = (shown(1_200.0), shown(480.0));
    assert_eq!((one, two), (32.0, 52.0));
}
