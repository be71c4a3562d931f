//! Which roots are trusted: the system's, or those of a PEM or DER file.
//! It verifies nothing.

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use rustls::RootCertStore;

use super::{
    credentials::certificates,
    file::{read, unusable},
};
use crate::transport::ConnectError;

const CA_FILE: &str = "the CA file";

/// The roots of a file, or of the system.
pub(super) fn load(file: Option<&Path>) -> Result<Arc<RootCertStore>, ConnectError> {
    match file {
        Some(path) => from_file(path).map(Arc::new),
        None => from_system(),
    }
}

fn from_file(path: &Path) -> Result<RootCertStore, ConnectError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(&read(CA_FILE, path)?).map_err(|reason| unusable(CA_FILE, path, &reason))? {
        roots.add(certificate).map_err(|error| unusable(CA_FILE, path, &error.to_string()))?;
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
