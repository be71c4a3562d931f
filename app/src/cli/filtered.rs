//! `--filter`: which response messages are printed, and how many that were.
//! What a filter means is the core's; here messages are counted as rows of a log.

use std::time::Duration;

use farcall_core::{
    call::{CallEvent, Direction, LogRow, RowFilter},
    schema::MessageDescriptor,
};

use super::ended::Ended;
use crate::units;

/// The filter of a call, with its counts.
pub struct Filtered {
    filter: RowFilter,
    rows: u64,
    last_at: Duration,
    received: u64,
    matched: u64,
}

impl Filtered {
    /// A filter of received messages of a type.
    ///
    /// # Errors
    /// It cannot be read: said with the place in it.
    pub fn by(text: &str, of: &MessageDescriptor) -> Result<Self, Ended> {
        let filter = RowFilter::parse(text, None, Some(of)).map_err(|error| {
            let before = text.get(..error.place.start).map_or(0, |before| before.chars().count());
            let width = text.get(error.place).map_or(0, |piece| piece.chars().count()).max(1);
            let sign = format!("{}{}", " ".repeat(before), "^".repeat(width));
            Ended::Usage(format!("--filter: {}\n  {text}\n  {sign}", error.message))
        })?;
        Ok(Self { filter, rows: 0, last_at: Duration::ZERO, received: 0, matched: 0 })
    }

    /// Whether an event is to be printed: all are but messages that do not match.
    pub fn shows(&mut self, event: &CallEvent) -> bool {
        let (at, message) = match event {
            CallEvent::RequestSent(sent) => (sent.at, None),
            CallEvent::Message(received) => (received.at, Some(received)),
            _ => return true,
        };
        let gap = at.saturating_sub(std::mem::replace(&mut self.last_at, at));
        self.rows += 1;
        let Some(message) = message else { return true };
        self.received += 1;
        let row = LogRow {
            row: self.rows - 1,
            direction: Direction::Received,
            index: message.index,
            at,
            gap,
            size: message.bytes.len(),
            wire_size: message.wire_bytes,
            compressed: message.compressed,
        };
        let is_match = self.filter.matches(&row, &message.bytes);
        self.matched += u64::from(is_match);
        is_match
    }

    /// Whether the message that is shown now is the first one.
    pub fn is_at_first(&self) -> bool {
        self.matched == 1
    }

    /// `12 of 3,400 messages matched`.
    pub fn words(&self) -> String {
        format!("{} of {} matched", units::count(self.matched), units::counted(self.received, "message"))
    }
}
