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
    /// Those that were kept, and go out again before any other.
    again: usize,
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
        let is_again = self.again > 0;
        self.again = self.again.saturating_sub(1);
        self.is_full |= self.all && !is_again && self.bytes + cost > ALL_LIMIT;
        if self.outbound.is_empty() || (self.all && (is_again || !self.is_full)) {
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

    /// All of them, to go out again before any other; none is kept until it does.
    pub(super) fn take(&mut self) -> Vec<Outbound> {
        self.bytes = 0;
        self.again += self.outbound.len();
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
    fn what_comes_after_a_gap_is_left_out_of_every_later_stream() {
        let mut kept = Kept::new(true);
        [60 << 20, 5 << 20].into_iter().for_each(|size| kept.keep(&message(size)));
        let again = kept.take();
        again.iter().for_each(|outbound| kept.keep(outbound));
        kept.keep(&message(1));
        assert_eq!((kept.take().len(), kept.left_out()), (1, 2), "there is room, but not behind the gap");
    }

    #[test]
    fn a_stream_that_is_lost_while_they_go_out_again_loses_none_of_them() {
        let mut kept = Kept::new(true);
        [30 << 20, 30 << 20, 30 << 20].into_iter().for_each(|size| kept.keep(&message(size)));
        let first = kept.take();
        kept.keep(&first[0]);
        assert_eq!(kept.take().len(), 1);
        first.iter().for_each(|outbound| kept.keep(outbound));
        assert_eq!((kept.take().len(), kept.left_out()), (2, 1));
    }

    #[test]
    fn where_the_first_alone_goes_out_again_nothing_is_left_out() {
        let mut kept = Kept::new(false);
        (0..5).for_each(|_| kept.keep(&message(9)));
        assert_eq!((kept.take().len(), kept.left_out()), (1, 0));
    }
}
