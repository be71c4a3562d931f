//! The private key of a PEM file: PKCS#8, PKCS#1 or SEC 1 as they are, encrypted PKCS#8 opened with the password.
//! The encryption of old OpenSSL (`Proc-Type: 4,ENCRYPTED`) is not opened: it derives its key by one round of MD5.

use std::path::Path;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rustls_pki_types::{PrivateKeyDer, pem::PemObject as _};

use super::encrypted;

/// The first key, or why there is none.
pub(super) fn key(pem: &[u8], path: &Path, password: &str) -> Result<PrivateKeyDer<'static>, String> {
    let text = String::from_utf8_lossy(pem);
    if text.lines().any(|line| line.starts_with("Proc-Type:") && line.contains("ENCRYPTED")) {
        return Err(format!(
            "It is encrypted in the way of old OpenSSL, which is not safe; convert it: openssl pkcs8 -topk8 -v2 \
             aes-256-cbc -in \"{}\" -out new.key",
            path.display()
        ));
    }
    if let Some(body) = section(&text, "ENCRYPTED PRIVATE KEY") {
        let der = BASE64_STANDARD.decode(body).map_err(|_| "It is damaged: its text is not base64".to_owned())?;
        return encrypted::open(&der, password);
    }
    // The library's error may quote the text, and with it the key.
    PrivateKeyDer::from_pem_slice(pem).map_err(|_| "It holds no PEM private key".to_owned())
}

/// What stands between the lines of a label, without white space.
fn section(text: &str, label: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    Some(body.split_whitespace().collect())
}
