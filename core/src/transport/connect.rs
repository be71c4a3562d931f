//! One attempt to connect: socket, TLS, HTTP/2, each step noted on the ladder, each failure given its cause.
//! It tries once; when to try again is the subchannel's concern.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};

use super::{
    Address, ConnectError, ConnectOptions, Connection, Endpoint, Ladder, PeerFacts, Place, Step, Target,
    connection::{Activity, Carrier},
    diagnose::{self, Way},
    driver::{Departure, Drive},
    http1::{self, Http1, Pool},
    http2::{self, Http2},
    keepalive::{self, Pulse},
    proxy::Route,
    resolve::resolve,
    socket::{self, Socket, Stream},
    tls::{self, Secured},
};

/// What all connections of a channel are made of.
pub(super) struct Maker {
    pub(super) target: Target,
    pub(super) endpoint: Endpoint,
    pub(super) options: ConnectOptions,
    pub(super) pulse: Pulse,
    connections: AtomicU64,
}

impl Maker {
    pub(super) fn new(target: Target, endpoint: Endpoint, options: ConnectOptions) -> Arc<Self> {
        let pulse = Pulse::new(target.keepalive, options.min_keepalive_time);
        Arc::new(Self { target, endpoint, options, pulse, connections: AtomicU64::new(0) })
    }
}

/// Where an attempt goes.
#[derive(Debug, Clone)]
pub(super) struct Goal {
    endpoint: Endpoint,
    /// The one address to connect to, with the ladder of the lookup that found it.
    place: Option<(Place, Ladder)>,
}

impl Goal {
    /// Whichever address of the endpoint answers first; the name is looked up at each attempt.
    pub(super) fn name(endpoint: &Endpoint) -> Self {
        Self { endpoint: endpoint.clone(), place: None }
    }

    /// One address of the endpoint. All stand for the same authority, and are checked by the same name.
    pub(super) fn place(endpoint: &Endpoint, place: Place, looked_up: Ladder) -> Self {
        let endpoint = Endpoint { address: address_of(&place), ..endpoint.clone() };
        Self { endpoint, place: Some((place, looked_up)) }
    }

    /// The same endpoint again, at one place.
    fn place_of(goal: &Self, place: Place) -> Self {
        Self { endpoint: goal.endpoint.clone(), place: Some((place, Ladder::default())) }
    }

    /// The ladder before the attempt.
    pub(super) fn ladder(&self) -> Ladder {
        self.place.as_ref().map(|(_, ladder)| ladder.clone()).unwrap_or_default()
    }
}

/// Looks the endpoint's name up.
pub(super) async fn look_up(maker: &Maker, ladder: &mut Ladder) -> Result<Vec<Place>, ConnectError> {
    let route = Route::choose(&maker.target, &maker.endpoint, &maker.options.environment)?;
    resolve(&maker.endpoint, &route, maker.options.connect_timeout, ladder).await
}

/// The address of one place, as words name it.
fn address_of(place: &Place) -> Address {
    match place {
        Place::Tcp(address) => Address::Tcp { host: address.ip().to_string(), port: address.port() },
        Place::ByProxy { host, port } => Address::Tcp { host: host.clone(), port: *port },
        Place::Unix(path) => Address::Unix(path.clone()),
        Place::Abstract(name) => Address::Abstract(name.clone()),
    }
}

/// Sees every step, and the addresses once they are known.
pub(super) type Progress<'a> = &'a (dyn Fn(&Ladder, &[Place]) + Send + Sync);
/// Told of a connection, by its id and its address, when it departs: at most once of each way.
pub(super) type Departures = Box<dyn Fn(u64, &str, Departure) + Send>;

/// Connects.
pub(super) async fn connect(
    maker: &Arc<Maker>,
    goal: &Goal,
    progress: Progress<'_>,
    departures: Departures,
) -> Result<Arc<Connection>, ConnectError> {
    let began = Instant::now();
    let mut climb = Climb::new(maker, goal, progress);
    match climb.climb(goal).await {
        Ok((Made::Http2(http2), peer)) => Ok(ready(maker, goal, *http2, peer, climb.ladder, departures)),
        Ok((Made::Http1(http1, place), peer)) => {
            let further = Further { maker: maker.clone(), goal: Goal::place_of(goal, place) };
            Ok(ready_http1(further, *http1, peer, climb.ladder, departures))
        }
        Err(error) => {
            let step_began = climb.ladder.iter().filter_map(|(_, report)| report.done_at).max();
            climb.ladder.failed(error.step(), step_began.map_or(began, |at| at.max(began)), error.message());
            climb.progress();
            Err(error)
        }
    }
}

