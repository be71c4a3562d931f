//! The HTTP/1.1 connections to one address: each call takes one for itself, and gives it back if it is fit for another.
//! It opens more as calls need them; it does not bound how many calls run.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Weak,
        atomic::{AtomicUsize, Ordering},
    },
};

use parking_lot::Mutex;

use super::{
    error::read_end,
    lane::{Http1, Lane},
};
use crate::transport::{
    ConnectError,
    connection::Activity,
    driver::{Departure, Told},
    tap::TapRecord,
};

/// Lanes that are kept for the next calls.
const MOST_IDLE: usize = 4;

/// A connection in the making.
pub(in crate::transport) type Dialled = Pin<Box<dyn Future<Output = Result<Http1, ConnectError>> + Send>>;
type Dial = Box<dyn Fn() -> Dialled + Send + Sync>;

/// All lanes to one address.
pub(crate) struct Pool {
    dial: Dial,
    lanes: Arc<Lanes>,
}

struct Lanes {
    address: Arc<str>,
    idle: Mutex<Vec<Lane>>,
    open: AtomicUsize,
    activity: Arc<Activity>,
    told: Mutex<Told>,
}

/// A lane that a call has for itself.
pub(crate) struct Leased {
    pub(super) lane: Lane,
    lanes: Weak<Lanes>,
}

impl Pool {
    /// A pool that begins with one connection. `told` hears when none is left.
    pub(in crate::transport) fn new(
        address: &str,
        first: Http1,
        dial: Dial,
        activity: Arc<Activity>,
        told: Told,
    ) -> Self {
        let lanes = Arc::new(Lanes {
            address: address.into(),
            idle: Mutex::default(),
            open: AtomicUsize::new(0),
            activity,
            told: Mutex::new(told),
        });
        let first = lanes.adopt(first);
        lanes.idle.lock().push(first);
        Self { dial, lanes }
    }

    /// A lane: one that is idle, or a new one.
    ///
    /// # Errors
    /// There is none idle and none can be made.
    pub(crate) async fn lease(&self) -> Result<Leased, ConnectError> {
        loop {
            let idle = self.lanes.idle.lock().pop();
            let Some(mut lane) = idle else { break };
            if lane.is_free().await {
                return Ok(self.leased(lane));
            }
            if let Some(refusal) = lane.refusal() {
                return Err(refusal);
            }
        }
        let made = (self.dial)().await?;
        Ok(self.leased(self.lanes.adopt(made)))
    }

    fn leased(&self, lane: Lane) -> Leased {
        Leased { lane, lanes: Arc::downgrade(&self.lanes) }
    }
}

impl Leased {
    /// Gives the lane back for the next call.
    pub(super) fn give_back(self) {
        let Some(lanes) = self.lanes.upgrade() else { return };
        let mut idle = lanes.idle.lock();
        idle.retain(|lane| !lane.sender.is_closed());
        if idle.len() < MOST_IDLE && !self.lane.sender.is_closed() {
            idle.push(self.lane);
        }
    }
}

impl Lanes {
    /// Starts the driver of a connection.
    fn adopt(self: &Arc<Self>, made: Http1) -> Lane {
        let Http1 { sender, driver, record, secured } = made;
        self.open.fetch_add(1, Ordering::AcqRel);
        let alive = Alive { lanes: Arc::downgrade(self), record: record.clone() };
        let task = tokio::spawn(async move {
            // What it ended with is told by the call on it, if there is one.
            let _ = driver.await;
            drop(alive);
        });
        Lane { sender, driver: task.abort_handle(), record, secured, address: self.address.clone() }
    }
}

/// Held by a driver as long as it runs.
struct Alive {
    lanes: Weak<Lanes>,
    record: Arc<TapRecord>,
}

impl Drop for Alive {
    fn drop(&mut self) {
        let Some(lanes) = self.lanes.upgrade() else { return };
        if lanes.open.fetch_sub(1, Ordering::AcqRel) > 1 {
            return;
        }
        // What ends a later call on it is told again, and heeded by nobody.
        lanes.activity.is_closed.store(true, Ordering::Release);
        let reason = read_end(&self.record);
        (lanes.told.lock())(reason.map_or(Departure::LetGo, Departure::Ended));
    }
}
