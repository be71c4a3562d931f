//! What a diagnostics tab shows, as JSON to paste.

use std::time::SystemTime;

use farcall_core::{
    diagnostics::{ChannelNode, Counts, ServerNode, SocketNode},
    engine::Failure,
};
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::state::{DiagnosticsTab, DiagnosticsView};

/// The view of a tab as indented JSON.
pub fn as_json(tab: &DiagnosticsTab) -> String {
    let target = tab.target.address.as_str();
    let value = match (tab.view, &tab.channelz) {
        (DiagnosticsView::Health, _) => {
            let services: Vec<Value> = tab
                .health
                .iter()
                .map(|(service, outcome)| match outcome {
                    Ok(serving) => json!({ "service": service, "status": serving.name() }),
                    Err(failure) => json!({ "service": service, "error": words(failure) }),
                })
                .collect();
            json!({ "target": target, "health": services })
        }
        (_, None) => json!({ "target": target }),
        (_, Some(Err(failure))) => json!({ "target": target, "error": words(failure) }),
        (DiagnosticsView::Servers, Some(Ok(snapshot))) => json!({
            "target": target,
            "read": moment(Some(snapshot.taken_at)),
            "servers": snapshot.servers.iter().map(server).collect::<Vec<_>>(),
            "problems": snapshot.problems,
        }),
        (DiagnosticsView::Channels, Some(Ok(snapshot))) => json!({
            "target": target,
            "read": moment(Some(snapshot.taken_at)),
            "channels": snapshot.channels.iter().map(channel).collect::<Vec<_>>(),
            "problems": snapshot.problems,
        }),
    };
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

fn server(server: &ServerNode) -> Value {
    json!({
        "id": server.id,
        "name": server.name,
        "calls": counts(&server.calls),
        "listening": server.listening.iter().map(socket).collect::<Vec<_>>(),
        "sockets": server.sockets.iter().map(socket).collect::<Vec<_>>(),
    })
}

/// The walk that made the nodes bounds how deep they are.
fn channel(node: &ChannelNode) -> Value {
    json!({
        "id": node.id,
        "name": node.name,
        "kind": if node.is_subchannel { "subchannel" } else { "channel" },
        "state": node.state,
        "target": node.target,
        "calls": counts(&node.calls),
        "children": node.children.iter().map(channel).collect::<Vec<_>>(),
        "sockets": node.sockets.iter().map(socket).collect::<Vec<_>>(),
    })
}

fn socket(socket: &SocketNode) -> Value {
    json!({
        "id": socket.id,
        "name": socket.name,
        "local": socket.local,
        "remote": socket.remote,
        "security": socket.security,
        "streams": counts(&socket.streams),
        "messages_sent": socket.messages_sent,
        "messages_received": socket.messages_received,
    })
}

fn counts(counts: &Counts) -> Value {
    json!({
        "started": counts.started,
        "succeeded": counts.succeeded,
        "failed": counts.failed,
        "last": moment(counts.last_started),
    })
}

fn moment(at: Option<SystemTime>) -> Option<String> {
    OffsetDateTime::from(at?).format(&Rfc3339).ok()
}

fn words(failure: &Failure) -> String {
    match &failure.cause {
        Some(cause) => format!("{}: {cause}", failure.summary),
        None => failure.summary.clone(),
    }
}
