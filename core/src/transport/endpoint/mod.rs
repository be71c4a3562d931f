//! A target's address, read: where to connect, whether by TLS, and what goes into `:authority` and before the path.
//! It looks nothing up.

mod address;
mod error;
mod proxy_url;
mod typed;

pub use address::{Address, HostPort};
pub use error::TargetError;
pub(super) use proxy_url::{ProxyScheme, ProxyUrl};

use self::{address::without_zone, typed::Typed};
use super::target::{ProxyChoice, Security, Target};

/// Where to connect, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The socket's address.
    pub address: Address,
    /// TLS, or plaintext.
    pub tls: bool,
    /// What goes into `:authority`; of a list of addresses the first.
    pub authority: String,
    /// The name to check in the certificate and to send as SNI.
    pub server_name: String,
    /// What stands before `/package.Service/Method`: nothing, or `/api`, without a slash at its end.
    pub path_prefix: String,
}

impl Endpoint {
    /// Reads a target.
    ///
    /// # Errors
    /// What of it cannot be used.
    pub fn parse(target: &Target) -> Result<Self, TargetError> {
        let address = target.address.trim();
        if address.is_empty() {
            return Err(TargetError::Empty);
        }
        let typed = Typed::read(address)?;
        let tls = security(&typed, target.security)?;
        let path_prefix = path_prefix(&typed.path, target.path_prefix.as_deref())?;
        let authority = target.authority.clone().filter(|authority| !authority.is_empty());
        let authority = authority.unwrap_or_else(|| without_zone(&typed.authority));
        check_authority(&authority)?;
        check_user_agent(target.user_agent.as_deref())?;
        check_proxy(&target.proxy, &typed.address)?;
        let host = match &typed.address {
            Address::Tcp { host, .. } => host.clone(),
            Address::List(list) => list.first().map(|first| first.host.clone()).unwrap_or_default(),
            Address::Unix(_) | Address::Abstract(_) => "localhost".to_owned(),
        };
        let server_name = target.tls.server_name.clone().filter(|name| !name.is_empty());
        let server_name = server_name.unwrap_or_else(|| without_zone(&host));
        Ok(Self { address: typed.address, tls, authority, server_name, path_prefix })
    }
}

/// Whether by TLS: what was chosen, else what the scheme says, else by where it goes.
fn security(typed: &Typed, chosen: Security) -> Result<bool, TargetError> {
    let words = |tls| if tls { "TLS" } else { "plaintext" };
    let chosen = match chosen {
        Security::Automatic => None,
        Security::Tls => Some(true),
        Security::Plaintext => Some(false),
    };
    match (&typed.scheme, chosen) {
        (Some((scheme, scheme_tls)), Some(tls)) if *scheme_tls != tls => Err(TargetError::SecurityConflict {
            scheme: scheme.clone(),
            scheme_means: words(*scheme_tls),
            chosen: words(tls),
        }),
        (_, Some(tls)) => Ok(tls),
        (Some((_, tls)), None) => Ok(*tls),
        (None, None) => Ok(!typed.address.is_loopback()),
    }
}

/// The path of the URL or the prefix that was chosen; both only if they are the same.
fn path_prefix(path: &str, chosen: Option<&str>) -> Result<String, TargetError> {
    let (path, prefix) = (check_prefix(path)?, check_prefix(chosen.unwrap_or_default().trim())?);
    match (path, prefix) {
        (path, "") => Ok(path.to_owned()),
        ("", prefix) => Ok(prefix.to_owned()),
        (path, prefix) if path == prefix => Ok(path.to_owned()),
        (path, prefix) => Err(TargetError::PathPrefixConflict { path: path.to_owned(), prefix: prefix.to_owned() }),
    }
}

/// A prefix without the slashes at its end.
fn check_prefix(typed: &str) -> Result<&str, TargetError> {
    let prefix = typed.trim_end_matches('/');
    let is_path = prefix.starts_with('/')
        && !prefix.contains(['?', '#'])
        && prefix.parse::<http::uri::PathAndQuery>().is_ok_and(|read| read.as_str() == prefix);
    if prefix.is_empty() || is_path {
        Ok(prefix)
    } else {
        Err(TargetError::InvalidPathPrefix { prefix: typed.to_owned() })
    }
}

fn check_authority(authority: &str) -> Result<(), TargetError> {
    match authority.parse::<http::uri::Authority>() {
        Ok(_) => Ok(()),
        Err(_) => Err(TargetError::InvalidAuthority { authority: authority.to_owned() }),
    }
}

fn check_user_agent(user_agent: Option<&str>) -> Result<(), TargetError> {
    match user_agent {
        Some(text) if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) => {
            Err(TargetError::InvalidUserAgent { user_agent: text.to_owned() })
        }
        _ => Ok(()),
    }
}

fn check_proxy(proxy: &ProxyChoice, address: &Address) -> Result<(), TargetError> {
    match (proxy, address) {
        (ProxyChoice::Environment | ProxyChoice::Direct, _) => Ok(()),
        (ProxyChoice::Url(_), Address::Unix(_) | Address::Abstract(_)) => Err(TargetError::ProxyForUnixSocket),
        (ProxyChoice::Url(url), _) => match ProxyUrl::parse(url) {
            Ok(_) => Ok(()),
            Err(reason) => Err(TargetError::InvalidProxy { reason }),
        },
    }
}

#[cfg(test)]
mod tests;
