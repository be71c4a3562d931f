//! What the request side of one tab remembers from frame to frame.
//! It holds nothing that is sent.

use std::collections::HashSet;

use farcall_core::call::Auth;

use super::{docs::DocsView, json::JsonView};
use crate::form::{DocumentKey, FormView};

/// The request side of one tab.
#[derive(Default)]
pub struct RequestSide {
    /// The form.
    pub form: FormView,
    /// The JSON editor.
    pub json: JsonView,
    /// The proto text of method and types.
    pub docs: DocsView,
    /// Bytes of the message as it would be sent, or why it would not.
    pub(super) encoded: Option<(DocumentKey, Result<usize, String>)>,
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
