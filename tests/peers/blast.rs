//! 300,000 small messages at once, one a frame, from three servers: the connection lives, and every message is there and in
//! its place; in a window whose view is held while they arrive, and where most of them go to a file.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use egui::{Key, accesskit::Role};
use farcall::window::OpenRequest;
use farcall_core::{
    call::{CallLog, CallSpec, LogLimits, LogStore, LogTrouble, Outbound},
    engine::{CallId, Command, Engine},
    schema::{MethodKind, MethodPath},
    transport::Target,
};
use farcall_tests::{
    Peer, PeerOptions, node, repository,
    window::{DataFolder, Window},
};

const COUNT: u32 = 300_000;
/// The view is held for this long at least.
const HELD: Duration = Duration::from_secs(3);
/// The longest wait for the end; Python sends some 15,000 a second where it is alone.
const LIMIT: Duration = Duration::from_secs(400);

#[test]
fn a_blast_from_the_c_core_arrives_while_the_view_is_paused() {
    let peer = Peer::start(&PeerOptions::default());
    arrives_while_paused(&peer.addr());
}

#[test]
fn a_blast_from_grpc_js_arrives_while_the_view_is_paused() {
    let server = Node::start();
    arrives_while_paused(&format!("127.0.0.1:{}", server.port));
}

#[test]
fn a_blast_from_a_server_that_asks_nothing_arrives_while_the_view_is_paused() {
    arrives_while_paused(&raw_server());
}

