//! HTTP/1.1 for gRPC-Web: connections that serve one call at a time, a few of them kept for the next ones.
//! It knows no messages, and it never upgrades.

mod body;
mod error;
mod lane;
mod pace;
mod pool;
mod stream;

pub(crate) use body::BodySender;
pub(crate) use error::Http1Error;
pub(crate) use pool::{Leased, Pool};
pub(crate) use stream::{Http1Answer, Http1Receive, send};

pub(super) use lane::{Http1, open};
pub(super) use pool::Dialled;
