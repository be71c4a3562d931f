//! Ports that lead to nobody: one that refuses, one that swallows.
//! Each is held as long as its value lives, so that no other test gets it.

use std::{net::SocketAddr, time::Duration};

use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// A port where nobody listens.
pub struct ClosedPort {
    pub address: SocketAddr,
    _socket: TcpSocket,
}

impl ClosedPort {
    pub fn hold() -> Self {
        let socket = bound();
        Self { address: socket.local_addr().unwrap(), _socket: socket }
    }
}

/// A port that takes no connection and refuses none: its queue is full.
pub struct Hole {
    pub address: SocketAddr,
    _listener: TcpListener,
    _queue: Vec<TcpStream>,
}

impl Hole {
    /// `None` where the system answers all the same.
    pub async fn dig() -> Option<Self> {
        let listener = bound().listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let mut queue = Vec::new();
        for _ in 0..16 {
            match tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
                Ok(Ok(stream)) => queue.push(stream),
                Ok(Err(_)) => return None,
                Err(_) => return Some(Self { address, _listener: listener, _queue: queue }),
            }
        }
        None
    }
}

fn bound() -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    socket
}
