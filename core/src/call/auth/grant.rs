//! What a token endpoint is asked for: client credentials, a code, a refresh (RFC 6749, sections 4.1.3, 4.4.2 and 6).
//! It keeps no token.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{AuthError, OAuth2, endpoint::Url, token::Token};
use crate::{metadata::Secret, transport::Target};

/// What `application/x-www-form-urlencoded` leaves as it is.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A token endpoint with what it knows the client by.
pub(super) struct TokenEndpoint<'a> {
    pub(super) oauth: &'a OAuth2,
    /// It is reached as this is.
    pub(super) like: &'a Target,
    /// How long one answer may take.
    pub(super) limit: Duration,
    /// Whether this server takes the client's secret in the body alone.
    pub(super) wants_body: &'a AtomicBool,
}

/// The parameters of one request.
type Form<'a> = Vec<(&'static str, &'a str)>;

impl TokenEndpoint<'_> {
    pub(super) async fn client_credentials(&self) -> Result<Token, AuthError> {
        let mut form: Form<'_> = vec![("grant_type", "client_credentials")];
        form.extend([("scope", self.oauth.scope.trim()), ("audience", self.oauth.audience.trim())]);
        self.ask(form).await
    }

    /// The former refresh token goes on if there is no new one.
    pub(super) async fn refresh(&self, refresh: &str) -> Result<Token, AuthError> {
        let form =
            vec![("grant_type", "refresh_token"), ("refresh_token", refresh), ("scope", self.oauth.scope.trim())];
        let mut token = self.ask(form).await?;
        token.refresh.get_or_insert_with(|| Secret::new(refresh));
        Ok(token)
    }

    pub(super) async fn code(&self, code: &str, redirect: &str, verifier: &str) -> Result<Token, AuthError> {
        let form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("code_verifier", verifier),
        ];
        self.ask(form).await
    }

    /// The client proves itself by Basic, which every server must know; by the body if this one answers
    /// `invalid_client` (RFC 6749, section 2.3.1). A client without a secret only gives its name.
    async fn ask(&self, form: Form<'_>) -> Result<Token, AuthError> {
        let secret = self.oauth.client_secret.reveal();
        if self.oauth.client_secret.is_placeholder() {
            return Err(AuthError::Missing { what: "client secret" });
        }
        if secret.is_empty() {
            return self.post(&form, [("client_id", self.oauth.client_id.as_str())].as_slice(), None).await;
        }
        if !self.wants_body.load(Ordering::Relaxed) {
            match self.post(&form, &[], Some(self.basic())).await {
                Err(error) if error.is_refusal("invalid_client") => {}
                outcome => return outcome,
            }
        }
        let outcome = self.post(&form, &[("client_id", &self.oauth.client_id), ("client_secret", secret)], None).await;
        self.wants_body.store(outcome.is_ok(), Ordering::Relaxed);
        outcome
    }

    async fn post(
        &self,
        form: &[(&'static str, &str)],
        client: &[(&'static str, &str)],
        authorization: Option<HeaderValue>,
    ) -> Result<Token, AuthError> {
        let url = Url::parse("token URL", &self.oauth.token_url)?;
        let pairs: Vec<_> = form.iter().chain(client).copied().collect();
        let answer = url.post(encoded(&pairs), authorization, self.like, self.limit).await?;
        let mut sent = vec![self.oauth.client_secret.reveal()];
        let secrets = pairs.iter().filter(|(name, _)| matches!(*name, "code" | "code_verifier" | "refresh_token"));
        sent.extend(secrets.map(|(_, value)| *value));
        Token::read(&answer, &sent)
    }

    fn basic(&self) -> HeaderValue {
        let pair = format!("{}:{}", escaped(&self.oauth.client_id), escaped(self.oauth.client_secret.reveal()));
        let value = HeaderValue::try_from(format!("Basic {}", BASE64_STANDARD.encode(pair)));
        // Base64 is always a header value.
        value.unwrap_or_else(|_| HeaderValue::from_static("Basic"))
    }
}

/// `a=1&b=x%20y`; pairs without a value are left out.
pub(super) fn encoded(pairs: &[(&str, &str)]) -> String {
    let given = pairs.iter().filter(|(_, value)| !value.is_empty());
    given.map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, FORM).to_string()
}
