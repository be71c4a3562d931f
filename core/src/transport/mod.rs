//! From a target to a connection: address, TCP or unix socket, proxy, TLS, HTTP/2; with the time of each step and a
//! diagnosis of what failed. It knows no messages.

mod backoff;
mod balance;
mod certificate;
mod channel;
mod connect;
mod connection;
mod deadline;
mod diagnose;
mod dial;
mod driver;
mod endpoint;
mod error;
mod eyeballs;
mod frames;
mod http1;
mod http2;
mod keepalive;
mod ladder;
mod proxy;
mod resolve;
mod service_config;
mod socket;
mod status;
mod stream;
mod subchannel;
mod tap;
mod target;
mod tls;
mod web_server;

pub use backoff::BackoffPolicy;
pub use certificate::{CertificateFacts, CertificateFault};
pub use channel::{Channel, ConnectOptions};
pub use endpoint::{Address, Endpoint, HostPort, TargetError};
pub use error::{ConnectError, FailedAddress, ProxyFault};
pub use frames::{
    Direction, Frame, FrameCount, FrameEffect, FrameFact, FrameLog, FrameSummary, FrameTime, MessageMark, PingTrip,
    WindowHistory, WindowLine, WindowPoint, frame_kind,
};
pub use ladder::{Ladder, Outcome, Step, StepReport};
pub use proxy::Environment;
pub use service_config::{MethodConfig, RetryPolicy, RetryThrottling, ServiceConfig, ServiceConfigError};
pub use status::{AddressStatus, ChannelState, ChannelStatus, PeerFacts};
pub use stream::StreamWatch;
pub use tap::{Flow, FlowSide, Http2Settings, WindowUser};
pub use target::{
    ClientCertificate, Keepalive, LoadBalancing, Protocol, ProxyChoice, Security, Target, TlsOptions, TlsVersion,
};

pub(crate) use channel::STREAM_WINDOW;
pub(crate) use connection::Connection;
pub(crate) use frames::FrameSums;
pub(crate) use http1::Http1Error;
pub(crate) use service_config::TokenBucket;
pub(crate) use stream::{Answer, Opener, ReceiveHalf, SendClosed, SendHalf, StreamError};
pub(crate) use subchannel::Patience;
pub(crate) use web_server::WebServer;

use resolve::Place;
