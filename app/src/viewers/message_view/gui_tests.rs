//! The message view as its user meets it, by role and name, in both themes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use bytes::Bytes;
use egui::{Event, Key, Modifiers, Theme, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use farcall_core::{message::JsonOptions, schema::MessageDescriptor};

use super::{
    CopyForm, MessageCommand, MessageFormat, MessageInput, MessageOutcome, MessageViewState, SavedForm, Switch,
    message_view_ui,
    tests::{field, lines, parcel},
};

pub(super) struct Shown {
    pub(super) view: MessageViewState,
    message: Bytes,
    of: MessageDescriptor,
    options: JsonOptions,
    command: Option<MessageCommand>,
    outcomes: Vec<MessageOutcome>,
}

const NAME: &str = "Response message";

pub(super) fn window(theme: Theme, size: [f32; 2], message: Bytes) -> Harness<'static, Shown> {
    let shown = Shown {
        view: MessageViewState::default(),
        message,
        of: parcel(),
        options: JsonOptions::default(),
        command: None,
        outcomes: Vec::new(),
    };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_max_steps(200)
        .with_context_setup(crate::theme::install)
        .build_ui_state(
            |ui, shown: &mut Shown| {
                let message = shown.message.clone();
                let load = || Some(message.clone());
                let input = MessageInput {
                    name: NAME,
                    key: 1,
                    load: &load,
                    of: Some(&shown.of),
                    options: shown.options,
                    command: shown.command.take(),
                    title: "",
                    closable: false,
                    has_marked: true,
                };
                if let Some(outcome) = message_view_ui(ui, &mut shown.view, &input) {
                    if let MessageOutcome::Switch(switch) = &outcome {
                        switch.turn(&mut shown.options);
                    }
                    shown.outcomes.push(outcome);
                }
            },
            shown,
        );
    harness.run();
    harness
}

fn text(harness: &Harness<'_, Shown>) -> String {
    let node = harness.query_by_label(NAME);
    node.and_then(|node| node.accesskit_node().value()).unwrap_or_default()
}

/// Draws until something holds.
fn wait(harness: &mut Harness<'_, Shown>, what: &str, holds: impl Fn(&Harness<'_, Shown>) -> bool) {
    let until = Instant::now() + Duration::from_secs(60);
    while !holds(harness) {
        assert!(Instant::now() < until, "{what}; {}", text(harness));
        harness.step();
        std::thread::sleep(Duration::from_millis(2));
    }
}

pub(super) fn ask(harness: &mut Harness<'_, Shown>, command: MessageCommand) {
    harness.state_mut().command = Some(command);
    harness.step();
}

/// Draws until something was put on the clipboard.
pub(super) fn copied(harness: &mut Harness<'_, Shown>) -> String {
    for _ in 0..2_000 {
        for command in &harness.output().platform_output.commands {
            if let egui::OutputCommand::CopyText(text) = command {
                return text.clone();
            }
        }
        harness.step();
        std::thread::sleep(Duration::from_millis(2));
    }
    panic!("nothing was copied")
}

pub(super) fn type_into(harness: &mut Harness<'_, Shown>, name: &str, words: &str) {
    harness.get_by_role_and_label(Role::TextInput, name).focus();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, name).type_text(words);
    harness.run();
}

