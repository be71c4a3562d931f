//! What each side of a call tab shows. Of what stands there it knows nothing.

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

/// Three views of one document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageView {
    /// One row a field.
    #[default]
    Form,
    /// The text.
    Json,
    /// The bytes that go out.
    Sent,
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
    /// Messages and bytes a second, gaps, sizes, waits.
    Rates,
    /// A ladder of what went and came.
    Sequence,
    /// Times.
    Timeline,
    /// What served the call, and the request headers as sent.
    Connection,
}
