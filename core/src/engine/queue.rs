//! The way out: events with a slot each. A newer event of the same slot takes the place of the older one that nobody
//! drained, so the queue is bounded by what is open, also while the window is hidden. It never blocks who pushes.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::Mutex;

use super::{
    command::{CallId, SourceId, TaskId},
    event::Event,
};
use crate::transport::Target;

/// What an event is about, for those of which the latest alone counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Slot {
    Channel(Arc<Target>),
    Progress(SourceId),
    Health(TaskId),
    Channelz(TaskId),
    /// Told once: a slot of its own.
    Once(u64),
}

enum Waiting {
    Slot(Slot),
    Call(Arc<CallMark>),
}

#[derive(Default)]
struct Inner {
    order: VecDeque<Waiting>,
    events: HashMap<Slot, Event>,
    next_once: u64,
    /// Whether `wake` was called since the window last found the queue empty.
    woken: bool,
}

/// The queue of one engine.
pub(super) struct EventQueue {
    inner: Mutex<Inner>,
    wake: Box<dyn Fn() + Send + Sync>,
}

/// The dirty mark of one call: set any number of times, queued once until it is drained.
pub(super) struct CallMark {
    id: CallId,
    is_queued: AtomicBool,
}

impl EventQueue {
    pub(super) fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self { inner: Mutex::default(), wake: Box::new(wake) }
    }

    /// A mark for a call that begins.
    pub(super) fn mark(id: CallId) -> Arc<CallMark> {
        Arc::new(CallMark { id, is_queued: AtomicBool::new(false) })
    }

    /// Says that a call's log has news. Costs one atomic swap while the news before is not drained yet.
    pub(super) fn call_changed(&self, mark: &Arc<CallMark>) {
        // Both sides swap: whoever comes second sees what the other wrote before. Either the drain sees this news in
        // the log, or the mark is queued again.
        if !mark.is_queued.swap(true, Ordering::AcqRel) {
            self.enqueue(|inner| inner.order.push_back(Waiting::Call(Arc::clone(mark))));
        }
    }

    pub(super) fn push(&self, event: Event) {
        if let Event::CallChanged(id) = event {
            return self.call_changed(&Self::mark(id));
        }
        self.enqueue(|inner| {
            let slot = slot_of(&event).unwrap_or_else(|| {
                inner.next_once += 1;
                Slot::Once(inner.next_once)
            });
            if inner.events.insert(slot.clone(), event).is_none() {
                inner.order.push_back(Waiting::Slot(slot));
            }
        });
    }

    /// Takes at most `max` events, oldest slot first. Wakes again if it leaves some.
    pub(super) fn drain(&self, max: usize) -> Vec<Event> {
        let mut inner = self.inner.lock();
        let mut drained = Vec::with_capacity(max.min(inner.order.len()));
        while drained.len() < max {
            match inner.order.pop_front() {
                Some(Waiting::Call(mark)) => {
                    mark.is_queued.swap(false, Ordering::AcqRel);
                    drained.push(Event::CallChanged(mark.id));
                }
                Some(Waiting::Slot(slot)) => drained.extend(inner.events.remove(&slot)),
                None => break,
            }
        }
        inner.woken = !inner.order.is_empty();
        let more = inner.woken;
        drop(inner);
        if more {
            (self.wake)();
        }
        drained
    }

    fn enqueue(&self, add: impl FnOnce(&mut Inner)) {
        let mut inner = self.inner.lock();
        add(&mut inner);
        let first = !std::mem::replace(&mut inner.woken, true);
        drop(inner);
        if first {
            (self.wake)();
        }
    }
}

fn slot_of(event: &Event) -> Option<Slot> {
    match event {
        Event::Channel { target, .. } => Some(Slot::Channel(Arc::clone(target))),
        Event::SchemaProgress(id, _) => Some(Slot::Progress(*id)),
        Event::Health(id, _) => Some(Slot::Health(*id)),
        Event::Channelz(id, _) => Some(Slot::Channelz(*id)),
        Event::CallChanged(_)
        | Event::NotSent(..)
        | Event::SchemaLoaded(..)
        | Event::SchemaFailed(..)
        | Event::HealthEnded(..)
        | Event::OpenBrowser { .. }
        | Event::SignedIn(..)
        | Event::SessionLoaded(..)
        | Event::Listed(..)
        | Event::Opened(..)
        | Event::RequestSaved(..)
        | Event::Deleted(..)
        | Event::Saved(..) => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    fn queue() -> (EventQueue, Arc<AtomicUsize>) {
        let wakes = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&wakes);
        (EventQueue::new(move || _ = counted.fetch_add(1, Ordering::SeqCst)), wakes)
    }

    #[test]
    fn a_call_stands_in_the_queue_once_until_it_is_drained() {
        let (queue, wakes) = queue();
        let mark = EventQueue::mark(CallId(7));
        for _ in 0..100_000 {
            queue.call_changed(&mark);
        }
        assert_eq!(wakes.load(Ordering::SeqCst), 1);
        let drained = queue.drain(100);
        assert!(matches!(drained[..], [Event::CallChanged(CallId(7))]));
        queue.call_changed(&mark);
        assert_eq!(wakes.load(Ordering::SeqCst), 2);
        assert_eq!(queue.drain(100).len(), 1);
        assert!(queue.drain(100).is_empty());
        assert_eq!(wakes.load(Ordering::SeqCst), 2, "an empty drain wakes nobody");
    }

    #[test]
    fn of_progress_the_latest_counts_and_of_answers_every_one() {
        let (queue, _) = queue();
        for step in ["one", "two", "three"] {
            queue.push(Event::SchemaProgress(SourceId(1), step.into()));
            queue.push(Event::Saved(TaskId(1), Ok(())));
        }
        let drained = queue.drain(100);
        assert!(matches!(&drained[0], Event::SchemaProgress(SourceId(1), step) if step == "three"));
        assert_eq!(drained.len(), 4);
    }

    #[test]
    fn a_drain_that_leaves_some_wakes_again() {
        let (queue, wakes) = queue();
        for _ in 0..5 {
            queue.push(Event::Saved(TaskId(1), Ok(())));
        }
        assert_eq!(queue.drain(2).len(), 2);
        assert_eq!(wakes.load(Ordering::SeqCst), 2);
        assert_eq!(queue.drain(9).len(), 3);
        assert_eq!(wakes.load(Ordering::SeqCst), 2);
    }
}
