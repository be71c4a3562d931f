//! A restart, and a crash, bring back what was open and typed; no secret is written.

use std::{fs, path::Path};

use egui::{Key, accesskit::Role};

use super::form_and_json::{add_metadata, metadata};
use farcall_tests::window::{JSON, Window, desk};

#[test]
fn tabs_texts_and_targets_come_back() {
    let (data, server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    window.write_json(r#"{"sku": "LAMP-001"}"#);
    window.fill("Timeout", "7s");
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    window.open_method("shop.v1.Accounts", "GetAccount");
    window.write_json(r#"{"id": "acc-1001", "oops"#);
    window.click_role(Role::Tab, "GetProduct, done");
    window.quit();

    let mut window = Window::open(&data);
    window.wait_for_role(Role::Tab, "GetAccount");
    assert_eq!(window.names(Role::Tab).iter().filter(|tab| tab.starts_with("Get")).count(), 2);
    assert!(window.is_chosen(Role::Tab, "GetProduct"), "{}", window.outline());
    assert_eq!(window.text(JSON), r#"{"sku": "LAMP-001"}"#);
    assert_eq!(window.text("Timeout"), "7s");
    assert_eq!(window.text("Target"), server.addr().to_string());
    window.click_role(Role::Tab, "GetAccount");
    assert_eq!(window.text(JSON), r#"{"id": "acc-1001", "oops"#, "what is broken is kept as it is");
    window.click_role(Role::Tab, "GetProduct");
    window.wait_for_role(Role::Tree, "Services");
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
}

#[test]
fn a_recent_target_is_offered_by_the_welcome() {
    let (data, server, window) = desk();
    window.quit();
    fs::remove_dir_all(data.path().join("schemas")).ok();
    let mut window = Window::open(&data);
    let address = server.addr().to_string();
    window.wait_until("the target", |window| window.says(&address));
}

#[test]
fn a_crash_loses_nothing_that_was_typed_a_moment_before() {
    let (data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    window.write_json(r#"{"sku": "KNIF-012"}"#);
    let session = data.path().join("session.json");
    window.wait_until("the session is written", |_| {
        fs::read_to_string(&session).is_ok_and(|text| text.contains("KNIF-012"))
    });
    drop(window);
    let mut window = Window::open(&data);
    window.wait_for_role(Role::Tab, "GetProduct");
    assert_eq!(window.text(JSON), r#"{"sku": "KNIF-012"}"#);
}

#[test]
fn a_secret_is_sent_and_never_written() {
    let (data, _server, mut window) = desk();
    window.open_method("samples.v1.Faults", "EchoMetadata");
    add_metadata(&mut window, "authorization", "Bearer s3cr3t-v4lue");
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    window.wait_for_words("s3cr3t-v4lue");
    window.ctrl(Key::S);
    window.fill("Name", "Echo");
    window.press(Key::Enter);
    window.wait_for_words("1 secret is kept for this session only");
    window.quit();

    let written = files_below(data.path());
    assert!(written.iter().any(|(name, _)| name.ends_with("Echo.json")), "{written:?}");
    for (name, bytes) in &written {
        let has = |words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
        assert!(!has(b"s3cr3t-v4lue"), "{name} has the secret");
    }
    let mut window = Window::open(&data);
    window.wait_for_role(Role::Tab, "EchoMetadata");
    super::form_and_json::look_at_metadata(&mut window);
    assert!(!window.shows("Show the value of metadata 1"), "a placeholder is no secret");
    assert_eq!(metadata(&window), [("authorization".to_owned(), "{{secret:authorization}}".to_owned())]);
    window.wait_for_role(Role::Tree, "Services");
    window.ctrl(Key::Enter);
    window.wait_for_words("Not sent: ");
    assert!(window.says("No answer yet"), "without the secret nothing is sent");
}

fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    found
}
