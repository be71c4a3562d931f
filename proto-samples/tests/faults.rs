//! Every kind of field and every kind of fault, as they come over the wire.
//! The client is h2 by hand, so that nothing between the wire and the test can mend what it sees.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{collections::BTreeMap, time::Duration};

use bytes::{BufMut as _, Bytes, BytesMut};
use farcall_proto_samples::Verbatim;
use farcall_proto_samples::{
    SampleOptions, SampleServer,
    protos::{
        google::rpc,
        samples::v1::{
            BigMessageRequest, CutRequest, EchoMetadataRequest, EchoMetadataResponse, EchoServerStreamRequest,
            FailWithRequest, FaultReply, HttpAnswerRequest, MetadataEntry, StallRequest, cut_request::Way,
            metadata_entry::Value, stall_request::Point,
        },
    },
};
use h2::Reason;
use prost::Message;

/// What came over the wire, as far as it came.
#[derive(Debug, Default)]
struct Answer {
    http_status: Option<u16>,
    headers: BTreeMap<String, Vec<u8>>,
    body: Vec<u8>,
    trailers: Option<BTreeMap<String, Vec<u8>>>,
    reset: Option<Reason>,
    lost: bool,
}

impl Answer {
    fn messages(&self) -> Vec<Bytes> {
        let mut messages = Vec::new();
        let mut rest = self.body.as_slice();
        while let [0, a, b, c, d, after @ ..] = rest {
            let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
            if after.len() < length {
                break;
            }
            messages.push(Bytes::copy_from_slice(&after[..length]));
            rest = &after[length..];
        }
        messages
    }

    fn trailer(&self, name: &str) -> Option<&str> {
        let value = self.trailers.as_ref().unwrap_or(&self.headers).get(name)?;
        std::str::from_utf8(value).ok()
    }

    fn failed(&mut self, error: &h2::Error) {
        match error.reason() {
            Some(reason) if error.is_reset() => self.reset = Some(reason),
            _ => self.lost = true,
        }
    }
}

async fn call(server: &SampleServer, path: &str, messages: &[&[u8]]) -> Answer {
    tokio::time::timeout(Duration::from_secs(20), answer(server, path, messages)).await.expect("the call ends")
}

async fn answer(server: &SampleServer, path: &str, messages: &[&[u8]]) -> Answer {
    let socket = tokio::net::TcpStream::connect(server.addr().to_string()).await.unwrap();
    let (client, connection) = h2::client::handshake(socket).await.unwrap();
    let connection = tokio::spawn(connection);
    let mut client = client.ready().await.unwrap();
    let request = http::Request::post(format!("http://{}/{path}", server.addr()))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("x-one", "1")
        .header("x-two-bin", "AQI")
        .header("x-one", "2")
        .header("grpc-timeout", "15S")
        .body(())
        .unwrap();
    let (response, mut send) = client.send_request(request, false).unwrap();
    let mut body = BytesMut::new();
    for message in messages {
        body.put_u8(0);
        body.put_u32(u32::try_from(message.len()).unwrap());
        body.put_slice(message);
    }
    send.send_data(body.freeze(), true).unwrap();
    let answer = read(response).await;
    connection.abort();
    answer
}

async fn read(response: h2::client::ResponseFuture) -> Answer {
    let mut answer = Answer::default();
    let response = match response.await {
        Ok(response) => response,
        Err(error) => {
            answer.failed(&error);
            return answer;
        }
    };
    answer.http_status = Some(response.status().as_u16());
    answer.headers = rows(response.headers());
    let mut body = response.into_body();
    while let Some(data) = body.data().await {
        match data {
            Ok(data) => {
                body.flow_control().release_capacity(data.len()).unwrap();
                answer.body.extend_from_slice(&data);
            }
            Err(error) => {
                answer.failed(&error);
                return answer;
            }
        }
    }
    match body.trailers().await {
        Ok(trailers) => answer.trailers = trailers.as_ref().map(rows),
        Err(error) => answer.failed(&error),
    }
    answer
}

fn rows(headers: &http::HeaderMap) -> BTreeMap<String, Vec<u8>> {
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect()
}

fn server() -> SampleServer {
    SampleServer::start(SampleOptions::default()).unwrap()
}

const KINDS: [&str; 4] = ["", "ServerStream", "ClientStream", "Bidi"];

async fn fault(server: &SampleServer, method: &str, request: &impl Message) -> Answer {
    call(server, &format!("samples.v1.Faults/{method}"), &[&request.encode_to_vec()]).await
}

