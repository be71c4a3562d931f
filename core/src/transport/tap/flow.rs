//! How the flow of one stream stands at one moment: what may go each way, and what uses the windows up.
//! It tells what is; what that means for a call is judged elsewhere.

use std::{sync::Arc, time::Duration};

use super::{
    ledger::{Half, Ledger, Micros, StreamBook, Window},
    settings::Http2Settings,
};

/// Users of a window that are named.
const MOST_USERS: usize = 8;

/// The flow of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The stream.
    pub stream: u32,
    /// Whether its request headers went out and it is not closed.
    pub is_open: bool,
    /// For how long its request headers wait to go out.
    pub unopened: Option<Duration>,
    /// Streams the server allows at a time; `None`: it names no limit.
    pub allowed_streams: Option<u32>,
    /// Streams of the connection that are open.
    pub open_streams: usize,
    /// From this client to the server.
    pub sending: FlowSide,
    /// From the server to this client.
    pub receiving: FlowSide,
    /// For how long the network has taken nothing of what this client writes.
    pub blocked: Option<Duration>,
    /// For how long a ping of this client has been without an answer.
    pub unanswered_ping: Option<Duration>,
    /// For how long this client has had something to send on the stream and has not got on.
    pub held_up: Option<Duration>,
}

/// One direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowSide {
    /// What may go on the connection, in bytes; negative where SETTINGS took some back.
    pub connection: i64,
    /// For how long there has been nothing of it.
    pub connection_used_up: Option<Duration>,
    /// What may go on the stream, in bytes.
    pub stream: i64,
    /// For how long there has been nothing of it.
    pub stream_used_up: Option<Duration>,
    /// Bytes that went on the stream.
    pub moved: u64,
    /// Those of them that were not given back.
    pub outstanding: u64,
    /// Whether this side of the stream is closed.
    pub is_ended: bool,
    /// Whose bytes use the connection's window up, the most first: the largest eight.
    pub users: Vec<WindowUser>,
    /// How many there are.
    pub user_count: usize,
}

/// A stream whose bytes were not given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowUser {
    /// The stream.
    pub stream: u32,
    /// `/pkg.Service/Method`, if it is a call of ours that still runs.
    pub method: Option<Arc<str>>,
    /// The bytes.
    pub bytes: u64,
}

/// The flow of a stream by the books; who runs the call adds what it knows.
pub(super) fn flow_of(ledger: &Ledger, settings: &Http2Settings, stream: u32, now: Micros) -> Flow {
    let book = ledger.stream(stream);
    let ago = |at: Micros| Duration::from_micros(now.saturating_sub(at));
    let side = |connection: &Window, first: u32, half: fn(&StreamBook) -> &Half| {
        let (users, user_count) = users(ledger, connection, half);
        let own = book.map(half);
        FlowSide {
            connection: connection.left,
            connection_used_up: connection.used_up.map(ago),
            stream: own.map_or(i64::from(first), |own| own.window.left),
            stream_used_up: own.and_then(|own| own.window.used_up).map(ago),
            moved: own.map_or(0, |own| own.moved),
            outstanding: own.map_or(0, Half::outstanding),
            is_ended: own.is_some_and(|own| own.is_ended),
            users,
            user_count,
        }
    };
    Flow {
        stream,
        is_open: book.is_some(),
        unopened: (stream > ledger.newest).then_some(Duration::ZERO),
        allowed_streams: settings.max_concurrent_streams,
        open_streams: ledger.streams().len(),
        sending: side(&ledger.send, ledger.first_send, |book| &book.send),
        receiving: side(&ledger.receive, ledger.first_receive, |book| &book.receive),
        blocked: None,
        unanswered_ping: ledger.unanswered_ping().map(ago),
        held_up: None,
    }
}

/// Counted only where there is nothing left to share.
fn users(ledger: &Ledger, connection: &Window, half: fn(&StreamBook) -> &Half) -> (Vec<WindowUser>, usize) {
    if connection.used_up.is_none() {
        return (Vec::new(), 0);
    }
    let outstanding = |book: &StreamBook| (book.id, half(book).outstanding());
    let mut all: Vec<(u32, u64)> = ledger.streams().iter().map(outstanding).filter(|(_, bytes)| *bytes > 0).collect();
    all.sort_by_key(|(stream, bytes)| (std::cmp::Reverse(*bytes), *stream));
    let count = all.len();
    let user = |(stream, bytes): (u32, u64)| WindowUser { stream, method: ledger.name_of(stream), bytes };
    (all.into_iter().take(MOST_USERS).map(user).collect(), count)
}
