//! The URL of a proxy, read: what it speaks, where it is, and the user name and password for it.
//! It is shown without the user name and password, whoever prints it.

use std::fmt;

use percent_encoding::percent_decode_str;

use super::{HostPort, TargetError, typed::host_port};

/// What a proxy speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::transport) enum ProxyScheme {
    /// HTTP CONNECT (RFC 9110, 9.3.6).
    Http,
    /// HTTP CONNECT within TLS.
    Https,
    /// SOCKS5 (RFC 1928); names are looked up here.
    Socks5,
    /// SOCKS5; names are looked up by the proxy.
    Socks5h,
}

/// Where a proxy is. Displayed as `http://proxy:3128`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(in crate::transport) struct ProxyUrl {
    pub(in crate::transport) scheme: ProxyScheme,
    pub(in crate::transport) place: HostPort,
    /// User name and password, decoded.
    pub(in crate::transport) credentials: Option<(Vec<u8>, Vec<u8>)>,
}

impl ProxyUrl {
    /// Reads a URL, or `host:port`, which is an HTTP proxy. The error is in words that hold no password.
    pub(in crate::transport) fn parse(typed: &str) -> Result<Self, String> {
        let typed = typed.trim();
        let (scheme, rest) = match typed.split_once("://") {
            Some((scheme, rest)) if is_scheme(scheme) => (ProxyScheme::parse(scheme)?, rest),
            _ => (ProxyScheme::Http, typed),
        };
        let (credentials, rest) = match rest.rsplit_once('@') {
            Some((credentials, rest)) => (Some(decoded(credentials)), rest),
            None => (None, rest),
        };
        let authority = rest.trim_end_matches('/');
        if authority.contains(['/', '?', '#']) {
            return Err("It has a path: write http://HOST:PORT.".to_owned());
        }
        let place = host_port(authority, Some(scheme.default_port())).map_err(|error| match error {
            TargetError::InvalidHost { host } if host.is_empty() => {
                "It has no host: write http://HOST:PORT.".to_owned()
            }
            error => error.to_string().replace(" · ", ": "),
        })?;
        Ok(Self { scheme, place, credentials })
    }
}

/// Else it may be a part of a password.
fn is_scheme(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric())
}

fn decoded(credentials: &str) -> (Vec<u8>, Vec<u8>) {
    let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
    (percent_decode_str(user).collect(), percent_decode_str(password).collect())
}

impl ProxyScheme {
    fn parse(scheme: &str) -> Result<Self, String> {
        match scheme.to_ascii_lowercase().as_str() {
            "http" => Ok(Self::Http),
            "https" => Ok(Self::Https),
            "socks5" => Ok(Self::Socks5),
            "socks5h" => Ok(Self::Socks5h),
            _ => Err(format!("\"{scheme}:\" is not supported: use http, https, socks5 or socks5h.")),
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
            Self::Socks5 | Self::Socks5h => 1080,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Socks5 => "socks5",
            Self::Socks5h => "socks5h",
        }
    }
}

impl fmt::Display for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.name(), self.place)
    }
}

impl fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
