//! A small window has everything: the response stands below the request, nothing is out of reach.

use egui::{Key, accesskit::Role};

use farcall_tests::window::desk;

#[test]
fn a_call_is_made_at_900_by_560() {
    let (_data, _server, mut window) = desk();
    window.resize([900.0, 560.0]);
    window.open_method("fleet.v1.Drivers", "Track");
    window.write_json(r#"{"ping": {"text": "hello"}}"#);
    window.click_role(Role::Button, "Send");
    window.wait_until("the answer", |window| window.names(Role::Row).iter().any(|row| row.starts_with("Received 1")));
    for name in ["Send", "End stream", "Cancel", "Target", "Timeout", farcall_tests::window::JSON, "F1 Keys"] {
        assert!(window.is_in_sight(name), "{name} is out of reach\n{}", window.outline());
    }
    let below = window.top_of("Received 1") > window.top_of(farcall_tests::window::JSON);
    assert!(below, "the response stands below the request");
    window.ctrl(Key::B);
    window.click_role(Role::Button, "End stream");
    window.wait_for_status("OK (0)");
}
