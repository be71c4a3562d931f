//! Request headers as they went out, made into metadata when somebody looks: most calls are never looked at so closely.
//! It adds nothing and hides nothing; what was sent as a secret stays marked as one.

use std::{fmt, ops::Deref, sync::OnceLock};

use http::HeaderMap;

use super::headers::entry;
use crate::metadata::Metadata;

/// Request headers, pseudo-headers left out; reads as [`Metadata`].
#[derive(Clone, Default)]
pub struct SentHeaders {
    sent: HeaderMap,
    metadata: OnceLock<Metadata>,
}

impl SentHeaders {
    pub(super) fn of(sent: &HeaderMap) -> Self {
        Self { sent: sent.clone(), metadata: OnceLock::new() }
    }
}

impl From<Metadata> for SentHeaders {
    /// Headers that were read from a recording.
    fn from(metadata: Metadata) -> Self {
        Self { sent: HeaderMap::new(), metadata: metadata.into() }
    }
}

impl Deref for SentHeaders {
    type Target = Metadata;

    fn deref(&self) -> &Metadata {
        self.metadata.get_or_init(|| {
            let read = self.sent.iter().map(|(key, value)| match value.is_sensitive() {
                true => entry(key, value).marked_secret(),
                false => entry(key, value),
            });
            read.collect()
        })
    }
}

impl fmt::Debug for SentHeaders {
    /// Sensitive values are not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sent.fmt(f)
    }
}
