//! A token endpoint's answer, read: a token with its end, or what was refused (RFC 6749, sections 5.1 and 5.2).
//! Whatever stands in it is a stranger's: cut, made visible, and rid of the secrets that we sent.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{AuthError, endpoint::Answer};
use crate::{
    metadata::{Secret, visible},
    status::words,
};

/// Characters shown of what a server says.
const SHOWN: usize = 300;
/// A token is renewed this much before its end, or a tenth of its life if that is less.
const MOST_MARGIN: Duration = Duration::from_secs(30);

/// An access token.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) access: Secret,
    /// What gets the next one without asking the user.
    pub(super) refresh: Option<Secret>,
    /// When it should be renewed; `None`: it was not said.
    pub(super) renew_at: Option<Instant>,
}

impl Token {
    /// Reads an answer. `sent` are the secrets of the request.
    pub(super) fn read(answer: &Answer, sent: &[&str]) -> Result<Self, AuthError> {
        let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let text = |name: &str| body.as_ref()?.get(name)?.as_str().filter(|text| !text.is_empty());
        let is_success = (200..300).contains(&answer.status);
        if let Some(error) = text("error") {
            return Err(AuthError::Refused {
                status: answer.status,
                error: Some(safe(error, sent)),
                detail: text("error_description").map(|words| safe(words, sent)),
            });
        }
        if !is_success {
            return Err(AuthError::Refused { status: answer.status, error: None, detail: Some(answer.kind()) });
        }
        let no_token = |reason: String| AuthError::NoToken { reason };
        let Some(access) = text("access_token") else {
            return Err(no_token(match body {
                Some(_) => "There is no \"access_token\" in its answer".to_owned(),
                None => format!("Its answer is not JSON: {}", answer.kind()),
            }));
        };
        if let Some(kind) = text("token_type").filter(|kind| !kind.eq_ignore_ascii_case("bearer")) {
            return Err(no_token(format!("It is of type \"{}\"; only Bearer is known", safe(kind, sent))));
        }
        if !access.bytes().all(|byte| matches!(byte, b'!'..=b'~')) {
            return Err(no_token("It has characters that cannot be sent".to_owned()));
        }
        Ok(Self {
            access: Secret::new(access),
            refresh: text("refresh_token").map(Secret::new),
            renew_at: body.as_ref().and_then(|body| renewal(body.get("expires_in")?)),
        })
    }

    /// Whether it can be sent without asking anybody.
    pub(super) fn is_fresh(&self) -> bool {
        self.renew_at.is_none_or(|at| Instant::now() < at)
    }
}

/// Seconds, as a number or, as some servers write it, as text.
fn renewal(expires_in: &Value) -> Option<Instant> {
    let seconds = expires_in.as_f64().or_else(|| expires_in.as_str()?.parse().ok())?;
    let life = Duration::try_from_secs_f64(seconds.max(0.0)).ok()?;
    Instant::now().checked_add(life.saturating_sub(MOST_MARGIN.min(life / 10)))
}

/// A stranger's words, safe to show, without the secrets that were sent.
pub(super) fn safe(text: &str, sent: &[&str]) -> String {
    let mut text = text.to_owned();
    for secret in sent.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, "***");
    }
    let mut shown = visible(text.as_bytes());
    if let Some((end, _)) = shown.char_indices().nth(SHOWN) {
        shown.truncate(end);
        shown.push('…');
    }
    shown
}

impl Answer {
    /// `text/html, 1.2 KiB`.
    fn kind(&self) -> String {
        let size = words::size(self.body.len() as u64);
        match &self.content_type {
            Some(content_type) => format!("{}, {size}", safe(content_type, &[])),
            None => size,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Result<Token, String> {
        let answer = Answer { status, content_type: Some("text/html".into()), body: body.to_owned().into() };
        Token::read(&answer, &["s3cret"]).map_err(|error| error.message())
    }

    #[test]
    fn answers_are_tokens_or_say_what_was_refused() {
        let refusals = [
            (
                401,
                r#"{"error":"invalid_client","error_description":"no s3cret\nhere"}"#,
                "Token endpoint answered 401: invalid_client · no ***\\nhere",
            ),
            (400, r#"{"error":"invalid_scope"}"#, "Token endpoint answered 400: invalid_scope"),
            (200, r#"{"error":"bad_verification_code"}"#, "Token endpoint answered 200: bad_verification_code"),
            (502, "<html>", "Token endpoint answered 502 Bad Gateway · text/html, 6 B"),
            (302, "", "Token endpoint answered 302 Found · text/html, 0 B"),
            (200, "<html>", "Token endpoint gave no token that can be used · Its answer is not JSON: text/html, 6 B"),
            (200, "[]", "Token endpoint gave no token that can be used · There is no \"access_token\" in its answer"),
            (
                200,
                r#"{"access_token":"a","token_type":"mac"}"#,
                "Token endpoint gave no token that can be used · It is of type \"mac\"; only Bearer is known",
            ),
            (
                200,
                "{\"access_token\":\"a b\"}",
                "Token endpoint gave no token that can be used · It has characters that cannot be sent",
            ),
        ];
        for (status, body, words) in refusals {
            assert_eq!(read(status, body).unwrap_err(), words);
        }
        let long = format!(r#"{{"error":"x","error_description":"{}"}}"#, "é".repeat(2_000));
        assert!(read(400, &long).unwrap_err().ends_with("é…"));
    }

    #[test]
    fn the_end_of_a_token_is_a_number_or_text_or_unknown() {
        let fresh = |body: &str| read(200, body).unwrap().is_fresh();
        assert!(fresh(r#"{"access_token":"a"}"#));
        assert!(fresh(r#"{"access_token":"a","expires_in":3600,"token_type":"bearer"}"#));
        assert!(fresh(r#"{"access_token":"a","expires_in":"3600"}"#));
        assert!(fresh(r#"{"access_token":"a","expires_in":1e300}"#));
        assert!(!fresh(r#"{"access_token":"a","expires_in":0}"#));
        assert!(!fresh(r#"{"access_token":"a","expires_in":-5}"#));
        let token = read(200, r#"{"access_token":"abc","refresh_token":"def"}"#).unwrap();
        assert_eq!(format!("{:?}", token.refresh), "Some(Secret(***))");
        assert!(!format!("{token:?}").contains("abc"));
    }
}
