//! The server's certificate: kept for display whatever becomes of it, then verified, unless told not to.
//! Signatures of the handshake are checked in any case.

use std::sync::Arc;

use parking_lot::Mutex;
use rustls::{
    CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use crate::transport::{CertificateFacts, CertificateFault, ConnectError};

/// Verifies against roots, or not at all.
#[derive(Debug)]
pub(super) struct Verifier {
    roots: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
    shown: Mutex<Vec<CertificateDer<'static>>>,
}

impl Verifier {
    pub(super) fn new(
        roots: Option<Arc<RootCertStore>>,
        provider: Arc<CryptoProvider>,
    ) -> Result<Arc<Self>, ConnectError> {
        let build = |roots| {
            WebPkiServerVerifier::builder_with_provider(roots, provider.clone())
                .build()
                .map_err(|error| ConnectError::NoSystemRoots { reason: error.to_string() })
        };
        let roots = roots.map(build).transpose()?;
        Ok(Arc::new(Self { roots, provider, shown: Mutex::default() }))
    }

    /// What the server showed, leaf first.
    pub(super) fn chain(&self) -> Vec<CertificateFacts> {
        self.shown.lock().iter().filter_map(CertificateFacts::read).collect()
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = std::iter::once(end_entity).chain(intermediates);
        *self.shown.lock() = shown.map(|certificate| certificate.clone().into_owned()).collect();
        match &self.roots {
            Some(roots) => roots.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now),
            None => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// What is wrong with a certificate, from the library's error and the certificate itself.
pub(super) fn fault(error: &CertificateError, chain: &[CertificateFacts], wanted: &str) -> CertificateFault {
    let leaf = chain.first();
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            // Any of the chain may be the one whose time is over.
            let now = time::OffsetDateTime::now_utc();
            let expired = chain.iter().find(|certificate| certificate.not_after < now).or(leaf);
            CertificateFault::Expired { on: expired.map(|certificate| certificate.not_after) }
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            CertificateFault::NotYetValid { from: leaf.map(|certificate| certificate.not_before) }
        }
        CertificateError::UnknownIssuer => {
            let issuer = chain.last().map_or_else(String::new, |certificate| certificate.issuer.clone());
            CertificateFault::UnknownIssuer { issuer: common_name(&issuer) }
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            let valid_for = leaf.map(|certificate| certificate.names.clone()).unwrap_or_default();
            CertificateFault::WrongName { valid_for, wanted: wanted.to_owned() }
        }
        other => CertificateFault::Other(other.to_string()),
    }
}

/// The `CN` of a distinguished name, or the whole where it has none.
fn common_name(name: &str) -> String {
    let parts = name.split(", ").find_map(|part| part.strip_prefix("CN="));
    parts.unwrap_or(name).to_owned()
}
