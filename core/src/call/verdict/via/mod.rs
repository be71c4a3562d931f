//! Whether an answer came from something on the way instead of the service: a gateway, a sidecar, a load balancer.
//! It reads headers, the status and the beginning of a body; where they leave a doubt it says so, or nothing.

mod envoy;
mod gateways;

#[cfg(test)]
mod tests;

use crate::{
    metadata::{Metadata, visible},
    schema::MethodKind,
    status::Status,
};

/// Headers that tell of the way; of an answer that came straight from a service most are not there.
const MARKS: [&str; 5] = ["server", "via", "x-served-by", "x-cache", "x-amzn-errortype"];
const MARK_FAMILIES: [&str; 5] = ["x-envoy-", "l5d-", "cf-", "x-kong-", "x-azure-"];
/// Most characters of a stranger's words that are quoted.
const QUOTED: usize = 160;

/// What the first header block says of the way an answer took. Nearly always empty, so it costs nothing to keep.
#[derive(Debug, Clone, Default)]
pub(in crate::call) struct Way {
    marks: Metadata,
    is_grpc: bool,
    is_trailers_only: bool,
}

/// What else is known when the call has ended.
#[derive(Debug, Clone, Copy)]
pub(in crate::call) struct Ending<'a> {
    pub(in crate::call) kind: MethodKind,
    pub(in crate::call) http_status: u16,
    /// Response messages received: what sent one is the service.
    pub(in crate::call) received: u64,
    /// The beginning of a body that is not gRPC.
    pub(in crate::call) body: &'a [u8],
    pub(in crate::call) status: &'a Status,
}

/// Who answered, as far as it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    /// It answered itself, and why, if it says.
    Answered { who: String, why: Option<String> },
    /// It is on the way, and such answers are mostly of its making.
    Probably { who: String },
    /// Words that only it writes, passed on by something else.
    Words { who: &'static str, why: String },
}

impl Way {
    /// Of the first header block.
    pub(in crate::call) fn of(headers: &Metadata, is_grpc: bool, is_trailers_only: bool) -> Self {
        let is_mark =
            |key: &str| MARKS.contains(&key) || MARK_FAMILIES.into_iter().any(|family| key.starts_with(family));
        let marks = headers.iter().filter(|entry| is_mark(&entry.key)).cloned().collect();
        Self { marks, is_grpc, is_trailers_only }
    }

    /// A note for the status, where something on the way answered in place of the service. A call that is OK, or that
    /// brought a message, was answered by the service.
    pub(in crate::call) fn note(&self, answer: &Ending<'_>) -> Option<String> {
        if answer.status.is_ok() || answer.received > 0 {
            return None;
        }
        let verdict = gateways::by_header(self, answer)
            .or_else(|| envoy::verdict(self, answer))
            .or_else(|| gateways::by_page(self, answer))
            .or_else(|| gateways::by_status(self, answer))?;
        Some(verdict.words())
    }

    fn mark(&self, key: &str) -> Option<String> {
        self.marks.get(key).map(|entry| visible(&entry.value))
    }

    fn has(&self, key: &str) -> bool {
        self.marks.get(key).is_some()
    }

    /// `server`, in lower case.
    fn server(&self) -> String {
        self.mark("server").unwrap_or_default().to_ascii_lowercase()
    }
}

impl Ending<'_> {
    /// Whether the whole request had gone out before an answer was due.
    fn is_to_one_request(&self) -> bool {
        matches!(self.kind, MethodKind::Unary | MethodKind::ServerStreaming)
    }
}

impl Verdict {
    fn answered(who: impl Into<String>, why: Option<&str>) -> Self {
        Verdict::Answered { who: who.into(), why: why.map(str::to_owned) }
    }

    fn words(&self) -> String {
        match self {
            Verdict::Answered { who, why: Some(why) } => {
                format!("Answered by {who}, not by the service · {}", short(why))
            }
            Verdict::Answered { who, why: None } => format!("Answered by {who}, not by the service"),
            Verdict::Probably { who } => format!("Probably answered by {}, not by the service", short(who)),
            Verdict::Words { who, why } => format!("Words of {who} further along the way, not of the service · {why}"),
        }
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}
