//! Where the sample server listens: TCP or a unix socket, plain or TLS, and a switch that cuts a connection.
//! It knows nothing of HTTP/2 or of calls.

use std::{
    fmt, io,
    net::SocketAddr,
    path::PathBuf,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use rustls::{
    RootCertStore, ServerConfig,
    server::{NoClientAuth, WebPkiClientVerifier, danger::ClientCertVerifier},
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, UnixListener},
    sync::mpsc,
};
use tokio_rustls::TlsAcceptor;
use tonic::transport::server::Connected;

use crate::cut::Cut;

/// How long a client may take for its TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// What to listen on.
#[derive(Debug, Clone)]
pub enum Listen {
    /// An address; port 0 for a free one.
    Tcp(SocketAddr),
    /// A path; removed first if a socket is there.
    Unix(PathBuf),
}

/// Where the server is, as one types it: `127.0.0.1:50051` or `unix:/path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// An address with its port.
    Tcp(SocketAddr),
    /// A path.
    Unix(PathBuf),
}

impl Address {
    /// The TCP port; 0 for a unix socket.
    pub fn port(&self) -> u16 {
        match self {
            Self::Tcp(addr) => addr.port(),
            Self::Unix(_) => 0,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(addr) => addr.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// PEM texts for TLS.
#[derive(Clone)]
pub struct TlsFiles {
    /// Certificate chain, leaf first.
    pub certificate: String,
    /// Private key of the leaf.
    pub key: String,
    /// If set, clients must show a certificate that one of these roots has signed.
    pub client_roots: Option<String>,
    /// Protocols offered by ALPN; none for no ALPN at all.
    pub alpn: Vec<String>,
}

impl TlsFiles {
    /// TLS that offers HTTP/2 and asks for no client certificate.
    pub fn new(certificate: impl Into<String>, key: impl Into<String>) -> Self {
        Self { certificate: certificate.into(), key: key.into(), client_roots: None, alpn: vec!["h2".to_owned()] }
    }

    fn acceptor(&self) -> io::Result<TlsAcceptor> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let chain = certificates(&self.certificate)?;
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes()).map_err(io::Error::other)?;
        let clients: Arc<dyn ClientCertVerifier> = match &self.client_roots {
            None => Arc::new(NoClientAuth),
            Some(roots) => {
                let mut store = RootCertStore::empty();
                for root in certificates(roots)? {
                    store.add(root).map_err(io::Error::other)?;
                }
                WebPkiClientVerifier::builder_with_provider(Arc::new(store), Arc::clone(&provider))
                    .build()
                    .map_err(io::Error::other)?
            }
        };
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_client_cert_verifier(clients)
            .with_single_cert(chain, key)
            .map_err(io::Error::other)?;
        config.alpn_protocols = self.alpn.iter().map(|name| name.clone().into_bytes()).collect();
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

fn certificates(pem: &str) -> io::Result<Vec<CertificateDer<'static>>> {
    CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<_, _>>().map_err(io::Error::other)
}

/// A bound listener that has yet to be given to a runtime.
pub(crate) struct Bound {
    listener: StdListener,
    tls: Option<TlsAcceptor>,
    pub(crate) address: Address,
}

enum StdListener {
    Tcp(std::net::TcpListener),
    Unix(std::os::unix::net::UnixListener),
}

impl Bound {
    pub(crate) fn bind(listen: &Listen, tls: Option<&TlsFiles>) -> io::Result<Self> {
        let tls = tls.map(TlsFiles::acceptor).transpose()?;
        match listen {
            Listen::Tcp(addr) => Self::from_tcp(std::net::TcpListener::bind(addr)?, tls),
            Listen::Unix(path) => {
                remove_old_socket(path)?;
                let listener = std::os::unix::net::UnixListener::bind(path)?;
                listener.set_nonblocking(true)?;
                Ok(Self { listener: StdListener::Unix(listener), tls, address: Address::Unix(path.clone()) })
            }
        }
    }

    pub(crate) fn from_tcp(listener: std::net::TcpListener, tls: Option<TlsAcceptor>) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let address = Address::Tcp(listener.local_addr()?);
        Ok(Self { listener: StdListener::Tcp(listener), tls, address })
    }

    /// Accepts until the receiver is dropped. Must be called within a runtime.
    pub(crate) fn accept(self) -> io::Result<mpsc::Receiver<io::Result<Socket>>> {
        let (accepted, incoming) = mpsc::channel(16);
        let listener = match self.listener {
            StdListener::Tcp(listener) => Listener::Tcp(TcpListener::from_std(listener)?),
            StdListener::Unix(listener) => Listener::Unix(UnixListener::from_std(listener)?),
        };
        tokio::spawn(accept_all(listener, self.tls, accepted));
        Ok(incoming)
    }
}

fn remove_old_socket(path: &std::path::Path) -> io::Result<()> {
    use std::os::unix::fs::FileTypeExt as _;
    match std::fs::symlink_metadata(path) {
        Ok(found) if found.file_type().is_socket() => std::fs::remove_file(path),
        _ => Ok(()),
    }
}

enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Listener {
    async fn accept(&self) -> io::Result<Box<dyn Wire>> {
        match self {
            Self::Tcp(listener) => {
                let (socket, _) = listener.accept().await?;
                socket.set_nodelay(true)?;
                Ok(Box::new(socket))
            }
            Self::Unix(listener) => Ok(Box::new(listener.accept().await?.0)),
        }
    }
}

async fn accept_all(listener: Listener, tls: Option<TlsAcceptor>, accepted: mpsc::Sender<io::Result<Socket>>) {
    loop {
        let next = tokio::select! {
            next = listener.accept() => next,
            () = accepted.closed() => return,
        };
        // A client that is gone again, or no descriptors left for a while: neither ends the server.
        let Ok(wire) = next else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let (tls, accepted) = (tls.clone(), accepted.clone());
        tokio::spawn(async move {
            let wire = match tls {
                None => wire,
                Some(tls) => match tokio::time::timeout(HANDSHAKE, tls.accept(wire)).await {
                    Ok(Ok(stream)) => Box::new(stream),
                    _ => return,
                },
            };
            let _ = accepted.send(Ok(Socket { wire, cut: Cut::default() })).await;
        });
    }
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

/// An accepted connection.
pub(crate) struct Socket {
    wire: Box<dyn Wire>,
    cut: Cut,
}

impl Connected for Socket {
    type ConnectInfo = Cut;

    fn connect_info(&self) -> Cut {
        self.cut.clone()
    }
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.cut.poll_thrown(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Pin::new(&mut self.wire).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.wire).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.wire).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.wire.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(cx)
    }
}
