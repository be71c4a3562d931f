//! Why there is no connection: one variant a cause, with the words a user reads.
//! It does not find the cause; `diagnose` does.

mod proxy;
mod unreached;

use std::{io, path::PathBuf, time::Duration};

use bytes::Bytes;

pub use self::{proxy::ProxyFault, unreached::FailedAddress};
use super::{CertificateFacts, CertificateFault, Step, TlsVersion};
use crate::{
    metadata::visible,
    status::{Code, Remedy, Status, words},
};

/// Why a connection could not be made.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum ConnectError {
    /// The resolver does not know the name.
    NameNotFound {
        /// The name.
        host: String,
        /// The resolver's word.
        source: io::Error,
    },
    /// Nobody listens there.
    Refused {
        /// `host:port`.
        address: String,
        /// The system's word.
        source: io::Error,
    },
    /// The socket could not be opened for another reason.
    Unreachable {
        /// `host:port`.
        address: String,
        /// The system's word.
        source: io::Error,
    },
    /// None of several addresses could be reached, and not all for one reason.
    NoneReached {
        /// The target's address: `host:port`, or a list of them.
        address: String,
        /// Each address with its reason, in the order tried.
        attempts: Vec<FailedAddress>,
    },
    /// The proxy on the way could not be used, or did not let us through.
    Proxy {
        /// `host:port` of the proxy; empty where its URL cannot be read.
        proxy: String,
        /// The variable of the environment that names it; `None`: it was chosen for the target.
        variable: Option<String>,
        /// What became of it.
        fault: ProxyFault,
    },
    /// A step took too long.
    TimedOut {
        /// `host:port`.
        address: String,
        /// The step.
        step: Step,
        /// How long we waited.
        limit: Duration,
    },
    /// We spoke TLS; it does not.
    NotTls {
        /// `host:port`.
        address: String,
    },
    /// We spoke plaintext; it wants TLS.
    ExpectsTls {
        /// `host:port`.
        address: String,
    },
    /// It answered as an HTTP/1.1 server.
    Http1 {
        /// `host:port`.
        address: String,
        /// The first line of its answer.
        first_line: Bytes,
    },
    /// It answered something else.
    NotHttp2 {
        /// `host:port`.
        address: String,
        /// The first bytes of its answer, at most 64.
        first_bytes: Bytes,
    },
    /// It should speak HTTP/1.1 and answered something else.
    NotHttp1 {
        /// `host:port`.
        address: String,
        /// The first bytes of its answer, at most 64.
        first_bytes: Bytes,
    },
    /// It should speak HTTP/1.1 and speaks HTTP/2.
    Http2Only {
        /// `host:port`.
        address: String,
    },
    /// TLS is fine, HTTP/2 was not agreed on.
    NoAlpn {
        /// `host:port`.
        address: String,
        /// What was agreed on instead.
        agreed: Option<String>,
    },
    /// Its certificate is not taken.
    Certificate {
        /// `host:port`.
        address: String,
        /// Why.
        fault: CertificateFault,
        /// What it showed, leaf first.
        chain: Vec<CertificateFacts>,
    },
    /// It wants a client certificate and got none.
    ClientCertificateWanted {
        /// `host:port`.
        address: String,
    },
    /// It does not take the client certificate it got.
    ClientCertificateRejected {
        /// `host:port`.
        address: String,
        /// The TLS library's word.
        alert: String,
    },
    /// It has no version of TLS that is new enough.
    TlsVersion {
        /// `host:port`.
        address: String,
        /// The oldest version that would do.
        wanted: TlsVersion,
    },
    /// TLS failed for another reason.
    Tls {
        /// `host:port`.
        address: String,
        /// The TLS library's word.
        reason: String,
    },
    /// It closed the connection before it was ready, saying nothing.
    ClosedEarly {
        /// `host:port`.
        address: String,
        /// The step.
        step: Step,
    },
    /// HTTP/2 broke off before it was ready.
    Http2 {
        /// `host:port`.
        address: String,
        /// The HTTP/2 library's word.
        reason: String,
    },
    /// A ready connection was lost.
    Lost {
        /// `host:port`.
        address: String,
        /// How.
        reason: String,
    },
    /// A file that TLS needs could not be read.
    File {
        /// What it is for.
        purpose: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The system has no roots to trust.
    NoSystemRoots {
        /// Why not.
        reason: String,
    },
    /// The name to check cannot stand in a certificate.
    ServerName {
        /// The name.
        name: String,
    },
    /// The channel was shut down.
    Shutdown,
}

impl ConnectError {
    /// The code a call ends with.
    pub fn code(&self) -> Code {
        Code::UNAVAILABLE
    }

