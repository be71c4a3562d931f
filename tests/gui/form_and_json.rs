//! Form and JSON are two views of one message; what is wrong is marked and kept, and not sent.

use egui::{Key, Modifiers, accesskit::Role};

use farcall_tests::window::{JSON, Window, desk};

/// Look at the metadata of the call.
pub fn look_at_metadata(window: &mut Window) {
    let tab =
        window.names(Role::Tab).into_iter().find(|tab| tab.starts_with("Metadata")).expect("there is such a view");
    window.click_role(Role::Tab, &tab);
}

/// Type into the empty row that always ends the metadata.
pub fn add_metadata(window: &mut Window, key: &str, value: &str) {
    look_at_metadata(window);
    let row = metadata_rows(window);
    window.fill(&format!("Key of metadata {row}"), key);
    window.fill(&format!("Value of metadata {row}"), value);
    assert_eq!(metadata_rows(window), row + 1, "there is another empty row");
}

/// Keys and values of the metadata in view, without the empty row.
pub fn metadata(window: &Window) -> Vec<(String, String)> {
    let text = |what: &str, row: usize| window.text(&format!("{what} of metadata {row}"));
    (1..metadata_rows(window)).map(|row| (text("Key", row), text("Value", row))).collect()
}

fn metadata_rows(window: &Window) -> usize {
    window.names(Role::TextInput).iter().filter(|name| name.starts_with("Key of metadata")).count()
}

fn json(window: &mut Window) -> serde_json::Value {
    window.look_at_json();
    serde_json::from_str(&window.text(JSON)).expect("the window writes JSON")
}

fn look_at_form(window: &mut Window) {
    window.click_role(Role::RadioButton, "Message as: Form");
}

#[test]
fn what_is_typed_into_the_form_stands_in_the_json() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListProducts");
    window.wait_until("the keyboard is in the first field", |window| window.has_focus("page_size"));
    window.fill("page_size", "25");
    window.fill("page_token", "from-25");
    let json = json(&mut window);
    assert_eq!((&json["pageSize"], &json["pageToken"]), (&25.into(), &"from-25".into()), "{json}");
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    window.wait_for_words("\"products\": [");
}

#[test]
fn what_is_typed_as_json_stands_in_the_form() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListProducts");
    window.write_json(r#"{"pageSize": 7, "pageToken": "from-7"}"#);
    look_at_form(&mut window);
    assert_eq!(window.text("page_size"), "7");
    assert_eq!(window.text("page_token"), "from-7");
    window.fill("page_size", "8");
    assert_eq!(json(&mut window)["pageSize"], 8);
}

#[test]
fn lists_grow_and_shrink_in_the_form() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "SearchProducts");
    window.write_json(r#"{"query": "lamp"}"#);
    look_at_form(&mut window);
    window.click("Add to categories");
    window.click("Add to categories");
    assert_eq!(json(&mut window)["categories"].as_array().map(Vec::len), Some(2));
    look_at_form(&mut window);
    window.click("Remove categories[0]");
    assert_eq!(json(&mut window)["categories"].as_array().map(Vec::len), Some(1));
}

#[test]
fn broken_json_is_kept_and_told_and_not_sent() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListProducts");
    let broken = "{\n  \"pageSize\": 7,\n  \"pageToken\n}";
    window.write_json(broken);
    assert_eq!(window.text(JSON), broken);
    assert!(window.shows("Cannot be sent"), "{}", window.outline());
    look_at_form(&mut window);
    window.wait_for_words("The form is read-only: JSON");
    window.ctrl(Key::Enter);
    window.wait_for_words("Not sent: 3:");
    assert!(window.says("No answer yet"), "nothing was sent");
    window.click_role(Role::Button, "Edit JSON");
    assert_eq!(window.text(JSON), broken, "nothing is lost");
    window.fill(JSON, "{}");
    assert!(!window.says("Not sent"), "the reason is gone with the next edit");
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
}

#[test]
fn a_value_out_of_range_is_marked_and_kept_and_not_sent() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListProducts");
    window.fill("page_size", "99999999999");
    window.wait_for_words("4294967295");
    assert!(window.names(Role::Tab).contains(&"Message, something inside is invalid".to_owned()));
    window.ctrl(Key::Enter);
    window.wait_for_words("Not sent: ");
    assert!(window.says("No answer yet"), "nothing was sent");
    assert_eq!(window.text("page_size"), "99999999999");
    window.look_at_json();
    assert!(window.text(JSON).contains("99999999999"), "{}", window.text(JSON));
    look_at_form(&mut window);
    window.fill("page_size", "3");
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
}

#[test]
fn a_field_that_the_type_lacks_is_told_with_its_place() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListProducts");
    window.write_json("{\n  \"pageSise\": 7\n}");
    window.wait_for_words("pageSise");
    window.ctrl(Key::Enter);
    window.wait_for_words("Not sent: 2:");
    assert!(window.text(JSON).contains("pageSise"));
}

#[test]
fn undo_and_redo_go_through_both_views() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListProducts");
    window.write_json(r#"{"pageSize": 7}"#);
    look_at_form(&mut window);
    window.fill("page_size", "8");
    window.ctrl(Key::Z);
    assert_eq!(window.text("page_size"), "7");
    window.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window.text("page_size"), "8");
}

#[test]
fn a_tab_of_a_stream_prepares_several_messages() {
    let (_data, _server, mut window) = desk();
    window.open_method("fleet.v1.Drivers", "Track");
    window.write_json(r#"{"ping": {"text": "one"}}"#);
    window.click("Add a message");
    window.fill(JSON, r#"{"ping": {"text": "two"}}"#);
    window.click_role(Role::Button, "Send all");
    let answered = |window: &Window| {
        window.names(Role::Row).iter().any(|row| row.starts_with("Received 2") && row.contains("two"))
    };
    window.wait_until("both answers", answered);
    window.ctrl(Key::Period);
    window.wait_for_status("CANCELLED (1)");
}
