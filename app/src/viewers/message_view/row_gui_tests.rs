//! Find, copy and fold in the tree and the bytes as their user meets them: the same keys and menus as over a text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable as _;

use super::{
    CopyForm, MessageCommand, MessageFormat,
    gui_tests::{ask, copied, type_into, window},
    tests::lines,
};
use crate::viewers::code::FindBy;

#[test]
fn words_are_found_in_what_is_folded() {
    for (format, row) in
        [(MessageFormat::Tree, "sku, \"SKU-7\""), (MessageFormat::Wire, "sku, field 1, len, \"SKU-7\"")]
    {
        let mut harness = window(Theme::Dark, [900.0, 600.0], lines(12));
        ask(&mut harness, MessageCommand::Show(format));
        assert!(harness.query_by_label_contains(row).is_none(), "folded at first");
        ask(&mut harness, MessageCommand::Find(FindBy::Text));
        type_into(&mut harness, "Find", "sku-7");
        harness.get_by_label("1 found");
        harness.key_press(Key::Enter);
        harness.run();
        harness.get_by_label_contains(row);
        harness.get_by_label("1 of 1");
        harness.key_press(Key::Escape);
        harness.run();
        assert!(harness.query_by_label("1 of 1").is_none(), "the bar is closed");
        ask(&mut harness, MessageCommand::Copy(CopyForm::Path));
        assert_eq!(copied(&mut harness), "lines[7].sku");
    }
}

#[test]
fn keys_and_paths_are_found_and_stepped_through() {
    let mut harness = window(Theme::Light, [900.0, 600.0], lines(3));
    ask(&mut harness, MessageCommand::Show(MessageFormat::Tree));
    ask(&mut harness, MessageCommand::Find(FindBy::Path));
    type_into(&mut harness, "Find", "lines[*].sku");
    harness.get_by_label("3 found");
    for place in ["1 of 3", "2 of 3", "3 of 3", "1 of 3"] {
        harness.key_press(Key::F3);
        harness.run();
        harness.get_by_label(place);
    }
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F3);
    harness.run();
    harness.get_by_label("3 of 3");
    ask(&mut harness, MessageCommand::Find(FindBy::Key));
    harness.run();
    harness.get_by_label("None found");
}

#[test]
fn commands_fold_and_copy_the_value_of_the_chosen_row() {
    let mut harness = window(Theme::Dark, [900.0, 600.0], lines(2));
    ask(&mut harness, MessageCommand::Show(MessageFormat::Tree));
    ask(&mut harness, MessageCommand::UnfoldAll);
    harness.run();
    harness.get_by_label_contains("sku, \"SKU-1\"").click();
    harness.run();
    ask(&mut harness, MessageCommand::Copy(CopyForm::Value));
    assert_eq!(copied(&mut harness), "SKU-1");
    ask(&mut harness, MessageCommand::FoldTo(1));
    harness.run();
    assert!(harness.query_by_label_contains("sku, \"SKU-1\"").is_none());
}

#[test]
fn the_size_as_json_is_told_beside_every_form() {
    for format in [MessageFormat::Tree, MessageFormat::Text, MessageFormat::Wire] {
        let mut harness = window(Theme::Dark, [900.0, 400.0], lines(1));
        harness.state_mut().view.format = format;
        harness.run();
        harness.get_by_label("9 B on the wire, 27 B as compact JSON");
    }
}

#[test]
fn only_what_has_lines_can_be_wrapped() {
    let mut harness = window(Theme::Dark, [900.0, 400.0], lines(1));
    assert!(harness.query_by_label("Wrap lines").is_some());
    ask(&mut harness, MessageCommand::Show(MessageFormat::Wire));
    harness.run();
    assert!(harness.query_by_label("Wrap lines").is_none());
    harness.get_by_label("Find in message");
}
