//! The welcome view: the target as it is typed, and how far connecting is.

use farcall_core::{engine::SourceId, transport::Target};

/// The welcome view.
#[derive(Default)]
pub struct Welcome {
    /// As typed, with its connection choices.
    pub target: Target,
    /// The source that Connect made, while it loads or after it failed.
    pub source: Option<SourceId>,
}
