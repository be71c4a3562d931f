//! Targets of several addresses: raced, the first that answers serves, and all that failed are told.

use std::time::Duration;

use crate::support::{Caller, ClosedPort, Hole, RawServer, Step, grpc_headers, message, trailers, within};
use farcall_core::{
    call::CallEvent,
    transport::{Channel, ConnectError, ConnectOptions, Outcome, Step as Rung, Target},
};

async fn server() -> RawServer {
    RawServer::always(vec![grpc_headers(&[]), Step::Data(message(b"a"), false), trailers(&[("grpc-status", "0")])])
        .await
}

fn channel(address: String, limit: Duration) -> Channel {
    let options = ConnectOptions { connect_timeout: limit, ..ConnectOptions::default() };
    Channel::new(Target::new(address), options).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_swallows_everything_does_not_hold_the_next_one_up() {
    let Some(hole) = Hole::dig().await else { return };
    let server = server().await;
    let target = format!("{},{}", hole.address, server.target());
    let ten_minutes = Duration::from_secs(600);
    let caller = Caller { channel: channel(target.clone(), ten_minutes), ..Caller::to(target) };
    let done = caller.run().await;
    assert_eq!(done.verdict(), "OK (0) remote: ");
    let peer = done.events.iter().find_map(|event| match event {
        CallEvent::Opened(opened) => Some(opened.peer.address.clone()),
        _ => None,
    });
    assert_eq!(peer, Some(server.target()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_refuses_is_passed_over() {
    let server = server().await;
    let (one, other) = (ClosedPort::hold(), ClosedPort::hold());
    let caller = Caller::to(format!("{},{},{}", one.address, other.address, server.target()));
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    let ladder = caller.channel.status().ladder;
    assert_eq!(ladder.step(Rung::Name).outcome, Outcome::NotNeeded);
    assert_eq!(ladder.step(Rung::Tcp).outcome, Outcome::Done(server.target()));
    assert_eq!(server.connections(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_address_is_taken_where_all_answer() {
    let (first, second) = (server().await, server().await);
    let target = format!("ipv4:{},{}", first.target(), second.target());
    assert_eq!(Caller::to(target).run().await.verdict(), "OK (0) remote: ");
    assert_eq!((first.connections(), second.connections()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_all_fail_are_told_by_their_reasons() {
    let ports = (ClosedPort::hold(), ClosedPort::hold());
    let (one, other) = (ports.0.address, ports.1.address);
    let verdict = Caller::to(format!("{one},{other}")).run().await.verdict();
    let words = "Connection refused. Is the server running?";
    assert_eq!(verdict, format!("UNAVAILABLE (14) local: Can't reach {one},{other} · {words}"));

    let Some(hole) = Hole::dig().await else { return };
    let list = format!("{},{one},{other}", hole.address);
    let channel = channel(list.clone(), Duration::from_secs(1));
    let error = within(channel.connect()).await.expect_err("there must be no connection");
    let expected = format!(
        "Can't reach {list} · Connection refused at {one} and {other}; no answer within 1 s at {}. \
         Is the server running?",
        hole.address
    );
    assert_eq!(error.message(), expected);
    let ConnectError::NoneReached { attempts, .. } = &*error else { panic!("{error}") };
    let tried = attempts.iter().map(|attempt| attempt.address.clone()).collect::<Vec<_>>();
    assert_eq!(tried.join(","), list);
    assert_eq!(channel.status().ladder.failure(), Some((Rung::Tcp, expected.as_str())));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_prefix_of_a_url_goes_before_the_path() {
    let answer = vec![(":status".to_owned(), b"404".to_vec())];
    let server = RawServer::always(vec![Step::Headers(answer, true)]).await;
    let verdict = Caller::to(format!("http://{}/api/v1/", server.address)).run().await.verdict();
    assert_eq!(verdict, "UNIMPLEMENTED (12) local: HTTP 404: nothing serves /api/v1/shop.v1.Orders/Get here");
    let target = Target { path_prefix: Some("/front".into()), ..Target::new(server.target()) };
    let verdict = Caller::with(target).run().await.verdict();
    assert!(verdict.contains("serves /front/shop.v1.Orders/Get here"), "{verdict}");
}
