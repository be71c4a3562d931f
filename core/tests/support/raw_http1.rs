//! A server of HTTP/1.1 that writes exactly the bytes it is told to, and remembers what it was sent.
//! It knows of requests only where they end.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, WriteHalf},
    net::TcpListener,
    sync::Notify,
    task::AbortHandle,
};
use tokio_rustls::TlsAcceptor;

/// One thing to do about a request.
#[derive(Debug, Clone)]
pub enum Act {
    /// Writes bytes.
    Send(Vec<u8>),
    /// Writes bytes one at a time, with a pause after each.
    Drip(Vec<u8>, Duration),
    /// Writes the same bytes again and again.
    Flood(Vec<u8>),
    /// Waits.
    Pause(Duration),
    /// Waits for the end of the request.
    AwaitEnd,
    /// Waits for so many bytes of the request's body.
    AwaitBytes(usize),
    /// Closes the connection.
    Close,
}

/// One request as it was sent.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    pub connection: usize,
    /// The request line and the headers.
    pub head: String,
    /// Without chunk headers.
    pub body: Vec<u8>,
    pub ended: bool,
    /// The client closed the connection.
    pub left: bool,
}

impl Heard {
    /// The value of a header.
    pub fn header(&self, key: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
    }
}

/// A server on a free loopback port. Dropping it stops it.
pub struct RawHttp1 {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    task: AbortHandle,
}

struct Shared {
    scripts: Vec<Vec<Act>>,
    asked: Mutex<Vec<Heard>>,
    connections: Mutex<usize>,
    changed: Notify,
}

impl Drop for RawHttp1 {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl RawHttp1 {
    /// The n-th request, counted over all connections, follows the n-th script; later ones the last.
    pub async fn start(scripts: Vec<Vec<Act>>) -> Self {
        Self::start_with(scripts, None).await
    }

    /// One script for every request.
    pub async fn always(script: Vec<Act>) -> Self {
        Self::start(vec![script]).await
    }

    /// Answers every request with these bytes once it has ended.
    pub async fn answering(answer: Vec<u8>) -> Self {
        Self::always(vec![Act::AwaitEnd, Act::Send(answer)]).await
    }

    /// The same over TLS.
    pub async fn start_with(scripts: Vec<Vec<Act>>, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (asked, connections) = (Mutex::default(), Mutex::default());
        let shared = Arc::new(Shared { scripts, asked, connections, changed: Notify::new() });
        let task = tokio::spawn(accept(listener, shared.clone(), tls));
        Self { address, shared, task: task.abort_handle() }
    }

    /// `127.0.0.1:port`.
    pub fn target(&self) -> String {
        self.address.to_string()
    }

    /// Every request so far.
    pub fn asked(&self) -> Vec<Heard> {
        self.shared.asked.lock().clone()
    }

    /// How many connections were accepted.
    pub fn connections(&self) -> usize {
        *self.shared.connections.lock()
    }

