//! Which of the steps that wait a message is for: judged once, when it comes.
//! It keeps no message, and does not know when its steps are reached.

use super::step::{Awaited, Step};

/// The messages that a script waits for, in order, and how far they came.
pub(super) struct Expectations {
    awaited: Vec<Awaited>,
    /// After the last it begins again.
    repeats: bool,
    /// The one whose turn it is.
    at: usize,
    /// Fulfilled since the beginning.
    pub(super) met: u64,
    /// Messages that counted for the present one.
    pub(super) counted: u64,
    /// Messages that came during the present one.
    pub(super) came: u64,
}

impl Expectations {
    pub(super) fn of(steps: &[(usize, Step)]) -> Self {
        let mut awaited = Vec::new();
        let mut repeats = false;
        for (_, step) in steps {
            match step {
                Step::Await(expected) => awaited.push(expected.clone()),
                Step::Repeat(_) => repeats = true,
                Step::Send(_)
                | Step::SendAll
                | Step::Pause(_)
                | Step::AwaitEnd { .. }
                | Step::HalfClose
                | Step::Cancel => {}
            }
        }
        Self { awaited, repeats, at: 0, met: 0, counted: 0, came: 0 }
    }

    /// A message came. True if one that was waited for is fulfilled by it.
    pub(super) fn hear(&mut self, message: &[u8]) -> bool {
        let Some(awaited) = self.awaited.get(self.at) else { return false };
        self.came += 1;
        self.counted += u64::from(awaited.counts(message));
        if self.counted < awaited.count {
            return false;
        }
        self.met += 1;
        (self.counted, self.came) = (0, 0);
        self.at += 1;
        if self.repeats && self.at == self.awaited.len() {
            self.at = 0;
        }
        true
    }
}
