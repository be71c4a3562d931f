//! Ctrl+S makes a file; the collections list it, open it, rename it, delete it and take the delete back.

use std::fs;

use egui::{Key, accesskit::Role};
use farcall_tests::Farcall;
use serde_json::Value;

use farcall_tests::window::{DataFolder, JSON, Window, desk};

fn save_as(window: &mut Window, name: &str) {
    window.ctrl(Key::S);
    window.fill("Name", name);
    window.press(Key::Enter);
    window.wait_for_words(&format!("Saved {}", name.rsplit('/').next().unwrap()));
}

fn rows(window: &Window) -> Vec<String> {
    window.names(Role::TreeItem)
}

/// Turn the left panel to the collections.
fn look_at_collections(window: &mut Window) {
    window.press_with(egui::Modifiers::ALT, Key::Num2);
    window.wait_for_role(Role::Tree, "Saved requests");
}

#[test]
fn a_saved_request_is_a_file_and_opens_as_it_was() {
    let (data, server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    window.write_json(r#"{"sku": "LAMP-001"}"#);
    window.fill("Timeout", "7s");
    save_as(&mut window, "A lamp");
    let saved: Value = serde_json::from_slice(&fs::read(data.request("A lamp")).unwrap()).unwrap();
    assert_eq!(saved["format"], 1);
    assert_eq!(saved["method"], "shop.v1.Catalogue/GetProduct");
    look_at_collections(&mut window);
    assert_eq!(rows(&window), ["A lamp, GetProduct"]);

    window.write_json(r#"{"sku": "LAMP-002"}"#);
    assert!(window.names(Role::Tab).contains(&"GetProduct, not saved".to_owned()), "{:?}", window.names(Role::Tab));
    window.ctrl(Key::S);
    window
        .wait_until("it is written over", |_| fs::read_to_string(data.request("A lamp")).unwrap().contains("LAMP-002"));
    window.wait_for_role(Role::Tab, "GetProduct");
    window.quit();

    let another = DataFolder::new();
    fs::create_dir_all(another.request("x").parent().unwrap()).unwrap();
    fs::copy(data.request("A lamp"), another.request("A lamp")).unwrap();
    let mut window = Window::connected(&another, &server);
    look_at_collections(&mut window);
    window.click_role(Role::TreeItem, "A lamp, GetProduct");
    window.wait_for_role(Role::Tab, "GetProduct");
    window.look_at_json();
    assert!(window.text(JSON).contains("LAMP-002"));
    assert_eq!(window.text("Timeout"), "7s");
    assert_eq!(window.text("Target"), server.addr().to_string());
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    window.wait_for_words("Sken floor lamp");
}

#[test]
fn what_the_window_saves_the_terminal_runs() {
    let (data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    window.write_json(r#"{"sku": "LAMP-001"}"#);
    save_as(&mut window, "A lamp");
    let file = data.request("A lamp").display().to_string();
    let ended = Farcall::new(["run", &file]).run().expect_exit(0);
    assert!(format!("{}{}", ended.stdout, ended.stderr).contains("A lamp"), "{ended:?}");
}

#[test]
fn a_saved_request_is_renamed_deleted_and_brought_back() {
    let (data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    save_as(&mut window, "A lamp");
    save_as_another(&mut window, "shop.v1.Accounts", "GetAccount", "Ada");
    look_at_collections(&mut window);
    window.wait_until("both are listed", |window| rows(window) == ["A lamp, GetProduct", "Ada, GetAccount"]);

    window.open_menu(Role::TreeItem, "A lamp, GetProduct");
    window.click("Rename…");
    window.fill("Name", "Desk lamp");
    window.press(Key::Enter);
    window.wait_until("the new name", |window| rows(window) == ["Ada, GetAccount", "Desk lamp, GetProduct"]);
    assert!(data.request("Desk lamp").exists() && !data.request("A lamp").exists());

    window.open_menu(Role::TreeItem, "Ada, GetAccount");
    window.click("Delete");
    window.wait_for_words("Deleted Ada");
    assert!(!data.request("Ada").exists());
    window.wait_until("it is gone", |window| rows(window) == ["Desk lamp, GetProduct"]);
    window.click_role(Role::Button, "Undo");
    window.wait_until("it is back", |window| rows(window) == ["Ada, GetAccount", "Desk lamp, GetProduct"]);
    assert!(data.request("Ada").exists());
}

#[test]
fn a_name_that_is_taken_is_not_written_over() {
    let (data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    window.write_json(r#"{"sku": "LAMP-001"}"#);
    save_as(&mut window, "A lamp");
    window.open_method("shop.v1.Accounts", "GetAccount");
    window.ctrl(Key::S);
    window.fill("Name", "A lamp");
    window.press(Key::Enter);
    window.wait_until("another name is asked for", |window| window.shows("Name") && window.text("Name") == "A lamp");
    assert!(fs::read_to_string(data.request("A lamp")).unwrap().contains("LAMP-001"));
    window.fill("Name", "Ada");
    window.press(Key::Enter);
    window.wait_for_words("Saved Ada");
}

fn save_as_another(window: &mut Window, service: &str, method: &str, name: &str) {
    window.open_method(service, method);
    save_as(window, name);
}

#[test]
fn a_restored_tab_knows_its_file_and_replaces_nothing_it_has_not_seen() {
    let (data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    window.write_json(r#"{"sku": "LAMP-001"}"#);
    save_as(&mut window, "A lamp");
    window.wait_for_role(Role::Tab, "GetProduct");
    window.quit();

    let mut window = Window::open_on(&data, Vec::new());
    window.wait_for_role(Role::Tab, "GetProduct");
    window.quit();

    let file = data.request("A lamp");
    let other = fs::read_to_string(&file).unwrap().replace("LAMP-001", "LAMP-003");
    fs::write(&file, &other).unwrap();
    let mut window = Window::open_on(&data, Vec::new());
    window.wait_for_role(Role::Tab, "GetProduct, not saved");
    assert_eq!(fs::read_to_string(&file).unwrap(), other, "the file of another hand stands");
}
