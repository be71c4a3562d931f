//! One attempt to connect: socket, TLS, HTTP/2, each step noted on the ladder, each failure given its cause.
//! It tries once; when to try again is the channel's concern.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Instant, SystemTime},
};

use super::{
    ConnectError, ConnectOptions, Connection, Endpoint, Ladder, PeerFacts, Step, TlsOptions, diagnose,
    http2::{self, Http2},
    socket::{self, Socket},
    tls::{self, Secured},
};

/// Connects; `progress` sees every step, `lost` is called when a connection that was ready ends.
pub(super) async fn connect(
    id: u64,
    endpoint: &Endpoint,
    tls: &TlsOptions,
    options: &ConnectOptions,
    progress: &(dyn Fn(&Ladder) + Send + Sync),
    lost: impl FnOnce(ConnectError) + Send + 'static,
) -> Result<Connection, ConnectError> {
    let began = Instant::now();
    let mut climb = Climb { endpoint, tls, options, progress, ladder: Ladder::default() };
    match climb.climb().await {
        Ok((http2, peer)) => Ok(ready(id, endpoint, http2, peer, climb.ladder, lost)),
        Err(error) => {
            let step_began = climb.ladder.iter().filter_map(|(_, report)| report.done_at).max().unwrap_or(began);
            climb.ladder.failed(error.step(), step_began, error.message());
            progress(&climb.ladder);
            Err(error)
        }
    }
}

struct Climb<'a> {
    endpoint: &'a Endpoint,
    tls: &'a TlsOptions,
    options: &'a ConnectOptions,
    progress: &'a (dyn Fn(&Ladder) + Send + Sync),
    ladder: Ladder,
}

impl Climb<'_> {
    async fn climb(&mut self) -> Result<(Http2, PeerFacts), ConnectError> {
        let socket = socket::open(&self.endpoint.address, self.options.connect_timeout, &mut self.ladder).await?;
        (self.progress)(&self.ladder);
        if self.endpoint.tls { self.with_tls(socket).await } else { self.with_plaintext(socket).await }
    }

    async fn with_plaintext(&mut self, socket: Socket) -> Result<(Http2, PeerFacts), ConnectError> {
        self.ladder.not_needed(Step::Tls);
        let began = Instant::now();
        let http2 = match http2::open(socket.stream, self.options, socket.deadline).await {
            Ok(http2) => http2,
            Err(failure) => return Err(diagnose::plaintext(self.endpoint, failure, socket.deadline.timeout).await),
        };
        self.ladder.done(Step::Http2, began, "settings received");
        (self.progress)(&self.ladder);
        Ok((http2, facts(socket.peer, None)))
    }

    async fn with_tls(&mut self, socket: Socket) -> Result<(Http2, PeerFacts), ConnectError> {
        let began = Instant::now();
        let deadline = socket.deadline;
        let (stream, secured) = match tls::handshake(socket.stream, self.endpoint, self.tls, deadline).await {
            Ok(done) => done,
            Err(tls::Failure::Known(error)) => return Err(error),
            Err(tls::Failure::Foreign(first_bytes)) => {
                return Err(diagnose::not_tls(self.endpoint, &first_bytes, self.options).await);
            }
        };
        self.ladder.done(Step::Tls, began, self.tls_finding(&secured));
        (self.progress)(&self.ladder);

        let began = Instant::now();
        let http2 = match http2::open(stream, self.options, deadline).await {
            Ok(http2) => http2,
            Err(failure) => return Err(diagnose::above_tls(self.endpoint, &secured, failure, deadline.timeout)),
        };
        self.ladder.done(Step::Http2, began, "settings received");
        (self.progress)(&self.ladder);
        Ok((http2, facts(socket.peer, Some(secured))))
    }

    fn tls_finding(&self, secured: &Secured) -> String {
        let version = secured.version.as_deref().unwrap_or("TLS");
        let verified = if self.tls.skip_verification { "not verified" } else { "verified" };
        format!("{version}, {verified}")
    }
}

fn facts(address: String, secured: Option<Secured>) -> PeerFacts {
    let connected_at = SystemTime::now();
    match secured {
        None => PeerFacts {
            address,
            tls_version: None,
            cipher_suite: None,
            alpn: None,
            certificates: Vec::new(),
            connected_at,
        },
        Some(secured) => PeerFacts {
            address,
            tls_version: secured.version,
            cipher_suite: secured.cipher_suite,
            alpn: secured.alpn,
            certificates: secured.certificates,
            connected_at,
        },
    }
}

/// Starts the driver, which ends by itself: with the peer, or when nobody holds the connection any more.
fn ready(
    id: u64,
    endpoint: &Endpoint,
    http2: Http2,
    peer: PeerFacts,
    ladder: Ladder,
    lost: impl FnOnce(ConnectError) + Send + 'static,
) -> Connection {
    let Http2 { send, driver, record } = http2;
    let address = endpoint.address.to_string();
    let is_closed = Arc::new(AtomicBool::new(false));
    tokio::spawn({
        let (is_closed, record, address) = (is_closed.clone(), record.clone(), address.clone());
        async move {
            let result = driver.await;
            is_closed.store(true, Ordering::Release);
            let reason = http2::end_words(&record, result.err().as_ref());
            lost(ConnectError::Lost { address, reason });
        }
    });
    Connection { id, send, peer, ladder, record, is_closed, answered: AtomicBool::new(false), address }
}
