//! Every choice of a call and its target is found, kept, and does what it says.

use egui::{Key, accesskit::Role};
use farcall::window::OpenRequest;
use farcall_core::transport::{Security, Target};
use farcall_proto_samples::{SampleOptions, TlsFiles};
use farcall_tests::{Certificates, sample, sample_with};

use super::failures::closed_port;
use farcall_tests::window::{DataFolder, Window, desk};

/// Retries what the sample refuses, quickly.
const RETRIES: &str = r#"{"methodConfig": [{"name": [{}], "retryPolicy": {"maxAttempts": 3, "initialBackoff": "0.01s",
"maxBackoff": "0.02s", "backoffMultiplier": 2, "retryableStatusCodes": ["INVALID_ARGUMENT"]}}]}"#;

/// The name of the first thing of a role that begins so.
#[track_caller]
fn named(window: &Window, role: Role, begin: &str) -> String {
    let found = window.names(role).into_iter().find(|name| name.starts_with(begin));
    found.unwrap_or_else(|| panic!("no {role:?} {begin:?}\n{}", window.outline()))
}

#[track_caller]
fn click_begin(window: &mut Window, role: Role, begin: &str) {
    let name = named(window, role, begin);
    window.click_role(role, &name);
}

#[test]
fn a_compression_that_is_chosen_goes_out_with_the_call() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "GetProduct");
    window.write_json(r#"{"sku": "LAMP-001"}"#);
    click_begin(&mut window, Role::Tab, "Settings");
    click_begin(&mut window, Role::ComboBox, "Compression of request messages");
    window.click("gzip");
    window.click("Accept zstd");
    window.click("Send a traceparent");
    assert!(window.shows("Settings 3"), "{}", window.outline());
    window.ctrl(Key::Enter);
    window.wait_until("the verdict", |window| window.names(Role::Status).iter().any(|status| status.contains('(')));
    window.click_role(Role::Tab, "Connection");
    window.wait_for("grpc-encoding: gzip");
    assert!(window.shows("grpc-accept-encoding: identity, gzip, deflate"), "{}", window.outline());
    assert!(window.says("traceparent: 00-"), "{}", window.outline());
    let copied = window.copied_by(|window| window.click("Copy traceparent"));
    assert_eq!(copied.split('-').count(), 4, "{copied}");
}

#[test]
fn a_pkcs12_file_is_chosen_with_a_password_that_is_not_shown() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListCategories");
    window.ctrl(Key::I);
    window.click_role(Role::RadioButton, "Security: TLS");
    window.click_role(Role::RadioButton, "Client certificate: PKCS#12");
    window.fill("Certificate", "/tmp/ada.p12");
    window.fill("Password", "open sesame");
    assert!(!window.outline().contains("open sesame"), "{}", window.outline());
    assert!(window.shows("Kept for this session only"));
    window.click("Show: Password");
    assert_eq!(window.text("Password"), "open sesame");
    window.press(Key::Escape);
    assert!(window.shows("Connection: TLS · client certificate"), "{}", window.outline());
}

#[test]
fn the_choices_of_a_target_are_summed_up_in_its_lock() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListCategories");
    window.ctrl(Key::I);
    click_begin(&mut window, Role::DisclosureTriangle, "Protocol");
    window.click_role(Role::RadioButton, "Protocol: gRPC-Web");
    click_begin(&mut window, Role::DisclosureTriangle, "Keepalive");
    window.click_role(Role::RadioButton, "Pings: On");
    window.fill("Interval", "10s");
    assert!(window.says("too_many_pings"), "a short interval is warned of");
    window.fill("Interval", "soon");
    assert!(window.says("is not a duration"), "{}", window.outline());
    assert_eq!(window.text("Interval"), "soon", "what is wrong is kept");
    assert!(window.shows("Keepalive every 10s"), "and the last right one holds");
    window.press(Key::Escape);
    assert!(window.shows("Connection: Plaintext · web · keepalive"), "{}", window.outline());
}

#[test]
fn fields_that_the_server_refused_are_marked_until_they_are_edited() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Orders", "PlaceOrder");
    window.ctrl(Key::Enter);
    window.wait_for_status("INVALID_ARGUMENT (3)");
    let account = "Refused by the server: must be that of an account, such as acc-1001";
    window.wait_for(account);
    assert!(window.shows("Refused by the server: must not be empty"));
    window.click_role(Role::Tab, "Metadata");
    window.click_role(Role::Link, "account_id: must be that of an account, such as acc-1001");
    window.wait_until("the field has the keyboard", |window| window.has_focus("account_id"));
    window.fill("account_id", "acc-1001");
    assert!(!window.shows(account), "{}", window.outline());
    assert!(window.shows("Refused by the server: must not be empty"), "the other one stays");
    window.ctrl(Key::Enter);
    window.wait_until("the next verdict", |window| window.says("Run 2"));
    window.wait_until("its mark", |window| window.shows("lines: must not be empty"));
}

