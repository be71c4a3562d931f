//! One call from its first message to its status: what is fed in, Ctrl+C, and a reader of ours that left.
//! It prints nothing; the observer does.

use std::{process, sync::Arc};

use bytes::Bytes;
use farcall_core::{
    call::{
        self, Cadence, CadenceProgress, CallHandle, CallLog, CallObserver, CallSpec, Finished, Metronome, Outbound,
        Pace, Script, ScriptEnd, ScriptProgress,
    },
    recording::Replay,
    status::Code,
    transport::Channel,
};
use tokio::sync::{Notify, mpsc};

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
    /// All of them are known; what is sent when, a script says.
    Scripted(Box<Scripted>),
    /// They come while the call runs, and go out no faster than this; the first that cannot be sent ends it.
    Coming(mpsc::Receiver<Result<Bytes, Ended>>, Option<Pace>),
    /// Those of a recording; what comes back is in this log.
    Replayed(Box<Replay>, Arc<CallLog>),
}

/// A conversation by a script.
pub struct Scripted {
    /// What it sends, by number.
    pub messages: Vec<Bytes>,
    /// Its steps.
    pub script: Script,
    /// Where it stands, for what is said of it.
    pub name: String,
}

/// Why not everything was fed in.
enum Unfed {
    /// It cannot be; the call is given up.
    Given(Ended),
    /// The call ended before its script did; its status says why, unless it is OK.
    Early(Ended),
}

/// Runs the call to its end; the sending side is closed after the last request. Ctrl+C and `enough` cancel it: the
/// stream is reset with CANCEL. A call that is read slowly has a connection of its own. Gives the verdict and the observer back.
///
/// # Errors
/// A request that came while the call ran cannot be sent, or a step of its script failed; the call was cancelled. Or it
/// ended with OK before its script did.
pub async fn drive<O: CallObserver + 'static>(
    channel: Channel,
    spec: CallSpec,
    requests: Requests,
    mut observer: O,
    enough: Arc<Notify>,
) -> Result<(Arc<Finished>, O), Ended> {
    let channel = spec.channel(channel);
    let (handle, call) = call::new(spec);
    let is_scripted = matches!(requests, Requests::Scripted(_));
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
                if matches!(outcome, Err(Unfed::Given(_))) {
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
    if fed.is_none() && is_scripted {
        // It sees that the call is over, and says how far it came.
        fed = Some(feeding.await);
    }
    let ended = ended.map_err(|error| Ended::because("The call broke off", error));
    match fed {
        Some(Err(Unfed::Given(why))) => Err(why),
        Some(Err(Unfed::Early(why))) => ended.and_then(|(finished, observer)| match finished.status.is_ok() {
            true => Err(why),
            false => Ok((finished, observer)),
        }),
        Some(Ok(())) | None => ended,
    }
}

async fn feed(handle: &CallHandle, requests: Requests) -> Result<(), Unfed> {
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
        Requests::Scripted(scripted) => follow(handle, *scripted).await?,
        Requests::Replayed(replay, into) => {
            replay.drive(handle, &into).await;
            return Ok(());
        }
        Requests::Coming(mut messages, pace) => {
            let mut metronome = pace.map(|pace| Metronome::new(pace, handle));
            while let Some(message) = messages.recv().await {
                if let Some(metronome) = &mut metronome
                    && !metronome.next().await
                {
                    return Ok(());
                }
                if handle.send(Outbound::Message(message.map_err(Unfed::Given)?)).await.is_err() {
                    return Ok(());
                }
            }
        }
    }
    // That the call is over already is told by its status.
    let _ = handle.send(Outbound::HalfClose).await;
    Ok(())
}

async fn follow(handle: &CallHandle, Scripted { messages, script, name }: Scripted) -> Result<(), Unfed> {
    match call::run_script(handle, &messages, &script, &ScriptProgress::default()).await {
        ScriptEnd::Done => Ok(()),
        ScriptEnd::Failed { line, why, call_ended } => {
            let ended = Ended::because(format!("{name}:{} `{}`", line + 1, script.line(line)), why);
            Err(if call_ended { Unfed::Early(ended) } else { Unfed::Given(ended) })
        }
    }
}
