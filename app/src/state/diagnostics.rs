//! A diagnostics tab: health and channelz of one target, as last read.

use std::{collections::HashMap, sync::Arc};

use farcall_core::{
    diagnostics::{ChannelzSnapshot, Serving},
    engine::{Failure, TaskId},
    transport::Target,
};

/// A diagnostics tab.
pub struct DiagnosticsTab {
    /// Whose.
    pub target: Target,
    /// Which view.
    pub view: DiagnosticsView,
    /// Service to check; empty: the whole server.
    pub service: String,
    /// Health by service, as last told, in the order asked.
    pub health: Vec<(String, Result<Serving, Failure>)>,
    /// Running health watches by service.
    pub watches: HashMap<String, TaskId>,
    /// Running health checks.
    pub checks: HashMap<TaskId, String>,
    /// The channelz poll, while it runs.
    pub poll: Option<TaskId>,
    /// Whether the user holds the polling.
    pub paused: bool,
    /// As last read.
    pub channelz: Option<Result<Arc<ChannelzSnapshot>, Failure>>,
    /// Rows folded or unfolded by the user, by key.
    pub folds: HashMap<String, bool>,
}

/// Views of a diagnostics tab.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum DiagnosticsView {
    /// Health.
    #[default]
    Health,
    /// Servers and their sockets.
    Servers,
    /// Channels, subchannels, sockets.
    Channels,
}

impl DiagnosticsTab {
    /// Nothing asked yet.
    pub fn new(target: Target) -> Self {
        Self {
            target,
            view: DiagnosticsView::default(),
            service: String::new(),
            health: Vec::new(),
            watches: HashMap::new(),
            checks: HashMap::new(),
            poll: None,
            paused: false,
            channelz: None,
            folds: HashMap::new(),
        }
    }
}
