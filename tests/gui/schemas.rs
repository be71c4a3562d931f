//! Reading a schema: types in the tree, pages with their links, the source behind them, and what a change means.

use std::fs;

use egui::{Key, Modifiers, accesskit::Role};

use farcall_tests::window::{DataFolder, Window, desk};

const YARD: &str = "syntax = \"proto3\";\npackage yard;\n\n// Opens and shuts.\nservice Gate {\n  rpc Open(Key) returns (Door);\n}\n\
                    // What opens.\nmessage Key {\n  string id = 1;\n}\nmessage Door {\n  // Who opened it.\n  Key by = 1;\n}\n";

fn open_folder(window: &mut Window, folder: &str) {
    window.ctrl(Key::O);
    window.fill("Path", folder);
    window.press(Key::Enter);
    window.wait_for_role(Role::Tree, "Services");
}

fn yard() -> (DataFolder, tempfile::TempDir, Window) {
    let (data, folder) = (DataFolder::new(), tempfile::tempdir().unwrap());
    fs::write(folder.path().join("yard.proto"), YARD).unwrap();
    let mut window = Window::open(&data);
    open_folder(&mut window, &folder.path().display().to_string());
    (data, folder, window)
}

#[test]
fn a_type_is_read_from_the_tree_by_keys_alone() {
    let (_data, _server, mut window) = desk();
    window.ctrl_shift(Key::F);
    window.type_text("TrackRequest");
    window.press(Key::ArrowDown);
    window.wait_until("a row is selected", |window| window.has_focus("Services"));
    window.palette("fleet.v1.TrackRequest");
    window.wait_for("message TrackRequest");
    window.wait_for("One thing the client has to say.");
    assert!(window.says("unsubscribe 2: Unsubscribe"), "{}", window.outline());
    window.click_role(Role::Link, "Unsubscribe");
    window.wait_for("message Unsubscribe");
    window.press_with(Modifiers::ALT, Key::ArrowLeft);
    window.wait_for("message TrackRequest");
    window.press_with(Modifiers::ALT, Key::ArrowRight);
    window.wait_for("message Unsubscribe");
}

#[test]
fn f12_leads_from_a_call_to_its_method_and_on_to_the_source() {
    let (_data, _folder, mut window) = yard();
    window.open_method("yard.Gate", "Open");
    window.press(Key::F12);
    window.wait_for("method Open");
    window.click_role(Role::Link, "Door");
    window.wait_for("message Door");
    window.ctrl_shift(Key::S);
    window.wait_until("the file as it lies on disk", |window| {
        window.shows("Source") && window.text("Source").contains("// Who opened it.")
    });
    window.press(Key::F12);
    window.wait_for("message Door");
    window.click_role(Role::Link, "Key");
    window.wait_for("message Key");
    assert!(window.shows("yard.Door") && window.shows("yard.Gate/Open"), "who uses it\n{}", window.outline());
}

#[test]
fn a_page_of_a_method_opens_a_call() {
    let (_data, _folder, mut window) = yard();
    window.palette("yard.Gate");
    window.wait_for("service Gate");
    window.click_role(Role::Link, "Open");
    window.wait_for("method Open");
    window.ctrl_shift(Key::E);
    window.wait_for("Target");
}

