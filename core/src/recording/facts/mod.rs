//! What happens in a call besides its messages and its frames, as blocks hold it. Secrets are withheld here.
//! It knows no file.

mod blocks;
mod entries;
mod peer;
mod verdict;

pub(super) use blocks::{FailedBlock, FinishedBlock, HalfClosedBlock, HeadersBlock, OpenedBlock, StreamLostBlock};
pub(super) use entries::Secrets;
