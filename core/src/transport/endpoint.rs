//! A target's address, read: where to connect, whether by TLS, and what goes into `:authority`.
//! It looks nothing up.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
    path::PathBuf,
};

use super::target::{Security, Target};

/// Where to connect, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The socket's address.
    pub address: Address,
    /// TLS, or plaintext.
    pub tls: bool,
    /// What goes into `:authority`.
    pub authority: String,
    /// The name to check in the certificate and to send as SNI.
    pub server_name: String,
}

/// A socket's address before it is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A host, without brackets, and a port.
    Tcp {
        /// Name or IP address.
        host: String,
        /// Port.
        port: u16,
    },
    /// A unix socket on disk.
    Unix(PathBuf),
    /// A unix socket in Linux's abstract namespace, without the leading NUL.
    Abstract(String),
}

/// Why an address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Nothing typed.
    #[error("No address · Write host:port, a URL, or unix:PATH.")]
    Empty,
    /// A bare host, or a host by `dns:`, without a port.
    #[error("\"{host}\" has no port · Write {host}:PORT.")]
    MissingPort {
        /// As typed.
        host: String,
    },
    /// Not a number from 1 to 65535.
    #[error("\"{port}\" is not a port · Ports are 1 to 65535.")]
    InvalidPort {
        /// As typed.
        port: String,
    },
    /// Not a host name or an IP address.
    #[error("\"{host}\" is not a host name or an IP address{}", if host.is_empty() { " · Write localhost:PORT for this machine." } else { "" })]
    InvalidHost {
        /// As typed.
        host: String,
    },
    /// More than one colon, without brackets.
    #[error("\"{address}\" is ambiguous · Put an IPv6 address in brackets: [::1]:50051.")]
    UnbracketedIpv6 {
        /// As typed.
        address: String,
    },
    /// A scheme we do not know.
    #[error("\"{scheme}:\" is not supported · Use host:port, http, https, grpc, grpcs, dns, unix or unix-abstract.")]
    UnknownScheme {
        /// As typed.
        scheme: String,
    },
    /// gRPC has no base path.
    #[error("A target has no path, but \"{path}\" was given · gRPC paths are /package.Service/Method.")]
    PathGiven {
        /// The path, query or fragment.
        path: String,
    },
    /// `user:password@host`.
    #[error("A target has no user name or password · Send them as \"authorization\" metadata.")]
    CredentialsGiven,
    /// The scheme says one thing, the choice another.
    #[error("\"{scheme}://\" means {scheme_means}, but {chosen} is chosen")]
    SecurityConflict {
        /// As typed.
        scheme: String,
        /// What the scheme means.
        scheme_means: &'static str,
        /// What was chosen.
        chosen: &'static str,
    },
    /// The authority override cannot be sent.
    #[error("\"{authority}\" cannot be an authority")]
    InvalidAuthority {
        /// As typed.
        authority: String,
    },
    /// The user-agent override cannot be sent.
    #[error("\"{user_agent}\" cannot be a user-agent")]
    InvalidUserAgent {
        /// As typed.
        user_agent: String,
    },
}

impl Endpoint {
    /// Reads a target.
    ///
    /// # Errors
    /// What of it cannot be used.
    pub fn parse(target: &Target) -> Result<Self, TargetError> {
        let typed = target.address.trim();
        if typed.is_empty() {
            return Err(TargetError::Empty);
        }
        let parsed = Parsed::read(typed)?;
        let tls = security(&parsed, target.security)?;
        let authority = target.authority.clone().filter(|authority| !authority.is_empty()).unwrap_or(parsed.authority);
        check_authority(&authority)?;
        check_user_agent(target.user_agent.as_deref())?;
        let host = match &parsed.address {
            Address::Tcp { host, .. } => host.clone(),
            Address::Unix(_) | Address::Abstract(_) => "localhost".to_owned(),
        };
        let server_name = target.tls.server_name.clone().filter(|name| !name.is_empty()).unwrap_or(host);
        Ok(Self { address: parsed.address, tls, authority, server_name })
    }
}

/// An address with what its scheme says.
struct Parsed {
    scheme: Option<(String, bool)>,
    address: Address,
    authority: String,
}

impl Parsed {
    fn read(typed: &str) -> Result<Self, TargetError> {
        if let Some((scheme, rest)) = typed.split_once("://") {
            return match scheme.to_ascii_lowercase().as_str() {
                "http" => Self::url(scheme, rest, false, Some(80)),
                "https" => Self::url(scheme, rest, true, Some(443)),
                "grpc" => Self::url(scheme, rest, false, Some(80)),
                "grpcs" => Self::url(scheme, rest, true, Some(443)),
                "dns" => Self::bare(rest.split_once('/').map_or(rest, |(_resolver, name)| name)),
                "unix" => Self::unix(rest),
                _ => Err(TargetError::UnknownScheme { scheme: scheme.to_owned() }),
            };
        }
        match typed.split_once(':') {
            Some(("unix", path)) => Self::unix(path),
            Some(("unix-abstract", name)) => Ok(Self::local(Address::Abstract(name.to_owned()))),
            Some(("dns", rest)) => Self::bare(rest),
            Some((scheme @ ("xds" | "ipv4" | "ipv6" | "vsock" | "passthrough"), rest))
                if rest.parse::<u16>().is_err() =>
            {
                Err(TargetError::UnknownScheme { scheme: scheme.to_owned() })
            }
            _ => Self::bare(typed),
        }
    }