    /// Waits until the requests satisfy a condition.
    pub async fn wait_until(&self, condition: impl Fn(&[Heard]) -> bool) -> Vec<Heard> {
        let wait = async {
            while !condition(&self.asked()) {
                let _ = tokio::time::timeout(Duration::from_millis(20), self.shared.changed.notified()).await;
            }
            self.asked()
        };
        tokio::time::timeout(Duration::from_secs(10), wait).await.expect("the client never did what was awaited")
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, tls: Option<TlsAcceptor>) {
    while let Ok((socket, _)) = listener.accept().await {
        let number = {
            let mut connections = shared.connections.lock();
            *connections += 1;
            *connections
        };
        let (tls, shared) = (tls.clone(), shared.clone());
        tokio::spawn(async move {
            match tls {
                None => serve(socket, number, &shared).await,
                Some(tls) => {
                    if let Ok(secured) = tls.accept(socket).await {
                        serve(secured, number, &shared).await;
                    }
                }
            }
        });
    }
}

/// Serves one connection over any stream.
async fn serve<S: AsyncRead + AsyncWrite + Send + 'static>(socket: S, connection: usize, shared: &Arc<Shared>) {
    let (mut read, write) = tokio::io::split(socket);
    let write = Arc::new(tokio::sync::Mutex::new(write));
    let mut scripts = Vec::new();
    let mut received = Vec::new();
    let mut current: Option<(usize, usize)> = None;
    loop {
        while let Some(used) = take_in(&received, &mut current, connection, shared) {
            received.drain(..used.bytes);
            if let Some(number) = used.began {
                let script = shared.scripts.get(number).or(shared.scripts.last()).cloned().unwrap_or_default();
                let (write, shared) = (write.clone(), shared.clone());
                scripts.push(tokio::spawn(async move { follow(&script, number, &write, &shared).await }));
            }
            shared.changed.notify_waiters();
        }
        match read.read_buf(&mut received).await {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
    }
    for asked in shared.asked.lock().iter_mut().filter(|asked| asked.connection == connection) {
        asked.left = true;
    }
    shared.changed.notify_waiters();
    for script in scripts {
        script.abort();
    }
}

struct Used {
    bytes: usize,
    began: Option<usize>,
}

/// Takes a head, a piece of a body of known length (`current` holds what is missing), or a chunk.
fn take_in(received: &[u8], current: &mut Option<(usize, usize)>, connection: usize, shared: &Shared) -> Option<Used> {
    let mut asked = shared.asked.lock();
    let Some((number, missing)) = *current else {
        let bytes = received.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
        let head = String::from_utf8_lossy(&received[..bytes - 4]).into_owned();
        let new = Heard { connection, head, ..Heard::default() };
        let length = new.header("content-length").map(|length| length.parse().unwrap());
        let is_chunked = new.header("transfer-encoding") == Some("chunked");
        let missing = if is_chunked { usize::MAX } else { length.unwrap_or(0) };
        asked.push(Heard { ended: missing == 0, ..new });
        let number = asked.len() - 1;
        *current = (missing > 0).then_some((number, missing));
        return Some(Used { bytes, began: Some(number) });
    };
    let this = &mut asked[number];
    if missing < usize::MAX {
        let bytes = received.len().min(missing);
        this.body.extend_from_slice(&received[..bytes]);
        this.ended = bytes == missing;
        *current = (!this.ended).then_some((number, missing - bytes));
        return (bytes > 0).then_some(Used { bytes, began: None });
    }
    let line = received.windows(2).position(|window| window == b"\r\n")?;
    let size = usize::from_str_radix(std::str::from_utf8(&received[..line]).unwrap(), 16).unwrap();
    let chunk = received.get(line + 2..line + 2 + size)?;
    let bytes = line + 2 + size + 2;
    received.get(..bytes)?;
    this.body.extend_from_slice(chunk);
    this.ended = size == 0;
    *current = (!this.ended).then_some((number, missing));
    Some(Used { bytes, began: None })
}

async fn follow<S: AsyncWrite>(
    script: &[Act],
    number: usize,
    write: &tokio::sync::Mutex<WriteHalf<S>>,
    shared: &Shared,
) {
    for act in script {
        match act {
            Act::Send(bytes) => drop(send(write, bytes).await),
            Act::Drip(bytes, pause) => {
                for byte in bytes {
                    let _ = send(write, &[*byte]).await;
                    tokio::time::sleep(*pause).await;
                }
            }
            Act::Flood(bytes) => while send(write, bytes).await {},
            Act::Pause(time) => tokio::time::sleep(*time).await,
            Act::AwaitEnd => await_asked(shared, number, |asked| asked.ended).await,
            Act::AwaitBytes(bytes) => await_asked(shared, number, |asked| asked.body.len() >= *bytes).await,
            Act::Close => drop(write.lock().await.shutdown().await),
        }
    }
}

async fn await_asked(shared: &Shared, number: usize, condition: impl Fn(&Heard) -> bool) {
    while !shared.asked.lock().get(number).is_some_and(&condition) {
        let _ = tokio::time::timeout(Duration::from_millis(5), shared.changed.notified()).await;
    }
}

/// False once the client is gone.
async fn send<S: AsyncWrite>(write: &tokio::sync::Mutex<WriteHalf<S>>, bytes: &[u8]) -> bool {
    let mut write = write.lock().await;
    write.write_all(bytes).await.is_ok() && write.flush().await.is_ok()
}

/// An answer with its length.
pub fn answer(content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// The head of an answer in chunks.
pub fn chunked_head(content_type: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ntransfer-encoding: chunked\r\n\r\n").into_bytes()
}

/// A chunk; an empty one is the last.
pub fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

/// The trailers of gRPC-Web.
pub fn trailers_frame(block: &str) -> Vec<u8> {
    [&[0x80][..], &(block.len() as u32).to_be_bytes(), block.as_bytes()].concat()
}
