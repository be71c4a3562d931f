//! One `Track` call: what the client says, what it is answered, and the positions in between.
//! It is polled for one answer at a time and keeps nothing running by itself.

use std::{
    collections::{BTreeMap, VecDeque},
    time::{Duration, SystemTime},
};

use tokio::time::{Instant, sleep_until};
use tonic::{Status, Streaming};

use super::route;
use crate::{
    pace::interval,
    protos::fleet::v1::{
        Ping, Pong, Refused, ReportPosition, Reported, Subscribe, Subscribed, TrackRequest, TrackResponse, Unsubscribe,
        Unsubscribed, track_request::Action, track_response::Event,
    },
};

/// The state of a call.
pub(crate) struct Conversation {
    /// `None` once the client has ended its stream.
    heard: Option<Streaming<TrackRequest>>,
    followed: BTreeMap<String, Following>,
    to_say: VecDeque<Event>,
    said: u64,
}

struct Following {
    driver: u64,
    interval: Duration,
    due: Instant,
    sent: u64,
    left: Option<u32>,
}

/// What came next.
enum Next {
    Heard(Option<TrackRequest>),
    Due(String),
}

impl Conversation {
    pub(crate) fn new(heard: Streaming<TrackRequest>) -> Self {
        Self { heard: Some(heard), followed: BTreeMap::new(), to_say: VecDeque::new(), said: 0 }
    }

    /// The next answer; `None` when there is nothing more to say.
    pub(crate) async fn next(&mut self) -> Option<Result<TrackResponse, Status>> {
        loop {
            if let Some(event) = self.to_say.pop_front() {
                self.said += 1;
                return Some(Ok(TrackResponse { sequence: self.said, event: Some(event) }));
            }
            match self.wait().await? {
                Ok(Next::Heard(Some(request))) => self.answer(request),
                Ok(Next::Heard(None)) => self.end_of_requests(),
                Ok(Next::Due(id)) => self.report(&id),
                Err(status) => return Some(Err(status)),
            }
        }
    }

    async fn wait(&mut self) -> Option<Result<Next, Status>> {
        let due = self.followed.iter().min_by_key(|(_, following)| following.due);
        let due = due.map(|(id, following)| (id.clone(), following.due));
        match (&mut self.heard, due) {
            (None, None) => None,
            (None, Some((id, at))) => {
                sleep_until(at).await;
                Some(Ok(Next::Due(id)))
            }
            (Some(heard), None) => Some(heard.message().await.map(Next::Heard)),
            (Some(heard), Some((id, at))) => tokio::select! {
                request = heard.message() => Some(request.map(Next::Heard)),
                () = sleep_until(at) => Some(Ok(Next::Due(id))),
            },
        }
    }

    fn answer(&mut self, request: TrackRequest) {
        let answer = match request.action {
            Some(Action::Subscribe(subscribe)) => self.subscribe(&subscribe),
            Some(Action::Unsubscribe(unsubscribe)) => self.unsubscribe(&unsubscribe),
            Some(Action::Report(report)) => reported(report),
            Some(Action::Ping(Ping { text })) => Event::Pong(Pong { text, time: Some(SystemTime::now().into()) }),
            None => refused("say subscribe, unsubscribe, report or ping"),
        };
        self.to_say.push_back(answer);
    }

    fn subscribe(&mut self, wanted: &Subscribe) -> Event {
        let id = &wanted.driver_id;
        let Some((driver, name)) = route::driver(id) else { return unknown(id) };
        let interval = match interval("interval", wanted.interval, Duration::from_secs(1)) {
            Ok(interval) => interval,
            Err(status) => return refused(status.message()),
        };
        if wanted.count == Some(0) {
            return refused("count must not be 0");
        }
        let following = Following { driver, interval, due: Instant::now(), sent: 0, left: wanted.count };
        self.followed.insert(id.clone(), following);
        Event::Subscribed(Subscribed { driver_id: id.clone(), driver_name: name.to_owned() })
    }

    fn unsubscribe(&mut self, wanted: &Unsubscribe) -> Event {
        match self.followed.remove(&wanted.driver_id) {
            Some(following) => unsubscribed(&wanted.driver_id, following.sent),
            None => refused(&format!("\"{}\" is not followed", wanted.driver_id)),
        }
    }

    fn report(&mut self, id: &str) {
        let Some(following) = self.followed.get_mut(id) else { return };
        following.sent += 1;
        following.due += following.interval;
        following.left = following.left.map(|left| left.saturating_sub(1));
        let (driver, sent, left) = (following.driver, following.sent, following.left);
        self.to_say.push_back(Event::Position(route::position(id, driver, sent)));
        if left == Some(0) {
            self.followed.remove(id);
            self.to_say.push_back(unsubscribed(id, sent));
        }
    }

    fn end_of_requests(&mut self) {
        self.heard = None;
        self.followed.retain(|_, following| following.left.is_some());
    }
}

fn reported(ReportPosition { driver_id, position }: ReportPosition) -> Event {
    match (route::driver(&driver_id), position) {
        (None, _) => unknown(&driver_id),
        (_, None) => refused("a report needs a position"),
        (_, Some(position)) => {
            Event::Reported(Reported { driver_id, meters_from_depot: route::distance_meters(&route::DEPOT, &position) })
        }
    }
}

fn unsubscribed(id: &str, positions_sent: u64) -> Event {
    Event::Unsubscribed(Unsubscribed { driver_id: id.to_owned(), positions_sent })
}

fn unknown(id: &str) -> Event {
    refused(&format!("no driver \"{id}\"; drv-1 to drv-9 are on the road"))
}

fn refused(reason: &str) -> Event {
    Event::Refused(Refused { reason: reason.to_owned() })
}
