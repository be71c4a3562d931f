//! Why a server's schema could not be had; the verdict is kept, so that it can be shown as what it is.

use std::sync::Arc;

use crate::{
    call::Finished,
    status::{Code, Status},
};

/// Reflection gave nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReflectionError {
    /// The call failed.
    #[error("reflection failed: {}", .0.status.line())]
    Call(Arc<Finished>),
    /// The server answered, with an error in place of the list.
    #[error("the server's reflection answered {}", .0.line())]
    Refused(Box<Status>),
    /// The answer is not one of reflection.
    #[error("the server's reflection answered what cannot be read: {0}")]
    Unreadable(String),
}

impl ReflectionError {
    /// Whether the server offers no reflection, in neither version.
    pub fn is_unimplemented(&self) -> bool {
        self.status().is_some_and(|status| status.code == Code::UNIMPLEMENTED)
    }

    /// The status: of the call, or in the answer.
    pub fn status(&self) -> Option<&Status> {
        match self {
            Self::Call(finished) => Some(&finished.status),
            Self::Refused(status) => Some(status),
            Self::Unreadable(_) => None,
        }
    }

    /// The verdict with its timings, if the call failed.
    pub fn finished(&self) -> Option<&Arc<Finished>> {
        match self {
            Self::Call(finished) => Some(finished),
            Self::Refused(_) | Self::Unreadable(_) => None,
        }
    }
}
