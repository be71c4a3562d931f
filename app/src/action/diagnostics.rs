//! What can be done in the diagnostics of a server, one entry an intent.

use farcall_core::transport::Target;

use crate::state::{DiagnosticsView, TabId};

/// An intent about what a server tells of itself.
#[derive(Debug, Clone, PartialEq)]
pub enum DiagnosticsAction {
    /// Open the diagnostics of a target.
    OpenDiagnostics(Box<Target>),
    /// Open the diagnostics of the chosen tab's target.
    ShowDiagnostics,
    /// Choose what a diagnostics tab shows.
    ShowDiagnosticsView(TabId, DiagnosticsView),
    /// Type the name of a service whose health to ask for.
    EditHealthService(TabId, String),
    /// Check the health of this service.
    CheckHealth(TabId, String),
    /// Check the health of these services.
    CheckHealthOf(TabId, Vec<String>),
    /// Watch the health of this service, or stop watching it.
    WatchHealth(TabId, String),
    /// Fold or unfold a row of channelz.
    FoldChannelz(TabId, String, bool),
    /// Hold or resume the polling.
    PauseDiagnostics(TabId, bool),
}
