//! What can be changed in a call tab, one entry an intent.

use farcall_core::{
    call::CallOptions,
    engine::SourceId,
    message::{BytesForm, Edit, FieldPath, PartKind},
    metadata::Row,
    schema::MethodPath,
    transport::Target,
};

use crate::state::{Limit, MessageView, RequestView, ResponseView, TypedReopen, TypedSending};

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
    /// How fast messages are read, as typed.
    ReadRate(String),
    /// How a stream that ended is opened again, as typed.
    Reopen(Box<TypedReopen>),
    /// The choices for the call: compression, waiting, auth and the like.
    Options(Box<CallOptions>),
    /// An edit of the form.
    Message(Edit),
    /// Ask for a file whose bytes become this field of the message shown.
    AskBytes(FieldPath),
    /// Ask for a file with messages, to take the place of the one shown.
    AskMessages,
    /// The whole JSON.
    Json(String),
    /// Another message to begin with, instead of this one.
    Start(Start),
    /// The JSON with a member a line.
    FormatJson,
    /// Every metadata row.
    Metadata(Vec<Row>),
    /// Choose a prepared message.
    ChooseMessage(usize),
    /// Add a prepared message, a copy of the chosen one.
    AddMessage,
    /// Put a copy of a prepared message behind it.
    DuplicateMessage(usize),
    /// Remove a prepared message; it can be brought back.
    RemoveMessage(usize),
    /// Bring back the prepared message removed last.
    RestoreMessage,
    /// Move a prepared message to another place.
    MoveMessage(usize, usize),
    /// How prepared messages go out.
    Sending(TypedSending),
    /// What the request side shows.
    RequestView(RequestView),
    /// Form or JSON.
    MessageView(MessageView),
    /// What the response side shows.
    ResponseView(ResponseView),
    /// Whether the frames of HTTP/2 stand open under the messages.
    ShowFrames(bool),
    /// The status that `farcall run` expects, by name; empty: OK.
    ExpectedStatus(String),
}

/// A change of how a message tab shows its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageEdit {
    /// The type, by full name; `None`: fields have numbers.
    Type(Option<String>),
    /// How the bytes are written; `None`: by a guess.
    Form(Option<BytesForm>),
    /// What the bytes are shown as.
    As(PartKind),
    /// Which of several messages is shown.
    Shown(usize),
}

/// A message to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Start {
    /// Nothing set.
    Empty,
    /// Every field once, as far as it has to be.
    Skeleton,
    /// Values as they may be, the same each time.
    Example,
    /// Other values as they may be.
    AnotherExample,
}
