//! TLS as typed: what is trusted, what is shown, what is written down.
//! It reads no certificate.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use farcall_core::transport::{ClientCertificate, TlsOptions, TlsVersion};

use super::secret;
use crate::cli::ended::Ended;

/// What TLS checks and shows. Each of these but `--key` and the password implies TLS.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "TLS")]
pub struct TlsChoices {
    /// TLS, whatever the address; each option below implies it
    #[arg(long)]
    pub tls: bool,
    /// Take any certificate: the server is not verified
    #[arg(long)]
    pub insecure: bool,
    /// PEM file of roots to trust instead of the system's
    #[arg(long, value_name = "FILE")]
    pub cacert: Option<PathBuf>,
    /// Client certificate: a PEM chain, with its key in --key or in the same file, or a PKCS#12 file (.p12, .pfx)
    #[arg(long, value_name = "FILE")]
    pub cert: Option<PathBuf>,
    /// PEM private key of the client certificate
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub key: Option<PathBuf>,
    /// The password of the PKCS#12 file or of the key is the value of this variable
    #[arg(long, value_name = "VAR", requires = "cert")]
    pub cert_password_env: Option<String>,
    /// Name to expect in the certificate and to send as SNI
    #[arg(long, value_name = "NAME")]
    pub servername: Option<String>,
    /// The oldest version of TLS to take [default: 1.2]
    #[arg(long, value_name = "1.2|1.3", value_enum, hide_possible_values = true)]
    pub tls_min: Option<Version>,
    /// Go on with HTTP/2 where TLS did not agree on it
    #[arg(long)]
    pub no_alpn: bool,
    /// Append the secrets of each session to this file, for Wireshark
    #[arg(long, value_name = "FILE")]
    pub keylog: Option<PathBuf>,
}

/// A version of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Version {
    /// TLS 1.2
    #[value(name = "1.2")]
    V1_2,
    /// TLS 1.3
    #[value(name = "1.3")]
    V1_3,
}

impl TlsChoices {
    /// The names of the options that make no sense in plaintext.
    pub const NAMES: [&'static str; 8] =
        ["tls", "insecure", "cacert", "cert", "servername", "tls_min", "no_alpn", "keylog"];

    /// Whether one was given that makes no sense in plaintext.
    pub fn asks_for_tls(&self) -> bool {
        self.tls
            || self.insecure
            || self.no_alpn
            || self.cacert.is_some()
            || self.cert.is_some()
            || self.servername.is_some()
            || self.tls_min.is_some()
            || self.keylog.is_some()
    }

    /// The files that are to be read, each with the option that names it.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &PathBuf)> {
        let files = [("--cacert", &self.cacert), ("--cert", &self.cert), ("--key", &self.key)];
        files.into_iter().filter_map(|(option, path)| Some((option, path.as_ref()?)))
    }

    /// The same as the core knows them.
    ///
    /// # Errors
    /// The variable of the password is missing or empty.
    pub fn options(&self) -> Result<TlsOptions, Ended> {
        let client_certificate = match &self.cert {
            Some(certificate) => {
                let named = self.cert_password_env.as_deref().map(|name| secret("--cert-password-env", name));
                Some(ClientCertificate {
                    certificate: certificate.clone(),
                    key: self.key.clone(),
                    password: named.transpose()?.unwrap_or_default(),
                })
            }
            None => None,
        };
        Ok(TlsOptions {
            roots: self.cacert.clone(),
            client_certificate,
            server_name: self.servername.clone(),
            skip_verification: self.insecure,
            without_alpn: self.no_alpn,
            min_version: self.tls_min.map(|version| match version {
                Version::V1_2 => TlsVersion::V1_2,
                Version::V1_3 => TlsVersion::V1_3,
            }),
            key_log: self.keylog.clone(),
        })
    }
}
