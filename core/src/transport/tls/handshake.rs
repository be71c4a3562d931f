//! One TLS handshake, with what it showed and why it failed.
//! It knows nothing of HTTP/2 but the name `h2` in ALPN.

use std::{io, sync::Arc};

use rustls::{
    AlertDescription, ClientConfig, Error, PeerIncompatible, SupportedProtocolVersion, client::Resumption,
    crypto::ring, version::TLS13,
};
use rustls_pki_types::ServerName;
use tokio::task::spawn_blocking;
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{
    alert,
    identity::Identity,
    key_log::KeyLog,
    roots,
    verifier::{self, Verifier},
};
use crate::{
    status::words,
    transport::{
        CertificateFacts, ConnectError, Endpoint, Protocol, Step, TlsOptions, TlsVersion,
        deadline::Deadline,
        dial::Stream,
        tap::{Tap, TapRecord},
    },
};

/// What a handshake agreed on and showed.
pub(in crate::transport) struct Secured {
    pub(in crate::transport) version: Option<String>,
    pub(in crate::transport) cipher_suite: Option<String>,
    pub(in crate::transport) alpn: Option<String>,
    pub(in crate::transport) certificates: Vec<CertificateFacts>,
    identity: Arc<Identity>,
    key_log: Option<Arc<KeyLog>>,
}

impl Secured {
    /// What the ladder says of it: the version, whether it was verified, where its keys went.
    pub(in crate::transport) fn finding(&self, options: &TlsOptions) -> String {
        let version = self.version.as_deref().unwrap_or("TLS");
        let verified = if options.skip_verification { "not verified" } else { "verified" };
        let logged = match (&self.key_log, &options.key_log) {
            (Some(log), Some(path)) if log.is_complete() => format!(", keys logged to {}", path.display()),
            (Some(_), Some(path)) => format!(", keys could not be logged to {}", path.display()),
            (_, _) => String::new(),
        };
        format!("{version}, {verified}{logged}")
    }

    /// What a failure just after the handshake means: with TLS 1.3 the server judges the client's certificate
    /// when the client already believes to be done.
    pub(in crate::transport) fn explain(&self, address: &str, error: &io::Error) -> Option<ConnectError> {
        about_client_certificate(address, error, &self.identity)
    }

    /// Whether the server asked for a client certificate and got none.
    pub(in crate::transport) fn lacks_client_certificate(&self) -> bool {
        self.identity.was_asked() && !self.identity.has_certificate()
    }
}

/// What was received before a handshake failed, for whoever diagnoses.
pub(in crate::transport) enum Failure {
    /// The cause is known.
    Known(ConnectError),
    /// The other side did not speak TLS, or said nothing; the first bytes it sent.
    Foreign(bytes::Bytes),
}

/// Does the handshake.
pub(in crate::transport) async fn handshake(
    socket: Box<dyn Stream>,
    endpoint: &Endpoint,
    options: &TlsOptions,
    protocol: Protocol,
    deadline: Deadline,
) -> Result<(Box<dyn Stream>, Secured), Failure> {
    let address = endpoint.address.to_string();
    let timed_out = || ConnectError::TimedOut { address: address.clone(), step: Step::Tls, limit: deadline.timeout };
    let Setup { config, verifier, identity, key_log } =
        set_up(options, protocol, deadline, timed_out).await.map_err(Failure::Known)?;
    let name = ServerName::try_from(endpoint.server_name.clone())
        .map_err(|_| Failure::Known(ConnectError::ServerName { name: endpoint.server_name.clone() }))?;
    let (tap, record) = Tap::first_bytes(socket);
    let stream = match deadline.bound(TlsConnector::from(config).connect(name, tap)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(explain(&address, &error, &record, &verifier, &identity, endpoint, options)),
        Err(_) => return Err(Failure::Known(timed_out())),
    };
    let secured = describe(&stream, &verifier, identity, key_log);
    if secured.alpn.as_deref() != Some("h2") && !options.without_alpn && !protocol.is_web() {
        return Err(Failure::Known(ConnectError::NoAlpn { address, agreed: secured.alpn }));
    }
    Ok((Box::new(stream), secured))
}

/// What one handshake needs.
struct Setup {
    config: Arc<ClientConfig>,
    verifier: Arc<Verifier>,
    identity: Arc<Identity>,
    key_log: Option<Arc<KeyLog>>,
}

/// Files are read on a thread that may wait: one may be a pipe, or on a disk that sleeps.
async fn set_up(
    options: &TlsOptions,
    protocol: Protocol,
    deadline: Deadline,
    timed_out: impl Fn() -> ConnectError,
) -> Result<Setup, ConnectError> {
    let options = options.clone();
    match deadline.bound(spawn_blocking(move || configure(&options, protocol))).await {
        Ok(Ok(setup)) => setup,
        Ok(Err(error)) => Err(ConnectError::NoSystemRoots { reason: error.to_string() }),
        Err(_) => Err(timed_out()),
    }
}