    fn url(scheme: &str, rest: &str, tls: bool, default_port: Option<u16>) -> Result<Self, TargetError> {
        let mut parsed = Self::host_and_port(rest, default_port)?;
        parsed.scheme = Some((scheme.to_owned(), tls));
        Ok(parsed)
    }

    fn bare(rest: &str) -> Result<Self, TargetError> {
        Self::host_and_port(rest, None)
    }

    fn unix(path: &str) -> Result<Self, TargetError> {
        if path.is_empty() { Err(TargetError::Empty) } else { Ok(Self::local(Address::Unix(PathBuf::from(path)))) }
    }

    fn local(address: Address) -> Self {
        Self { scheme: None, address, authority: "localhost".to_owned() }
    }

    fn host_and_port(text: &str, default_port: Option<u16>) -> Result<Self, TargetError> {
        let (authority, path) = match text.find(['/', '?', '#']) {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        if !path.is_empty() && path != "/" {
            return Err(TargetError::PathGiven { path: path.to_owned() });
        }
        if authority.contains('@') {
            return Err(TargetError::CredentialsGiven);
        }
        let (host, port) = split_port(authority)?;
        check_host(host)?;
        let port = match (port, default_port) {
            (Some(port), _) => match port.parse::<u16>() {
                Ok(number) if number > 0 => number,
                _ => return Err(TargetError::InvalidPort { port: port.to_owned() }),
            },
            (None, Some(port)) => port,
            (None, None) => return Err(TargetError::MissingPort { host: authority.to_owned() }),
        };
        let host = host.to_owned();
        Ok(Self { scheme: None, address: Address::Tcp { host, port }, authority: authority.to_owned() })
    }
}

/// The host without brackets, and the port if one is there.
fn split_port(authority: &str) -> Result<(&str, Option<&str>), TargetError> {
    if let Some(rest) = authority.strip_prefix('[') {
        let invalid = || TargetError::InvalidHost { host: authority.to_owned() };
        let (host, after) = rest.split_once(']').ok_or_else(invalid)?;
        // A zone (`fe80::1%eth0`) names the interface to leave by.
        let plain = host.split_once('%').map_or(host, |(plain, _zone)| plain);
        plain.parse::<Ipv6Addr>().map_err(|_| invalid())?;
        return match after.strip_prefix(':') {
            Some(port) => Ok((host, Some(port))),
            None if after.is_empty() => Ok((host, None)),
            None => Err(invalid()),
        };
    }
    match authority.rsplit_once(':') {
        Some((host, _)) if host.contains(':') => Err(TargetError::UnbracketedIpv6 { address: authority.to_owned() }),
        Some((host, port)) => Ok((host, Some(port))),
        None => Ok((authority, None)),
    }
}

fn check_host(host: &str) -> Result<(), TargetError> {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%');
    if host.is_empty() || !host.chars().all(allowed) {
        return Err(TargetError::InvalidHost { host: host.to_owned() });
    }
    Ok(())
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

/// Whether by TLS: what was chosen, else what the scheme says, else by where it goes.
fn security(parsed: &Parsed, chosen: Security) -> Result<bool, TargetError> {
    let words = |tls| if tls { "TLS" } else { "plaintext" };
    let chosen = match chosen {
        Security::Automatic => None,
        Security::Tls => Some(true),
        Security::Plaintext => Some(false),
    };
    match (&parsed.scheme, chosen) {
        (Some((scheme, scheme_tls)), Some(tls)) if *scheme_tls != tls => Err(TargetError::SecurityConflict {
            scheme: scheme.clone(),
            scheme_means: words(*scheme_tls),
            chosen: words(tls),
        }),
        (_, Some(tls)) => Ok(tls),
        (Some((_, tls)), None) => Ok(*tls),
        (None, None) => Ok(!parsed.address.is_loopback()),
    }
}

impl Address {
    /// Whether it cannot leave this machine: `localhost`, 127/8, `::1`, a unix socket.
    pub fn is_loopback(&self) -> bool {
        match self {
            Address::Tcp { host, .. } => {
                let host = host.trim_end_matches('.');
                host.eq_ignore_ascii_case("localhost")
                    || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
            }
            Address::Unix(_) | Address::Abstract(_) => true,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Address::Tcp { host, port } => write!(f, "{host}:{port}"),
            Address::Unix(path) => write!(f, "unix:{}", path.display()),
            Address::Abstract(name) => write!(f, "unix-abstract:{name}"),
        }
    }
}

#[cfg(test)]
#[path = "endpoint_tests.rs"]
mod tests;
