//! How the prepared messages of a stream go out, as a saved request and a draft hold it.
//! It sends nothing.

use serde::{Deserialize, Serialize};

use super::Cadence;

/// How prepared messages go out; what is not chosen is kept beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sending {
    /// Which of them is chosen.
    #[serde(skip_serializing_if = "SendingWay::is_default")]
    pub way: SendingWay,
    /// By themselves, at a pace.
    #[serde(skip_serializing_if = "is_default")]
    pub cadence: Cadence,
    /// As a scripted conversation: its lines as they were typed, right or not (see [`Script`](super::Script)).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub script: Vec<String>,
}

/// A way for prepared messages to go out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendingWay {
    /// All at once.
    #[default]
    AtOnce,
    /// By the cadence.
    Paced,
    /// By the script.
    Scripted,
}

impl Sending {
    /// Whether nothing is chosen.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl SendingWay {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

fn is_default(cadence: &Cadence) -> bool {
    *cadence == Cadence::default()
}
