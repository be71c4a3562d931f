//! One call from its first message to its status: what is fed in, Ctrl+C, and a reader of ours that left.
//! It prints nothing; the observer does.

use std::{process, sync::Arc, time::Duration};

use bytes::Bytes;
use farcall_core::{
    call::{self, Cadence, CadenceProgress, CallHandle, CallObserver, CallSpec, Finished, Outbound},
    status::Code,
    transport::Channel,
};
use tokio::{
    sync::{Notify, mpsc},
    time::MissedTickBehavior,
};

use super::{
    ended::{Ended, Exit},
    interrupt,
};

/// Request messages, encoded.
pub enum Requests {
    /// All of them are known.
    Ready(Vec<Bytes>),
    /// All of them are known, and go out at a pace.
    Paced(Vec<Bytes>, Cadence),
    /// They come while the call runs, and go out no faster than this; the first that cannot be sent ends it.
    Coming(mpsc::Receiver<Result<Bytes, Ended>>, Option<Duration>),
}

/// Runs the call to its end; the sending side is closed after the last request. Ctrl+C and `enough` cancel it: the
/// stream is reset with CANCEL. Gives the verdict and the observer back.
///
/// # Errors
/// A request that came while the call ran cannot be sent; the call was cancelled.
pub async fn drive<O: CallObserver + 'static>(
    channel: Channel,
    spec: CallSpec,
    requests: Requests,
    mut observer: O,
    enough: Arc<Notify>,
) -> Result<(Arc<Finished>, O), Ended> {
    let (handle, call) = call::new(spec);
    // On a task of its own: a reader of stdout that does not read holds the call up, but not Ctrl+C.
    let mut running = tokio::spawn(async move {
        let finished = call.run(&channel, &mut observer).await;
        (finished, observer)
    });
    let mut feeding = std::pin::pin!(feed(&handle, requests));
    let mut fed = None;
    let mut interrupted = false;
    let ended = loop {
        tokio::select! {
            ended = &mut running => break ended,
            outcome = &mut feeding, if fed.is_none() => {
                if outcome.is_err() {
                    handle.cancel();
                }
                fed = Some(outcome);
            }
            () = enough.notified() => handle.cancel(),
            () = interrupt::pressed() => {
                if std::mem::replace(&mut interrupted, true) {
                    // Whoever presses twice does not want to wait for a full pipe to be read.
                    process::exit(i32::from(Exit::of_code(Code::CANCELLED).0));
                }
                handle.cancel();
            }
        }
    };
    if let Some(Err(ended)) = fed {
        return Err(ended);
    }
    ended.map_err(|error| Ended::because("The call broke off", error))
}

async fn feed(handle: &CallHandle, requests: Requests) -> Result<(), Ended> {
    match requests {
        Requests::Ready(messages) => {
            for message in messages {
                if handle.send(Outbound::Message(message)).await.is_err() {
                    return Ok(());
                }
            }
        }
        Requests::Paced(messages, cadence) => {
            let progress = CadenceProgress::new(&cadence, messages.len());
            if !call::send_paced(handle, &messages, cadence, &progress).await {
                return Ok(());
            }
        }
        Requests::Coming(mut messages, every) => {
            let mut ticks = every.map(|every| {
                let mut ticks = tokio::time::interval(every);
                ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
                ticks
            });
            while let Some(message) = messages.recv().await {
                if let Some(ticks) = &mut ticks {
                    ticks.tick().await;
                }
                if handle.send(Outbound::Message(message?)).await.is_err() {
                    return Ok(());
                }
            }
        }
    }
    // That the call is over already is told by its status.
    let _ = handle.send(Outbound::HalfClose).await;
    Ok(())
}
