//! A web server that is no target (a token endpoint): socket and TLS, as HTTP/1.1 wants it.
//! It sends nothing over it, and verifies always: what goes to such a server is a secret.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};

use super::{
    CertificateFault, ConnectError, Endpoint, Environment, Ladder, ProxyChoice, Step, Target, TargetError, TlsOptions,
    proxy::Route, resolve::resolve, socket, tls,
};

/// Where a web server is, and how it is reached.
pub(crate) struct WebServer {
    target: Target,
    endpoint: Endpoint,
}

impl WebServer {
    /// Reads an address of `http://` or `https://`. It is reached as `like` is: by the same proxy, but never one for
    /// this machine; the custom roots count besides the system's, not instead of them.
    pub(crate) fn at(address: &str, is_here: bool, like: &Target) -> Result<Self, TargetError> {
        let proxy = if is_here { ProxyChoice::Direct } else { like.proxy.clone() };
        let tls = TlsOptions { roots: like.tls.roots.clone(), without_alpn: true, ..TlsOptions::default() };
        let target = Target { proxy, tls, ..Target::new(address) };
        Ok(Self { endpoint: Endpoint::parse(&target)?, target })
    }

    /// Opens a stream within a limit.
    pub(crate) async fn open(
        &self,
        limit: Duration,
    ) -> Result<impl AsyncRead + AsyncWrite + Send + Unpin + 'static, ConnectError> {
        let system = TlsOptions { roots: None, ..self.target.tls.clone() };
        match self.open_with(&system, limit).await {
            Err(
                ConnectError::NoSystemRoots { .. }
                | ConnectError::Certificate { fault: CertificateFault::UnknownIssuer { .. }, .. },
            ) if self.target.tls.roots.is_some() => self.open_with(&self.target.tls, limit).await,
            outcome => outcome,
        }
    }

    async fn open_with(&self, options: &TlsOptions, limit: Duration) -> Result<Box<dyn socket::Stream>, ConnectError> {
        let (endpoint, mut ladder) = (&self.endpoint, Ladder::default());
        let route = Route::choose(&self.target, endpoint, &Environment::of_process())?;
        let places = resolve(endpoint, &route, limit, &mut ladder).await?;
        let socket = socket::open(&endpoint.address, &places, &route, limit, &mut ladder).await?;
        if !endpoint.tls {
            return Ok(socket.stream);
        }
        let address = endpoint.address.to_string();
        match tls::handshake(socket.stream, endpoint, options, self.target.protocol, socket.deadline).await {
            Ok((stream, _)) => Ok(stream),
            Err(tls::Failure::Known(error)) => Err(error),
            Err(tls::Failure::Foreign(first_bytes)) if first_bytes.is_empty() => {
                Err(ConnectError::ClosedEarly { address, step: Step::Tls })
            }
            Err(tls::Failure::Foreign(_)) => Err(ConnectError::NotTls { address }),
        }
    }
}
