//! `NO_PROXY`: the hosts to reach without a proxy, by name, address, network and port.
//! It looks no name up: a name is matched by its text, an address by its bits.

use std::net::IpAddr;

use crate::transport::HostPort;

/// A list of hosts, as `NO_PROXY` holds it.
#[derive(Debug, Clone, Default)]
pub(super) struct Exceptions(Vec<Rule>);

#[derive(Debug, Clone)]
enum Rule {
    /// `*`
    All,
    /// `example.com`: it and all below; `.example.com` and `*.example.com`: only what is below.
    Name { name: String, only_below: bool, port: Option<u16> },
    /// `10.0.0.0/8`, `192.168.1.1`, `[::1]:443`.
    Network { network: IpAddr, bits: u32, port: Option<u16> },
}

impl Exceptions {
    /// Reads a list parted by commas or spaces. What cannot be read covers nothing.
    pub(super) fn parse(list: &str) -> Self {
        let entries = list.split([',', ' ', '\t', '\n']).filter(|entry| !entry.is_empty());
        Self(entries.filter_map(Rule::parse).collect())
    }

    /// Whether a host is to be reached without a proxy.
    pub(super) fn cover(&self, host: &HostPort) -> bool {
        let name = host.host.trim_end_matches('.').to_ascii_lowercase();
        let ip = name.parse::<IpAddr>().ok().map(|ip| ip.to_canonical());
        self.0.iter().any(|rule| rule.covers(&name, ip, host.port))
    }
}

impl Rule {
    fn parse(entry: &str) -> Option<Self> {
        if entry == "*" {
            return Some(Self::All);
        }
        if let Some((network, bits)) = entry.split_once('/') {
            let (network, bits) = (network.parse::<IpAddr>().ok()?, bits.parse::<u32>().ok()?);
            return (bits <= width(network)).then_some(Self::Network { network, bits, port: None });
        }
        let (host, port) = split_port(entry)?;
        if let Ok(ip) = host.parse::<IpAddr>() {
            let network = ip.to_canonical();
            return Some(Self::Network { network, bits: width(network), port });
        }
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let below = host.strip_prefix('*').unwrap_or(&host).strip_prefix('.');
        let (name, only_below) = (below.unwrap_or(&host), below.is_some());
        (!name.is_empty()).then(|| Self::Name { name: name.to_owned(), only_below, port })
    }

    fn covers(&self, name: &str, ip: Option<IpAddr>, to: u16) -> bool {
        match self {
            Self::All => true,
            Self::Network { network, bits, port } => {
                port.is_none_or(|port| port == to) && ip.is_some_and(|ip| shares(ip, *network, *bits))
            }
            Self::Name { name: excepted, only_below, port } => {
                let is_covered = match name.strip_suffix(excepted.as_str()) {
                    Some("") => !only_below,
                    Some(above) => above.ends_with('.'),
                    None => false,
                };
                port.is_none_or(|port| port == to) && ip.is_none() && is_covered
            }
        }
    }
}

/// `host`, `host:port`, `[::1]`, `[::1]:port`, `::1`.
fn split_port(entry: &str) -> Option<(&str, Option<u16>)> {
    if entry.parse::<IpAddr>().is_ok() {
        return Some((entry, None));
    }
    let (host, port) = match entry.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().ok()?)),
        _ => (entry, None),
    };
    let unbracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    Some((unbracketed.unwrap_or(host), port))
}

fn width(ip: IpAddr) -> u32 {
    if ip.is_ipv4() { 32 } else { 128 }
}

/// Whether two addresses of one family have their first bits in common.
fn shares(ip: IpAddr, network: IpAddr, bits: u32) -> bool {
    let differ = match (ip, network) {
        (IpAddr::V4(ip), IpAddr::V4(network)) => u128::from(ip.to_bits() ^ network.to_bits()) << 96,
        (IpAddr::V6(ip), IpAddr::V6(network)) => ip.to_bits() ^ network.to_bits(),
        _ => return false,
    };
    differ.leading_zeros() >= bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(list: &str, host: &str, port: u16) -> bool {
        Exceptions::parse(list).cover(&HostPort { host: host.to_owned(), port })
    }

    #[test]
    fn hosts_are_covered_by_name_address_network_and_port() {
        let cases = [
            ("*", "anything.test", 1, true),
            ("", "a.test", 1, false),
            ("a.test", "a.test", 1, true),
            ("a.test", "A.TEST.", 1, true),
            ("A.Test.", "a.test", 1, true),
            ("a.test", "b.a.test", 1, true),
            ("a.test", "ba.test", 1, false),
            ("a.test", "a.test.org", 1, false),
            (".a.test", "b.a.test", 1, true),
            (".a.test", "a.test", 1, false),
            ("*.a.test", "c.b.a.test", 1, true),
            ("*.a.test", "a.test", 1, false),
            ("x.test, ,a.test", "a.test", 1, true),
            ("x.test a.test", "a.test", 1, true),
            ("a.test:443", "a.test", 443, true),
            ("a.test:443", "a.test", 80, false),
            ("a.test:x", "a.test", 80, false),
            ("10.0.0.7", "10.0.0.7", 1, true),
            ("10.0.0.7", "10.0.0.70", 1, false),
            ("0.0.7", "10.0.0.7", 1, false),
            ("10.0.0.7:80", "10.0.0.7", 80, true),
            ("10.0.0.7:80", "10.0.0.7", 81, false),
            ("10.0.0.0/8", "10.200.3.4", 1, true),
            ("10.0.0.0/8", "11.0.0.1", 1, false),
            ("192.168.1.128/25", "192.168.1.127", 1, false),
            ("192.168.1.128/25", "192.168.1.129", 1, true),
            ("0.0.0.0/0", "8.8.8.8", 1, true),
            ("0.0.0.0/0", "2001:db8::1", 1, false),
            ("10.0.0.0/33", "10.0.0.0", 1, false),
            ("10.0.0.0/8", "a.test", 1, false),
            ("2001:db8::/32", "2001:db8:1::1", 1, true),
            ("2001:db8::/32", "2001:db9::1", 1, false),
            ("::/0", "2001:db9::1", 1, true),
            ("2001:db8::1", "2001:db8::1", 1, true),
            ("[2001:db8::1]", "2001:db8::1", 1, true),
            ("[2001:db8::1]:80", "2001:db8::1", 80, true),
            ("[2001:db8::1]:80", "2001:db8::1", 81, false),
            ("10.0.0.7", "::ffff:10.0.0.7", 1, true),
            (".", "a.test", 1, false),
            ("/", "a.test", 1, false),
        ];
        for (list, host, port, expected) in cases {
            assert_eq!(covers(list, host, port), expected, "{list:?} and {host}:{port}");
        }
    }
}
