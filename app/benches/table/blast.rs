//! A gRPC server over bare h2 that answers with bytes made beforehand, in a process of its own: it must never be what is
//! measured. `/bench.Bench/Unary` answers one empty message, `/bench.Bench/Stream` a fixed number of 1 KiB;
//! `/bench.Bench/Stream32x1000` a thousand messages of 32 bytes that end with their number, `Noise32x1000` such with noise in them; `/bench.Bench/Hang` nothing.

use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
    sync::LazyLock,
    time::{Duration, Instant},
};

use bytes::{BufMut, Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Request, Response};

/// The argument that makes this program the server.
pub const SERVE: &str = "serve";
/// Messages of one stream.
pub const STREAMED: usize = 300_000;
const MESSAGE_BYTES: usize = 1024;
/// Bytes of the number that a stamped message ends with.
const STAMP: usize = 8;
/// Bytes of noise that messages take theirs from, each from elsewhere.
const NOISE: usize = 4 << 20;
/// Messages that go out as one DATA frame.
const BATCH: usize = 16;

/// The server, as a process; dropping it ends it.
pub struct Server {
    child: Child,
    said: BufReader<ChildStdout>,
    port: u16,
}

impl Server {
    /// Starts it and reads its port.
    pub fn start() -> std::io::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?).arg(SERVE).stdout(Stdio::piped()).spawn()?;
        let mut said = BufReader::new(child.stdout.take().ok_or(std::io::ErrorKind::BrokenPipe)?);
        let mut line = String::new();
        said.read_line(&mut line)?;
        let port = line.trim().parse().map_err(std::io::Error::other)?;
        Ok(Self { child, said, port })
    }

    /// How long the last stream of stamped messages took, from its request to its last byte; waits for its end.
    pub fn streamed(&mut self) -> std::io::Result<Duration> {
        let mut line = String::new();
        self.said.read_line(&mut line)?;
        line.trim().parse().map(Duration::from_nanos).map_err(std::io::Error::other)
    }

    /// Where it listens, on loopback.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves until killed.
pub fn serve() {
    let Ok(runtime) = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() else {
        return;
    };
    runtime.block_on(async {
        let Ok(listener) = tokio::net::TcpListener::bind("127.0.0.1:0").await else { return };
        if let Ok(address) = listener.local_addr() {
            println!("{}", address.port());
        }
        LazyLock::force(&NOISE_BYTES);
        while let Ok((socket, _)) = listener.accept().await {
            let _ = socket.set_nodelay(true);
            tokio::spawn(connection(socket));
        }
    });
}

async fn connection(socket: tokio::net::TcpStream) {
    let mut builder = h2::server::Builder::new();
    builder.max_concurrent_streams(1_000).max_send_buffer_size(8 << 20).max_frame_size(1 << 20);
    // The row of deadlines resets hundreds of streams, many before they were looked at.
    builder.max_pending_accept_reset_streams(10_000).max_concurrent_reset_streams(10_000);
    let Ok(mut connection) = builder.handshake(socket).await else { return };
    while let Some(Ok((request, respond))) = connection.accept().await {
        tokio::spawn(answer(request, respond));
    }
}

async fn answer(request: Request<h2::RecvStream>, mut respond: h2::server::SendResponse<Bytes>) -> Option<()> {
    if request.uri().path().ends_with("Hang") {
        let _ = std::future::poll_fn(|context| respond.poll_reset(context)).await;
        return None;
    }
    let begun = Instant::now();
    let streams = request.uri().path().ends_with("Stream");
    let is_noisy = request.uri().path().starts_with("/bench.Bench/Noise");
    let prefix = if is_noisy { "/bench.Bench/Noise" } else { "/bench.Bench/Stream" };
    let stamped = request.uri().path().strip_prefix(prefix).and_then(|rest| rest.split_once('x'));
    let stamped = stamped.and_then(|(size, count)| Some((size.parse().ok()?, count.parse().ok()?)));
    let mut body = request.into_body();
    while let Some(Ok(data)) = body.data().await {
        body.flow_control().release_capacity(data.len()).ok()?;
    }
    let response = Response::builder().header("content-type", "application/grpc").body(()).ok()?;
    let mut send = respond.send_response(response, false).ok()?;
    if let Some((size, count)) = stamped {
        stamped_stream(&mut send, (size, count), is_noisy).await?;
        println!("{}", begun.elapsed().as_nanos());
    } else if streams {
        stream(&mut send).await?;
    } else {
        send.send_data(framed(0, 1), false).ok()?;
    }
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from_static("0"));
    send.send_trailers(trailers).ok()
}

