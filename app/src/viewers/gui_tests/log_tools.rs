//! The tools of a log: what Esc means in them, filters that cannot be read, and where "Go to" says that it went.

use std::time::Duration;

use egui::{Key, Modifiers, Theme, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::log::{LogRun, grow, log_harness, searched};
use crate::viewers::{escape, log::LogCommand};

const FIELD: &str = "Filter messages";

/// With the keyboard in the filter, and this typed.
fn filtered(rows: u64, text: &str) -> Harness<'static, LogRun> {
    let mut harness = log_harness(Theme::Dark, rows);
    harness.run();
    harness.get_by_label(FIELD).focus();
    harness.run();
    harness.get_by_label(FIELD).type_text(text);
    searched(&mut harness);
    harness
}

fn rows(harness: &Harness<'static, LogRun>) -> usize {
    harness.query_all_by_role(Role::Row).count()
}

/// Goes there, waits until this row is chosen, and looks for what is said of it.
fn go_to(harness: &mut Harness<'static, LogRun>, text: &str, row: u64, said: &str) {
    harness.state_mut().3 = Some(LogCommand::GoTo);
    harness.run();
    harness.get_by_label("Go to message").type_text(text);
    harness.run();
    harness.key_press(Key::Enter);
    for _ in 0..200 {
        harness.run();
        if harness.state().0.selected() == Some(row) {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(harness.state().0.selected(), Some(row), "{text}");
    harness.get_by_label(said);
}

#[test]
fn esc_empties_the_filter_then_leaves_it_and_is_kept_from_the_window() {
    let mut harness = filtered(200, "driver 77");
    assert!(rows(&harness) == 2 && escape::is_kept(&harness.ctx));
    harness.key_press(Key::Escape);
    searched(&mut harness);
    assert!(rows(&harness) > 2 && harness.get_by_label(FIELD).is_focused());
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!harness.get_by_label(FIELD).is_focused() && !escape::is_kept(&harness.ctx));
    assert!(harness.get_by_label("Messages").is_focused());
}

#[test]
fn esc_closes_the_bar_to_go_to_a_message() {
    let mut harness = filtered(20, "driver");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::G);
    harness.run();
    assert!(harness.get_by_label("Go to message").is_focused() && escape::is_kept(&harness.ctx));
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Go to message").is_none());
    assert!(harness.get_by_label("Messages").is_focused());
}

#[test]
fn while_a_filter_cannot_be_read_it_is_said_what_is_listed_instead() {
    let mut harness = filtered(200, "value ends 7");
    harness.get_by_label("20 of 200");
    harness.get_by_label(FIELD).type_text(" and valu = 3");
    harness.run();
    harness.get_by_label_contains("? Listed is what `value ends 7` finds");
    assert!(harness.query_by_label("20 of 200").is_none(), "that is no count of what stands there");
    assert!(rows(&harness) > 5);

    let mut harness = filtered(20, "value ends nothing");
    harness.get_by_label_contains("No message matches");
    harness.get_by_label(FIELD).type_text(" and valu = 3");
    harness.run();
    harness.get_by_label_contains("The filter cannot be read");
}

#[test]
fn go_to_says_where_it_went_instead() {
    let mut harness = filtered(200, "value ends 7");
    go_to(&mut harness, "5000", 199, "There are 199 messages received; this is the last");
    go_to(&mut harness, "100", 100, "It is not listed by the filter; the next that is listed is in sight");
    go_to(&mut harness, "107", 107, "Number or time, then Enter");
}

#[test]
fn what_came_while_the_view_is_held_is_not_filtered_yet() {
    let mut harness = filtered(200, "value ends 7");
    harness.get_by_label("Pause").click();
    harness.run();
    grow(&harness.state().1, 200..240);
    harness.run();
    harness.get_by_label("40 new, not filtered yet");
}
