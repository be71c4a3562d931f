//! A target as the user typed it, with its connection choices; what saved files and recent targets hold.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

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
}

impl Target {
    /// A target with nothing chosen but its address.
    pub fn new(address: impl Into<String>) -> Self {
        Self { address: address.into(), ..Self::default() }
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
}

/// A client certificate on disk.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClientCertificate {
    /// PEM chain, leaf first.
    pub certificate: PathBuf,
    /// PEM private key.
    pub key: PathBuf,
}