fn parcel_of_three() -> Bytes {
    let mut bytes = field(1, b"for Ada");
    bytes.extend_from_slice(&lines(3));
    bytes.extend(field(2, br#"{"a": [1]}"#));
    bytes.into()
}

#[test]
fn a_message_is_shown_in_the_form_that_is_chosen_also_in_a_narrow_window() {
    for (theme, width) in [(Theme::Dark, 600.0), (Theme::Light, 600.0), (Theme::Dark, 280.0)] {
        let mut harness = window(theme, [width, 400.0], parcel_of_three());
        assert!(text(&harness).contains("\"note\": \"for Ada\""));
        if width > 500.0 {
            harness.get_by_label("Show message as: Text").click();
        } else {
            harness.get_by_label("Show message as: JSON").click();
            harness.run();
            harness.get_by_label("Text").click();
        }
        harness.run();
        assert!(text(&harness).contains("note: \"for Ada\""), "{width}");
    }
}

#[test]
fn its_size_on_the_wire_stands_beside_its_size_as_json() {
    let harness = window(Theme::Dark, [700.0, 400.0], lines(1));
    harness.get_by_label("9 B on the wire, 27 B as compact JSON");
}

#[test]
fn the_whole_message_is_copied_in_every_form() {
    let mut harness = window(Theme::Dark, [600.0, 400.0], field(1, b"tea").into());
    harness.get_by_label("Copy message").click();
    assert_eq!(copied(&mut harness), "{\n  \"note\": \"tea\"\n}");
    let forms = [(CopyForm::Text, "note: \"tea\"\n"), (CopyForm::Hex, "0a03746561"), (CopyForm::Base64, "CgN0ZWE=")];
    for (form, expected) in forms {
        harness.get_by_label("Copy as").click();
        harness.run();
        harness.get_by_label(form.label()).click();
        assert_eq!(copied(&mut harness), expected);
        harness.run();
    }
    assert!(harness.state().outcomes.contains(&MessageOutcome::Copied(8)), "{:?}", harness.state().outcomes);
}

#[test]
fn the_path_and_the_value_of_the_chosen_line_are_copied() {
    let mut harness = window(Theme::Light, [600.0, 500.0], parcel_of_three());
    harness.get_by_label(NAME).focus();
    harness.run();
    for _ in 0..6 {
        harness.key_press(Key::ArrowDown);
        harness.run();
    }
    harness.get_by_label("Path lines[0].sku").click();
    assert_eq!(copied(&mut harness), "lines[0].sku");
    ask(&mut harness, MessageCommand::Copy(CopyForm::Value));
    assert_eq!(copied(&mut harness), "SKU-0");
}

#[test]
fn keys_fold_the_block_of_the_caret_and_reach_the_menu() {
    let mut harness = window(Theme::Dark, [600.0, 500.0], parcel_of_three());
    harness.get_by_label(NAME).focus();
    harness.run();
    for _ in 0..4 {
        harness.key_press(Key::ArrowDown);
        harness.run();
    }
    harness.key_press(Key::Space);
    harness.run();
    assert!(text(&harness).contains("\"lines\": [ 3 items … ]"), "{}", text(&harness));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F10);
    harness.run();
    harness.get_by_label("Copy as base64");
}

#[test]
fn all_blocks_fold_and_unfold() {
    let mut harness = window(Theme::Dark, [600.0, 500.0], parcel_of_three());
    ask(&mut harness, MessageCommand::FoldTo(1));
    harness.run();
    assert!(text(&harness).contains("[ 3 items … ]") && !text(&harness).contains("SKU-0"));
    ask(&mut harness, MessageCommand::UnfoldAll);
    harness.run();
    assert!(text(&harness).contains("SKU-2"));
}

#[test]
fn find_counts_by_text_key_and_path_and_walks_by_keys() {
    let mut harness = window(Theme::Dark, [700.0, 500.0], parcel_of_three());
    ask(&mut harness, MessageCommand::Find(super::super::code::FindBy::Text));
    harness.run();
    type_into(&mut harness, "Find", "SKU");
    harness.key_press(Key::Enter);
    harness.run();
    harness.key_press(Key::F3);
    harness.run();
    harness.get_by_label("2 of 6");
    harness.get_by_label("Match case").click();
    harness.run();
    harness.get_by_label("3 found");
    harness.get_by_label("Match case").click();
    harness.get_by_label("Find by: Key").click();
    harness.run();
    harness.get_by_label("3 found");
    harness.get_by_label("Find by: Path").click();
    harness.run();
    harness.get_by_label("None found");
}

#[test]
fn a_filter_shows_only_the_lines_of_a_path_until_it_is_cleared() {
    let mut harness = window(Theme::Light, [640.0, 500.0], parcel_of_three());
    harness.get_by_label("Filter by path").click();
    harness.run();
    type_into(&mut harness, "Filter by path", "lines[1].sku");
    harness.get_by_label("1 found");
    assert!(text(&harness).contains("SKU-1") && !text(&harness).contains("SKU-0") && !text(&harness).contains("note"));
    harness.get_by_label("Clear filter").click();
    harness.run();
    assert!(text(&harness).contains("note"));
}

#[test]
fn switches_change_every_message_and_what_was_seen_stays_in_sight() {
    let mut harness = window(Theme::Dark, [600.0, 300.0], lines(400));
    harness.get_by_label(NAME).focus();
    harness.run();
    for _ in 0..30 {
        harness.key_press(Key::PageDown);
        harness.run();
    }
    let top = text(&harness).lines().find(|line| line.contains("SKU")).unwrap().to_owned();
    harness.get_by_label("View").click();
    harness.run();
    harness.get_by_label(Switch::Defaults.label()).click();
    harness.run();
    assert!(text(&harness).contains("\"quantity\": \"0\""));
    assert!(text(&harness).contains(top.trim_end_matches(',').trim()), "{top} left: {}", text(&harness));
}

#[test]
fn saving_comparing_and_opening_are_handed_on() {
    let mut harness = window(Theme::Dark, [600.0, 500.0], parcel_of_three());
    harness.get_by_label("Save, compare and more").click();
    harness.run();
    harness.get_by_label("Save as JSON…").click();
    harness.run();
    ask(&mut harness, MessageCommand::Compare);
    harness.get_by_label(NAME).focus();
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.get_by_label("Open JSON").click();
    harness.run();
    let open = MessageOutcome::Open { title: "photo".to_owned(), bytes: Bytes::from_static(br#"{"a": [1]}"#) };
    let expected = [MessageOutcome::Save(SavedForm::Json), MessageOutcome::Compare, open];
    assert_eq!(harness.state().outcomes, expected);
}

#[test]
fn two_hundred_thousand_lines_are_read_found_filtered_folded_and_copied() {
    let mut harness = window(Theme::Dark, [700.0, 500.0], lines(66_666));
    wait(&mut harness, "the first rows come", |harness| text(harness).contains("SKU-0"));
    wait(&mut harness, "all is printed", |harness| harness.query_by_label_contains("200,002 lines").is_some());
    harness.get_by_label(NAME).focus();
    harness.run();
    harness.key_press(Key::End);
    harness.run();
    let shown = text(&harness);
    assert!(shown.contains("SKU-66665") && shown.lines().count() < 40, "{shown}");

    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness.event(Event::Copy);
    harness.step();
    let all = copied(&mut harness);
    assert!(all.starts_with('{') && all.ends_with('}') && all.lines().count() == 200_002);

    ask(&mut harness, MessageCommand::Find(super::super::code::FindBy::Text));
    harness.run();
    type_into(&mut harness, "Find", "SKU-33333\"");
    wait(&mut harness, "it is found", |harness| harness.query_by_label("1 found").is_some());
    harness.key_press(Key::Enter);
    harness.run();
    assert!(text(&harness).contains("SKU-33333"));
    harness.get_by_label("Path lines[33333].sku");

    ask(&mut harness, MessageCommand::Wrap);
    harness.run();
    assert!(text(&harness).contains("SKU-33333"), "wrapping keeps the place");
    ask(&mut harness, MessageCommand::FoldTo(2));
    harness.run();
    assert!(text(&harness).contains("{ 1 field … }"), "{}", text(&harness));
    ask(&mut harness, MessageCommand::Filter);
    harness.run();
    type_into(&mut harness, "Filter by path", "lines[65000]");
    wait(&mut harness, "the filter finds it", |harness| text(harness).contains("SKU-65000"));
    assert!(text(&harness).lines().count() <= 7);
}

#[test]
fn a_string_of_megabytes_is_cut_until_all_of_it_is_asked_for() {
    let mut harness = window(Theme::Light, [600.0, 400.0], field(1, &vec![b'x'; 3 << 20]).into());
    wait(&mut harness, "it is printed", |harness| harness.query_by_label("Show all 3.0 MiB").is_some());
    assert!(text(&harness).len() < 1_000);
    harness.get_by_label("Show all 3.0 MiB").click();
    harness.run();
    harness.get_by_label(NAME).focus();
    harness.run();
    harness.key_press(Key::End);
    harness.run();
    let shown = text(&harness);
    assert!(shown.ends_with("x\"\n}") && shown.lines().count() < 40, "{shown}");
}

#[test]
fn a_format_is_chosen_by_command_too() {
    let mut harness = window(Theme::Dark, [600.0, 400.0], field(1, b"tea").into());
    ask(&mut harness, MessageCommand::Show(MessageFormat::Text));
    harness.run();
    assert!(text(&harness).starts_with("note: \"tea\""));
}
