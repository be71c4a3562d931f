//! `farcall channelz`: servers, channels, subchannels and sockets of a process as a tree with their counters.
//! It shows one snapshot; reading it is the core's.

use std::time::Duration;

use farcall_core::{
    diagnostics::{self, ChannelNode, ChannelzError, ChannelzSnapshot, Counts, ServerNode, SocketNode},
    engine::Failure,
    status::Code,
};

use super::{
    args::ChannelzArgs,
    ended::{Ended, Exit, one_line},
    output::Console,
    reach::{self, Proof},
};

/// For a snapshot with all its pages.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Prints the tree.
pub async fn channelz(args: ChannelzArgs, console: Console) -> Result<Exit, Ended> {
    let channel = reach::channel(&args.reach.connection, &args.target, console)?;
    let metadata = Proof::new(args.reach.auth.auth()?).metadata(&args.reach.metadata.rpc_rows(), &channel).await?;
    let snapshot = diagnostics::snapshot(&channel, &metadata, TIMEOUT).await;
    reach::tell_proxy(&channel, console);
    let snapshot = snapshot.map_err(|error| channelz_error(&error))?;
    for problem in &snapshot.problems {
        console.note(&format!("warning: {}", one_line(problem)));
    }
    for line in tree(&snapshot) {
        console.line(&line)?;
    }
    Ok(Exit::OK)
}

fn channelz_error(error: &ChannelzError) -> Ended {
    let Some(status) = error.status() else { return Ended::Failed(Failure::from(error)) };
    let mut status = status.clone();
    if status.code == Code::UNIMPLEMENTED && status.hint.is_none() {
        status.hint = Some("This server offers no channelz".to_owned());
    }
    Ended::Status(Box::new(status))
}

/// The snapshot as lines.
fn tree(snapshot: &ChannelzSnapshot) -> Vec<String> {
    let mut tree = Tree::default();
    for server in &snapshot.servers {
        tree.server(server);
    }
    for channel in &snapshot.channels {
        tree.channel(channel, 0);
    }
    if tree.lines.is_empty() {
        tree.lines.push("No servers and no channels".to_owned());
    }
    tree.lines
}

#[derive(Default)]
struct Tree {
    lines: Vec<String>,
}

/// Deeper than any process nests channels; what a server claims beyond is not followed.
const DEEPEST: usize = 32;

impl Tree {
    fn server(&mut self, server: &ServerNode) {
        self.line(0, format!("Server {}{}  {}", server.id, named(&server.name), calls(&server.calls)));
        for socket in &server.listening {
            let address = socket.local.as_deref().unwrap_or("unknown address");
            self.line(1, format!("Listening {}{}  {}", socket.id, named(&socket.name), one_line(address)));
        }
        for socket in &server.sockets {
            self.socket(socket, 1);
        }
    }

    fn channel(&mut self, channel: &ChannelNode, depth: usize) {
        let kind = if channel.is_subchannel { "Subchannel" } else { "Channel" };
        let target =
            if channel.target.is_empty() { String::new() } else { format!("  to {}", one_line(&channel.target)) };
        let name = if channel.name == channel.target { "" } else { &channel.name };
        self.line(
            depth,
            format!("{kind} {}{}  {}{target}  {}", channel.id, named(name), channel.state, calls(&channel.calls)),
        );
        if depth == DEEPEST {
            return self.line(depth + 1, "deeper levels not shown".to_owned());
        }
        for child in &channel.children {
            self.channel(child, depth + 1);
        }
        for socket in &channel.sockets {
            self.socket(socket, depth + 1);
        }
    }

    fn socket(&mut self, socket: &SocketNode, depth: usize) {
        let end = |end: &Option<String>| end.as_deref().map_or_else(|| "?".to_owned(), one_line);
        let security = socket.security.as_deref().map_or_else(String::new, |name| format!("  {}", one_line(name)));
        self.line(
            depth,
            format!(
                "Socket {}  {} to {}{security}  streams {}  messages {} sent, {} received",
                socket.id,
                end(&socket.local),
                end(&socket.remote),
                counts(&socket.streams),
                socket.messages_sent,
                socket.messages_received,
            ),
        );
    }

    fn line(&mut self, depth: usize, text: String) {
        self.lines.push(format!("{:indent$}{text}", "", indent = depth * 2));
    }
}

fn named(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!(" \"{}\"", one_line(name)) }
}

fn calls(calls: &Counts) -> String {
    format!("calls {}", counts(calls))
}

fn counts(counts: &Counts) -> String {
    format!("{} started, {} succeeded, {} failed", counts.started, counts.succeeded, counts.failed)
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn a_snapshot_is_a_tree_with_counters() {
        let socket = SocketNode {
            id: 4,
            local: Some("127.0.0.1:50051".into()),
            remote: Some("127.0.0.1:41000".into()),
            messages_sent: 7,
            messages_received: 3,
            ..SocketNode::default()
        };
        let subchannel = ChannelNode {
            id: 3,
            is_subchannel: true,
            state: "READY".into(),
            target: "b:1".into(),
            sockets: vec![socket.clone()],
            ..ChannelNode::default()
        };
        let snapshot = ChannelzSnapshot {
            taken_at: SystemTime::UNIX_EPOCH,
            servers: vec![ServerNode {
                id: 1,
                calls: Counts { started: 5, succeeded: 3, failed: 1, last_started: None },
                listening: vec![SocketNode { id: 2, local: Some("0.0.0.0:50051".into()), ..SocketNode::default() }],
                sockets: vec![socket],
                ..ServerNode::default()
            }],
            channels: vec![ChannelNode {
                id: 9,
                state: "IDLE".into(),
                target: "dns:///b:1".into(),
                children: vec![subchannel],
                ..ChannelNode::default()
            }],
            problems: Vec::new(),
        };
        let socket = "Socket 4  127.0.0.1:50051 to 127.0.0.1:41000  \
                      streams 0 started, 0 succeeded, 0 failed  messages 7 sent, 3 received";
        assert_eq!(
            tree(&snapshot),
            [
                "Server 1  calls 5 started, 3 succeeded, 1 failed".to_owned(),
                "  Listening 2  0.0.0.0:50051".to_owned(),
                format!("  {socket}"),
                "Channel 9  IDLE  to dns:///b:1  calls 0 started, 0 succeeded, 0 failed".to_owned(),
                "  Subchannel 3  READY  to b:1  calls 0 started, 0 succeeded, 0 failed".to_owned(),
                format!("    {socket}"),
            ]
        );
    }
}
