//! W3C Trace Context (<https://www.w3.org/TR/trace-context/>): the `traceparent` of a call, made or read.
//! It reports to nobody: the server and what is behind it do.

use std::{
    fmt::{self, Write as _},
    str::FromStr,
};

/// `traceparent`, version 00: which trace a call belongs to, and which span of it the call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Traceparent {
    trace_id: [u8; 16],
    parent_id: [u8; 8],
    flags: u8,
}

/// A text that is no `traceparent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a traceparent: 00-TRACE-PARENT-FLAGS in small hex, 32, 16 and 2 digits, neither id all zeros")]
pub struct NotATraceparent;

impl Traceparent {
    /// The metadata key.
    pub const KEY: &str = "traceparent";
    /// The caller records the trace ("sampled").
    const SAMPLED: u8 = 1;

    /// A new trace with its first span, sampled; `None` if the system gives no random bytes.
    pub fn random() -> Option<Self> {
        let (mut trace_id, mut parent_id) = ([0; 16], [0; 8]);
        getrandom::fill(&mut trace_id).ok()?;
        getrandom::fill(&mut parent_id).ok()?;
        Self { trace_id, parent_id, flags: Self::SAMPLED }.valid()
    }

    /// The trace's id, which one looks for in a tracing system: 32 digits.
    pub fn trace_id(&self) -> String {
        hex(&self.trace_id)
    }

    /// The id of the span that the call is: 16 digits.
    pub fn parent_id(&self) -> String {
        hex(&self.parent_id)
    }

    /// Whether the caller says that it records the trace.
    pub fn is_sampled(&self) -> bool {
        self.flags & Self::SAMPLED != 0
    }

    /// Neither id may be all zeros.
    fn valid(self) -> Option<Self> {
        (self.trace_id != [0; 16] && self.parent_id != [0; 8]).then_some(self)
    }
}

impl fmt::Display for Traceparent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{}-{}-{:02x}", self.trace_id(), self.parent_id(), self.flags)
    }
}

impl FromStr for Traceparent {
    type Err = NotATraceparent;

    /// Reads version 00, and of a later version what version 00 knows (section 3.2.3).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.trim().splitn(5, '-');
        let mut next = || parts.next().ok_or(NotATraceparent);
        let (version, trace_id, parent_id, flags) = (next()?, next()?, next()?, next()?);
        let [version] = bytes(version)?;
        let has_more = parts.next().is_some();
        if version == 0xff || (version == 0 && has_more) {
            return Err(NotATraceparent);
        }
        let [flags] = bytes(flags)?;
        Self { trace_id: bytes(trace_id)?, parent_id: bytes(parent_id)?, flags }.valid().ok_or(NotATraceparent)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// So many bytes, from small hex digits.
fn bytes<const N: usize>(text: &str) -> Result<[u8; N], NotATraceparent> {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != 2 * N || !text.bytes().all(is_hex) {
        return Err(NotATraceparent);
    }
    let mut bytes = [0; N];
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digits = str::from_utf8(digits).map_err(|_| NotATraceparent)?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| NotATraceparent)?;
    }
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn one_that_is_made_is_one_that_is_read() {
        let made = Traceparent::random().unwrap();
        let text = made.to_string();
        assert!(text.len() == 55 && text.starts_with("00-") && text.ends_with("-01"), "{text}");
        assert_eq!(text.parse(), Ok(made));
        assert_ne!(Traceparent::random().unwrap().trace_id(), made.trace_id());
    }

    #[test]
    fn the_rules_of_the_recommendation_hold() {
        let example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
        let read: Traceparent = example.parse().unwrap();
        assert_eq!((read.trace_id().as_str(), read.is_sampled()), ("4bf92f3577b34da6a3ce929d0e0e4736", false));
        assert_eq!(read.parent_id(), "00f067aa0ba902b7");
        assert!("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more".parse::<Traceparent>().is_ok());
        for wrong in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-éf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            assert_eq!(wrong.parse::<Traceparent>(), Err(NotATraceparent), "{wrong}");
        }
    }
}
