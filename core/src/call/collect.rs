//! A call made and read to its end in one go, for small answers.
//! What it keeps is bounded; a call that is watched while it runs goes through an observer.

use std::sync::Arc;

use bytes::Bytes;

use super::{CallSpec, Conversation, Finished, HeadersReceived, conversation::too_much};
use crate::transport::Channel;

/// Everything a call answered.
#[derive(Debug, Clone)]
pub struct CollectedCall {
    /// Response messages, in order.
    pub messages: Vec<Bytes>,
    /// Response headers; none on a trailers-only answer.
    pub headers: Option<HeadersReceived>,
    /// The verdict.
    pub finished: Arc<Finished>,
}

/// Bytes of messages that are kept.
const KEPT_LIMIT: usize = 256 << 20;

/// Makes a call of any kind with these request messages and keeps its answer, up to 256 MiB of it: past that the
/// call ends with RESOURCE_EXHAUSTED.
pub async fn collect(channel: &Channel, spec: CallSpec, messages: Vec<Bytes>) -> CollectedCall {
    let mut conversation = Conversation::open(channel, spec);
    let mut kept = Vec::new();
    let mut kept_bytes = 0;
    for message in messages {
        if !conversation.send(message).await {
            break;
        }
    }
    conversation.half_close().await;
    while let Some(message) = conversation.recv().await {
        kept_bytes += message.len();
        if kept_bytes > KEPT_LIMIT {
            conversation.stop_with(too_much(KEPT_LIMIT));
        } else {
            kept.push(message);
        }
    }
    let headers = conversation.headers().cloned();
    CollectedCall { messages: kept, headers, finished: conversation.finish().await }
}
