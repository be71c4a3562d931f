//! Which keys hold secrets, by their names, and a text that shows itself to nobody.
//! Those who save or copy ask here; where secrets are stored is not known.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text that lives for the session only: never printed by `Debug`, never written to a file.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the wire or for the field it is typed into.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The text, to be edited.
    pub fn edit(&mut self) -> &mut String {
        &mut self.0
    }

    /// Whether it stands for a secret that is kept elsewhere: `{{secret:NAME}}`, and nothing beside it.
    pub fn is_placeholder(&self) -> bool {
        let name = self.0.strip_prefix("{{secret:").and_then(|rest| rest.strip_suffix("}}"));
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        name.is_some_and(|name| !name.is_empty() && name.len() <= 80 && name.bytes().all(is_name))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "Secret(none)" } else { "Secret(***)" })
    }
}

impl Serialize for Secret {
    /// A placeholder as it is, anything else as the empty text.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.is_placeholder() { &self.0 } else { "" })
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// Whether the value of a key is a secret: it lives for the session only and is never written in the clear.
pub fn is_secret(key: &str) -> bool {
    let key = key.trim().to_ascii_lowercase();
    matches!(key.as_str(), "authorization" | "proxy-authorization" | "cookie" | "x-api-key")
        || key.contains("token")
        || key.contains("secret")
}