/// Pause is pressed on the first message; then the others are asked for, and the view goes on once they are all there.
fn arrives_while_paused(addr: &str) {
    let data = DataFolder::new();
    let proto = repository().join("tests/peers/storm.proto");
    let mut window = Window::open_on(&data, vec![OpenRequest::Files(vec![proto])]);
    window.wait_for_role(Role::Tree, "Services");
    window.open_method("farcall.test.Storm", "Blast");
    window.fill("Target", addr);
    window.write_json(r#"{"count": 1}"#);
    window.ctrl(Key::Enter);
    window.wait_until("the first message", |window| listed(window).len() == 2);
    window.click("Pause");
    let held = listed(&window);

    window.write_json(&format!(r#"{{"count": {}}}"#, COUNT - 1));
    window.click("Send");
    let since = Instant::now();
    // The request is new as well.
    window.wait_long(LIMIT, "all of them, held back", |window| {
        assert_eq!(listed(window), held, "the view is held");
        window.says("300,000 new") && since.elapsed() >= HELD
    });
    assert!(window.is_enabled("End stream") && window.is_enabled("Cancel"), "the call lives\n{}", window.outline());

    window.click("Resume");
    window
        .wait_until("the last message", |window| listed(window).iter().any(|row| row.starts_with("Received 300,000 ")));
    window.click("End stream");
    window.wait_for_status("OK (0)");

    let file = data.path().join("numbers");
    window.palette("Export responses, delimited");
    window.fill("Path", &file.display().to_string());
    window.press(Key::Enter);
    window.wait_for_words("Wrote 300,000 messages");
    let expected: Vec<u8> = (0..COUNT).flat_map(|number| [&[5][..], &wire(number)].concat()).collect();
    assert!(fs::read(&file).unwrap() == expected, "every message is there and in its place");
}

fn listed(window: &Window) -> Vec<String> {
    window.names(Role::Row).into_iter().filter(|row| row.starts_with("Sent") || row.starts_with("Received")).collect()
}

#[test]
fn a_blast_larger_than_the_memory_for_it_arrives_whole() {
    let folder = tempfile::tempdir().unwrap();
    let limits = LogLimits { call_bytes: 4 << 20, ..LogLimits::default() };
    let store = LogStore::in_folder(folder.path().to_owned(), limits);
    let log = Arc::new(CallLog::in_store(store));
    let engine = Engine::start(|| {}).unwrap();
    let method = MethodPath { service: "farcall.test.Storm".to_owned(), method: "Blast".to_owned() };
    let spec = Box::new(CallSpec::new(method, MethodKind::BidiStreaming));
    let first = vec![Outbound::Message(ask(COUNT).into()), Outbound::HalfClose];
    let target = Box::new(Target::new(raw_server()));
    engine.send(Command::StartCall { id: CallId(1), target, spec, first, log: log.clone() }).unwrap();

    let until = Instant::now() + LIMIT;
    while log.finished().is_none() {
        engine.drain(usize::MAX);
        assert!(Instant::now() < until, "{:?}", log.snapshot());
        thread::sleep(Duration::from_millis(20));
    }
    let finished = log.finished().unwrap();
    assert!(finished.status.is_ok(), "{} after {:?}", finished.status.line(), log.snapshot());
    assert_eq!(log.snapshot().received, u64::from(COUNT));
    // The first row is the request.
    let (mut next, mut expected) = (1, 0_u32);
    while let Some(part) = log.part(next) {
        for (_, message) in part.messages() {
            assert_eq!(message, wire(expected));
            expected += 1;
        }
        next = part.range().end;
    }
    let storage = log.storage();
    assert!(storage.file_rows > 0, "some of it is in a file");
    assert_eq!((expected, storage.lost_rows, storage.trouble), (COUNT, 0, None::<LogTrouble>));
}

/// An `Ask` of storm.proto.
fn ask(count: u32) -> Vec<u8> {
    let mut bytes = vec![0x08];
    let mut rest = count;
    while rest > 0x7f {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
    bytes
}

/// How many an `Ask` asks for.
fn asked(message: &[u8]) -> u32 {
    message.iter().skip(1).enumerate().map(|(at, byte)| u32::from(byte & 0x7f) << (7 * at)).sum()
}

/// A `Number` of storm.proto.
fn wire(number: u32) -> [u8; 5] {
    let [a, b, c, d] = number.to_le_bytes();
    [0x0d, a, b, c, d]
}

/// The service by grpc-js; it ends with its stdin.
struct Node {
    child: Child,
    port: u64,
}

impl Node {
    fn start() -> Self {
        let mut command = node();
        command.arg(repository().join("tests/peers/blast.js")).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("Node starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: serde_json::Value = serde_json::from_str(&line).expect("Node tells its port as JSON");
        Self { child, port: told["port"].as_u64().unwrap() }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server that writes frames, one for each message, and heeds no window: all of them fit into the first one.
fn raw_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        // A window looks whether somebody is there before it calls.
        for socket in listener.incoming().flatten() {
            thread::spawn(move || serve(socket));
        }
    });
    addr
}

/// One connection until it is closed. Types and flags of frames: RFC 9113, 6.
fn serve(mut socket: TcpStream) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    socket.read_exact(&mut [0; 24])?;
    socket.write_all(&frame(4, 0, 0, &[]))?;
    let (mut body, mut told) = (Vec::new(), 0);
    loop {
        let mut head = [0; 9];
        socket.read_exact(&mut head)?;
        let [a, b, c, kind, flags, stream @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        socket.read_exact(&mut payload)?;
        let stream = u32::from_be_bytes(stream);
        let mut answer = Vec::new();
        match (kind, flags & 1) {
            // HEADERS: `:status: 200` is in HPACK's static table, the content type a literal.
            (1, _) => {
                let headers = [&[0x88][..], &literal("content-type", "application/grpc")].concat();
                answer = frame(1, 4, stream, &headers);
            }
            // SETTINGS and PING are acknowledged.
            (4, 0) => answer = frame(4, 1, 0, &[]),
            (6, 0) => answer = frame(6, 1, 0, &payload),
            (0, is_last) => {
                body.extend(payload);
                while let Some(end) = whole_message(&body) {
                    let message: Vec<u8> = body.drain(..end).skip(5).collect();
                    let end = told + asked(&message);
                    for number in told..end {
                        answer.extend(frame(0, 0, stream, &[&[0, 0, 0, 0, 5][..], &wire(number)].concat()));
                    }
                    told = end;
                }
                if is_last == 1 {
                    answer.extend(frame(1, 5, stream, &literal("grpc-status", "0")));
                }
            }
            _ => {}
        }
        socket.write_all(&answer)?;
    }
}

/// Where the first message of a body ends, once it is all there.
fn whole_message(body: &[u8]) -> Option<usize> {
    let [_, a, b, c, d, rest @ ..] = body else { return None };
    let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
    (rest.len() >= length).then_some(5 + length)
}

/// An HTTP/2 frame: type, flags, stream (RFC 9113, 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let [_, length @ ..] = (payload.len() as u32).to_be_bytes();
    [&length[..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// A header that enters no table (RFC 7541, 6.2.2).
fn literal(name: &str, value: &str) -> Vec<u8> {
    [&[0, name.len() as u8][..], name.as_bytes(), &[value.len() as u8], value.as_bytes()].concat()
}
