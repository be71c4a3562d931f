//! The engine itself: a runtime of its own, a bounded queue in, slots out, and an end within a second.
//! What each command does stands in the files beside this one.

mod calls;
mod caught;
mod copies;
mod dispatch;
mod files;
mod loads;
mod paced;
mod pool;
mod proof;
mod replaying;
mod tasks;
mod watch;

use std::{io, path::PathBuf, sync::Arc, time::Duration};

use tokio::{
    runtime::{Builder, Runtime},
    sync::mpsc,
};

use self::{copies::Copies, dispatch::Dispatch};
use super::{command::Command, event::Event, queue::EventQueue};

/// Commands that may wait. The engine only starts work on them, so they hardly do.
const COMMANDS: usize = 4096;
/// How long the end of the engine may take: calls are reset, files written.
const CLOSING: Duration = Duration::from_millis(900);
/// Descriptors and messages nest; what walks them is bounded, and has room.
const STACK_BYTES: usize = 16 << 20;

/// Runs everything that waits. Dropping it cancels what runs, writes what was to be written, and takes at most a
/// second.
pub struct Engine {
    commands: Option<mpsc::Sender<Command>>,
    events: Arc<EventQueue>,
    closed: std::sync::mpsc::Receiver<()>,
    runtime: Option<Runtime>,
}

/// The engine cannot run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The system gives no threads or no event queue.
    #[error("the runtime could not be started")]
    Runtime(#[source] io::Error),
}

/// The queue of commands is full; this one came back.
#[derive(thiserror::Error)]
#[error("the engine is busy")]
pub struct Busy(pub Box<Command>);

impl std::fmt::Debug for Busy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Busy")
    }
}

impl Engine {
    /// Starts it, without copies of schemas on disk. `wake` is called from any thread when there are events to drain: once, until [`Engine::drain`] has
    /// emptied the queue. It must not wait.
    ///
    /// # Errors
    /// The system gives no threads.
    pub fn start(wake: impl Fn() + Send + Sync + 'static) -> Result<Self, StartError> {
        Self::start_with(Copies::new(None), wake)
    }

    /// As [`Engine::start`], with copies of schemas in this folder, for requests that use them. It is made when the first
    /// one is kept.
    ///
    /// # Errors
    /// The system gives no threads.
    pub fn start_with_copies(folder: PathBuf, wake: impl Fn() + Send + Sync + 'static) -> Result<Self, StartError> {
        Self::start_with(Copies::new(Some(folder)), wake)
    }

    fn start_with(copies: Copies, wake: impl Fn() + Send + Sync + 'static) -> Result<Self, StartError> {
        let runtime = runtime()?;
        let events = Arc::new(EventQueue::new(wake));
        let (commands, mut queue) = mpsc::channel(COMMANDS);
        let (closed_sender, closed) = std::sync::mpsc::channel();
        let mut dispatch = Dispatch::new(copies, Arc::clone(&events)).map_err(StartError::Runtime)?;
        runtime.spawn(async move {
            while let Some(command) = queue.recv().await {
                dispatch.command(command);
            }
            dispatch.close().await;
            // Nobody waits any more if the engine gave up first.
            let _ = closed_sender.send(());
        });
        Ok(Self { commands: Some(commands), events, closed, runtime: Some(runtime) })
    }

    /// Hands a command over; never waits.
    ///
    /// # Errors
    /// Too many commands wait: try again in the next frame.
    pub fn send(&self, command: Command) -> Result<(), Busy> {
        let Some(commands) = &self.commands else { return Err(Busy(Box::new(command))) };
        commands.try_send(command).map_err(|error| Busy(Box::new(error.into_inner())))
    }

    /// Takes what happened since, at most `max` events; never waits. If it leaves some, `wake` is called again.
    pub fn drain(&self, max: usize) -> Vec<Event> {
        self.events.drain(max)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.commands = None;
        // An error is a closing that took too long, or a dispatcher that is gone: the runtime goes all the same.
        let _ = self.closed.recv_timeout(CLOSING);
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Runs one future to its end on a runtime made for it: for the command line, which waits anyway.
///
/// # Errors
/// The system gives no threads.
pub fn block_on<T>(future: impl Future<Output = T>) -> Result<T, StartError> {
    let runtime = runtime()?;
    let done = runtime.block_on(future);
    runtime.shutdown_background();
    Ok(done)
}

fn runtime() -> Result<Runtime, StartError> {
    Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("farcall-engine")
        .thread_stack_size(STACK_BYTES)
        .enable_all()
        .build()
        .map_err(StartError::Runtime)
}
