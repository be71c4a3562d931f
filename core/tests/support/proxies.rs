//! Proxies of our own on loopback: HTTP CONNECT and SOCKS5, that lead to one server or misbehave as told.
//! Whatever host they are asked for, they lead to the same place: what they were asked is for the test to look at.

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};
use tokio_rustls::TlsAcceptor;

/// A proxy on a free loopback port. Dropping it stops it.
pub struct Proxy {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    task: AbortHandle,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

type Asked = Arc<Mutex<Vec<String>>>;

impl Proxy {
    /// HTTP CONNECT; with a value that `proxy-authorization` must have.
    pub async fn http(to: SocketAddr, authorization: Option<&'static str>) -> Self {
        Self::start(move |socket, asked| tunnel(socket, to, authorization, asked)).await
    }

    /// The same over TLS.
    pub async fn https(to: SocketAddr, tls: TlsAcceptor) -> Self {
        Self::start(move |socket, asked| {
            let tls = tls.clone();
            async move {
                if let Ok(secured) = tls.accept(socket).await {
                    tunnel(secured, to, None, asked).await;
                }
            }
        })
        .await
    }

    /// Reads a request, says something, closes.
    pub async fn saying(answer: &'static [u8]) -> Self {
        Self::start(move |mut socket, asked| async move {
            let head = request(&mut BufReader::new(&mut socket)).await;
            asked.lock().push(head);
            let _ = socket.write_all(answer).await;
            let _ = socket.shutdown().await;
            let _ = socket.read(&mut [0; 64]).await;
        })
        .await
    }

    /// Takes connections and says nothing.
    pub async fn hanging() -> Self {
        Self::start(|mut socket, _| async move { while matches!(socket.read(&mut [0; 64]).await, Ok(1..)) {} }).await
    }

    /// Answers with a head that does not end: a line at once, the next ones after a pause.
    pub async fn endless(pause: Duration) -> Self {
        Self::start(move |mut socket, _| async move {
            let _ = socket.write_all(b"HTTP/1.1 200 Connection established\r\n").await;
            while socket.write_all(b"x-more: to come\r\n").await.is_ok() {
                tokio::time::sleep(pause).await;
            }
        })
        .await
    }

    /// SOCKS5; with a user name and password that it wants, and the code of its reply.
    pub async fn socks(to: SocketAddr, credentials: Option<(&'static str, &'static str)>, reply: u8) -> Self {
        Self::start(move |socket, asked| async move {
            let _ = socks(socket, to, credentials, reply, asked).await;
        })
        .await
    }

    async fn start<F>(serve: impl Fn(TcpStream, Asked) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Asked::default();
        let task = tokio::spawn({
            let asked = asked.clone();
            async move {
                while let Ok((socket, _)) = listener.accept().await {
                    tokio::spawn(serve(socket, asked.clone()));
                }
            }
        });
        Self { address, asked, task: task.abort_handle() }
    }

    /// What it was asked for: `host:port` by SOCKS5, the first line of the request by HTTP.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().clone()
    }
}

/// The head of a request.
async fn request<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> String {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && matches!(stream.read_line(&mut head).await, Ok(1..)) {}
    head
}

async fn tunnel<S>(stream: S, to: SocketAddr, authorization: Option<&'static str>, asked: Asked)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufReader::new(stream);
    let head = request(&mut stream).await;
    asked.lock().push(head.lines().next().unwrap_or_default().to_owned());
    let is_allowed = authorization.is_none_or(|value| head.contains(&format!("Proxy-Authorization: {value}\r\n")));
    if !is_allowed {
        let answer = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n";
        let _ = stream.write_all(answer).await;
        return;
    }
    let mut server = TcpStream::connect(to).await.unwrap();
    let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n").await;
    let _ = copy_bidirectional(&mut stream, &mut server).await;
}

async fn socks(
    mut socket: TcpStream,
    to: SocketAddr,
    credentials: Option<(&str, &str)>,
    reply: u8,
    asked: Asked,
) -> std::io::Result<()> {
    let [_version, methods] = bytes(&mut socket).await?;
    let mut offered = vec![0; methods.into()];
    socket.read_exact(&mut offered).await?;
    if let Some((user, password)) = credentials {
        if !offered.contains(&2) {
            return socket.write_all(&[5, 0xff]).await;
        }
        socket.write_all(&[5, 2]).await?;
        let [_version] = bytes(&mut socket).await?;
        let given = (text(&mut socket).await?, text(&mut socket).await?);
        let is_right = given == (user.to_owned(), password.to_owned());
        socket.write_all(&[1, u8::from(!is_right)]).await?;
        if !is_right {
            return Ok(());
        }
    } else {
        socket.write_all(&[5, 0]).await?;
    }
    let [_version, _command, _reserved, kind] = bytes(&mut socket).await?;
    let host = match kind {
        1 => std::net::Ipv4Addr::from(bytes::<4>(&mut socket).await?).to_string(),
        4 => format!("[{}]", std::net::Ipv6Addr::from(bytes::<16>(&mut socket).await?)),
        _ => text(&mut socket).await?,
    };
    let port = u16::from_be_bytes(bytes(&mut socket).await?);
    asked.lock().push(format!("{host}:{port}"));
    socket.write_all(&[5, reply, 0, 1, 127, 0, 0, 1, 0, 0]).await?;
    if reply == 0 {
        let mut server = TcpStream::connect(to).await?;
        copy_bidirectional(&mut socket, &mut server).await?;
    }
    Ok(())
}

async fn bytes<const N: usize>(socket: &mut TcpStream) -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    socket.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// A text after its length.
async fn text(socket: &mut TcpStream) -> std::io::Result<String> {
    let [length] = bytes(socket).await?;
    let mut text = vec![0; length.into()];
    socket.read_exact(&mut text).await?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
