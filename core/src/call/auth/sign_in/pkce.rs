//! Random texts, and the proof that who redeems a code is who asked for it (RFC 7636, method S256).
//! It sends nothing.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::{call::AuthError, metadata::Secret};

/// The secret half of the proof.
pub(super) struct Verifier(Secret);

impl Verifier {
    pub(super) fn new() -> Result<Self, AuthError> {
        random_text().map(|text| Self(Secret::new(text)))
    }

    pub(super) fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// The half that may be seen.
    pub(super) fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.reveal()))
    }
}

/// 32 random bytes as 43 characters of base64url.
pub(super) fn random_text() -> Result<String, AuthError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| AuthError::NoRandomness)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_rfc() {
        let verifier = Verifier(Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        let (one, other) = (random_text().unwrap(), random_text().unwrap());
        assert!(one.len() == 43 && one != other);
    }
}
