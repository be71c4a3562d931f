//! The tools of the message and the prepared messages of a stream.

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{act, request};
use crate::{
    action::{Action, CallEdit, Start},
    state::{MessageView, RequestView, SendWay, TypedSending},
};

#[test]
fn a_message_begins_empty_as_a_skeleton_or_as_an_example() {
    let mut harness = request(RequestView::Message, "samples.v1.Everything/Echo");
    harness.state_mut().call().message_view = MessageView::Json;
    let skeleton = harness.state_mut().json();
    act(&mut harness, Action::StartMessage(Start::Example));
    let example = harness.state_mut().json();
    act(&mut harness, Action::StartMessage(Start::AnotherExample));
    let another = harness.state_mut().json();
    assert!(example != skeleton && another != example);
    act(&mut harness, Action::StartMessage(Start::Empty));
    assert_eq!(harness.state_mut().json().split_whitespace().collect::<String>(), "{}");
    act(&mut harness, Action::Undo);
    assert_eq!(harness.state_mut().json(), another);
    harness.get_by_label("Message actions").click();
    harness.run();
    harness.get_by_label("Skeleton").click();
    harness.run();
    assert_eq!(harness.state_mut().json(), skeleton);
}

#[test]
fn the_message_is_seen_as_it_is_sent() {
    let mut harness = request(RequestView::Message, "samples.v1.Everything/Echo");
    let id = harness.state().state.chosen_call().unwrap().0;
    act(&mut harness, Action::Edit(id, CallEdit::Json("{\"int32Value\": 7}".to_owned())));
    let size = harness.get_by_label_contains("As sent: ");
    size.click();
    harness.run();
    harness.get_by_label("On the wire: 2 bytes");
    harness.get_by_label("As compact JSON: 16 bytes");
    harness.get_by_label_contains("int32_value");
    harness.get_by_label("Message actions").click();
    harness.run();
    harness.get_by_label("Copy bytes as base64");
    harness.get_by_label("Copy bytes as hex").click();
    harness.run();
    act(&mut harness, Action::Edit(id, CallEdit::Json("{\"int32Value\": \"x\"}".to_owned())));
    harness.get_by_label_contains("This message cannot be sent yet");
    harness.get_by_label("Show the problem").click();
    harness.run();
    assert_eq!(harness.state_mut().call().message_view, MessageView::Json);
}

#[test]
fn prepared_messages_are_listed_moved_copied_and_brought_back() {
    let mut harness = request(RequestView::Message, "samples.v1.Everything/EchoBidi");
    let id = harness.state().state.chosen_call().unwrap().0;
    for text in ["one", "two", "three"] {
        let json = format!("{{\"stringValue\": \"{text}\"}}");
        act(&mut harness, Action::Edit(id, CallEdit::Json(json)));
        act(&mut harness, Action::Edit(id, CallEdit::AddMessage));
    }
    act(&mut harness, Action::Edit(id, CallEdit::RemoveMessage(3)));
    harness.get_by_label("List of messages").click();
    harness.run();
    harness.get_by_label("Row of message 1: one");
    harness.get_by_label("Row of message 3: three").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowUp);
    harness.run();
    harness.get_by_label("Row of message 2: three");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::D);
    harness.run();
    harness.get_by_label("Row of message 3: three");
    harness.key_press(Key::Delete);
    harness.run();
    assert_eq!(harness.state_mut().call().draft.messages.len(), 3);
    act(&mut harness, Action::Edit(id, CallEdit::RestoreMessage));
    assert_eq!(harness.state_mut().call().draft.messages.len(), 4);
}

#[test]
fn a_pace_is_chosen_and_says_how_long_it_takes() {
    let mut harness = request(RequestView::Message, "samples.v1.Everything/EchoBidi");
    harness.get_by_label("Add a message").click();
    harness.run();
    harness.get_by_label("How all messages are sent").click();
    harness.run();
    harness.get_by_label("Send all: At a pace").click();
    harness.run();
    harness.get_by_label("500ms").click();
    harness.run();
    let typed = TypedSending { way: SendWay::Every, every: "500ms".to_owned(), ..TypedSending::default() };
    assert_eq!(harness.state_mut().call().sending, typed);
    harness.get_by_label("Times over");
    harness.get_by_label("Start sending all").click();
    harness.run();
    assert!(harness.state_mut().call().running().is_some_and(|run| run.paced.is_some()));
    harness.get_by_label_contains("Sent 0 of 2");
    harness.get_by_label("Stop sending");
}

#[test]
fn a_script_stands_below_the_messages_with_what_is_wrong_and_how_far_it_is() {
    let mut harness = request(RequestView::Message, "fleet.v1.Drivers/Track");
    let id = harness.state_mut().state.tabs.chosen().unwrap().id;
    let script = |text: &str| {
        let typed = TypedSending { way: SendWay::Script, script: text.to_owned(), ..TypedSending::default() };
        Action::Edit(id, CallEdit::Sending(typed))
    };
    act(&mut harness, script(""));
    let example = harness.get_by_label("Script").accesskit_node().placeholder().unwrap_or_default().to_owned();
    assert!(example.starts_with("For example: send 1"), "{example}");
    act(&mut harness, script("send 2"));
    harness.get_by_label("Line 1: There is 1 message, and no number 2");
    act(&mut harness, script("# greet\nsend 1\nwait for message where pong.text = \"x\""));
    harness.get_by_label("A step a line: send, wait, half-close, cancel, repeat");
    harness.get_by_label("Run script").click();
    harness.run_steps(2);
    let progress = harness.state_mut().call().running().unwrap().script.as_ref().unwrap().progress.clone();
    harness.get_by_label("Stop sending");
    progress.stop();
    harness.run();
    harness.get_by_label("Stopped at line 1");
    harness.get_by_label("Fold the script").click();
    harness.run();
    assert!(harness.query_by_label("Stopped at line 1").is_none());
    harness.get_by_label("Unfold the script");
}
