//! A message tab by its labels: what was guessed, and what the user says instead.

use bytes::Bytes;
use egui::vec2;
use egui_kittest::{Harness, kittest::Queryable as _};
use farcall_core::message::{BytesForm, PartKind};

use super::message_ui;
use crate::{
    action::{Action, MessageEdit},
    desk::Desk,
    panels::Views,
    state::TabContent,
};

struct Window {
    desk: Desk,
    views: Views,
}

fn window(desk: Desk) -> Harness<'static, Window> {
    let app = |ui: &mut egui::Ui, window: &mut Window| {
        let mut actions = Vec::new();
        let state = &window.desk.state;
        if let Some(tab) = state.tabs.chosen()
            && let TabContent::Message(shown) = &tab.content
        {
            message_ui(ui, state, tab.id, shown, &mut window.views, &mut actions);
        }
        actions.into_iter().for_each(|action| window.desk.perform(action));
        window.desk.work();
    };
    Harness::builder()
        .with_size(vec2(900.0, 500.0))
        .with_context_setup(crate::theme::install)
        .build_ui_state(app, Window { desk, views: Views::default() })
}

#[test]
fn what_is_pasted_is_read_by_a_guess_until_the_user_says_otherwise() {
    let mut desk = Desk::connected();
    desk.perform(Action::OpenPasted("0a 01 61 10 01".to_owned()));
    let mut window = window(desk);
    window.run();
    assert!(window.query_by_label("Bytes are written as: Hex guessed").is_some());
    assert!(window.query_by_label("Show as: Message ").is_some());
    let id = window.state().desk.tab();
    window.state_mut().desk.perform(Action::EditMessage(id, MessageEdit::Form(Some(BytesForm::Raw))));
    window.state_mut().desk.work();
    window.run();
    assert!(window.query_by_label("Bytes are written as: Raw ").is_some());
    assert!(window.query_by_label("Show as: Text ").is_some(), "the digits are text");
    window.state_mut().desk.perform(Action::EditMessage(id, MessageEdit::As(PartKind::Image)));
    window.run();
    assert!(window.query_by_label("Show as: Image ").is_some());
}

#[test]
fn several_messages_are_stepped_through() {
    let mut desk = Desk::connected();
    let body = b"\0\0\0\0\x02\x08\x01\0\0\0\0\x02\x08\x02";
    desk.perform(Action::OpenMessageBytes("body".to_owned(), Bytes::from_static(body)));
    let id = desk.tab();
    desk.perform(Action::EditMessage(id, MessageEdit::Form(None)));
    let mut window = window(desk);
    window.run();
    window.get_by_label("Next message").click();
    window.run();
    match &window.state().desk.state.tabs.chosen().unwrap().content {
        TabContent::Message(tab) => assert_eq!(tab.message().as_deref(), Some(&b"\x08\x02"[..])),
        _ => panic!("a message is shown"),
    }
}

#[test]
fn a_picture_is_shown_with_its_size() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbaImage::new(30, 20).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let mut desk = Desk::connected();
    desk.perform(Action::OpenMessageBytes("logo".to_owned(), png.into_inner().into()));
    let mut window = window(desk);
    window.run();
    assert!(window.query_by_label("Image, 30 by 20").is_some());
}

#[test]
fn a_dropped_file_of_bytes_can_be_a_message() {
    let folder = tempfile::tempdir().unwrap();
    let (hex, bin) = (folder.path().join("order.hex"), folder.path().join("order.bin"));
    std::fs::write(&hex, "08 01").unwrap();
    std::fs::write(&bin, b"\x08\x01").unwrap();
    let mut desk = Desk::connected();
    desk.perform(Action::OpenDropped(vec![hex, bin.clone()]));
    desk.work();
    let message = |desk: &Desk| match &desk.state.tabs.chosen().unwrap().content {
        TabContent::Message(tab) => tab.message(),
        _ => None,
    };
    assert_eq!(message(&desk).as_deref(), Some(&b"\x08\x01"[..]));
    assert_eq!(desk.notices(), ["order.bin is opened as a descriptor set"]);
    desk.perform(Action::OpenMessageFile(bin));
    desk.work();
    assert_eq!(message(&desk).as_deref(), Some(&b"\x08\x01"[..]));
}
