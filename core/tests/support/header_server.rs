//! A gRPC server that remembers the request headers of every call, read by h2.
//! It answers each with one message and the status it was told.

use std::{net::SocketAddr, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, Response};
use parking_lot::Mutex;
use tokio::{net::TcpListener, task::AbortHandle};

use super::message;

/// The server. Dropping it stops it.
pub struct HeaderServer {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<HeaderMap>>>,
    task: AbortHandle,
}

impl Drop for HeaderServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl HeaderServer {
    /// The n-th call ends with the n-th `grpc-status`, later ones with 0.
    pub async fn start(statuses: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let task = tokio::spawn({
            let seen = seen.clone();
            async move {
                while let Ok((socket, _)) = listener.accept().await {
                    let seen = seen.clone();
                    tokio::spawn(async move {
                        let mut connection = h2::server::handshake(socket).await.ok()?;
                        while let Some(Ok((request, respond))) = connection.accept().await {
                            let number = {
                                let mut seen = seen.lock();
                                seen.push(request.headers().clone());
                                seen.len() - 1
                            };
                            answer(respond, statuses.get(number).copied().unwrap_or("0"))?;
                        }
                        Some(())
                    });
                }
            }
        });
        Self { address, seen, task: task.abort_handle() }
    }

    /// The request headers so far.
    pub fn seen(&self) -> Vec<HeaderMap> {
        self.seen.lock().clone()
    }

    /// Every value of a header of the last call.
    pub fn last(&self, key: &str) -> Vec<String> {
        let seen = self.seen.lock();
        let values =
            seen.last().expect("a call").get_all(key).into_iter().map(|value| value.to_str().unwrap().to_owned());
        values.collect()
    }
}

fn answer(mut respond: h2::server::SendResponse<Bytes>, status: &str) -> Option<()> {
    let response = Response::builder().header("content-type", "application/grpc").body(()).ok()?;
    let mut send = respond.send_response(response, false).ok()?;
    send.send_data(message(b"a").into(), false).ok()?;
    let trailers = [("grpc-status", status)].into_iter();
    let trailers = trailers.map(|(key, value)| (key.parse().unwrap(), value.parse().unwrap())).collect();
    send.send_trailers(trailers).ok()
}
