//! What a certificate says, for display, and what can be wrong with one.
//! It verifies nothing.

use rustls_pki_types::CertificateDer;
use time::OffsetDateTime;
use x509_parser::prelude::{FromDer as _, GeneralName, X509Certificate};

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
        Some(Self {
            subject: visible(parsed.subject().to_string().as_bytes()),
            issuer: issuer_name(&parsed),
            not_before: parsed.validity().not_before.to_datetime(),
            not_after: parsed.validity().not_after.to_datetime(),
            names: names(&parsed),
            serial: parsed.raw_serial_as_string(),
            der: certificate.to_vec(),
        })
    }
}

fn issuer_name(parsed: &X509Certificate<'_>) -> String {
    visible(parsed.issuer().to_string().as_bytes())
}

fn names(parsed: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(alternative)) = parsed.subject_alternative_name() else {
        return Vec::new();
    };
    alternative.value.general_names.iter().filter_map(name).collect()
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(dns) => Some(visible(dns.as_bytes())),
        GeneralName::IPAddress(bytes) => ip_address(bytes),
        _ => None,
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
