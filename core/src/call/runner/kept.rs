//! Messages that went out and may have to go out once more, within a bound.
//! It sends nothing.

use crate::call::Outbound;

/// Bytes of messages that are remembered.
pub(super) const REPLAY_LIMIT: usize = 1 << 20;
/// What a message counts for besides its bytes, so that empty ones are not remembered without end.
pub(super) const MESSAGE_COST: usize = 64;

/// Messages that a stream that is opened again begins with.
#[derive(Default)]
pub(super) struct Kept {
    all: bool,
    outbound: Vec<Outbound>,
    bytes: usize,
}

impl Kept {
    /// Keeps all, or the first.
    pub(super) fn new(all: bool) -> Self {
        Self { all, ..Self::default() }
    }

    /// The first message always; the others as long as there is room, so that a stream that sends on and on is not kept
    /// whole.
    pub(super) fn keep(&mut self, outbound: &Outbound) {
        let (Outbound::Message(message) | Outbound::Uncompressed(message)) = outbound else { return };
        let cost = message.len() + MESSAGE_COST;
        if self.outbound.is_empty() || (self.all && self.bytes + cost <= REPLAY_LIMIT) {
            self.bytes += cost;
            self.outbound.push(outbound.clone());
        }
    }

    /// All of them; none is kept any more.
    pub(super) fn take(&mut self) -> Vec<Outbound> {
        self.bytes = 0;
        std::mem::take(&mut self.outbound)
    }
}
