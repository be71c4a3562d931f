//! Why a call could not prove who makes it: one variant a cause, with the words a user reads.
//! No word of it holds a secret: what a server says is searched for those we sent.

use std::{io, sync::Arc, time::Duration};

use crate::{
    status::{Code, Remedy, Status, words},
    transport::ConnectError,
};

/// Why there is no metadata for a call's [`Auth`](super::Auth).
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", self.message())]
pub enum AuthError {
    /// A secret that is needed is not there, in most cases because the session that knew it is over.
    Missing {
        /// What it is: "bearer token", "API key".
        what: &'static str,
    },
    /// The key or the value cannot be sent as metadata.
    Unsendable {
        /// Why, without the value.
        reason: String,
    },
    /// A user name with a colon would be read as another one (RFC 7617, section 2).
    ColonInUser,
    /// A URL that cannot be used.
    Url {
        /// Which: "token URL", "authorization URL".
        which: &'static str,
        /// Why not.
        reason: String,
    },
    /// The token endpoint could not be reached.
    Unreachable(Arc<ConnectError>),
    /// The token endpoint gave no whole answer in time.
    TimedOut {
        /// How long we waited.
        limit: Duration,
    },
    /// The token endpoint's answer is too large.
    TooLarge {
        /// What is read at most.
        limit_bytes: usize,
    },
    /// The connection to the token endpoint broke, or it does not speak HTTP/1.1.
    Broken {
        /// The HTTP library's word.
        reason: String,
    },
    /// The token endpoint said no.
    Refused {
        /// HTTP status.
        status: u16,
        /// `error` of RFC 6749, section 5.2, where there was one.
        error: Option<String>,
        /// What else it said, safe to show.
        detail: Option<String>,
    },
    /// The token endpoint said yes, but there is no token that can be used.
    NoToken {
        /// What is wrong.
        reason: String,
    },
    /// A browser is needed first.
    NotSignedIn {
        /// Whom the user signs in to.
        host: String,
    },
    /// The user or the server refused in the browser.
    Denied {
        /// `error` and its description, safe to show.
        said: String,
    },
    /// Nobody came back from the browser in time.
    Abandoned {
        /// How long we waited.
        limit: Duration,
        /// Whether somebody came back with another `state` and was sent away.
        had_stranger: bool,
    },
    /// The address that the browser comes back to could not be opened.
    Listener(Arc<io::Error>),
    /// The system gives no random bytes.
    NoRandomness,
}

impl AuthError {
    /// What happened, as `title · detail`.
    pub fn message(&self) -> String {
        match self {
            Self::Missing { what } => {
                format!("The {what} is missing · Secrets are kept for one session only; type it again.")
            }
            Self::Unsendable { reason } => format!("Auth cannot be sent · {reason}"),
            Self::ColonInUser => "Auth cannot be sent · The user name of Basic has a colon".to_owned(),
            Self::Url { which, reason } => format!("The {which} cannot be used · {reason}"),
            Self::Unreachable(error) => format!("No token: {}", error.message()),
            Self::TimedOut { limit } => {
                format!("No token: the token endpoint gave no answer within {}", words::duration(*limit))
            }
            Self::TooLarge { limit_bytes } => {
                format!("No token: the token endpoint's answer exceeds {}", words::size(*limit_bytes as u64))
            }
            Self::Broken { reason } => format!("No token: the token endpoint broke off · {reason}"),
            Self::Refused { status, error, detail } => {
                let name = http::StatusCode::from_u16(*status).ok().and_then(|status| status.canonical_reason());
                let error = match (error, name) {
                    (Some(error), _) => format!(": {error}"),
                    (None, Some(name)) => format!(" {name}"),
                    (None, None) => String::new(),
                };
                let detail = detail.as_ref().map_or_else(String::new, |detail| format!(" · {detail}"));
                format!("Token endpoint answered {status}{error}{detail}")
            }
            Self::NoToken { reason } => format!("Token endpoint gave no token that can be used · {reason}"),
            Self::NotSignedIn { host } => format!("Not signed in to {host} · Sign in, then send again."),
            Self::Denied { said } => format!("Not signed in · {said}"),
            Self::Abandoned { limit, had_stranger } => {
                let stranger = if *had_stranger { " An answer to another sign-in was turned away." } else { "" };
                let limit = words::duration(*limit);
                format!("Not signed in · Nobody came back from the browser within {limit}.{stranger}")
            }
            Self::Listener(error) => {
                format!("Not signed in · No address for the browser to come back to: {}", words::io(error))
            }
            Self::NoRandomness => "Not signed in · The system gives no random numbers".to_owned(),
        }
    }

    /// The verdict of a call that could not be sent for it.
    pub fn status(&self) -> Status {
        let status = Status::local(Code::UNAUTHENTICATED, self.message());
        match self {
            Self::NotSignedIn { .. } => status.with_remedy(Remedy::SignIn),
            _ => status,
        }
    }

    /// Whether the token endpoint answered with this `error` of RFC 6749, section 5.2.
    pub(super) fn is_refusal(&self, code: &str) -> bool {
        matches!(self, Self::Refused { error: Some(error), .. } if error == code)
    }
}
