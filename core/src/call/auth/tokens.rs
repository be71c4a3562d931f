//! The OAuth 2 tokens of a session, in memory alone: fetched when first needed, renewed shortly before their end, one
//! fetch at a time however many calls wait. It opens no browser.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, atomic::AtomicBool},
    time::{Duration, Instant},
};

use parking_lot::Mutex;

use super::{AuthError, Grant, OAuth2, endpoint::Url, grant::TokenEndpoint, token::Token};
use crate::{
    metadata::{Entry, Secret},
    transport::Target,
};

/// How long one answer of a token endpoint may take, unless said.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// The tokens of a session. Clones share them.
#[derive(Clone)]
pub struct TokenStore {
    slots: Arc<Mutex<HashMap<OAuth2, Arc<Slot>>>>,
    answer_limit: Duration,
}

/// What a store holds for one configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenState {
    /// Nothing: the next call fetches one, or asks to sign in.
    None,
    /// A token.
    Held {
        /// When it will be renewed; `None`: the server did not say when it ends.
        renew_at: Option<Instant>,
        /// Whether it can be renewed without asking the user again.
        can_refresh: bool,
    },
}

/// One configuration's token, and the turn to fetch it.
#[derive(Default)]
struct Slot {
    token: Mutex<Option<Token>>,
    turn: tokio::sync::Mutex<()>,
    last: Mutex<Fetches>,
    wants_body: AtomicBool,
}

/// How many fetches ended, and how the last one did.
#[derive(Default)]
struct Fetches {
    ended: u64,
    outcome: Option<Result<Secret, AuthError>>,
}

impl Default for TokenStore {
    fn default() -> Self {
        Self { slots: Arc::default(), answer_limit: ANSWER_LIMIT }
    }
}

impl TokenStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with another limit on the answer of a token endpoint than 30 s.
    #[must_use]
    pub fn with_answer_limit(mut self, limit: Duration) -> Self {
        self.answer_limit = limit;
        self
    }

    /// What there is for a configuration.
    pub fn state(&self, oauth: &OAuth2) -> TokenState {
        let slot = self.slots.lock().get(oauth).cloned();
        let token = slot.and_then(|slot| slot.token.lock().clone());
        token.map_or(TokenState::None, |token| TokenState::Held {
            renew_at: token.renew_at,
            can_refresh: token.refresh.is_some() || oauth.grant == Grant::ClientCredentials,
        })
    }

    /// Forgets the token of a configuration: the next call fetches another, or asks to sign in.
    pub fn forget(&self, oauth: &OAuth2) {
        self.slots.lock().remove(oauth);
    }

    /// The access token, fetched or renewed if need be; the token endpoint is reached as `like` is.
    pub(super) async fn access_token(&self, oauth: &OAuth2, like: &Target) -> Result<Secret, AuthError> {
        let slot = self.slot(oauth);
        if let Some(token) = slot.fresh() {
            return Ok(token);
        }
        let seen = slot.last.lock().ended;
        let _turn = slot.turn.lock().await;
        if let Some(token) = slot.fresh() {
            return Ok(token);
        }
        // Whoever waited while another fetched takes what that one got, good or bad.
        {
            let last = slot.last.lock();
            if last.ended != seen
                && let Some(outcome) = &last.outcome
            {
                return outcome.clone();
            }
        }
        let fetched = self.fetch(oauth, like, &slot).await;
        let outcome = fetched.map(|token| {
            let access = token.access.clone();
            *slot.token.lock() = Some(token);
            access
        });
        let mut last = slot.last.lock();
        last.ended += 1;
        last.outcome = Some(outcome.clone());
        outcome
    }

    /// A server refused a call with this entry: its token is not used again, and the next call renews it.
    pub(crate) fn refused(&self, oauth: &OAuth2, entry: &Entry) {
        let Some(slot) = self.slots.lock().get(oauth).cloned() else { return };
        let mut held = slot.token.lock();
        if let Some(token) = held.as_mut()
            && entry.value.strip_prefix(b"Bearer ") == Some(token.access.reveal().as_bytes())
        {
            token.renew_at = Some(Instant::now());
        }
    }

    /// Exchanges the code that a browser came back with.
    pub(super) async fn redeem(
        &self,
        oauth: &OAuth2,
        like: &Target,
        code: &str,
        redirect: &str,
        verifier: &str,
    ) -> Result<(), AuthError> {
        let slot = self.slot(oauth);
        // A renewal that is under way must not have the last word.
        let _turn = slot.turn.lock().await;
        let token = self.endpoint(oauth, like, &slot).code(code, redirect, verifier).await?;
        *slot.token.lock() = Some(token);
        Ok(())
    }

    async fn fetch(&self, oauth: &OAuth2, like: &Target, slot: &Slot) -> Result<Token, AuthError> {
        let endpoint = self.endpoint(oauth, like, slot);
        let refresh = slot.token.lock().as_ref().and_then(|token| token.refresh.clone());
        if let Some(refresh) = refresh {
            match endpoint.refresh(refresh.reveal()).await {
                // It was revoked, or is too old.
                Err(error) if error.is_refusal("invalid_grant") => *slot.token.lock() = None,
                outcome => return outcome,
            }
        }
        match oauth.grant {
            Grant::ClientCredentials => endpoint.client_credentials().await,
            Grant::AuthorizationCode => {
                let url = Url::parse("authorization URL", &oauth.authorization_url)?;
                Err(AuthError::NotSignedIn { host: url.host() })
            }
        }
    }

    fn endpoint<'a>(&self, oauth: &'a OAuth2, like: &'a Target, slot: &'a Slot) -> TokenEndpoint<'a> {
        TokenEndpoint { oauth, like, limit: self.answer_limit, wants_body: &slot.wants_body }
    }

    fn slot(&self, oauth: &OAuth2) -> Arc<Slot> {
        self.slots.lock().entry(oauth.clone()).or_default().clone()
    }
}

impl Slot {
    fn fresh(&self) -> Option<Secret> {
        self.token.lock().as_ref().filter(|token| token.is_fresh()).map(|token| token.access.clone())
    }
}

impl fmt::Debug for TokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenStore({} configurations)", self.slots.lock().len())
    }
}
