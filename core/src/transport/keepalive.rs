//! HTTP/2 pings that find out whether the other side is still there (grpc `doc/keepalive.md`, proposal A8).
//! It judges silence; giving the connection up is done by who drives it.

use std::{
    future::{pending, poll_fn},
    sync::{
        Arc, Weak,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use h2::{Ping, PingPong};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::{Connection, Keepalive, connection::Activity, tap::TapRecord};
use crate::status::words;

/// What a server says in a GOAWAY with ENHANCE_YOUR_CALM when it was pinged too often.
const TOO_MANY_PINGS: &[u8] = b"too_many_pings";
/// No clock overflows by this, and nobody waits for it.
const LONGEST: Duration = Duration::from_secs(365 * 86_400);
/// Doublings past this make no difference: 10 s become 2 h.
const MOST_DOUBLINGS: u32 = 10;

impl Keepalive {
    /// gRPC clients ping no more often than this (proposal A8); a shorter time is taken as this.
    pub const SHORTEST: Duration = Duration::from_secs(10);

    /// What to know about a time below what servers tolerate, in words.
    pub fn warning(&self) -> Option<String> {
        if self.time >= Self::TOLERATED {
            return None;
        }
        let tolerated = words::duration(Self::TOLERATED);
        let rule = format!(
            "Unless set up otherwise, servers close a connection that is pinged more often than every {tolerated}"
        );
        Some(match self.time < Self::SHORTEST {
            true => format!("{rule}. Pings go out every {} at most.", words::duration(Self::SHORTEST)),
            false => format!("{rule}."),
        })
    }
}

/// The keepalive of a channel: as its target says, slower each time a server complained.
#[derive(Debug)]
pub(super) struct Pulse {
    keepalive: Option<Keepalive>,
    shortest: Duration,
    doublings: AtomicU32,
}

impl Pulse {
    pub(super) fn new(keepalive: Option<Keepalive>, shortest: Duration) -> Self {
        Self { keepalive, shortest, doublings: AtomicU32::new(0) }
    }

    /// What the next connection does.
    pub(super) fn now(&self) -> Option<Keepalive> {
        let keepalive = self.keepalive?;
        let factor = 1 << self.doublings.load(Ordering::Relaxed);
        let time = keepalive.time.max(self.shortest).saturating_mul(factor).min(LONGEST);
        Some(Keepalive { time, timeout: keepalive.timeout.min(LONGEST), ..keepalive })
    }

    /// A connection went away; if that was for its pings, the next one pings half as often (proposal A8).
    pub(super) fn heed(&self, record: &TapRecord) {
        let complained = record
            .go_away()
            .is_some_and(|away| away.code == u32::from(h2::Reason::ENHANCE_YOUR_CALM) && away.debug == TOO_MANY_PINGS);
        if complained && self.doublings.load(Ordering::Relaxed) < MOST_DOUBLINGS {
            self.doublings.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Pings until one is not answered; returns why the connection is to be given up. Any byte counts as a sign of life: a
/// pong may stand behind a large message.
pub(super) async fn watch(
    mut pings: PingPong,
    record: Arc<TapRecord>,
    connection: (Weak<Connection>, Arc<Activity>),
    keepalive: Keepalive,
) -> String {
    loop {
        sleep_until(record.last_read() + keepalive.time).await;
        if record.last_read().elapsed() < keepalive.time {
            continue;
        }
        if !keepalive.without_calls {
            Connection::await_call(&connection.0, &connection.1).await;
        }
        // An error is a connection that ends by itself.
        if pings.send_ping(Ping::opaque()).is_err() {
            return pending().await;
        }
        let sent = Instant::now();
        loop {
            let give_up = record.last_read().max(sent) + keepalive.timeout;
            match timeout_at(give_up, poll_fn(|cx| pings.poll_pong(cx))).await {
                Ok(Ok(_)) => break,
                Ok(Err(_)) => return pending().await,
                Err(_) if record.last_read().max(sent) + keepalive.timeout > give_up => {}
                Err(_) => {
                    return format!("No answer to a keepalive ping within {}", words::duration(keepalive.timeout));
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_servers_do_not_tolerate_is_warned_of() {
        let every = |secs| Keepalive { time: Duration::from_secs(secs), ..Keepalive::default() };
        assert_eq!(every(300).warning(), None);
        let rule = "Unless set up otherwise, servers close a connection that is pinged more often than every 5 m 00 s";
        assert_eq!(every(30).warning(), Some(format!("{rule}.")));
        assert_eq!(every(1).warning(), Some(format!("{rule}. Pings go out every 10 s at most.")));
    }

    #[test]
    fn pings_are_never_closer_than_ten_seconds() {
        let every = |secs| Some(Keepalive { time: Duration::from_secs(secs), ..Keepalive::default() });
        for (asked, taken) in [(1, 10), (10, 10), (11, 11)] {
            let pulse = Pulse::new(every(asked), Keepalive::SHORTEST);
            assert_eq!(pulse.now(), every(taken));
        }
        let never = Keepalive { time: Duration::MAX, timeout: Duration::MAX, without_calls: false };
        let taken = Pulse::new(Some(never), Keepalive::SHORTEST).now().unwrap();
        assert!(Instant::now().checked_add(taken.time).is_some() && taken.timeout == taken.time);
        assert_eq!(Pulse::new(None, Keepalive::SHORTEST).now(), None);
    }
}
