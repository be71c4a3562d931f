//! Names looked up, sockets opened: one address after another, each within the connect timeout.
//! It speaks no protocol over them.

use std::{io, net::SocketAddr, time::Duration, time::Instant};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};

use super::{Address, ConnectError, Ladder, Step, deadline::Deadline};

/// Any stream a connection runs over.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// An open socket.
pub(super) struct Socket {
    pub(super) stream: Box<dyn Stream>,
    /// The peer's address, as text.
    pub(super) peer: String,
    /// The end of the attempt that opened it.
    pub(super) deadline: Deadline,
}

/// Opens a socket, noting both steps on the ladder.
pub(super) async fn open(address: &Address, limit: Duration, ladder: &mut Ladder) -> Result<Socket, ConnectError> {
    match address {
        Address::Tcp { host, port } => {
            let addresses = look_up(host, *port, address, limit, ladder).await?;
            open_tcp(address, &addresses, limit, ladder).await
        }
        Address::Unix(path) => {
            let path = path.as_os_str().to_owned();
            open_unix(address, path, limit, ladder).await
        }
        Address::Abstract(name) => {
            // tokio takes a leading NUL as the sign of the abstract namespace.
            let path = format!("\0{name}").into();
            open_unix(address, path, limit, ladder).await
        }
    }
}

async fn look_up(
    host: &str,
    port: u16,
    address: &Address,
    limit: Duration,
    ladder: &mut Ladder,
) -> Result<Vec<SocketAddr>, ConnectError> {
    let began = Instant::now();
    if let Ok(ip) = host.parse() {
        ladder.not_needed(Step::Name);
        return Ok(vec![SocketAddr::new(ip, port)]);
    }
    let not_found = |source| ConnectError::NameNotFound { host: host.to_owned(), source };
    let found = match timeout(limit, tokio::net::lookup_host((host, port))).await {
        Ok(Ok(found)) => found.collect::<Vec<_>>(),
        Ok(Err(error)) => return Err(not_found(error)),
        Err(_) => return Err(ConnectError::TimedOut { address: address.to_string(), step: Step::Name, limit }),
    };
    match found.len() {
        0 => return Err(not_found(io::Error::new(io::ErrorKind::NotFound, "The name has no address"))),
        1 => ladder.done(Step::Name, began, "1 address"),
        several => ladder.done(Step::Name, began, format!("{several} addresses")),
    }
    Ok(found)
}

async fn open_tcp(
    address: &Address,
    addresses: &[SocketAddr],
    limit: Duration,
    ladder: &mut Ladder,
) -> Result<Socket, ConnectError> {
    let began = Instant::now();
    let mut first_failure = None;
    for peer in addresses {
        let deadline = Deadline::after(limit);
        match deadline.bound(TcpStream::connect(peer)).await {
            Ok(Ok(stream)) => {
                // Best effort: a socket that refuses the option still works.
                let _ = stream.set_nodelay(true);
                ladder.done(Step::Tcp, began, peer.to_string());
                return Ok(Socket { stream: Box::new(stream), peer: peer.to_string(), deadline });
            }
            Ok(Err(error)) => first_failure = first_failure.or(Some(failure(address, error))),
            Err(_) => {
                let timed_out = ConnectError::TimedOut { address: address.to_string(), step: Step::Tcp, limit };
                first_failure = first_failure.or(Some(timed_out));
            }
        }
    }
    let nothing = || failure(address, io::Error::new(io::ErrorKind::NotFound, "There is no address to try"));
    Err(first_failure.unwrap_or_else(nothing))
}

#[cfg(unix)]
async fn open_unix(
    address: &Address,
    path: std::ffi::OsString,
    limit: Duration,
    ladder: &mut Ladder,
) -> Result<Socket, ConnectError> {
    ladder.not_needed(Step::Name);
    let began = Instant::now();
    let deadline = Deadline::after(limit);
    match deadline.bound(tokio::net::UnixStream::connect(path)).await {
        Ok(Ok(stream)) => {
            ladder.done(Step::Tcp, began, "unix socket");
            Ok(Socket { stream: Box::new(stream), peer: address.to_string(), deadline })
        }
        Ok(Err(error)) => Err(failure(address, error)),
        Err(_) => Err(ConnectError::TimedOut { address: address.to_string(), step: Step::Tcp, limit }),
    }
}

#[cfg(not(unix))]
async fn open_unix(
    address: &Address,
    _path: std::ffi::OsString,
    _limit: Duration,
    _ladder: &mut Ladder,
) -> Result<Socket, ConnectError> {
    Err(failure(address, io::Error::new(io::ErrorKind::Unsupported, "This system has no unix sockets")))
}

fn failure(address: &Address, source: io::Error) -> ConnectError {
    let address = address.to_string();
    match source.kind() {
        io::ErrorKind::ConnectionRefused => ConnectError::Refused { address, source },
        _ => ConnectError::Unreachable { address, source },
    }
}
