//! From a target to a connection: address, TCP or unix socket, TLS, HTTP/2; with the time of each step and a
//! diagnosis of what failed. It knows no messages.

mod certificate;
mod channel;
mod connect;
mod connection;
mod deadline;
mod diagnose;
mod endpoint;
mod error;
mod http2;
mod ladder;
mod socket;
mod status;
mod tap;
mod target;
mod tls;

pub use certificate::{CertificateFacts, CertificateFault};
pub use channel::{Channel, ConnectOptions};
pub use endpoint::{Address, Endpoint, TargetError};
pub use error::ConnectError;
pub use ladder::{Ladder, Outcome, Step, StepReport};
pub use status::{ChannelState, ChannelStatus, PeerFacts};
pub use target::{ClientCertificate, Security, Target, TlsOptions};

pub(crate) use connection::Connection;
