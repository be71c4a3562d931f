//! The messages between runner and testee: `conformance.proto` of protobuf 33, as far as it is used here.
//! A message goes over the pipe behind its length in four bytes, little-endian.

use std::io::{self, Read, Write};

use prost::{Message, Oneof};

/// `WireFormat`.
pub const PROTOBUF: i32 = 1;
pub const JSON: i32 = 2;
pub const TEXT_FORMAT: i32 = 4;
/// `TestCategory.JSON_IGNORE_UNKNOWN_PARSING_TEST`.
pub const IGNORE_UNKNOWN: i32 = 3;

/// `ConformanceRequest`.
#[derive(Clone, PartialEq, Message)]
pub struct Request {
    #[prost(oneof = "Payload", tags = "1, 2, 7, 8")]
    pub payload: Option<Payload>,
    #[prost(int32, tag = "3")]
    pub requested_output_format: i32,
    #[prost(string, tag = "4")]
    pub message_type: String,
    #[prost(int32, tag = "5")]
    pub test_category: i32,
    #[prost(bool, tag = "9")]
    pub print_unknown_fields: bool,
}

#[derive(Clone, PartialEq, Eq, Oneof)]
pub enum Payload {
    #[prost(bytes, tag = "1")]
    Protobuf(Vec<u8>),
    #[prost(string, tag = "2")]
    Json(String),
    #[prost(string, tag = "7")]
    Jspb(String),
    #[prost(string, tag = "8")]
    Text(String),
}

/// `ConformanceResponse`.
#[derive(Clone, PartialEq, Message)]
pub struct Response {
    #[prost(oneof = "Answer", tags = "1, 2, 3, 4, 5, 6, 8")]
    pub result: Option<Answer>,
}

#[derive(Clone, PartialEq, Eq, Oneof)]
pub enum Answer {
    #[prost(string, tag = "1")]
    ParseError(String),
    #[prost(string, tag = "6")]
    SerializeError(String),
    #[prost(string, tag = "2")]
    RuntimeError(String),
    #[prost(bytes, tag = "3")]
    Protobuf(Vec<u8>),
    #[prost(string, tag = "4")]
    Json(String),
    #[prost(string, tag = "5")]
    Skipped(String),
    #[prost(string, tag = "8")]
    Text(String),
}

/// The next request; none at the end.
pub fn receive(from: &mut impl Read) -> io::Result<Option<Request>> {
    let mut length = [0; 4];
    if from.read_exact(&mut length).is_err() {
        return Ok(None);
    }
    let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
    from.read_exact(&mut bytes)?;
    Request::decode(bytes.as_slice()).map(Some).map_err(io::Error::other)
}

pub fn send(to: &mut impl Write, answer: Answer) -> io::Result<()> {
    let bytes = Response { result: Some(answer) }.encode_to_vec();
    to.write_all(&u32::try_from(bytes.len()).map_err(io::Error::other)?.to_le_bytes())?;
    to.write_all(&bytes)?;
    to.flush()
}
