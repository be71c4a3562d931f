//! Starts and stops the sample server.
//! What it serves is listed in `routes`; how its sockets work is `socket`'s.

use std::{future::Future, io, net::SocketAddr, thread, time::Duration};

use http::{HeaderName, HeaderValue};
use tokio::{net::TcpListener, runtime, sync::watch};
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Server;
use tonic_web::GrpcWebLayer;

use crate::{
    front::FrontLayer,
    routes::routes,
    socket::{Address, Bound, Listen, TlsFiles},
};

/// How long calls may go on after a stop.
const GRACE: Duration = Duration::from_millis(300);

/// How long tasks may take to be dropped after that.
const TEARDOWN: Duration = Duration::from_millis(300);

/// How a sample server is to be.
#[derive(Clone)]
pub struct SampleOptions {
    /// Where to listen; a free port of 127.0.0.1 by default.
    pub listen: Listen,
    /// Whether `grpc.reflection.v1` is served.
    pub reflection_v1: bool,
    /// Whether `grpc.reflection.v1alpha` is served.
    pub reflection_v1alpha: bool,
    /// TLS instead of plaintext.
    pub tls: Option<TlsFiles>,
    /// A key and a value without which every call, reflection too, is `UNAUTHENTICATED`.
    pub required_metadata: Option<(String, String)>,
}

impl Default for SampleOptions {
    fn default() -> Self {
        Self {
            listen: Listen::Tcp(SocketAddr::from(([127, 0, 0, 1], 0))),
            reflection_v1: true,
            reflection_v1alpha: true,
            tls: None,
            required_metadata: None,
        }
    }
}

/// A running sample server, on a thread and a runtime of its own. Dropping it stops it.
pub struct SampleServer {
    address: Address,
    stop: watch::Sender<bool>,
    thread: Option<thread::JoinHandle<()>>,
}

impl SampleServer {
    /// Binds and serves; calls can be made as soon as this returns.
    ///
    /// # Errors
    /// If the address cannot be bound, the PEM texts or the required metadata cannot be read, or no thread can be started.
    pub fn start(options: SampleOptions) -> io::Result<Self> {
        let bound = Bound::bind(&options.listen, options.tls.as_ref())?;
        let address = bound.address.clone();
        let front = front(&options)?;
        let (stop, mut stopped) = watch::channel(false);
        let runtime =
            runtime::Builder::new_multi_thread().worker_threads(2).thread_name("sample-server").enable_all().build()?;
        let thread = thread::Builder::new().name("sample-server".to_owned()).spawn(move || {
            let shutdown = async move {
                let _ = stopped.wait_for(|stop| *stop).await;
            };
            let _ = runtime.block_on(run(bound, front, options, shutdown));
            runtime.shutdown_timeout(TEARDOWN);
        })?;
        Ok(Self { address, stop, thread: Some(thread) })
    }

    /// Where it listens.
    pub fn addr(&self) -> &Address {
        &self.address
    }

    /// Stops it, within a second: calls get a moment to end, then their connections are closed.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for SampleServer {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        if let Address::Unix(path) = &self.address {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Serves plaintext on `listener` within the current runtime, with the default options, until `shutdown` is ready.
///
/// # Errors
/// If the listener cannot be used.
pub async fn serve(listener: TcpListener, shutdown: impl Future<Output = ()> + Send) -> io::Result<()> {
    let options = SampleOptions::default();
    let bound = Bound::from_tcp(listener.into_std()?, None)?;
    run(bound, front(&options)?, options, shutdown).await
}

fn front(options: &SampleOptions) -> io::Result<FrontLayer> {
    let Some((key, value)) = &options.required_metadata else { return Ok(FrontLayer(None)) };
    let key = HeaderName::from_bytes(key.as_bytes()).map_err(io::Error::other)?;
    let value = HeaderValue::from_str(value).map_err(io::Error::other)?;
    Ok(FrontLayer(Some((key, value))))
}

async fn run(
    bound: Bound,
    front: FrontLayer,
    options: SampleOptions,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let incoming = ReceiverStream::new(bound.accept()?);
    let (stop, stopped) = watch::channel(false);
    let is_stopped = |mut stopped: watch::Receiver<bool>| async move {
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let serving = Server::builder()
        .initial_stream_window_size(1 << 20)
        .initial_connection_window_size(4 << 20)
        // A client under test may cancel calls by the thousand; that is no attack here.
        .http2_max_pending_accept_reset_streams(Some(100_000))
        .http2_max_local_error_reset_streams(None)
        // gRPC-Web, over HTTP/1.1 too.
        .accept_http1(true)
        .layer(GrpcWebLayer::new())
        .layer(front)
        .serve_with_incoming_shutdown(routes(&options).await?, incoming, is_stopped(stopped.clone()));
    let ended = async {
        shutdown.await;
        stop.send_replace(true);
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = serving => served.map_err(io::Error::other),
        () = ended => Ok(()),
    }
}
