//! gRPC-Web against a server of tonic-web: every kind of call, reflection, health, and a status with details.

use std::time::Duration;

use bytes::Bytes;
use farcall_core::{
    call::Auth,
    engine::{Command, Event, Outbound, SchemaSource, SourceId},
    metadata::Metadata,
    schema::MethodKind,
    status::{Code, Origin},
    transport::{Outcome, Protocol, Step, Target},
};
use farcall_proto_samples::{
    SampleServer,
    protos::{
        samples::v1::{FailWithRequest, FaultReply},
        shop::v1::{ListProductsRequest, ListProductsResponse},
    },
};

use crate::desk::{Desk, message, received, sample};

const FORMS: [Protocol; 2] = [Protocol::GrpcWeb, Protocol::GrpcWebText];

fn web(protocol: Protocol) -> (SampleServer, Target) {
    let (server, target) = sample();
    (server, Target { protocol, ..target })
}

#[test]
fn a_unary_call_is_answered_and_its_connection_kept() {
    for protocol in FORMS {
        let (_server, target) = web(protocol);
        let mut desk = Desk::new();
        for is_reused in [false, true] {
            let first = vec![message(&ListProductsRequest::default()), Outbound::HalfClose];
            let call = desk.start(&target, "shop.v1.Catalogue/ListProducts", MethodKind::Unary, None, first);
            let finished = desk.finished(&call);
            assert_eq!((finished.status.code, finished.status.origin), (Code::OK, Origin::Remote), "{protocol:?}");
            assert_eq!(finished.timings.reused, is_reused);
            let [products] = &received::<ListProductsResponse>(&call.log)[..] else { panic!("not one message") };
            assert!(products.total_size > 0);
        }
    }
}

#[test]
fn streams_run_to_their_ends_and_statuses_keep_their_words() {
    for protocol in FORMS {
        let (_server, target) = web(protocol);
        let mut desk = Desk::new();
        let text = "no: à la carte";
        let failing = FailWithRequest { code: 9, messages: 3, message: text.into(), ..FailWithRequest::default() };
        let first = vec![message(&failing), Outbound::HalfClose];
        let method = "samples.v1.Faults/FailWithServerStream";
        let call = desk.start(&target, method, MethodKind::ServerStreaming, None, first);
        let finished = desk.finished(&call);
        assert_eq!((finished.status.code, finished.status.origin), (Code::FAILED_PRECONDITION, Origin::Remote));
        assert_eq!(finished.status.message, "no: à la carte");
        assert_eq!(received::<FaultReply>(&call.log).len(), 3);

        let method = "samples.v1.Everything/EchoClientStream";
        let call = desk.start(&target, method, MethodKind::ClientStreaming, None, Vec::new());
        for _ in 0..100 {
            desk.send(Command::Send(call.id, Outbound::Message(Bytes::new())));
        }
        desk.send(Command::Send(call.id, Outbound::HalfClose));
        assert_eq!(desk.finished(&call).status.code, Code::OK, "{protocol:?}");

        let first = vec![Outbound::Message(Bytes::new()), Outbound::HalfClose];
        let method = "samples.v1.Everything/EchoBidi";
        let call = desk.start(&target, method, MethodKind::BidiStreaming, None, first);
        let finished = desk.finished(&call);
        assert_eq!(finished.status.code, Code::OK, "{:?}", finished.status);
        assert_eq!(finished.status.notes, [Protocol::ANSWERS_LATE]);
    }
}

#[test]
fn reflection_goes_the_same_way() {
    const SOURCE: SourceId = SourceId(1);
    for protocol in FORMS {
        let (_server, target) = web(protocol);
        let desk = Desk::new();
        let (metadata, target) = (Metadata::new(), Box::new(target));
        desk.send(Command::LoadSchema(
            SOURCE,
            Box::new(SchemaSource::Reflection { target, metadata, auth: Auth::None, filler: None }.into()),
        ));
        let schema = desk.wait_for(|event| match event {
            Event::SchemaLoaded(SOURCE, loaded) => Some(loaded.schema),
            Event::SchemaFailed(SOURCE, failure) => panic!("{failure:?}"),
            _ => None,
        });
        assert!(schema.problems().is_empty(), "{:?}", schema.problems());
        assert!(schema.service("shop.v1.Catalogue").is_some());
    }
}

#[test]
fn the_deadline_holds_and_the_ladder_says_which_http_was_spoken() {
    let (_server, target) = web(Protocol::GrpcWeb);
    let mut desk = Desk::new();
    let method = "samples.v1.Everything/EchoClientStream";
    let timeout = Some(Duration::from_millis(300));
    let call = desk.start(&target, method, MethodKind::ClientStreaming, timeout, Vec::new());
    let ladder = desk.wait_for(|event| match event {
        Event::Channel { status, .. } => {
            matches!(status.ladder.step(Step::Http2).outcome, Outcome::Done(_)).then_some(status.ladder)
        }
        _ => None,
    });
    assert_eq!(ladder.step(Step::Http2).outcome, Outcome::Done("HTTP/1.1".into()));
    let finished = desk.finished(&call);
    assert_eq!((finished.status.code, finished.status.origin), (Code::DEADLINE_EXCEEDED, Origin::Local));
}