#[tokio::test]
async fn an_echo_is_exact_to_the_byte() {
    let server = server();
    // An unknown field, a group, a field set twice.
    let message: &[u8] = b"\xf2\x8f\x07\x03abc\x43\x08\x05\x44\x18\x01\x18\x02";
    let answer = call(&server, "samples.v1.Everything/Echo", &[message]).await;
    assert_eq!(answer.messages(), [message]);
    let answer = call(&server, "samples.v1.Everything/EchoBidi", &[message, b"", message]).await;
    assert_eq!(answer.messages(), [message, b"", message]);
    let request = EchoServerStreamRequest { message: Some(Verbatim::new(message)), count: 2, interval: None };
    let answer = call(&server, "samples.v1.Everything/EchoServerStream", &[&request.encode_to_vec()]).await;
    assert_eq!(answer.messages(), [message, message]);
}

#[tokio::test]
async fn a_status_comes_with_its_details_after_the_messages() {
    let server = server();
    let error_info = rpc::ErrorInfo { reason: "WHY".to_owned(), ..Default::default() };
    for kind in KINDS {
        let request = FailWithRequest {
            code: 9,
            message: "100 % påhittat".to_owned(),
            messages: 1,
            error_info: Some(error_info.clone()),
            ..Default::default()
        };
        let answer = fault(&server, &format!("FailWith{kind}"), &request).await;
        assert_eq!(answer.messages().len(), 1, "{kind}: {answer:?}");
        assert_eq!(answer.trailer("grpc-status"), Some("9"));
        assert_eq!(answer.trailer("grpc-message"), Some("100 %25 p%C3%A5hittat"));
        assert!(answer.trailer("grpc-status-details-bin").is_some());
        assert!(answer.trailers.is_some());
    }
}

#[tokio::test]
async fn a_status_without_messages_is_trailers_only_unless_asked() {
    let server = server();
    let answer = fault(&server, "FailWith", &FailWithRequest { code: 5, ..Default::default() }).await;
    assert!(answer.trailers.is_none() && answer.headers.contains_key("grpc-status"), "{answer:?}");
    let request = FailWithRequest { code: 5, after_headers: true, ..Default::default() };
    let answer = fault(&server, "FailWith", &request).await;
    assert!(answer.trailers.is_some() && !answer.headers.contains_key("grpc-status"), "{answer:?}");
}

#[tokio::test]
async fn a_broken_status_is_sent_as_it_is() {
    let server = server();
    let request = FailWithRequest {
        raw_status: Some("abc".to_owned()),
        raw_message: Some(Bytes::from_static(b"\xff\xfe")),
        raw_details: Some("!!".to_owned()),
        ..Default::default()
    };
    let answer = fault(&server, "FailWithServerStream", &request).await;
    assert_eq!(answer.headers["grpc-status"], b"abc");
    assert_eq!(answer.headers["grpc-message"], b"\xff\xfe");
    assert_eq!(answer.headers["grpc-status-details-bin"], b"!!");
}

#[tokio::test]
async fn a_cut_connection_is_lost_after_its_messages() {
    let server = server();
    for kind in KINDS {
        let request = CutRequest { way: Way::Connection.into(), messages: 2, ..Default::default() };
        let answer = fault(&server, &format!("Cut{kind}"), &request).await;
        assert!(answer.lost && answer.messages().len() == 2, "{kind}: {answer:?}");
        let request = CutRequest { before_headers: true, ..request };
        let answer = fault(&server, &format!("Cut{kind}"), &request).await;
        assert!(answer.lost && answer.http_status.is_none(), "{kind}: {answer:?}");
    }
}

