//! What holds a call up is said in a band below its messages while it lasts: from servers that really do it.

use std::time::Duration;

use egui::{Key, accesskit::Role};
use farcall_tests::{
    protos,
    window::{DataFolder, Window},
};
use tokio::runtime::Runtime;

use super::support::{
    Plan, RawServer, Reading, Step,
    wire::{WINDOW_UPDATE, frame, settings},
};

// SETTINGS by number (RFC 9113, 6.5.2).
const MAX_STREAMS: u16 = 3;
const INITIAL_WINDOW: u16 = 4;

/// What is known of the sample is called at another server.
struct Desk {
    runtime: Runtime,
    server: RawServer,
    _data: DataFolder,
    window: Window,
}

/// A server that opens with these settings, reads so, and says nothing on streams.
fn desk(values: &[(u16, u32)], reading: Reading) -> Desk {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let plan = Plan::opening_with(settings(values), vec![vec![Step::Hang]]).reading(reading);
    let server = runtime.block_on(RawServer::plan(plan, None));
    let data = DataFolder::new();
    let window = Window::open_on(&data, vec![farcall::window::OpenRequest::Files(vec![protos()])]);
    let mut desk = Desk { runtime, server, _data: data, window };
    desk.window.wait_for_role(Role::Tree, "Services");
    desk
}

impl Desk {
    /// Calls a method at that server with this message.
    fn call(&mut self, service: &str, method: &str, json: &str) {
        self.window.open_method(service, method);
        let target = self.server.target();
        self.window.fill("Target", &target);
        self.window.write_json(json);
        self.window.ctrl(Key::Enter);
    }

    /// Waits for so many bytes of requests, or streams.
    fn server_sees(&self, streams: usize, bytes: usize) {
        let seen = self.server.wait_until(|seen| {
            seen.len() >= streams && seen.iter().map(|seen| seen.data.len()).sum::<usize>() >= bytes
        });
        self.runtime.block_on(async { tokio::time::timeout(Duration::from_secs(20), seen).await }).unwrap();
    }

    fn wait_for_band(&mut self, words: &str) {
        self.window.wait_for_role(Role::Alert, words);
    }

    fn wait_for_no_band(&mut self) {
        self.window.wait_until("no band", |window| window.names(Role::Alert).is_empty());
    }
}

fn large() -> String {
    format!(r#"{{"ping": {{"text": "{}"}}}}"#, "x".repeat(70_000))
}

#[test]
fn the_call_that_uses_up_the_connection_is_named_in_the_others_band() {
    let mut desk = desk(&[(INITIAL_WINDOW, 1 << 20)], Reading::AndKeepsAll);
    desk.call("fleet.v1.Drivers", "Track", &large());
    desk.server_sees(1, 65_535);
    desk.wait_for_band("The connection window is used up by this call: the server has not read 64.0 KiB of it");

    desk.call("fleet.v1.Telemetry", "Upload", "{}");
    desk.server_sees(2, 65_535);
    desk.window.wait_until("its own words", |window| {
        let said = "The connection window is used up by /fleet.v1.Drivers/Track (stream 1): the server has not read \
                    64.0 KiB of it";
        window.names(Role::Alert) == [said]
    });
    desk.window.ctrl(Key::Period);
    desk.window.wait_for_status("CANCELLED (1)");
    desk.wait_for_no_band();
}

#[test]
fn a_call_that_waits_for_a_stream_is_told_how_many_there_may_be() {
    let mut desk = desk(&[(MAX_STREAMS, 1)], Reading::AndGivesBack);
    desk.call("fleet.v1.Drivers", "Track", r#"{"ping": {"text": "hello"}}"#);
    desk.server_sees(1, 1);
    desk.call("fleet.v1.Telemetry", "Upload", "{}");
    desk.wait_for_band("Waiting for a stream slot: the server allows 1 at a time");

    // The first one makes room.
    desk.window.ctrl(Key::Tab);
    desk.window.ctrl(Key::Period);
    desk.window.wait_for_status("CANCELLED (1)");
    desk.server_sees(2, 1);
    desk.window.ctrl(Key::Tab);
    desk.wait_for_no_band();
}

#[test]
fn a_server_that_gives_no_window_is_told_of_until_it_gives_one() {
    let mut desk = desk(&[(INITIAL_WINDOW, 0)], Reading::AndGivesBack);
    desk.call("fleet.v1.Drivers", "Track", r#"{"ping": {"text": "hello"}}"#);
    desk.wait_for_band("The server gives no window: it has allowed no byte on this stream yet");

    let onwards = frame(WINDOW_UPDATE, 0, 1, &1_000_u32.to_be_bytes());
    desk.server.change(Plan { onwards, ..Plan::new(vec![vec![Step::Hang]]) }, None);
    desk.server_sees(1, 12);
    desk.wait_for_no_band();
}
