//! What a subchannel tells of itself, for the channel's status.
//! It is a value; it changes nothing.

use std::{sync::Arc, time::Instant};

use crate::transport::{AddressStatus, ChannelState, ConnectError, Ladder, PeerFacts, Place};

#[derive(Debug, Clone, Default)]
pub(in crate::transport) struct Report {
    pub(in crate::transport) state: ChannelState,
    /// The steps of the last attempt, also while it is under way.
    pub(in crate::transport) ladder: Ladder,
    /// The connection that the ladder led to.
    pub(in crate::transport) ladder_of: Option<u64>,
    /// The other side, once connected.
    pub(in crate::transport) peer: Option<Arc<PeerFacts>>,
    pub(in crate::transport) last_failure: Option<Arc<ConnectError>>,
    /// When it tries again by itself.
    pub(in crate::transport) retry_at: Option<Instant>,
    /// The addresses it tried last, or tries.
    pub(in crate::transport) places: Vec<Place>,
}

impl Report {
    /// Each address with its part in the state.
    pub(in crate::transport) fn addresses(&self) -> Vec<AddressStatus> {
        self.places.iter().map(|place| self.address(place.to_string())).collect()
    }

    fn address(&self, address: String) -> AddressStatus {
        let is_the_one = self.places.len() == 1 || self.peer.as_ref().is_some_and(|peer| peer.address == address);
        let state = match self.state {
            ChannelState::Ready if !is_the_one => ChannelState::Idle,
            state => state,
        };
        let has_failed = state == ChannelState::TransientFailure;
        AddressStatus { address, state, last_failure: self.last_failure.clone().filter(|_| has_failed) }
    }
}
