//! One stream of a connection, whatever carries it: the request goes out on one half, the answer comes in on the other.
//! It moves headers and bytes; what they mean is not known here.

mod error;
mod opener;
mod receive;
mod send;
mod watch;

pub(crate) use error::StreamError;
pub(crate) use opener::Opener;
pub(crate) use receive::{Answer, ReceiveHalf};
pub(crate) use send::{SendClosed, SendHalf};
pub use watch::StreamWatch;
pub(super) use watch::Watching;
