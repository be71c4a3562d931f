//! A server that keeps to the windows it is given: it echoes, or pours out numbered messages as fast as it may.
//! It knows no services: what it does on a stream stands in its path.

use std::{
    future::poll_fn,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use h2::{RecvStream, SendStream, server::SendResponse};
use http::{HeaderMap, HeaderValue, Request, Response};
use tokio::{
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};

use crate::support::message;

/// What it does on each stream.
#[derive(Debug, Clone, Copy)]
pub enum Does {
    /// Sends back what it gets.
    Echo,
    /// So many messages, one a frame: the number in decimal, filled with dots up to so many bytes. The method `Echo`
    /// echoes all the same.
    Pour(u64, usize),
}

/// A server on a free loopback port. Dropping it stops it.
pub struct FlowServer {
    pub address: SocketAddr,
    poured: Arc<AtomicU64>,
    connections: Arc<AtomicU64>,
    task: AbortHandle,
}

impl Drop for FlowServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl FlowServer {
    pub async fn start(does: Does) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (poured, connections) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let (told, counted) = (poured.clone(), connections.clone());
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(socket, does, told.clone()));
            }
        });
        Self { address, poured, connections, task: task.abort_handle() }
    }

    /// Bytes of DATA that it was allowed to pour out so far.
    pub fn poured(&self) -> u64 {
        self.poured.load(Ordering::SeqCst)
    }

    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::SeqCst)
    }
}

async fn serve(socket: TcpStream, does: Does, poured: Arc<AtomicU64>) {
    let Ok(mut connection) = h2::server::handshake(socket).await else { return };
    while let Some(Ok((request, respond))) = connection.accept().await {
        tokio::spawn(answer(request, respond, does, poured.clone()));
    }
}

async fn answer(request: Request<RecvStream>, mut respond: SendResponse<Bytes>, does: Does, poured: Arc<AtomicU64>) {
    let echoes = request.uri().path().ends_with("/Echo");
    let response = Response::builder().header("content-type", "application/grpc").body(()).unwrap();
    let Ok(mut send) = respond.send_response(response, false) else { return };
    let done = match does {
        Does::Pour(count, size) if !echoes => pour(&mut send, count, size, &poured).await,
        Does::Echo | Does::Pour(..) => echo(&mut send, request.into_body()).await,
    };
    if done.is_some() {
        let trailers = HeaderMap::from_iter([("grpc-status".parse().unwrap(), HeaderValue::from_static("0"))]);
        let _ = send.send_trailers(trailers);
    }
}

async fn pour(send: &mut SendStream<Bytes>, count: u64, size: usize, poured: &AtomicU64) -> Option<()> {
    for number in 0..count {
        let mut text = format!("{number}.").into_bytes();
        text.resize(size, b'.');
        put(send, message(&text).into(), poured).await?;
    }
    Some(())
}

async fn echo(send: &mut SendStream<Bytes>, mut body: RecvStream) -> Option<()> {
    let ignored = AtomicU64::new(0);
    while let Some(data) = body.data().await {
        let data = data.ok()?;
        body.flow_control().release_capacity(data.len()).ok()?;
        put(send, data, &ignored).await?;
    }
    Some(())
}

/// As a frame of its own, once the windows have room for it.
async fn put(send: &mut SendStream<Bytes>, mut data: Bytes, poured: &AtomicU64) -> Option<()> {
    while !data.is_empty() {
        send.reserve_capacity(data.len());
        let room = match send.capacity() {
            0 => poll_fn(|cx| send.poll_capacity(cx)).await?.ok()?,
            room => room,
        };
        let part = data.split_to(room.min(data.len()));
        poured.fetch_add(part.len() as u64, Ordering::SeqCst);
        send.send_data(part, false).ok()?;
    }
    Some(())
}
