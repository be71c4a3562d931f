//! Limits of a load: how much of a source is taken before the rest is left out and said so.
//! They bound memory and time; they judge nothing.

use serde::{Deserialize, Serialize};

/// How much of a source is taken. Past a limit the rest is left out, and a problem names the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct SchemaLimits {
    /// Most files. Default 50,000.
    pub max_files: usize,
    /// Largest .proto file, in bytes. Default 8 MiB: the largest known one has a tenth of it.
    pub max_file_bytes: usize,
    /// Most bytes of all files together. Default 512 MiB: all of googleapis with its comments has a fifth of it.
    pub max_total_bytes: usize,
}

impl Default for SchemaLimits {
    fn default() -> Self {
        Self { max_files: 50_000, max_file_bytes: 8 << 20, max_total_bytes: 512 << 20 }
    }
}
