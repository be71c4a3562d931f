//! Copies of reflected schemas, so that a restored session shows its tree and forms without asking a server.

use farcall_core::engine::{Command, SourceId};

use super::{Effect, sources};
use crate::state::{SourceKind, SourceState, State};

/// Show the copies of a restored session's servers, until they are asked again.
pub fn load_copies(state: &mut State, out: &mut Vec<Effect>) {
    let is_stale_server = |kind: &SourceKind, how: &SourceState| {
        matches!((kind, how), (SourceKind::Reflection { .. }, SourceState::Stale))
    };
    let stale: Vec<SourceId> = state
        .sources
        .iter()
        .filter(|source| is_stale_server(&source.kind, &source.state))
        .map(|source| source.id)
        .collect();
    for id in stale {
        if let Some(request) = sources::request(state, id) {
            out.push(Effect::engine(Command::ShowCopy(id, Box::new(request))));
        }
    }
}
