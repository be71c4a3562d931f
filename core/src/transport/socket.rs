//! Sockets opened: to the first of several places that can be reached, straight or by a proxy.
//! It speaks no protocol over them.

use std::{
    io,
    time::{Duration, Instant},
};

pub(super) use super::dial::Stream;
use super::{
    Address, ConnectError, FailedAddress, HostPort, Ladder, Step,
    deadline::Deadline,
    dial::tcp,
    eyeballs::{STAGGER, race},
    proxy::Route,
    resolve::Place,
};

/// An open socket.
pub(super) struct Socket {
    pub(super) stream: Box<dyn Stream>,
    /// The place that served.
    pub(super) place: Place,
    /// The peer's address, as text; behind a proxy the name and port that it was asked for.
    pub(super) peer: String,
    /// The proxy between, with where it was configured: `http://proxy:3128 (HTTPS_PROXY)`.
    pub(super) proxy: Option<String>,
    /// The end of the attempt that opened it.
    pub(super) deadline: Deadline,
}

/// Opens a socket to one of the places, noting the step on the ladder. Each place has the whole limit to itself, and
/// the next one does not wait for it (RFC 8305). `address` is for words.
pub(super) async fn open(
    address: &Address,
    places: &[Place],
    route: &Route,
    limit: Duration,
    ladder: &mut Ladder,
) -> Result<Socket, ConnectError> {
    let began = Instant::now();
    match race(places, STAGGER, |place| open_one(address, place, route, limit)).await {
        Ok(socket) => {
            ladder.done(Step::Tcp, began, socket.finding());
            Ok(socket)
        }
        Err(failures) => Err(unreached(address, places, failures)),
    }
}

impl Socket {
    fn finding(&self) -> String {
        match (&self.place, &self.proxy) {
            (_, Some(proxy)) => format!("by proxy {proxy}"),
            (Place::Unix(_) | Place::Abstract(_), None) => "unix socket".to_owned(),
            (Place::Tcp(_) | Place::ByProxy { .. }, None) => self.peer.clone(),
        }
    }
}

async fn open_one(address: &Address, place: &Place, route: &Route, limit: Duration) -> Result<Socket, ConnectError> {
    let deadline = Deadline::after(limit);
    let (stream, proxy) = match place {
        Place::ByProxy { host, port } => {
            let host = HostPort { host: host.clone(), port: *port };
            let no_proxy = || failure(address, io::Error::new(io::ErrorKind::NotFound, "There is no proxy to ask"));
            let proxy = route.proxy().ok_or_else(no_proxy)?;
            (proxy.open(&host, deadline).await?, Some(proxy.to_string()))
        }
        straight => match deadline.bound(open_straight(straight)).await {
            Ok(Ok(stream)) => (stream, None),
            Ok(Err(error)) => return Err(failure(address, error)),
            Err(_) => return Err(ConnectError::TimedOut { address: address.to_string(), step: Step::Tcp, limit }),
        },
    };
    Ok(Socket { stream, place: place.clone(), peer: place.to_string(), proxy, deadline })
}

async fn open_straight(place: &Place) -> io::Result<Box<dyn Stream>> {
    match place {
        Place::Tcp(peer) => tcp(*peer).await,
        Place::Unix(path) => unix(path.as_os_str()).await,
        // tokio takes a leading NUL as the sign of the abstract namespace.
        Place::Abstract(name) => unix(format!("\0{name}").as_ref()).await,
        Place::ByProxy { .. } => Err(io::Error::new(io::ErrorKind::NotFound, "Only a proxy leads there")),
    }
}

#[cfg(unix)]
async fn unix(path: &std::ffi::OsStr) -> io::Result<Box<dyn Stream>> {
    Ok(Box::new(tokio::net::UnixStream::connect(path).await?))
}

#[cfg(not(unix))]
async fn unix(_path: &std::ffi::OsStr) -> io::Result<Box<dyn Stream>> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "This system has no unix sockets"))
}

fn unreached(address: &Address, places: &[Place], failures: Vec<ConnectError>) -> ConnectError {
    let attempts =
        places.iter().zip(failures).map(|(place, error)| FailedAddress { address: place.to_string(), error });
    ConnectError::of_all(&address.to_string(), attempts.collect())
        .unwrap_or_else(|| failure(address, io::Error::new(io::ErrorKind::NotFound, "There is no address to try")))
}

fn failure(address: &Address, source: io::Error) -> ConnectError {
    let address = address.to_string();
    match source.kind() {
        io::ErrorKind::ConnectionRefused => ConnectError::Refused { address, source },
        _ => ConnectError::Unreachable { address, source },
    }
}
