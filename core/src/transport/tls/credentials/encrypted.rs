//! Private keys in DER, and those that a password opens: PKCS#8 with PBES2 (RFC 5958, RFC 8018, section 6.2).
//! What a file asks of the machine is bounded; no error tells anything of a key or a password.

use pkcs8::{
    EncryptedPrivateKeyInfo,
    pkcs5::{EncryptionScheme, pbes2::Kdf},
};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// Rounds past which opening a key would take a minute and more.
const MOST_ROUNDS: u32 = 20_000_000;
/// Memory past which scrypt is not tried.
const MOST_SCRYPT_BYTES: u64 = 256 << 20;

pub(super) const WRONG_PASSWORD: &str = "The password is wrong";
pub(super) const NEEDS_PASSWORD: &str = "It needs a password";

/// A key in DER, encrypted or not.
pub(super) fn or_plain(der: &[u8], password: &str) -> Result<PrivateKeyDer<'static>, String> {
    if EncryptedPrivateKeyInfo::try_from(der).is_ok() {
        return open(der, password);
    }
    PrivateKeyDer::try_from(der.to_vec()).map_err(|_| "It holds no private key".to_owned())
}

/// An encrypted key, opened.
pub(super) fn open(der: &[u8], password: &str) -> Result<PrivateKeyDer<'static>, String> {
    let key = EncryptedPrivateKeyInfo::try_from(der).map_err(|_| unsupported())?;
    let EncryptionScheme::Pbes2(parameters) = &key.encryption_algorithm else { return Err(unsupported()) };
    check_cost(&parameters.kdf)?;
    if password.is_empty() {
        return Err(NEEDS_PASSWORD.to_owned());
    }
    // With a wrong password the padding is wrong, or by chance right and what it pads is no key.
    let opened = key.decrypt(password).map_err(|_| WRONG_PASSWORD.to_owned())?;
    Ok(PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(opened.as_bytes().to_vec())))
}

fn check_cost(kdf: &Kdf<'_>) -> Result<(), String> {
    let is_bounded = match (kdf.pbkdf2(), kdf.scrypt()) {
        (Some(pbkdf2), _) => pbkdf2.iteration_count <= MOST_ROUNDS,
        (_, Some(scrypt)) => {
            let bytes = scrypt.cost_parameter.saturating_mul(128 * u64::from(scrypt.block_size));
            bytes <= MOST_SCRYPT_BYTES && scrypt.parallelization <= 64
        }
        (None, None) => false,
    };
    if is_bounded { Ok(()) } else { Err("Opening it would take too long: its key derivation is too costly".to_owned()) }
}

fn unsupported() -> String {
    "It is damaged, or encrypted in a way that is not supported; convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc \
     -in old.key -out new.key"
        .to_owned()
}