#[test]
fn a_retried_call_shows_its_attempts() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Orders", "PlaceOrder");
    window.ctrl(Key::I);
    click_begin(&mut window, Role::DisclosureTriangle, "Service config");
    window.fill("Service config", "{\"methodConfig\": 7}");
    assert!(window.shows("Service config cannot be read"), "{}", window.outline());
    window.fill("Service config", RETRIES);
    assert!(window.shows("Service config in use"), "{}", window.outline());
    window.press(Key::Escape);
    window.ctrl(Key::Enter);
    window.wait_for_status("INVALID_ARGUMENT (3)");
    window.wait_for("attempt 3");
    window.press_with(egui::Modifiers::ALT, Key::Num5);
    assert!(window.says("Attempt 1: INVALID_ARGUMENT at"), "{}", window.outline());
    assert!(window.says("Waited for attempt 3 at"), "{}", window.outline());
}

#[test]
fn a_channel_that_waits_counts_down_and_is_tried_at_once_when_asked() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListCategories");
    window.fill("Target", &closed_port());
    click_begin(&mut window, Role::Tab, "Settings");
    window.click("Wait for ready");
    window.ctrl(Key::Enter);
    window.wait_for_words("next try in");
    window.click_role(Role::Button, "Retry now");
    window.wait_for_words("next try in");
    window.press(Key::Escape);
    window.ctrl(Key::Period);
    window.wait_for_status("CANCELLED (1)");
}

#[test]
fn auth_is_kept_for_new_tabs_of_its_target_and_never_written() {
    let (data, server) = (DataFolder::new(), sample());
    let mut window = Window::connected(&data, &server);
    window.open_method("shop.v1.Catalogue", "ListCategories");
    window.click_role(Role::Tab, "Auth");
    click_begin(&mut window, Role::ComboBox, "Auth");
    window.click("Bearer token");
    window.fill("Token", "sesame-4711");
    assert!(!window.outline().contains("sesame-4711"), "dots");
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    window.open_method("shop.v1.Catalogue", "ListProducts");
    window.click_role(Role::Tab, "Auth");
    assert!(named(&window, Role::ComboBox, "Auth").contains("Bearer token"), "{}", window.outline());
    window.click("Show: Token");
    assert_eq!(window.text("Token"), "sesame-4711");
    window.quit();
    for entry in walk(data.path()) {
        let text = std::fs::read(&entry).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&text).contains("sesame-4711"), "{}", entry.display());
    }
}

#[test]
fn signing_in_is_offered_once_everything_it_needs_was_typed() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListCategories");
    window.click_role(Role::Tab, "Auth");
    click_begin(&mut window, Role::ComboBox, "Auth");
    window.click("OAuth 2");
    assert!(!window.shows("Sign in"), "client credentials need no browser");
    assert!(window.shows("Forget token"), "{}", window.outline());
    click_begin(&mut window, Role::ComboBox, "Grant");
    window.click("Authorization code");
    window.fill("Authorization URL", "login.example");
    assert!(window.shows("Begins with https:// or http://"), "{}", window.outline());
    window.fill("Authorization URL", "https://login.example/authorize");
    window.fill("Token URL", "https://login.example/token");
    assert!(!window.is_enabled("Sign in"), "the client has no name yet");
    window.fill("Client ID", "farcall");
    assert!(window.is_enabled("Sign in"), "{}", window.outline());
    window.click("Forget token");
    window.wait_for("Signed out");
}

#[test]
fn the_certificate_of_a_server_is_shown_with_the_call_it_served() {
    let (data, certificates) = (DataFolder::new(), Certificates::new());
    let files = TlsFiles::new(&certificates.server.certificate, &certificates.server.key);
    let server = sample_with(SampleOptions { tls: Some(files), ..SampleOptions::default() });
    let mut there = Target::new(server.addr().to_string());
    there.security = Security::Tls;
    there.tls.roots = Some(certificates.authority.certificate_file.clone());
    let mut window = Window::open_on(&data, vec![OpenRequest::Target(Box::new(there))]);
    window.wait_for_role(Role::Tree, "Services");
    window.open_method("shop.v1.Catalogue", "ListCategories");
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    window.click_role(Role::Tab, "Connection");
    window.wait_for("version: TLS 1.3");
    assert!(window.shows("ALPN: h2"), "{}", window.outline());
    assert!(window.says("Farcall test authority"), "its issuer\n{}", window.outline());
    assert!(window.shows("valid for: localhost, 127.0.0.1, ::1"), "{}", window.outline());
    assert!(window.shows("key: EC P-256"), "{}", window.outline());
    let fingerprint = named(&window, Role::Row, "SHA-256 fingerprint: ");
    assert_eq!(fingerprint.matches(':').count(), 32, "{fingerprint}");
}

#[test]
fn the_choices_of_a_connection_are_reached_by_tab() {
    let (_data, _server, mut window) = desk();
    window.open_method("shop.v1.Catalogue", "ListCategories");
    window.ctrl(Key::I);
    window.press(Key::Tab);
    window.press(Key::Tab);
    window.press(Key::Space);
    assert!(window.is_chosen(Role::RadioButton, "Security: TLS"), "{}", window.outline());
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
