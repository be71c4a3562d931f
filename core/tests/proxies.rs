//! Calls through proxies: HTTP CONNECT and SOCKS5, chosen or from the environment, and what each may answer instead.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use crate::support::{Authority, Caller, ClosedPort, Proxy, RawServer, Step, grpc_headers, message, trailers, within};
use farcall_core::transport::{
    Channel, ConnectError, ConnectOptions, Environment, LoadBalancing, Outcome, ProxyChoice, Step as Rung, Target,
    TlsOptions,
};

/// A name that nobody has (RFC 6761): only a proxy leads there.
const NOWHERE: &str = "http://shop.invalid:443";

async fn server() -> RawServer {
    RawServer::always(vec![grpc_headers(&[]), Step::Data(message(b"a"), false), trailers(&[("grpc-status", "0")])])
        .await
}

/// A target by a proxy.
fn by(scheme: &str, proxy: SocketAddr) -> Target {
    Target { proxy: ProxyChoice::Url(format!("{scheme}{proxy}")), ..Target::new(NOWHERE) }
}

/// A call whose proxies come from variables.
fn in_environment(target: Target, variables: &[(&str, String)]) -> Caller {
    let environment = Environment::of(variables.iter().map(|(name, value)| (*name, value.as_str())));
    let options = ConnectOptions { connect_timeout: Duration::from_secs(3), environment, ..ConnectOptions::default() };
    let channel = Channel::new(target.clone(), options).unwrap();
    Caller { channel, ..Caller::with(target) }
}

async fn failure(target: Target, limit: Duration) -> Arc<ConnectError> {
    let options = ConnectOptions { connect_timeout: limit, ..ConnectOptions::default() };
    let channel = Channel::new(target, options).unwrap();
    let error = within(channel.connect()).await.expect_err("there must be no connection");
    assert_eq!(channel.status().ladder.failure(), Some((Rung::Tcp, error.message().as_str())));
    assert!(!format!("{error:?} {:?}", channel.target()).contains("hunter2"), "{error:?}");
    error
}

