//! Which roots are trusted: the system's, or those of a PEM file.
//! It verifies nothing.

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use rustls::RootCertStore;
use rustls_pki_types::{CertificateDer, pem::PemObject as _};

use crate::transport::ConnectError;

/// The roots of a PEM file, or of the system.
pub(super) fn load(file: Option<&Path>) -> Result<Arc<RootCertStore>, ConnectError> {
    match file {
        Some(path) => from_file(path).map(Arc::new),
        None => from_system(),
    }
}

fn from_file(path: &Path) -> Result<RootCertStore, ConnectError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates("the CA file", path)? {
        roots.add(certificate).map_err(|error| unusable("the CA file", path, &error.to_string()))?;
    }
    Ok(roots)
}

/// Reading them takes tens of milliseconds, and they do not change under a running program.
fn from_system() -> Result<Arc<RootCertStore>, ConnectError> {
    static SYSTEM: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    if let Some(roots) = SYSTEM.get() {
        return Ok(roots.clone());
    }
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let reason = found.errors.first().map_or_else(|| "None were found".to_owned(), ToString::to_string);
        return Err(ConnectError::NoSystemRoots { reason });
    }
    Ok(SYSTEM.get_or_init(|| Arc::new(roots)).clone())
}

/// All certificates of a PEM file, at least one.
pub(super) fn certificates(purpose: &'static str, path: &Path) -> Result<Vec<CertificateDer<'static>>, ConnectError> {
    let pem = std::fs::read(path).map_err(|error| unusable(purpose, path, &crate::status::words::io(&error)))?;
    let certificates = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| unusable(purpose, path, &error.to_string()))?;
    if certificates.is_empty() {
        return Err(unusable(purpose, path, "It holds no PEM certificate"));
    }
    Ok(certificates)
}

pub(super) fn unusable(purpose: &'static str, path: &Path, reason: &str) -> ConnectError {
    ConnectError::File { purpose, path: path.to_owned(), reason: reason.to_owned() }
}
