//! A token endpoint on loopback that answers what a test says, and remembers what it was asked.
//! It speaks as much HTTP/1.1 as one POST needs.

use std::{collections::HashMap, net::SocketAddr, sync::Arc, time::Duration};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use parking_lot::Mutex;
use percent_encoding::percent_decode_str;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    sync::Notify,
    task::AbortHandle,
};
use tokio_rustls::TlsAcceptor;

/// One request.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub line: String,
    pub headers: HashMap<String, String>,
    pub form: HashMap<String, String>,
}

impl Asked {
    /// `user:password` of Basic.
    pub fn basic(&self) -> Option<String> {
        let encoded = self.headers.get("authorization")?.strip_prefix("Basic ")?;
        String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()
    }

    pub fn form(&self, name: &str) -> Option<&str> {
        self.form.get(name).map(String::as_str)
    }
}

/// What is answered.
pub enum Reply {
    /// A status and JSON.
    Json(u16, String),
    /// JSON once the test says so.
    When(Arc<Notify>, String),
    /// These bytes, then these for ever, one lot each 10 ms.
    Drip(Vec<u8>, Vec<u8>),
    /// These bytes, then the end.
    Raw(Vec<u8>),
}

type Answers = dyn Fn(usize, &Asked) -> Reply + Send + Sync;

/// The server. Dropping it stops it.
pub struct TokenServer {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    task: AbortHandle,
}

impl Drop for TokenServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl TokenServer {
    /// Answers the n-th request, from 0, by `answers`.
    pub async fn start(answers: impl Fn(usize, &Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_with(answers, None).await
    }

    /// The same over TLS.
    pub async fn start_with(
        answers: impl Fn(usize, &Asked) -> Reply + Send + Sync + 'static,
        tls: Option<TlsAcceptor>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let answers: Arc<Answers> = Arc::new(answers);
        let task = tokio::spawn({
            let asked = asked.clone();
            async move {
                while let Ok((socket, _)) = listener.accept().await {
                    let (asked, answers, tls) = (asked.clone(), answers.clone(), tls.clone());
                    tokio::spawn(async move {
                        match tls {
                            None => serve(socket, &asked, &*answers).await,
                            Some(tls) => match tls.accept(socket).await {
                                Ok(secured) => serve(secured, &asked, &*answers).await,
                                Err(_) => None,
                            },
                        }
                    });
                }
            }
        });
        Self { address, asked, task: task.abort_handle() }
    }

    /// Every request so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().clone()
    }

    pub fn url(&self) -> String {
        format!("http://{}/token", self.address)
    }
}

async fn serve(
    mut socket: impl AsyncRead + AsyncWrite + Unpin,
    all: &Mutex<Vec<Asked>>,
    answers: &Answers,
) -> Option<()> {
    let asked = read(&mut socket).await?;
    let number = {
        let mut all = all.lock();
        all.push(asked.clone());
        all.len() - 1
    };
    match answers(number, &asked) {
        Reply::Json(status, body) => write_json(&mut socket, status, &body).await,
        Reply::When(said, body) => {
            said.notified().await;
            write_json(&mut socket, 200, &body).await
        }
        Reply::Raw(bytes) => socket.write_all(&bytes).await.ok(),
        Reply::Drip(first, then) => {
            socket.write_all(&first).await.ok()?;
            loop {
                socket.write_all(&then).await.ok()?;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    };
    socket.shutdown().await.ok()
}

async fn write_json(socket: &mut (impl AsyncWrite + Unpin), status: u16, body: &str) -> Option<()> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
    socket.write_all((head + body).as_bytes()).await.ok()
}

async fn read(socket: &mut (impl AsyncRead + Unpin)) -> Option<Asked> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let read = socket.read(&mut part).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let mut lines = head.lines();
        let line = lines.next()?.to_owned();
        let headers: HashMap<_, _> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(k, v)| (k.to_ascii_lowercase(), v.to_owned()))
            .collect();
        let length: usize = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        if body.len() >= length {
            return Some(Asked { line, headers, form: pairs(body) });
        }
    }
}

/// The pairs of a form or a query.
pub fn pairs(text: &str) -> HashMap<String, String> {
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    text.split('&').filter_map(|pair| pair.split_once('=')).map(|(k, v)| (decoded(k), decoded(v))).collect()
}
