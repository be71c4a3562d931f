//! The secret of an auth: withheld from everything that is written, kept for the session, put back before sending.
//! It follows the rules of metadata rows; where the values are kept is [`SecretBox`]'s.

use super::{
    error::MissingSecrets,
    secrets::{SecretBox, placeholder, resolve},
};
use crate::{
    call::{Auth, CallOptions},
    metadata::{Row, Secret},
    transport::Target,
};

/// The auth as it may be written: its secret replaced by `{{secret:NAME}}`, its URLs without user name and password.
pub fn withhold_auth(auth: &Auth) -> Auth {
    let mut written = match secret_in_auth(auth) {
        Some(name) => with_secret(auth, placeholder(name)),
        None => auth.clone(),
    };
    if let Auth::OAuth2(oauth) = &mut written {
        oauth.token_url = Target::address_without_credentials(&oauth.token_url);
        oauth.authorization_url = Target::address_without_credentials(&oauth.authorization_url);
    }
    written
}

/// The choices for a call as they may be written.
pub(super) fn withhold_options(options: &CallOptions) -> CallOptions {
    CallOptions { auth: withhold_auth(&options.auth), ..options.clone() }
}

/// The auth as it is sent: `{{secret:NAME}}` replaced by its value.
///
/// # Errors
/// The name, if this session was told no value for it.
pub fn resolve_auth(auth: &Auth, scope: &str, secrets: &SecretBox) -> Result<Auth, MissingSecrets> {
    let Some(secret) = auth.secret() else { return Ok(auth.clone()) };
    let rows = resolve(&[Row::new("", secret.reveal())], scope, secrets)?;
    let value = rows.into_iter().next().map(|row| row.value).unwrap_or_default();
    Ok(with_secret(auth, value))
}

/// What stands for the secret of an auth in a file, if the auth has a secret that a file will not hold.
pub fn secret_in_auth(auth: &Auth) -> Option<&'static str> {
    let secret = auth.secret()?;
    let is_withheld = !secret.is_empty() && !secret.is_placeholder();
    name(auth).filter(|_| is_withheld)
}

impl SecretBox {
    /// Remembers the secret of an auth, by the name that [`withhold_auth`] writes.
    pub fn keep_auth(&mut self, scope: &str, auth: &Auth) {
        if let (Some(name), Some(secret)) = (secret_in_auth(auth), auth.secret()) {
            self.put(scope, name, secret.reveal().to_owned());
        }
    }

    /// The auth with its placeholder replaced, if it has a value; else as it is.
    pub fn fill_auth(&self, scope: &str, auth: &Auth) -> Auth {
        resolve_auth(auth, scope, self).unwrap_or_else(|_| auth.clone())
    }
}

fn with_secret(auth: &Auth, text: String) -> Auth {
    let mut auth = auth.clone();
    if let Some(secret) = auth.secret_mut() {
        *secret = Secret::new(text);
    }
    auth
}

fn name(auth: &Auth) -> Option<&'static str> {
    match auth {
        Auth::None => None,
        Auth::Bearer { .. } => Some("bearer-token"),
        Auth::Basic { .. } => Some("basic-password"),
        Auth::ApiKey { .. } => Some("api-key"),
        Auth::Header { .. } => Some("auth-header"),
        Auth::OAuth2(_) => Some("oauth2-client-secret"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::call::OAuth2;

    fn every_kind(secret: &str) -> [Auth; 5] {
        let secret = || Secret::new(secret);
        [
            Auth::Bearer { token: secret() },
            Auth::Basic { user: "u".into(), password: secret() },
            Auth::ApiKey { key: "x-api-key".into(), value: secret() },
            Auth::Header { key: "x-proof".into(), value: secret() },
            Auth::OAuth2(Box::new(OAuth2 { client_secret: secret(), ..OAuth2::default() })),
        ]
    }

    #[test]
    fn what_is_written_holds_a_placeholder_and_is_put_back_in_the_same_session() {
        for auth in every_kind("hunter2") {
            let name = secret_in_auth(&auth).unwrap();
            let written = serde_json::to_string(&withhold_auth(&auth)).unwrap();
            assert!(written.contains(&format!("{{{{secret:{name}}}}}")) && !written.contains("hunter2"), "{written}");
            let read: Auth = serde_json::from_str(&written).unwrap();
            assert_eq!(secret_in_auth(&read), None);
            assert_eq!(withhold_auth(&read), read, "withholding twice changes nothing");

            let mut secrets = SecretBox::default();
            assert_eq!(resolve_auth(&read, "a:1", &secrets).unwrap_err().0, [name]);
            assert_eq!(secrets.fill_auth("a:1", &read), read);
            secrets.keep_auth("a:1", &auth);
            secrets.keep_auth("a:1", &read);
            assert_eq!(resolve_auth(&read, "a:1", &secrets).unwrap(), auth);
            assert_eq!(secrets.fill_auth("a:1", &read), auth);
            assert!(resolve_auth(&read, "b:2", &secrets).is_err(), "another server is not offered it");
        }
    }

    #[test]
    fn a_secret_written_by_mistake_is_not_written_and_an_empty_one_stays_empty() {
        for auth in every_kind("hunter2") {
            let written = serde_json::to_string(&auth).unwrap();
            assert!(!written.contains("hunter2"), "even where nobody withheld it: {written}");
        }
        for auth in every_kind("") {
            assert_eq!(withhold_auth(&auth), auth);
            assert_eq!(resolve_auth(&auth, "", &SecretBox::default()).unwrap(), auth);
        }
        assert_eq!(resolve_auth(&Auth::None, "", &SecretBox::default()).unwrap(), Auth::None);
    }

    #[test]
    fn urls_are_written_without_user_name_and_password() {
        let url = |user: &str| format!("https://{user}auth.test/token");
        let oauth = OAuth2 { token_url: url("me:hunter2@"), authorization_url: url("me@"), ..OAuth2::default() };
        let Auth::OAuth2(written) = withhold_auth(&Auth::OAuth2(Box::new(oauth))) else { panic!("the same kind") };
        assert_eq!((written.token_url, written.authorization_url), (url(""), url("")));
    }

    #[test]
    fn a_secret_of_the_users_own_name_is_found_by_it() {
        let mut secrets = SecretBox::default();
        secrets.put("", "staging", "abc".into());
        let auth = Auth::Bearer { token: Secret::new("{{secret:staging}}") };
        assert_eq!(withhold_auth(&auth), auth);
        assert_eq!(resolve_auth(&auth, "", &secrets).unwrap(), Auth::Bearer { token: Secret::new("abc") });
    }
}
