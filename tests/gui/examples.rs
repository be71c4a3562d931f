//! A response is kept as an example beside its request: listed, opened, compared, renamed, deleted and brought back.

use std::{fs, path::PathBuf};

use egui::{Key, accesskit::Role};
use farcall_tests::Farcall;

use farcall_tests::window::{DataFolder, Window, desk, target};

fn example(data: &DataFolder, path: &str) -> PathBuf {
    data.path().join("My calls/examples").join(format!("{path}.json"))
}

fn rows(window: &Window) -> Vec<String> {
    window.names(Role::TreeItem)
}

/// Send what is written and wait for the answer's words.
fn send(window: &mut Window, json: &str, words: &str) {
    window.write_json(json);
    window.ctrl(Key::Enter);
    window.wait_for_words(words);
}

fn name_it(window: &mut Window, name: &str) {
    window.fill("Name", name);
    window.press(Key::Enter);
}

fn keep(window: &mut Window, name: &str) {
    window.palette("Keep message as example");
    window.wait_until("a name is asked for", |window| window.shows("Name"));
    name_it(window, name);
}

#[test]
fn an_answer_is_kept_compared_renamed_deleted_and_brought_back() {
    let (data, server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    send(&mut window, r#"{"sku": "LAMP-001"}"#, "Sken desk lamp");
    window.ctrl(Key::S);
    name_it(&mut window, "A lamp");
    window.wait_for_words("Saved A lamp");
    keep(&mut window, "The lamp");
    window.wait_for_words("Kept The lamp as an example of A lamp");
    let text = fs::read_to_string(example(&data, "A lamp/The lamp")).unwrap();
    assert!(text.starts_with("{\n  \"format\": 1,\n  \"title\": \"The lamp\",\n  \"method\": "), "{text}");
    assert!(text.contains("\"type\": \"shop.v1.Product\"") && !text.contains("\"bytes\""), "{text}");

    window.press_with(egui::Modifiers::ALT, Key::Num2);
    window.wait_until("it is listed", |window| rows(window) == ["A lamp, GetProduct", "The lamp, response"]);
    keep(&mut window, "The lamp");
    window.wait_until("its name is taken", |window| window.shows("Name") && window.text("Name") == "The lamp");
    window.press(Key::Escape);

    send(&mut window, r#"{"sku": "LAMP-002"}"#, "Sken floor lamp");
    window.palette("Compare message with…");
    window.wait_for_words("The lamp, example of A lamp");
    window.press(Key::Enter);
    window.wait_for_words("changed sku: \"LAMP-001\", \"LAMP-002\"");

    window.click_role(Role::TreeItem, "The lamp, response");
    window.wait_for_role(Role::Tab, "The lamp");
    window.open_menu(Role::TreeItem, "The lamp, response");
    window.click("Rename…");
    name_it(&mut window, "Floor lamp");
    window.wait_until("the new name", |window| rows(window) == ["A lamp, GetProduct", "Floor lamp, response"]);
    window.wait_for_role(Role::Tab, "Floor lamp");
    window.press_with(egui::Modifiers::ALT, Key::Num1);
    window.quit();

    let mut window = Window::connected(&data, &server);
    window.wait_for_role(Role::Tab, "Comparison");
    window.click_role(Role::Tab, "Comparison");
    window.wait_for_words("changed sku: \"LAMP-001\", \"LAMP-002\"");
    window.press_with(egui::Modifiers::ALT, Key::Num2);
    window.wait_until("it is listed again", |window| rows(window).contains(&"A lamp, GetProduct".to_owned()));
    window.click_role(Role::TreeItem, "A lamp, GetProduct");
    window.press(Key::ArrowRight);
    window.wait_until("unfolded", |window| rows(window).contains(&"Floor lamp, response".to_owned()));
    window.open_menu(Role::TreeItem, "Floor lamp, response");
    window.click("Delete");
    window.wait_for_words("Deleted Floor lamp");
    window.wait_until("it is gone", |window| rows(window) == ["A lamp, GetProduct"]);
    assert!(!example(&data, "A lamp/Floor lamp").exists());
    window.click_role(Role::Button, "Undo");
    window.wait_until("it is back", |window| rows(window) == ["A lamp, GetProduct", "Floor lamp, response"]);

    let file = example(&data, "A lamp/Floor lamp").display().to_string();
    let server = target(&server).address;
    let ended = Farcall::new(["compare", "--server", &server, &file, &file]).run().expect_exit(0);
    assert!(ended.stderr.contains("equal, byte by byte"), "{ended:?}");
}

#[test]
fn an_answer_of_a_call_that_is_not_saved_is_kept_by_its_method_and_marked_ones_are_compared() {
    let (data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    send(&mut window, r#"{"sku": "LAMP-001"}"#, "Sken desk lamp");
    keep(&mut window, "Lamp");
    window.wait_for_words("Kept Lamp as an example of GetProduct");
    assert!(example(&data, "shop.v1.Catalogue/GetProduct/Lamp").is_file());
    window.press_with(egui::Modifiers::ALT, Key::Num2);
    window.wait_until("it is listed", |window| rows(window) == ["GetProduct, not saved", "Lamp, response"]);

    window.palette("Compare message with marked");
    window.wait_for_words("No message is marked");
    window.palette("Compare message later");
    window.wait_for_words("is marked");
    send(&mut window, r#"{"sku": "LAMP-002"}"#, "Sken floor lamp");
    window.palette("Compare message with marked");
    window.wait_for_words("changed sku: \"LAMP-001\", \"LAMP-002\"");
    window.open_menu(Role::ListItem, "changed sku: \"LAMP-001\", \"LAMP-002\"");
    window.click("Leave out");
    window.wait_until("it is left out", |window| !window.says("changed sku:"));
    window.wait_for_words("1 ignored");
    window.click("What is left out");
    window.fill("Leave out", "a..b");
    window.wait_for_words("changed sku:");
}
