//! A stream in both directions, led by hand.

use egui::{Key, accesskit::Role};

use farcall_tests::window::{Window, desk};

fn rows(window: &Window) -> Vec<String> {
    window.names(Role::Row)
}

fn has_row(window: &Window, begin: &str, words: &str) -> bool {
    rows(window).iter().any(|row| row.starts_with(begin) && row.contains(words))
}

#[test]
fn a_conversation_is_led_message_by_message_and_ended() {
    let (_data, _server, mut window) = desk();
    window.open_method("fleet.v1.Drivers", "Track");
    assert!(!window.is_enabled("End stream"), "no stream is open");
    window.write_json(r#"{"ping": {"text": "hello"}}"#);
    window.ctrl(Key::Enter);
    window.wait_until("the answer", |window| has_row(window, "Received 1", "hello"));
    assert!(has_row(&window, "Sent 1", "hello"));
    window.wait_for_status("Open");
    assert!(window.is_enabled("Send") && window.is_enabled("End stream") && window.is_enabled("Cancel"));

    window.write_json(r#"{"report": {"driverId": "drv-2", "position": {"latitude": 59.3, "longitude": 18.1}}}"#);
    window.click("Send");
    window.wait_until("the answer to the second", |window| has_row(window, "Received 2", "drv-2"));
    assert!(window.text(farcall_tests::window::JSON).contains("drv-2"), "the composer keeps its text");
    assert_eq!(rows(&window).len(), 4);

    window.ctrl_shift(Key::D);
    window.wait_for_status("OK (0)");
    assert!(window.shows("server"));
    assert!(!window.shows("Cancel"), "nothing runs any more");
    assert!(!window.is_enabled("End stream"));
}

#[test]
fn a_message_of_the_log_opens_below_it() {
    let (_data, _server, mut window) = desk();
    window.open_method("fleet.v1.Drivers", "Track");
    window.write_json(r#"{"subscribe": {"driverId": "drv-1", "count": 2, "interval": "0.01s"}}"#);
    window.ctrl(Key::Enter);
    window.wait_until("both positions", |window| rows(window).len() >= 5);
    let position = rows(&window).into_iter().find(|row| row.starts_with("Received 2")).unwrap();
    window.click(&position);
    window.wait_for_words("\"headingDegrees\"");
}

#[test]
fn esc_in_the_filter_of_a_log_does_not_cancel_its_stream() {
    let (_data, _server, mut window) = desk();
    window.open_method("fleet.v1.Drivers", "Track");
    window.write_json(r#"{"subscribe": {"driverId": "drv-1", "interval": "0.01s"}}"#);
    window.ctrl(Key::Enter);
    window.wait_until("positions", |window| rows(window).len() > 4);
    window.palette("Filter messages");
    window.type_text("received");
    window.press(Key::Escape);
    assert!(window.has_focus("Filter messages") && window.text("Filter messages").is_empty());
    window.press(Key::Escape);
    assert!(!window.has_focus("Filter messages") && !window.says("Press Esc again"));
    window.wait_for_status("Open");
    window.ctrl(Key::Period);
    window.wait_for_status("CANCELLED (1)");
}

#[test]
fn a_running_stream_is_cancelled_by_this_client() {
    let (_data, _server, mut window) = desk();
    window.open_method("fleet.v1.Drivers", "Track");
    window.write_json(r#"{"subscribe": {"driverId": "drv-1", "interval": "0.01s"}}"#);
    window.ctrl(Key::Enter);
    window.wait_until("positions", |window| rows(window).len() > 4);
    window.ctrl(Key::Period);
    window.wait_for_status("CANCELLED (1)");
    assert!(window.shows("this client"));
    assert!(rows(&window).len() > 4, "what arrived stays");
    assert!(window.is_enabled("Send"), "another can be opened");
}

#[test]
fn esc_twice_cancels_a_stream() {
    let (_data, _server, mut window) = desk();
    window.open_method("fleet.v1.Drivers", "Track");
    window.write_json(r#"{"ping": {"text": "hello"}}"#);
    window.ctrl(Key::Enter);
    window.wait_for_status("Open");
    window.press(Key::Escape);
    window.press(Key::Escape);
    window.wait_for_words("Press Esc again to cancel the stream");
    window.press(Key::Escape);
    window.wait_for_status("CANCELLED (1)");
}

#[test]
fn a_client_stream_is_sent_by_hand_and_answered_once_at_its_end() {
    let (_data, _server, mut window) = desk();
    window.open_method("fleet.v1.Telemetry", "Upload");
    window.write_json("{}");
    window.ctrl(Key::Enter);
    window.wait_until("the first is out", |window| has_row(window, "Sent 1", ""));
    window.ctrl(Key::Enter);
    window.wait_until("the second is out", |window| has_row(window, "Sent 2", ""));
    assert!(!rows(&window).iter().any(|row| row.starts_with("Received")));
    window.click("End stream");
    window.wait_for_status("OK (0)");
    assert!(has_row(&window, "Received 1", ""), "{}", window.outline());
}

#[test]
fn a_stream_is_looked_at_as_rates_and_as_a_ladder() {
    let (_data, _server, mut window) = desk();
    window.open_method("fleet.v1.Drivers", "Track");
    window.write_json(r#"{"subscribe": {"driverId": "drv-1", "count": 4, "interval": "0.01s"}}"#);
    window.ctrl(Key::Enter);
    window.wait_until("positions", |window| has_row(window, "Received 3", "drv-1"));
    window.palette("Show rates");
    window.wait_for_words("Messages per second");
    window.wait_for_words("Messages: sent 1, received");
    window.palette("Show sequence");
    window.wait_until("the ladder", |window| has_row(window, "Received 1 at", "after Sent 1"));
    assert!(has_row(&window, "Request headers at", "s") && has_row(&window, "Response headers at", "s"));
    let first = rows(&window).into_iter().find(|row| row.starts_with("Received 1 at")).unwrap();
    window.click(&first);
    window.click("Show message");
    window.wait_for_words("\"subscribed\"");
}
