//! The client certificate: read from its files, shown when asked, and whether the server asked.
//! It does not know whether the server liked it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use rustls::{
    SignatureScheme,
    client::ResolvesClientCert,
    crypto::CryptoProvider,
    sign::{CertifiedKey, SingleCertAndKey},
};

use super::{
    credentials::{self, Credentials},
    file::unusable,
};
use crate::transport::{ClientCertificate, ConnectError};

/// Answers the server's request for a certificate, and remembers that there was one.
#[derive(Debug)]
pub(super) struct Identity {
    certificate: Option<Arc<SingleCertAndKey>>,
    asked: AtomicBool,
}

impl Identity {
    /// Reads the files, if a certificate was chosen.
    pub(super) fn load(
        chosen: Option<&ClientCertificate>,
        provider: &CryptoProvider,
    ) -> Result<Arc<Self>, ConnectError> {
        let certificate = chosen.map(|chosen| read(chosen, provider)).transpose()?;
        Ok(Arc::new(Self { certificate, asked: AtomicBool::new(false) }))
    }

    /// Whether the server asked.
    pub(super) fn was_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// Whether there is one to show.
    pub(super) fn has_certificate(&self) -> bool {
        self.certificate.is_some()
    }
}

fn read(chosen: &ClientCertificate, provider: &CryptoProvider) -> Result<Arc<SingleCertAndKey>, ConnectError> {
    let Credentials { chain, key } = credentials::load(chosen)?;
    let certified = CertifiedKey::from_der(chain, key, provider).map_err(|error| {
        let reason = match error {
            rustls::Error::InconsistentKeys(_) => "It does not belong to the certificate".to_owned(),
            other => other.to_string(),
        };
        unusable("the client key", chosen.key.as_ref().unwrap_or(&chosen.certificate), &reason)
    })?;
    Ok(Arc::new(SingleCertAndKey::from(certified)))
}

impl ResolvesClientCert for Identity {
    fn resolve(&self, issuers: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.asked.store(true, Ordering::Relaxed);
        self.certificate.as_ref()?.resolve(issuers, schemes)
    }

    fn has_certs(&self) -> bool {
        // True even without one: only then does rustls ask, and we learn that the server wants one.
        true
    }
}
