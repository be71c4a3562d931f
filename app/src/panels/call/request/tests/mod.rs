//! The request side as its user meets it: what is typed there becomes edits of the call.

use egui::{Key, Modifiers, Theme};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use farcall_core::{
    message::Document,
    metadata::Row,
    schema::{FileSource, Schema},
    transport::Target,
};

use super::request_ui;
use crate::{
    action::Action,
    panels::Views,
    perform::perform,
    state::{CallTab, Draft, MessageView, Prepared, RequestView, State, TabContent},
};

mod editor;
mod messages;

struct Desk {
    state: State,
    views: Views,
}

impl Desk {
    fn call(&mut self) -> &mut CallTab {
        self.state.chosen_call_mut().unwrap().1
    }

    fn json(&mut self) -> String {
        self.call().draft.shown().unwrap().json().to_owned()
    }
}

fn request(view: RequestView, method: &str) -> Harness<'static, Desk> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("samples.binpb");
    std::fs::write(&file, farcall_proto_samples::DESCRIPTOR_SET).unwrap();
    let schema = Schema::load(&FileSource::DescriptorSet { paths: vec![file] });
    let method = schema.method(&method.parse().unwrap()).unwrap().clone();
    let mut desk = Desk { state: State::default(), views: Views::default() };
    perform(&mut desk.state, Action::NewTab, &mut Vec::new());
    let call = desk.call();
    call.target = Target { address: "localhost:1".to_owned(), ..Target::default() };
    call.draft = Draft::skeleton(&method.input);
    call.method = Some(crate::state::MethodChoice { source: None, path: method.path.clone(), known: Some(method) });
    call.request_view = view;
    let mut harness = Harness::builder()
        .with_size([1200.0, 800.0])
        .with_theme(Theme::Light)
        .with_context_setup(crate::theme::install)
        .build_ui_state(
            |ui, desk: &mut Desk| {
                let mut actions = Vec::new();
                let tab = desk.state.tabs.chosen().unwrap();
                let TabContent::Call(call) = &tab.content else { return };
                request_ui(ui, ui.max_rect(), &desk.state, tab.id, call, &mut desk.views, &mut actions);
                desk.state.focus = None;
                for action in actions {
                    perform(&mut desk.state, action, &mut Vec::new());
                }
            },
            desk,
        );
    harness.run();
    harness
}

/// The JSON editor with this text, the cursor at its end.
fn editing(text: &str) -> Harness<'static, Desk> {
    let mut harness = request(RequestView::Message, "samples.v1.Everything/Echo");
    harness.state_mut().call().message_view = MessageView::Json;
    harness.run();
    harness.get_by_label(EDITOR).focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_label(EDITOR).type_text(text);
    harness.run();
    harness
}

const EDITOR: &str = "Request message as JSON";

fn act(harness: &mut Harness<'_, Desk>, action: Action) {
    perform(&mut harness.state_mut().state, action, &mut Vec::new());
    harness.run();
}

fn type_into(harness: &mut Harness<'_, Desk>, label: &str, text: &str) {
    harness.get_by_label(label).focus();
    harness.run();
    harness.get_by_label(label).type_text(text);
    harness.run();
}

#[test]
fn json_and_form_are_two_views_of_one_message() {
    let mut harness = request(RequestView::Message, "samples.v1.Everything/Echo");
    type_into(&mut harness, "string_value", "Ada");
    assert!(harness.state_mut().json().contains("\"stringValue\": \"Ada\""));
    assert!(harness.state().views.message_has_focus);
    harness.get_by_label("Message as: JSON").click();
    harness.run();
    assert_eq!(harness.state_mut().call().message_view, MessageView::Json);
    let editor = "Request message as JSON";
    let shown = harness.get_by_label(editor).accesskit_node().value().unwrap();
    assert!(shown.contains("\"stringValue\": \"Ada\""), "{shown}");
    harness.get_by_label(editor).focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_label(editor).type_text("{\"int32Value\": 2147483648}");
    harness.run();
    harness.get_by_label("1:16 int32_value: 2147483648 is outside int32 (-2147483648 to 2147483647)");
    harness.get_by_label("Cannot be sent");
    harness.get_by_label_contains("Message, something inside is invalid");
    harness.get_by_label("Message as: Form").click();
    harness.run();
    let kept = harness.get_by_label("int32_value").accesskit_node().value().unwrap();
    assert_eq!(kept, "2147483648");
}

