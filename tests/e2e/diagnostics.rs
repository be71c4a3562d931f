//! Health and channelz through the engine: answers, changes, and servers that offer neither.

use farcall_core::{
    call::Auth,
    diagnostics::Serving,
    engine::{Command, Event, Failure, Outbound, TaskId},
    metadata::Metadata,
    schema::MethodKind,
    status::Code,
    transport::Target,
};
use farcall_proto_samples::protos::samples::v1::SetHealthRequest;

use crate::desk::{Desk, message, sample};

fn check(desk: &mut Desk, target: &Target, service: &str) -> Result<Serving, Failure> {
    let id = TaskId(desk.id());
    let (target, service) = (Box::new(target.clone()), service.to_owned());
    desk.send(Command::CheckHealth { id, target, service, metadata: Metadata::new(), auth: Auth::None });
    desk.wait_for(|event| match event {
        Event::Health(told, answer) if told == id => Some(answer),
        _ => None,
    })
}

#[test]
fn health_is_asked_by_service() {
    let (_server, target) = sample();
    let mut desk = Desk::new();
    assert_eq!(check(&mut desk, &target, ""), Ok(Serving::Serving));
    assert_eq!(check(&mut desk, &target, "shop.v1.Orders"), Ok(Serving::Serving));
    let failure = check(&mut desk, &target, "no.Such").unwrap_err();
    assert!(failure.cause.unwrap().contains("NOT_FOUND (5)"));
}

#[test]
fn a_watch_tells_each_change_until_it_is_stopped() {
    let (_server, target) = sample();
    let mut desk = Desk::new();
    let id = TaskId(desk.id());
    let service = "shop.v1.Orders".to_owned();
    desk.send(Command::WatchHealth {
        id,
        target: Box::new(target.clone()),
        service,
        metadata: Metadata::new(),
        auth: Auth::None,
    });
    let wait_for = |desk: &Desk, wanted| {
        desk.wait_for(|event| match event {
            Event::Health(told, Ok(serving)) if told == id && serving == wanted => Some(()),
            Event::HealthEnded(_, failure) => panic!("{failure:?}"),
            _ => None,
        });
    };
    wait_for(&desk, Serving::Serving);
    for (serving, wanted) in [(false, Serving::NotServing), (true, Serving::Serving)] {
        let set = SetHealthRequest { service: "shop.v1.Orders".into(), serving };
        let first = vec![message(&set), Outbound::HalfClose];
        desk.start(&target, "samples.v1.Faults/SetHealth", MethodKind::Unary, None, first);
        wait_for(&desk, wanted);
    }
    desk.send(Command::StopTask(id));
}

#[test]
fn a_watch_of_a_server_that_goes_away_says_why() {
    let (server, target) = sample();
    let mut desk = Desk::new();
    let id = TaskId(desk.id());
    let service = String::new();
    desk.send(Command::WatchHealth {
        id,
        target: Box::new(target),
        service,
        metadata: Metadata::new(),
        auth: Auth::None,
    });
    desk.wait_for(|event| matches!(event, Event::Health(..)).then_some(()));
    server.stop();
    let failure = desk.wait_for(|event| match event {
        Event::Health(told, Err(failure)) if told == id => Some(failure),
        _ => None,
    });
    let cause = failure.cause.unwrap();
    assert!([Code::UNAVAILABLE, Code::OK, Code::CANCELLED].iter().any(|code| cause.contains(code.name())), "{cause}");
}

#[test]
fn a_server_without_channelz_says_so_once() {
    let (_server, target) = sample();
    let mut desk = Desk::new();
    let id = TaskId(desk.id());
    desk.send(Command::StartChannelz { id, target: Box::new(target), metadata: Metadata::new(), auth: Auth::None });
    let failure = desk.wait_for(|event| match event {
        Event::Channelz(told, answer) if told == id => Some(answer.unwrap_err()),
        _ => None,
    });
    assert_eq!(failure.summary, "This server offers no channelz");
}
