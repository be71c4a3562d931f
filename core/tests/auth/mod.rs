//! Auth and traceparent as the server sees them; OAuth 2 against a token endpoint of ours.

mod sign_in;
mod tokens;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::support::{
    Asked, Authority, Caller, HeaderServer, RawServer, Reply, Step, TokenServer, grpc_headers, message, pairs,
    trailers, within,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use farcall_core::{
    call::{Auth, CallEvent, Grant, OAuth2, SignIn, TokenState, TokenStore, Traceparent, prepare},
    metadata::{Metadata, Secret},
    status::Remedy,
    transport::{Target, TlsOptions},
};
use sha2::{Digest as _, Sha256};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::Notify,
};

const OK: &str = "OK (0) remote: ";
const LIMIT: Duration = Duration::from_secs(15);
/// For answers that never end.
const SHORT: Duration = Duration::from_millis(700);

fn caller(server: &HeaderServer, auth: Auth) -> Caller {
    let mut caller = Caller::to(server.address.to_string());
    caller.spec.auth = auth;
    caller
}

fn secret(text: &str) -> Secret {
    Secret::new(text)
}

fn oauth(url: String) -> OAuth2 {
    OAuth2 {
        token_url: url,
        client_id: "farcall test".into(),
        client_secret: secret("hunter:2"),
        scope: "orders.read".into(),
        ..OAuth2::default()
    }
}

fn client_credentials(server: &TokenServer) -> Auth {
    Auth::OAuth2(Box::new(oauth(server.url())))
}

