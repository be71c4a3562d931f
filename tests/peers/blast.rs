//! 300,000 small messages at once, one a frame, while nobody looks for three seconds: the connection lives, and every
//! message is in the log and in its place, also those that went to a file.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    process::{Child, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use farcall_core::{
    call::{CallLog, CallSpec, LogLimits, LogStore, LogTrouble, Outbound},
    engine::{CallId, Command, Engine},
    schema::{MethodKind, MethodPath},
    transport::Target,
};
use farcall_tests::{Peer, PeerOptions, node, repository};

const COUNT: u32 = 300_000;
/// How long the view is held.
const HELD: Duration = Duration::from_secs(3);
/// The longest wait for the end; Python sends some 15,000 a second where it is alone.
const LIMIT: Duration = Duration::from_secs(400);

#[test]
fn a_blast_from_the_c_core_arrives_whole() {
    let peer = Peer::start(&PeerOptions::default());
    arrives_whole(peer.addr());
}

#[test]
fn a_blast_from_grpc_js_arrives_whole() {
    let server = Node::start();
    arrives_whole(format!("127.0.0.1:{}", server.port));
}

#[test]
fn a_blast_from_a_server_that_asks_nothing_arrives_whole() {
    arrives_whole(raw_server());
}

fn arrives_whole(addr: String) {
    let folder = tempfile::tempdir().unwrap();
    let limits = LogLimits { call_bytes: 4 << 20, ..LogLimits::default() };
    let store = LogStore::in_folder(folder.path().to_owned(), limits);
    let log = Arc::new(CallLog::in_store(store));
    let engine = Engine::start(|| {}).unwrap();
    let method = MethodPath { service: "farcall.test.Storm".to_owned(), method: "Blast".to_owned() };
    let spec = Box::new(CallSpec::new(method, MethodKind::ServerStreaming));
    let first = vec![Outbound::Message(COUNT.to_string().into()), Outbound::HalfClose];
    let start =
        Command::StartCall { id: CallId(1), target: Box::new(Target::new(addr)), spec, first, log: log.clone() };
    engine.send(start).unwrap();
    thread::sleep(HELD);

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
            assert_eq!(message, expected.to_be_bytes());
            expected += 1;
        }
        next = part.range().end;
    }
    let storage = log.storage();
    assert_eq!((expected, storage.lost_rows, storage.trouble), (COUNT, 0, None::<LogTrouble>));
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
        let (mut socket, _) = listener.accept().unwrap();
        let mut reading = socket.try_clone().unwrap();
        // What the client says is read and not heeded, but for where its first stream begins.
        let (begun, begins) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; 16 << 10];
            let mut bytes = 0;
            while let Ok(read @ 1..) = reading.read(&mut buffer) {
                bytes += read;
                // The request's path is in a header block; whatever came by then, the stream is open.
                if bytes > 64
                    && buffer.get(..read).is_some_and(|told| told.windows(5).any(|four| four == [0, 0, 0, 0, 1]))
                {
                    let _ = begun.send(());
                }
            }
        });
        socket.write_all(&frame(4, 0, 0, &[])).unwrap();
        begins.recv().unwrap();
        // The client's windows are as large as its settings say once those are acknowledged.
        socket.write_all(&frame(4, 1, 0, &[])).unwrap();
        // `:status: 200` is in HPACK's static table; content-type and grpc-status are literals without a name there.
        let headers = [&[0x88][..], &literal("content-type", "application/grpc")].concat();
        let mut wire = frame(1, 4, 1, &headers);
        for number in 0..COUNT {
            let message = [&[0, 0, 0, 0, 4][..], &number.to_be_bytes()].concat();
            wire.extend(frame(0, 0, 1, &message));
        }
        wire.extend(frame(1, 5, 1, &literal("grpc-status", "0")));
        socket.write_all(&wire).unwrap();
        // The client closes.
        thread::sleep(LIMIT);
    });
    addr
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
