//! The ways to compress a message, by the names that gRPC gives them.
//! It compresses nothing itself.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A way to compress messages (grpc `doc/compression.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// RFC 1952.
    Gzip,
    /// The zlib structure of RFC 1950, as gRPC means it.
    Deflate,
    /// RFC 8878.
    Zstd,
}

impl Compression {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Gzip, Self::Deflate, Self::Zstd];

    /// The name in `grpc-encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Zstd => "zstd",
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Not a way to compress that we know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{name}\" is not a compression · Use gzip, deflate or zstd.")]
pub struct UnknownCompression {
    /// As typed.
    pub name: String,
}

impl FromStr for Compression {
    type Err = UnknownCompression;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|known| known.name().eq_ignore_ascii_case(name.trim()));
        known.ok_or_else(|| UnknownCompression { name: name.to_owned() })
    }
}
