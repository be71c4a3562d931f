//! Servers, channels and sockets of a snapshot as rows of one tree. It draws nothing.

use std::{collections::HashMap, time::SystemTime};

use farcall_core::diagnostics::{ChannelNode, ChannelzSnapshot, Counts, ServerNode, SocketNode};

use crate::{state::DiagnosticsView, widgets::Tone};

/// One row.
#[derive(Debug, Clone)]
pub struct NodeRow {
    /// By which it is folded and selected; ids are unique over all kinds.
    pub key: String,
    /// How many levels it is below the top.
    pub depth: usize,
    /// A branch, and whether it is unfolded.
    pub open: Option<bool>,
    /// `Channel 3`, and what it calls itself.
    pub name: String,
    /// Where it is, or leads.
    pub address: String,
    /// Its state, where it has one.
    pub state: Option<(Tone, String)>,
    /// Its calls, or streams of a socket; a socket that listens has none.
    pub counts: Option<Counts>,
    /// More to tell, a line each.
    pub detail: Vec<String>,
}

/// Deeper channels are not listed: a server decides how deep they are.
const DEPTH_MAX: usize = 16;

/// The rows of a view, with what is folded left out.
pub fn rows(snapshot: &ChannelzSnapshot, view: DiagnosticsView, folds: &HashMap<String, bool>) -> Vec<NodeRow> {
    let mut rows = Rows { folds, rows: Vec::new() };
    match view {
        DiagnosticsView::Servers => snapshot.servers.iter().for_each(|server| rows.server(server)),
        DiagnosticsView::Channels => snapshot.channels.iter().for_each(|channel| rows.channel(channel, 0)),
        DiagnosticsView::Health => {}
    }
    rows.rows
}

struct Rows<'a> {
    folds: &'a HashMap<String, bool>,
    rows: Vec<NodeRow>,
}

impl Rows<'_> {
    /// Adds a branch or leaf; says whether what is below it is shown.
    fn push(&mut self, mut row: NodeRow, has_more: bool) -> bool {
        let open = self.folds.get(&row.key).copied().unwrap_or(row.depth == 0);
        row.open = has_more.then_some(open);
        self.rows.push(row);
        has_more && open
    }

    fn server(&mut self, server: &ServerNode) {
        let row = NodeRow {
            address: server.listening.first().and_then(|socket| socket.local.clone()).unwrap_or_default(),
            counts: Some(server.calls),
            ..row(server.id, 0, "Server", &server.name)
        };
        if self.push(row, !server.listening.is_empty() || !server.sockets.is_empty()) {
            server.listening.iter().for_each(|socket| self.socket(socket, 1, true));
            server.sockets.iter().for_each(|socket| self.socket(socket, 1, false));
        }
    }

    fn channel(&mut self, channel: &ChannelNode, depth: usize) {
        let kind = if channel.is_subchannel { "Subchannel" } else { "Channel" };
        let mut detail: Vec<String> =
            channel.trace.iter().rev().take(5).map(|event| event.description.clone()).collect();
        detail.reverse();
        let row = NodeRow {
            address: channel.target.clone(),
            state: Some(state(&channel.state)),
            counts: Some(channel.calls),
            detail,
            ..row(channel.id, depth, kind, &channel.name)
        };
        let has_more = !channel.children.is_empty() || !channel.sockets.is_empty();
        if self.push(row, has_more && depth < DEPTH_MAX) {
            channel.children.iter().for_each(|child| self.channel(child, depth + 1));
            channel.sockets.iter().for_each(|socket| self.socket(socket, depth + 1, false));
        }
    }

    fn socket(&mut self, socket: &SocketNode, depth: usize, listens: bool) {
        let local = socket.local.clone().unwrap_or_default();
        let address = match &socket.remote {
            Some(remote) if !listens => format!("{local} to {remote}"),
            _ => local,
        };
        let state = if listens { (Tone::Ok, "Listening".to_owned()) } else { (Tone::Ok, "Open".to_owned()) };
        // Names of sockets repeat their addresses; they are told on hover.
        let mut detail: Vec<String> = Some(socket.name.clone()).into_iter().filter(|name| !name.is_empty()).collect();
        detail.extend(socket.security.as_ref().map(|security| format!("Secured by {security}")));
        if !listens {
            let (out, back) = (socket.messages_sent, socket.messages_received);
            detail.push(format!("{out} messages sent, {back} received, {} keepalive pings", socket.keep_alives_sent));
        }
        detail.extend(socket.local_flow_control_window.map(|bytes| format!("May send {bytes} bytes more")));
        detail.extend(socket.remote_flow_control_window.map(|bytes| format!("Takes {bytes} bytes more")));
        detail.extend(socket.options.iter().map(|(name, value)| format!("{name} {value}")));
        let row = NodeRow {
            address,
            state: Some(state),
            counts: (!listens).then_some(socket.streams),
            detail,
            ..row(socket.id, depth, "Socket", "")
        };
        self.push(row, false);
    }
}

