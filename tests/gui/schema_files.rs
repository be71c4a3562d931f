//! Schemas from files: services without any server, problems by file and line, and F5 after mending.

use std::fs;

use egui::{Key, accesskit::Role};
use farcall_tests::{protos, sample};

use farcall_tests::window::{DataFolder, Window};

fn open_folder(window: &mut Window, folder: &str) {
    window.ctrl(Key::O);
    window.fill("Path", folder);
    window.press(Key::Enter);
    window.wait_for_role(Role::Tree, "Services");
}

fn has_row(window: &Window, begin: &str) -> bool {
    window.names(Role::TreeItem).iter().any(|row| row.starts_with(begin))
}

#[test]
fn a_folder_of_protos_shows_its_services_without_a_server() {
    let data = DataFolder::new();
    let mut window = Window::open(&data);
    open_folder(&mut window, &protos().display().to_string());
    for service in ["Accounts", "Catalogue", "Drivers", "Faults"] {
        assert!(has_row(&window, service), "{service}\n{}", window.outline());
    }
    let server = sample();
    window.open_method("shop.v1.Catalogue", "ListCategories");
    assert_eq!(window.text("Target"), "");
    window.fill("Target", &server.addr().to_string());
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
}

#[test]
fn a_broken_file_is_listed_with_its_line_and_mended_by_f5() {
    let (data, folder) = (DataFolder::new(), tempfile::tempdir().unwrap());
    let good = "syntax = \"proto3\";\npackage yard;\nservice Gate { rpc Open(Key) returns (Key); }\nmessage Key { string id = 1; }\n";
    let broken = "syntax = \"proto3\";\npackage yard;\n\nservice Barn { rpc Open(Straw) returns (Lantern); }\nmessage Straw {}\n";
    fs::write(folder.path().join("gate.proto"), good).unwrap();
    fs::write(folder.path().join("barn.proto"), broken).unwrap();
    let mut window = Window::open(&data);
    open_folder(&mut window, &folder.path().display().to_string());
    assert!(has_row(&window, "Gate"), "the rest works\n{}", window.outline());
    window.wait_for_words("1 problem");
    let source = window.names(Role::ListItem).into_iter().find(|row| row.ends_with("1 problem"));
    window.click(&source.expect("the source tells how many problems it has"));
    window.wait_for_words("barn.proto:4");
    assert!(window.says("Lantern"), "{}", window.outline());

    fs::write(folder.path().join("barn.proto"), format!("{broken}message Lantern {{}}\n")).unwrap();
    window.press(Key::F5);
    window.wait_until("the service is there", |window| has_row(window, "Barn"));
    assert!(!window.says("problem"), "{}", window.outline());
}

#[test]
fn files_of_the_last_session_are_there_again() {
    let data = DataFolder::new();
    let mut window = Window::open(&data);
    open_folder(&mut window, &protos().display().to_string());
    window.quit();
    let mut window = Window::open(&data);
    window.wait_for_role(Role::Tree, "Services");
    assert!(has_row(&window, "Catalogue"));
}

#[test]
fn a_descriptor_set_is_a_source_too() {
    let data = DataFolder::new();
    let set = farcall_tests::write_descriptor_set(data.path());
    let mut window = Window::open(&data);
    window.ctrl_shift(Key::O);
    window.fill("Path", &set.display().to_string());
    window.press(Key::Enter);
    window.wait_for_role(Role::Tree, "Services");
    assert!(has_row(&window, "Orders"));
}

#[test]
fn a_path_that_is_not_there_is_told_and_can_be_tried_again() {
    let data = DataFolder::new();
    let mut window = Window::open(&data);
    window.ctrl(Key::O);
    window.fill("Path", "/nowhere/at/all.proto");
    window.press(Key::Enter);
    window.wait_for_words("/nowhere/at/all.proto");
    window.wait_until("why", |window| window.says("not") || window.says("No such file"));
}
