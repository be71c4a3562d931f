//! From the messages of channelz to the nodes of a snapshot. Nothing in them is taken on trust.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::{Duration, SystemTime},
};

use prost_types::Timestamp;

use super::nodes::{ChannelNode, Counts, ServerNode, SocketNode, TraceEvent};
use crate::schema::stubs::channelz::{
    Address, Channel, ChannelData, ChannelTrace, Security, Server, Socket, SocketData, Subchannel, address,
    channel_connectivity_state::State, channel_trace_event::Severity, security,
};

/// Most events of one trace that are kept: the latest.
const MOST_EVENTS: usize = 100;
/// 9999-12-31T23:59:59Z, the last second a Timestamp may name.
const LAST_SECOND: i64 = 253_402_300_799;

pub(super) fn server(server: &Server) -> ServerNode {
    let reference = server.r#ref.clone().unwrap_or_default();
    let data = server.data.clone().unwrap_or_default();
    ServerNode {
        id: reference.server_id,
        name: reference.name,
        calls: Counts {
            started: data.calls_started,
            succeeded: data.calls_succeeded,
            failed: data.calls_failed,
            last_started: time(data.last_call_started_timestamp.as_ref()),
        },
        created_at: created_at(data.trace.as_ref()),
        trace: trace(data.trace),
        listening: Vec::new(),
        sockets: Vec::new(),
    }
}

pub(super) fn channel(channel: &Channel) -> ChannelNode {
    let reference = channel.r#ref.clone().unwrap_or_default();
    channel_node(reference.channel_id, reference.name, false, channel.data.clone())
}

pub(super) fn subchannel(channel: &Subchannel) -> ChannelNode {
    let reference = channel.r#ref.clone().unwrap_or_default();
    channel_node(reference.subchannel_id, reference.name, true, channel.data.clone())
}

fn channel_node(id: i64, name: String, is_subchannel: bool, data: Option<ChannelData>) -> ChannelNode {
    let data = data.unwrap_or_default();
    ChannelNode {
        id,
        name,
        is_subchannel,
        state: data.state.map_or(State::Unknown, |state| state.state()).as_str_name().to_owned(),
        target: data.target,
        calls: Counts {
            started: data.calls_started,
            succeeded: data.calls_succeeded,
            failed: data.calls_failed,
            last_started: time(data.last_call_started_timestamp.as_ref()),
        },
        created_at: created_at(data.trace.as_ref()),
        trace: trace(data.trace),
        children: Vec::new(),
        sockets: Vec::new(),
    }
}

pub(super) fn socket(socket: Socket) -> SocketNode {
    let reference = socket.r#ref.unwrap_or_default();
    let data = socket.data.unwrap_or_default();
    SocketNode {
        id: reference.socket_id,
        name: reference.name,
        local: socket.local.and_then(address),
        remote: socket.remote.and_then(address),
        remote_name: socket.remote_name,
        security: socket.security.and_then(security_name),
        streams: streams(&data),
        messages_sent: data.messages_sent,
        messages_received: data.messages_received,
        keep_alives_sent: data.keep_alives_sent,
        last_message_sent: time(data.last_message_sent_timestamp.as_ref()),
        last_message_received: time(data.last_message_received_timestamp.as_ref()),
        local_flow_control_window: data.local_flow_control_window,
        remote_flow_control_window: data.remote_flow_control_window,
        options: data.option.into_iter().map(|option| (option.name, option.value)).collect(),
    }
}

fn streams(data: &SocketData) -> Counts {
    let local = time(data.last_local_stream_created_timestamp.as_ref());
    let remote = time(data.last_remote_stream_created_timestamp.as_ref());
    Counts {
        started: data.streams_started,
        succeeded: data.streams_succeeded,
        failed: data.streams_failed,
        last_started: local.max(remote),
    }
}

