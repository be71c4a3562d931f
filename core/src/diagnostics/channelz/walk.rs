//! The walk over a server's channelz: pages of servers and top channels, then everything they refer to.
//! Bounded in nodes and time; what is gone by the time it is asked for is left out and counted.

use std::{
    collections::HashSet,
    future::Future,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use prost::Message;

use super::{
    nodes::{ChannelNode, ChannelzSnapshot, ServerNode, SocketNode},
    read,
};
use crate::{
    call::{self, CallSpec, Finished},
    metadata::Metadata,
    schema::{
        MethodKind, MethodPath,
        stubs::channelz::{
            ChannelRef, GetChannelRequest, GetChannelResponse, GetServerSocketsRequest, GetServerSocketsResponse,
            GetServersRequest, GetServersResponse, GetSocketRequest, GetSocketResponse, GetSubchannelRequest,
            GetSubchannelResponse, GetTopChannelsRequest, GetTopChannelsResponse, SocketRef, SubchannelRef,
        },
    },
    status::{Code, Status},
    transport::Channel,
};

/// Most nodes of one snapshot.
const MOST_NODES: usize = 2_000;
/// Most pages of one list: a server that never says `end` is not followed for ever.
const MOST_PAGES: usize = 100;
/// Channels within channels.
const DEEPEST: usize = 8;
/// Asked for a page.
const PAGE: i64 = 100;

/// There is no snapshot.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ChannelzError {
    /// The call ended with this.
    #[error("the channelz call ended with {}", .0.status.code)]
    Call(Arc<Finished>),
    /// The answer is not one of channelz.
    #[error("the server's answer is not one of channelz")]
    Unreadable(#[source] prost::DecodeError),
}

impl ChannelzError {
    /// The status of the call, if that is what failed.
    pub fn status(&self) -> Option<&Status> {
        match self {
            Self::Call(finished) => Some(&finished.status),
            Self::Unreadable(_) => None,
        }
    }

    /// Whether the server offers no channelz.
    pub fn is_unimplemented(&self) -> bool {
        self.status().is_some_and(|status| status.code == Code::UNIMPLEMENTED)
    }
}

/// Takes a snapshot, asking one thing after another within `timeout`.
///
/// # Errors
/// Servers and top channels could not be listed. What fails further down is a problem of the snapshot.
pub async fn snapshot(
    channel: &Channel,
    metadata: &Metadata,
    timeout: Duration,
) -> Result<ChannelzSnapshot, ChannelzError> {
    let mut walk = Walk {
        channel,
        metadata,
        deadline: Instant::now() + timeout,
        seen: HashSet::new(),
        gone: 0,
        problems: Vec::new(),
    };
    let servers = walk.servers().await?;
    let channels = walk.top_channels().await?;
    if walk.gone > 0 {
        walk.problems.push(format!("{} were gone by the time they were asked for", walk.gone));
    }
    Ok(ChannelzSnapshot { taken_at: SystemTime::now(), servers, channels, problems: walk.problems })
}

struct Walk<'a> {
    channel: &'a Channel,
    metadata: &'a Metadata,
    deadline: Instant,
    /// Ids are unique over all kinds.
    seen: HashSet<i64>,
    gone: usize,
    problems: Vec<String>,
}

