//! A scenario as a value: what the server does, how the call is made, and what its user must be told.
//! It runs nothing.

use std::time::Duration;

use farcall_core::{
    schema::MethodKind,
    transport::{ConnectOptions, Security, Target, TlsOptions},
};

use crate::{
    expectation::Expectation,
    support::{Caller, Plan, Step, grpc_headers, message, trailers, wire::settings},
};

/// The verdict on an answer that is right.
pub const OK: &str = "OK (0) remote: ";

/// What can happen in a call, and what follows from it.
#[derive(Clone)]
pub struct Scenario {
    pub name: String,
    pub plan: Plan,
    pub choices: Choices,
    pub expectation: Expectation,
}

/// How the call is made.
#[derive(Clone, Default)]
pub struct Choices {
    pub timeout: Option<Duration>,
    pub connect_timeout: Option<Duration>,
    pub max_message_bytes: Option<usize>,
    pub max_header_bytes: Option<u32>,
    /// ALPN that the server agrees to; `None`: the server speaks plaintext.
    pub server_alpn: Option<&'static [&'static str]>,
    /// What the client does, if not what the server speaks.
    pub security: Option<Security>,
    /// The connection ends after the answer: the next call waits until the client has seen it.
    pub ends_connection: bool,
}

/// A scenario of one script for every stream.
pub fn scenario(name: impl Into<String>, script: Vec<Step>) -> Scenario {
    planned(name, Plan::new(vec![script]))
}

/// A scenario with an opening of its own.
pub fn planned(name: impl Into<String>, plan: Plan) -> Scenario {
    let expectation = Expectation::default();
    Scenario { name: name.into(), plan, choices: Choices::default(), expectation }
}

impl Scenario {
    /// The verdict for all kinds: `CODE (n) origin: words`, see [`Expectation`].
    pub fn says(mut self, verdict: impl Into<String>) -> Self {
        self.expectation.single = verdict.into();
        self.expectation.streams = self.expectation.single.clone();
        self
    }

    /// The verdict where the server may stream; to be said after [`Scenario::says`].
    pub fn says_of_streams(mut self, verdict: impl Into<String>) -> Self {
        self.expectation.streams = verdict.into();
        self
    }

    /// The response messages that must be kept.
    pub fn keeps(mut self, messages: &[&[u8]]) -> Self {
        self.expectation.messages = messages.iter().map(|message| message.to_vec()).collect();
        self
    }

    /// What must be noted beside the verdict.
    pub fn notes(mut self, notes: &[&str]) -> Self {
        self.expectation.notes = notes.iter().map(ToString::to_string).collect();
        self
    }

    /// What must be hinted at.
    pub fn hints(mut self, hint: &'static str) -> Self {
        self.expectation.hint = Some(hint);
        self
    }

    /// What must be known of the details, as bytes.
    pub fn details(mut self, details: &'static [u8]) -> Self {
        self.expectation.details = Some(details);
        self
    }

    /// Streams the server must have seen: more than one where the call was tried again.
    pub fn streams(mut self, count: usize) -> Self {
        self.expectation.server_streams = Some(count);
        self
    }

    /// The code by which the client must have reset its first stream.
    pub fn resets(mut self, code: u32) -> Self {
        self.expectation.client_reset = Some(code);
        self
    }

    pub fn timeout(mut self, millis: u64) -> Self {
        self.choices.timeout = Some(Duration::from_millis(millis));
        self
    }

    pub fn connect_timeout(mut self, millis: u64) -> Self {
        self.choices.connect_timeout = Some(Duration::from_millis(millis));
        self
    }

    pub fn max_message(mut self, bytes: usize) -> Self {
        self.choices.max_message_bytes = Some(bytes);
        self
    }

    pub fn max_headers(mut self, bytes: u32) -> Self {
        self.choices.max_header_bytes = Some(bytes);
        self
    }

    /// Over TLS, with what the server offers by ALPN.
    pub fn over_tls(mut self, alpn: &'static [&'static str]) -> Self {
        self.choices.server_alpn = Some(alpn);
        self
    }

    /// The client does this, whatever the server speaks.
    pub fn client_uses(mut self, security: Security) -> Self {
        self.choices.security = Some(security);
        self
    }

    pub fn ends_connection(mut self) -> Self {
        self.choices.ends_connection = true;
        self
    }

    /// Whether the client does TLS.
    pub fn client_does_tls(&self) -> bool {
        self.security() == Security::Tls
    }

    fn security(&self) -> Security {
        let matching = if self.choices.server_alpn.is_some() { Security::Tls } else { Security::Plaintext };
        self.choices.security.unwrap_or(matching)
    }

    /// The call of one kind.
    pub fn caller(&self, address: &str, kind: MethodKind) -> Caller {
        let choices = &self.choices;
        let tls = TlsOptions { skip_verification: true, ..TlsOptions::default() };
        let target = Target { security: self.security(), tls, ..Target::new(address) };
        let connect_timeout = choices.connect_timeout.unwrap_or(Duration::from_secs(10));
        let mut caller = Caller::with_options(target, ConnectOptions { connect_timeout, ..ConnectOptions::default() });
        caller.spec.kind = kind;
        caller.spec.timeout = choices.timeout;
        caller.spec.limits.max_message_bytes = choices.max_message_bytes.unwrap_or(64 << 20);
        caller.spec.limits.max_header_bytes = choices.max_header_bytes.unwrap_or(64 << 10);
        if matches!(kind, MethodKind::ClientStreaming | MethodKind::BidiStreaming) {
            caller.messages.push("again".into());
        }
        caller
    }
}

/// Response headers of gRPC.
pub fn headers() -> Step {
    grpc_headers(&[])
}

/// A response message in one DATA frame.
pub fn answer(bytes: &[u8]) -> Step {
    Step::Data(message(bytes), false)
}

/// DATA as it is.
pub fn data(bytes: &[u8]) -> Step {
    Step::Data(bytes.to_vec(), false)
}

/// Trailers with OK.
pub fn ok() -> Step {
    trailers(&[("grpc-status", "0")])
}

/// What a right server does.
pub fn good() -> Plan {
    // A connection that is kept gets its windows and streams back.
    let onwards = settings(&[(MAX_STREAMS, 100), (INITIAL_WINDOW, 65_535)]);
    Plan { onwards, ..Plan::new(vec![vec![Step::AwaitEnd, headers(), answer(b"good"), ok()]]) }
}

/// SETTINGS_MAX_CONCURRENT_STREAMS.
pub const MAX_STREAMS: u16 = 3;
/// SETTINGS_INITIAL_WINDOW_SIZE.
pub const INITIAL_WINDOW: u16 = 4;
