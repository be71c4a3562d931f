//! What whoever steers a call hears of it: each message as it is told, and that the call is over.
//! It keeps no message; nobody listening costs one look at a flag.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use parking_lot::Mutex;
use tokio::sync::{Notify, futures::Notified};

use super::{CallEvent, CallObserver};

/// Shared by the handle of a call and its run.
#[derive(Default)]
pub(super) struct Ear {
    listens: AtomicBool,
    listener: Mutex<Option<(u64, Listener)>>,
    listened: AtomicU64,
    is_over: AtomicBool,
    news: Notify,
}

/// Told of each message; true: somebody should look at what came of it.
type Listener = Box<dyn FnMut(&[u8]) -> bool + Send>;

impl std::fmt::Debug for Ear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ear").field("is_over", &self.is_over).finish_non_exhaustive()
    }
}

impl Ear {
    /// Listens from here on, in place of whoever listened before, until the value is dropped.
    pub(super) fn listen(self: &Arc<Self>, listener: impl FnMut(&[u8]) -> bool + Send + 'static) -> Listening {
        let number = self.listened.fetch_add(1, Ordering::Relaxed);
        *self.listener.lock() = Some((number, Box::new(listener)));
        self.listens.store(true, Ordering::Release);
        Listening { ear: Arc::clone(self), number }
    }

    fn hear(&self, message: &[u8]) {
        if self.listener.lock().as_mut().is_some_and(|(_, listener)| listener(message)) {
            self.news.notify_waiters();
        }
    }
}

/// Somebody listens while this lives.
pub(super) struct Listening {
    ear: Arc<Ear>,
    number: u64,
}

impl Listening {
    /// Whether the call is over.
    pub(super) fn is_over(&self) -> bool {
        self.ear.is_over.load(Ordering::Acquire)
    }

    /// Wakes at the next news. Asked for before looking, so that none is missed.
    pub(super) fn news(&self) -> Notified<'_> {
        self.ear.news.notified()
    }

    /// Waits until there is something, or the call is over without it.
    pub(super) async fn until<T>(&self, mut look: impl FnMut() -> Option<T>) -> Option<T> {
        loop {
            let news = self.news();
            if let Some(found) = look() {
                return Some(found);
            }
            if self.is_over() {
                return None;
            }
            news.await;
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // Somebody else may listen by now: who stopped is often gone later than who came after.
        let mut listener = self.ear.listener.lock();
        if listener.as_ref().is_some_and(|(number, _)| *number == self.number) {
            self.ear.listens.store(false, Ordering::Release);
            *listener = None;
        }
    }
}

/// An observer whose messages the ear hears too. The call is over once it is dropped.
pub(super) struct Overheard<'o> {
    pub(super) ear: Arc<Ear>,
    pub(super) observer: &'o mut dyn CallObserver,
}

impl CallObserver for Overheard<'_> {
    fn event(&mut self, event: CallEvent) {
        if let CallEvent::Message(message) = &event
            && self.ear.listens.load(Ordering::Acquire)
        {
            // Told first, heard then: what is sent in answer stands below it in the log.
            let bytes = message.bytes.clone();
            self.observer.event(event);
            return self.ear.hear(&bytes);
        }
        self.observer.event(event);
    }

    fn events(&mut self, events: &mut Vec<CallEvent>) {
        if self.ear.listens.load(Ordering::Acquire) {
            events.drain(..).for_each(|event| self.event(event));
        } else {
            self.observer.events(events);
        }
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.observer.poll_ready(cx)
    }
}

impl Drop for Overheard<'_> {
    fn drop(&mut self) {
        self.ear.is_over.store(true, Ordering::Release);
        self.ear.news.notify_waiters();
    }
}

/// Counts the messages that come, for whoever answers each.
pub struct Replies {
    listening: Listening,
    came: Arc<AtomicU64>,
}

impl Replies {
    pub(super) fn of(ear: &Arc<Ear>) -> Self {
        let came = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&came);
        let listening = ear.listen(move |_| {
            count.fetch_add(1, Ordering::AcqRel);
            true
        });
        Self { listening, came }
    }

    /// How many came so far.
    pub fn came(&self) -> u64 {
        self.came.load(Ordering::Acquire)
    }

    /// Waits until more came than so many. False if the call is over without.
    pub async fn more_than(&self, before: u64) -> bool {
        self.listening.until(|| (self.came() > before).then_some(())).await.is_some()
    }
}
