//! What an engine proves itself with: the tokens of its session, and the metadata of calls that no user made.
//! It does not know what those calls ask.

use crate::{
    call::{Auth, AuthError, TokenStore, prepare},
    metadata::Metadata,
    transport::Channel,
};

/// Metadata that is completed when it is needed: a token may have to be fetched, and does not last.
pub(super) struct Proof {
    pub(super) metadata: Metadata,
    pub(super) auth: Auth,
    pub(super) tokens: TokenStore,
}

impl Proof {
    /// The rows, with what the auth adds.
    pub(super) async fn metadata(&self, channel: &Channel) -> Result<Metadata, AuthError> {
        let made = prepare(&self.auth, &self.metadata, &self.tokens, channel.target()).await?;
        let mut metadata = self.metadata.clone();
        metadata.extend(made.entry);
        Ok(metadata)
    }
}
