//! The palette and the sheet of keys: everything can be found and done without a mouse.

use egui::{Key, accesskit::Role};

use farcall_tests::window::{DataFolder, Window, desk};

const FIELD: &str = "Search methods, types, requests, commands";

/// Rows of the open palette; the list of sources is none of it.
fn rows(window: &Window) -> Vec<String> {
    window.names(Role::ListItem).into_iter().filter(|row| !row.ends_with(", reflection")).collect()
}

#[test]
fn a_method_is_opened_by_a_part_of_its_name() {
    let (_data, _server, mut window) = desk();
    window.ctrl(Key::K);
    window.type_text("catprod");
    assert_eq!(rows(&window)[0], "GetProduct, shop.v1.Catalogue", "{}", window.outline());
    window.press(Key::ArrowDown);
    window.press(Key::ArrowUp);
    window.press(Key::Enter);
    window.wait_for_role(Role::Tab, "GetProduct");
    assert!(rows(&window).is_empty(), "the palette is closed");
}

#[test]
fn a_command_is_done_by_its_name() {
    let (_data, _server, mut window) = desk();
    window.palette("diagnostics");
    window.wait_for_role(Role::Tab, "Diagnostics");
    window.palette("left panel");
    assert!(!window.shows("Filter methods and types"));
}

#[test]
fn the_palette_grows_again_after_a_short_list() {
    let (_data, _server, mut window) = desk();
    window.ctrl(Key::K);
    window.type_text("catprod");
    window.settle();
    let few = rows(&window).len();
    for _ in "catprod".chars() {
        window.press(Key::Backspace);
    }
    window.settle();
    let thirteenth = rows(&window)[12].clone();
    assert!(few < 13, "{few}");
    // It can be clicked: what lies below the palette is not what takes the click.
    window.click(&thirteenth);
    let method = thirteenth.split(',').next().unwrap();
    window.wait_for_role(Role::Tab, method);
}

#[test]
fn esc_leaves_the_palette_and_what_was_there_before_stays() {
    let (_data, _server, mut window) = desk();
    window.ctrl(Key::K);
    window.type_text("no such thing at all");
    assert!(window.shows("Nothing matches"));
    window.press(Key::Escape);
    assert!(!window.shows("Nothing matches"));
    assert!(window.shows(FIELD), "the way into it is still there");
}

#[test]
fn f1_lists_every_key_and_each_of_them_can_be_found_in_the_palette() {
    let data = DataFolder::new();
    let mut window = Window::open(&data);
    window.press(Key::F1);
    let mut listed: Vec<(String, String)> = window
        .names(Role::Label)
        .into_iter()
        .filter_map(|name| name.split_once(": ").map(|(label, keys)| (label.to_owned(), keys.to_owned())))
        .filter(|(label, _)| label != "Channel")
        .collect();
    // Keys of one part of the window mean something only there.
    let is_local = |label: &str| label.starts_with("In a ") || label.starts_with("In the ");
    assert!(listed.iter().any(|(label, keys)| label == "In the bytes, Go to offset" && keys == "Ctrl+G"), "{listed:?}");
    listed.retain(|(label, _)| !is_local(label));
    for key in [
        "Ctrl+K",
        "Ctrl+Enter",
        "Ctrl+.",
        "Ctrl+S",
        "Ctrl+T",
        "Ctrl+W",
        "Ctrl+Tab",
        "Ctrl+F",
        "Ctrl+B",
        "F5",
        "F1",
        "Ctrl+Q",
    ] {
        assert!(listed.iter().any(|(_, keys)| keys == key), "{key} is not on the sheet: {listed:?}");
    }
    let mut keys: Vec<&String> = listed.iter().map(|(_, keys)| keys).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), listed.len(), "no key stands for two things");
    window.press(Key::Escape);
    window.ctrl(Key::K);
    // What has no key stands in the palette too; all of it is seen there, first what is on the sheet.
    let found: Vec<String> = rows(&window);
    listed.retain(|(label, keys)| !found.iter().any(|row| *row == format!("{label}, {keys}")));
    assert!(listed.is_empty(), "not in the palette: {listed:?}\n{found:?}");
}

#[test]
fn the_theme_and_the_zoom_are_changed_by_name() {
    let data = DataFolder::new();
    let mut window = Window::open(&data);
    let before = window.shows("Switch to the light theme");
    window.palette("theme");
    window.wait_until("the other theme", |window| window.shows("Switch to the light theme") != before);
    window.ctrl(Key::Plus);
    window.quit();
    let mut window = Window::open(&data);
    window.wait_until("the theme is remembered", |window| window.shows("Switch to the light theme") != before);
}
