//! What holds a call up, judged by how its flow stands, and in a sentence.
//! A pure function of facts: it looks at no connection.

#[cfg(test)]
mod tests;

use std::{fmt, time::Duration};

use super::{RateUnit, ReadRate};
use crate::{
    status::words,
    transport::{Flow, FlowSide, WindowUser},
};

/// What lasts shorter than this is no stall.
pub(super) const PATIENCE: Duration = Duration::from_millis(500);

/// Something that holds a call up. Its `Display` is the sentence for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stall {
    /// What it is.
    pub cause: StallCause,
    /// For how long, as far as is known.
    pub lasts: Duration,
}

/// Why a call does not get on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StallCause {
    /// The server's limit on streams is reached; the request headers wait (RFC 9113, 5.1.2).
    StreamSlot {
        /// What it allows.
        allowed: u32,
    },
    /// The network takes nothing: the server does not read from the socket.
    Network,
    /// The server allows no byte on the stream, and has not from the start.
    NoWindow,
    /// The server has not given back what was sent on the stream.
    StreamWindow {
        /// Bytes that it has not read.
        unread: u64,
    },
    /// The server has not given back what was sent on the connection.
    ConnectionWindow {
        /// Whose bytes these are, the most first.
        users: Vec<WindowUser>,
        /// How many there are.
        count: usize,
        /// The stream of the call that is held up.
        own: u32,
    },
    /// This side has not read what came on the stream: the server may send no more.
    SlowReader {
        /// Bytes that were not given back.
        unread: u64,
        /// The rate that was asked for, where that is what holds it up.
        rate: Option<ReadRate>,
    },
    /// This side has not read what came on other streams: the server may send nothing on any.
    SlowReaders {
        /// Whose bytes these are, the most first.
        users: Vec<WindowUser>,
        /// How many there are.
        count: usize,
    },
    /// The server does not answer a ping.
    Ping,
}

/// For how long a rate of reading has held the server back, and which it is.
pub(super) type HeldBack = Option<(ReadRate, Duration)>;

/// What kept a call from its end when its deadline passed. What has never gone out needs not have waited long; what goes
/// on at speed uses its windows up for moments all the time.
pub(super) fn at_deadline(flow: &Flow, held_back: HeldBack, timeout: Duration) -> Option<Stall> {
    let is_definite = |stall: &Stall| matches!(stall.cause, StallCause::StreamSlot { .. } | StallCause::NoWindow);
    let stall = judge(flow, None, Duration::ZERO).filter(is_definite);
    stall.or_else(|| judge(flow, held_back, (timeout / 4).min(PATIENCE)))
}

/// What holds a call up, if something has for so long: the nearest cause first.
pub(super) fn judge(flow: &Flow, held_back: HeldBack, patience: Duration) -> Option<Stall> {
    let lasting = |lasts: Option<Duration>, cause: fn(&Flow) -> StallCause| {
        lasts.filter(|lasts| *lasts >= patience).map(|lasts| Stall { cause: cause(flow), lasts })
    };
    None.or_else(|| slot(flow, patience))
        .or_else(|| lasting(flow.blocked, |_| StallCause::Network))
        .or_else(|| sending(flow, patience))
        .or_else(|| receiving(flow, held_back, patience))
        .or_else(|| lasting(flow.unanswered_ping, |_| StallCause::Ping))
}

fn slot(flow: &Flow, patience: Duration) -> Option<Stall> {
    let allowed = flow.allowed_streams.filter(|allowed| flow.open_streams >= *allowed as usize)?;
    let lasts = flow.unopened.filter(|lasts| *lasts >= patience)?;
    Some(Stall { cause: StallCause::StreamSlot { allowed }, lasts })
}

fn sending(flow: &Flow, patience: Duration) -> Option<Stall> {
    let lasts = flow.held_up.filter(|lasts| flow.is_open && *lasts >= patience)?;
    let FlowSide { stream_used_up, connection_used_up, moved, outstanding, users, user_count, .. } = &flow.sending;
    let cause = match (stream_used_up, connection_used_up) {
        (Some(_), _) if *moved == 0 => StallCause::NoWindow,
        (Some(_), _) => StallCause::StreamWindow { unread: *outstanding },
        (None, Some(_)) => StallCause::ConnectionWindow { users: users.clone(), count: *user_count, own: flow.stream },
        (None, None) => return None,
    };
    Some(Stall { cause, lasts })
}

