//! Certificates made for one test: an authority, what it signed, and what a client must refuse.
//! It knows no sockets.

use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use tempfile::TempDir;

/// A certificate and its key, as PEM texts and as files.
pub struct Pair {
    /// PEM text.
    pub certificate: String,
    /// PEM text.
    pub key: String,
    /// The certificate's file.
    pub certificate_file: PathBuf,
    /// The key's file.
    pub key_file: PathBuf,
}

/// All certificates a test may want; their files are gone with it.
pub struct Certificates {
    /// The authority that the good ones were signed by, named `Farcall test authority`.
    pub authority: Pair,
    /// An authority that nobody trusts, named `Stranger`.
    pub stranger: Pair,
    /// For `localhost`, `127.0.0.1` and `::1`.
    pub server: Pair,
    /// The same, expired at the end of 2020.
    pub expired: Pair,
    /// For `elsewhere.example` only.
    pub elsewhere: Pair,
    /// For `localhost`, signed by the stranger.
    pub untrusted: Pair,
    /// A client's.
    pub client: Pair,
    /// A client's, signed by the stranger.
    pub untrusted_client: Pair,
    _folder: TempDir,
}

const LOCAL: &[&str] = &["localhost", "127.0.0.1", "::1"];

impl Certificates {
    /// Makes them all.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = folder.path();
        let (authority, signer) = authority(at, "authority", "Farcall test authority");
        let (stranger, stranger_signer) = authority_of_strangers(at);
        let server = |name, names| signed(at, name, params(names, ExtendedKeyUsagePurpose::ServerAuth), &signer);
        let mut past = params(LOCAL, ExtendedKeyUsagePurpose::ServerAuth);
        past.not_before = date_time_ymd(2020, 1, 1);
        past.not_after = date_time_ymd(2020, 12, 31);
        let client = || params(&["client"], ExtendedKeyUsagePurpose::ClientAuth);
        let local = params(LOCAL, ExtendedKeyUsagePurpose::ServerAuth);
        Self {
            server: server("server", LOCAL),
            elsewhere: server("elsewhere", &["elsewhere.example"]),
            expired: signed(at, "expired", past, &signer),
            untrusted: signed(at, "untrusted", local, &stranger_signer),
            client: signed(at, "client", client(), &signer),
            untrusted_client: signed(at, "untrusted-client", client(), &stranger_signer),
            authority,
            stranger,
            _folder: folder,
        }
    }
}

impl Default for Certificates {
    fn default() -> Self {
        Self::new()
    }
}

type Signer = Issuer<'static, KeyPair>;

fn authority_of_strangers(folder: &Path) -> (Pair, Signer) {
    authority(folder, "stranger", "Stranger")
}

fn authority(folder: &Path, name: &str, common_name: &str) -> (Pair, Signer) {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    params.distinguished_name.push(DnType::CommonName, common_name);
    let certificate = params.self_signed(&key).expect("an authority signs itself");
    let pair = written(folder, name, certificate.pem(), key.serialize_pem());
    (pair, Issuer::new(params, key))
}

fn params(names: &[&str], usage: ExtendedKeyUsagePurpose) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("names of hosts");
    params.use_authority_key_identifier_extension = true;
    params.extended_key_usages = vec![usage];
    params.distinguished_name.push(DnType::CommonName, "Farcall test");
    params
}

fn signed(folder: &Path, name: &str, params: CertificateParams, signer: &Signer) -> Pair {
    let key = KeyPair::generate().expect("a key");
    let certificate = params.signed_by(&key, signer).expect("an authority signs");
    written(folder, name, certificate.pem(), key.serialize_pem())
}

fn written(folder: &Path, name: &str, certificate: String, key: String) -> Pair {
    let certificate_file = folder.join(format!("{name}.pem"));
    let key_file = folder.join(format!("{name}.key"));
    std::fs::write(&certificate_file, &certificate).expect("a certificate is written");
    std::fs::write(&key_file, &key).expect("a key is written");
    Pair { certificate, key, certificate_file, key_file }
}
