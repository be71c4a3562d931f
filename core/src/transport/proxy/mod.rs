//! A proxy between us and the hosts of a target: reached, and asked for one of them.
//! It knows nothing of what goes through.

mod connect;
mod environment;
mod exceptions;
mod route;
mod socks;

use std::{fmt, future::Future};

use super::{
    Address, ConnectError, Endpoint, HostPort, Protocol, ProxyFault, TlsOptions,
    deadline::Deadline,
    dial::{Stream, dial},
    endpoint::{ProxyScheme, ProxyUrl},
    tls,
};
use crate::status::words;

pub use environment::Environment;
pub(super) use route::Route;

/// A proxy, with where it was configured. Displayed as `http://proxy:3128 (HTTPS_PROXY)`.
#[derive(Debug, Clone)]
pub(super) struct Proxy {
    url: ProxyUrl,
    /// The variable of the environment; `None`: chosen for the target.
    variable: Option<&'static str>,
    /// For a proxy by TLS.
    tls: TlsOptions,
}

impl Proxy {
    /// Whether names are left to it.
    pub(super) fn looks_up_names(&self) -> bool {
        self.url.scheme != ProxyScheme::Socks5
    }

    /// A stream to a host, through the proxy.
    pub(super) async fn open(&self, host: &HostPort, deadline: Deadline) -> Result<Box<dyn Stream>, ConnectError> {
        self.lead_to(host, deadline).await.map_err(|fault| error(&self.url.place.to_string(), self.variable, fault))
    }

    async fn lead_to(&self, host: &HostPort, deadline: Deadline) -> Result<Box<dyn Stream>, ProxyFault> {
        let url = &self.url;
        let reached = in_time(deadline, false, dial(&url.place)).await?;
        let stream = reached.map_err(|error| ProxyFault::Unreachable { reason: words::io(&error) })?;
        match url.scheme {
            ProxyScheme::Http => in_time(deadline, true, connect::ask(stream, url, host)).await?,
            ProxyScheme::Https => {
                let stream = self.secure(stream, deadline).await?;
                in_time(deadline, true, connect::ask(stream, url, host)).await?
            }
            ProxyScheme::Socks5 | ProxyScheme::Socks5h => {
                in_time(deadline, true, socks::ask(stream, url, host)).await?
            }
        }
    }

    /// TLS with the proxy itself, below that with the server.
    async fn secure(&self, stream: Box<dyn Stream>, deadline: Deadline) -> Result<Box<dyn Stream>, ProxyFault> {
        let HostPort { host, port } = self.url.place.clone();
        let endpoint = Endpoint {
            authority: self.url.place.to_string(),
            server_name: host.clone(),
            address: Address::Tcp { host, port },
            tls: true,
            path_prefix: String::new(),
        };
        match tls::handshake(stream, &endpoint, &self.tls, Protocol::Grpc, deadline).await {
            Ok((stream, _)) => Ok(stream),
            Err(tls::Failure::Known(ConnectError::TimedOut { limit, .. })) => {
                Err(ProxyFault::TimedOut { is_connected: true, limit })
            }
            Err(tls::Failure::Known(error)) => Err(ProxyFault::Tls { reason: error.message().replace(" · ", ": ") }),
            Err(tls::Failure::Foreign(_)) => Err(ProxyFault::Tls { reason: "It does not speak TLS".to_owned() }),
        }
    }
}

async fn in_time<T>(deadline: Deadline, is_connected: bool, step: impl Future<Output = T>) -> Result<T, ProxyFault> {
    let limit = deadline.timeout;
    deadline.bound(step).await.map_err(|_| ProxyFault::TimedOut { is_connected, limit })
}

fn error(proxy: &str, variable: Option<&'static str>, fault: ProxyFault) -> ConnectError {
    ConnectError::Proxy { proxy: proxy.to_owned(), variable: variable.map(str::to_owned), fault }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.variable {
            Some(variable) => write!(f, "{} ({variable})", self.url),
            None => self.url.fmt(f),
        }
    }
}