#[tokio::test]
async fn a_reset_has_the_code_asked_for() {
    let server = server();
    for kind in KINDS {
        for before_headers in [false, true] {
            for code in [0, 1, 2, 7, 8, 11, 13] {
                let request = CutRequest { way: Way::Reset.into(), messages: 1, before_headers, reset_code: code };
                let answer = fault(&server, &format!("Cut{kind}"), &request).await;
                assert_eq!(answer.reset, Some(Reason::from(code)), "{kind} {before_headers}: {answer:?}");
                assert_eq!(answer.messages().len(), usize::from(!before_headers), "{kind}: {answer:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_stream_can_end_without_a_status_or_within_a_message() {
    let server = server();
    for kind in KINDS {
        let request = CutRequest { way: Way::NoStatus.into(), messages: 1, ..Default::default() };
        let answer = fault(&server, &format!("Cut{kind}"), &request).await;
        assert_eq!((answer.messages().len(), &answer.trailers), (1, &None), "{kind}: {answer:?}");
        let request = CutRequest { way: Way::ShortMessage.into(), messages: 1, ..Default::default() };
        let answer = fault(&server, &format!("Cut{kind}"), &request).await;
        assert_eq!(answer.messages().len(), 1);
        assert!(answer.body.ends_with(b"cut off."));
        assert_eq!(answer.trailer("grpc-status"), Some("0"));
        let request = CutRequest { way: Way::WrongCount.into(), messages: 2, ..Default::default() };
        let answer = fault(&server, &format!("Cut{kind}"), &request).await;
        assert_eq!((answer.messages().len(), answer.trailer("grpc-status")), (2, Some("0")));
    }
}

#[tokio::test]
async fn a_stall_is_quiet_where_it_is_asked_to_be() {
    let server = server();
    for kind in KINDS {
        for point in [Point::BeforeHeaders, Point::AfterHeaders, Point::AfterMessages] {
            let duration = Some(prost_types::Duration { seconds: 30, nanos: 0 });
            let request = StallRequest { point: point.into(), messages: 2, duration };
            let path = format!("samples.v1.Faults/Stall{kind}");
            let encoded = request.encode_to_vec();
            let early = tokio::time::timeout(Duration::from_millis(200), answer(&server, &path, &[&encoded])).await;
            assert!(early.is_err(), "{kind} {point:?}: {early:?}");
        }
        let duration = Some(prost_types::Duration { seconds: 0, nanos: 1_000_000 });
        let request = StallRequest { point: Point::AfterMessages.into(), messages: 2, duration };
        let answer = fault(&server, &format!("Stall{kind}"), &request).await;
        assert_eq!((answer.messages().len(), answer.trailer("grpc-status")), (2, Some("0")));
    }
}

#[tokio::test]
async fn an_http_answer_is_no_grpc_answer() {
    let server = server();
    let request = HttpAnswerRequest {
        status: 502,
        content_type: "text/html".to_owned(),
        body: Bytes::from_static(b"<h1>Bad Gateway</h1>"),
    };
    let answer = fault(&server, "HttpAnswer", &request).await;
    assert_eq!(answer.http_status, Some(502));
    assert_eq!(answer.headers["content-type"], b"text/html");
    assert_eq!(answer.body, b"<h1>Bad Gateway</h1>");
    assert!(answer.trailers.is_none() && !answer.headers.contains_key("grpc-status"));
}

#[tokio::test]
async fn metadata_is_told_in_order_and_sent_back() {
    let server = server();
    let text =
        |key: &str, value: &str| MetadataEntry { key: key.to_owned(), value: Some(Value::Text(value.to_owned())) };
    let binary =
        MetadataEntry { key: "x-b-bin".to_owned(), value: Some(Value::Binary(Bytes::from_static(b"\x01\x02"))) };
    let request = EchoMetadataRequest { headers: vec![text("x-a", "1")], trailers: vec![binary] };
    for kind in ["", "ServerStream"] {
        let answer = fault(&server, &format!("EchoMetadata{kind}"), &request).await;
        assert_eq!(answer.headers["x-a"], b"1");
        assert_eq!(answer.trailer("x-b-bin"), Some("AQI"));
        let told = EchoMetadataResponse::decode(answer.messages()[0].clone()).unwrap();
        let ours: Vec<_> = told.metadata.into_iter().filter(|row| row.key.starts_with("x-")).collect();
        let binary = |key: &str| MetadataEntry {
            key: key.to_owned(),
            value: Some(Value::Binary(Bytes::from_static(b"\x01\x02"))),
        };
        assert_eq!(ours, [text("x-one", "1"), text("x-one", "2"), binary("x-two-bin")]);
        assert_eq!(told.authority, server.addr().to_string());
        assert_eq!(told.timeout.map(|timeout| timeout.seconds), Some(15));
    }
}

#[tokio::test]
async fn a_big_message_has_the_size_asked_for() {
    let server = server();
    let answer = fault(&server, "BigMessage", &BigMessageRequest { size: 5_000_000, count: 0 }).await;
    let reply = FaultReply::decode(answer.messages()[0].clone()).unwrap();
    assert_eq!(reply.padding.len(), 5_000_000);
}
