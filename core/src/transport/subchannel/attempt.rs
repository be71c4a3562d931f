//! One attempt of a subchannel to connect, shared by all who wait for it.
//! It is kept alive by those: when the last one leaves, it is given up.

use std::sync::{Arc, Weak};

use tokio::{sync::watch, task::AbortHandle, time::Instant};

use super::{Made, Phase, Slot, Subchannel};
use crate::transport::{ChannelState, ConnectError, Ladder, Place, connect, driver::Departure};

pub(super) struct Attempt {
    outcome: watch::Receiver<Option<Made>>,
    task: AbortHandle,
    subchannel: Weak<Subchannel>,
}

impl Attempt {
    /// Starts one, instead of the phase before; the caller tells.
    pub(super) fn start(subchannel: &Arc<Subchannel>, slot: &mut Slot) -> (Arc<Self>, Phase) {
        let (sender, outcome) = watch::channel(None);
        let retry_at = Instant::now() + slot.backoff.next();
        slot.report.ladder = subchannel.goal.ladder();
        slot.report.ladder_of = None;
        let weak = Arc::downgrade(subchannel);
        let (maker, goal) = (subchannel.maker.clone(), subchannel.goal.clone());
        let task = tokio::spawn({
            let weak = weak.clone();
            async move {
                let progress = |ladder: &Ladder, places: &[Place]| {
                    if let Some(subchannel) = weak.upgrade() {
                        subchannel.progress(ladder, places);
                    }
                };
                let made = connect::connect(&maker, &goal, &progress, departures(weak.clone())).await;
                let made = made.map_err(Arc::new);
                if let Some(subchannel) = weak.upgrade() {
                    subchannel.settle(&made, retry_at);
                }
                sender.send_replace(Some(made));
            }
        });
        let attempt = Arc::new(Self { outcome, task: task.abort_handle(), subchannel: weak });
        let before = slot.turn(Phase::Connecting(Arc::downgrade(&attempt)), ChannelState::Connecting);
        (attempt, before)
    }

    /// What comes of it.
    pub(super) async fn made(&self) -> Made {
        let mut outcome = self.outcome.clone();
        let made = outcome.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone());
        made.unwrap_or_else(|| Err(Arc::new(ConnectError::Shutdown)))
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.task.abort();
        if let Some(subchannel) = self.subchannel.upgrade() {
            subchannel.give_up(self);
        }
    }
}

/// What is done when a ready connection goes.
fn departures(subchannel: Weak<Subchannel>) -> connect::Departures {
    Box::new(move |id, address, departure| {
        let reason = match departure {
            Departure::GoingAway(reason) | Departure::Ended(reason) => Some(reason),
            Departure::LetGo => None,
        };
        if let Some(subchannel) = subchannel.upgrade() {
            subchannel.retire(id, reason.map(|reason| ConnectError::Lost { address: address.to_owned(), reason }));
        }
    })
}

impl Subchannel {
    fn progress(&self, ladder: &Ladder, places: &[Place]) {
        {
            let mut slot = self.slot.lock();
            slot.report.ladder = ladder.clone();
            if slot.report.places != places {
                slot.report.places = places.to_vec();
            }
        }
        (self.told)();
    }

    /// An attempt ended.
    fn settle(&self, made: &Made, retry_at: Instant) {
        let mut slot = self.slot.lock();
        if matches!(slot.phase, Phase::Shutdown) {
            return;
        }
        match made {
            // It may be gone before anybody could hold it.
            Ok(connection) if !connection.is_open() => {
                self.maker.pulse.heed(&connection.record);
                slot.turn(Phase::Idle, ChannelState::Idle);
            }
            Ok(connection) => {
                slot.backoff.reset();
                slot.report.peer = Some(connection.peer.clone());
                slot.report.ladder_of = Some(connection.id);
                slot.report.last_failure = None;
                slot.turn(Phase::Ready(connection.clone()), ChannelState::Ready);
            }
            Err(error) => {
                slot.report.last_failure = Some(error.clone());
                slot.turn(Phase::Failed { retry_at }, ChannelState::TransientFailure);
            }
        }
        drop(slot);
        self.tell();
    }

    fn give_up(&self, attempt: &Attempt) {
        let mut slot = self.slot.lock();
        if matches!(&slot.phase, Phase::Connecting(current) if std::ptr::eq(current.as_ptr(), attempt)) {
            slot.turn(Phase::Idle, ChannelState::Idle);
            drop(slot);
            self.tell();
        }
    }
}
