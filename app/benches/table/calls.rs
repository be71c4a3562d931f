//! The same calls by bare tonic with raw bytes, by the call runner, and by the engine's commands.

use std::{
    error::Error,
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use bytes::{Buf, BufMut, Bytes};
use farcall_core::{
    call::{self, CallEvent, CallLog, CallSpec, Outbound},
    engine::{CallId, Command, Engine, Event},
    schema::{MethodKind, MethodPath},
    transport::{Channel, ConnectOptions, Target},
};
use http::uri::PathAndQuery;
use tonic::{
    Status,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
};

use crate::blast::STREAMED;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Messages as the bytes they are.
#[derive(Clone, Copy, Default)]
pub struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Raw;
    type Decoder = Raw;
    fn encoder(&mut self) -> Raw {
        Raw
    }
    fn decoder(&mut self) -> Raw {
        Raw
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;
    fn encode(&mut self, item: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;
    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}

/// A connection by tonic, with windows as large as ours.
pub async fn tonic_channel(port: u16) -> Outcome<tonic::transport::Channel> {
    let endpoint = tonic::transport::Endpoint::from_shared(format!("http://127.0.0.1:{port}"))?;
    let windows = endpoint.initial_stream_window_size(16 << 20).initial_connection_window_size(32 << 20);
    Ok(windows.tcp_nodelay(true).connect().await?)
}

/// Unary calls a second by tonic's raw client.
pub async fn tonic_unary(port: u16, concurrency: usize, measured: Duration) -> Outcome<f64> {
    let channel = tonic_channel(port).await?;
    let one = move |channel: tonic::transport::Channel| async move {
        let mut client = tonic::client::Grpc::new(channel);
        client.ready().await.map_err(|_| ())?;
        let path = PathAndQuery::from_static("/bench.Bench/Unary");
        client.unary(tonic::Request::new(Bytes::new()), path, Raw).await.map(|_| ()).map_err(|_| ())
    };
    rate(concurrency, measured, move || one(channel.clone())).await
}

/// Unary calls a second by the call runner, inside a runtime.
pub async fn runner_unary(port: u16, concurrency: usize, measured: Duration) -> Outcome<f64> {
    let channel = channel(port)?;
    rate(concurrency, measured, move || unary(channel.clone())).await
}

async fn unary(channel: Channel) -> Result<(), ()> {
    let (handle, call) = call::new(spec("Unary", MethodKind::Unary));
    handle.send(Outbound::Message(Bytes::new())).await.map_err(|_| ())?;
    handle.send(Outbound::HalfClose).await.map_err(|_| ())?;
    let finished = call.run(&channel, &mut |_: CallEvent| {}).await;
    if finished.status.code.is_ok() { Ok(()) } else { Err(()) }
}

/// Runs `one` over and over, so many at once, and counts.
async fn rate<F>(concurrency: usize, measured: Duration, one: impl Fn() -> F) -> Outcome<f64>
where
    F: Future<Output = Result<(), ()>> + Send + 'static,
{
    // Warm: the connection is open and the code is paged in.
    one().await.map_err(|()| "a call failed")?;
    let one = &one;
    let started = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    let mut done = 0_u64;
    (0..concurrency).for_each(|_| {
        tasks.spawn(one());
    });
    while let Some(outcome) = tasks.join_next().await {
        outcome?.map_err(|()| "a call failed")?;
        done += 1;
        if started.elapsed() < measured {
            tasks.spawn(one());
        }
    }
    Ok(done as f64 / started.elapsed().as_secs_f64())
}

/// Unary calls a second by the engine's commands, from another thread, as the window does.
pub fn engine_unary(port: u16, concurrency: usize, measured: Duration) -> Outcome<f64> {
    let (wake, woken) = mpsc::sync_channel(1);
    let engine = Engine::start(move || {
        let _ = wake.try_send(());
    })?;
    let mut running: std::collections::HashMap<CallId, Arc<CallLog>> = std::collections::HashMap::new();
    let mut next = 0_u64;
    let mut start = |running: &mut std::collections::HashMap<CallId, Arc<CallLog>>| -> Outcome<()> {
        next += 1;
        let (id, log) = (CallId(next), Arc::new(CallLog::new(1 << 20)));
        running.insert(id, log.clone());
        let first = vec![Outbound::Message(Bytes::new()), Outbound::HalfClose];
        let spec = Box::new(spec("Unary", MethodKind::Unary));
        Ok(engine.send(Command::StartCall { id, target: Box::new(target(port)), spec, first, log })?)
    };
    let started = Instant::now();
    let mut done = 0_u64;
    for _ in 0..concurrency {
        start(&mut running)?;
    }
    while !running.is_empty() {
        woken.recv_timeout(Duration::from_secs(5))?;
        for event in engine.drain(usize::MAX) {
            let Event::CallChanged(id) = event else { continue };
            if running.get(&id).is_some_and(|log| log.finished().is_some()) {
                running.remove(&id);
                done += 1;
                if started.elapsed() < measured {
                    start(&mut running)?;
                }
            }
        }
    }
    Ok(done as f64 / started.elapsed().as_secs_f64())
}

/// Messages a second by tonic's raw client.
pub async fn tonic_stream(port: u16) -> Outcome<f64> {
    let mut client = tonic::client::Grpc::new(tonic_channel(port).await?);
    let mut best = 0.0_f64;
    for _ in 0..3 {
        client.ready().await?;
        let path = PathAndQuery::from_static("/bench.Bench/Stream");
        let started = Instant::now();
        let mut stream = client.server_streaming(tonic::Request::new(Bytes::new()), path, Raw).await?.into_inner();
        let mut count = 0_usize;
        while let Some(message) = stream.message().await? {
            count += usize::from(!message.is_empty());
        }
        best = best.max(counted(count)? / started.elapsed().as_secs_f64());
    }
    Ok(best)
}

/// Messages a second by the call runner into a log.
pub async fn logged_stream(port: u16) -> Outcome<f64> {
    let channel = channel(port)?;
    let mut best = 0.0_f64;
    for _ in 0..3 {
        let mut log = Arc::new(CallLog::new(256 << 20));
        let (handle, call) = call::new(spec("Stream", MethodKind::ServerStreaming));
        handle.send(Outbound::Message(Bytes::new())).await.map_err(|_| "not sent")?;
        handle.send(Outbound::HalfClose).await.map_err(|_| "not sent")?;
        let started = Instant::now();
        call.run(&channel, &mut log).await;
        let received = usize::try_from(log.snapshot().received)?;
        best = best.max(counted(received)? / started.elapsed().as_secs_f64());
    }
    Ok(best)
}

fn counted(count: usize) -> Outcome<f64> {
    if count == STREAMED { Ok(count as f64) } else { Err(format!("{count} of {STREAMED} messages came").into()) }
}

fn channel(port: u16) -> Outcome<Channel> {
    Ok(Channel::new(target(port), ConnectOptions::default())?)
}

/// The server of the bench.
pub fn target(port: u16) -> Target {
    Target::new(format!("127.0.0.1:{port}"))
}

/// A call of one of its methods.
pub fn spec(method: &str, kind: MethodKind) -> CallSpec {
    CallSpec::new(MethodPath { service: "bench.Bench".to_owned(), method: method.to_owned() }, kind)
}
