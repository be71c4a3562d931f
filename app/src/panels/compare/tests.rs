//! A comparison by its labels: every kind of difference is told, folded, gone to, and turned round.

use bytes::Bytes;
use egui::{Key, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::{compare_ui, picker_ui};
use crate::{
    action::{Action, CompareAction, MessageEdit},
    desk::{Desk, schema_of_text},
    panels::{Views, message::message_ui},
    state::{CompareSide, TabContent},
};

const SHOP: &str = r#"syntax = "proto3";
package shop.v1;
message Order { string id = 1; int32 total = 2; repeated string lines = 3; optional int32 rank = 4; int32 same = 5; int32 also = 6; }
"#;

const LEFT: &[u8] = b"\x0a\x01a\x10\x01\x1a\x01x\x1a\x01y\x28\x01\x30\x02";
const RIGHT: &[u8] = b"\x0a\x01a\x10\x02\x1a\x01y\x20\x00\x28\x01\x30\x02";

pub struct Window {
    desk: Desk,
    views: Views,
}

fn desk() -> Desk {
    let mut desk = Desk::connected();
    let id = desk.source();
    desk.load(id, schema_of_text(SHOP));
    desk
}

fn side(desk: &Desk, title: &str, bytes: &'static [u8]) -> CompareSide {
    let of = desk.state.message_type("shop.v1.Order");
    CompareSide { title: title.to_owned(), bytes: Bytes::from_static(bytes), of, ..CompareSide::default() }
}

fn window(desk: Desk, width: f32) -> Harness<'static, Window> {
    let app = |ui: &mut egui::Ui, window: &mut Window| {
        let mut actions = Vec::new();
        let state = &window.desk.state;
        match state.tabs.chosen().map(|tab| (tab.id, &tab.content)) {
            Some((id, TabContent::Compare(shown))) => compare_ui(ui, state, id, shown, &mut window.views, &mut actions),
            Some((id, TabContent::Message(shown))) => message_ui(ui, state, id, shown, &mut window.views, &mut actions),
            _ => {}
        }
        picker_ui(ui, state, &mut actions);
        actions.into_iter().for_each(|action| window.desk.perform(action));
        window.desk.work();
    };
    Harness::builder()
        .with_size(vec2(width, 600.0))
        .with_context_setup(crate::theme::install)
        .build_ui_state(app, Window { desk, views: Views::default() })
}

fn compared(width: f32) -> Harness<'static, Window> {
    let mut desk = desk();
    let (left, right) = (side(&desk, "first", LEFT), side(&desk, "second", RIGHT));
    desk.perform(Action::Compare(CompareAction::Compare(Box::new((left, right)))));
    desk.work();
    let mut window = window(desk, width);
    window.run();
    window
}

#[track_caller]
fn shows(window: &Harness<'static, Window>, labels: &[&str]) {
    for label in labels {
        assert!(window.query_by_label(label).is_some(), "{label}");
    }
}

#[test]
fn every_difference_is_a_row_and_equal_ones_are_folded() {
    for width in [1000.0, 600.0] {
        let mut window = compared(width);
        shows(
            &window,
            &[
                "1 changed, 1 added, 1 removed",
                "changed total: 1, 2",
                "removed lines[0]: \"x\", not set",
                "added rank: not set, 0, set to the default on one side, not set on the other",
                "2 equal values",
            ],
        );
        assert!(window.query_by_label("equal same: 1").is_none(), "equal ones are folded");
        window.get_by_label("2 equal values").click();
        window.run();
        shows(&window, &["equal same: 1", "equal also: 2"]);
        window.get_by_label("Differences only").click();
        window.run();
        assert!(window.query_by_label("equal same: 1").is_none());
        shows(&window, &["Show all", "changed total: 1, 2"]);
    }
}

#[test]
fn differences_are_gone_to_and_sides_are_swapped() {
    let mut window = compared(1000.0);
    let at = |window: &Harness<'static, Window>| match &window.state().desk.state.tabs.chosen().unwrap().content {
        TabContent::Compare(tab) => tab.at,
        _ => None,
    };
    window.get_by_label("Next difference").click();
    window.run();
    assert_eq!(at(&window), Some(1));
    window.get_by_label("Previous difference").click();
    window.run();
    assert_eq!(at(&window), Some(4), "round the end");
    window.get_by_label("Swap sides").click();
    window.run();
    shows(&window, &["changed total: 2, 1", "added lines[0]: not set, \"x\""]);
}

#[test]
fn messages_that_say_the_same_say_so() {
    let mut desk = desk();
    let (left, right) = (side(&desk, "first", b"\x10\x01\x28\x01"), side(&desk, "second", b"\x28\x01\x10\x01"));
    desk.perform(Action::Compare(CompareAction::Compare(Box::new((left, right)))));
    desk.work();
    let mut window = window(desk, 1000.0);
    window.run();
    shows(&window, &["Same values, other bytes"]);
}

#[test]
fn opened_messages_are_compared_with_one_another() {
    let mut desk = desk();
    desk.perform(Action::OpenPasted("0a 01 61 10 01".to_owned()));
    desk.work();
    desk.perform(Action::OpenMessageBytes("part".to_owned(), Bytes::from_static(b"\x0a\x01b")));
    desk.work();
    let of = Some("shop.v1.Order".to_owned());
    let id = desk.tab();
    desk.perform(Action::EditMessage(id, MessageEdit::Type(of)));
    desk.perform(Action::Compare(CompareAction::AskCompareThis));
    let mut window = window(desk, 1000.0);
    window.run();
    window.get_by_label("Pasted, open, 5 B");
    window.key_press(Key::Enter);
    window.run();
    shows(&window, &["1 changed, 0 added, 1 removed", "changed id: \"a\", \"b\"", "removed total: 1, not set"]);
}
