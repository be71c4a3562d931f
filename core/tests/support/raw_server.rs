//! A raw HTTP/2 server that does what a script says, frame by frame, however wrong that is.
//! It knows no gRPC and checks nothing: what it saw is for the test to look at.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf},
    net::TcpListener,
    sync::Notify,
    task::AbortHandle,
};
use tokio_rustls::TlsAcceptor;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const ACK: u8 = 1;

/// One thing to do on a stream.
#[derive(Debug, Clone)]
pub enum Step {
    /// A header block, or trailers; ends the stream if told so.
    Headers(Vec<(String, Vec<u8>)>, bool),
    /// DATA; ends the stream if told so.
    Data(Vec<u8>, bool),
    /// DATA in frames of so many bytes.
    DataCut(Vec<u8>, usize),
    /// RST_STREAM with a code.
    Reset(u32),
    /// GOAWAY: last stream id, code, debug data.
    GoAway(u32, u32, &'static [u8]),
    /// Any bytes.
    Raw(Vec<u8>),
    /// Waits.
    Pause(Duration),
    /// Waits for so many bytes of DATA from the client.
    AwaitBytes(usize),
    /// Waits for the client to close its side.
    AwaitEnd,
    /// Closes the connection.
    Close,
}

/// What the client sent on one stream, or its connection.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub connection: usize,
    pub stream: u32,
    pub data: Vec<u8>,
    pub ended: bool,
    pub reset: Option<u32>,
}

/// A server on a free loopback port. Dropping it stops it.
pub struct RawServer {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    task: AbortHandle,
}

struct Shared {
    scripts: Vec<Vec<Step>>,
    seen: Mutex<Vec<Seen>>,
    connections: Mutex<usize>,
    changed: Notify,
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl RawServer {
    /// The n-th stream, counted over all connections, follows the n-th script; later ones the last.
    pub async fn start(scripts: Vec<Vec<Step>>) -> Self {
        Self::start_with(scripts, None).await
    }

    /// The same over TLS.
    pub async fn start_with(scripts: Vec<Vec<Step>>, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared =
            Arc::new(Shared { scripts, seen: Mutex::default(), connections: Mutex::default(), changed: Notify::new() });
        let task = tokio::spawn({
            let shared = shared.clone();
            async move {
                while let Ok((socket, _)) = listener.accept().await {
                    let number = {
                        let mut connections = shared.connections.lock();
                        *connections += 1;
                        *connections
                    };
                    let (tls, shared) = (tls.clone(), shared.clone());
                    tokio::spawn(async move {
                        match tls {
                            None => serve(socket, number, shared).await,
                            Some(tls) => {
                                if let Ok(secured) = tls.accept(socket).await {
                                    serve(secured, number, shared).await;
                                }
                            }
                        }
                    });
                }
            }
        });
        Self { address, shared, task: task.abort_handle() }
    }

    /// One script for every stream.
    pub async fn always(script: Vec<Step>) -> Self {
        Self::start(vec![script]).await
    }

    /// `127.0.0.1:port`.
    pub fn target(&self) -> String {
        self.address.to_string()
    }

    /// Every stream so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().clone()
    }

    /// How many connections were accepted.
    pub fn connections(&self) -> usize {
        *self.shared.connections.lock()
    }

    /// Waits until the streams seen satisfy a condition.
    pub async fn wait_until(&self, condition: impl Fn(&[Seen]) -> bool) -> Vec<Seen> {
        let wait = async {
            loop {
                let changed = self.shared.changed.notified();
                let seen = self.seen();
                if condition(&seen) {
                    return seen;
                }
                let _ = tokio::time::timeout(Duration::from_millis(20), changed).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), wait).await.expect("the client never did what was awaited")
    }
}

/// Serves one connection over any stream.
async fn serve<S: AsyncRead + AsyncWrite + Send + 'static>(socket: S, connection: usize, shared: Arc<Shared>) {
    let (mut read, write) = tokio::io::split(socket);
    let write = Arc::new(tokio::sync::Mutex::new(write));
    let mut preface = [0; 24];
    if read.read_exact(&mut preface).await.is_err() {
        return;
    }
    send(&write, &frame(SETTINGS, 0, 0, &[])).await;
    let mut scripts = Vec::new();
    while let Some((kind, flags, stream, payload)) = read_frame(&mut read).await {
        match kind {
            SETTINGS if flags & ACK == 0 => send(&write, &frame(SETTINGS, ACK, 0, &[])).await,
            PING if flags & ACK == 0 => send(&write, &frame(PING, ACK, 0, &payload)).await,
            HEADERS => {
                let number = {
                    let mut seen = shared.seen.lock();
                    seen.push(Seen { connection, stream, ended: flags & END_STREAM != 0, ..Seen::default() });
                    seen.len() - 1
                };
                let script = shared.scripts.get(number).or(shared.scripts.last()).cloned().unwrap_or_default();
                let (write, shared) = (write.clone(), shared.clone());
                scripts.push(tokio::spawn(async move { follow(&script, stream, number, &write, &shared).await }));
            }
            DATA => {
                let grown = (payload.len() as u32).to_be_bytes();
                note(&shared, connection, stream, |seen| {
                    seen.data.extend_from_slice(&payload);
                    seen.ended |= flags & END_STREAM != 0;
                });
                if !payload.is_empty() {
                    send(&write, &frame(WINDOW_UPDATE, 0, 0, &grown)).await;
                    send(&write, &frame(WINDOW_UPDATE, 0, stream, &grown)).await;
                }
            }
            RST_STREAM => {
                let code = <[u8; 4]>::try_from(payload.as_slice()).map(u32::from_be_bytes).ok();
                note(&shared, connection, stream, |seen| seen.reset = code);
            }
            _ => {}
        }
        shared.changed.notify_waiters();
    }
    for script in scripts {
        script.abort();
    }
}

