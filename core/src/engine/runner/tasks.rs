//! Tasks that a window starts and stops: health checks and watches, channelz polls.
//! Each is one tokio task; stopping it drops it, which cancels its call.

use std::{collections::HashMap, sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::{
    task::AbortHandle,
    time::{MissedTickBehavior, interval},
};

use super::{caught::caught, pool::Pool};
use crate::{
    diagnostics,
    engine::{command::TaskId, event::Event, failure::Failure, queue::EventQueue},
    metadata::Metadata,
    transport::Target,
};

/// How long one check or snapshot may take.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);
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

    pub(super) fn check_health(&self, pool: &Pool, id: TaskId, target: &Target, service: String, metadata: Metadata) {
        let events = Arc::clone(&self.events);
        let channel = match pool.channel(target) {
            Ok(channel) => channel,
            Err(error) => return events.push(Event::Health(id, Err(Failure::new(error.to_string())))),
        };
        self.spawn(id, async move {
            let outcome = caught(diagnostics::check(&channel, &service, &metadata, ANSWER_LIMIT)).await;
            let answer = match outcome {
                Ok(answer) => answer.map_err(|error| Failure::from(&error)),
                Err(panic) => Err(broke(panic)),
            };
            events.push(Event::Health(id, answer));
        });
    }

    pub(super) fn watch_health(&self, pool: &Pool, id: TaskId, target: &Target, service: String, metadata: Metadata) {
        let events = Arc::clone(&self.events);
        let channel = match pool.channel(target) {
            Ok(channel) => channel,
            Err(error) => return events.push(Event::HealthEnded(id, Failure::new(error.to_string()))),
        };
        self.spawn(id, async move {
            let mut told = |serving| events.push(Event::Health(id, Ok(serving)));
            let failure = match caught(diagnostics::watch(&channel, &service, &metadata, &mut told)).await {
                Ok(error) => Failure::from(&error),
                Err(panic) => broke(panic),
            };
            events.push(Event::HealthEnded(id, failure));
        });
    }

    pub(super) fn poll_channelz(&self, pool: &Pool, id: TaskId, target: &Target, metadata: Metadata) {
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
                let outcome = caught(diagnostics::snapshot(&channel, &metadata, ANSWER_LIMIT)).await;
                let is_hopeless = matches!(&outcome, Ok(Err(error)) if error.is_unimplemented());
                let answer = match outcome {
                    Ok(answer) => answer.map(Arc::new).map_err(|error| Failure::from(&error)),
                    Err(panic) => Err(broke(panic)),
                };
                events.push(Event::Channelz(id, answer));
                if is_hopeless {
                    return;
                }
            }
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