/// A rate lets the server go on for a moment with each message, so that its window is never used up for long: how long it
/// has been held back over all is told apart.
fn receiving(flow: &Flow, held_back: HeldBack, patience: Duration) -> Option<Stall> {
    let FlowSide { stream_used_up, connection_used_up, outstanding, users, user_count, is_ended, .. } = &flow.receiving;
    if !flow.is_open || *is_ended {
        return None;
    }
    let own = |rate| StallCause::SlowReader { unread: *outstanding, rate };
    if let Some((rate, lasts)) = held_back.filter(|(_, lasts)| *lasts >= patience) {
        return Some(Stall { cause: own(Some(rate)), lasts });
    }
    let long = |lasts: &Option<Duration>| lasts.filter(|lasts| *lasts >= patience);
    if let Some(lasts) = long(stream_used_up) {
        return Some(Stall { cause: own(None), lasts });
    }
    let lasts = long(connection_used_up)?;
    let cause = match users.first() {
        Some(user) if user.stream == flow.stream => own(None),
        _ => StallCause::SlowReaders { users: users.clone(), count: *user_count },
    };
    Some(Stall { cause, lasts })
}

impl fmt::Display for Stall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            StallCause::StreamSlot { allowed: 0 } => {
                write!(f, "Waiting for a stream slot: the server allows no streams at present")
            }
            StallCause::StreamSlot { allowed } => {
                write!(f, "Waiting for a stream slot: the server allows {allowed} at a time")
            }
            StallCause::Network => write!(f, "The network takes no more: the server does not read from the connection"),
            StallCause::NoWindow => {
                write!(f, "The server gives no window: it has allowed no byte on this stream yet")
            }
            StallCause::StreamWindow { unread } => {
                let unread = words::size(*unread);
                write!(f, "The server does not read: the window of this stream is used up by {unread} it has not read")
            }
            StallCause::ConnectionWindow { users, count, own } => {
                write!(f, "The connection window is used up by {}", who(users, *count, Some(*own)))?;
                match users.first() {
                    Some(user) => {
                        let (of, unread) = (if *count > 1 { "of the first" } else { "of it" }, words::size(user.bytes));
                        write!(f, ": the server has not read {unread} {of}")
                    }
                    None => write!(f, ": the server has given nothing back"),
                }
            }
            StallCause::SlowReader { unread, rate } => {
                match rate {
                    None => write!(f, "Your reader is slow: ")?,
                    Some(rate) if rate.is_nothing() => write!(f, "You read nothing: ")?,
                    Some(rate) => write!(f, "Your reader is slow, {}: ", in_words(*rate))?,
                }
                let unread = words::size(*unread);
                write!(f, "{unread} wait to be read, and until then the server may send no more")
            }
            StallCause::SlowReaders { users, count } => {
                let who = who(users, *count, None);
                write!(f, "The connection window is used up by {who}: your reader of it is slow")
            }
            StallCause::Ping => write!(f, "The server does not answer a ping"),
        }
    }
}

/// `10 messages/s`, `64 KiB/s`.
fn in_words(rate: ReadRate) -> String {
    match rate.unit() {
        RateUnit::Messages if rate.per_second() == 1.0 => "1 message/s".to_owned(),
        RateUnit::Messages => format!("{} messages/s", rate.per_second()),
        RateUnit::Bytes => rate.to_string(),
    }
}

/// `/shop.v1.Orders/Watch (stream 3) and 2 other calls`.
fn who(users: &[WindowUser], count: usize, own: Option<u32>) -> String {
    let Some(first) = users.first() else { return "calls that have ended".to_owned() };
    let name = match &first.method {
        _ if own == Some(first.stream) => "this call".to_owned(),
        Some(method) => format!("{method} (stream {})", first.stream),
        None => format!("a call that has ended here (stream {})", first.stream),
    };
    match count.saturating_sub(1) {
        0 => name,
        1 => format!("{name} and another call"),
        others => format!("{name} and {others} other calls"),
    }
}
