//! A way to end a TCP connection with a reset, whatever runs over it.
//! It reads and writes nothing.

use tokio::{net::TcpStream, sync::Notify};

/// A second hold on a socket, whatever runs over the first: it can end the connection with a TCP reset.
pub struct Abort {
    twin: std::net::TcpStream,
    pub told: Notify,
}

impl Abort {
    pub fn of(socket: TcpStream) -> std::io::Result<(TcpStream, Self)> {
        // A script is followed byte by byte: nothing is held back for more.
        socket.set_nodelay(true)?;
        let socket = socket.into_std()?;
        let twin = socket.try_clone()?;
        Ok((TcpStream::from_std(socket)?, Self { twin, told: Notify::new() }))
    }

    /// The reset goes out when both holds are closed.
    pub fn tell(&self) {
        let twin = self.twin.try_clone().and_then(TcpStream::from_std);
        let _ = twin.map(|twin| twin.set_zero_linger());
        self.told.notify_one();
    }
}
