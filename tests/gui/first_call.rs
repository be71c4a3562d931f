//! The promise: type the target, Enter, pick a method, Ctrl+Enter, and a typed answer is on the screen;
//! the next call of the tab shows its answer the same way.

use egui::{Key, accesskit::Role};
use farcall_tests::sample;

use farcall_tests::window::{DataFolder, Window, desk};

#[test]
fn four_actions_from_an_empty_window_to_a_typed_answer() {
    let (data, server) = (DataFolder::new(), sample());
    let mut window = Window::open(&data);
    window.wait_until("the keyboard is in the target field", |window| window.has_focus("Target"));

    window.type_text(&server.addr().to_string());
    window.press(Key::Enter);
    window.wait_until("the keyboard is in the filter", |window| window.has_focus("Filter methods and types"));
    assert!(window.names(Role::TreeItem).iter().any(|row| row.starts_with("Catalogue")), "{}", window.outline());

    window.type_text("catalogue/listcat");
    window.press(Key::ArrowDown);
    window.press(Key::Enter);
    window.wait_for_role(Role::Tab, "ListCategories, preview");
    assert_eq!(window.text("Target"), server.addr().to_string());
    assert_eq!(window.text("Timeout"), "30s");

    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    assert!(window.shows("server"), "who said so stands beside the status");
    window.wait_for_words("\"productCounts\"");
    assert!(window.text("Response message").contains("\"CATEGORY_LIGHTING\""), "{}", window.outline());
    assert!(window.names(Role::Tab).contains(&"ListCategories, done".to_owned()), "{:?}", window.names(Role::Tab));
}

#[test]
fn one_click_starts_the_sample_and_shows_its_services() {
    let data = DataFolder::new();
    let mut window = Window::open(&data);
    let way = window.names(Role::ListItem).into_iter().find(|way| way.starts_with("Start the sample server"));
    window.click(&way.expect("the welcome offers it"));
    window.wait_for_role(Role::Tree, "Services");
    for service in ["Accounts", "Catalogue", "Orders", "Drivers", "Telemetry", "Everything", "Faults"] {
        assert!(
            window.names(Role::TreeItem).iter().any(|row| row.starts_with(service)),
            "{service}\n{}",
            window.outline()
        );
    }
    assert!(window.says("Channel: Ready 127.0.0.1"), "{}", window.outline());
}

#[test]
fn what_came_along_stands_in_headers_trailers_and_timeline() {
    let (_data, _server, mut window) = farcall_tests::window::desk();
    window.open_method("shop.v1.Catalogue", "ListCategories");
    assert!(window.says("No answer yet"));
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    let tab =
        |window: &Window, word: &str| window.names(Role::Tab).into_iter().find(|tab| tab.starts_with(word)).unwrap();
    let headers = tab(&window, "Headers");
    window.click_role(Role::Tab, &headers);
    window.wait_for_words("content-type: application/grpc");
    let trailers = tab(&window, "Trailers");
    window.click_role(Role::Tab, &trailers);
    window.wait_for_words("grpc-status: 0");
    let timeline = tab(&window, "Timeline");
    window.click_role(Role::Tab, &timeline);
    window.wait_for_words("Request headers");
}

#[test]
fn the_next_run_shows_its_message_as_the_one_before() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    window.write_json(r#"{"sku": "LAMP-001"}"#);
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    window.palette("Show message as bytes");
    window.wait_until("the bytes", |window| window.is_chosen(Role::RadioButton, "Show message as: Wire"));
    window.ctrl(Key::Enter);
    window.wait_for_words("Run 2 of 2");
    window.wait_until("the bytes again", |window| window.is_chosen(Role::RadioButton, "Show message as: Wire"));
}