async fn stream(send: &mut h2::SendStream<Bytes>) -> Option<()> {
    let batch = framed(MESSAGE_BYTES, BATCH);
    for _ in 0..STREAMED / BATCH {
        pour(send, batch.clone()).await?;
    }
    Some(())
}

async fn pour(send: &mut h2::SendStream<Bytes>, mut rest: Bytes) -> Option<()> {
    while !rest.is_empty() {
        send.reserve_capacity(rest.len());
        let room = std::future::poll_fn(|context| send.poll_capacity(context)).await?.ok()?;
        let part = rest.split_to(room.min(rest.len()));
        send.send_data(part, false).ok()?;
    }
    Some(())
}

/// Bytes that nothing is saved on by packing.
static NOISE_BYTES: LazyLock<Vec<u8>> =
    LazyLock::new(|| (0..NOISE as u64 / 8).flat_map(|at| scattered(at).to_le_bytes()).collect());

/// Another number for each, without an order (splitmix64).
fn scattered(number: u64) -> u64 {
    let mut z = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Messages that end with their number, about 16 KiB of them a DATA frame. They are alike, and pack to
/// nearly nothing; of noisy ones half is noise.
async fn stamped_stream(send: &mut h2::SendStream<Bytes>, (size, count): (usize, u64), is_noisy: bool) -> Option<()> {
    let template = blob(size);
    let batch = (16 << 10) / size.max(1) as u64 + 1;
    let mut number = 0;
    while number < count {
        let end = count.min(number + batch);
        let mut bytes = BytesMut::with_capacity((end - number) as usize * template.len());
        for stamp in number..end {
            let (before, _) = template.split_last_chunk::<STAMP>()?;
            let (alike, other) = before.split_at(before.len() - if is_noisy { before.len() / 2 } else { 0 });
            let start = scattered(stamp) as usize % (NOISE - other.len());
            bytes.put_slice(alike);
            bytes.put_slice(NOISE_BYTES.get(start..start + other.len())?);
            bytes.put_u64_le(stamp);
        }
        pour(send, bytes.freeze()).await?;
        number = end;
    }
    Some(())
}

/// A message of this size that is one field of bytes, behind its prefix.
fn blob(size: usize) -> Vec<u8> {
    // What is left for the field's bytes, beside its tag and however many bytes the length itself takes.
    let fits = |rest: &usize| 1 + varint(*rest).len() + rest == size;
    let rest = (size.saturating_sub(6)..size).find(fits).unwrap_or(0);
    let length = varint(rest);
    let mut message = vec![0];
    message.extend((size as u32).to_be_bytes());
    message.push(0x0a);
    message.extend(length);
    message.extend(vec![b'*'; rest]);
    message
}

fn varint(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// The number that a stamped message ends with.
pub fn stamp_of(message: &[u8]) -> Option<u64> {
    message.last_chunk().copied().map(u64::from_le_bytes)
}

/// `count` messages of `size` bytes, each behind its 5-byte prefix.
fn framed(size: usize, count: usize) -> Bytes {
    let mut bytes = BytesMut::with_capacity(count * (size + 5));
    for _ in 0..count {
        bytes.put_u8(0);
        bytes.put_u32(size as u32);
        bytes.put_bytes(0x2a, size);
    }
    bytes.freeze()
}
