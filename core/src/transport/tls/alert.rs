//! TLS alerts in words (RFC 8446, section 6).
//! What an alert means for a connection is not known here.

use rustls::AlertDescription;

/// `It says: handshake failure`.
pub(super) fn words(alert: AlertDescription) -> String {
    let name = match alert {
        AlertDescription::UnknownCA => "unknown CA".to_owned(),
        AlertDescription::UnknownPSKIdentity => "unknown PSK identity".to_owned(),
        AlertDescription::Unknown(number) => format!("alert {number}"),
        known => spaced(&format!("{known:?}")),
    };
    format!("It says: {name}")
}

/// `handshake failure` from `HandshakeFailure`.
fn spaced(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(character.to_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_read_as_words() {
        assert_eq!(words(AlertDescription::HandshakeFailure), "It says: handshake failure");
        assert_eq!(words(AlertDescription::UnknownCA), "It says: unknown CA");
        assert_eq!(words(AlertDescription::Unknown(200)), "It says: alert 200");
    }
}