/// A moment that a clock could have shown; zero, negative and absurd ones are none.
fn time(timestamp: Option<&Timestamp>) -> Option<SystemTime> {
    let Timestamp { seconds, nanos } = *timestamp?;
    if !(1..=LAST_SECOND).contains(&seconds) {
        return None;
    }
    let nanos = u32::try_from(nanos).ok().filter(|nanos| *nanos < 1_000_000_000)?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds.unsigned_abs(), nanos))
}

fn created_at(trace: Option<&ChannelTrace>) -> Option<SystemTime> {
    time(trace?.creation_timestamp.as_ref())
}

fn trace(trace: Option<ChannelTrace>) -> Vec<TraceEvent> {
    let events = trace.unwrap_or_default().events;
    let excess = events.len().saturating_sub(MOST_EVENTS);
    let event = |event: crate::schema::stubs::channelz::ChannelTraceEvent| TraceEvent {
        at: time(event.timestamp.as_ref()),
        severity: match event.severity() {
            Severity::CtUnknown => "UNKNOWN",
            Severity::CtInfo => "INFO",
            Severity::CtWarning => "WARNING",
            Severity::CtError => "ERROR",
        },
        description: event.description,
    };
    events.into_iter().skip(excess).map(event).collect()
}

fn address(address: Address) -> Option<String> {
    match address.address? {
        address::Address::TcpipAddress(tcp) => Some(tcp_address(&tcp.ip_address, tcp.port)),
        address::Address::UdsAddress(path) => Some(format!("unix:{}", path.filename)),
        address::Address::OtherAddress(other) => Some(other.name),
    }
}

fn tcp_address(ip: &[u8], port: i32) -> String {
    let address = match ip {
        [a, b, c, d] => Some(IpAddr::from(Ipv4Addr::new(*a, *b, *c, *d))),
        _ => <[u8; 16]>::try_from(ip).ok().map(|ip| IpAddr::from(Ipv6Addr::from(ip))),
    };
    match (address, u16::try_from(port)) {
        (Some(ip), Ok(port)) => SocketAddr::new(ip, port).to_string(),
        (Some(ip), Err(_)) => ip.to_string(),
        (None, _) => format!("an IP address of {} bytes, port {port}", ip.len()),
    }
}

fn security_name(security: Security) -> Option<String> {
    match security.model? {
        security::Model::Tls(tls) => Some(match tls.cipher_suite {
            Some(security::tls::CipherSuite::StandardName(name) | security::tls::CipherSuite::OtherName(name)) => name,
            None => "TLS".to_owned(),
        }),
        security::Model::Other(other) => Some(other.name),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_four_and_sixteen_bytes_are_read_and_others_described() {
        assert_eq!(tcp_address(&[127, 0, 0, 1], 50051), "127.0.0.1:50051");
        assert_eq!(tcp_address(&Ipv6Addr::LOCALHOST.octets(), 1), "[::1]:1");
        assert_eq!(tcp_address(&[127, 0, 0, 1], -1), "127.0.0.1");
        assert_eq!(tcp_address(&[1, 2, 3], 9), "an IP address of 3 bytes, port 9");
    }

    #[test]
    fn absent_zero_and_absurd_times_are_none() {
        let at = |seconds, nanos| time(Some(&Timestamp { seconds, nanos }));
        assert_eq!(time(None), None);
        for (seconds, nanos) in [(0, 0), (-1, 0), (i64::MAX, 0), (i64::MIN, -1), (5, -1), (5, 1_000_000_000)] {
            assert_eq!(at(seconds, nanos), None, "{seconds} {nanos}");
        }
        assert_eq!(at(1, 5), Some(SystemTime::UNIX_EPOCH + Duration::new(1, 5)));
    }

    #[test]
    fn a_node_without_anything_is_still_a_node() {
        assert_eq!(server(&Server::default()), ServerNode::default());
        assert_eq!(socket(Socket::default()), SocketNode::default());
        assert_eq!(channel(&Channel::default()).state, "UNKNOWN");
    }
}