impl Walk<'_> {
    async fn servers(&mut self) -> Result<Vec<ServerNode>, ChannelzError> {
        let mut nodes = Vec::new();
        let mut start = 0;
        for _ in 0..MOST_PAGES {
            let request = GetServersRequest { start_server_id: start, max_results: PAGE };
            let page: GetServersResponse = self.ask("GetServers", &request).await?;
            let last = page.server.iter().filter_map(|server| Some(server.r#ref.as_ref()?.server_id)).max();
            for server in page.server {
                let mut node = read::server(&server);
                if !self.enter(node.id) {
                    continue;
                }
                node.listening = self.sockets(&server.listen_socket).await;
                node.sockets = self.server_sockets(node.id).await;
                nodes.push(node);
            }
            match next_page(start, last, page.end) {
                Some(next) => start = next,
                None => break,
            }
        }
        Ok(nodes)
    }

    async fn top_channels(&mut self) -> Result<Vec<ChannelNode>, ChannelzError> {
        let mut nodes = Vec::new();
        let mut start = 0;
        for _ in 0..MOST_PAGES {
            let request = GetTopChannelsRequest { start_channel_id: start, max_results: PAGE };
            let page: GetTopChannelsResponse = self.ask("GetTopChannels", &request).await?;
            let last = page.channel.iter().filter_map(|channel| Some(channel.r#ref.as_ref()?.channel_id)).max();
            for channel in page.channel {
                let mut node = read::channel(&channel);
                if self.enter(node.id) {
                    let below = (&*channel.channel_ref, &*channel.subchannel_ref, &*channel.socket_ref);
                    self.fill(&mut node, below, 0).await;
                    nodes.push(node);
                }
            }
            match next_page(start, last, page.end) {
                Some(next) => start = next,
                None => break,
            }
        }
        Ok(nodes)
    }

    async fn server_sockets(&mut self, server_id: i64) -> Vec<SocketNode> {
        let mut nodes = Vec::new();
        let mut start = 0;
        for _ in 0..MOST_PAGES {
            let request = GetServerSocketsRequest { server_id, start_socket_id: start, max_results: PAGE };
            let page: Option<GetServerSocketsResponse> = self.ask_below("GetServerSockets", &request).await;
            let Some(page) = page else { break };
            let last = page.socket_ref.iter().map(|socket| socket.socket_id).max();
            nodes.extend(self.sockets(&page.socket_ref).await);
            match next_page(start, last, page.end) {
                Some(next) => start = next,
                None => break,
            }
        }
        nodes
    }

    async fn sockets(&mut self, references: &[SocketRef]) -> Vec<SocketNode> {
        let mut nodes = Vec::new();
        for reference in references {
            if !self.enter(reference.socket_id) {
                continue;
            }
            let request = GetSocketRequest { socket_id: reference.socket_id, summary: false };
            let answer: Option<GetSocketResponse> = self.ask_below("GetSocket", &request).await;
            nodes.extend(answer.and_then(|answer| answer.socket).map(read::socket));
        }
        nodes
    }

    /// Children and sockets of a channel; boxed, since channels stand in channels.
    fn fill<'a>(
        &'a mut self,
        node: &'a mut ChannelNode,
        (channels, subchannels, sockets): (&'a [ChannelRef], &'a [SubchannelRef], &'a [SocketRef]),
        depth: usize,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async move {
            node.sockets = self.sockets(sockets).await;
            if depth == DEEPEST {
                if !(channels.is_empty() && subchannels.is_empty()) {
                    self.problems.push(format!("Channels deeper than {DEEPEST} levels were not read"));
                }
                return;
            }
            for reference in channels {
                node.children.extend(self.channel_below(reference.channel_id, depth).await);
            }
            for reference in subchannels {
                node.children.extend(self.subchannel_below(reference.subchannel_id, depth).await);
            }
        })
    }

    async fn channel_below(&mut self, channel_id: i64, depth: usize) -> Option<ChannelNode> {
        if !self.enter(channel_id) {
            return None;
        }
        let answer: GetChannelResponse = self.ask_below("GetChannel", &GetChannelRequest { channel_id }).await?;
        let channel = answer.channel?;
        let mut node = read::channel(&channel);
        self.fill(&mut node, (&channel.channel_ref, &channel.subchannel_ref, &channel.socket_ref), depth + 1).await;
        Some(node)
    }

    async fn subchannel_below(&mut self, subchannel_id: i64, depth: usize) -> Option<ChannelNode> {
        if !self.enter(subchannel_id) {
            return None;
        }
        let request = GetSubchannelRequest { subchannel_id };
        let answer: GetSubchannelResponse = self.ask_below("GetSubchannel", &request).await?;
        let channel = answer.subchannel?;
        let mut node = read::subchannel(&channel);
        self.fill(&mut node, (&channel.channel_ref, &channel.subchannel_ref, &channel.socket_ref), depth + 1).await;
        Some(node)
    }

    /// Whether a node is to be read: each once, and not more than fit.
    fn enter(&mut self, id: i64) -> bool {
        if self.seen.len() >= MOST_NODES {
            let words = format!("More than {MOST_NODES} entries; the rest was not read");
            if self.problems.last() != Some(&words) {
                self.problems.push(words);
            }
            return false;
        }
        self.seen.insert(id)
    }

    /// Asks for something that a list referred to: it may be gone.
    async fn ask_below<A: Message + Default>(&mut self, method: &str, request: &impl Message) -> Option<A> {
        match self.ask(method, request).await {
            Ok(answer) => Some(answer),
            Err(error) => {
                if error.status().is_some_and(|status| status.code == Code::NOT_FOUND) {
                    self.gone += 1;
                } else if self.problems.len() < 20 {
                    self.problems.push(format!("{method}: {error}"));
                }
                None
            }
        }
    }

    async fn ask<A: Message + Default>(&self, method: &str, request: &impl Message) -> Result<A, ChannelzError> {
        let path = MethodPath { service: "grpc.channelz.v1.Channelz".to_owned(), method: method.to_owned() };
        let left = self.deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let spec =
            CallSpec { metadata: self.metadata.clone(), timeout: Some(left), ..CallSpec::new(path, MethodKind::Unary) };
        let collected = call::collect(self.channel, spec, vec![request.encode_to_vec().into()]).await;
        match collected.messages.first() {
            Some(message) if collected.finished.status.is_ok() => {
                A::decode(message.clone()).map_err(ChannelzError::Unreadable)
            }
            _ => Err(ChannelzError::Call(collected.finished)),
        }
    }
}

/// Where the next page starts; `None` after the last, and if the ids do not go up.
fn next_page(start: i64, last: Option<i64>, end: bool) -> Option<i64> {
    let next = last?.checked_add(1)?;
    (!end && next > start).then_some(next)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn pages_end_where_the_server_says_so_or_goes_in_circles() {
        assert_eq!(next_page(0, Some(7), false), Some(8));
        assert_eq!(next_page(0, Some(7), true), None);
        assert_eq!(next_page(8, Some(7), false), None);
        assert_eq!(next_page(8, None, false), None);
        assert_eq!(next_page(8, Some(i64::MAX), false), None);
    }
}
