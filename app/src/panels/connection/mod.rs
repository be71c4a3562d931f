//! How a target is connected to: the sign in its field, the popover with the choices, and what mends a failed try.

mod popover;

use egui::Color32;
use farcall_core::{
    status::Remedy,
    transport::{Endpoint, Security, Target},
};

pub use self::popover::popover_ui;
use crate::theme::{Icon, Tokens, icons};

/// How a target is secured, in a sign and a word.
pub struct SecuritySign {
    /// A closed, open or crossed lock.
    pub icon: Icon,
    /// `TLS`, `Plaintext`, `Not verified`, or nothing while the address is incomplete.
    pub word: &'static str,
    warns: bool,
}

impl SecuritySign {
    /// Its colour.
    pub fn color(&self, t: &Tokens) -> Color32 {
        if self.warns { t.warn } else { t.text2 }
    }
}

/// How a target would be secured as it stands.
pub fn security(target: &Target) -> SecuritySign {
    match Endpoint::parse(target) {
        Err(_) => SecuritySign { icon: icons::LOCK, word: "", warns: false },
        Ok(endpoint) if !endpoint.tls => SecuritySign { icon: icons::LOCK_OPEN_RIGHT, word: "Plaintext", warns: false },
        Ok(_) if target.tls.skip_verification => {
            SecuritySign { icon: icons::NO_ENCRYPTION, word: "Not verified", warns: true }
        }
        Ok(_) => SecuritySign { icon: icons::LOCK, word: "TLS", warns: false },
    }
}

/// The target as a remedy changes it; `None` where the remedy is no choice of the connection.
pub fn mended(target: &Target, remedy: Remedy) -> Option<Target> {
    let mut mended = target.clone();
    match remedy {
        Remedy::UsePlaintext => mended.security = Security::Plaintext,
        Remedy::UseTls => mended.security = Security::Tls,
        Remedy::ConnectWithoutAlpn => mended.tls.without_alpn = true,
        Remedy::ShowCertificate
        | Remedy::ChooseClientCertificate
        | Remedy::RaiseMessageLimit
        | Remedy::RaiseHeaderLimit => return None,
    }
    // A scheme that says the other thing would contradict the choice.
    if Endpoint::parse(&mended).is_err()
        && let Some((_, rest)) = target.address.split_once("://")
    {
        mended.address = rest.trim_end_matches('/').to_owned();
    }
    Some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remedy_takes_away_the_scheme_that_contradicts_it() {
        let plain = mended(&Target::new("https://127.0.0.1:50051"), Remedy::UsePlaintext);
        let plain = plain.unwrap_or_default();
        assert_eq!((plain.address.as_str(), plain.security), ("127.0.0.1:50051", Security::Plaintext));
        assert_eq!(security(&plain).word, "Plaintext");
        let tls = mended(&Target::new("localhost:443"), Remedy::UseTls).unwrap_or_default();
        assert_eq!((tls.address.as_str(), security(&tls).word), ("localhost:443", "TLS"));
        assert!(mended(&tls, Remedy::ShowCertificate).is_none());
    }
}
