//! What the user must be told at the end of a call, and how that is held against what was told.
//! It knows neither servers nor sockets.

use farcall_core::schema::MethodKind;

use crate::support::{Done, Seen};

/// The verdict, word for word, and what must be kept. In a verdict `{addr}` stands for the server's address, `{call}` for
/// `a unary call` or `a client-streaming call`, and `{any}` for words of the system.
#[derive(Debug, Clone, Default)]
pub struct Expectation {
    /// `CODE (n) origin: words` where one message answers.
    pub single: String,
    /// The same where the server streams.
    pub streams: String,
    pub messages: Vec<Vec<u8>>,
    pub notes: Vec<String>,
    pub hint: Option<&'static str>,
    pub details: Option<&'static [u8]>,
    pub server_streams: Option<usize>,
    pub client_reset: Option<u32>,
}

impl Expectation {
    /// Nothing if all is as it must be, else what is not.
    pub fn faults(&self, kind: MethodKind, address: &str, done: &Done) -> Vec<String> {
        let status = &done.finished.status;
        let mut faults = Vec::new();
        let verdict = self.verdict(kind, address);
        if !matches(&done.verdict(), &verdict) {
            faults.push(format!("said {:?} instead of {verdict:?}", done.verdict()));
        }
        let received = done.received();
        if received != self.messages {
            let lengths: Vec<usize> = received.iter().map(bytes::Bytes::len).collect();
            let wanted: Vec<usize> = self.messages.iter().map(Vec::len).collect();
            faults.push(format!("kept messages of {lengths:?} instead of {wanted:?} bytes, or other bytes"));
        }
        if status.notes != self.notes {
            faults.push(format!("noted {:?} instead of {:?}", status.notes, self.notes));
        }
        if status.hint.as_deref() != self.hint {
            faults.push(format!("hinted {:?} instead of {:?}", status.hint, self.hint));
        }
        if status.details.as_deref() != self.details {
            faults.push(format!("kept details {:?} instead of {:?}", status.details, self.details));
        }
        faults.extend(breach_of_grammar(&done.names()));
        faults
    }

    /// The same for what the server saw.
    pub fn faults_of_server(&self, seen: &[Seen]) -> Vec<String> {
        let mut faults = Vec::new();
        if let Some(count) = self.server_streams
            && seen.len() != count
        {
            faults.push(format!("opened {} streams instead of {count}", seen.len()));
        }
        faults
    }

    fn verdict(&self, kind: MethodKind, address: &str) -> String {
        let (words, call) = match kind {
            MethodKind::Unary => (&self.single, "a unary call"),
            MethodKind::ClientStreaming => (&self.single, "a client-streaming call"),
            MethodKind::ServerStreaming | MethodKind::BidiStreaming => (&self.streams, ""),
        };
        words.replace("{addr}", address).replace("{call}", call)
    }
}

/// Whether words are as a pattern says; `{any}` stands for any words.
fn matches(said: &str, pattern: &str) -> bool {
    match pattern.split_once("{any}") {
        None => said == pattern,
        Some((before, after)) => {
            said.len() >= before.len() + after.len() && said.starts_with(before) && said.ends_with(after)
        }
    }
}

/// The grammar of `CallEvent`, as far as an order is promised.
pub fn breach_of_grammar(names: &[&str]) -> Option<String> {
    let count = |name: &str| names.iter().filter(|other| **other == name).count();
    let place = |name: &str| names.iter().position(|other| *other == name);
    let is_sound = names.first() == Some(&"started")
        && names.last() == Some(&"finished")
        && ["started", "finished"].into_iter().all(|name| count(name) == 1)
        && ["headers", "half_closed"].into_iter().all(|name| count(name) <= 1)
        && (count("message") == 0 || place("headers") < place("message"))
        && (count("headers") == 0 || place("headers") < place("message").or(Some(names.len())))
        && (names.len() == 2 || names.get(1) == Some(&"opened"));
    (!is_sound).then(|| format!("broke the order of events: {names:?}"))
}
