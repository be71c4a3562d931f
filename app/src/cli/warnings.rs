//! What is dangerous or unwise about a target, said before anything is sent.
//! It forbids nothing.

use farcall_core::transport::{Keepalive, Target};

/// The warnings, each on one line; the options that cause them in parentheses.
pub fn of(target: &Target) -> Vec<String> {
    let mut warnings = Vec::new();
    if target.tls.skip_verification {
        let words = "the server is not verified (--insecure): whoever is in between can read and change everything";
        warnings.push(words.to_owned());
    }
    if let Some(file) = &target.tls.key_log {
        let file = file.display();
        warnings.push(format!(
            "the secrets of TLS are written to {file} (--keylog): whoever has them can read what was recorded"
        ));
    }
    let pings = target.keepalive.as_ref().and_then(Keepalive::warning);
    warnings.extend(pings.map(|warning| format!("--keepalive-time: {warning}")));
    warnings
}