/// What an attempt comes to.
enum Made {
    Http2(Box<Http2>),
    /// With the place that it leads to.
    Http1(Box<Http1>, Place),
}

struct Climb<'a> {
    maker: &'a Maker,
    endpoint: &'a Endpoint,
    progress: Progress<'a>,
    ladder: Ladder,
    places: Vec<Place>,
}

impl<'a> Climb<'a> {
    fn new(maker: &'a Maker, goal: &'a Goal, progress: Progress<'a>) -> Self {
        Self { maker, endpoint: &goal.endpoint, progress, ladder: goal.ladder(), places: Vec::new() }
    }

    fn progress(&self) {
        (self.progress)(&self.ladder, &self.places);
    }

    async fn climb(&mut self, goal: &Goal) -> Result<(Made, PeerFacts), ConnectError> {
        let (maker, endpoint, limit) = (self.maker, self.endpoint, self.maker.options.connect_timeout);
        let route = Route::choose(&maker.target, &maker.endpoint, &maker.options.environment)?;
        self.places = match &goal.place {
            Some((place, _)) => vec![place.clone()],
            None => resolve(endpoint, &route, limit, &mut self.ladder).await?,
        };
        self.progress();
        let socket = socket::open(&endpoint.address, &self.places, &route, limit, &mut self.ladder).await?;
        self.progress();
        let way = Way { endpoint, route: &route, place: socket.place.clone() };
        if endpoint.tls { self.with_tls(socket, way).await } else { self.with_plaintext(socket, way).await }
    }

    async fn with_plaintext(&mut self, socket: Socket, way: Way<'_>) -> Result<(Made, PeerFacts), ConnectError> {
        self.ladder.not_needed(Step::Tls);
        if self.maker.target.protocol.is_web() {
            let made = self.http1(socket.stream, None, socket.place).await?;
            return Ok((made, facts(socket.peer, socket.proxy, None)));
        }
        let began = Instant::now();
        let http2 = match http2::open(socket.stream, &self.maker.options, socket.deadline).await {
            Ok(http2) => http2,
            Err(failure) => return Err(diagnose::plaintext(&way, failure, socket.deadline.timeout).await),
        };
        self.ladder.done(Step::Http2, began, "settings received");
        self.progress();
        Ok((Made::Http2(Box::new(http2)), facts(socket.peer, socket.proxy, None)))
    }

    async fn with_tls(&mut self, socket: Socket, way: Way<'_>) -> Result<(Made, PeerFacts), ConnectError> {
        let began = Instant::now();
        let (target, deadline) = (&self.maker.target, socket.deadline);
        let (stream, secured) =
            match tls::handshake(socket.stream, self.endpoint, &target.tls, target.protocol, deadline).await {
                Ok(done) => done,
                Err(tls::Failure::Known(error)) => return Err(error),
                Err(tls::Failure::Foreign(first_bytes)) => {
                    return Err(diagnose::not_tls(&way, &first_bytes, &self.maker.options).await);
                }
            };
        self.ladder.done(Step::Tls, began, secured.finding(&self.maker.target.tls));
        self.progress();

        if target.protocol.is_web() && secured.alpn.as_deref() != Some("h2") {
            let peer = facts(socket.peer, socket.proxy, Some(&secured));
            let made = self.http1(stream, Some(Arc::new(secured)), socket.place).await?;
            return Ok((made, peer));
        }
        let began = Instant::now();
        let http2 = match http2::open(stream, &self.maker.options, deadline).await {
            Ok(http2) => http2,
            Err(failure) => return Err(diagnose::above_tls(self.endpoint, &secured, failure, deadline.timeout)),
        };
        self.ladder.done(Step::Http2, began, "settings received");
        self.progress();
        Ok((Made::Http2(Box::new(http2)), facts(socket.peer, socket.proxy, Some(&secured))))
    }

