//! The steps of a script, read.
//! They do nothing by themselves.

use std::{num::NonZeroU32, time::Duration};

use crate::message::Condition;

/// One step.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// A prepared message by its place, 0-based.
    Send(usize),
    /// All of them.
    SendAll,
    Pause(Duration),
    Await(Awaited),
    AwaitEnd {
        within: Option<Duration>,
    },
    HalfClose,
    Cancel,
    /// From the first step; so many times in all, or until stopped.
    Repeat(Option<NonZeroU32>),
}

/// Messages that are waited for.
#[derive(Debug, Clone)]
pub(super) struct Awaited {
    pub(super) count: u64,
    pub(super) condition: Option<Condition>,
    pub(super) within: Option<Duration>,
}

impl Awaited {
    pub(super) fn counts(&self, message: &[u8]) -> bool {
        self.condition.as_ref().is_none_or(|condition| condition.matches(message))
    }
}
