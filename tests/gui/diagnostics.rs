//! How a server is: its health, also as it changes, and what it says of a service it does not know.

use egui::{Key, accesskit::Role};

use farcall_tests::window::{Window, desk};

fn has_row(window: &Window, service: &str, state: &str) -> bool {
    window.names(Role::Row).iter().any(|row| row.starts_with(service) && row.contains(state))
}

#[test]
fn the_health_of_a_service_is_followed_as_it_changes() {
    let (_data, _server, mut window) = desk();
    window.open_method("samples.v1.Faults", "SetHealth");
    window.write_json(r#"{"service": "shop.v1.Orders", "serving": false}"#);
    window.ctrl_shift(Key::H);
    window.wait_until("the whole server", |window| has_row(window, "The whole server", "SERVING"));
    window.fill("Service", "shop.v1.Orders");
    window.click_role(Role::Button, "Watch");
    window.wait_until("it serves", |window| has_row(window, "shop.v1.Orders", ", SERVING"));

    window.click_role(Role::Tab, "SetHealth");
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    window.click_role(Role::Tab, "Diagnostics");
    window.wait_until("it serves no more", |window| has_row(window, "shop.v1.Orders", "NOT_SERVING"));
}

#[test]
fn a_service_that_the_server_does_not_know_is_told() {
    let (_data, _server, mut window) = desk();
    window.palette("diagnostics of");
    window.wait_for_role(Role::Tab, "Diagnostics");
    window.fill("Service", "no.such.Service");
    window.click_role(Role::Button, "Check");
    window.wait_until("what it is", |window| {
        has_row(window, "no.such.Service", "NOT_FOUND") || has_row(window, "no.such.Service", "UNKNOWN")
    });
}

#[test]
fn a_server_without_channelz_is_told_so() {
    let (_data, _server, mut window) = desk();
    window.palette("diagnostics of");
    window.wait_for_role(Role::Tab, "Diagnostics");
    window.click_role(Role::RadioButton, "View: Servers");
    window.wait_until("that it offers none", |window| window.says("channelz") && window.says("offers no"));
}
