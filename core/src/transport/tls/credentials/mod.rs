//! A client's certificate and key, from whatever kind of file they are in; the kind is told by the contents.
//! It proves nothing to anybody, and no error of it holds a secret.

mod encrypted;
mod kind;
mod pem;
mod pkcs12;

use std::path::Path;

use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use self::{kind::Kind, pkcs12::Store};
use super::file::{read, unusable};
use crate::transport::{ClientCertificate, ConnectError};

pub(super) use self::kind::certificates;

const CERTIFICATE: &str = "the client certificate";
const KEY: &str = "the client key";

/// What a client shows and signs with.
pub(super) struct Credentials {
    /// The chain, leaf first.
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
}

/// Reads the files of a client certificate.
pub(super) fn load(chosen: &ClientCertificate) -> Result<Credentials, ConnectError> {
    let password = chosen.password.reveal();
    let contents = read(CERTIFICATE, &chosen.certificate)?;
    let apart = chosen.key.as_deref().filter(|key| *key != chosen.certificate);
    if Kind::of(&contents) == Kind::Pkcs12 {
        let store = open(CERTIFICATE, &chosen.certificate, &contents, password)?;
        let key = match apart {
            Some(path) => key_in(path, &read(KEY, path)?, password)?,
            None => store.key,
        };
        return Ok(Credentials { chain: store.chain, key });
    }
    let chain = certificates(&contents).map_err(|reason| unusable(CERTIFICATE, &chosen.certificate, &reason))?;
    let key = match apart {
        Some(path) => key_in(path, &read(KEY, path)?, password)?,
        None => key_in(&chosen.certificate, &contents, password)?,
    };
    Ok(Credentials { chain, key })
}

fn key_in(path: &Path, contents: &[u8], password: &str) -> Result<PrivateKeyDer<'static>, ConnectError> {
    let found = match Kind::of(contents) {
        Kind::Pkcs12 => return open(KEY, path, contents, password).map(|store| store.key),
        Kind::Pem => pem::key(contents, path, password),
        Kind::Der => encrypted::or_plain(contents, password),
        Kind::Unknown => Err("It holds no private key".to_owned()),
    };
    found.map_err(|reason| unusable(KEY, path, &reason))
}

fn open(purpose: &'static str, path: &Path, contents: &[u8], password: &str) -> Result<Store, ConnectError> {
    pkcs12::open(contents, password).map_err(|reason| unusable(purpose, path, &reason))
}
