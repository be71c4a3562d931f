//! Tabs: previews, copies, closing and bringing back, and calls that run in several at once.

use egui::{Key, accesskit::Role};

use farcall_tests::window::{JSON, Window, desk};

/// Titles in the strip of call tabs.
fn tabs(window: &Window) -> Vec<String> {
    let of_calls = ["Get", "List", "Track", "New call", "StreamPositions"];
    window.names(Role::Tab).into_iter().filter(|tab| of_calls.iter().any(|title| tab.starts_with(title))).collect()
}

/// Open a method as one click in the tree does.
fn peek(window: &mut Window, filter: &str) {
    window.fill("Filter methods and types", filter);
    window.press(Key::ArrowDown);
    window.press(Key::Enter);
}

#[test]
fn a_preview_is_reused_until_it_is_kept() {
    let (_data, _server, mut window) = desk();
    peek(&mut window, "catalogue/getproduct");
    assert_eq!(tabs(&window), ["GetProduct, preview"]);
    peek(&mut window, "accounts/getaccount");
    assert_eq!(tabs(&window), ["GetAccount, preview"]);
    window.write_json(r#"{"id": "acc-1001"}"#);
    assert_eq!(tabs(&window), ["GetAccount"], "typing keeps it");
    peek(&mut window, "catalogue/getproduct");
    assert_eq!(tabs(&window), ["GetAccount", "GetProduct, preview"]);
    window.open_menu(Role::Tab, "GetProduct, preview");
    window.click("Keep open");
    assert_eq!(tabs(&window), ["GetAccount", "GetProduct"]);
    peek(&mut window, "catalogue/listproducts");
    assert_eq!(tabs(&window).len(), 3);
}

#[test]
fn a_tab_is_duplicated_closed_and_brought_back() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    window.write_json(r#"{"sku": "LAMP-001"}"#);
    window.ctrl_shift(Key::K);
    assert_eq!(tabs(&window), ["GetProduct", "GetProduct"]);
    window.write_json(r#"{"sku": "LAMP-002"}"#);
    window.ctrl(Key::W);
    assert_eq!(tabs(&window).len(), 1);
    assert_eq!(window.text(JSON), r#"{"sku": "LAMP-001"}"#);
    window.ctrl(Key::W);
    assert!(window.says("No call is open"));
    window.ctrl_shift(Key::T);
    window.ctrl_shift(Key::T);
    assert_eq!(tabs(&window).len(), 2);
    assert_eq!(window.text(JSON), r#"{"sku": "LAMP-002"}"#);
    window.ctrl(Key::Tab);
    assert_eq!(window.text(JSON), r#"{"sku": "LAMP-001"}"#);
}

#[test]
fn several_calls_run_while_another_tab_is_looked_at() {
    let (_data, _server, mut window) = desk();
    for driver in ["drv-1", "drv-2"] {
        window.open_method("fleet.v1.Drivers", "Track");
        if driver == "drv-2" {
            window.ctrl_shift(Key::K);
        }
        window.write_json(&format!(r#"{{"subscribe": {{"driverId": "{driver}", "interval": "0.02s"}}}}"#));
        window.ctrl(Key::Enter);
        window.wait_until("positions", |window| window.names(Role::Row).len() > 3);
    }
    assert_eq!(tabs(&window), ["Track, running", "Track, running"]);
    window.open_method("shop.v1.Catalogue", "ListCategories");
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    window.wait_until("the tab of the ended call says so", |window| {
        tabs(window) == ["Track, running", "Track, running", "ListCategories, done"]
    });
    window.wait_until("work out of sight is told", |window| window.says("Track:") && window.says("message"));
    window.ctrl(Key::Tab);
    assert!(window.says("\"drv-1\""), "{}", window.outline());
    window.ctrl(Key::Period);
    window.wait_for_status("CANCELLED (1)");
    assert!(tabs(&window).contains(&"Track, running".to_owned()), "the other one goes on");
}

#[test]
fn closing_a_running_tab_says_so_and_offers_it_back() {
    let (_data, _server, mut window) = desk();
    window.open_method("fleet.v1.Drivers", "Track");
    window.write_json(r#"{"ping": {"text": "hello"}}"#);
    window.ctrl(Key::Enter);
    window.wait_for_status("Open");
    window.click_role(Role::Button, "Close Track");
    window.wait_for_words("Track was running and is cancelled");
    window.click_role(Role::Button, "Reopen");
    window.wait_for_status("CANCELLED (1)");
    assert_eq!(window.text(JSON), r#"{"ping": {"text": "hello"}}"#);
}

#[test]
fn a_new_call_asks_for_its_method() {
    let (_data, server, mut window) = desk();
    window.ctrl(Key::T);
    window.wait_until("the list of methods", |window| window.has_focus("Filter methods"));
    window.type_text("listcategories");
    window.press(Key::Enter);
    window.wait_for_role(Role::Tab, "ListCategories");
    assert_eq!(window.text("Target"), server.addr().to_string());
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
}
