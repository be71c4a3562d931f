//! PKCS#12 files (RFC 7292), in the modern form (PBES2) and the legacy one (3DES and RC2 with SHA-1).
//! Of several keys the first with a certificate is taken, by the order of their names.

use p12_keystore::{KeyStore, error::Error};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::encrypted::{NEEDS_PASSWORD, WRONG_PASSWORD};

/// An opened file.
pub(super) struct Store {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
}

/// Opens a file, or says why not.
pub(super) fn open(contents: &[u8], password: &str) -> Result<Store, String> {
    let store = KeyStore::from_pkcs12(contents, password).map_err(|error| words(&error, password))?;
    let (_, found) = store.private_key_chain().ok_or("It holds no private key with its certificate")?;
    let chain = found.chain().iter().map(|certificate| CertificateDer::from(certificate.as_der().to_vec())).collect();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(found.key().to_vec()));
    Ok(Store { chain, key })
}

fn words(error: &Error, password: &str) -> String {
    match error {
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) if password.is_empty() => {
            NEEDS_PASSWORD.to_owned()
        }
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => WRONG_PASSWORD.to_owned(),
        Error::UnsupportedEncryptionScheme
        | Error::UnsupportedMacAlgorithm
        | Error::UnsupportedContentType
        | Error::UnsupportedCertificateType => {
            "It is encrypted or sealed in a way that is not supported; export it again with AES-256 and SHA-256"
                .to_owned()
        }
        _ => "It is damaged".to_owned(),
    }
}
