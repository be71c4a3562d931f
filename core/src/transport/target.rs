//! A target as the user typed it, with its connection choices; what saved files and recent targets hold.

use std::{fmt, path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

use crate::metadata::Secret;

/// Where calls go, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Target {
    /// `host:port`, `http://…`, `https://…`, `grpc://…`, `grpcs://…`, `unix:path`, as typed.
    pub address: String,
    /// Plaintext or TLS; by itself from the address unless said.
    pub security: Security,
    /// What TLS checks and shows.
    pub tls: TlsOptions,
    /// `:authority` instead of the address.
    pub authority: Option<String>,
    /// `user-agent` instead of `farcall/VERSION`.
    pub user_agent: Option<String>,
    /// gRPC, or gRPC-Web.
    pub protocol: Protocol,
    /// Put before `/package.Service/Method`: `/api/v1`, without a slash at its end. As typed.
    pub path_prefix: Option<String>,
    /// By which proxy.
    pub proxy: ProxyChoice,
    /// How calls are spread over several addresses.
    pub load_balancing: LoadBalancing,
    /// HTTP/2 pings while nothing is heard; `None`: none are sent.
    pub keepalive: Option<Keepalive>,
    /// gRPC service config as JSON (grpc `doc/service_config.md`): retries, timeouts and the like. As typed.
    pub service_config: Option<String>,
}

impl Target {
    /// A target with nothing chosen but its address.
    pub fn new(address: impl Into<String>) -> Self {
        Self { address: address.into(), ..Self::default() }
    }

    /// The same without the user names and passwords that were typed into its URLs: what files hold.
    #[must_use]
    pub fn without_credentials(&self) -> Self {
        let proxy = self.proxy.without_credentials();
        Self { address: Self::address_without_credentials(&self.address), proxy, ..self.clone() }
    }

    /// An address without a user name and password. No call is made to one with them, but it may have been typed.
    pub fn address_without_credentials(typed: &str) -> String {
        let (scheme, rest) = match typed.split_once("://") {
            Some((scheme, _)) => typed.split_at(scheme.len() + 3),
            None if typed.starts_with("dns:") => typed.split_at("dns:".len()),
            None => ("", typed),
        };
        let is_socket = typed.starts_with("unix:") || typed.starts_with("unix-abstract:");
        let end = rest.find('/').unwrap_or(rest.len());
        match rest.get(..end).and_then(|authority| authority.rfind('@')) {
            Some(at) if !is_socket => format!("{scheme}{}", rest.get(at + 1..).unwrap_or_default()),
            _ => typed.to_owned(),
        }
    }
}

/// How the security of a connection is chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// By the scheme; without one TLS, except on loopback and unix sockets, where plaintext.
    #[default]
    Automatic,
    /// TLS, whatever the address.
    Tls,
    /// Plaintext, whatever the address.
    Plaintext,
}

/// Choices for TLS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct TlsOptions {
    /// PEM file of roots to trust instead of the system's.
    pub roots: Option<PathBuf>,
    /// Certificate and key to show when asked.
    pub client_certificate: Option<ClientCertificate>,
    /// Name to check in the certificate and send as SNI, instead of the host.
    pub server_name: Option<String>,
    /// "Do not verify": any certificate is taken. Always shown.
    pub skip_verification: bool,
    /// "Connect anyway": speak HTTP/2 though the server does not offer it by ALPN.
    pub without_alpn: bool,
    /// The oldest version that is taken; `None`: TLS 1.2.
    pub min_version: Option<TlsVersion>,
    /// The secrets of each session are appended to this file, for Wireshark (NSS key log format). Always shown.
    pub key_log: Option<PathBuf>,
}

/// A version of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TlsVersion {
    /// TLS 1.2 (RFC 5246).
    #[serde(rename = "1.2")]
    V1_2,
    /// TLS 1.3 (RFC 8446).
    #[serde(rename = "1.3")]
    V1_3,
}

impl TlsVersion {
    /// `TLS 1.2`, `TLS 1.3`.
    pub fn name(self) -> &'static str {
        match self {
            Self::V1_2 => "TLS 1.2",
            Self::V1_3 => "TLS 1.3",
        }
    }
}

/// A client certificate on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientCertificate {
    /// PEM chain, leaf first; or a certificate in DER; or a PKCS#12 file with chain and key. Told by its contents.
    pub certificate: PathBuf,
    /// Private key in PEM or DER (PKCS#8, also encrypted; PKCS#1; SEC 1); `None`: it is in the file of the
    /// certificate.
    pub key: Option<PathBuf>,
    /// Opens an encrypted key or a PKCS#12 file.
    #[serde(skip_serializing)]
    pub password: Secret,
}

