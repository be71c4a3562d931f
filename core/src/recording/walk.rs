//! A log as the events that filled it, as far as it kept them: what a recording and an export take in.
//! It reads the log part by part and blocks where a part is on disk: not for the window's thread.

use std::{collections::VecDeque, io, time::Duration};

use bytes::Bytes;

use crate::call::{CallEvent, CallLog, Direction, LogRow, MessageReceived, MessageSent, Milestone, MilestoneKind};

/// What is met on the way.
#[derive(Debug)]
pub enum Walked {
    /// An event.
    Event(CallEvent),
    /// So many messages were here and are no longer kept.
    Lost(u64),
}

/// How far a log was walked.
#[derive(Default)]
pub struct LogWalk {
    next: u64,
    /// What is known and stands behind messages that are still to come, by its time.
    waiting: VecDeque<(Duration, CallEvent)>,
    has_begun: bool,
    /// How many of the log's milestones were met.
    told: u64,
}

impl LogWalk {
    /// The row it goes on with: those before it were met.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Tells what is new since the last time, in the order of its times where that is known. True once the call has ended
    /// and all of it was told.
    ///
    /// # Errors
    /// What `take` returns; the walk then stays where it is.
    pub fn go_on(&mut self, log: &CallLog, take: &mut dyn FnMut(Walked) -> io::Result<()>) -> io::Result<bool> {
        // Asked first: what comes after it is no part of the call.
        let finished = log.finished();
        if !std::mem::replace(&mut self.has_begun, true) {
            take(Walked::Event(CallEvent::Started))?;
        }
        self.look(log);
        while let Some(part) = log.part(self.next) {
            let range = part.range();
            if range.start > self.next {
                take(Walked::Lost(range.start - self.next))?;
                self.next = range.start;
            }
            for (row, bytes) in part.messages() {
                while self.waiting.front().is_some_and(|(at, _)| *at <= row.at) {
                    self.tell_waiting(take)?;
                }
                take(Walked::Event(event(row, bytes)))?;
                self.next = row.row + 1;
            }
        }
        while !self.waiting.is_empty() {
            self.tell_waiting(take)?;
        }
        let Some(finished) = finished else { return Ok(false) };
        take(Walked::Event(CallEvent::Finished(finished)))?;
        Ok(true)
    }

    fn tell_waiting(&mut self, take: &mut dyn FnMut(Walked) -> io::Result<()>) -> io::Result<()> {
        match self.waiting.pop_front() {
            Some((_, event)) => take(Walked::Event(event)),
            None => Ok(()),
        }
    }

    /// What is new besides messages.
    fn look(&mut self, log: &CallLog) {
        let (first, milestones) = log.milestones_from(self.told);
        self.told = first + milestones.len() as u64;
        for Milestone { at, kind, .. } in milestones {
            let event = match kind {
                MilestoneKind::Opened(opened) => CallEvent::Opened(opened),
                MilestoneKind::AttemptFailed(failed) => CallEvent::AttemptFailed(failed),
                MilestoneKind::Lost(lost) => CallEvent::Lost(lost),
                MilestoneKind::HalfClosed => CallEvent::HalfClosed { at },
                MilestoneKind::Headers(headers) => CallEvent::Headers((*headers).clone()),
                // It is told once all the rest is.
                MilestoneKind::Finished(_) => continue,
            };
            self.waiting.push_back((at, event));
        }
    }
}

fn event(row: &LogRow, bytes: &[u8]) -> CallEvent {
    let LogRow { direction, index, at, wire_size, compressed, .. } = *row;
    let bytes = Bytes::copy_from_slice(bytes);
    match direction {
        Direction::Sent => CallEvent::RequestSent(MessageSent { index, at, bytes, wire_bytes: wire_size, compressed }),
        Direction::Received => {
            CallEvent::Message(MessageReceived { index, at, bytes, wire_bytes: wire_size, compressed })
        }
    }
}