fn configure(options: &TlsOptions, protocol: Protocol) -> Result<Setup, ConnectError> {
    let provider = Arc::new(ring::default_provider());
    let roots = if options.skip_verification { None } else { Some(roots::load(options.roots.as_deref())?) };
    let identity = Identity::load(options.client_certificate.as_ref(), &provider)?;
    let key_log = options.key_log.as_deref().map(KeyLog::open).transpose()?.map(Arc::new);
    let verifier = Verifier::new(roots, provider.clone())?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions(options))
        .map_err(|error| ConnectError::NoSystemRoots { reason: error.to_string() })?
        .dangerous()
        .with_custom_certificate_verifier(verifier.clone())
        .with_client_cert_resolver(identity.clone());
    // A resumed session shows no certificates.
    config.resumption = Resumption::disabled();
    if !options.without_alpn {
        config.alpn_protocols = protocol.alpn().iter().map(|name| name.as_bytes().to_vec()).collect();
    }
    if let Some(log) = &key_log {
        config.key_log = log.clone();
    }
    Ok(Setup { config: Arc::new(config), verifier, identity, key_log })
}

fn versions(options: &TlsOptions) -> &'static [&'static SupportedProtocolVersion] {
    static NEWEST: [&SupportedProtocolVersion; 1] = [&TLS13];
    match options.min_version {
        Some(TlsVersion::V1_3) => &NEWEST,
        Some(TlsVersion::V1_2) | None => rustls::DEFAULT_VERSIONS,
    }
}

fn describe(
    stream: &TlsStream<Tap<Box<dyn Stream>>>,
    verifier: &Verifier,
    identity: Arc<Identity>,
    key_log: Option<Arc<KeyLog>>,
) -> Secured {
    let (_, session) = stream.get_ref();
    let version = session.protocol_version().map(|version| match version {
        rustls::ProtocolVersion::TLSv1_3 => "TLS 1.3".to_owned(),
        rustls::ProtocolVersion::TLSv1_2 => "TLS 1.2".to_owned(),
        other => format!("{other:?}"),
    });
    let cipher_suite = session.negotiated_cipher_suite().map(|suite| format!("{:?}", suite.suite()));
    let alpn = session.alpn_protocol().map(words::escaped);
    let certificates = verifier.chain();
    Secured { version, cipher_suite, alpn, certificates, identity, key_log }
}

fn explain(
    address: &str,
    error: &io::Error,
    record: &TapRecord,
    verifier: &Verifier,
    identity: &Identity,
    endpoint: &Endpoint,
    options: &TlsOptions,
) -> Failure {
    let first_bytes = record.first_bytes();
    let looks_like_tls = matches!(first_bytes.as_ref(), [0x14..=0x17, 0x03, ..]);
    if !looks_like_tls {
        return Failure::Foreign(first_bytes);
    }
    if let Some(known) = about_client_certificate(address, error, identity) {
        return Failure::Known(known);
    }
    let address = address.to_owned();
    Failure::Known(match tls_error(error) {
        Some(Error::InvalidCertificate(fault)) => {
            let chain = verifier.chain();
            let fault = verifier::fault(fault, &chain, &endpoint.server_name);
            ConnectError::Certificate { address, fault, chain }
        }
        Some(Error::AlertReceived(AlertDescription::NoApplicationProtocol)) => {
            ConnectError::NoAlpn { address, agreed: None }
        }
        Some(error) if is_about_versions(error) => {
            ConnectError::TlsVersion { address, wanted: options.min_version.unwrap_or(TlsVersion::V1_2) }
        }
        Some(Error::AlertReceived(alert)) => ConnectError::Tls { address, reason: alert::words(*alert) },
        Some(error) => ConnectError::Tls { address, reason: error.to_string() },
        None => ConnectError::Tls { address, reason: words::io(error) },
    })
}

/// An alert about the client's certificate, if the server asked for one.
fn about_client_certificate(address: &str, error: &io::Error, identity: &Identity) -> Option<ConnectError> {
    let address = address.to_owned();
    let Error::AlertReceived(alert) = tls_error(error)? else { return None };
    let is_demand = *alert == AlertDescription::CertificateRequired;
    let is_answer = identity.was_asked() && is_about_certificates(*alert);
    if !(is_demand || is_answer) {
        return None;
    }
    if identity.has_certificate() {
        Some(ConnectError::ClientCertificateRejected { address, alert: alert::words(*alert) })
    } else {
        Some(ConnectError::ClientCertificateWanted { address })
    }
}

/// A server that has none of our versions says so by its alert, or answers with one that was not offered.
fn is_about_versions(error: &Error) -> bool {
    matches!(
        error,
        Error::AlertReceived(AlertDescription::ProtocolVersion)
            | Error::PeerIncompatible(
                PeerIncompatible::ServerDoesNotSupportTls12Or13
                    | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            )
    )
}

fn is_about_certificates(alert: AlertDescription) -> bool {
    use AlertDescription as Alert;
    matches!(
        alert,
        Alert::HandshakeFailure
            | Alert::NoCertificate
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
    )
}

fn tls_error(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref::<Error>()
}
