//! A row by its number or its time, found in a few looks into the log whatever its length.
//! It may wait for a file, so it is not for a thread that must stay awake.

use std::time::Duration;

use crate::{
    call::{CallLog, Direction, LogRow},
    message::condition::duration_nanos,
};

/// Where to go in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowGoal {
    /// The message of this number among its direction, from 1.
    Number(Direction, u64),
    /// The first message at or after this time of the call.
    Time(Duration),
}

impl RowGoal {
    /// Reads `500` (received), `sent 5`, `12.3s`, `250ms`.
    ///
    /// # Errors
    /// It is neither; the reason says what would be.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (direction, number) = match text.split_once(' ') {
            Some(("sent", number)) => (Direction::Sent, number),
            Some(("received" | "no", number)) => (Direction::Received, number),
            _ => (Direction::Received, text),
        };
        if let Some(number) = number.trim().replace(',', "").parse().ok().filter(|number| *number > 0) {
            return Ok(Self::Number(direction, number));
        }
        let nanos = duration_nanos(text).and_then(|nanos| u64::try_from(nanos).ok());
        let time = nanos.map(|nanos| Self::Time(Duration::from_nanos(nanos)));
        time.ok_or_else(|| "A number as 500 or sent 5, or a time as 12.3s".to_owned())
    }

    /// Its row; of a goal past the end the last one, of one that is no longer kept the first.
    pub fn find(self, log: &CallLog) -> Option<u64> {
        let now = log.snapshot();
        let (mut low, mut high) = (now.dropped, now.rows);
        while low < high {
            let middle = low + (high - low) / 2;
            let is_before = log
                .part(middle)
                .and_then(|part| part.messages().next().map(|(row, _)| self.is_after(row)))
                .unwrap_or(false);
            if is_before { low = middle + 1 } else { high = middle }
        }
        let last = now.rows.checked_sub(1).filter(|last| *last >= now.dropped)?;
        Some(low.min(last))
    }

    /// Whether it comes after a row.
    fn is_after(self, row: &LogRow) -> bool {
        match self {
            Self::Time(time) => row.at < time,
            Self::Number(direction, number) => {
                // Up to this row, itself included, there are so many of that direction.
                let own = row.index + 1;
                let seen = if row.direction == direction { own } else { (row.row + 1).saturating_sub(own) };
                seen < number
            }
        }
    }
}
