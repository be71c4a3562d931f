//! Channels: equal targets share a connection, and the window is told its states in order.

use farcall_core::{
    engine::{Command, Event, Outbound},
    schema::MethodKind,
    status::Code,
    transport::{ChannelState, Target},
};
use farcall_proto_samples::protos::shop::v1::ListProductsRequest;

use crate::desk::{Desk, message, sample};

fn list_products(desk: &mut Desk, target: &Target) -> (Code, bool) {
    let first = vec![message(&ListProductsRequest::default()), Outbound::HalfClose];
    let call = desk.start(target, "shop.v1.Catalogue/ListProducts", MethodKind::Unary, None, first);
    let finished = desk.finished(&call);
    (finished.status.code, finished.timings.reused)
}

#[track_caller]
fn wait_for_state(desk: &Desk, wanted: ChannelState) {
    desk.wait_for(|event| match event {
        Event::Channel { status, .. } if status.state == wanted => Some(()),
        _ => None,
    });
}

#[test]
fn a_connection_is_kept_and_can_be_given_up() {
    let (_server, target) = sample();
    let mut desk = Desk::new();
    assert_eq!(list_products(&mut desk, &target), (Code::OK, false));
    assert_eq!(list_products(&mut desk, &target), (Code::OK, true));
    let other = Target { user_agent: Some("other/1".into()), ..target.clone() };
    assert_eq!(list_products(&mut desk, &other), (Code::OK, false), "other choices, another channel");
    desk.send(Command::Disconnect(Box::new(target.clone())));
    wait_for_state(&desk, ChannelState::Shutdown);
    assert_eq!(list_products(&mut desk, &target), (Code::OK, false));
}

#[test]
fn the_window_is_told_when_a_channel_is_ready_and_when_it_is_not() {
    let (server, target) = sample();
    let mut desk = Desk::new();
    let first = vec![message(&ListProductsRequest::default()), Outbound::HalfClose];
    let call = desk.start(&target, "shop.v1.Catalogue/ListProducts", MethodKind::Unary, None, first.clone());
    let told = desk.wait_for(|event| match event {
        Event::Channel { target, status } if status.state == ChannelState::Ready => Some((target, status)),
        _ => None,
    });
    assert_eq!(*told.0, target);
    assert!(!told.1.tls);
    // A call that has no answer yet would be tried again, on a new connection.
    desk.finished(&call);
    server.stop();
    wait_for_state(&desk, ChannelState::Idle);
    desk.start(&target, "shop.v1.Catalogue/ListProducts", MethodKind::Unary, None, first);
    wait_for_state(&desk, ChannelState::TransientFailure);
}