/// What is spoken over HTTP.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// gRPC over HTTP/2 (grpc `doc/PROTOCOL-HTTP2.md`).
    #[default]
    Grpc,
    /// gRPC-Web, `application/grpc-web+proto` (grpc `doc/PROTOCOL-WEB.md`); HTTP/2 where TLS agrees on it, else
    /// HTTP/1.1.
    GrpcWeb,
    /// gRPC-Web in base64, `application/grpc-web-text`.
    GrpcWebText,
}

impl Protocol {
    /// What to know of a call whose requests are a stream, over gRPC-Web.
    pub const ANSWERS_LATE: &str = "gRPC-Web answers after the request has ended";

    /// Whether it is gRPC-Web.
    pub fn is_web(self) -> bool {
        matches!(self, Self::GrpcWeb | Self::GrpcWebText)
    }

    /// What is offered in TLS, the best first.
    pub(super) fn alpn(self) -> &'static [&'static str] {
        match self {
            Self::Grpc => &["h2"],
            Self::GrpcWeb | Self::GrpcWebText => &["h2", "http/1.1"],
        }
    }
}

/// By which proxy a target is reached. Printed without a user name and password.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyChoice {
    /// What `HTTPS_PROXY` and `NO_PROXY` of the environment say (grpc `doc/environment_variables.md`).
    #[default]
    Environment,
    /// None, whatever the environment says.
    Direct,
    /// This one: `http://host:port` or `https://…` (HTTP CONNECT), `socks5://…`, `socks5h://…`. As typed.
    Url(String),
}

impl ProxyChoice {
    /// The same without the user name and password of the URL.
    #[must_use]
    pub fn without_credentials(&self) -> Self {
        match self {
            Self::Url(typed) => Self::Url(url_without_credentials(typed)),
            Self::Environment | Self::Direct => self.clone(),
        }
    }
}

/// Up to the last `@`, for a password may hold one, and slashes too.
fn url_without_credentials(typed: &str) -> String {
    let Some((before, place)) = typed.rsplit_once('@') else { return typed.to_owned() };
    match before.split_once("://") {
        Some((scheme, _)) if scheme.chars().all(|c| c.is_ascii_alphanumeric()) => format!("{scheme}://{place}"),
        _ => place.to_owned(),
    }
}

impl fmt::Debug for ProxyChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment => f.write_str("Environment"),
            Self::Direct => f.write_str("Direct"),
            Self::Url(typed) => f.debug_tuple("Url").field(&url_without_credentials(typed)).finish(),
        }
    }
}

/// How calls are spread over the addresses of a target (grpc `doc/load-balancing.md`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadBalancing {
    /// All calls to the first address that can be reached.
    #[default]
    PickFirst,
    /// A connection to each address, calls in turn.
    RoundRobin,
}

/// HTTP/2 pings on a connection (grpc `doc/keepalive.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Keepalive {
    /// After this long without a byte from the server, a ping. Servers tolerate 5 minutes and more by default.
    pub time: Duration,
    /// The connection is given up if the ping is not answered within this.
    pub timeout: Duration,
    /// Also while no call runs.
    pub without_calls: bool,
}

impl Keepalive {
    /// Below this, servers answer with GOAWAY "too_many_pings" unless set up otherwise.
    pub const TOLERATED: Duration = Duration::from_secs(300);
}

impl Default for Keepalive {
    fn default() -> Self {
        Self { time: Self::TOLERATED, timeout: Duration::from_secs(20), without_calls: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_printed_without_its_user_name_and_password() {
        let cases = [
            ("http://proxy:3128", "http://proxy:3128"),
            ("http://me:hunter2@proxy:3128", "http://proxy:3128"),
            ("me:hunter2@proxy:3128", "proxy:3128"),
            ("socks5://me:hun/t@er2@proxy", "socks5://proxy"),
            ("me:hunter2://x@proxy", "proxy"),
        ];
        for (typed, shown) in cases {
            let proxy = ProxyChoice::Url(typed.to_owned());
            assert_eq!(proxy.without_credentials(), ProxyChoice::Url(shown.to_owned()));
            assert_eq!(format!("{proxy:?}"), format!("Url({shown:?})"));
        }
    }
}
