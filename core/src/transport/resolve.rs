//! From an endpoint to the places where its sockets go, in the order to try them.
//! It opens nothing.

use std::{
    collections::HashSet,
    fmt, io,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::{Duration, Instant},
};

use tokio::{task::JoinHandle, time::timeout};

use super::{Address, ConnectError, Endpoint, HostPort, Ladder, Step, dial::look_up, proxy::Route};

/// One place where a socket goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// An address, straight.
    Tcp(SocketAddr),
    /// A unix socket on disk.
    Unix(PathBuf),
    /// A unix socket in the abstract namespace.
    Abstract(String),
    /// A host that the route's proxy is asked for.
    ByProxy {
        /// Name or IP address.
        host: String,
        /// Port.
        port: u16,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Tcp(address) => address.fmt(f),
            Place::Unix(path) => Address::Unix(path.clone()).fmt(f),
            Place::Abstract(name) => Address::Abstract(name.clone()).fmt(f),
            Place::ByProxy { host, port } => HostPort { host: host.clone(), port: *port }.fmt(f),
        }
    }
}

/// Looks up what needs it, all names at once, noting the step on the ladder. Never empty, no place twice; of several
/// names those that are not found are left out, if one is.
///
/// The addresses of one name stand as RFC 8305, section 4 has them; hosts of a list stand as they were typed.
pub(super) async fn resolve(
    endpoint: &Endpoint,
    route: &Route,
    limit: Duration,
    ladder: &mut Ladder,
) -> Result<Vec<Place>, ConnectError> {
    let began = Instant::now();
    let places = match &endpoint.address {
        Address::Unix(path) => vec![Place::Unix(path.clone())],
        Address::Abstract(name) => vec![Place::Abstract(name.clone())],
        address => {
            let hosts = address.hosts().into_iter().map(|host| Sought::start(host, route, limit)).collect::<Vec<_>>();
            let lookups = hosts.iter().filter(|host| matches!(host, Sought::LookedUp { .. })).count();
            let (places, missing) = gather(hosts, &address.to_string(), limit).await?;
            if lookups > 0 {
                ladder.done(Step::Name, began, finding(places.len(), missing));
                return Ok(places);
            }
            places
        }
    };
    ladder.not_needed(Step::Name);
    Ok(places)
}

/// One host of an endpoint.
enum Sought {
    Known(Place),
    LookedUp { name: String, by_proxy: bool, lookup: JoinHandle<Option<io::Result<Vec<SocketAddr>>>> },
}

impl Sought {
    fn start(host: HostPort, route: &Route, limit: Duration) -> Self {
        let proxy = route.proxy_for(&host);
        match host.host.parse::<IpAddr>() {
            Ok(ip) => Self::Known(place(SocketAddr::new(ip, host.port), proxy.is_some())),
            Err(_) if proxy.is_some_and(|proxy| proxy.looks_up_names()) => {
                Self::Known(Place::ByProxy { host: host.host, port: host.port })
            }
            Err(_) => Self::LookedUp {
                name: host.host.clone(),
                by_proxy: proxy.is_some(),
                lookup: tokio::spawn(async move { timeout(limit, look_up(&host)).await.ok() }),
            },
        }
    }
}

/// All places, and how many names were not found; the first failure if there is no place.
async fn gather(hosts: Vec<Sought>, address: &str, limit: Duration) -> Result<(Vec<Place>, usize), ConnectError> {
    let mut places = Vec::new();
    let mut failures = Vec::new();
    for host in hosts {
        match host {
            Sought::Known(place) => places.push(place),
            Sought::LookedUp { name, by_proxy, lookup } => match lookup.await {
                Ok(Some(Ok(found))) => places.extend(found.into_iter().map(|address| place(address, by_proxy))),
                Ok(Some(Err(source))) => failures.push(ConnectError::NameNotFound { host: name, source }),
                Ok(None) => {
                    failures.push(ConnectError::TimedOut { address: address.to_owned(), step: Step::Name, limit });
                }
                Err(error) => failures.push(ConnectError::NameNotFound { host: name, source: error.into() }),
            },
        }
    }
    let mut seen = HashSet::new();
    places.retain(|place| seen.insert(place.clone()));
    let missing = failures.len();
    match failures.into_iter().next() {
        Some(failure) if places.is_empty() => Err(failure),
        _ => Ok((places, missing)),
    }
}

fn place(address: SocketAddr, by_proxy: bool) -> Place {
    if by_proxy { Place::ByProxy { host: address.ip().to_string(), port: address.port() } } else { Place::Tcp(address) }
}

fn finding(addresses: usize, missing: usize) -> String {
    let addresses = if addresses == 1 { "1 address".to_owned() } else { format!("{addresses} addresses") };
    match missing {
        0 => addresses,
        1 => format!("{addresses}, 1 name not found"),
        missing => format!("{addresses}, {missing} names not found"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::transport::Target;

    async fn places(address: &str) -> (Vec<String>, Ladder) {
        let endpoint = Endpoint::parse(&Target::new(address)).unwrap();
        let mut ladder = Ladder::default();
        let limit = Duration::from_secs(20);
        let places = resolve(&endpoint, &Route::default(), limit, &mut ladder).await.unwrap();
        (places.iter().map(ToString::to_string).collect(), ladder)
    }

    #[tokio::test]
    async fn a_list_keeps_its_order_and_loses_what_stands_twice() {
        let (found, ladder) = places("127.0.0.2:5,[::1]:6,127.0.0.1:5,127.0.0.2:5").await;
        assert_eq!(found, ["127.0.0.2:5", "[::1]:6", "127.0.0.1:5"]);
        assert_eq!(ladder.step(Step::Name).outcome, crate::transport::Outcome::NotNeeded);
        assert_eq!(places("unix:/run/app.sock").await.0, ["unix:/run/app.sock"]);
    }

    /// With an empty label in it the system's resolver asks nobody.
    #[tokio::test]
    async fn a_name_that_is_not_found_does_not_stand_in_the_way_of_the_others() {
        let (found, ladder) = places("127.0.0.1:5,no..where:5").await;
        assert_eq!(found, ["127.0.0.1:5"]);
        let finding = crate::transport::Outcome::Done("1 address, 1 name not found".into());
        assert_eq!(ladder.step(Step::Name).outcome, finding);
    }
}
