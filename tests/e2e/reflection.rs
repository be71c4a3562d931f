//! Schemas by reflection: both versions, none, guarded, nobody there, and stopped half-way.

use farcall_core::{
    call::Auth,
    engine::{Command, Event, SchemaFailure, SchemaSource, SourceId},
    metadata::Metadata,
    reflection::ReflectionReport,
    schema::{MethodKind, MethodPath, Schema},
    status::{Code, Origin},
    transport::Target,
};
use farcall_proto_samples::{SampleOptions, SampleServer};

use crate::desk::{Desk, sample_with};

const SOURCE: SourceId = SourceId(1);

fn load(desk: &Desk, target: &Target, metadata: Metadata) -> Result<(Schema, ReflectionReport), Box<SchemaFailure>> {
    let target = Box::new(target.clone());
    desk.send(Command::LoadSchema(
        SOURCE,
        Box::new(SchemaSource::Reflection { target, metadata, auth: Auth::None, filler: None }.into()),
    ));
    desk.wait_for(|event| match event {
        Event::SchemaLoaded(SOURCE, loaded) => Some(Ok((loaded.schema, loaded.report.unwrap()))),
        Event::SchemaFailed(SOURCE, failure) => Some(Err(failure)),
        _ => None,
    })
}

fn check(options: SampleOptions, version: &str) {
    let (_server, target) = sample_with(options);
    let (schema, report) = load(&Desk::new(), &target, Metadata::new()).unwrap();
    assert_eq!(report.service, version);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    assert!(schema.problems().is_empty(), "{:?}", schema.problems());
    for service in &report.listed {
        assert!(schema.service(service).is_some(), "{service}");
    }
    assert!(report.listed.contains(&format!("{version}.ServerReflection")), "{:?}", report.listed);
    let track = MethodPath { service: "fleet.v1.Drivers".into(), method: "Track".into() };
    assert_eq!(schema.method(&track).unwrap().kind, MethodKind::BidiStreaming);
}

#[test]
fn version_one_is_asked_first() {
    check(SampleOptions::default(), "grpc.reflection.v1");
}

#[test]
fn version_one_alpha_is_asked_where_one_is_unimplemented() {
    check(SampleOptions { reflection_v1: false, ..SampleOptions::default() }, "grpc.reflection.v1alpha");
}

#[test]
fn a_server_without_reflection_is_told_apart_from_one_that_fails() {
    let options = SampleOptions { reflection_v1: false, reflection_v1alpha: false, ..SampleOptions::default() };
    let (_server, target) = sample_with(options);
    match load(&Desk::new(), &target, Metadata::new()).map(drop).map_err(|failure| *failure) {
        Err(SchemaFailure::NoReflection(failure)) => assert_eq!(failure.summary, "This server offers no reflection"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_guarded_server_wants_the_metadata_on_reflection_too() {
    let required_metadata = Some(("x-pass".to_owned(), "sesame".to_owned()));
    let (_server, target) = sample_with(SampleOptions { required_metadata, ..SampleOptions::default() });
    let desk = Desk::new();
    match load(&desk, &target, Metadata::new()).map(drop).map_err(|failure| *failure) {
        Err(SchemaFailure::Reflection(failure, Some(finished))) => {
            assert_eq!((finished.status.code, finished.status.origin), (Code::UNAUTHENTICATED, Origin::Remote));
            assert!(failure.cause.unwrap().contains("x-pass"));
        }
        other => panic!("{other:?}"),
    }
    let metadata: Metadata = [("x-pass", "sesame")].into_iter().collect();
    assert!(load(&desk, &target, metadata).is_ok());
}

#[test]
fn a_port_that_nobody_answers_is_the_calls_own_verdict() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let target = Target::new(format!("127.0.0.1:{port}"));
    match load(&Desk::new(), &target, Metadata::new()).map(drop).map_err(|failure| *failure) {
        Err(SchemaFailure::Reflection(failure, Some(finished))) => {
            assert_eq!((finished.status.code, finished.status.origin), (Code::UNAVAILABLE, Origin::Local));
            assert!(failure.cause.unwrap().contains("Connection refused"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_load_can_be_stopped_and_a_newer_one_takes_its_place() {
    // Accepts, and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let target = Target::new(silent.local_addr().unwrap().to_string());
    let desk = Desk::new();
    let source = SchemaSource::Reflection {
        target: Box::new(target),
        metadata: Metadata::new(),
        auth: Auth::None,
        filler: None,
    };
    desk.send(Command::LoadSchema(SOURCE, Box::new(source.clone().into())));
    desk.wait_for(|event| matches!(event, Event::SchemaProgress(SOURCE, _)).then_some(()));
    desk.send(Command::CancelLoad(SOURCE));
    let failure = desk.wait_for(|event| match event {
        Event::SchemaFailed(SOURCE, failure) => Some(failure),
        _ => None,
    });
    assert!(matches!(*failure, SchemaFailure::Cancelled));

    desk.send(Command::LoadSchema(SOURCE, Box::new(source.into())));
    let server = SampleServer::start(SampleOptions::default()).unwrap();
    let target = Target::new(server.addr().to_string());
    assert!(load(&desk, &target, Metadata::new()).is_ok(), "the older load says nothing any more");
}