fn note(shared: &Shared, connection: usize, stream: u32, change: impl FnOnce(&mut Seen)) {
    let mut seen = shared.seen.lock();
    if let Some(seen) = seen.iter_mut().find(|seen| seen.connection == connection && seen.stream == stream) {
        change(seen);
    }
}

async fn follow<S: AsyncWrite>(
    script: &[Step],
    stream: u32,
    number: usize,
    write: &tokio::sync::Mutex<WriteHalf<S>>,
    shared: &Shared,
) {
    for step in script {
        match step {
            Step::Headers(fields, end) => send(write, &header_frames(stream, fields, *end)).await,
            Step::Data(data, end) => {
                let flags = if *end { END_STREAM } else { 0 };
                send(write, &frame(DATA, flags, stream, data)).await;
            }
            Step::DataCut(data, size) => {
                for part in data.chunks(*size) {
                    send(write, &frame(DATA, 0, stream, part)).await;
                }
            }
            Step::Reset(code) => send(write, &frame(RST_STREAM, 0, stream, &code.to_be_bytes())).await,
            Step::GoAway(last, code, debug) => {
                let payload = [&last.to_be_bytes()[..], &code.to_be_bytes(), debug].concat();
                send(write, &frame(GOAWAY, 0, 0, &payload)).await;
            }
            Step::Raw(bytes) => send(write, bytes).await,
            Step::Pause(time) => tokio::time::sleep(*time).await,
            Step::AwaitBytes(bytes) => await_seen(shared, number, |seen| seen.data.len() >= *bytes).await,
            Step::AwaitEnd => await_seen(shared, number, |seen| seen.ended).await,
            Step::Close => drop(write.lock().await.shutdown().await),
        }
    }
}

async fn await_seen(shared: &Shared, number: usize, condition: impl Fn(&Seen) -> bool) {
    while !shared.seen.lock().get(number).is_some_and(&condition) {
        let _ = tokio::time::timeout(Duration::from_millis(5), shared.changed.notified()).await;
    }
}

async fn send<S: AsyncWrite>(write: &tokio::sync::Mutex<WriteHalf<S>>, bytes: &[u8]) {
    // A client that is gone already is no fault of the script.
    let _ = write.lock().await.write_all(bytes).await;
}

async fn read_frame<S: AsyncRead>(read: &mut ReadHalf<S>) -> Option<(u8, u8, u32, Vec<u8>)> {
    let mut head = [0; 9];
    read.read_exact(&mut head).await.ok()?;
    let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
    read.read_exact(&mut payload).await.ok()?;
    let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
    Some((head[3], head[4], stream, payload))
}

/// A frame with its header.
pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u32).to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// HEADERS, and CONTINUATION where the block is over 16 KiB.
fn header_frames(stream: u32, fields: &[(String, Vec<u8>)], end: bool) -> Vec<u8> {
    let block: Vec<u8> = fields.iter().flat_map(|(key, value)| literal(key, value)).collect();
    let mut parts = block.chunks(16 << 10).peekable();
    let mut frames = Vec::new();
    let mut kind = HEADERS;
    while let Some(part) = parts.next() {
        let last = if parts.peek().is_none() { END_HEADERS } else { 0 };
        let end = if end && kind == HEADERS { END_STREAM } else { 0 };
        frames.extend(frame(kind, last | end, stream, part));
        kind = CONTINUATION;
    }
    frames
}

/// HPACK: a literal field, never indexed, no Huffman code (RFC 7541, 6.2.2).
fn literal(key: &str, value: &[u8]) -> Vec<u8> {
    let mut field = vec![0];
    for text in [key.as_bytes(), value] {
        integer(&mut field, text.len());
        field.extend_from_slice(text);
    }
    field
}

/// HPACK: an integer with a prefix of 7 bits (RFC 7541, 5.1).
fn integer(out: &mut Vec<u8>, mut value: usize) {
    if value < 127 {
        out.push(value as u8);
        return;
    }
    out.push(127);
    value -= 127;
    while value >= 128 {
        out.push((value % 128) as u8 | 128);
        value /= 128;
    }
    out.push(value as u8);
}

/// `:status 200` and gRPC's content-type, then more.
pub fn grpc_headers(more: &[(&str, &str)]) -> Step {
    let usual = [(":status", "200"), ("content-type", "application/grpc")];
    Step::Headers(fields(usual.iter().chain(more)), false)
}

/// Trailers that end the stream.
pub fn trailers(pairs: &[(&str, &str)]) -> Step {
    Step::Headers(fields(pairs.iter()), true)
}

/// A header block from text.
pub fn fields<'a>(pairs: impl Iterator<Item = &'a (&'a str, &'a str)>) -> Vec<(String, Vec<u8>)> {
    pairs.map(|(key, value)| (key.to_string(), value.as_bytes().to_vec())).collect()
}

/// A message with its prefix.
pub fn message(bytes: &[u8]) -> Vec<u8> {
    [&[0][..], &(bytes.len() as u32).to_be_bytes(), bytes].concat()
}
