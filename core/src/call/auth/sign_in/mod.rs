//! Signing in by a browser: authorization code with PKCE over a loopback redirect (RFC 6749, section 4.1; RFC 7636;
//! RFC 8252, section 7.3). It opens no browser: whoever begins it shows the URL to the user.

mod pkce;
mod redirect;

use std::time::Duration;

use self::{
    pkce::{Verifier, random_text},
    redirect::{Back, Redirect},
};
use super::{AuthError, OAuth2, TokenStore, endpoint::Url, grant::encoded, token::safe};
use crate::transport::Target;

/// How long a user has in the browser, unless said.
const PATIENCE: Duration = Duration::from_secs(300);

/// A sign-in that has begun: the browser is to open [`SignIn::url`], and [`SignIn::finish`] waits for its way back.
/// Dropping it gives it up.
pub struct SignIn {
    oauth: OAuth2,
    target: Target,
    url: String,
    redirect: Redirect,
    state: String,
    verifier: Verifier,
    patience: Duration,
}

impl SignIn {
    /// Opens the address that the browser comes back to. The token endpoint will be reached as the target is. Must run
    /// inside a tokio runtime.
    ///
    /// # Errors
    /// A URL cannot be used, or there is no address to come back to.
    pub async fn begin(oauth: &OAuth2, target: &Target) -> Result<Self, AuthError> {
        let authorization = Url::parse("authorization URL", &oauth.authorization_url)?;
        Url::parse("token URL", &oauth.token_url)?;
        let redirect = Redirect::open().await?;
        let (state, verifier) = (random_text()?, Verifier::new()?);
        let challenge = verifier.challenge();
        let query = encoded(&[
            ("response_type", "code"),
            ("client_id", &oauth.client_id),
            ("redirect_uri", redirect.uri()),
            ("scope", oauth.scope.trim()),
            ("audience", oauth.audience.trim()),
            ("state", &state),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let url = authorization.with_query(&query);
        let (oauth, target) = (oauth.clone(), target.clone());
        Ok(Self { oauth, target, url, redirect, state, verifier, patience: PATIENCE })
    }

    /// The same with another time for the user than five minutes.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// What the browser is to open.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Waits for the browser, gets the token and keeps it in the store.
    ///
    /// # Errors
    /// The user or the server refused, nobody came back in time, or the token endpoint gave none.
    pub async fn finish(self, tokens: &TokenStore) -> Result<(), AuthError> {
        match self.redirect.wait(&self.state, self.patience).await? {
            Back::Code(code) => {
                let redirect = self.redirect.uri().to_owned();
                tokens.redeem(&self.oauth, &self.target, &code, &redirect, self.verifier.reveal()).await
            }
            Back::Refused { error, description } => {
                let description = description.map_or_else(String::new, |words| format!(": {}", safe(&words, &[])));
                Err(AuthError::Denied { said: format!("{}{description}", safe(&error, &[])) })
            }
        }
    }
}

/// Neither the state nor the verifier is shown.
impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("redirect", &self.redirect.uri()).finish_non_exhaustive()
    }
}
