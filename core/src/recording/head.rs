//! What a recording says of its call before any message: the method, the target, when it began, what was chosen.
//! It holds no secret, and no message.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use prost::Message;

use crate::{
    call::{Auth, CallOptions},
    schema::{Method, MethodKind, MethodPath},
    transport::Target,
};

/// A call, as its recording tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordingHead {
    /// What recorded it: `farcall 1.0.0`.
    pub program: String,
    /// When the call began, by the clock of the machine that recorded it.
    pub began: SystemTime,
    /// The method.
    pub method: MethodPath,
    /// Its kind.
    pub kind: MethodKind,
    /// Full name of the type of its requests.
    pub input: String,
    /// Full name of the type of its responses.
    pub output: String,
    /// Where it went, and how. No credentials.
    pub target: Target,
    /// Its timeout.
    pub timeout: Option<Duration>,
    /// What else was chosen. No auth.
    pub options: CallOptions,
    /// Whether values of secret metadata are in the file, as was asked for.
    pub has_secrets: bool,
}

#[derive(Clone, PartialEq, Message)]
struct HeadBlock {
    #[prost(string, tag = "1")]
    program: String,
    #[prost(uint64, tag = "2")]
    began_nanos: u64,
    #[prost(string, tag = "3")]
    method: String,
    #[prost(uint32, tag = "4")]
    streams: u32,
    #[prost(string, tag = "5")]
    input: String,
    #[prost(string, tag = "6")]
    output: String,
    #[prost(string, tag = "7")]
    target: String,
    #[prost(uint64, optional, tag = "8")]
    timeout_nanos: Option<u64>,
    #[prost(string, tag = "9")]
    options: String,
    #[prost(bool, tag = "10")]
    has_secrets: bool,
}

const CLIENT_STREAMS: u32 = 1;
const SERVER_STREAMS: u32 = 2;

impl RecordingHead {
    /// The head of a call of this method that begins now, without secrets.
    pub fn new(method: &Method, target: &Target) -> Self {
        Self {
            program: concat!("farcall ", env!("CARGO_PKG_VERSION")).to_owned(),
            began: SystemTime::now(),
            method: method.path.clone(),
            kind: method.kind,
            input: method.input.full_name().to_owned(),
            output: method.output.full_name().to_owned(),
            target: target.without_credentials(),
            timeout: None,
            options: CallOptions::default(),
            has_secrets: false,
        }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let streams = |is_set: bool, flag: u32| if is_set { flag } else { 0 };
        let since = self.began.duration_since(UNIX_EPOCH).unwrap_or_default();
        let options = CallOptions { auth: Auth::None, ..self.options.clone() };
        HeadBlock {
            program: self.program.clone(),
            began_nanos: nanos(since),
            method: self.method.to_string(),
            streams: streams(self.kind.client_streams(), CLIENT_STREAMS)
                | streams(self.kind.server_streams(), SERVER_STREAMS),
            input: self.input.clone(),
            output: self.output.clone(),
            // A path that is not UTF-8 has no JSON: the file then says no more than where the call went.
            target: serde_json::to_string(&self.target.without_credentials())
                .or_else(|_| serde_json::to_string(&Target::new(&self.target.address)))
                .unwrap_or_default(),
            timeout_nanos: self.timeout.map(nanos),
            options: serde_json::to_string(&options).unwrap_or_default(),
            has_secrets: self.has_secrets,
        }
        .encode_to_vec()
    }

    /// `None` if it names no method.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let block = HeadBlock::decode(bytes).ok()?;
        let streams = |flag: u32| block.streams & flag != 0;
        Some(Self {
            began: UNIX_EPOCH.checked_add(Duration::from_nanos(block.began_nanos)).unwrap_or(UNIX_EPOCH),
            method: MethodPath::parse(&block.method).ok()?,
            kind: MethodKind::of(streams(CLIENT_STREAMS), streams(SERVER_STREAMS)),
            target: serde_json::from_str(&block.target).unwrap_or_default(),
            timeout: block.timeout_nanos.map(Duration::from_nanos),
            options: serde_json::from_str(&block.options).unwrap_or_default(),
            has_secrets: block.has_secrets,
            program: block.program,
            input: block.input,
            output: block.output,
        })
    }
}

/// As many as fit into 64 bits, which are 584 years.
pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
