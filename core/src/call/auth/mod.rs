//! What proves who calls: metadata that is made for a call and never saved.
//! It opens no stream; OAuth 2 asks its token endpoint by a connection of its own.

mod endpoint;
mod error;
mod grant;
mod prepare;
mod sign_in;
mod token;
mod tokens;

pub use error::AuthError;
pub use prepare::{Prepared, prepare};
pub use sign_in::SignIn;
pub use tokens::{TokenState, TokenStore};

use serde::{Deserialize, Serialize};

use crate::metadata::Secret;

/// How a call proves who makes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// Not at all, or by rows of the metadata.
    #[default]
    None,
    /// `authorization: Bearer TOKEN` (RFC 6750).
    Bearer {
        /// The token.
        token: Secret,
    },
    /// `authorization: Basic …` (RFC 7617).
    Basic {
        /// The user's name, without a colon.
        user: String,
        /// The password.
        password: Secret,
    },
    /// A key under a name of the server's choice.
    ApiKey {
        /// The metadata key; `x-api-key` in most places.
        key: String,
        /// The value.
        value: Secret,
    },
    /// Any header with a secret value.
    Header {
        /// The metadata key.
        key: String,
        /// The value; base64 for a `-bin` key.
        value: Secret,
    },
    /// A token of an OAuth 2 server (RFC 6749), fetched before the first call and refreshed.
    OAuth2(Box<OAuth2>),
}

impl Auth {
    /// Whether nothing is proved.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// Its one secret.
    pub fn secret(&self) -> Option<&Secret> {
        match self {
            Self::None => None,
            Self::Bearer { token } => Some(token),
            Self::Basic { password, .. } => Some(password),
            Self::ApiKey { value, .. } | Self::Header { value, .. } => Some(value),
            Self::OAuth2(oauth) => Some(&oauth.client_secret),
        }
    }

    /// Its one secret, to be put in.
    pub fn secret_mut(&mut self) -> Option<&mut Secret> {
        match self {
            Self::None => None,
            Self::Bearer { token } => Some(token),
            Self::Basic { password, .. } => Some(password),
            Self::ApiKey { value, .. } | Self::Header { value, .. } => Some(value),
            Self::OAuth2(oauth) => Some(&mut oauth.client_secret),
        }
    }
}

/// How a token is got.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct OAuth2 {
    /// Which way.
    pub grant: Grant,
    /// URL of the token endpoint.
    pub token_url: String,
    /// URL that the browser opens, for [`Grant::AuthorizationCode`].
    pub authorization_url: String,
    /// The client's name at the server.
    pub client_id: String,
    /// The client's secret; empty for a public client.
    pub client_secret: Secret,
    /// Scopes, parted by spaces.
    pub scope: String,
    /// `audience` of the request, where the server wants one.
    pub audience: String,
}

/// The ways to get a token that a desktop needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// RFC 6749, section 4.4.
    #[default]
    ClientCredentials,
    /// RFC 6749, section 4.1, with PKCE (RFC 7636) and a loopback redirect (RFC 8252, section 7.3).
    AuthorizationCode,
}
