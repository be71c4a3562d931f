//! Signing in by a browser: what it is sent to, what it comes back with, and what may go wrong.

use super::*;

/// What a browser does: follows the URL back, with what the server would add.
async fn visit(redirect: &str, query: &str) -> String {
    let (_, rest) = redirect.split_once("://").unwrap();
    let (address, path) = rest.split_once('/').unwrap();
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(format!("GET /{path}?{query} HTTP/1.1\r\nhost: {address}\r\n\r\n").as_bytes()).await.unwrap();
    let mut page = String::new();
    socket.read_to_string(&mut page).await.unwrap();
    page
}

fn browser_flow(tokens: &TokenServer) -> OAuth2 {
    OAuth2 {
        grant: Grant::AuthorizationCode,
        authorization_url: format!("http://{}/authorize?tenant=t1", tokens.address),
        ..oauth(tokens.url())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_by_a_browser_proves_itself_by_pkce() {
    let server = HeaderServer::start(&[]).await;
    let tokens = TokenServer::start(|n, _| match n {
        0 => Reply::Json(200, r#"{"access_token":"user-1","expires_in":0,"refresh_token":"r1"}"#.into()),
        _ => Reply::Json(200, r#"{"access_token":"user-2","expires_in":600}"#.into()),
    })
    .await;
    let config = OAuth2 { client_secret: Secret::default(), ..browser_flow(&tokens) };
    let caller = caller(&server, Auth::OAuth2(Box::new(config.clone())));
    let status = caller.run().await.finished.status.clone();
    assert_eq!(status.message, "Not signed in to 127.0.0.1 · Sign in, then send again.");
    assert_eq!((status.remedy, tokens.asked().len()), (Some(Remedy::SignIn), 0));

    let sign_in = SignIn::begin(&config, &Target::default()).await.unwrap();
    let (base, query) = sign_in.url().split_once('?').unwrap();
    let query = pairs(query);
    assert_eq!(base, format!("http://{}/authorize", tokens.address));
    assert_eq!((query["tenant"].as_str(), query["response_type"].as_str()), ("t1", "code"));
    assert_eq!((query["client_id"].as_str(), query["scope"].as_str()), ("farcall test", "orders.read"));
    assert_eq!(query["code_challenge_method"], "S256");
    let redirect = query["redirect_uri"].clone();
    assert!(redirect.starts_with("http://127.0.0.1:") && redirect.ends_with("/callback"), "{redirect}");

    let store = caller.spec.tokens.clone();
    let finished = tokio::spawn(async move { sign_in.finish(&store).await });
    // A browser knocks without saying anything, and asks for an icon.
    let idle = TcpStream::connect(redirect.split('/').nth(2).unwrap()).await.unwrap();
    assert!(visit(&redirect.replace("/callback", "/favicon.ico"), "").await.starts_with("HTTP/1.1 404 "));
    let refused = visit(&redirect, "code=stolen&state=another").await;
    assert!(refused.starts_with("HTTP/1.1 400 ") && refused.contains("does not belong to the sign-in"), "{refused}");
    let page = visit(&redirect, &format!("code=c%2F1&state={}", query["state"])).await;
    assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("You can close this tab"), "{page}");
    within(finished).await.unwrap().unwrap();
    drop(idle);

    let asked = tokens.asked();
    let exchange = &asked[0];
    assert_eq!((exchange.form("grant_type"), exchange.form("code")), (Some("authorization_code"), Some("c/1")));
    assert_eq!(
        (exchange.form("redirect_uri"), exchange.form("client_id")),
        (Some(redirect.as_str()), Some("farcall test"))
    );
    let verifier = exchange.form("code_verifier").unwrap();
    assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)), query["code_challenge"]);

    assert_eq!(caller.run().await.verdict(), OK);
    assert_eq!(server.last("authorization"), ["Bearer user-2"], "refreshed, no browser needed");
    assert_eq!(tokens.asked()[1].form("refresh_token"), Some("r1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_is_refused_or_abandoned_says_so() {
    let tokens = TokenServer::start(|_, _| Reply::Json(400, r#"{"error":"invalid_grant"}"#.into())).await;
    let config = browser_flow(&tokens);
    let store = TokenStore::new();
    let back = |sign_in: &SignIn| {
        let query = pairs(sign_in.url().split_once('?').unwrap().1);
        (query["redirect_uri"].clone(), query["state"].clone())
    };

    let sign_in = SignIn::begin(&config, &Target::default()).await.unwrap();
    let (redirect, state) = back(&sign_in);
    let query = format!("error=access_denied&error_description=not+today%0a&state={state}");
    let (outcome, page) = tokio::join!(within(sign_in.finish(&store)), visit(&redirect, &query));
    assert_eq!(outcome.unwrap_err().message(), "Not signed in · access_denied: not today\\n");
    assert!(page.contains("You are not signed in."), "{page}");

    let sign_in = SignIn::begin(&config, &Target::default()).await.unwrap();
    let (redirect, state) = back(&sign_in);
    let query = format!("code=1&state={state}");
    let (outcome, _) = tokio::join!(within(sign_in.finish(&store)), visit(&redirect, &query));
    assert_eq!(outcome.unwrap_err().message(), "Token endpoint answered 400: invalid_grant");

    let sign_in = SignIn::begin(&config, &Target::default()).await.unwrap().with_patience(Duration::from_secs(3));
    let (redirect, _) = back(&sign_in);
    let (outcome, _) = tokio::join!(within(sign_in.finish(&store)), visit(&redirect, "code=1&state=x"));
    let words = "Not signed in · Nobody came back from the browser within 3 s. An answer to another sign-in was \
                 turned away.";
    assert_eq!(outcome.unwrap_err().message(), words);
    assert_eq!(store.state(&config), TokenState::None);
    let gone = TcpStream::connect(redirect.split('/').nth(2).unwrap()).await;
    assert!(gone.is_err(), "its address is closed with it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_that_fails_does_not_undo_a_sign_in_meanwhile() {
    let gate = Arc::new(Notify::new());
    let held = gate.clone();
    let tokens = TokenServer::start(move |_, asked| match asked.form("code") {
        Some("1") => Reply::Json(200, r#"{"access_token":"one","refresh_token":"r1","expires_in":0}"#.into()),
        Some(_) => Reply::Json(200, r#"{"access_token":"two","expires_in":3600}"#.into()),
        None => Reply::When(held.clone(), r#"{"error":"invalid_grant"}"#.into()),
    })
    .await;
    let server = HeaderServer::start(&[]).await;
    let config = browser_flow(&tokens);
    let caller = caller(&server, Auth::OAuth2(Box::new(config.clone())));
    let sign_in = |code: &'static str| {
        let (config, store) = (config.clone(), caller.spec.tokens.clone());
        tokio::spawn(async move {
            let sign_in = SignIn::begin(&config, &Target::default()).await.unwrap();
            let query = pairs(sign_in.url().split_once('?').unwrap().1);
            let back = format!("code={code}&state={}", query["state"]);
            tokio::join!(sign_in.finish(&store), visit(&query["redirect_uri"], &back)).0
        })
    };
    within(sign_in("1")).await.unwrap().unwrap();
    let renewing = tokio::spawn({
        let caller = caller.clone();
        async move { caller.run().await }
    });
    within(async {
        while tokens.asked().len() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await
        }
    })
    .await;
    let finished = sign_in("2");
    // Time enough for a sign-in that does not wait for its turn.
    tokio::time::sleep(Duration::from_millis(200)).await;
    gate.notify_one();
    within(renewing).await.unwrap();
    within(finished).await.unwrap().unwrap();
    assert_eq!(caller.run().await.verdict(), OK);
    assert_eq!(server.last("authorization"), ["Bearer two"]);
}
