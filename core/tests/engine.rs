//! The engine against a scripted server: what the window is told of calls and channels.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::support::{HeaderServer, RawServer, Reply, Step, TokenServer, grpc_headers, pairs};
use farcall_core::{
    call::{Auth, CallLog, CallPhase, CallSpec, Grant, OAuth2},
    engine::{CallId, Command, Engine, Event, Outbound, SchemaSource, SourceId, TaskId},
    metadata::{Metadata, Secret},
    schema::{MethodKind, MethodPath},
    transport::{ChannelState, Target},
};

fn start(engine: &Engine, id: u64, target: &Target) -> Arc<CallLog> {
    let method = MethodPath { service: "shop.v1.Orders".into(), method: "Chat".into() };
    let log = Arc::new(CallLog::default());
    let command = Command::StartCall {
        id: CallId(id),
        target: Box::new(target.clone()),
        spec: Box::new(CallSpec::new(method, MethodKind::BidiStreaming)),
        first: Vec::new(),
        log: log.clone(),
    };
    engine.send(command).unwrap();
    log
}

async fn until(condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !condition() {
        assert!(Instant::now() < deadline, "it never happened");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_open_once_its_request_headers_went_out() {
    let server = RawServer::always(vec![Step::AwaitEnd]).await;
    let engine = Engine::start(|| {}).unwrap();
    let log = start(&engine, 1, &Target::new(server.target()));
    server.wait_until(|seen| !seen.is_empty()).await;
    until(|| log.snapshot().phase == CallPhase::Open).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_given_up_says_nothing_more_once_a_new_channel_took_its_place() {
    let late = vec![Step::AwaitBytes(1), grpc_headers(&[])];
    let server = RawServer::start(vec![late, vec![grpc_headers(&[])]]).await;
    let engine = Engine::start(|| {}).unwrap();
    let target = Target::new(server.target());
    let first = start(&engine, 1, &target);
    server.wait_until(|seen| seen.len() == 1).await;
    engine.send(Command::Disconnect(Box::new(target.clone()))).unwrap();
    let second = start(&engine, 2, &target);
    until(|| second.headers().is_some()).await;
    // What the first call finds, it finds on the connection that was given up.
    engine.send(Command::Send(CallId(1), Outbound::Message("x".into()))).unwrap();
    until(|| first.headers().is_some()).await;
    engine.send(Command::Cancel(CallId(1))).unwrap();
    until(|| first.finished().is_some()).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let last = engine.drain(usize::MAX).into_iter().rev().find_map(|event| match event {
        Event::Channel { status, .. } => Some(status.state),
        _ => None,
    });
    assert_eq!(last, Some(ChannelState::Ready));
}

/// What the engine says next of interest.
async fn next<T>(engine: &Engine, wanted: impl Fn(Event) -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        if let Some(found) = engine.drain(usize::MAX).into_iter().find_map(&wanted) {
            return found;
        }
        assert!(Instant::now() < deadline, "it never happened");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn start_with(engine: &Engine, id: u64, target: &Target, auth: Auth) -> Arc<CallLog> {
    let method = MethodPath { service: "shop.v1.Orders".into(), method: "Get".into() };
    let log = Arc::new(CallLog::default());
    let command = Command::StartCall {
        id: CallId(id),
        target: Box::new(target.clone()),
        spec: Box::new(CallSpec { auth, ..CallSpec::new(method, MethodKind::Unary) }),
        first: vec![Outbound::Message("ask".into()), Outbound::HalfClose],
        log: log.clone(),
    };
    engine.send(command).unwrap();
    log
}

#[tokio::test(flavor = "multi_thread")]
async fn one_token_serves_calls_reflection_and_health_of_an_engine() {
    let server = HeaderServer::start(&[]).await;
    let tokens =
        TokenServer::start(|n, _| Reply::Json(200, format!(r#"{{"access_token":"token-{n}","expires_in":3600}}"#)))
            .await;
    let (engine, target) = (Engine::start(|| {}).unwrap(), Target::new(server.address.to_string()));
    let oauth = OAuth2 {
        token_url: tokens.url(),
        client_id: "me".into(),
        client_secret: Secret::new("s"),
        ..OAuth2::default()
    };
    let auth = Auth::OAuth2(Box::new(oauth.clone()));
    let call = start_with(&engine, 1, &target, auth.clone());
    until(|| call.finished().is_some()).await;
    assert_eq!(server.last("authorization"), ["Bearer token-0"]);

    let (metadata, target) = (Metadata::new(), Box::new(target));
    let source = SchemaSource::Reflection {
        target: target.clone(),
        metadata: metadata.clone(),
        auth: auth.clone(),
        filler: None,
    };
    engine.send(Command::LoadSchema(SourceId(1), Box::new(source.into()))).unwrap();
    next(&engine, |event| matches!(event, Event::SchemaFailed(..) | Event::SchemaLoaded(..)).then_some(())).await;
    let (id, service) = (TaskId(1), String::new());
    engine.send(Command::CheckHealth { id, target: target.clone(), service, metadata, auth: auth.clone() }).unwrap();
    next(&engine, |event| matches!(event, Event::Health(..)).then_some(())).await;
    let sent = server.seen();
    assert!(sent.len() >= 3 && sent.iter().all(|headers| headers["authorization"] == "Bearer token-0"), "{sent:?}");
    assert_eq!(tokens.asked().len(), 1);

    engine.send(Command::SignOut(Box::new(oauth))).unwrap();
    let call = start_with(&engine, 2, &target, auth);
    until(|| call.finished().is_some()).await;
    assert_eq!(server.last("authorization"), ["Bearer token-1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_asks_for_a_browser_and_serves_the_next_call() {
    let server = HeaderServer::start(&[]).await;
    let tokens = TokenServer::start(|_, _| Reply::Json(200, r#"{"access_token":"user"}"#.into())).await;
    let (engine, target) = (Engine::start(|| {}).unwrap(), Target::new(server.address.to_string()));
    let oauth = OAuth2 {
        grant: Grant::AuthorizationCode,
        token_url: tokens.url(),
        authorization_url: format!("http://{}/authorize", tokens.address),
        client_id: "me".into(),
        ..OAuth2::default()
    };
    let sign_in = |id, target: &Target| Command::SignIn {
        id: TaskId(id),
        oauth: Box::new(oauth.clone()),
        target: Box::new(target.clone()),
    };
    let back = |event| match event {
        Event::OpenBrowser { url, .. } => {
            let query = pairs(url.split_once('?')?.1);
            Some((query["redirect_uri"].clone(), query["state"].clone()))
        }
        _ => None,
    };

    engine.send(sign_in(1, &target)).unwrap();
    let (redirect, _) = next(&engine, back).await;
    let address = redirect.split('/').nth(2).unwrap().to_owned();
    engine.send(Command::StopTask(TaskId(1))).unwrap();
    until(|| std::net::TcpStream::connect(&address).is_err()).await;

    engine.send(sign_in(2, &target)).unwrap();
    let (redirect, state) = next(&engine, back).await;
    let (address, path) = redirect.split_once("://").unwrap().1.split_once('/').unwrap();
    let mut browser = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!("GET /{path}?code=1&state={state} HTTP/1.1\r\n\r\n");
    tokio::io::AsyncWriteExt::write_all(&mut browser, request.as_bytes()).await.unwrap();
    let outcome = next(&engine, |event| match event {
        Event::SignedIn(TaskId(2), outcome) => Some(outcome),
        _ => None,
    });
    assert_eq!(outcome.await, Ok(()));
    let call = start_with(&engine, 1, &target, Auth::OAuth2(Box::new(oauth.clone())));
    until(|| call.finished().is_some()).await;
    assert_eq!(server.last("authorization"), ["Bearer user"]);

    let nowhere = OAuth2 { authorization_url: "http://auth.test/".into(), ..oauth.clone() };
    let command = Command::SignIn { id: TaskId(3), oauth: Box::new(nowhere), target: Box::new(target.clone()) };
    engine.send(command).unwrap();
    let outcome = next(&engine, |event| match event {
        Event::SignedIn(TaskId(3), outcome) => Some(outcome),
        _ => None,
    });
    let failure = outcome.await.unwrap_err();
    assert_eq!(failure.summary, "The authorization URL cannot be used");
    assert_eq!(failure.cause.as_deref(), Some("https is needed, except on this machine"));
}
