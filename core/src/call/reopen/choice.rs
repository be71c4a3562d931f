//! What a user chooses for a stream that is meant to stay, as a saved request and a draft hold it.
//! Its rules are text here; what they mean depends on the types of a method.

use std::{num::NonZeroU32, time::Duration};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::ReopenPlan;
use crate::{
    message::{Carry, CarryError},
    schema::MessageDescriptor,
    status::Code,
};

/// How a stream is opened again. One that broke off without a status of the server always is: its connection was lost,
/// GOAWAY or RST_STREAM ended it, or its body ended short. One that was cancelled from this side, or went past the
/// deadline or a limit of the call, never is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reopen {
    /// Statuses of the server after which it is opened again.
    #[serde(with = "code_names", skip_serializing_if = "is_unavailable")]
    pub codes: Vec<Code>,
    /// Also after OK.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub after_ok: bool,
    /// How often in a row it may end without having brought a message; `None`: without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tries: Option<NonZeroU32>,
    /// The wait before the first try. It doubles with each one that brings nothing.
    #[serde(rename = "wait_ms", with = "millis", skip_serializing_if = "is_first_wait")]
    pub wait: Duration,
    /// The longest wait.
    #[serde(rename = "longest_wait_ms", with = "millis", skip_serializing_if = "is_longest_wait")]
    pub longest_wait: Duration,
    /// Which of the messages sent before are sent again.
    #[serde(skip_serializing_if = "SendAgain::is_default")]
    pub send_again: SendAgain,
    /// Fields of the first request that are filled from the messages received, as [`Carry`] reads them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resume: Vec<String>,
}

/// Which of the messages sent before go into a stream that is opened again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendAgain {
    /// The first.
    #[default]
    First,
    /// All of them.
    All,
}

impl SendAgain {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

const WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

impl Default for Reopen {
    fn default() -> Self {
        Self {
            codes: vec![Code::UNAVAILABLE],
            after_ok: false,
            tries: None,
            wait: WAIT,
            longest_wait: LONGEST_WAIT,
            send_again: SendAgain::First,
            resume: Vec::new(),
        }
    }
}

impl Reopen {
    /// The choices for a method with these types.
    ///
    /// # Errors
    /// The first rule that is none, and why.
    pub fn plan(&self, request: &MessageDescriptor, response: &MessageDescriptor) -> Result<ReopenPlan, CarryError> {
        let carries = self.resume.iter().map(|rule| Carry::parse(rule, response, request)).collect::<Result<_, _>>()?;
        Ok(ReopenPlan { choice: self.clone(), carries })
    }
}

fn is_unavailable(codes: &[Code]) -> bool {
    codes == [Code::UNAVAILABLE]
}

fn is_first_wait(wait: &Duration) -> bool {
    *wait == WAIT
}

fn is_longest_wait(wait: &Duration) -> bool {
    *wait == LONGEST_WAIT
}

/// Whole milliseconds.
mod millis {
    use super::*;

    pub fn serialize<S: Serializer>(wait: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_millis)
    }
}

/// Codes by their names.
mod code_names {
    use super::*;

    pub fn serialize<S: Serializer>(codes: &[Code], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(codes.iter().map(|code| code.name()))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Code>, D::Error> {
        let names = Vec::<String>::deserialize(from)?;
        let code = |name: &String| {
            Code::from_name(name).ok_or_else(|| de::Error::custom(format_args!("\"{name}\" is not a status code")))
        };
        names.iter().map(code).collect()
    }
}
