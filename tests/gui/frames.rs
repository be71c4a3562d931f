//! The frames of HTTP/2 under the messages of a call that asks for them.

use egui::{Key, accesskit::Role};
use farcall::window::OpenRequest;
use farcall_tests::Farcall;

use farcall_tests::window::{Window, desk};

fn rows(window: &Window, begin: &str) -> Vec<String> {
    window.names(Role::Row).into_iter().filter(|row| row.starts_with(begin)).collect()
}

#[test]
fn a_call_that_asks_shows_its_frames_under_its_messages() {
    let (_data, _server, mut window) = desk();
    window.open_method("fleet.v1.Drivers", "Track");
    window.write_json(r#"{"ping": {"text": "hello"}}"#);
    window.palette("Show or hide HTTP/2 frames");
    window.ctrl(Key::Enter);
    window.wait_until("the answer", |window| !rows(window, "Received 1").is_empty());
    window.wait_for_words("HTTP/2 frames");
    window.click("Show frames as: List");
    window.wait_until("its headers", |window| !rows(window, "HEADERS sent").is_empty());
    window.wait_until("its data", |window| !rows(window, "DATA received").is_empty());
    assert!(!rows(&window, "SETTINGS received").is_empty(), "what opened the connection");

    window.click("Frames: Stream");
    window.wait_until("no frames of the connection", |window| rows(window, "SETTINGS").is_empty());
    let data = rows(&window, "DATA sent").remove(0);
    window.click(&data);
    window.wait_for_words("connection window after");
    assert!(window.says("type: DATA (0x00), sent"));

    window.click("Hide frames");
    window.wait_until("only the strip", |window| rows(window, "DATA sent").is_empty());
    assert!(window.shows("Show frames"));
    window.ctrl_shift(Key::D);
    window.wait_for_status("OK (0)");
    window.settle();
}

#[test]
fn a_recording_shows_the_frames_that_its_call_asked_for() {
    let (data, server, window) = desk();
    window.quit();
    let file = data.path().join("track.fcrec");
    let path = file.display().to_string();
    let (at, method) = (server.addr().to_string(), "fleet.v1.Drivers/Track");
    let call = ["call", &at, method, "-d", r#"{"ping": {"text": "hello"}}"#, "--frames", "--record", &path];
    Farcall::new(call).run().expect_exit(0);
    let mut window = Window::open_on(&data, vec![OpenRequest::Files(vec![file])]);
    window.wait_for("Hide frames");
    window.click("Show frames as: List");
    window.wait_until("its headers", |window| !rows(window, "HEADERS sent").is_empty());
    window.wait_until("its data", |window| !rows(window, "DATA received").is_empty());
    let data = rows(&window, "DATA sent").remove(0);
    window.click(&data);
    window.wait_for_words("connection window after");
    window.settle();
}

#[test]
fn a_call_that_does_not_ask_has_no_frames() {
    let (_data, _server, mut window) = desk();
    window.open_method("fleet.v1.Drivers", "Track");
    window.write_json(r#"{"ping": {"text": "hello"}}"#);
    window.ctrl(Key::Enter);
    window.wait_until("the answer", |window| !rows(window, "Received 1").is_empty());
    assert!(!window.shows("Show frames") && !window.shows("Hide frames"));
}
