//! Messages that went out and may have to go out once more, within a bound.
//! It sends nothing.

use crate::call::Outbound;

/// Bytes of messages that are remembered for a retry.
pub(super) const REPLAY_LIMIT: usize = 1 << 20;
/// Bytes of messages that are remembered where all are to go out again.
const ALL_LIMIT: usize = 64 << 20;
/// What a message counts for besides its bytes, so that empty ones are not remembered without end.
pub(super) const MESSAGE_COST: usize = 64;

/// Messages that a stream that is opened again begins with.
#[derive(Default)]
pub(super) struct Kept {
    all: bool,
    outbound: Vec<Outbound>,
    bytes: usize,
    is_full: bool,
    left_out: u64,
}

impl Kept {
    /// Keeps all, or the first.
    pub(super) fn new(all: bool) -> Self {
        Self { all, ..Self::default() }
    }

    /// The first message always; the others up to the first that there is no room for, so that a stream that sends on and on
    /// is not kept whole and nothing is missing in the middle. Those from there on are counted.
    pub(super) fn keep(&mut self, outbound: &Outbound) {
        let (Outbound::Message(message) | Outbound::Uncompressed(message)) = outbound else { return };
        let cost = message.len() + MESSAGE_COST;
        self.is_full |= self.all && self.bytes + cost > ALL_LIMIT;
        if self.outbound.is_empty() || (self.all && !self.is_full) {
            self.bytes += cost;
            self.outbound.push(outbound.clone());
        } else if self.all {
            self.left_out += 1;
        }
    }

    /// Messages that were to be kept and are not: 64 MiB stand before them.
    pub(super) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// All of them; none is kept any more.
    pub(super) fn take(&mut self) -> Vec<Outbound> {
        (self.bytes, self.is_full) = (0, false);
        std::mem::take(&mut self.outbound)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn message(size: usize) -> Outbound {
        Outbound::Message(Bytes::from(vec![7; size]))
    }

    #[test]
    fn all_are_kept_up_to_the_limit_and_those_after_it_are_counted() {
        let mut kept = Kept::new(true);
        kept.keep(&message(40 << 20));
        kept.keep(&message(10 << 20));
        assert_eq!(kept.left_out(), 0);
        kept.keep(&message(20 << 20));
        kept.keep(&message(1));
        kept.keep(&Outbound::HalfClose);
        assert_eq!(kept.left_out(), 2, "a small one after a gap would be out of its order");
        let again = kept.take();
        assert_eq!(again.len(), 2);
        again.iter().for_each(|outbound| kept.keep(outbound));
        assert_eq!((kept.take().len(), kept.left_out()), (2, 2), "they are left out of the next stream, too");
    }

    #[test]
    fn where_the_first_alone_goes_out_again_nothing_is_left_out() {
        let mut kept = Kept::new(false);
        (0..5).for_each(|_| kept.keep(&message(9)));
        assert_eq!((kept.take().len(), kept.left_out()), (1, 0));
    }
}
