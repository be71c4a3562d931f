//! Tree and wire view as their user meets them, by role and name, in both themes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bytes::Bytes;
use egui::{Event, Key, Modifiers, Theme};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use farcall_core::{
    message::JsonOptions,
    schema::{FileSource, MessageDescriptor, Schema},
};

use super::{
    MessageInput, MessageOutcome,
    tree::{TreeState, tree_ui},
    wire::{WireState, wire_ui},
};

/// A person with two names for a list, a nested message, and a field nobody knows.
fn message_type() -> MessageDescriptor {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.proto");
    let text = "syntax = \"proto3\"; package t; message Order { int32 id = 1; string note = 2; repeated Line lines = 3; \
                Line first = 4; bytes photo = 5; message Line { string sku = 1; int32 quantity = 2; } }";
    std::fs::write(&file, text).unwrap();
    let schema = Schema::load(&FileSource::Protos { import_roots: Vec::new(), paths: vec![file], sets: Vec::new() });
    schema.message("t.Order").expect("it compiles")
}

fn wire() -> Bytes {
    let mut bytes = vec![0x08, 0x2a, 0x12, 0x03];
    bytes.extend_from_slice(b"Ada");
    for sku in [b"tea", b"cup"] {
        bytes.extend_from_slice(&[0x1a, 0x07, 0x0a, 0x03]);
        bytes.extend_from_slice(sku);
        bytes.extend_from_slice(&[0x10, 0x02]);
    }
    bytes.extend_from_slice(&[0x98, 0x06, 0x96, 0x01]);
    Bytes::from(bytes)
}

struct Desk {
    tree: TreeState,
    wire: WireState,
    outcomes: Vec<MessageOutcome>,
}

fn harness(
    theme: Theme,
    size: [f32; 2],
    of: Option<MessageDescriptor>,
    bytes: Bytes,
    is_wire: bool,
) -> Harness<'static, Desk> {
    let desk = Desk { tree: TreeState::default(), wire: WireState::default(), outcomes: Vec::new() };
    let ui = move |ui: &mut egui::Ui, desk: &mut Desk| {
        let load = || Some(bytes.clone());
        let input = MessageInput {
            name: "Message",
            key: 1,
            load: &load,
            of: of.as_ref(),
            options: JsonOptions::default(),
            command: None,
            title: "",
            closable: false,
            has_marked: true,
        };
        let rect = ui.max_rect();
        let outcome = match is_wire {
            true => wire_ui(ui, &mut desk.wire, &input, rect, None),
            false => tree_ui(ui, &mut desk.tree, &input, rect, None),
        };
        desk.outcomes.extend(outcome);
    };
    Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_context_setup(crate::theme::install)
        .build_ui_state(ui, desk)
}

fn tree(theme: Theme, of: Option<MessageDescriptor>, bytes: Bytes) -> Harness<'static, Desk> {
    harness(theme, [640.0, 480.0], of, bytes, false)
}

fn copied(harness: &Harness<'_, Desk>) -> Option<String> {
    harness.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

fn both_themes(check: impl Fn(Theme)) {
    [Theme::Dark, Theme::Light].into_iter().for_each(check);
}

#[test]
fn the_tree_shows_fields_and_unfolds_lists() {
    both_themes(|theme| {
        let mut harness = tree(theme, Some(message_type()), wire());
        harness.run();
        harness.get_by_label("id, 42, int32, implicit, 2 B");
        harness.get_by_label("note, \"Ada\", string, implicit, 5 B");
        harness.get_by_label_contains("lines, 2 values");
        harness.get_by_label_contains("unknown fields, 1 values");
        harness.get_by_label("Unfold lines").click();
        harness.run();
        harness.get_by_label("Unfold 1").click();
        harness.run();
        harness.get_by_label_contains("sku, \"cup\"");
        assert!(harness.query_by_label_contains("photo").is_none());
        harness.get_by_label("Show fields not set").click();
        harness.run();
        harness.get_by_label_contains("photo");
    });
}

#[test]
fn keys_fold_jump_and_copy() {
    let mut harness = tree(Theme::Dark, Some(message_type()), wire());
    harness.run();
    harness.get_by_label_contains("id, 42").click();
    harness.run();
    harness.event(Event::Text("li".to_owned()));
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.run();
    harness.get_by_label("Fold lines");
    harness.event(Event::Text("*".to_owned()));
    harness.run();
    harness.get_by_label_contains("sku, \"tea\"");
    for _ in 0..2 {
        harness.key_press(Key::ArrowDown);
        harness.run();
    }
    harness.event(Event::Copy);
    harness.step();
    assert_eq!(copied(&harness).as_deref(), Some("tea"));
    assert_eq!(harness.state().outcomes, [MessageOutcome::Copied(3)]);
    for _ in 0..2 {
        harness.key_press(Key::ArrowLeft);
        harness.run();
    }
    harness.key_press(Key::ArrowLeft);
    harness.run();
    harness.key_press(Key::ArrowLeft);
    harness.run();
    harness.get_by_label("Unfold lines");
}

#[test]
fn the_menu_copies_paths_and_opens_parts() {
    let mut harness = tree(Theme::Light, Some(message_type()), wire());
    harness.run();
    harness.get_by_label_contains("note, ").click_secondary();
    harness.run();
    harness.get_by_label("Copy path").click();
    harness.step();
    assert_eq!(copied(&harness).as_deref(), Some("note"));
    harness.run();
    harness.get_by_label_contains("note, ").click();
    harness.run();
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F10);
    harness.run();
    harness.get_by_label("Open text").click();
    harness.run();
    let opened = MessageOutcome::Open { title: "note".to_owned(), bytes: Bytes::from_static(b"Ada") };
    assert_eq!(harness.state().outcomes.last(), Some(&opened));
}

