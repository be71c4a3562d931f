//! Where the stream of a call ended and was opened again: between which rows, why, and for how long nothing was heard.
//! It holds no message.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use crate::call::event::Lost;

/// Gaps that are kept; past that the oldest go.
const KEPT: usize = 4096;

/// A time without a stream in a call that opens its stream again.
#[derive(Debug, Clone)]
pub struct Gap {
    /// Rows of the log before it.
    pub row: u64,
    /// 1 for the first of the call.
    pub number: u32,
    /// What the stream ended with.
    pub lost: Arc<Lost>,
    /// The last try to open it again that came to nothing; the end of the stream itself if there was none.
    pub last: Arc<Lost>,
    /// Tries that came to nothing.
    pub tries: u32,
    /// When it was open again, since `Started`; `None`: it is not.
    pub reopened: Option<Duration>,
}

/// The gaps of a call in numbers, for whoever looks each frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GapNumbers {
    /// How often its stream was lost.
    pub count: u32,
    /// The stream is not open again yet.
    pub is_away: bool,
    /// Another number whenever a gap is another than before.
    pub revision: u64,
}

#[derive(Default)]
pub(super) struct Gaps {
    kept: VecDeque<Gap>,
    numbers: GapNumbers,
}

impl Gaps {
    pub(super) fn numbers(&self) -> GapNumbers {
        self.numbers
    }

    pub(super) fn kept(&self) -> Vec<Gap> {
        self.kept.iter().cloned().collect()
    }

    /// A stream that ended where the one before it did, nothing having gone or come in between, is a try in vain.
    pub(super) fn lost(&mut self, lost: &Arc<Lost>, row: u64) {
        self.numbers.revision += 1;
        self.numbers.is_away = true;
        if let Some(gap) = self.kept.back_mut().filter(|gap| gap.row == row) {
            gap.last = Arc::clone(lost);
            gap.tries += 1;
            gap.reopened = None;
            return;
        }
        self.numbers.count += 1;
        if self.kept.len() >= KEPT {
            self.kept.pop_front();
        }
        let (lost, last) = (Arc::clone(lost), Arc::clone(lost));
        self.kept.push_back(Gap { row, number: self.numbers.count, lost, last, tries: 0, reopened: None });
    }

    /// A stream was opened.
    pub(super) fn opened(&mut self, at: Duration) {
        if !std::mem::take(&mut self.numbers.is_away) {
            return;
        }
        self.numbers.revision += 1;
        if let Some(gap) = self.kept.back_mut() {
            gap.reopened = Some(at);
        }
    }

    /// The call ended.
    pub(super) fn finished(&mut self) {
        if std::mem::take(&mut self.numbers.is_away) {
            self.numbers.revision += 1;
        }
    }
}

impl Gap {
    /// When the next try is made, since `Started`, while it is waited for.
    pub fn next_try(&self) -> Option<Duration> {
        self.reopened.is_none().then(|| self.last.at.saturating_add(self.last.wait))
    }

    /// How long there was no stream, once there is one again.
    pub fn took(&self) -> Option<Duration> {
        Some(self.reopened?.saturating_sub(self.lost.at))
    }
}
