//! What the request side of one tab remembers from frame to frame.
//! It holds nothing that is sent.

use std::collections::HashSet;

use farcall_core::call::Auth;

use super::{docs::DocsView, json::JsonView, script::ScriptView, sent::Sent};
use crate::{form::FormView, viewers::message_view::WireState};

/// The request side of one tab.
#[derive(Default)]
pub struct RequestSide {
    /// The form.
    pub form: FormView,
    /// The JSON editor.
    pub json: JsonView,
    /// The proto text of method and types.
    pub docs: DocsView,
    /// The message as it would be sent, or why it would not.
    pub(super) sent: Option<Sent>,
    /// Its bytes, record by record.
    pub(super) wire: WireState,
    /// The prepared messages are listed below one another.
    pub(super) lists_prepared: bool,
    /// What was found wrong with the script.
    pub(super) script: ScriptView,
    /// Metadata rows whose secret is shown.
    pub(super) revealed: HashSet<usize>,
    /// Fields of auth whose secret is shown.
    pub(super) revealed_auth: HashSet<&'static str>,
    /// What was typed for kinds of auth that are not chosen now.
    pub(super) auth_aside: Vec<Auth>,
    /// The metadata row that had the keyboard in the last frame.
    pub(super) metadata_focus: Option<usize>,
    /// Which proposed key is selected.
    pub(super) completion: usize,
    /// Proposals were turned down until the key is typed on.
    pub(super) completion_closed: bool,
}
