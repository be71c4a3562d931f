//! How the reading of a stream ended, as a value; what it means for the call is not known here.

use crate::{call::verdict::HttpAnswer, metadata::Metadata, status::Status, transport::StreamError};

/// How reading ended.
pub(super) enum End {
    /// With trailers.
    Trailers(Metadata),
    /// With the one header block of a trailers-only answer.
    TrailersOnly(Metadata),
    /// In good order, without trailers.
    Silent,
    /// The answer is not gRPC; enough of it was read.
    Foreign(HttpAnswer),
    /// The stream broke off.
    Broken(StreamError),
    /// By a verdict of ours.
    Local(Box<Status>),
}
