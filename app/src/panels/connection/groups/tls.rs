//! What TLS checks and shows: roots, client certificate, server name, versions, key log.

use std::path::{Path, PathBuf};

use farcall_core::{
    metadata::Secret,
    transport::{ClientCertificate, Endpoint, Target, TlsVersion},
};

use super::{super::fields::Fields, choose};
use crate::theme;

/// How the client certificate is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CertificateKind {
    None,
    Pem,
    Pkcs12,
}

/// What of TLS is not as by default.
pub fn tls_summary(target: &Target, tls: bool) -> String {
    if !tls {
        return "not used".to_owned();
    }
    let choices = &target.tls;
    let words = [
        choices.skip_verification.then_some("not verified"),
        choices.roots.is_some().then_some("own roots"),
        choices.client_certificate.is_some().then_some("client certificate"),
        choices.server_name.is_some().then_some("server name"),
        (choices.min_version == Some(TlsVersion::V1_3)).then_some("1.3"),
        choices.without_alpn.then_some("without ALPN"),
        choices.key_log.is_some().then_some("key log"),
    ];
    let said: Vec<&str> = words.into_iter().flatten().collect();
    if said.is_empty() { "system roots, verified".to_owned() } else { said.join(", ") }
}

/// The rows of TLS.
pub fn tls_ui(fields: &mut Fields<'_>, target: &mut Target, tls: bool, endpoint: Option<&Endpoint>) {
    fields.path("Roots", "The system's, or a PEM file", tls, &mut target.tls.roots);
    let name = endpoint.map_or("The host", |endpoint| endpoint.server_name.as_str()).to_owned();
    fields.text("Server name", &name, tls, None, &mut target.tls.server_name);
    fields.set_box("Do not verify", tls, &mut target.tls.skip_verification);
    if tls && target.tls.without_alpn {
        fields.set_box("Without ALPN", tls, &mut target.tls.without_alpn);
    }
    fields.ui.add_space(4.0);
    certificate_ui(fields, target);
    // 1.2 is what is taken where nothing is chosen.
    let mut least = target.tls.min_version.filter(|version| *version == TlsVersion::V1_3);
    choose(fields, "Minimum version", &[(None, "TLS 1.2"), (Some(TlsVersion::V1_3), "TLS 1.3")], &mut least);
    if least != target.tls.min_version.filter(|version| *version == TlsVersion::V1_3) {
        target.tls.min_version = least;
    }
    key_log_ui(fields, target);
    if !tls {
        let t = theme::tokens(fields.ui);
        fields.note("These count with TLS only.", t.text2);
    }
}

fn certificate_ui(fields: &mut Fields<'_>, target: &mut Target) {
    let slot = fields.id.with("certificate kind");
    let before = target.tls.client_certificate.as_ref().map(kind_of);
    let asked = fields.ui.data(|data| data.get_temp::<u8>(slot)).map(kind_from);
    let mut kind = match before {
        // A path that is being typed has no ending yet.
        Some(known) => asked.filter(|asked| *asked != CertificateKind::None).unwrap_or(known),
        None => asked.unwrap_or(CertificateKind::None),
    };
    let was = kind;
    let choices =
        [(CertificateKind::None, "None"), (CertificateKind::Pem, "PEM"), (CertificateKind::Pkcs12, "PKCS#12")];
    choose(fields, "Client certificate", &choices, &mut kind);
    if kind != was {
        fields.ui.data_mut(|data| data.insert_temp(slot, kind as u8));
        if kind == CertificateKind::None {
            target.tls.client_certificate = None;
        }
    }
    if kind == CertificateKind::None {
        return;
    }
    let known = target.tls.client_certificate.clone().unwrap_or_default();
    let (mut file, mut key) = (Some(known.certificate).filter(|path| path != Path::new("")), known.key);
    let mut password = known.password;
    if kind == CertificateKind::Pem {
        fields.path("Certificate", "PEM file, leaf first", true, &mut file);
        fields.path("Key", "In the same file, or PEM", file.is_some(), &mut key);
    } else {
        fields.path("Certificate", "P12 or PFX file", true, &mut file);
        key = None;
    }
    password_ui(fields, &mut password);
    target.tls.client_certificate = certificate(file, key, password);
}

fn password_ui(fields: &mut Fields<'_>, password: &mut Secret) {
    if let Some(typed) = fields.secret("Password", "none", password.reveal()) {
        *password = Secret::new(typed);
    }
    fields.hint("Kept for this session only");
}

fn certificate(file: Option<PathBuf>, key: Option<PathBuf>, password: Secret) -> Option<ClientCertificate> {
    if file.is_none() && password.is_empty() {
        return None;
    }
    Some(ClientCertificate { certificate: file.unwrap_or_default(), key, password })
}

fn kind_of(certificate: &ClientCertificate) -> CertificateKind {
    let ending = certificate.certificate.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let is_archive = ["p12", "pfx", "pkcs12"].iter().any(|known| ending.eq_ignore_ascii_case(known));
    if is_archive && certificate.key.is_none() { CertificateKind::Pkcs12 } else { CertificateKind::Pem }
}

fn kind_from(number: u8) -> CertificateKind {
    match number {
        1 => CertificateKind::Pem,
        2 => CertificateKind::Pkcs12,
        _ => CertificateKind::None,
    }
}

fn key_log_ui(fields: &mut Fields<'_>, target: &mut Target) {
    let slot = fields.id.with("key log");
    let asked = fields.ui.data(|data| data.get_temp::<bool>(slot)).unwrap_or(false);
    let was_on = target.tls.key_log.is_some() || asked;
    let mut is_on = was_on;
    choose(fields, "Key log", &[(false, "Off"), (true, "File")], &mut is_on);
    if is_on != was_on {
        fields.ui.data_mut(|data| data.insert_temp(slot, is_on));
        if !is_on {
            target.tls.key_log = None;
        }
    }
    if is_on {
        fields.path("Key log file", "Appended to, for Wireshark", true, &mut target.tls.key_log);
    }
}
