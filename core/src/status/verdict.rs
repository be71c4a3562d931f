//! A status with everything that is shown of it.
//! It is a value: who reached it, and how, is not known here.

use bytes::Bytes;

use super::{Code, Remedy};

/// Who made a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// This client: nothing the server said carries this status.
    Local,
    /// The server, in `grpc-status`.
    Remote,
}

impl Origin {
    /// The word of `--events` and of saved files.
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Local => "local",
            Origin::Remote => "remote",
        }
    }
}

/// How a call ended. A status that is not OK is a result to show, never an `Err`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The code, also when it is none of the 17 that gRPC names.
    pub code: Code,
    /// `grpc-message`, percent-decoded; or our own words for a local verdict, as `title · detail`.
    pub message: String,
    /// `grpc-status-details-bin` after base64, undecoded (a `google.rpc.Status`).
    pub details: Option<Bytes>,
    /// What was odd about the status itself, in words (details not base64, message not UTF-8, …).
    pub notes: Vec<String>,
    /// Who said so.
    pub origin: Origin,
    /// What to try, for a verdict that has something to try.
    pub hint: Option<String>,
    /// The same as something to press, where there is one.
    pub remedy: Option<Remedy>,
}

impl Status {
    /// A verdict of this client.
    pub fn local(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            details: None,
            notes: Vec::new(),
            origin: Origin::Local,
            hint: None,
            remedy: None,
        }
    }

    /// A verdict of the server.
    pub fn remote(code: Code, message: impl Into<String>) -> Self {
        Self { origin: Origin::Remote, ..Self::local(code, message) }
    }

    /// The same with something to press, whose words become the hint.
    pub fn with_remedy(mut self, remedy: Remedy) -> Self {
        self.hint = Some(remedy.label().to_owned());
        self.remedy = Some(remedy);
        self
    }

    /// The same with something to try.
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whether the code is `OK`.
    pub fn is_ok(&self) -> bool {
        self.code.is_ok()
    }

    /// `NAME (code): message`, without the colon where there is no message.
    pub fn line(&self) -> String {
        if self.message.is_empty() { self.code.to_string() } else { format!("{}: {}", self.code, self.message) }
    }

    /// The message up to the ` · ` of a local verdict; a server's message is whole.
    pub fn title(&self) -> &str {
        self.parts().0
    }

    /// What follows the ` · ` of a local verdict.
    pub fn detail(&self) -> Option<&str> {
        self.parts().1
    }

    fn parts(&self) -> (&str, Option<&str>) {
        match (self.origin, self.message.split_once(" · ")) {
            (Origin::Local, Some((title, detail))) => (title, Some(detail)),
            _ => (&self.message, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_local_verdict_is_cut_into_title_and_detail() {
        let local = Status::local(Code::UNAVAILABLE, "a does not speak TLS · b").with_remedy(Remedy::UsePlaintext);
        assert_eq!((local.title(), local.detail()), ("a does not speak TLS", Some("b")));
        assert_eq!(local.hint.as_deref(), Some("Use plaintext"));
        let remote = Status::remote(Code::NOT_FOUND, "x · y");
        assert_eq!((remote.title(), remote.detail()), ("x · y", None));
    }
}
