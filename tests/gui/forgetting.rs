//! Messages and runs that are no longer wanted: a way back for a moment, and then what they took is given back.

use egui::{Key, accesskit::Role};

use farcall_tests::window::{Window, desk};

fn rows(window: &Window) -> usize {
    window.names(Role::Row).len()
}

fn taken(window: &mut Window) -> String {
    window.palette("Memory and files for messages");
    window.wait_for_words("in memory and");
    let words = window.names(Role::Label).into_iter().find(|name| name.starts_with("Now ")).unwrap();
    window.press(Key::Escape);
    words
}

#[test]
fn a_cleared_log_comes_back_by_undo_and_later_takes_nothing() {
    let (_data, _server, mut window) = desk();
    window.open_method("fleet.v1.Drivers", "StreamPositions");
    window.write_json(r#"{"count": 5}"#);
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    window.wait_until("all rows", |window| rows(window) == 6);
    assert_ne!(taken(&mut window), "Now 0 B in memory and 0 B in files");

    window.palette("Clear the log");
    window.wait_until("no row", |window| rows(window) == 0 && window.shows("Undo"));
    window.click("Undo");
    window.wait_until("the rows again", |window| rows(window) == 6);
    window.palette("Clear the log");
    window.wait_until("no row", |window| rows(window) == 0 && window.shows("Undo"));
    // The pointer holds what it is on; then four seconds and a little.
    window.click_role(Role::Tab, "Messages 6");
    window.frames(270);
    assert!(!window.shows("Undo"));
    assert_eq!(taken(&mut window), "Now 0 B in memory and 0 B in files");
    assert_eq!(rows(&window), 0);
}

#[test]
fn forgotten_runs_come_back_by_undo() {
    let (_data, _server, mut window) = desk();
    window.open_method("fleet.v1.Drivers", "StreamPositions");
    for run in 1..=3 {
        window.write_json(&format!(r#"{{"count": {run}}}"#));
        window.ctrl(Key::Enter);
        window.wait_until("the rows of the run", |window| rows(window) == run + 1);
        window.wait_for_status("OK (0)");
    }
    window.wait_for("Run 3 of 3");
    window.palette("Forget the other runs");
    window.wait_for("2 runs forgotten");
    assert!(!window.says("of 3"));
    window.click("Undo");
    window.wait_for("Run 3 of 3");
    assert_eq!(rows(&window), 4, "the run shown is still that");
}
