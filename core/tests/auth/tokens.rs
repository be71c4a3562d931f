//! Tokens: fetched once, kept, renewed, shared, refused; and what a token endpoint does wrong.

use super::*;

/// The verdict of a call whose token endpoint answers so.
async fn verdict(limit: Duration, reply: impl Fn(usize, &Asked) -> Reply + Send + Sync + 'static) -> String {
    let (server, tokens) = (HeaderServer::start(&[]).await, TokenServer::start(reply).await);
    let mut caller = caller(&server, client_credentials(&tokens));
    caller.spec.tokens = TokenStore::new().with_answer_limit(limit);
    let verdict = caller.run().await.verdict();
    assert!(server.seen().is_empty(), "a call without its token must not be sent");
    assert!(!verdict.contains("hunter"), "{verdict}");
    verdict
}

#[tokio::test(flavor = "multi_thread")]
async fn client_credentials_get_a_token_that_is_kept() {
    let (server, tokens) = (HeaderServer::start(&[]).await, TokenServer::start(|n, _| numbered(n, 3600)).await);
    let mut caller = caller(&server, client_credentials(&tokens));
    for _ in 0..3 {
        assert_eq!(caller.run().await.verdict(), OK);
        assert_eq!(server.last("authorization"), ["Bearer token-1"]);
    }
    let asked = tokens.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        (asked[0].line.as_str(), asked[0].form("grant_type")),
        ("POST /token HTTP/1.1", Some("client_credentials"))
    );
    assert_eq!((asked[0].form("scope"), asked[0].form("client_secret")), (Some("orders.read"), None));
    assert_eq!(asked[0].form("audience"), None, "what is empty is not sent");
    assert_eq!(asked[0].basic().as_deref(), Some("farcall%20test:hunter%3A2"), "RFC 6749, 2.3.1");
    assert_eq!(asked[0].headers["accept"], "application/json");
    let shown = format!("{:?} {:?}", caller.spec, caller.spec.tokens);
    assert!(!shown.contains("token-1") && !shown.contains("hunter"), "{shown}");

    let config = oauth(tokens.url());
    assert!(matches!(caller.spec.tokens.state(&config), TokenState::Held { renew_at: Some(_), can_refresh: true }));
    caller.spec.tokens.forget(&config);
    assert_eq!(caller.spec.tokens.state(&config), TokenState::None);
    caller.run().await;
    assert_eq!(server.last("authorization"), ["Bearer token-2"]);
    caller.spec.auth = Auth::OAuth2(Box::new(OAuth2 { audience: "https://a.test".into(), ..config }));
    caller.run().await;
    assert_eq!(tokens.asked()[2].form("audience"), Some("https://a.test"), "another configuration, another token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_takes_the_secret_in_the_body_gets_it_there() {
    let tokens = TokenServer::start(|n, asked| match asked.form("client_secret") {
        None => Reply::Json(401, r#"{"error":"invalid_client"}"#.into()),
        Some(_) => numbered(n, 0),
    });
    let (server, tokens) = (HeaderServer::start(&[]).await, tokens.await);
    let caller = caller(&server, client_credentials(&tokens));
    assert_eq!(caller.run().await.verdict(), OK);
    assert_eq!(caller.run().await.verdict(), OK);
    let asked = tokens.asked();
    assert_eq!(asked.len(), 3, "what the server wants is remembered");
    assert_eq!((asked[1].form("client_id"), asked[1].form("client_secret")), (Some("farcall test"), Some("hunter:2")));
    assert!(asked[0].basic().is_some() && asked[1].basic().is_none() && asked[2].basic().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_past_its_end_is_refreshed_or_fetched_again() {
    let tokens = TokenServer::start(|n, asked| match asked.form("refresh_token") {
        None => Reply::Json(200, format!(r#"{{"access_token":"first-{n}","expires_in":0,"refresh_token":"r1"}}"#)),
        Some("r1") => Reply::Json(200, r#"{"access_token":"second","expires_in":0,"refresh_token":"r2"}"#.into()),
        Some("r2") if n == 2 => Reply::Json(200, r#"{"access_token":"third","expires_in":0}"#.into()),
        Some(_) => Reply::Json(400, r#"{"error":"invalid_grant"}"#.into()),
    });
    let (server, tokens) = (HeaderServer::start(&[]).await, tokens.await);
    let caller = caller(&server, client_credentials(&tokens));
    for expected in ["first-0", "second", "third", "first-4"] {
        assert_eq!(caller.run().await.verdict(), OK);
        assert_eq!(server.last("authorization"), [format!("Bearer {expected}")]);
    }
    let asked = tokens.asked();
    assert_eq!(asked[1].form("grant_type"), Some("refresh_token"));
    assert_eq!(asked[3].form("refresh_token"), Some("r2"), "a refresh token goes on until there is a new one");
    assert_eq!(asked.len(), 5);
}

#[tokio::test]
async fn many_calls_wait_for_one_fetch_and_share_what_came_of_it() {
    let cases = [
        (r#"{"access_token":"token","expires_in":0}"#, Ok("Bearer token".to_owned())),
        (r#"{"error":"invalid_scope"}"#, Err("Token endpoint answered 200: invalid_scope".to_owned())),
    ];
    for (body, expected) in cases {
        let (gate, begun) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
        let held = gate.clone();
        let tokens = TokenServer::start(move |_, _| Reply::When(held.clone(), body.to_owned())).await;
        let (auth, store) = (client_credentials(&tokens), TokenStore::new());
        let call = || {
            let (auth, store, begun) = (auth.clone(), store.clone(), begun.clone());
            async move {
                begun.fetch_add(1, Ordering::SeqCst);
                let prepared = prepare(&auth, &Metadata::new(), &store, &Target::default()).await;
                prepared.map(|prepared| prepared.entry.unwrap().display()).map_err(|error| error.message())
            }
        };
        let calls: Vec<_> = (0..40).map(|_| tokio::spawn(call())).collect();
        // On one thread a task that has begun is waiting for its turn.
        while begun.load(Ordering::SeqCst) < 40 {
            tokio::task::yield_now().await;
        }
        gate.notify_one();
        for call in calls {
            assert_eq!(within(call).await.unwrap(), expected);
        }
        assert_eq!(tokens.asked().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_given_up_while_it_fetches_lets_the_next_one_fetch() {
    let is_slow = Arc::new(AtomicBool::new(true));
    let slow = is_slow.clone();
    let tokens = TokenServer::start(move |n, _| match slow.load(Ordering::SeqCst) {
        true => Reply::Drip(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n".to_vec(), b" ".to_vec()),
        false => numbered(n, 60),
    });
    let (server, tokens) = (HeaderServer::start(&[]).await, tokens.await);
    let caller = caller(&server, client_credentials(&tokens));
    let done = caller.clone().timeout(Duration::from_millis(200)).run().await;
    let words = "DEADLINE_EXCEEDED (4) local: No final status within 200 ms · Still waiting for a token.";
    assert_eq!(done.verdict(), words);
    is_slow.store(false, Ordering::SeqCst);
    assert_eq!(caller.run().await.verdict(), OK);
    assert_eq!(server.last("authorization").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_the_server_refuses_is_not_used_again_and_nothing_loops() {
    let (server, tokens) = (HeaderServer::start(&["16"]).await, TokenServer::start(|n, _| numbered(n, 3600)).await);
    let caller = caller(&server, client_credentials(&tokens));
    assert_eq!(caller.run().await.verdict(), "UNAUTHENTICATED (16) remote: ");
    assert_eq!((server.seen().len(), tokens.asked().len()), (1, 1));
    assert_eq!(caller.run().await.verdict(), OK);
    assert_eq!(server.last("authorization"), ["Bearer token-2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_token_endpoint_does_wrong_is_said() {
    let json = |status: u16, body: &'static str| move |_: usize, _: &Asked| Reply::Json(status, body.to_owned());
    let said = verdict(LIMIT, json(403, r#"{"error":"access_denied","error_description":"not hunter:2"}"#)).await;
    assert_eq!(said, "UNAUTHENTICATED (16) local: Token endpoint answered 403: access_denied · not ***");
    let said = verdict(LIMIT, json(503, "down")).await;
    let words = "Token endpoint answered 503 Service Unavailable · application/json, 4 B";
    assert_eq!(said, format!("UNAUTHENTICATED (16) local: {words}"));
    assert!(verdict(LIMIT, json(200, "{}")).await.ends_with("There is no \"access_token\" in its answer"));
    let ssh = |_: usize, _: &Asked| Reply::Raw(b"SSH-2.0-x\r\n".to_vec());
    assert!(verdict(LIMIT, ssh).await.contains("No token: the token endpoint broke off · "));
    let nothing = |_: usize, _: &Asked| Reply::Raw(Vec::new());
    assert!(verdict(LIMIT, nothing).await.contains("No token: the token endpoint broke off · "));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_answer_is_bounded_in_size_and_time() {
    let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let huge = [b"40000\r\n".to_vec(), vec![b' '; 0x40000], b"\r\n".to_vec()].concat();
    let said = verdict(LIMIT, move |_, _| Reply::Drip(head.clone(), huge.clone())).await;
    assert_eq!(said, "UNAUTHENTICATED (16) local: No token: the token endpoint's answer exceeds 1 MiB");
    let headers = |_: usize, _: &Asked| Reply::Drip(b"HTTP/1.1 200 OK\r\n".to_vec(), b"a: b\r\n".to_vec());
    let said = verdict(SHORT, headers).await;
    assert!(said.contains("gave no answer within 700 ms") || said.contains("broke off"), "{said}");
    let dripping =
        |_: usize, _: &Asked| Reply::Drip(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n".to_vec(), b" ".to_vec());
    let words = "No token: the token endpoint gave no answer within 700 ms";
    assert_eq!(verdict(SHORT, dripping).await, format!("UNAUTHENTICATED (16) local: {words}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_behind_tls_is_verified_always() {
    let authority = Authority::new("Test CA");
    let acceptor = authority.acceptor(authority.sign(&["localhost"]), &["http/1.1"], false);
    let (server, tokens) =
        (HeaderServer::start(&[]).await, TokenServer::start_with(|n, _| numbered(n, 60), Some(acceptor)).await);
    let config = oauth(format!("https://localhost:{}/token", tokens.address.port()));
    let with = |tls| {
        let mut caller = Caller::with(Target { tls, ..Target::new(server.address.to_string()) });
        caller.spec.auth = Auth::OAuth2(Box::new(config.clone()));
        caller
    };
    let trusting = with(TlsOptions { roots: Some(authority.roots()), ..TlsOptions::default() });
    assert_eq!(trusting.run().await.verdict(), OK, "the target's roots count besides the system's");
    assert_eq!(server.last("authorization"), ["Bearer token-1"]);
    let careless = with(TlsOptions { skip_verification: true, ..TlsOptions::default() });
    let verdict = careless.run().await.verdict();
    assert!(verdict.starts_with("UNAUTHENTICATED (16) local: No token: "), "{verdict}");
    assert_eq!(tokens.asked().len(), 1, "a secret is not given to whoever answers");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_is_not_there_is_named() {
    let server = HeaderServer::start(&[]).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let auth = Auth::OAuth2(Box::new(oauth(format!("http://{closed}/token"))));
    let words = format!("No token: Can't reach {closed} · Connection refused. Is the server running?");
    assert_eq!(caller(&server, auth).run().await.verdict(), format!("UNAUTHENTICATED (16) local: {words}"));
    let auth = Auth::OAuth2(Box::new(oauth("http://auth.test/token".into())));
    let words = "The token URL cannot be used · https is needed, except on this machine";
    assert_eq!(caller(&server, auth).run().await.verdict(), format!("UNAUTHENTICATED (16) local: {words}"));
}
