//! What kind of file holds certificates or keys, by its first bytes; and the certificates of PEM and DER.
//! It opens nothing that is encrypted.

use rustls_pki_types::{CertificateDer, pem::PemObject as _};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// A kind of file, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text with `-----BEGIN …-----` (RFC 7468).
    Pem,
    /// A PFX (RFC 7292, section 4): a SEQUENCE that begins with the version 3.
    Pkcs12,
    /// Any other ASN.1 SEQUENCE: a certificate or a key.
    Der,
    Unknown,
}

impl Kind {
    pub(super) fn of(contents: &[u8]) -> Self {
        if contents.windows(10).any(|window| window == b"-----BEGIN") {
            return Self::Pem;
        }
        match contents {
            [0x30, rest @ ..] if is_version_3(rest) => Self::Pkcs12,
            [0x30, ..] => Self::Der,
            _ => Self::Unknown,
        }
    }
}

/// Whether `INTEGER 3` follows the length of a SEQUENCE; a PFX may be of indefinite length.
fn is_version_3(after_tag: &[u8]) -> bool {
    let Some((first, rest)) = after_tag.split_first() else { return false };
    let long_form = if *first > 0x80 { usize::from(first & 0x7f) } else { 0 };
    rest.get(long_form..).is_some_and(|content| content.starts_with(&[2, 1, 3]))
}

/// All certificates of a PEM file, or the one of a DER file; or why there is none.
pub(in crate::transport::tls) fn certificates(contents: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let found = match Kind::of(contents) {
        Kind::Der if X509Certificate::from_der(contents).is_ok() => vec![CertificateDer::from(contents.to_vec())],
        Kind::Pkcs12 => return Err("It is a PKCS#12 file".to_owned()),
        Kind::Der | Kind::Unknown => Vec::new(),
        Kind::Pem => {
            let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(contents).collect();
            found.map_err(|error| error.to_string())?
        }
    };
    if found.is_empty() { Err("It holds no PEM certificate".to_owned()) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_told_by_the_contents() {
        let cases: [(&[u8], Kind); 7] = [
            (b"bag attributes\n-----BEGIN CERTIFICATE-----\n", Kind::Pem),
            (&[0x30, 0x82, 0x09, 0x10, 2, 1, 3, 0x30], Kind::Pkcs12),
            (&[0x30, 0x80, 2, 1, 3, 0x30], Kind::Pkcs12),
            (&[0x30, 0x82, 0x01, 0x10, 2, 1, 0, 0x30], Kind::Der),
            (&[0x30], Kind::Der),
            (&[0x30, 0xff, 2, 1, 3], Kind::Der),
            (b"", Kind::Unknown),
        ];
        for (contents, kind) in cases {
            assert_eq!(Kind::of(contents), kind, "{contents:?}");
        }
    }
}
