//! How calls are spread over the addresses of a target (grpc `doc/load-balancing.md`): one subchannel, or one for each.
//! It knows no calls; it hands out connections.

mod round_robin;

use std::sync::Arc;

use self::round_robin::RoundRobin;
use super::{
    ChannelStatus, Connection, LoadBalancing,
    connect::{Goal, Maker},
    subchannel::{Made, Patience, Report, Subchannel, Told},
};

pub(super) enum Balance {
    PickFirst(Arc<Subchannel>),
    RoundRobin(Arc<RoundRobin>),
}

impl Balance {
    /// In one of the ways, without a connection yet.
    pub(super) fn new(balancing: LoadBalancing, maker: &Arc<Maker>, told: Told) -> Self {
        match balancing {
            LoadBalancing::PickFirst => {
                Self::PickFirst(Subchannel::new(maker.clone(), Goal::name(&maker.endpoint), told))
            }
            LoadBalancing::RoundRobin => Self::RoundRobin(RoundRobin::new(maker.clone(), told)),
        }
    }

    /// A connection, if there is one; of several the next in turn.
    pub(super) fn ready(&self) -> Option<Arc<Connection>> {
        match self {
            Self::PickFirst(subchannel) => subchannel.ready(),
            Self::RoundRobin(round_robin) => round_robin.ready(),
        }
    }

    /// The same, made if there is none. Must run inside a tokio runtime.
    pub(super) async fn connection(&self, patience: Patience) -> Made {
        match self {
            Self::PickFirst(subchannel) => subchannel.connection(patience).await,
            Self::RoundRobin(round_robin) => round_robin.connection(patience).await,
        }
    }

    /// Keeps connected until this is dropped or it is shut down.
    pub(super) fn keep(&self) -> impl Future<Output = ()> + Send + use<> {
        let (first, all) = match self {
            Self::PickFirst(subchannel) => (Some(subchannel.clone()), None),
            Self::RoundRobin(round_robin) => (None, Some(round_robin.clone())),
        };
        async move {
            if let Some(subchannel) = first {
                subchannel.keep().await;
            } else if let Some(round_robin) = all {
                // Once it is in use, its subchannels keep themselves connected.
                drop(round_robin.connection(Patience::WaitForReady).await);
            }
        }
    }

    /// Whoever waits for the next attempt makes it now.
    pub(super) fn hurry(&self) {
        self.each(Subchannel::hurry);
    }

    pub(super) fn retire(&self, connection: &Connection) {
        self.each(|subchannel| subchannel.retire(connection.id, None));
    }

    pub(super) fn note_answer(&self, connection: &Connection, is_grpc: bool, finding: &str) {
        self.each(|subchannel| subchannel.note_answer(connection, is_grpc, finding));
    }

    /// Whether a call runs.
    pub(super) fn is_used(&self) -> bool {
        let mut is_used = false;
        self.each(|subchannel| is_used |= subchannel.is_used());
        is_used
    }

    /// Closes the connections once their calls have ended, and makes no new one until asked.
    pub(super) fn go_idle(&self) {
        match self {
            Self::PickFirst(subchannel) => subchannel.go_idle(),
            Self::RoundRobin(round_robin) => round_robin.go_idle(),
        }
    }

    /// The same for good.
    pub(super) fn shut_down(&self) {
        match self {
            Self::PickFirst(subchannel) => subchannel.shut_down(),
            Self::RoundRobin(round_robin) => round_robin.shut_down(),
        }
    }

    /// Writes what there is to tell into the channel's status.
    pub(super) fn tell(&self, status: &mut ChannelStatus) {
        let report = match self {
            Self::PickFirst(subchannel) => {
                let report = subchannel.report();
                status.addresses = report.addresses();
                report
            }
            Self::RoundRobin(round_robin) => round_robin.report(&mut status.addresses),
        };
        let Report { state, ladder, peer, last_failure, retry_at, .. } = report;
        status.state = state;
        status.ladder = ladder;
        status.peer = peer.as_deref().cloned();
        status.last_failure = last_failure;
        status.retry_at = retry_at;
    }

    fn each(&self, mut visit: impl FnMut(&Subchannel)) {
        match self {
            Self::PickFirst(subchannel) => visit(subchannel),
            Self::RoundRobin(round_robin) => round_robin.subchannels().iter().for_each(|subchannel| visit(subchannel)),
        }
    }
}
