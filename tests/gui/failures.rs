//! What goes wrong is said in words, with who said it, how far it came and what to try; nothing typed is lost.

use std::net::TcpListener;

use egui::{Key, accesskit::Role};
use farcall_proto_samples::SampleOptions;
use farcall_tests::{sample, sample_with};

use farcall_tests::window::{DataFolder, Window, desk, target};

/// An address of this machine where nobody listens.
pub fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

#[test]
fn a_closed_port_is_told_with_the_step_that_failed() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListCategories");
    let nobody = closed_port();
    window.fill("Target", &nobody);
    window.ctrl(Key::Enter);
    window.wait_for_status("UNAVAILABLE (14)");
    assert!(window.shows("this client"), "{}", window.outline());
    window.wait_for_words("TCP failed");
    assert!(window.says("HTTP/2 not reached"), "what comes after it was not tried");
    assert!(
        window.text("Status message").contains("Connection refused. Is the server running?"),
        "{}",
        window.outline()
    );
    assert!(window.is_enabled("Connection"), "the way to what can be changed");
    assert_eq!(window.text("Target"), nobody);
}

#[test]
fn a_port_nobody_answers_leaves_the_user_in_the_welcome_with_the_ladder() {
    let data = DataFolder::new();
    let mut window = Window::open(&data);
    let nobody = closed_port();
    window.type_text(&nobody);
    window.press(Key::Enter);
    window.wait_for_words("TCP failed");
    window.wait_until("the keyboard is back in the field", |window| window.has_focus("Target"));
    assert_eq!(window.text("Target"), nobody);
    assert!(window.is_enabled("Connect"), "another try is one key away");
}

#[test]
fn a_status_of_the_server_comes_with_its_message_and_details() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    window.write_json(r#"{"sku": "LAMP-999"}"#);
    window.ctrl(Key::Enter);
    window.wait_for_status("NOT_FOUND (5)");
    assert!(window.shows("server"));
    assert!(window.text("Status message").contains("LAMP-999"), "{}", window.outline());
    assert!(window.says("google.rpc.ResourceInfo") || window.says("ResourceInfo"), "{}", window.outline());
    assert!(window.names(Role::Tab).contains(&"GetProduct, failed".to_owned()), "{:?}", window.names(Role::Tab));
}

#[test]
fn a_server_without_reflection_is_told_so_with_both_ways_on() {
    let server =
        sample_with(SampleOptions { reflection_v1: false, reflection_v1alpha: false, ..SampleOptions::default() });
    let data = DataFolder::new();
    let mut window = Window::open(&data);
    window.type_text(&server.addr().to_string());
    window.press(Key::Enter);
    window.wait_for_words("This server offers no reflection");
    assert_eq!(window.text("Target"), server.addr().to_string(), "the target stays");
    let sets = farcall_tests::write_descriptor_set(data.path());
    window.click_role(Role::Button, "Open a descriptor set…");
    window.fill("Path", &sets.display().to_string());
    window.press(Key::Enter);
    window.wait_for_role(Role::Tree, "Services");
    window.open_method("shop.v1.Catalogue", "ListCategories");
    assert_eq!(window.text("Target"), server.addr().to_string(), "the call goes to the server that was connected to");
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
}

#[test]
fn metadata_that_is_not_allowed_is_refused_and_kept() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListCategories");
    super::form_and_json::add_metadata(&mut window, "grpc-timeout", "1S");
    window.ctrl(Key::Enter);
    window.wait_for_words("Not sent: ");
    assert!(window.says("something inside is invalid"));
    window.frames(10);
    assert!(window.says("No answer yet"), "nothing was sent\n{}", window.outline());
    assert_eq!(super::form_and_json::metadata(&window), [("grpc-timeout".to_owned(), "1S".to_owned())]);
}

#[test]
fn the_wrong_tls_mode_is_mended_by_one_button() {
    let (_data, server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListCategories");
    window.fill("Target", &format!("https://{}", server.addr()));
    window.ctrl(Key::Enter);
    window.wait_for_status("UNAVAILABLE (14)");
    window.wait_for_words("TLS failed");
    window.click_role(Role::Button, "Use plaintext");
    window.wait_for_status("OK (0)");
}

#[test]
fn another_server_in_the_field_is_called_with_the_same_message() {
    let (_data, _server, mut window) = desk();
    let other = sample();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    window.write_json(r#"{"sku": "LAMP-001"}"#);
    window.fill("Target", &target(&other).address);
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    window.wait_for_words("Sken desk lamp");
}

#[test]
fn what_is_missing_to_send_is_told() {
    let (_data, _server, mut window) = desk();
    window.ctrl(Key::T);
    window.press(Key::Escape);
    window.ctrl(Key::Enter);
    window.wait_for_words("Not sent: Choose a method first");
    window.open_method("shop.v1.Catalogue", "ListCategories");
    window.fill("Target", "");
    window.ctrl(Key::Enter);
    window.wait_for_words("Not sent: Type a target first");
    window.fill("Timeout", "soon");
    window.ctrl(Key::Enter);
    window.wait_for_words("Not sent: ");
    assert_eq!(window.text("Timeout"), "soon");
    assert!(window.says("No answer yet"));
}