fn row(id: i64, depth: usize, kind: &str, name: &str) -> NodeRow {
    let name = if name.trim().is_empty() { format!("{kind} {id}") } else { format!("{kind} {id} {name}") };
    NodeRow {
        key: id.to_string(),
        depth,
        open: None,
        name,
        address: String::new(),
        state: None,
        counts: None,
        detail: Vec::new(),
    }
}

/// The states of connectivity as people read them.
fn state(name: &str) -> (Tone, String) {
    let (tone, words) = match name {
        "READY" => (Tone::Ok, "Ready"),
        "IDLE" => (Tone::Idle, "Idle"),
        "CONNECTING" => (Tone::Running, "Connecting"),
        "TRANSIENT_FAILURE" => (Tone::Error, "Transient failure"),
        "SHUTDOWN" => (Tone::Stopped, "Shut down"),
        other => (Tone::Idle, other),
    };
    (tone, words.to_owned())
}

/// How long ago the last call was, in words.
pub fn last_call(counts: &Counts, now: SystemTime) -> String {
    match counts.last_started {
        None => "never".to_owned(),
        Some(at) => crate::units::since(now.duration_since(at).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot() -> ChannelzSnapshot {
        let socket = SocketNode { id: 11, local: Some("10.0.1.3:52114".into()), ..SocketNode::default() };
        let sub = ChannelNode {
            id: 3,
            is_subchannel: true,
            state: "TRANSIENT_FAILURE".into(),
            sockets: vec![SocketNode { remote: Some("10.0.0.7:443".into()), ..socket.clone() }],
            ..ChannelNode::default()
        };
        let channel = ChannelNode { id: 1, name: "orders".into(), children: vec![sub], ..ChannelNode::default() };
        let server = ServerNode { id: 8, listening: vec![socket], ..ServerNode::default() };
        ChannelzSnapshot {
            taken_at: SystemTime::UNIX_EPOCH,
            servers: vec![server],
            channels: vec![channel],
            problems: Vec::new(),
        }
    }

    #[test]
    fn channels_are_open_and_subchannels_fold() {
        let mut folds = HashMap::new();
        let names = |folds: &HashMap<String, bool>| -> Vec<String> {
            rows(&snapshot(), DiagnosticsView::Channels, folds).into_iter().map(|row| row.name).collect()
        };
        assert_eq!(names(&folds), ["Channel 1 orders", "Subchannel 3"]);
        folds.insert("3".to_owned(), true);
        assert_eq!(names(&folds), ["Channel 1 orders", "Subchannel 3", "Socket 11"]);
        let rows = rows(&snapshot(), DiagnosticsView::Channels, &folds);
        assert_eq!(rows.last().map(|row| row.address.as_str()), Some("10.0.1.3:52114 to 10.0.0.7:443"));
        assert_eq!(rows.get(1).and_then(|row| row.state.clone()), Some((Tone::Error, "Transient failure".to_owned())));
    }

    #[test]
    fn a_listening_socket_counts_nothing() {
        let rows = rows(&snapshot(), DiagnosticsView::Servers, &HashMap::new());
        assert_eq!(rows.len(), 2);
        assert!(rows.last().is_some_and(|row| row.counts.is_none() && row.address == "10.0.1.3:52114"));
    }
}
