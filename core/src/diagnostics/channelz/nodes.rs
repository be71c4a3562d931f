//! The tree of a snapshot: plain values, ready for a table. Nothing here is taken on trust: times that make no sense are
//! left out, names are labels.

use std::time::SystemTime;

/// Servers and channels of a process at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelzSnapshot {
    /// When the snapshot was complete, by this machine's clock.
    pub taken_at: SystemTime,
    /// Servers, by id.
    pub servers: Vec<ServerNode>,
    /// Top channels, by id.
    pub channels: Vec<ChannelNode>,
    /// What could not be read, in words: what was gone between two answers, what was more than is taken.
    pub problems: Vec<String>,
}

/// Calls of a server or channel, or streams of a socket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many were started.
    pub started: i64,
    /// How many ended well.
    pub succeeded: i64,
    /// How many did not.
    pub failed: i64,
    /// When the last one was started.
    pub last_started: Option<SystemTime>,
}

/// A server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerNode {
    /// Its id, unique over all kinds.
    pub id: i64,
    /// Its name, often empty.
    pub name: String,
    /// Its calls.
    pub calls: Counts,
    /// When it was made.
    pub created_at: Option<SystemTime>,
    /// What it logged of itself, oldest first.
    pub trace: Vec<TraceEvent>,
    /// Sockets it listens on.
    pub listening: Vec<SocketNode>,
    /// Sockets of its clients.
    pub sockets: Vec<SocketNode>,
}

/// A channel or subchannel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelNode {
    /// Its id, unique over all kinds.
    pub id: i64,
    /// Its name, often empty.
    pub name: String,
    /// Whether it is a subchannel.
    pub is_subchannel: bool,
    /// `READY` and the like; `UNKNOWN` if it does not say.
    pub state: String,
    /// What it was told to connect to.
    pub target: String,
    /// Its calls.
    pub calls: Counts,
    /// When it was made.
    pub created_at: Option<SystemTime>,
    /// What it logged of itself, oldest first.
    pub trace: Vec<TraceEvent>,
    /// Channels and subchannels below it.
    pub children: Vec<ChannelNode>,
    /// Its sockets.
    pub sockets: Vec<SocketNode>,
}

/// A socket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SocketNode {
    /// Its id, unique over all kinds.
    pub id: i64,
    /// Its name, often empty.
    pub name: String,
    /// Our end as the process sees it: `127.0.0.1:50051`, `[::1]:50051`, a path.
    pub local: Option<String>,
    /// The other end.
    pub remote: Option<String>,
    /// The name of the other end, where it is not what was dialled.
    pub remote_name: String,
    /// Cipher suite or the name of another security; `None` without.
    pub security: Option<String>,
    /// Its streams; `last_started` is the later of those started here and there.
    pub streams: Counts,
    /// Messages sent.
    pub messages_sent: i64,
    /// Messages received.
    pub messages_received: i64,
    /// Keepalive pings sent.
    pub keep_alives_sent: i64,
    /// When the last message went out.
    pub last_message_sent: Option<SystemTime>,
    /// When the last message came in.
    pub last_message_received: Option<SystemTime>,
    /// Bytes the other side lets us send on the connection.
    pub local_flow_control_window: Option<i64>,
    /// Bytes we let the other side send.
    pub remote_flow_control_window: Option<i64>,
    /// Options of the socket, by name.
    pub options: Vec<(String, String)>,
}

/// Something that a server or channel logged of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceEvent {
    /// When.
    pub at: Option<SystemTime>,
    /// `INFO`, `WARNING`, `ERROR`, or `UNKNOWN`.
    pub severity: &'static str,
    /// What.
    pub description: String,
}