#[test]
fn without_a_type_the_tree_shows_numbers() {
    let mut harness = tree(Theme::Dark, None, wire());
    harness.run();
    harness.get_by_label("No type in the schema: fields by number");
    harness.get_by_label_contains("2, \"Ada\", len");
}

#[test]
fn a_record_and_its_bytes_are_linked_both_ways() {
    both_themes(|theme| {
        for size in [[1000.0, 480.0], [420.0, 480.0]] {
            let mut harness = harness(theme, size, Some(message_type()), wire(), true);
            harness.run();
            harness.get_by_label_contains("29 B: tags 10");
            harness.get_by_label_contains("note, field 2, len").click();
            harness.run();
            harness.get_by_label("2 (2): tag: field 2, len");
            harness.get_by_label("Bytes of the message").focus();
            harness.run();
            harness.key_press(Key::ArrowRight);
            harness.run();
            harness.get_by_label("3 (3): length 3");
            for _ in 0..8 {
                harness.key_press(Key::ArrowRight);
                harness.run();
            }
            harness.get_by_label_contains("(11): value, byte 1 of 3");
            harness.get_by_label_contains("sku, field 1, len, \"tea\"");
        }
    });
}

#[test]
fn chosen_bytes_are_copied_and_offsets_gone_to() {
    let mut harness = harness(Theme::Dark, [900.0, 480.0], None, wire(), true);
    harness.run();
    harness.get_by_label("Bytes of the message").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::G);
    harness.run();
    harness.run();
    harness.get_by_label("Offset to go to").type_text("4");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.get_by_label("4 (4): value, byte 1 of 3");
    harness.get_by_label("Bytes of the message").focus();
    harness.run();
    for _ in 0..2 {
        harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
        harness.run();
    }
    harness.get_by_label_contains("3 bytes chosen");
    harness.event(Event::Copy);
    harness.step();
    assert_eq!(copied(&harness).as_deref(), Some("416461"));
}

#[test]
fn a_large_message_has_its_first_rows_while_the_rest_is_read() {
    for is_wire in [false, true] {
        let bytes = Bytes::from([0xf8, 0x3f, 0x01].repeat(200_000));
        let mut harness = harness(Theme::Dark, [640.0, 480.0], None, bytes, is_wire);
        let name = if is_wire { "Records of the message" } else { "Fields of the message" };
        let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while harness.query_by_label(name).is_none() {
            assert!(std::time::Instant::now() < until, "never shown");
            harness.step();
        }
        harness.get_by_label(name).focus();
        harness.step();
        while harness.query_by_label_contains("of 585.9 KiB read").is_some() {
            assert!(std::time::Instant::now() < until, "never read");
            harness.step();
        }
        harness.key_press(Key::End);
        harness.step();
        harness.step();
        let shown = harness.get_all_by_label_contains("1023, ").count();
        assert!((1..60).contains(&shown), "only rows in sight are made: {shown}");
        assert!(harness.root().accesskit_node().children().count() > 0);
    }
}
