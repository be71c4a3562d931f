//! What can be changed in a call tab, one entry an intent.

use farcall_core::{
    call::CallOptions, engine::SourceId, message::Edit, metadata::Row, schema::MethodPath, transport::Target,
};

use crate::state::Limit;

/// A change of one call tab.
#[derive(Debug, Clone, PartialEq)]
pub enum CallEdit {
    /// Another target, or other connection choices for it.
    Target(Box<Target>),
    /// Another method; it gets its own draft.
    Method(SourceId, MethodPath),
    /// The timeout as typed.
    Timeout(String),
    /// One of the largest sizes as typed.
    Limit(Limit, String),
    /// The choices for the call: compression, waiting, auth and the like.
    Options(Box<CallOptions>),
    /// An edit of the form.
    Message(Edit),
    /// The whole JSON.
    Json(String),
    /// A fresh skeleton instead of the message.
    Skeleton,
    /// Every metadata row.
    Metadata(Vec<Row>),
    /// Choose a prepared message.
    ChooseMessage(usize),
    /// Add a prepared message, a copy of the chosen one.
    AddMessage,
    /// Remove a prepared message.
    RemoveMessage(usize),
    /// Move a prepared message to another place.
    MoveMessage(usize, usize),
    /// What the request side shows.
    RequestView(RequestView),
    /// Form or JSON.
    MessageView(MessageView),
    /// What the response side shows.
    ResponseView(ResponseView),
    /// The status that `farcall run` expects, by name; empty: OK.
    ExpectedStatus(String),
}

/// Sub-tabs of the request side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum RequestView {
    /// The message.
    #[default]
    Message,
    /// The metadata rows.
    Metadata,
    /// What proves who calls.
    Auth,
    /// Timeout, limits.
    Settings,
    /// Comments of the method and its types.
    Docs,
}

/// Two views of one document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageView {
    /// One row a field.
    #[default]
    Form,
    /// The text.
    Json,
}

/// Sub-tabs of the response side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ResponseView {
    /// The message, the log, or the status panel of a failure.
    #[default]
    Messages,
    /// Response headers.
    Headers,
    /// Trailers.
    Trailers,
    /// Times.
    Timeline,
    /// What served the call, and the request headers as sent.
    Connection,
}