#[test]
fn a_changed_file_is_read_again_and_the_call_it_concerns_is_told() {
    let (_data, folder, mut window) = yard();
    window.open_method("yard.Gate", "Open");
    window.write_json(r#"{"id": "brass"}"#);
    let changed = YARD.replace("string id = 1;", "string id = 1;\n  int32 teeth = 2;");
    // At once, as editors do it: a file that is half written is a schema of its own.
    fs::write(folder.path().join("yard.proto.new"), changed).unwrap();
    fs::rename(folder.path().join("yard.proto.new"), folder.path().join("yard.proto")).unwrap();
    window.wait_for_words("The schema changed: Key");
    assert_eq!(window.text(farcall_tests::window::JSON), r#"{"id": "brass"}"#, "the draft stays");
    window.click("Dismiss the changes");
    assert!(!window.says("The schema changed"));
}

#[test]
fn a_session_brings_pages_back() {
    let (data, _folder, mut window) = yard();
    window.palette("yard.Door");
    window.wait_for("message Door");
    window.quit();
    let mut window = Window::open(&data);
    window.wait_for("message Door");
}

#[test]
fn a_missing_import_is_mended_from_the_tab_of_its_source_by_one_click() {
    let (data, folder) = (DataFolder::new(), tempfile::tempdir().unwrap());
    let (own, vendor) = (folder.path().join("own"), folder.path().join("vendor"));
    fs::create_dir_all(&own).unwrap();
    fs::create_dir_all(vendor.join("third")).unwrap();
    fs::write(own.join("yard.proto"), YARD).unwrap();
    let barn = "syntax = \"proto3\";\npackage barn;\nimport \"third/hay.proto\";\nservice Barn { rpc Fill(third.Hay) returns (third.Hay); }\n";
    fs::write(own.join("barn.proto"), barn).unwrap();
    fs::write(vendor.join("third/hay.proto"), "syntax = \"proto3\";\npackage third;\nmessage Hay {}\n").unwrap();
    let mut window = Window::open(&data);
    open_folder(&mut window, &own.display().to_string());
    window.wait_for_words("problem");
    window.ctrl_shift(Key::P);
    window.wait_for_words("third/hay.proto");
    window.click_role(Role::Button, "Add import folder vendor");
    window.wait_until("no problem is left", |window| !window.says("Problems") && window.says("import folder 1"));
    window.palette("third.Hay");
    window.wait_for("message Hay");
}

#[test]
fn a_reference_is_written_from_the_tab_of_a_source() {
    let (_data, folder, mut window) = yard();
    window.ctrl_shift(Key::P);
    window.wait_for_words("1 service, 1 method, 2 types");
    window.click_role(Role::Button, "Export");
    window.click_role(Role::MenuItem, "Reference as Markdown…");
    let path = folder.path().join("out/yard.md");
    window.fill("Path", &path.display().to_string());
    window.press(Key::Enter);
    window.wait_for_words("Wrote the Markdown reference");
    assert!(fs::read_to_string(path).unwrap().contains("What opens."));
}

#[test]
fn a_reflected_source_keeps_metadata_of_its_own() {
    let (_data, _server, mut window) = desk();
    window.ctrl_shift(Key::P);
    window.wait_for("Sent with reflection");
    window.click("Sent with reflection: Its own");
    window.fill("Key of reflection metadata 1", "x-tenant");
    window.fill("Value of reflection metadata 1", "blue");
    assert!(window.shows("Remove reflection metadata 1"), "{}", window.outline());
    window.press(Key::F5);
    window.wait_for_words("read again when connected to anew");
}

#[test]
fn what_is_missing_of_a_type_is_told_where_it_is_used() {
    let (data, folder) = (DataFolder::new(), tempfile::tempdir().unwrap());
    let barn = "syntax = \"proto3\";\npackage barn.v1;\nimport \"third/hay.proto\";\n\
                message Rack {\n  third.Hay hay = 1;\n  string name = 2 [deprecated = true];\n  map<string, int32> bales = 3;\n}\n";
    fs::write(folder.path().join("barn.proto"), barn).unwrap();
    let mut window = Window::open(&data);
    open_folder(&mut window, &folder.path().display().to_string());
    window.palette("barn.v1.Rack");
    window.wait_for("message Rack");
    assert!(window.says("third.Hay, not in the schema"), "{}", window.outline());
    assert!(window.shows("name 2: string, deprecated"), "{}", window.outline());
    assert!(window.shows("bales 3: map<string, int32>"), "{}", window.outline());
}

#[test]
fn a_package_is_one_name_and_its_row_is_the_chosen_one() {
    let (data, folder) = (DataFolder::new(), tempfile::tempdir().unwrap());
    fs::write(folder.path().join("yard.proto"), YARD.replace("package yard;", "package yard.v1;")).unwrap();
    let mut window = Window::open(&data);
    open_folder(&mut window, &folder.path().display().to_string());
    window.palette("yard.v1.Door");
    window.wait_for("message Door");
    window.click_role(Role::Link, "yard.v1");
    window.wait_for("package yard.v1");
    assert!(!window.names(Role::Link).contains(&"yard".to_owned()), "`yard` is no package\n{}", window.outline());
    assert!(window.names(Role::Tab).iter().any(|tab| tab.starts_with("yard.v1")), "{}", window.outline());
    assert!(window.is_chosen(Role::TreeItem, "yard.v1"));
}

#[test]
fn a_method_is_found_as_protobuf_names_it() {
    let (_data, _folder, mut window) = yard();
    window.palette("yard.Gate.Open");
    window.wait_until("a call of Open", |window| window.names(Role::Tab).iter().any(|tab| tab.starts_with("Open")));
}

#[test]
fn enter_in_the_filter_opens_what_the_whole_text_finds_in_a_large_schema() {
    let (data, folder) = (DataFolder::new(), tempfile::tempdir().unwrap());
    let mut text = "syntax = \"proto3\";\npackage big;\n".to_owned();
    (0..4_000).for_each(|at| text.push_str(&format!("message Part{at:04} {{}}\n")));
    fs::write(folder.path().join("big.proto"), text).unwrap();
    let mut window = Window::open(&data);
    open_folder(&mut window, &folder.path().display().to_string());
    window.ctrl_shift(Key::F);
    window.type_text("Part3917");
    window.press(Key::Enter);
    window.wait_for("message Part3917");
}
