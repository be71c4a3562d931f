//! From an [`Auth`] to the one metadata entry it stands for.
//! A row that the user typed under the same key is sent instead, and that is said.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{Auth, AuthError, TokenStore};
use crate::{
    metadata::{Entry, Metadata, Row, Secret},
    transport::Target,
};

/// What is added to the metadata of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prepared {
    /// The entry, if there is one to add.
    pub entry: Option<Entry>,
    /// Why there is none although there is an auth, in words.
    pub note: Option<String>,
}

/// Makes the entry of an auth; an OAuth 2 token is taken from the store, or fetched. `typed` is what the user's rows
/// send already: a row of the same key is sent and the auth is not. The token endpoint is reached as the target is: by
/// its proxy, its roots trusted besides the system's; verification is never skipped.
///
/// # Errors
/// There is nothing that could be sent, in words.
pub async fn prepare(
    auth: &Auth,
    typed: &Metadata,
    tokens: &TokenStore,
    target: &Target,
) -> Result<Prepared, AuthError> {
    let Some(key) = auth.key() else { return Ok(Prepared::default()) };
    if typed.get(&key).is_some() {
        let note = format!("The metadata has \"{key}\"; the one of Auth was not sent");
        return Ok(Prepared { entry: None, note: Some(note) });
    }
    let value = match auth {
        Auth::None => return Ok(Prepared::default()),
        Auth::Bearer { token } => format!("Bearer {}", known("bearer token", token)?.trim()),
        Auth::Basic { user, .. } if user.contains(':') => return Err(AuthError::ColonInUser),
        Auth::Basic { user, password } => {
            // An empty password is one.
            let password = if password.is_empty() { "" } else { known("password", password)? };
            format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
        }
        Auth::ApiKey { value, .. } => known("API key", value)?.to_owned(),
        Auth::Header { value, .. } => known("value of the header", value)?.to_owned(),
        Auth::OAuth2(oauth) => format!("Bearer {}", tokens.access_token(oauth, target).await?.reveal()),
    };
    entry(&key, &value).map(|entry| Prepared { entry: Some(entry), note: None })
}

impl Auth {
    /// The metadata key it is sent under, in lower case.
    pub fn key(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Bearer { .. } | Self::Basic { .. } | Self::OAuth2(_) => Some("authorization".to_owned()),
            Self::ApiKey { key, .. } | Self::Header { key, .. } => Some(key.trim().to_ascii_lowercase()),
        }
    }
}

fn known<'a>(what: &'static str, secret: &'a Secret) -> Result<&'a str, AuthError> {
    match secret.is_empty() || secret.is_placeholder() {
        true => Err(AuthError::Missing { what }),
        false => Ok(secret.reveal()),
    }
}

/// The entry, by the rules of metadata rows. Their words on a value may quote it, so they are not used.
fn entry(key: &str, value: &str) -> Result<Entry, AuthError> {
    if key.is_empty() {
        return Err(AuthError::Unsendable { reason: "a name is missing".to_owned() });
    }
    if let Some(reason) = Row::new(key, "").problem() {
        return Err(AuthError::Unsendable { reason });
    }
    let unsendable = || {
        let what = if key.ends_with("-bin") { "is not base64" } else { "has characters that are not printable ASCII" };
        AuthError::Unsendable { reason: format!("The value of \"{key}\" {what}") }
    };
    let entries = Metadata::from_rows(&[Row::new(key, value)]).map_err(|_| unsendable())?;
    entries.into_iter().next().map(Entry::marked_secret).ok_or_else(unsendable)
}
