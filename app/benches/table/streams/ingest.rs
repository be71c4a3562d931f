//! Messages a second by bare tonic and into a log of the engine, turn by turn, and the CPU that each message takes.

use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

use bytes::Bytes;
use farcall_core::{
    call::{CallLog, LogLimits, LogStore, Outbound},
    engine::{CallId, Command, Engine},
    schema::MethodKind,
};
use http::uri::PathAndQuery;

use super::{Outcome, ROUNDS, Stream, usage};
use crate::{
    blast::Server,
    calls::{Raw, spec, target, tonic_channel},
};

/// Measures one size; what bare tonic does is the ceiling of later rows.
pub fn print(server: &mut Server, stream: Stream) -> Outcome<f64> {
    // One store, as a program has one.
    let folder = tempfile::tempdir()?;
    let store = LogStore::in_folder(folder.path().to_owned(), LogLimits::default());
    let (mut tonic, mut ours) = ((0.0_f64, f64::INFINITY), (0.0_f64, f64::INFINITY));
    for _ in 0..ROUNDS {
        for (best, measured) in
            [(&mut tonic, by_tonic(server, stream)?), (&mut ours, into_log(server, stream, &store)?)]
        {
            *best = (best.0.max(measured.0), best.1.min(measured.1));
        }
    }
    let (ratio, wanted) = (ours.0 / tonic.0, stream.headless);
    let sign = if ratio < wanted { "  short" } else { "" };
    println!(
        "{:<26} {:>12.0} {:>12.0} {ratio:>6.2} {wanted:>7.2} {:>18.0} {:>12.0}{sign}",
        format!("{} B", stream.size),
        tonic.0,
        ours.0,
        ours.1,
        tonic.1
    );
    Ok(tonic.0)
}

/// Messages a second, and nanoseconds of CPU for each.
fn by_tonic(server: &mut Server, stream: Stream) -> Outcome<(f64, f64)> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(2).thread_name("bare-tonic").enable_all().build()?;
    let port = server.port();
    let path = PathAndQuery::try_from(format!("/bench.Bench/{}", stream.method()))?;
    let reading = async move {
        let mut client = tonic::client::Grpc::new(tonic_channel(port).await.map_err(|why| why.to_string())?);
        client.ready().await.map_err(|why| why.to_string())?;
        let answer = client.server_streaming(tonic::Request::new(Bytes::new()), path, Raw).await;
        let mut messages = answer.map_err(|why| why.to_string())?.into_inner();
        let mut count = 0;
        while let Some(message) = messages.message().await.map_err(|why| why.to_string())? {
            count += u64::from(!message.is_empty());
        }
        Ok::<u64, String>(count)
    };
    let count = runtime.block_on(async { tokio::spawn(reading).await })??;
    let cpu = usage::cpu_of("bare-tonic");
    finished(server, stream, count, cpu)
}

fn into_log(server: &mut Server, stream: Stream, store: &Arc<LogStore>) -> Outcome<(f64, f64)> {
    let (log, cpu) = logged(server.port(), stream.method(), store)?;
    finished(server, stream, log.snapshot().received, cpu)
}

/// A whole stream in a log, and the CPU of the threads that brought it there.
pub fn logged(port: u16, method: String, store: &Arc<LogStore>) -> Outcome<(Arc<CallLog>, Duration)> {
    let log = Arc::new(CallLog::in_store(Arc::clone(store)));
    let cpu = run_into(port, &method, &log)?;
    Ok((log, cpu))
}

/// A whole stream into a log, and the CPU of the threads that brought it there.
pub fn run_into(port: u16, method: &str, log: &Arc<CallLog>) -> Outcome<Duration> {
    let (wake, woken) = mpsc::sync_channel(1);
    let engine = Engine::start(move || {
        let _ = wake.try_send(());
    })?;
    let first = vec![Outbound::Message(Bytes::new()), Outbound::HalfClose];
    let spec = Box::new(spec(method, MethodKind::ServerStreaming));
    engine.send(Command::StartCall { id: CallId(1), target: Box::new(target(port)), spec, first, log: log.clone() })?;
    while log.finished().is_none() {
        woken.recv_timeout(Duration::from_secs(60))?;
        engine.drain(usize::MAX);
    }
    let cpu = usage::cpu_of("farcall-");
    match log.finished() {
        Some(finished) if finished.status.code.is_ok() => Ok(cpu),
        other => Err(format!("the stream ended otherwise: {:?}", other.map(|finished| finished.status.line())).into()),
    }
}

fn finished(server: &mut Server, stream: Stream, count: u64, cpu: Duration) -> Outcome<(f64, f64)> {
    let took = server.streamed()?;
    if count != stream.count {
        return Err(format!("{count} of {} messages came", stream.count).into());
    }
    Ok((count as f64 / took.as_secs_f64(), cpu.as_nanos() as f64 / count as f64))
}
