//! Tasks that a window starts and stops: health checks and watches, channelz polls, sign-ins.
//! Each is one tokio task; stopping it drops it, which cancels its call.

use std::{collections::HashMap, sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::{
    task::AbortHandle,
    time::{MissedTickBehavior, interval, sleep},
};

use super::{caught::caught, pool::Pool, proof::Proof};
use crate::{
    call::{AuthError, OAuth2, SignIn, TokenStore},
    diagnostics,
    engine::{command::TaskId, event::Event, failure::Failure, queue::EventQueue},
    transport::Target,
};

/// How long one check or snapshot may take.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);
/// Between the end of a health watch and the next.
const REST: Duration = Duration::from_secs(1);
/// Between two channelz snapshots.
const POLL: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub(super) struct Tasks {
    running: Arc<Mutex<HashMap<TaskId, AbortHandle>>>,
    events: Arc<EventQueue>,
}

impl Tasks {
    pub(super) fn new(events: Arc<EventQueue>) -> Self {
        Self { running: Arc::default(), events }
    }

    pub(super) fn check_health(&self, pool: &Pool, id: TaskId, target: &Target, service: String, proof: Proof) {
        let events = Arc::clone(&self.events);
        let channel = match pool.channel(target) {
            Ok(channel) => channel,
            Err(error) => return events.push(Event::Health(id, Err(Failure::new(error.to_string())))),
        };
        self.spawn(id, async move {
            let asking = async {
                let metadata = proof.metadata(&channel).await.map_err(|error| Failure::from(&error))?;
                let answer = diagnostics::check(&channel, &service, &metadata, ANSWER_LIMIT).await;
                answer.map_err(|error| Failure::from(&error))
            };
            let answer = caught(asking).await.unwrap_or_else(|panic| Err(broke(panic)));
            events.push(Event::Health(id, answer));
        });
    }

    pub(super) fn watch_health(&self, pool: &Pool, id: TaskId, target: &Target, service: String, proof: Proof) {
        let events = Arc::clone(&self.events);
        let channel = match pool.channel(target) {
            Ok(channel) => channel,
            Err(error) => return events.push(Event::HealthEnded(id, Failure::new(error.to_string()))),
        };
        self.spawn(id, async move {
            let mut told = |serving| events.push(Event::Health(id, Ok(serving)));
            let end = loop {
                let watching = async {
                    match proof.metadata(&channel).await {
                        Ok(metadata) => Ok(diagnostics::watch(&channel, &service, &metadata, &mut told).await),
                        Err(error) => Err(Failure::from(&error)),
                    }
                };
                let failure = match caught(watching).await {
                    Ok(Ok(error)) if error.may_pass() => Failure::from(&error),
                    Ok(Ok(error)) => break Failure::from(&error),
                    Ok(Err(failure)) => break failure,
                    Err(panic) => break broke(panic),
                };
                events.push(Event::Health(id, Err(failure.clone())));
                sleep(REST).await;
                if channel.wait_for_ready().await.is_err() {
                    break failure;
                }
            };
            events.push(Event::HealthEnded(id, end));
        });
    }

    pub(super) fn poll_channelz(&self, pool: &Pool, id: TaskId, target: &Target, proof: Proof) {
        let events = Arc::clone(&self.events);
        let channel = match pool.channel(target) {
            Ok(channel) => channel,
            Err(error) => return events.push(Event::Channelz(id, Err(Failure::new(error.to_string())))),
        };
        self.spawn(id, async move {
            let mut ticks = interval(POLL);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                let mut is_hopeless = false;
                let asking = async {
                    let metadata = proof.metadata(&channel).await.map_err(|error| Failure::from(&error))?;
                    diagnostics::snapshot(&channel, &metadata, ANSWER_LIMIT).await.map(Arc::new).map_err(|error| {
                        is_hopeless = error.is_unimplemented();
                        Failure::from(&error)
                    })
                };
                let answer = caught(asking).await.unwrap_or_else(|panic| Err(broke(panic)));
                events.push(Event::Channelz(id, answer));
                if is_hopeless {
                    return;
                }
            }
        });
    }

    pub(super) fn sign_in(&self, id: TaskId, oauth: OAuth2, target: Target, tokens: TokenStore) {
        let events = Arc::clone(&self.events);
        self.spawn(id, async move {
            let signing_in = async {
                let sign_in = SignIn::begin(&oauth, &target).await?;
                events.push(Event::OpenBrowser { id, url: sign_in.url().to_owned() });
                sign_in.finish(&tokens).await
            };
            let outcome = match caught(signing_in).await {
                Ok(outcome) => outcome.map_err(|error: AuthError| Failure::from(&error)),
                Err(panic) => Err(broke(panic)),
            };
            events.push(Event::SignedIn(id, outcome));
        });
    }

    pub(super) fn stop(&self, id: TaskId) {
        if let Some(task) = self.running.lock().remove(&id) {
            task.abort();
        }
    }

    pub(super) fn close(&self) {
        self.running.lock().drain().for_each(|(_, task)| task.abort());
    }

    fn spawn(&self, id: TaskId, work: impl Future<Output = ()> + Send + 'static) {
        let tasks = Arc::clone(&self.running);
        // Held until the task is entered, so that it cannot end before.
        let mut running = self.running.lock();
        let task = tokio::spawn(async move {
            work.await;
            tasks.lock().remove(&id);
        });
        if let Some(before) = running.insert(id, task.abort_handle()) {
            before.abort();
        }
    }
}

fn broke(panic: String) -> Failure {
    Failure::new("Farcall failed to read the answer").because(panic).hint("Please report it; the rest goes on")
}