    /// What happened, as `title · detail`.
    pub fn message(&self) -> String {
        match self {
            Self::NameNotFound { host, source } => format!("Can't find host \"{host}\" · {}", words::io(source)),
            Self::Refused { address, .. } => {
                format!("Can't reach {address} · Connection refused. Is the server running?")
            }
            Self::Unreachable { address, source } => format!("Can't reach {address} · {}", words::io(source)),
            Self::NoneReached { address, attempts } => unreached::message(address, attempts),
            Self::Proxy { proxy, variable, fault } => fault.message(proxy, variable.as_deref()),
            Self::TimedOut { address, step: Step::Name | Step::Tcp, limit } => {
                format!("Can't reach {address} · No answer within {}", words::duration(*limit))
            }
            Self::TimedOut { address, step, limit } => {
                format!(
                    "{address} accepts connections but does not answer · No {} within {}",
                    step.label(),
                    words::duration(*limit)
                )
            }
            Self::NotTls { address } => format!("{address} does not speak TLS"),
            Self::ExpectsTls { address } => format!("{address} expects TLS"),
            Self::Http1 { address, first_line } => {
                format!("{address} speaks HTTP/1.1, gRPC needs HTTP/2 · {}", visible(first_line))
            }
            Self::NotHttp2 { address, first_bytes } => {
                format!("{address} is not an HTTP/2 server · {}", words::escaped(first_bytes))
            }
            Self::NotHttp1 { address, first_bytes } => {
                format!("{address} is not an HTTP/1.1 server · {}", words::escaped(first_bytes))
            }
            Self::Http2Only { address } => {
                format!("{address} speaks HTTP/2 only, gRPC-Web needs HTTP/1.1 here · Is it a plain gRPC server?")
            }
            Self::NoAlpn { address, agreed } => {
                let agreed = agreed.as_deref().unwrap_or("none");
                format!("TLS is fine, but {address} did not offer HTTP/2 (ALPN: {agreed})")
            }
            Self::Certificate { fault, .. } => format!("Certificate rejected: {}", fault.words()),
            Self::ClientCertificateWanted { address } => format!("{address} asks for a client certificate"),
            Self::ClientCertificateRejected { address, alert } => {
                format!("{address} does not accept the client certificate · {alert}")
            }
            Self::TlsVersion { address, wanted } => {
                let at_most = match wanted {
                    TlsVersion::V1_2 => "TLS 1.1",
                    TlsVersion::V1_3 => "TLS 1.2",
                };
                format!("{address} offers {at_most} at most; {} is asked for", wanted.name())
            }
            Self::Tls { address, reason } => format!("TLS with {address} failed · {reason}"),
            Self::ClosedEarly { address, step } => {
                format!("{address} closed the connection · It said nothing during {}.", step.label())
            }
            Self::Http2 { address, reason } => format!("HTTP/2 with {address} failed · {reason}"),
            Self::Lost { address, reason } => format!("Connection to {address} closed · {reason}"),
            Self::File { purpose, path, reason } => format!("Can't use {purpose} \"{}\" · {reason}", path.display()),
            Self::NoSystemRoots { reason } => format!("This system has no trusted roots · {reason}"),
            Self::ServerName { name } => format!("\"{name}\" cannot be the name in a certificate"),
            Self::Shutdown => "The channel was shut down".to_owned(),
        }
    }

    /// What to press or to try.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::NotTls { .. } => Some(Remedy::UsePlaintext),
            Self::ExpectsTls { .. } => Some(Remedy::UseTls),
            Self::NoAlpn { .. } => Some(Remedy::ConnectWithoutAlpn),
            Self::Certificate { .. } => Some(Remedy::ShowCertificate),
            Self::ClientCertificateWanted { .. } | Self::ClientCertificateRejected { .. } => {
                Some(Remedy::ChooseClientCertificate)
            }
            _ => None,
        }
    }

    /// The same in words.
    pub fn hint(&self) -> Option<&'static str> {
        self.remedy().map(Remedy::label)
    }

    /// The certificate that was rejected, as far as the server showed one.
    pub fn certificate(&self) -> Option<&CertificateFacts> {
        match self {
            Self::Certificate { chain, .. } => chain.first(),
            _ => None,
        }
    }

    /// The step of the ladder that failed.
    pub fn step(&self) -> Step {
        match self {
            Self::NameNotFound { .. } => Step::Name,
            Self::Refused { .. }
            | Self::Unreachable { .. }
            | Self::NoneReached { .. }
            | Self::Proxy { .. }
            | Self::Shutdown => Step::Tcp,
            Self::TimedOut { step, .. } | Self::ClosedEarly { step, .. } => *step,
            Self::NotTls { .. }
            | Self::NoAlpn { .. }
            | Self::Certificate { .. }
            | Self::ClientCertificateWanted { .. }
            | Self::ClientCertificateRejected { .. }
            | Self::TlsVersion { .. }
            | Self::Tls { .. }
            | Self::File { .. }
            | Self::NoSystemRoots { .. }
            | Self::ServerName { .. } => Step::Tls,
            Self::ExpectsTls { .. }
            | Self::Http1 { .. }
            | Self::NotHttp2 { .. }
            | Self::NotHttp1 { .. }
            | Self::Http2Only { .. }
            | Self::Http2 { .. }
            | Self::Lost { .. } => Step::Http2,
        }
    }

    /// The verdict of a call that found no connection.
    pub fn status(&self) -> Status {
        let status = Status::local(self.code(), self.message());
        match self.remedy() {
            Some(remedy) => status.with_remedy(remedy),
            None => status,
        }
    }
}
