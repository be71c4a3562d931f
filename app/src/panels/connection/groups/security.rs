//! Plaintext or TLS, and what has to be said loudly of the choices wherever they stand.

use farcall_core::transport::{Security, Target};

use super::{
    super::{fields::Fields, security},
    choose,
};

/// The choice between plaintext and TLS, with what it comes to for this address.
pub fn security_ui(fields: &mut Fields<'_>, target: &mut Target) {
    let choices = [(Security::Automatic, "Automatic"), (Security::Tls, "TLS"), (Security::Plaintext, "Plaintext")];
    choose(fields, "Security", &choices, &mut target.security);
    fields.hint(match (target.security, security(target).word) {
        (Security::Automatic, "Plaintext") => "Plaintext for this address",
        (Security::Automatic, "") => "Plaintext on loopback, TLS elsewhere",
        (Security::Automatic, _) => "TLS for this address",
        (Security::Tls, _) => "TLS, also on loopback",
        (Security::Plaintext, _) => "Nothing is encrypted",
    });
}

/// What must be seen though its group may be folded.
pub fn warnings_ui(fields: &mut Fields<'_>, target: &Target, tls: bool) {
    if tls && target.tls.skip_verification {
        fields.warning(
            "Not verified: any certificate is taken. Who answers is not known, and can read and change calls.",
        );
    }
    if tls && target.tls.key_log.is_some() {
        fields.warning("Session keys are written to a file: whoever has it can read all that is sent and received.");
    }
}
