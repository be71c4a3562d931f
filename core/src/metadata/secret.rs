//! Which keys hold secrets, by their names.
//! It keeps no secret and hides none: those who save or copy ask here.

/// Whether the value of a key is a secret: it lives for the session only and is never written in the clear.
pub fn is_secret(key: &str) -> bool {
    let key = key.trim().to_ascii_lowercase();
    matches!(key.as_str(), "authorization" | "proxy-authorization" | "cookie" | "x-api-key")
        || key.contains("token")
        || key.contains("secret")
}
