//! A way through by SOCKS5 (RFC 1928, RFC 1929), and what a proxy may answer instead.
//! It reads a few hundred bytes at most; the time is bounded by whoever waits.

use bytes::Bytes;
use tokio::io::BufReader;
use tokio_socks::{Error, tcp::Socks5Stream};

use crate::transport::{HostPort, ProxyFault, dial::Stream, endpoint::ProxyUrl, tap::Tap};

/// First bytes shown of an unknown protocol.
const SHOWN: usize = 64;

/// Asks for a way to a host; a name is left to the proxy.
pub(super) async fn ask(
    stream: Box<dyn Stream>,
    url: &ProxyUrl,
    host: &HostPort,
) -> Result<Box<dyn Stream>, ProxyFault> {
    let (tap, record) = Tap::first_bytes(stream);
    // So that the tap sees a foreign answer whole, not only the two bytes that show it to be foreign.
    let tap = BufReader::new(tap);
    let to = (host.host.as_str(), host.port);
    let asked = match &url.credentials {
        None => Socks5Stream::connect_with_socket(tap, to).await,
        Some((user, password)) => {
            let (user, password) = (text(user)?, text(password)?);
            Socks5Stream::connect_with_password_and_socket(tap, to, user, password).await
        }
    };
    match asked {
        Ok(stream) => Ok(Box::new(stream.into_inner())),
        Err(error) => Err(fault(&error, &record.first_bytes(), host)),
    }
}

fn text(credential: &[u8]) -> Result<&str, ProxyFault> {
    let reason = || "Its user name or password is not UTF-8".to_owned();
    std::str::from_utf8(credential).map_err(|_| ProxyFault::Setting { reason: reason() })
}

fn fault(error: &Error, first_bytes: &Bytes, host: &HostPort) -> ProxyFault {
    let refused = |answer: &str, wants_credentials| ProxyFault::Refused {
        answer: answer.to_owned(),
        asked: host.to_string(),
        wants_credentials,
    };
    let foreign = || {
        let first_bytes = first_bytes.slice(..first_bytes.len().min(SHOWN));
        ProxyFault::Foreign { expected: "SOCKS5", first_bytes }
    };
    match error {
        Error::Io(_) => ProxyFault::Closed,
        Error::InvalidAuthValues(_) => {
            let reason = "SOCKS5 takes a user name and a password of 1 to 255 bytes each".to_owned();
            ProxyFault::Setting { reason }
        }
        Error::NoAcceptableAuthMethods | Error::AuthorizationRequired => refused("Authentication required", true),
        Error::PasswordAuthFailure(_) => refused("User name or password rejected", true),
        Error::GeneralSocksServerFailure => refused("General failure", false),
        Error::ConnectionNotAllowedByRuleset => refused("Not allowed by its rules", false),
        Error::NetworkUnreachable => refused("Network unreachable", false),
        Error::HostUnreachable => refused("Host unreachable", false),
        Error::ConnectionRefused => refused("Connection refused", false),
        Error::TtlExpired => refused("No answer from there (TTL expired)", false),
        Error::CommandNotSupported => refused("It does not make connections", false),
        Error::AddressTypeNotSupported => refused("It does not take such addresses", false),
        Error::InvalidTargetAddress(_) if first_bytes.is_empty() => refused("The name is too long", false),
        _ => foreign(),
    }
}
