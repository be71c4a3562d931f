//! Which part does which command. It only starts work: no command waits for another.

use std::{io, sync::Arc, time::Duration};

use super::{calls::Calls, files::Files, loads::Loads, pool::Pool, tasks::Tasks};
use crate::engine::{command::Command, queue::EventQueue};

/// How long running calls may take to reset their streams.
const CALLS_LIMIT: Duration = Duration::from_millis(400);
/// How long connections get to write the resets.
const LAST_WRITES: Duration = Duration::from_millis(30);

pub(super) struct Dispatch {
    pool: Pool,
    calls: Calls,
    loads: Loads,
    tasks: Tasks,
    files: Files,
    loads_started: u64,
}

impl Dispatch {
    pub(super) fn new(events: Arc<EventQueue>) -> io::Result<Self> {
        Ok(Self {
            pool: Pool::new(Arc::clone(&events)),
            calls: Calls::new(Arc::clone(&events)),
            loads: Loads::new(Arc::clone(&events)),
            tasks: Tasks::new(Arc::clone(&events)),
            files: Files::new(events)?,
            loads_started: 0,
        })
    }

    pub(super) fn command(&mut self, command: Command) {
        match command {
            Command::StartCall { id, target, spec, first, log } => {
                self.calls.start(&self.pool, id, &target, *spec, first, log);
            }
            Command::Send(id, outbound) => self.calls.send(id, outbound),
            Command::Cancel(id) => self.calls.cancel(id),
            Command::Disconnect(target) => self.pool.disconnect(&target),
            Command::LoadSchema(id, source) => {
                self.loads_started += 1;
                self.loads.start(&self.pool, id, self.loads_started, source);
            }
            Command::CancelLoad(id) => self.loads.cancel(id),
            Command::CheckHealth { id, target, service, metadata } => {
                self.tasks.check_health(&self.pool, id, &target, service, metadata);
            }
            Command::WatchHealth { id, target, service, metadata } => {
                self.tasks.watch_health(&self.pool, id, &target, service, metadata);
            }
            Command::StartChannelz { id, target, metadata } => {
                self.tasks.poll_channelz(&self.pool, id, &target, metadata);
            }
            Command::StopTask(id) => self.tasks.stop(id),
            Command::File(id, command) => self.files.command(id, command),
        }
    }

    /// Ends everything that runs, and writes what was to be written.
    pub(super) async fn close(mut self) {
        self.loads.close();
        self.tasks.close();
        let (had_calls, ()) = tokio::join!(self.calls.close(CALLS_LIMIT), self.files.close());
        self.pool.shut_down();
        if had_calls {
            tokio::time::sleep(LAST_WRITES).await;
        }
    }
}
