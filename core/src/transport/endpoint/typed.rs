//! What was typed as an address, taken apart by the names of grpc `doc/naming.md`, by URLs, and by `host:port`.
//! It knows no choices beside the address.

use std::{
    net::{Ipv4Addr, Ipv6Addr},
    path::PathBuf,
};

use super::{Address, HostPort, TargetError};

/// The port of a name or an IP address that came by a gRPC scheme without one (grpc `doc/naming.md`, "Name Syntax").
const DEFAULT_PORT: u16 = 443;

/// An address with what its scheme says.
pub(super) struct Typed {
    /// The scheme of a URL, and whether it means TLS.
    pub(super) scheme: Option<(String, bool)>,
    pub(super) address: Address,
    /// As typed, without a port that is understood; of a list the first.
    pub(super) authority: String,
    /// What stands after the authority of a URL, as typed.
    pub(super) path: String,
}

impl Typed {
    pub(super) fn read(typed: &str) -> Result<Self, TargetError> {
        if let Some((scheme, rest)) = typed.split_once("://") {
            return match scheme.to_ascii_lowercase().as_str() {
                "http" | "grpc" => Self::url(scheme, rest, false, 80),
                "https" | "grpcs" => Self::url(scheme, rest, true, 443),
                "dns" => Self::names(own_path("dns", rest)?, Some(DEFAULT_PORT)),
                "ipv4" => Self::literals(own_path("ipv4", rest)?, Family::V4),
                "ipv6" => Self::literals(own_path("ipv6", rest)?, Family::V6),
                "unix" => Self::unix(rest),
                _ => Err(TargetError::UnknownScheme { scheme: scheme.to_owned() }),
            };
        }
        match typed.split_once(':') {
            Some(("unix", path)) => Self::unix(path),
            Some(("unix-abstract", name)) => Ok(Self::local(Address::Abstract(name.to_owned()))),
            // A host may have the name of a scheme: `dns:50051`.
            Some((_, port)) if port.parse::<u16>().is_ok() => Self::names(typed, None),
            Some(("dns", rest)) => Self::names(rest.strip_prefix('/').unwrap_or(rest), Some(DEFAULT_PORT)),
            Some(("ipv4", rest)) => Self::literals(rest, Family::V4),
            Some(("ipv6", rest)) => Self::literals(rest, Family::V6),
            Some((scheme @ ("xds" | "vsock" | "passthrough"), _)) => {
                Err(TargetError::UnknownScheme { scheme: scheme.to_owned() })
            }
            _ => Self::names(typed, None),
        }
    }

    fn url(scheme: &str, rest: &str, tls: bool, default_port: u16) -> Result<Self, TargetError> {
        let (authority, path) = split_path(rest);
        let mut typed = Self::hosts(authority, Some(default_port))?;
        typed.scheme = Some((scheme.to_owned(), tls));
        typed.path = path.to_owned();
        Ok(typed)
    }

    /// Hosts that are no URL.
    fn names(text: &str, default_port: Option<u16>) -> Result<Self, TargetError> {
        match split_path(text) {
            (authority, "" | "/") => Self::hosts(authority, default_port),
            (authority, path) => Err(TargetError::PathGiven { address: authority.to_owned(), path: path.to_owned() }),
        }
    }

    fn hosts(text: &str, default_port: Option<u16>) -> Result<Self, TargetError> {
        if text.contains('@') {
            return Err(TargetError::CredentialsGiven);
        }
        let hosts = text.split(',').map(|host| host_port(host.trim(), default_port));
        let hosts = hosts.collect::<Result<Vec<_>, _>>()?;
        Ok(Self::remote(hosts, first(text)))
    }

    fn literals(text: &str, family: Family) -> Result<Self, TargetError> {
        let hosts = text.split(',').map(|literal| family.read(literal.trim()));
        let hosts = hosts.collect::<Result<Vec<_>, _>>()?;
        let authority = match first(text) {
            bare if bare.parse::<Ipv6Addr>().is_ok() => format!("[{bare}]"),
            typed => typed.to_owned(),
        };
        Ok(Self::remote(hosts, &authority))
    }

    fn remote(hosts: Vec<HostPort>, authority: &str) -> Self {
        Self { scheme: None, address: hosts.into(), authority: authority.to_owned(), path: String::new() }
    }

    fn unix(path: &str) -> Result<Self, TargetError> {
        if path.is_empty() { Err(TargetError::Empty) } else { Ok(Self::local(Address::Unix(PathBuf::from(path)))) }
    }

    fn local(address: Address) -> Self {
        Self { scheme: None, address, authority: "localhost".to_owned(), path: String::new() }
    }
}

fn first(list: &str) -> &str {
    list.split(',').next().unwrap_or(list).trim()
}

fn split_path(text: &str) -> (&str, &str) {
    text.find(['/', '?', '#']).map_or((text, ""), |at| text.split_at(at))
}

/// What stands after `scheme://`, which must name no authority of its own (RFC 3986, section 3).
fn own_path<'a>(scheme: &'static str, rest: &'a str) -> Result<&'a str, TargetError> {
    let (server, path) = split_path(rest);
    match path.strip_prefix('/') {
        Some(path) if server.is_empty() => Ok(path),
        _ => Err(TargetError::ResolverGiven { scheme, server: server.to_owned() }),
    }
}

#[derive(Clone, Copy)]
enum Family {
    V4,
    V6,
}

impl Family {
    fn read(self, literal: &str) -> Result<HostPort, TargetError> {
        let place = match self {
            // Without brackets there is no port.
            Family::V6 if literal.parse::<Ipv6Addr>().is_ok() => {
                HostPort { host: literal.to_owned(), port: DEFAULT_PORT }
            }
            Family::V4 | Family::V6 => host_port(literal, Some(DEFAULT_PORT))?,
        };
        let (belongs, family) = match self {
            Family::V4 => (place.host.parse::<Ipv4Addr>().is_ok(), "IPv4"),
            Family::V6 => (place.host.contains(':'), "IPv6"),
        };
        if belongs { Ok(place) } else { Err(TargetError::InvalidIp { address: place.host, family }) }
    }
}

/// A host with its port, or with the one that stands for none.
pub(super) fn host_port(text: &str, default_port: Option<u16>) -> Result<HostPort, TargetError> {
    let (host, port) = split_port(text)?;
    check_host(host)?;
    let port = match (port, default_port) {
        (Some(port), _) => match port.parse::<u16>() {
            Ok(number) if number > 0 => number,
            _ => return Err(TargetError::InvalidPort { port: port.to_owned() }),
        },
        (None, Some(port)) => port,
        (None, None) => return Err(TargetError::MissingPort { host: text.to_owned() }),
    };
    Ok(HostPort { host: host.to_owned(), port })
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