async fn words(target: Target) -> String {
    failure(target, Duration::from_secs(10)).await.message()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_goes_by_http_connect() {
    let server = server().await;
    let proxy = Proxy::http(server.address, None).await;
    let caller = Caller::with(by("http://", proxy.address));
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    assert_eq!(proxy.asked(), ["CONNECT shop.invalid:443 HTTP/1.1"]);

    let status = caller.channel.status();
    let label = format!("http://{}", proxy.address);
    let peer = status.peer.unwrap();
    assert_eq!((peer.address.as_str(), peer.proxy.as_deref()), ("shop.invalid:443", Some(label.as_str())));
    assert_eq!(status.ladder.step(Rung::Name).outcome, Outcome::NotNeeded);
    assert_eq!(status.ladder.step(Rung::Tcp).outcome, Outcome::Done(format!("by proxy {label}")));
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_runs_through_the_tunnel_and_to_the_proxy_itself() {
    let authority = Authority::new("Test CA");
    let acceptor = authority.acceptor(authority.sign(&["shop.invalid"]), &["h2"], false);
    let answer = vec![grpc_headers(&[]), Step::Data(message(b"a"), false), trailers(&[("grpc-status", "0")])];
    let server = RawServer::start_with(vec![answer], Some(acceptor)).await;
    let tls = TlsOptions { roots: Some(authority.roots()), ..TlsOptions::default() };
    let to = |proxy: String| Target {
        tls: tls.clone(),
        proxy: ProxyChoice::Url(proxy),
        ..Target::new("https://shop.invalid")
    };

    let plain = Proxy::http(server.address, None).await;
    let done = Caller::with(to(format!("http://{}", plain.address))).run().await;
    assert_eq!(done.verdict(), "OK (0) remote: ");

    let acceptor = authority.acceptor(authority.sign(&["localhost"]), &[], false);
    let secure = Proxy::https(server.address, acceptor).await;
    let port = secure.address.port();
    let done = Caller::with(to(format!("https://localhost:{port}"))).run().await;
    assert_eq!(done.verdict(), "OK (0) remote: ");
    assert_eq!(secure.asked(), ["CONNECT shop.invalid:443 HTTP/1.1"]);

    let stranger = words(to(format!("https://127.0.0.1:{port}"))).await;
    let expected = format!(
        "Can't reach proxy 127.0.0.1:{port} by TLS · Certificate rejected: valid for localhost, not for 127.0.0.1"
    );
    assert_eq!(stranger, expected);
    let plain = plain.address;
    assert_eq!(
        words(to(format!("https://{plain}"))).await,
        format!("Can't reach proxy {plain} by TLS · It does not speak TLS")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_is_wrong_with_is_told_through_a_proxy_too() {
    let authority = Authority::new("Test CA");
    let acceptor = authority.acceptor(authority.sign(&["shop.invalid"]), &["h2"], false);
    let secure = RawServer::start_with(Vec::new(), Some(acceptor)).await;
    let proxy = Proxy::http(secure.address, None).await;
    let verdict = Caller::with(by("http://", proxy.address)).run().await.verdict();
    assert_eq!(verdict, "UNAVAILABLE (14) local: shop.invalid:443 expects TLS");

    let plain = server().await;
    let proxy = Proxy::socks(plain.address, None, 0).await;
    let target = Target { address: "https://shop.invalid".into(), ..by("socks5h://", proxy.address) };
    let verdict = Caller::with(target).run().await.verdict();
    assert_eq!(verdict, "UNAVAILABLE (14) local: shop.invalid:443 does not speak TLS");
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_spread_over_hosts_that_a_proxy_leads_to() {
    let server = server().await;
    let proxy = Proxy::http(server.address, None).await;
    let target = Target {
        address: "http://one.invalid,two.invalid".into(),
        load_balancing: LoadBalancing::RoundRobin,
        proxy: ProxyChoice::Environment,
        ..by("http://", proxy.address)
    };
    let caller = in_environment(target, &[("https_proxy", format!("http://{}", proxy.address))]);
    // The second connection may come later than the first calls.
    let both_asked = async {
        while proxy.asked().len() < 2 {
            assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
        }
    };
    within(both_asked).await;
    let mut asked = proxy.asked();
    asked.sort();
    assert_eq!(asked, ["CONNECT one.invalid:80 HTTP/1.1", "CONNECT two.invalid:80 HTTP/1.1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_http_proxy_gets_the_user_name_and_password_of_its_url() {
    let server = server().await;
    let proxy = Proxy::http(server.address, Some("Basic bWU6aHVudGVyMg==")).await;
    let caller = Caller::with(by("http://me:hunter2@", proxy.address));
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    assert_eq!(caller.channel.status().peer.unwrap().proxy, Some(format!("http://{}", proxy.address)));

    for credentials in ["", "me:hunter20@"] {
        let expected = format!(
            "Proxy {} refused: 407 Proxy Authentication Required · Its URL needs a user name and password that it takes.",
            proxy.address
        );
        assert_eq!(words(by(&format!("http://{credentials}"), proxy.address)).await, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_http_proxy_says_instead_is_named() {
    let cases: [(&[u8], &str); 6] = [
        (
            b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
            "Proxy {} refused: 403 Forbidden · It was asked for shop.invalid:443.",
        ),
        (b"HTTP/1.0 502 \x1b[2JGone\n\n", "Proxy {} refused: 502 \\u{1b}[2JGone · It was asked for shop.invalid:443."),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "{} is not a proxy for HTTP · SSH-2.0-OpenSSH_9.2\\r\\n"),
        (b"\x15\x03\x01\x00\x02\x02\x0a", "Proxy {} expects TLS · Write https:// in its URL."),
        (b"HTTP/1.1 200 O", "Proxy {} closed the connection · It gave no whole answer."),
        (b"", "Proxy {} closed the connection · It gave no whole answer."),
    ];
    for (answer, expected) in cases {
        let proxy = Proxy::saying(answer).await;
        let address = proxy.address.to_string();
        assert_eq!(words(by("http://", proxy.address)).await, expected.replace("{}", &address));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn interim_answers_are_passed_over() {
    let proxy = Proxy::saying(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\n").await;
    let expected = format!("Proxy {} refused: 404 Not Found · It was asked for shop.invalid:443.", proxy.address);
    assert_eq!(words(by("http://", proxy.address)).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_hangs_or_answers_without_end_is_named_in_time() {
    let limit = Duration::from_secs(1);
    let hanging = Proxy::hanging().await;
    let dripping = Proxy::endless(Duration::from_millis(20)).await;
    let cases = [("http://", &hanging), ("socks5h://", &hanging), ("https://", &hanging), ("http://", &dripping)];
    let attempts =
        cases.map(|(scheme, proxy)| (proxy.address, tokio::spawn(failure(by(scheme, proxy.address), limit))));
    for (address, attempt) in attempts {
        let expected = format!("Proxy {address} accepts connections but does not answer · No whole answer within 1 s");
        assert_eq!(attempt.await.unwrap().message(), expected);
    }
    let flooding = Proxy::endless(Duration::ZERO).await;
    let expected = format!("Proxy {} answers without end · 16 KiB read", flooding.address);
    assert_eq!(words(by("http://", flooding.address)).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_not_there_is_told_from_the_server() {
    let port = ClosedPort::hold();
    let gone = port.address;
    let expected = format!("Can't reach proxy {gone} · Connection refused");
    for scheme in ["http://me:hunter2@", "https://", "socks5h://"] {
        assert_eq!(words(by(scheme, gone)).await, expected);
    }
    let proxy = ProxyChoice::Url("http://no..where".into());
    let unknown = words(Target { proxy, ..Target::new(NOWHERE) }).await;
    assert!(unknown.starts_with("Can't reach proxy no..where:80 · "), "{unknown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_goes_by_socks5() {
    let server = server().await;
    let proxy = Proxy::socks(server.address, None, 0).await;
    let caller = Caller::with(by("socks5h://", proxy.address));
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    assert_eq!(caller.channel.status().peer.unwrap().proxy, Some(format!("socks5h://{}", proxy.address)));

    let here = Target { address: "http://localhost:7".into(), ..by("socks5://", proxy.address) };
    let caller = Caller::with(here);
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    assert!(matches!(caller.channel.status().ladder.step(Rung::Name).outcome, Outcome::Done(_)));
    let asked = proxy.asked();
    assert_eq!(asked[0], "shop.invalid:443");
    assert!(asked[1..].iter().all(|asked| ["127.0.0.1:7", "[::1]:7"].contains(&asked.as_str())), "{asked:?}");

    let nowhere = Target { address: "http://no..where".into(), ..by("socks5://", proxy.address) };
    let name = Caller::with(nowhere).run().await.verdict();
    assert!(name.starts_with("UNAVAILABLE (14) local: Can't find host \"no..where\""), "{name}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_socks5_proxy_says_instead_is_named() {
    let server = server().await;
    let secret = Proxy::socks(server.address, Some(("me", "hunter2")), 0).await;
    let done = Caller::with(by("socks5h://me:hunter2@", secret.address)).run().await;
    assert_eq!(done.verdict(), "OK (0) remote: ");
    let needs = "Its URL needs a user name and password that it takes.";
    let cases = [("", "Authentication required"), ("me:hunter20@", "User name or password rejected")];
    for (credentials, answer) in cases {
        let expected = format!("Proxy {} refused: {answer} · {needs}", secret.address);
        assert_eq!(words(by(&format!("socks5h://{credentials}"), secret.address)).await, expected);
    }

    for (reply, answer) in [(1, "General failure"), (2, "Not allowed by its rules"), (5, "Connection refused")] {
        let proxy = Proxy::socks(server.address, None, reply).await;
        let expected = format!("Proxy {} refused: {answer} · It was asked for shop.invalid:443.", proxy.address);
        assert_eq!(words(by("socks5h://", proxy.address)).await, expected);
    }

    let http = Proxy::endless(Duration::ZERO).await;
    let message = words(by("socks5h://", http.address)).await;
    let expected = format!("{} is not a proxy for SOCKS5 · HTTP/1.1 200 Conn", http.address);
    assert!(message.starts_with(&expected), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_names_a_proxy_and_it_is_shown() {
    let server = server().await;
    let proxy = Proxy::http(server.address, None).await;
    let url = format!("http://me:hunter2@{}", proxy.address);
    let caller = in_environment(Target::new(NOWHERE), &[("HTTPS_PROXY", url.clone())]);
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    let status = caller.channel.status();
    let label = format!("http://{} (HTTPS_PROXY)", proxy.address);
    assert_eq!(status.peer.unwrap().proxy.as_deref(), Some(label.as_str()));
    assert_eq!(status.ladder.step(Rung::Tcp).outcome, Outcome::Done(format!("by proxy {label}")));

    let straight = in_environment(Target::new(server.target()), &[("HTTPS_PROXY", url)]);
    assert_eq!(straight.run().await.verdict(), "OK (0) remote: ");
    assert_eq!(straight.channel.status().peer.unwrap().proxy, None);
    assert_eq!(proxy.asked().len(), 1);

    let closed = in_environment(Target::new(NOWHERE), &[("http_proxy", "socks4://me:hunter2@x".into())]);
    let expected = "UNAVAILABLE (14) local: Can't use the proxy of http_proxy · \
                    \"socks4:\" is not supported: use http, https, socks5 or socks5h.";
    assert_eq!(closed.run().await.verdict(), expected);
}
