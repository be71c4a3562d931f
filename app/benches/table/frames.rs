//! What the frames of HTTP/2 cost: a stream of 1 KiB by bare tonic, by a call that does not ask for its frames, and by one
//! that does. `cargo bench -- frames`.

use std::{error::Error, sync::Arc, time::Instant};

use bytes::Bytes;
use farcall_core::{
    call::{self, CallLog, CallSpec, Outbound},
    schema::{MethodKind, MethodPath},
    transport::{Channel, ConnectOptions, Target},
};

use crate::{
    ROUNDS, Row,
    blast::{STREAMED, Server},
    calls,
};

/// The argument that measures this alone.
pub const FRAMES: &str = "frames";

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Measures, turn by turn, and prints.
pub fn print() -> Outcome<()> {
    let server = Server::start()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    crate::print(&runtime.block_on(measure(server.port()))?);
    Ok(())
}

/// The rows: not asking against bare tonic, asking against not asking.
pub async fn measure(port: u16) -> Outcome<Vec<Row>> {
    let (mut tonic, mut without, mut with) = (0.0_f64, 0.0_f64, 0.0_f64);
    for _ in 0..ROUNDS {
        tonic = tonic.max(calls::tonic_stream(port).await?);
        without = without.max(stream(port, false).await?);
        with = with.max(stream(port, true).await?);
    }
    let row = |what: &str, ceiling: f64, ours: f64, wanted: f64| Row {
        what: what.to_owned(),
        ceiling,
        ours,
        unit: "messages/s",
        wanted,
    };
    Ok(vec![
        row("stream of 1 KiB, windows booked", tonic, without, 0.6),
        row("the same, its frames recorded", without, with, 0.8),
    ])
}

async fn stream(port: u16, frames: bool) -> Outcome<f64> {
    let channel = Channel::new(Target::new(format!("127.0.0.1:{port}")), ConnectOptions::default())?;
    let method = MethodPath { service: "bench.Bench".to_owned(), method: "Stream".to_owned() };
    let mut log = Arc::new(CallLog::new(256 << 20));
    let spec = CallSpec { frames, ..CallSpec::new(method, MethodKind::ServerStreaming) };
    let (handle, call) = call::new(spec);
    handle.send(Outbound::Message(Bytes::new())).await.map_err(|_| "not sent")?;
    handle.send(Outbound::HalfClose).await.map_err(|_| "not sent")?;
    let started = Instant::now();
    call.run(&channel, &mut log).await;
    let took = started.elapsed().as_secs_f64();
    let received = usize::try_from(log.snapshot().received)?;
    if received != STREAMED || log.frames().is_some() != frames {
        return Err(format!("{received} of {STREAMED} messages came").into());
    }
    Ok(received as f64 / took)
}
