//! Which part does which command. It only starts work: no command waits for another.

use std::{io, sync::Arc, time::Duration};

use super::{calls::Calls, copies::Copies, files::Files, loads::Loads, pool::Pool, proof::Proof, tasks::Tasks};
use crate::{
    call::{Auth, TokenStore},
    engine::{command::Command, queue::EventQueue},
    metadata::Metadata,
};

/// How long running calls may take to reset their streams.
const CALLS_LIMIT: Duration = Duration::from_millis(400);
/// How long connections get to write the resets.
const LAST_WRITES: Duration = Duration::from_millis(30);

pub(super) struct Dispatch {
    pool: Arc<Pool>,
    calls: Calls,
    loads: Loads,
    tasks: Tasks,
    files: Files,
    tokens: TokenStore,
}

impl Dispatch {
    pub(super) fn new(copies: Copies, events: Arc<EventQueue>) -> io::Result<Self> {
        Ok(Self {
            pool: Arc::new(Pool::new(Arc::clone(&events))),
            calls: Calls::new(Arc::clone(&events)),
            loads: Loads::new(copies, Arc::clone(&events)),
            tasks: Tasks::new(Arc::clone(&events)),
            files: Files::new(events)?,
            tokens: TokenStore::new(),
        })
    }

    pub(super) fn command(&mut self, command: Command) {
        match command {
            Command::StartCall { id, target, mut spec, first, log } => {
                spec.tokens = self.tokens.clone();
                self.calls.start(&self.pool, id, &target, *spec, first, log);
            }
            Command::Send(id, outbound) => self.calls.send(id, outbound),
            Command::SendPaced { id, messages, cadence, progress } => {
                self.calls.send_paced(id, messages, cadence, progress);
            }
            Command::RunScript { id, messages, script, progress } => {
                self.calls.run_script(id, messages, script, progress);
            }
            Command::StopPaced(id) => self.calls.stop_paced(id),
            Command::Replay { id, replay, into } => self.calls.replay(id, *replay, into),
            Command::Cancel(id) => self.calls.cancel(id),
            Command::Connect(target) => self.pool.connect(&target),
            Command::KeepTrying(target, on) => self.pool.keep_trying(&target, on),
            Command::Disconnect(target) => self.pool.disconnect(&target),
            Command::LoadSchema(id, request) => self.loads.start(&self.pool, id, *request, false, &self.tokens),
            Command::ShowCopy(id, request) => self.loads.start(&self.pool, id, *request, true, &self.tokens),
            Command::CancelLoad(id) => self.loads.cancel(id),
            Command::CheckHealth { id, target, service, metadata, auth } => {
                self.tasks.check_health(&self.pool, id, &target, service, self.proof(metadata, auth));
            }
            Command::WatchHealth { id, target, service, metadata, auth } => {
                self.tasks.watch_health(&self.pool, id, &target, service, self.proof(metadata, auth));
            }
            Command::StartChannelz { id, target, metadata, auth } => {
                self.tasks.poll_channelz(&self.pool, id, &target, self.proof(metadata, auth));
            }
            Command::SignIn { id, oauth, target } => self.tasks.sign_in(id, *oauth, *target, self.tokens.clone()),
            Command::SignOut(oauth) => self.tokens.forget(&oauth),
            Command::StopTask(id) => self.tasks.stop(id),
            Command::File(id, command) => self.files.command(id, command),
        }
    }

    fn proof(&self, metadata: Metadata, auth: Auth) -> Proof {
        Proof { metadata, auth, tokens: self.tokens.clone() }
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
