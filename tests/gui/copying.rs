//! What goes to the clipboard: a message as it is shown, and the call as a command for the terminal.

use egui::{Key, accesskit::Role};

use super::form_and_json::add_metadata;
use farcall_tests::window::desk;

#[test]
fn a_message_is_copied_whole() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    window.write_json(r#"{"sku": "LAMP-001"}"#);
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    window.wait_for_words("Sken desk lamp");
    let copied = window.copied_by(|window| window.click("Copy message"));
    let message: serde_json::Value = serde_json::from_str(&copied).expect("it is JSON");
    assert_eq!(message["sku"], "LAMP-001");
    assert!(message["ratings"].is_object(), "what is out of sight is copied too");
}

#[test]
fn a_call_is_copied_as_grpcurl_with_secrets_as_variables() {
    let (_data, server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    window.write_json(r#"{"sku": "LAMP-001"}"#);
    add_metadata(&mut window, "authorization", "Bearer s3cr3t");
    let command = window.copied_by(|window| window.ctrl_shift(Key::U));
    assert!(command.starts_with("grpcurl "), "{command}");
    for part in [
        "shop.v1.Catalogue/GetProduct",
        &server.addr().to_string(),
        "LAMP-001",
        "-plaintext",
        "authorization: $AUTHORIZATION",
    ] {
        assert!(command.contains(part), "{part} is not in {command}");
    }
    assert!(!command.contains("s3cr3t"), "{command}");
    window.wait_for_words("Copied as a grpcurl command");
    window.open_menu(Role::Tab, "GetProduct");
    let again = window.copied_by(|window| window.click("Copy as grpcurl"));
    assert_eq!(again, command, "the menu of the tab copies the same");
}
