//! The memory of emptied pages, to be filled again: the system clears fresh memory, which costs more than the copy into it.
//! It is held for a moment and then given back; whose page comes next is not known here.

use std::{
    sync::{Arc, Weak},
    thread,
    time::{Duration, Instant},
};

use parking_lot::Mutex;

use super::page::{LARGEST, Page};

/// What nobody asked for in this time is given back.
const HELD: Duration = Duration::from_secs(3);

#[derive(Default)]
pub(super) struct Spare(Mutex<Held>);

#[derive(Default)]
struct Held {
    pages: Vec<Vec<u8>>,
    /// When one came or went last.
    moved: Option<Instant>,
    /// Whether a thread looks after them.
    is_watched: bool,
}

impl Spare {
    /// Bytes for a page that is to be of this size, if some were left over.
    pub(super) fn take(&self, size: usize) -> Option<Vec<u8>> {
        if size != LARGEST {
            return None;
        }
        let mut held = self.0.lock();
        let page = held.pages.pop()?;
        held.moved = Some(Instant::now());
        Some(page)
    }

    /// Holds the bytes of a page that nobody else has, unless there are `most` bytes already.
    pub(super) fn keep(self: &Arc<Self>, page: Arc<Page>, most: usize) {
        let Some(bytes) = Arc::into_inner(page).and_then(Page::into_spare) else { return };
        let mut held = self.0.lock();
        if (held.pages.len() + 1) * LARGEST > most {
            return;
        }
        if !held.is_watched {
            let spare = Arc::downgrade(self);
            held.is_watched =
                thread::Builder::new().name("farcall-log-spare".into()).spawn(move || watch(&spare)).is_ok();
        }
        if held.is_watched {
            held.pages.push(bytes);
            held.moved = Some(Instant::now());
        }
    }
}

fn watch(spare: &Weak<Spare>) {
    loop {
        thread::sleep(HELD);
        let Some(spare) = spare.upgrade() else { return };
        let mut held = spare.0.lock();
        if held.moved.is_none_or(|moved| moved.elapsed() >= HELD) {
            *held = Held::default();
            return;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn page() -> Arc<Page> {
        Arc::new(Page::new((0, Duration::ZERO), LARGEST, 0, |_| super::super::page::Reused::default()))
    }

    #[test]
    fn pages_are_filled_again_and_then_given_back() {
        let spare = Arc::<Spare>::default();
        for _ in 0..3 {
            spare.keep(page(), 2 * LARGEST);
        }
        assert_eq!(spare.take(LARGEST / 2), None, "only whole ones");
        assert_eq!(spare.take(LARGEST).unwrap().capacity(), LARGEST);
        assert_eq!(spare.0.lock().pages.len(), 1, "no more than was asked for");
        let held = page();
        spare.keep(Arc::clone(&held), 2 * LARGEST);
        assert_eq!(spare.0.lock().pages.len(), 1, "what is still read is left alone");
        let late = Instant::now() + Duration::from_secs(20);
        while spare.0.lock().is_watched {
            assert!(Instant::now() < late, "they stay");
            thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(spare.take(LARGEST), None);
    }
}
