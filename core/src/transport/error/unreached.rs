//! Several addresses tried in vain, put into one sentence: each reason once, with the addresses it holds for.
//! It tries nothing.

use super::ConnectError;
use crate::status::words;

/// Addresses named for one reason; of more, only how many.
const NAMED: usize = 4;

/// One address that could not be reached.
#[derive(Debug)]
pub struct FailedAddress {
    /// `127.0.0.1:50051`, as text.
    pub address: String,
    /// Why not.
    pub error: ConnectError,
}

impl ConnectError {
    /// One error of all attempts, in the words of a single address where all failed alike; `None` of no attempt.
    pub(in crate::transport) fn of_all(address: &str, mut attempts: Vec<FailedAddress>) -> Option<Self> {
        let reasons = grouped(&attempts).len();
        if reasons > 1 {
            return Some(Self::NoneReached { address: address.to_owned(), attempts });
        }
        attempts.truncate(1);
        attempts.pop().map(|first| first.error)
    }
}

pub(super) fn message(address: &str, attempts: &[FailedAddress]) -> String {
    let groups = grouped(attempts);
    let reasons = groups.iter().enumerate().map(|(at, group)| {
        let reason = if at == 0 { group.reason.clone() } else { uncapitalised(&group.reason) };
        format!("{reason} at {}", listed(&group.addresses))
    });
    let reasons = reasons.collect::<Vec<_>>().join("; ");
    let question = match groups.first() {
        Some(Group { rank: Rank::Refused, .. }) => " Is the server running?",
        _ => "",
    };
    format!("Can't reach {address} · {reasons}.{question}")
}

/// How much a reason says about the server, most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Refused,
    Silent,
    Other,
    /// About this machine: it has no way to a whole family of addresses.
    NoWay,
}

struct Group<'a> {
    rank: Rank,
    reason: String,
    addresses: Vec<&'a str>,
}

/// By reason, the most telling one first.
fn grouped(attempts: &[FailedAddress]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for FailedAddress { address, error } in attempts {
        let (rank, reason) = reason(error);
        match groups.iter_mut().find(|group| group.reason == reason) {
            Some(group) => group.addresses.push(address),
            None => groups.push(Group { rank, reason, addresses: vec![address] }),
        }
    }
    groups.sort_by_key(|group| group.rank);
    groups
}

fn reason(error: &ConnectError) -> (Rank, String) {
    use std::io::ErrorKind::{AddrNotAvailable, HostUnreachable, NetworkUnreachable};
    match error {
        ConnectError::Refused { .. } => (Rank::Refused, "Connection refused".to_owned()),
        ConnectError::TimedOut { limit, .. } => (Rank::Silent, format!("No answer within {}", words::duration(*limit))),
        ConnectError::Unreachable { source, .. } => {
            let is_own = matches!(source.kind(), AddrNotAvailable | HostUnreachable | NetworkUnreachable);
            (if is_own { Rank::NoWay } else { Rank::Other }, words::io(source))
        }
        other => {
            let message = other.message();
            (Rank::Other, message.split_once(" · ").map_or(message.as_str(), |(title, _)| title).to_owned())
        }
    }
}

fn listed(addresses: &[&str]) -> String {
    let named = if addresses.len() > NAMED + 1 { NAMED } else { addresses.len() };
    let rest = addresses.len() - named;
    let mut words = addresses.iter().take(named).map(ToString::to_string).collect::<Vec<_>>();
    if rest > 0 {
        words.push(format!("{rest} more"));
    }
    match words.pop() {
        Some(last) if !words.is_empty() => format!("{} and {last}", words.join(", ")),
        last => last.unwrap_or_default(),
    }
}

fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::{io, time::Duration};

    use super::*;
    use crate::transport::{ProxyFault, Step};

    fn failed(address: &str, kind: Option<io::ErrorKind>) -> FailedAddress {
        let target = "shop:1".to_owned();
        let error = match kind {
            None => ConnectError::TimedOut { address: target, step: Step::Tcp, limit: Duration::from_secs(3) },
            Some(io::ErrorKind::ConnectionRefused) => {
                ConnectError::Refused { address: target, source: io::ErrorKind::ConnectionRefused.into() }
            }
            Some(kind) => ConnectError::Unreachable { address: target, source: kind.into() },
        };
        FailedAddress { address: address.to_owned(), error }
    }

    fn message_of(attempts: Vec<FailedAddress>) -> String {
        ConnectError::of_all("shop:1", attempts).unwrap().message()
    }

    #[test]
    fn one_reason_is_said_as_for_one_address() {
        let refused = || Some(io::ErrorKind::ConnectionRefused);
        let words = "Can't reach shop:1 · Connection refused. Is the server running?";
        assert_eq!(message_of(vec![failed("127.0.0.1:1", refused())]), words);
        assert_eq!(message_of(vec![failed("[::1]:1", refused()), failed("127.0.0.1:1", refused())]), words);
        assert!(ConnectError::of_all("shop:1", Vec::new()).is_none());
    }

    #[test]
    fn several_reasons_name_their_addresses_the_most_telling_first() {
        let (refused, no_way) = (io::ErrorKind::ConnectionRefused, io::ErrorKind::NetworkUnreachable);
        let mut attempts = vec![failed("[::1]:1", Some(no_way)), failed("10.0.0.1:1", None)];
        attempts.push(failed("10.0.0.2:1", Some(refused)));
        attempts.push(failed("10.0.0.3:1", Some(refused)));
        let words = "Can't reach shop:1 · Connection refused at 10.0.0.2:1 and 10.0.0.3:1; no answer within 3 s at \
                     10.0.0.1:1; network unreachable at [::1]:1. Is the server running?";
        assert_eq!(message_of(attempts), words);
    }

    #[test]
    fn a_proxy_that_refuses_every_host_is_told_as_for_the_first() {
        let refused = |asked: &str| {
            let (answer, asked) = ("403 Forbidden".to_owned(), asked.to_owned());
            let fault = ProxyFault::Refused { answer, asked: asked.clone(), wants_credentials: false };
            let error = ConnectError::Proxy { proxy: "proxy:3128".into(), variable: Some("HTTPS_PROXY".into()), fault };
            FailedAddress { address: asked, error }
        };
        let words = "Proxy proxy:3128 refused: 403 Forbidden · It was asked for a:1 (HTTPS_PROXY).";
        assert_eq!(message_of(vec![refused("a:1"), refused("b:2")]), words);
        let mixed = vec![refused("a:1"), failed("b:2", None)];
        let words = "Can't reach shop:1 · No answer within 3 s at b:2; proxy proxy:3128 refused: 403 Forbidden at a:1.";
        assert_eq!(message_of(mixed), words);
    }

    #[test]
    fn of_many_addresses_a_few_are_named() {
        let mut attempts = vec![failed("a:1", Some(io::ErrorKind::ConnectionReset))];
        attempts.extend((0..20).map(|at| failed(&format!("10.0.0.{at}:1"), None)));
        let words = "Can't reach shop:1 · No answer within 3 s at 10.0.0.0:1, 10.0.0.1:1, 10.0.0.2:1, 10.0.0.3:1 and \
                     16 more; connection reset at a:1.";
        assert_eq!(message_of(attempts), words);
    }
}
