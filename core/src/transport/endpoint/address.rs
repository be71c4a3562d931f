//! Where sockets go, before any name is looked up; printed as it can be typed again.
//! It reads nothing that was typed.

use std::{fmt, net::IpAddr, path::PathBuf};

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
    /// Several of them, in the order typed; two at least.
    List(Vec<HostPort>),
    /// A unix socket on disk.
    Unix(PathBuf),
    /// A unix socket in Linux's abstract namespace, without the leading NUL.
    Abstract(String),
}

/// A host and a port, printed as `host:port` or `[::1]:port`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HostPort {
    /// Name or IP address, without brackets.
    pub host: String,
    /// Port.
    pub port: u16,
}

impl Address {
    /// Whether it cannot leave this machine: `localhost`, 127/8, `::1`, a unix socket; of a list every one.
    pub fn is_loopback(&self) -> bool {
        match self {
            Address::Tcp { host, .. } => is_loopback(host),
            Address::List(list) => list.iter().all(HostPort::is_loopback),
            Address::Unix(_) | Address::Abstract(_) => true,
        }
    }

    /// Each host with its port; none for a unix socket.
    pub fn hosts(&self) -> Vec<HostPort> {
        match self {
            Address::Tcp { host, port } => vec![HostPort { host: host.clone(), port: *port }],
            Address::List(list) => list.clone(),
            Address::Unix(_) | Address::Abstract(_) => Vec::new(),
        }
    }
}

impl From<Vec<HostPort>> for Address {
    fn from(mut list: Vec<HostPort>) -> Self {
        match (list.len(), list.pop()) {
            (1, Some(HostPort { host, port })) => Address::Tcp { host, port },
            (_, last) => {
                list.extend(last);
                Address::List(list)
            }
        }
    }
}

impl HostPort {
    /// Whether it is this machine by its name: `localhost`, 127/8, `::1`.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}

/// `fe80::1%eth0` or `[fe80::1%eth0]:80` without the zone: it names an interface of this machine and is nobody else's to
/// know (RFC 6874, section 1).
pub(super) fn without_zone(text: &str) -> String {
    match text.split_once('%') {
        Some((ip, zone)) if ip.contains(':') => {
            zone.split_once(']').map_or_else(|| ip.to_owned(), |(_, rest)| format!("{ip}]{rest}"))
        }
        _ => text.to_owned(),
    }
}

fn is_loopback(host: &str) -> bool {
    let host = without_zone(host.trim_end_matches('.'));
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp { host, port } => host_port(f, host, *port),
            Address::List(list) => {
                for (at, place) in list.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    place.fmt(f)?;
                }
                Ok(())
            }
            Address::Unix(path) => write!(f, "unix:{}", path.display()),
            Address::Abstract(name) => write!(f, "unix-abstract:{name}"),
        }
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        host_port(f, &self.host, self.port)
    }
}

fn host_port(f: &mut fmt::Formatter<'_>, host: &str, port: u16) -> fmt::Result {
    if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
}
