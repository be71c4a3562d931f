//! What a certificate says, for display, and what can be wrong with one.
//! It verifies nothing.

use rustls_pki_types::CertificateDer;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use x509_parser::{
    objects::{oid_registry, oid2sn},
    prelude::{FromDer as _, GeneralName, X509Certificate},
    public_key::PublicKey,
    x509::SubjectPublicKeyInfo,
};

use crate::metadata::visible;

/// What a certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Subject, as `CN=…, O=…`.
    pub subject: String,
    /// Issuer, likewise.
    pub issuer: String,
    /// First instant of validity.
    pub not_before: OffsetDateTime,
    /// Last instant of validity.
    pub not_after: OffsetDateTime,
    /// DNS names and IP addresses it is valid for.
    pub names: Vec<String>,
    /// What else it names, which no host is checked against: `URI:spiffe://…`, `email:…`.
    pub other_names: Vec<String>,
    /// Kind and size of its key: `RSA 2048`, `EC P-256`, `Ed25519`.
    pub key: String,
    /// How it was signed, by the name of the algorithm: `sha256WithRSAEncryption`, `ecdsa-with-SHA256`.
    pub signature: String,
    /// Whether it may sign others.
    pub is_authority: bool,
    /// Serial number in hex, with colons.
    pub serial: String,
    /// The certificate itself.
    pub der: Vec<u8>,
}

/// Why a server's certificate is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateFault {
    /// Nobody we trust signed it.
    UnknownIssuer {
        /// Who did.
        issuer: String,
    },
    /// Its time is over.
    Expired {
        /// Since when.
        on: Option<OffsetDateTime>,
    },
    /// Its time has not come.
    NotYetValid {
        /// From when.
        from: Option<OffsetDateTime>,
    },
    /// It is for other names.
    WrongName {
        /// The names it is for.
        valid_for: Vec<String>,
        /// The name it should be for.
        wanted: String,
    },
    /// Anything else, in the words of the TLS library.
    Other(String),
}

impl CertificateFacts {
    /// Reads a certificate; `None` if it is none.
    pub fn read(certificate: &CertificateDer<'_>) -> Option<Self> {
        let (_, parsed) = X509Certificate::from_der(certificate.as_ref()).ok()?;
        let (names, other_names) = names(&parsed);
        Some(Self {
            subject: visible(parsed.subject().to_string().as_bytes()),
            issuer: issuer_name(&parsed),
            not_before: parsed.validity().not_before.to_datetime(),
            not_after: parsed.validity().not_after.to_datetime(),
            names,
            other_names,
            key: key(parsed.public_key()),
            signature: algorithm(&parsed.signature_algorithm.algorithm),
            is_authority: parsed.is_ca(),
            serial: parsed.raw_serial_as_string(),
            der: certificate.to_vec(),
        })
    }

    /// SHA-256 of the certificate, as other tools show it: `3A:5F:…`.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(&self.der);
        digest.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
    }

    /// Whether it was signed with its own name: a root, or a certificate nobody vouches for.
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }
}

fn issuer_name(parsed: &X509Certificate<'_>) -> String {
    visible(parsed.issuer().to_string().as_bytes())
}

/// The names a host is checked against, and the others.
fn names(parsed: &X509Certificate<'_>) -> (Vec<String>, Vec<String>) {
    let (mut hosts, mut others) = (Vec::new(), Vec::new());
    if let Ok(Some(alternative)) = parsed.subject_alternative_name() {
        for name in &alternative.value.general_names {
            match name {
                GeneralName::DNSName(dns) => hosts.push(visible(dns.as_bytes())),
                GeneralName::IPAddress(bytes) => hosts.extend(ip_address(bytes)),
                GeneralName::URI(uri) => others.push(format!("URI:{}", visible(uri.as_bytes()))),
                GeneralName::RFC822Name(mail) => others.push(format!("email:{}", visible(mail.as_bytes()))),
                _ => {}
            }
        }
    }
    (hosts, others)
}

fn key(key: &SubjectPublicKeyInfo<'_>) -> String {
    match key.parsed() {
        Ok(PublicKey::RSA(rsa)) => format!("RSA {}", rsa.key_size()),
        Ok(PublicKey::EC(_)) => match curve(key) {
            Some(curve) => format!("EC {curve}"),
            None => "EC".to_owned(),
        },
        _ => algorithm(&key.algorithm.algorithm),
    }
}

fn curve(key: &SubjectPublicKeyInfo<'_>) -> Option<String> {
    let curve = key.algorithm.parameters.as_ref()?.as_oid().ok()?;
    Some(match curve.to_id_string().as_str() {
        "1.2.840.10045.3.1.7" => "P-256".to_owned(),
        "1.3.132.0.34" => "P-384".to_owned(),
        "1.3.132.0.35" => "P-521".to_owned(),
        other => other.to_owned(),
    })
}

/// The name of an algorithm, or its number where it has none.
fn algorithm(oid: &x509_parser::der_parser::Oid<'_>) -> String {
    match oid.to_id_string().as_str() {
        "1.3.101.112" => "Ed25519".to_owned(),
        "1.3.101.113" => "Ed448".to_owned(),
        number => oid2sn(oid, oid_registry()).map_or_else(|_| number.to_owned(), str::to_owned),
    }
}

fn ip_address(bytes: &[u8]) -> Option<String> {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        return Some(std::net::Ipv4Addr::from(four).to_string());
    }
    <[u8; 16]>::try_from(bytes).ok().map(|sixteen| std::net::Ipv6Addr::from(sixteen).to_string())
}

impl CertificateFault {
    /// What follows "Certificate rejected: ".
    pub fn words(&self) -> String {
        match self {
            Self::UnknownIssuer { issuer } => format!("unknown issuer \"{issuer}\""),
            Self::Expired { on: Some(on) } => format!("expired on {}", day(*on)),
            Self::Expired { on: None } => "expired".to_owned(),
            Self::NotYetValid { from: Some(from) } => format!("not valid before {}", day(*from)),
            Self::NotYetValid { from: None } => "not valid yet".to_owned(),
            Self::WrongName { valid_for, wanted } if valid_for.is_empty() => {
                format!("valid for no name at all, not for {wanted}")
            }
            Self::WrongName { valid_for, wanted } => format!("valid for {}, not for {wanted}", some_of(valid_for)),
            Self::Other(words) => words.clone(),
        }
    }
}

/// `3 March 2026, 12:00 UTC`.
fn day(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    format!("{} {} {}, {:02}:{:02} UTC", at.day(), at.month(), at.year(), at.hour(), at.minute())
}

/// The first few names, and how many more there are.
fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
