//! What a failed attempt means: TLS or not, HTTP/1.1, another protocol, a client certificate.
//! Where the other side said nothing it asks once more, in the other way; it never goes on with that connection.

use std::time::Duration;

use bytes::Bytes;

use super::{
    ConnectError, ConnectOptions, Endpoint, Ladder, Protocol, Step, TlsOptions, http2,
    proxy::Route,
    resolve::Place,
    socket::{self, Socket},
    tls::{self, Secured},
};

/// First bytes shown of an unknown protocol.
const SHOWN: usize = 64;
/// How long the second look may take.
const SECOND_LOOK: Duration = Duration::from_secs(2);

/// The way a connection took, to be taken once more.
pub(super) struct Way<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) route: &'a Route,
    pub(super) place: Place,
}

impl Way<'_> {
    async fn again(&self) -> Option<Socket> {
        let places = std::slice::from_ref(&self.place);
        let mut ladder = Ladder::default();
        socket::open(&self.endpoint.address, places, self.route, SECOND_LOOK, &mut ladder).await.ok()
    }
}

/// HTTP/2 in plaintext failed.
pub(super) async fn plaintext(way: &Way<'_>, failure: http2::Failure, limit: Duration) -> ConnectError {
    let address = way.endpoint.address.to_string();
    match failure {
        http2::Failure::Foreign(first_bytes) => foreign(address, &first_bytes),
        http2::Failure::Broken(reason) => ConnectError::Http2 { address, reason },
        http2::Failure::TimedOut => ConnectError::TimedOut { address, step: Step::Http2, limit },
        http2::Failure::Closed(_) => {
            if speaks_tls(way).await {
                ConnectError::ExpectsTls { address }
            } else {
                ConnectError::ClosedEarly { address, step: Step::Http2 }
            }
        }
    }
}

/// TLS failed because the other side sent something else, or nothing.
pub(super) async fn not_tls(way: &Way<'_>, first_bytes: &Bytes, options: &ConnectOptions) -> ConnectError {
    let address = way.endpoint.address.to_string();
    match first_bytes.as_ref() {
        [] if speaks_plaintext(way, options).await => ConnectError::NotTls { address },
        [] => ConnectError::ClosedEarly { address, step: Step::Tls },
        // The length of an HTTP/2 frame begins with a zero.
        [0, ..] | [b'H', b'T', b'T', b'P', b'/', ..] => ConnectError::NotTls { address },
        _ => not_http2(address, first_bytes),
    }
}

/// HTTP/2 failed although TLS is fine.
pub(super) fn above_tls(
    endpoint: &Endpoint,
    secured: &Secured,
    failure: http2::Failure,
    limit: Duration,
) -> ConnectError {
    let address = endpoint.address.to_string();
    match failure {
        http2::Failure::Foreign(first_bytes) => foreign(address, &first_bytes),
        http2::Failure::Broken(reason) => ConnectError::Http2 { address, reason },
        http2::Failure::TimedOut if secured.lacks_client_certificate() => {
            ConnectError::ClientCertificateWanted { address }
        }
        http2::Failure::TimedOut => ConnectError::TimedOut { address, step: Step::Http2, limit },
        http2::Failure::Closed(error) => {
            let explained = error.as_ref().and_then(|error| secured.explain(&address, error));
            match (explained, error) {
                (Some(known), _) => known,
                (None, _) if secured.lacks_client_certificate() => ConnectError::ClientCertificateWanted { address },
                (None, Some(error)) => ConnectError::Tls { address, reason: crate::status::words::io(&error) },
                (None, None) => ConnectError::ClosedEarly { address, step: Step::Http2 },
            }
        }
    }
}

/// What the first bytes of something that is not HTTP/2 are.
fn foreign(address: String, first_bytes: &Bytes) -> ConnectError {
    if matches!(first_bytes.as_ref(), [0x15, 0x03, ..]) {
        return ConnectError::ExpectsTls { address };
    }
    if !first_bytes.starts_with(b"HTTP/") {
        return not_http2(address, first_bytes);
    }
    // nginx: "The plain HTTP request was sent to HTTPS port", Go: "Client sent an HTTP request to an HTTPS server".
    if first_bytes.windows(6).any(|window| window == b"HTTPS ") {
        return ConnectError::ExpectsTls { address };
    }
    let end = first_bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(first_bytes.len());
    ConnectError::Http1 { address, first_line: first_bytes.slice(..end) }
}

/// What the first bytes of something that is not HTTP/1.1 are.
pub(super) fn not_http1(address: String, first_bytes: &Bytes) -> ConnectError {
    match first_bytes.as_ref() {
        [0x15, 0x03, ..] => ConnectError::ExpectsTls { address },
        // The length, type and flags of a first SETTINGS frame.
        [0, 0, _, 4, 0, ..] => ConnectError::Http2Only { address },
        _ => ConnectError::NotHttp1 { address, first_bytes: first_bytes.slice(..first_bytes.len().min(SHOWN)) },
    }
}

fn not_http2(address: String, first_bytes: &Bytes) -> ConnectError {
    ConnectError::NotHttp2 { address, first_bytes: first_bytes.slice(..first_bytes.len().min(SHOWN)) }
}

/// Whether the endpoint answers a TLS hello with TLS.
async fn speaks_tls(way: &Way<'_>) -> bool {
    let Some(socket) = way.again().await else { return false };
    let look = TlsOptions { skip_verification: true, ..TlsOptions::default() };
    match tls::handshake(socket.stream, way.endpoint, &look, Protocol::Grpc, socket.deadline).await {
        Ok(_) => true,
        Err(tls::Failure::Known(ConnectError::TimedOut { .. })) | Err(tls::Failure::Foreign(_)) => false,
        Err(tls::Failure::Known(_)) => true,
    }
}

/// Whether the endpoint answers HTTP/2 or HTTP/1.1 in plaintext.
async fn speaks_plaintext(way: &Way<'_>, options: &ConnectOptions) -> bool {
    let Some(socket) = way.again().await else { return false };
    match http2::open(socket.stream, options, socket.deadline).await {
        Ok(_) | Err(http2::Failure::Broken(_)) => true,
        Err(http2::Failure::Foreign(first_bytes)) => first_bytes.starts_with(b"HTTP/"),
        Err(http2::Failure::Closed(_) | http2::Failure::TimedOut) => false,
    }
}
