//! How a call ended and what came with it: the status panel and its line, the metadata, the timeline.
//! What their words are is asserted beside them.

use std::time::Duration;

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use farcall_core::{
    call::{Finished, Timings},
    metadata::Metadata,
    status::{Code, Remedy, Status},
};

use super::{both_themes, harness, shown};
use crate::{
    viewers::{
        metadata_table::{MetadataOutcome, MetadataTableState, metadata_table_ui},
        status_panel::{StatusLine, StatusOutcome, StatusPanelState, StatusView, status_line_ui, status_panel_ui},
        timeline::{TimelineView, timeline_ui},
    },
    widgets::Tone,
};

#[test]
fn a_failed_call_says_what_happened_and_offers_its_remedy() {
    both_themes(|theme| {
        let mut status =
            Status::local(Code::UNAVAILABLE, "127.0.0.1:1 does not speak TLS").with_remedy(Remedy::UsePlaintext);
        status.notes.push("details shown raw".to_owned());
        let mut trailers = Metadata::new();
        trailers.push("grpc-status", "14");
        let finished = Finished { at: Duration::from_millis(11), status, trailers, timings: Timings::default() };
        let view = StatusView::new(&finished, None);
        let state = (StatusPanelState::default(), Vec::new());
        let mut harness = harness(theme, state, move |ui, (state, outcomes)| {
            outcomes.extend(status_panel_ui(ui, state, &view));
        });
        harness.run();
        assert_eq!(shown(&harness, "Status message"), "127.0.0.1:1 does not speak TLS");
        harness.get_by_label("Use plaintext").click();
        harness.run();
        harness.get_by_label("Copy").click();
        harness.run();
        assert_eq!(harness.state().1, [StatusOutcome::Apply(Remedy::UsePlaintext), StatusOutcome::Copied]);
        harness.get_by_label_contains("Raw").click();
        harness.run();
        assert_eq!(shown(&harness, "Raw trailers"), "grpc-status: 14");
    });
}

#[test]
fn metadata_stands_in_wire_order_with_repeated_keys_apart() {
    both_themes(|theme| {
        let mut metadata = Metadata::new();
        metadata.push("x-id", "one");
        metadata.push_binary("trace-bin", &[8, 150, 1]);
        metadata.push("x-id", "two\u{7}");
        let state = (MetadataTableState::default(), Vec::new());
        let mut harness = harness(theme, state, move |ui, (state, outcomes)| {
            outcomes.extend(metadata_table_ui(ui, state, &metadata, ("Headers", "No headers")));
        });
        harness.run();
        let rows: Vec<_> =
            harness.query_all_by_role(Role::Row).filter_map(|row| row.accesskit_node().label()).collect();
        assert_eq!(rows, ["x-id: one", "trace-bin: CJYB", "x-id: two\\u{7}"]);
        harness.get_by_label("Show binary values as: Hex").click();
        harness.run();
        harness.get_by_label("trace-bin: 08 96 01").hover();
        harness.run();
        harness.get_by_label("Copy value").click();
        harness.run();
        assert_eq!(harness.state().1, [MetadataOutcome::CopiedValue(1)]);
    });
}

#[test]
fn the_status_line_and_the_timeline_are_told() {
    both_themes(|theme| {
        let mut harness = harness(theme, (), |ui, ()| {
            let line = StatusLine {
                tone: Tone::Ok,
                words: "OK (0)",
                who: Some("server"),
                attempt: Some(3),
                stream: None,
                elapsed: Some(Duration::from_micros(8100)),
                sent: None,
                received: None,
                bytes: Some(1229),
                flows: None,
                keeps: &[],
            };
            let strip = ui.max_rect().with_max_y(32.0);
            status_line_ui(ui, &line, strip);
            ui.add_space(32.0);
            let timings = Timings { headers: Some(Duration::from_millis(4)), reused: true, ..Timings::default() };
            let elapsed = Duration::from_millis(8);
            timeline_ui(ui, &TimelineView { timings, elapsed, is_finished: true, ..TimelineView::default() });
        });
        harness.run();
        for label in ["OK (0)", "server", "attempt 3", "Response headers at 4.0 ms, took 4.0 ms"] {
            harness.get_by_label(label);
        }
        harness.get_by_label_contains("Connection reused");
    });
}