    async fn http1(
        &mut self,
        stream: Box<dyn Stream>,
        secured: Option<Arc<Secured>>,
        place: Place,
    ) -> Result<Made, ConnectError> {
        let began = Instant::now();
        let http1 = http1::open(stream, secured).await.map_err(|error| ConnectError::Http2 {
            address: self.endpoint.address.to_string(),
            reason: error.to_string(),
        })?;
        self.ladder.done(Step::Http2, began, "HTTP/1.1");
        self.progress();
        Ok(Made::Http1(Box::new(http1), place))
    }
}

fn facts(address: String, proxy: Option<String>, secured: Option<&Secured>) -> PeerFacts {
    let plain = PeerFacts { proxy, ..PeerFacts::of(address) };
    match secured {
        None => plain,
        Some(secured) => PeerFacts {
            tls_version: secured.version.clone(),
            cipher_suite: secured.cipher_suite.clone(),
            alpn: secured.alpn.clone(),
            certificates: secured.certificates.clone(),
            ..plain
        },
    }
}

/// Starts what runs beneath it, which ends by itself: with the peer, or when nobody holds the connection any more.
fn ready(
    maker: &Maker,
    goal: &Goal,
    http2: Http2,
    peer: PeerFacts,
    ladder: Ladder,
    departures: Departures,
) -> Arc<Connection> {
    let Http2 { send, mut driver, record } = http2;
    let id = maker.connections.fetch_add(1, Ordering::Relaxed);
    let address = goal.endpoint.address.to_string();
    let peer = PeerFacts { http2: Some(record.settings()), ..peer };
    let keepalive = maker.pulse.now();
    let activity = Arc::new(Activity::default());
    let connection = Arc::new(Connection {
        id,
        carrier: Carrier::Http2(send),
        peer: Arc::new(peer),
        ladder,
        record: record.clone(),
        activity: activity.clone(),
        answered: AtomicBool::new(false),
        address: address.clone(),
        keepalive: keepalive.map(|keepalive| keepalive.time),
    });
    let pulse = keepalive.zip(driver.ping_pong()).map(|(keepalive, pings)| {
        let watched = (Arc::downgrade(&connection), activity.clone());
        Box::pin(keepalive::watch(pings, record.clone(), watched, keepalive)) as Pin<Box<_>>
    });
    let told = Box::new(move |departure| departures(id, &address, departure));
    tokio::spawn(Drive::new(driver, pulse, record, activity, told));
    connection
}

/// What further connections of HTTP/1.1 are made of.
struct Further {
    maker: Arc<Maker>,
    goal: Goal,
}

impl Further {
    async fn dial(&self) -> Result<Http1, ConnectError> {
        match Climb::new(&self.maker, &self.goal, &|_, _| {}).climb(&self.goal).await? {
            (Made::Http1(http1, _), _) => Ok(*http1),
            (Made::Http2(_), peer) => {
                let reason = "It agreed on HTTP/1.1 before and on HTTP/2 now".to_owned();
                Err(ConnectError::Http2 { address: peer.address, reason })
            }
        }
    }
}

/// A connection that begins with one socket of HTTP/1.1 and opens further ones as calls need them.
fn ready_http1(
    further: Further,
    first: Http1,
    peer: PeerFacts,
    ladder: Ladder,
    departures: Departures,
) -> Arc<Connection> {
    let id = further.maker.connections.fetch_add(1, Ordering::Relaxed);
    let address = further.goal.endpoint.address.to_string();
    let (record, activity) = (first.record(), Arc::new(Activity::default()));
    let told = Box::new({
        let address = address.clone();
        move |departure| departures(id, &address, departure)
    });
    let further = Arc::new(further);
    let dial = move || {
        let further = further.clone();
        Box::pin(async move { further.dial().await }) as http1::Dialled
    };
    let pool = Pool::new(&address, first, Box::new(dial), activity.clone(), told);
    let (peer, answered) = (Arc::new(peer), AtomicBool::new(false));
    let carrier = Carrier::Http1(pool);
    Arc::new(Connection { id, carrier, peer, ladder, record, activity, answered, address, keepalive: None })
}
