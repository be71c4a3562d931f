//! The JSON editor: what it proposes, what it says of words and problems, what it does with brackets and pastes.

use egui::Key;
use egui_kittest::kittest::Queryable as _;

use super::{Desk, EDITOR, act, editing};
use crate::{
    action::{Action, PastedInto},
    state::State,
};

type Harness = egui_kittest::Harness<'static, Desk>;

fn type_on(harness: &mut Harness, text: &str) {
    for letter in text.chars() {
        harness.get_by_label(EDITOR).type_text(&letter.to_string());
        harness.run();
    }
}

fn press(harness: &mut Harness, key: Key) {
    harness.key_press(key);
    harness.run();
}

fn proposes(harness: &Harness, beginning: &str) -> bool {
    harness.query_all_by_role(egui::accesskit::Role::ListBoxOption).any(|node| {
        use egui_kittest::kittest::NodeT as _;
        node.accesskit_node().label().is_some_and(|label| label.starts_with(beginning))
    })
}

#[test]
fn members_and_values_are_proposed_while_typing_and_taken_by_key() {
    let mut harness = editing("");
    type_on(&mut harness, "{");
    assert_eq!(harness.state_mut().json(), "{}");
    type_on(&mut harness, "\"");
    assert_eq!(harness.state_mut().json(), "{\"\"}");
    type_on(&mut harness, "int3");
    assert!(proposes(&harness, "int32Value, int32"), "{harness:?}");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state_mut().json(), "{\"int32Value\": }");
    assert!(!proposes(&harness, ""));
    type_on(&mut harness, "7,");
    type_on(&mut harness, " \"bool_v");
    assert!(proposes(&harness, "bool_value, bool"));
    press(&mut harness, Key::Tab);
    assert!(proposes(&harness, "true"), "the values of a bool follow at once");
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state_mut().json(), "{\"int32Value\": 7, \"bool_value\": false}");
    assert!(harness.query_by_label("Cannot be sent").is_none());
}

#[test]
fn esc_closes_the_proposals_and_the_editor_keeps_the_keyboard() {
    let mut harness = editing("");
    type_on(&mut harness, "{\"str");
    assert!(harness.state().views.completes);
    press(&mut harness, Key::Escape);
    assert!(!proposes(&harness, "") && !harness.state().views.completes);
    type_on(&mut harness, "ingVa");
    assert_eq!(harness.state_mut().json(), "{\"stringVa\"}");
}

#[test]
fn proposals_come_when_asked_for_also_in_broken_text() {
    let mut harness = editing("{\"int32Value\": 1\n  ");
    assert!(!proposes(&harness, ""));
    act(&mut harness, Action::Complete);
    harness.run();
    assert!(proposes(&harness, "doubleValue, double"), "{harness:?}");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state_mut().json(), "{\"int32Value\": 1,\n  \"doubleValue\": ");
}

#[test]
fn brackets_and_quotes_come_and_go_in_pairs() {
    let mut harness = editing("");
    type_on(&mut harness, "[");
    press(&mut harness, Key::Backspace);
    assert_eq!(harness.state_mut().json(), "");
    type_on(&mut harness, "{\"a\": [1]}");
    assert_eq!(harness.state_mut().json(), "{\"a\": [1]}");
}

#[test]
fn problems_are_counted_listed_and_jumped_to() {
    let mut harness = editing("{\n  \"int32Value\": 2147483648,\n  \"uint32Value\": -1,\n  \"boolValue\": 3\n}");
    harness.get_by_label("3 problems");
    harness.get_by_label_contains("2:17 int32_value: 2147483648 is outside int32");
    act(&mut harness, Action::NextProblem);
    harness.run();
    act(&mut harness, Action::NextProblem);
    harness.run();
    type_on(&mut harness, "9");
    let json = harness.state_mut().json();
    assert!(json.contains("\"uint32Value\": 9-1"), "the second of them has the cursor: {json}");
}

#[test]
fn formatting_changes_space_alone_and_is_undone() {
    let text = "{\"doubleValue\":1.10, \"nope\" 5}";
    let mut harness = editing(text);
    act(&mut harness, Action::FormatJson);
    assert_eq!(harness.state_mut().json(), "{\n  \"doubleValue\": 1.10,\n  \"nope\" 5\n}");
    act(&mut harness, Action::Undo);
    assert_eq!(harness.state_mut().json(), text);
}

fn paste(harness: &mut Harness, text: &str) {
    // As the window does: it tells of the paste before the editor takes it.
    let state: &mut State = &mut harness.state_mut().state;
    crate::perform::perform(state, Action::Pasted(text.to_owned(), PastedInto::Message), &mut Vec::new());
    harness.get_by_label(EDITOR).focus();
    harness.run_steps(1);
    harness.event(egui::Event::Paste(text.to_owned()));
    harness.run();
}

#[test]
fn a_paste_of_another_form_asks_and_can_be_taken_back() {
    for (text, words, expected) in [
        ("int32_value: 7 string_value: \"x\"", "Looks like protobuf text format", "\"int32Value\": 7"),
        ("1807", "Looks like bytes in hex", ""),
        ("{\"int32Value\": 1}\n{\"int32Value\": 2}", "Looks like 2 messages", "\"int32Value\": 1"),
    ] {
        let mut harness = editing("");
        paste(&mut harness, text);
        assert_eq!(harness.state_mut().json(), text, "it is text until the user says otherwise");
        harness.get_by_label(words);
        press(&mut harness, Key::Enter);
        let json = harness.state_mut().json();
        assert!(json.contains(expected) && json != text, "{json}");
        assert!(harness.query_by_label(words).is_none());
        act(&mut harness, Action::Undo);
        assert_eq!(harness.state_mut().json(), text);
    }
}

#[test]
fn a_paste_is_kept_as_text_by_esc_and_by_typing_on() {
    let mut harness = editing("");
    paste(&mut harness, "int32_value: 7");
    press(&mut harness, Key::Escape);
    assert!(harness.query_by_label("Looks like protobuf text format").is_none());
    let mut harness = editing("");
    paste(&mut harness, "int32_value: 7");
    type_on(&mut harness, "1");
    assert!(harness.query_by_label("Looks like protobuf text format").is_none());
    assert_eq!(harness.state_mut().json(), "int32_value: 71");
}

#[test]
fn json_is_pasted_without_a_question() {
    let mut harness = editing("");
    paste(&mut harness, "{\"int32Value\": 1}");
    assert!(harness.state().state.paste.is_none());
    assert_eq!(harness.state_mut().json(), "{\"int32Value\": 1}");
}
