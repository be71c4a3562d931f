//! Names looked up and TCP connections made.
//! It knows neither what is spoken over them nor how they are called in words.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
};

use super::{
    HostPort,
    eyeballs::{STAGGER, race},
};

/// Any stream a connection runs over.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// The addresses of a name, or the one that it is; never none. In the order to try them.
pub(super) async fn look_up(host: &HostPort) -> io::Result<Vec<SocketAddr>> {
    if let Ok(ip) = host.host.parse() {
        return Ok(vec![SocketAddr::new(ip, host.port)]);
    }
    let found = lookup_host((host.host.as_str(), host.port)).await?.collect::<Vec<_>>();
    if found.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "The name has no address"));
    }
    Ok(interleaved(found))
}

/// A TCP connection to an address.
pub(super) async fn tcp(peer: SocketAddr) -> io::Result<Box<dyn Stream>> {
    let stream = TcpStream::connect(peer).await?;
    // Best effort: a socket that refuses the option still works.
    let _ = stream.set_nodelay(true);
    Ok(Box::new(stream))
}

/// A TCP connection to the first address of a host that can be reached; else the first failure.
pub(super) async fn dial(host: &HostPort) -> io::Result<Box<dyn Stream>> {
    let addresses = look_up(host).await?;
    let nowhere = || io::Error::new(io::ErrorKind::NotFound, "The name has no address");
    let raced = race(&addresses, STAGGER, |address| tcp(*address)).await;
    raced.map_err(|failures| failures.into_iter().next().unwrap_or_else(nowhere))
}

/// The families in turn, beginning with that of the first address; within one the order of the resolver, which sorts by
/// RFC 6724 (RFC 8305, section 4).
fn interleaved(found: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let count = found.len();
    let leads_with_v6 = found.first().is_some_and(SocketAddr::is_ipv6);
    let (leading, other): (Vec<_>, Vec<_>) = found.into_iter().partition(|address| address.is_ipv6() == leads_with_v6);
    let (mut leading, mut other) = (leading.into_iter(), other.into_iter());
    let mut ordered = Vec::with_capacity(count);
    while ordered.len() < count {
        ordered.extend(leading.next());
        ordered.extend(other.next());
    }
    ordered
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn addresses(text: &[&str]) -> Vec<SocketAddr> {
        text.iter().map(|address| address.parse().unwrap()).collect()
    }

    #[test]
    fn families_take_turns_and_the_first_one_leads() {
        let cases: [(&[&str], &[&str]); 4] = [
            (&[], &[]),
            (&["1.1.1.1:1", "2.2.2.2:1"], &["1.1.1.1:1", "2.2.2.2:1"]),
            (
                &["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1", "2.2.2.2:1"],
                &["[::1]:1", "1.1.1.1:1", "[::2]:1", "2.2.2.2:1", "[::3]:1"],
            ),
            (&["1.1.1.1:1", "[::1]:1", "[::2]:1"], &["1.1.1.1:1", "[::1]:1", "[::2]:1"]),
        ];
        for (found, ordered) in cases {
            assert_eq!(interleaved(addresses(found)), addresses(ordered));
        }
    }
}