/// `{"access_token":"token-N","expires_in":S}`, N from 1.
fn numbered(number: usize, expires_in: u32) -> Reply {
    let number = number + 1;
    Reply::Json(200, format!(r#"{{"access_token":"token-{number}","token_type":"Bearer","expires_in":{expires_in}}}"#))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_auth_is_what_the_server_sees() {
    let server = HeaderServer::start(&[]).await;
    let cases = [
        (Auth::Bearer { token: secret(" abc ") }, "authorization", "Bearer abc"),
        (Auth::Basic { user: "ü".into(), password: secret("p:w") }, "authorization", "Basic w7w6cDp3"),
        (Auth::Basic { user: "u".into(), password: secret("") }, "authorization", "Basic dTo="),
        (Auth::ApiKey { key: "X-Api-Key".into(), value: secret("k1") }, "x-api-key", "k1"),
        (Auth::Header { key: "x-proof-bin".into(), value: secret("aGk=") }, "x-proof-bin", "aGk"),
        (Auth::Header { key: "x-pass".into(), value: secret("hunter2") }, "x-pass", "hunter2"),
    ];
    for (auth, key, value) in cases {
        let mut caller = caller(&server, auth);
        caller.spec.metadata = [("x-trace", "1")].into_iter().collect();
        let done = caller.run().await;
        assert_eq!((done.verdict().as_str(), done.finished.status.notes.len()), (OK, 0));
        assert_eq!((server.last(key), server.last("x-trace")), (vec![value.to_owned()], vec!["1".to_owned()]));
        let opened = done.events.iter().find_map(|event| match event {
            CallEvent::Opened(opened) => Some(opened.clone()),
            _ => None,
        });
        let headers = &opened.unwrap().request_headers;
        let sent = headers.get(key).unwrap();
        assert_eq!(sent.display(), value, "who asks for it is shown it");
        assert!(sent.is_secret() && !format!("{headers:?}").contains(value), "logs are not, whatever it is called");
        assert!(!headers.get("x-trace").unwrap().is_secret());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auth_that_cannot_be_sent_is_a_verdict_without_the_secret() {
    let server = HeaderServer::start(&[]).await;
    let missing = "The bearer token is missing · Secrets are kept for one session only; type it again.";
    let cases = [
        (Auth::Bearer { token: secret("") }, missing),
        (Auth::Bearer { token: secret("{{secret:bearer-token}}") }, missing),
        (
            Auth::Bearer { token: secret("hunter\n2") },
            "Auth cannot be sent · The value of \"authorization\" has characters that are not printable ASCII",
        ),
        (
            Auth::Basic { user: "a:b".into(), password: secret("hunter") },
            "Auth cannot be sent · The user name of Basic has a colon",
        ),
        (Auth::ApiKey { key: String::new(), value: secret("hunter") }, "Auth cannot be sent · a name is missing"),
        (
            Auth::Header { key: "grpc-x".into(), value: secret("hunter") },
            "Auth cannot be sent · \"grpc-x\" is reserved",
        ),
        (
            Auth::Header { key: "x-bin".into(), value: secret("hunter*") },
            "Auth cannot be sent · The value of \"x-bin\" is not base64",
        ),
    ];
    for (auth, words) in cases {
        let done = caller(&server, auth).run().await;
        assert_eq!(done.verdict(), format!("UNAUTHENTICATED (16) local: {words}"));
        assert_eq!(done.names(), ["started", "finished"]);
    }
    assert!(server.seen().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_the_user_typed_wins_and_it_is_said() {
    let (server, tokens) = (HeaderServer::start(&[]).await, TokenServer::start(|n, _| numbered(n, 60)).await);
    let mut caller = caller(&server, client_credentials(&tokens));
    caller.spec.metadata = [("authorization", "Bearer mine")].into_iter().collect();
    let done = caller.run().await;
    assert_eq!(server.last("authorization"), ["Bearer mine"]);
    assert_eq!(done.finished.status.notes, ["The metadata has \"authorization\"; the one of Auth was not sent"]);
    assert!(tokens.asked().is_empty(), "no token is fetched that is not sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_traceparent_is_made_for_each_call_unless_the_user_has_one() {
    let server = HeaderServer::start(&[]).await;
    let mut caller = caller(&server, Auth::None);
    caller.run().await;
    assert!(server.last("traceparent").is_empty());
    caller.spec.traceparent = true;
    let mut traces = Vec::new();
    for _ in 0..2 {
        assert_eq!(caller.run().await.verdict(), OK);
        let [sent] = &server.last("traceparent")[..] else { panic!("one traceparent") };
        traces.push(sent.parse::<Traceparent>().unwrap().trace_id());
    }
    assert_ne!(traces[0], traces[1]);
    caller.spec.metadata = [("traceparent", "mine")].into_iter().collect();
    caller.run().await;
    assert_eq!(server.last("traceparent"), ["mine"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_attempt_of_a_call_sends_the_same_token_and_traceparent() {
    const POLICY: &str = r#"{"methodConfig": [{"name": [{}], "retryPolicy": {"maxAttempts": 3,
        "initialBackoff": "0.005s", "maxBackoff": "0.01s", "backoffMultiplier": 1,
        "retryableStatusCodes": ["UNAVAILABLE"]}}]}"#;
    // Trailers alone, which leave room for another attempt.
    let refused = || {
        vec![
            Step::AwaitEnd,
            trailers(&[(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "14")]),
        ]
    };
    let answered =
        vec![Step::AwaitEnd, grpc_headers(&[]), Step::Data(message(b"a"), false), trailers(&[("grpc-status", "0")])];
    let server = RawServer::start(vec![refused(), refused(), answered]).await;
    let tokens = TokenServer::start(|n, _| numbered(n, 0)).await;
    let mut caller = Caller::with(Target { service_config: Some(POLICY.to_owned()), ..Target::new(server.target()) });
    caller.spec.auth = client_credentials(&tokens);
    caller.spec.traceparent = true;
    let done = caller.run().await;
    assert_eq!(done.verdict(), OK);
    let sent: Vec<_> = done
        .events
        .iter()
        .filter_map(|event| match event {
            CallEvent::Opened(opened) => {
                Some(["authorization", "traceparent"].map(|key| opened.request_headers.get(key).unwrap().display()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|headers| *headers == sent[0]) && sent[0][0] == "Bearer token-1", "{sent:?}");
    assert_eq!(tokens.asked().len(), 1);
}