#[test]
fn enter_in_the_json_goes_on_at_the_indent_of_the_block() {
    let mut harness = request(RequestView::Message, "samples.v1.Everything/Echo");
    harness.state_mut().call().message_view = MessageView::Json;
    harness.run();
    let editor = "Request message as JSON";
    harness.get_by_label(editor).focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_label(editor).type_text("{");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.get_by_label(editor).type_text("\"int32Value\": 1}");
    harness.run();
    assert_eq!(harness.state_mut().json(), "{\n  \"int32Value\": 1}\n}");
}

#[test]
fn metadata_is_typed_into_the_empty_row_and_a_key_is_proposed() {
    let mut harness = request(RequestView::Metadata, "samples.v1.Everything/Echo");
    type_into(&mut harness, "Key of metadata 1", "auth");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state_mut().call().metadata, [Row::new("authorization", "")]);
    type_into(&mut harness, "Value of metadata 1", "Bearer x");
    assert_eq!(harness.state_mut().call().metadata, [Row::new("authorization", "Bearer x")]);
    harness.get_by_label("Show the value of metadata 1");
    harness.get_by_label("Key of metadata 2");
    harness.get_by_label("Metadata 1");

    type_into(&mut harness, "Key of metadata 2", "Foo Bar");
    harness.get_by_label("\"Foo Bar\": names may use a-z 0-9 _ - . only");
    harness.get_by_label_contains("Metadata 2, something inside is invalid");
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowUp);
    harness.run();
    assert_eq!(harness.state_mut().call().metadata[0].key, "Foo Bar");
    harness.get_by_label("Remove metadata 1").click();
    harness.run();
    assert_eq!(harness.state_mut().call().metadata.len(), 1);
}

#[test]
fn a_stream_prepares_messages_and_takes_them_away() {
    let mut harness = request(RequestView::Message, "samples.v1.Everything/EchoBidi");
    harness.get_by_label("Add a message").click();
    harness.run();
    assert_eq!(harness.state_mut().call().draft.messages.len(), 2);
    assert_eq!(harness.state_mut().call().draft.chosen, 1);
    type_into(&mut harness, "string_value", "second");
    harness.get_by_label("Message 1").click();
    harness.run();
    let shown = harness.get_by_label("string_value").accesskit_node().value().unwrap_or_default();
    assert_eq!(shown, "");
    harness.get_by_label("Message 2").click_secondary();
    harness.run();
    harness.get_by_label("Remove").click();
    harness.run();
    assert_eq!(harness.state_mut().call().draft.messages.len(), 1);
    harness.get_by_label("Send all");
}

#[test]
fn a_refusal_says_why_under_the_tool_row_and_goes_with_the_next_edit() {
    let mut harness = request(RequestView::Message, "samples.v1.Everything/Echo");
    harness.state_mut().call().refused = Some("Type a target first".to_owned());
    harness.run();
    harness.get_by_label("Not sent: Type a target first");
    type_into(&mut harness, "string_value", "x");
    assert!(harness.query_by_label("Not sent: Type a target first").is_none());
}

#[test]
fn settings_are_judged_as_they_are_typed() {
    let mut harness = request(RequestView::Settings, "samples.v1.Everything/Echo");
    type_into(&mut harness, "Largest response", "4 parsecs");
    harness.get_by_label_contains("Settings, something inside is invalid");
    assert_eq!(harness.state_mut().call().limits.text(crate::state::Limit::Response), "4 parsecs");
    harness.get_by_label("Expected status: OK 0").click();
    harness.run();
    harness.get_by_label("NOT_FOUND").click();
    harness.run();
    assert_eq!(harness.state_mut().call().expected_status, "NOT_FOUND");
}

#[test]
fn without_a_method_the_side_says_what_goes_there() {
    let mut harness = request(RequestView::Message, "samples.v1.Everything/Echo");
    harness.state_mut().call().method = None;
    harness.state_mut().call().draft = Draft { messages: vec![Prepared::Text(String::new())], chosen: 0 };
    harness.run();
    harness.get_by_label_contains("The request message goes here");
}

#[test]
fn a_text_past_a_megabyte_is_shown_and_not_edited() {
    let mut harness = request(RequestView::Message, "samples.v1.Everything/Echo");
    let call = harness.state_mut().call();
    let of = call.method.as_ref().unwrap().known.as_ref().unwrap().input.clone();
    let text = format!("{{\"stringValue\": \"{}\"}}", "x".repeat(1 << 20));
    call.draft.messages = vec![Prepared::Document(Box::new(Document::from_json(of, text)))];
    call.message_view = MessageView::Json;
    harness.run();
    let editor = harness.get_by_label("Request message as JSON");
    assert_eq!(editor.accesskit_node().role(), egui::accesskit::Role::Document);
}
