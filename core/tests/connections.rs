//! Connecting: TLS and plaintext, what each wrong server is told to be, and what a channel says of itself.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::support::{Authority, Caller, RawServer, Step, grpc_headers, message, trailers, within};
use farcall_core::{
    diagnostics,
    metadata::Metadata,
    status::Remedy,
    transport::{
        Channel, ChannelState, ClientCertificate, ConnectError, ConnectOptions, Outcome, Security, Step as Rung,
        Target, TlsOptions,
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

fn answer() -> Vec<Vec<Step>> {
    vec![vec![grpc_headers(&[]), Step::Data(message(b"a"), false), trailers(&[("grpc-status", "0")])]]
}

/// `https://localhost:port` with an authority's roots.
fn secure(server: &RawServer, authority: &Authority) -> Target {
    let tls = TlsOptions { roots: Some(authority.roots()), ..TlsOptions::default() };
    Target { tls, ..Target::new(format!("https://localhost:{}", server.address.port())) }
}

async fn failure(target: Target) -> (Channel, Arc<ConnectError>) {
    let options = ConnectOptions { connect_timeout: Duration::from_secs(2), ..ConnectOptions::default() };
    let channel = Channel::new(target, options).unwrap();
    let error = within(channel.connect()).await.expect_err("there must be no connection");
    assert_eq!(channel.state(), ChannelState::TransientFailure);
    (channel, error)
}

/// A server that says something to whoever connects, after hearing something or at once; then it closes.
async fn speaking(greeting: &'static [u8], listens_first: bool, tls: Option<TlsAcceptor>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        for _ in 0..4 {
            let Ok((mut socket, _)) = listener.accept().await else { return };
            let tls = tls.clone();
            tokio::spawn(async move {
                let mut heard = [0; 512];
                match tls {
                    Some(tls) => {
                        let Ok(mut secured) = tls.accept(socket).await else { return };
                        let _ = secured.read(&mut heard).await;
                        let _ = secured.write_all(greeting).await;
                        let _ = secured.shutdown().await;
                    }
                    None => {
                        if listens_first {
                            let _ = socket.read(&mut heard).await;
                        }
                        let _ = socket.write_all(greeting).await;
                        let _ = socket.shutdown().await;
                        // Reads on, so that closing does not turn into a reset that eats the greeting.
                        while matches!(socket.read(&mut heard).await, Ok(1..)) {}
                    }
                }
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_with_a_custom_authority_is_verified_and_described() {
    let authority = Authority::new("Test CA");
    let acceptor = authority.acceptor(authority.sign(&["localhost"]), &["h2"], false);
    let server = RawServer::start_with(answer(), Some(acceptor)).await;
    let caller = Caller::with(secure(&server, &authority));
    let done = caller.run().await;
    assert_eq!(done.verdict(), "OK (0) remote: ");
    let timings = done.finished.timings;
    assert!(timings.connected <= timings.tls && timings.tls <= timings.http2 && timings.tls.is_some());

    let status = caller.channel.status();
    assert_eq!((status.state, status.tls, status.verified), (ChannelState::Ready, true, true));
    let peer = status.peer.unwrap();
    assert_eq!((peer.tls_version.as_deref(), peer.alpn.as_deref()), (Some("TLS 1.3"), Some("h2")));
    assert_eq!(peer.certificates[0].names, ["localhost"]);
    assert!(peer.certificates[0].issuer.contains("CN=Test CA"), "{}", peer.certificates[0].issuer);
    assert_eq!(status.ladder.step(Rung::Tls).outcome, Outcome::Done("TLS 1.3, verified".into()));
    assert_eq!(status.ladder.step(Rung::Grpc).outcome, Outcome::Done("answers".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_are_rejected_for_their_reason() {
    let (authority, other) = (Authority::new("Test CA"), Authority::new("Other CA"));
    let cases = [
        (authority.sign_until(&["localhost"], 2001), "Certificate rejected: expired on 1 January 2001, 00:00 UTC"),
        (authority.sign(&["a.test", "b.test"]), "Certificate rejected: valid for a.test, b.test, not for localhost"),
        (other.sign(&["localhost"]), "Certificate rejected: unknown issuer \"Other CA\""),
    ];
    for (signed, words) in cases {
        let server = RawServer::start_with(answer(), Some(authority.acceptor(signed, &["h2"], false))).await;
        let (channel, error) = failure(secure(&server, &authority)).await;
        assert_eq!((error.message().as_str(), error.remedy()), (words, Some(Remedy::ShowCertificate)));
        let ConnectError::Certificate { chain, .. } = &*error else { panic!("{error}") };
        assert_eq!(chain.len(), 1);
        let ladder = channel.status().ladder;
        assert_eq!(ladder.failure(), Some((Rung::Tls, words)));
        assert_eq!(ladder.step(Rung::Http2).outcome, Outcome::NotReached);

        let mut unverified = secure(&server, &authority);
        unverified.tls.skip_verification = true;
        let caller = Caller::with(unverified);
        assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
        assert!(!caller.channel.status().verified);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_name_override_is_what_is_checked() {
    let authority = Authority::new("Test CA");
    let acceptor = authority.acceptor(authority.sign(&["orders.internal"]), &["h2"], false);
    let server = RawServer::start_with(answer(), Some(acceptor)).await;
    let mut target = secure(&server, &authority);
    target.tls.server_name = Some("orders.internal".into());
    assert_eq!(Caller::with(target).run().await.verdict(), "OK (0) remote: ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_certificate_is_asked_for_and_taken() {
    let authority = Authority::new("Test CA");
    let acceptor = authority.acceptor(authority.sign(&["localhost"]), &["h2"], true);
    let server = RawServer::start_with(answer(), Some(acceptor)).await;
    let (_, error) = failure(secure(&server, &authority)).await;
    let words = format!("localhost:{} asks for a client certificate", server.address.port());
    assert_eq!((error.message(), error.remedy()), (words, Some(Remedy::ChooseClientCertificate)));

    let (certificate, key) = authority.client_files();
    let mut target = secure(&server, &authority);
    target.tls.client_certificate =
        Some(ClientCertificate { certificate, key: Some(key), ..ClientCertificate::default() });
    assert_eq!(Caller::with(target).run().await.verdict(), "OK (0) remote: ");

    let (certificate, key) = Authority::new("Other CA").client_files();
    let mut target = secure(&server, &authority);
    target.tls.client_certificate =
        Some(ClientCertificate { certificate, key: Some(key), ..ClientCertificate::default() });
    let (_, error) = failure(target).await;
    assert!(error.message().contains("Can't use the client certificate"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_certificate_of_a_stranger_is_refused_by_name() {
    let (authority, other) = (Authority::new("Test CA"), Authority::new("Other CA"));
    let acceptor = authority.acceptor(authority.sign(&["localhost"]), &["h2"], true);
    let server = RawServer::start_with(answer(), Some(acceptor)).await;
    let (certificate, key) = other.client_files();
    let mut target = secure(&server, &authority);
    target.tls.client_certificate =
        Some(ClientCertificate { certificate, key: Some(key), ..ClientCertificate::default() });
    let (_, error) = failure(target).await;
    assert!(error.message().contains(" does not accept the client certificate · "), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_alpn_is_named_and_can_be_used_anyway() {
    let authority = Authority::new("Test CA");
    let acceptor = authority.acceptor(authority.sign(&["localhost"]), &[], false);
    let server = RawServer::start_with(answer(), Some(acceptor)).await;
    let (_, error) = failure(secure(&server, &authority)).await;
    let port = server.address.port();
    assert_eq!(error.message(), format!("TLS is fine, but localhost:{port} did not offer HTTP/2 (ALPN: none)"));
    assert_eq!(error.remedy(), Some(Remedy::ConnectWithoutAlpn));
    let mut anyway = secure(&server, &authority);
    anyway.tls.without_alpn = true;
    assert_eq!(Caller::with(anyway).run().await.verdict(), "OK (0) remote: ");

    let http1_only = authority.acceptor(authority.sign(&["localhost"]), &["http/1.1"], false);
    let server = RawServer::start_with(answer(), Some(http1_only)).await;
    let (_, error) = failure(secure(&server, &authority)).await;
    assert_eq!(error.remedy(), Some(Remedy::ConnectWithoutAlpn));
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_and_plaintext_mixed_up_are_told_apart() {
    let authority = Authority::new("Test CA");
    let acceptor = authority.acceptor(authority.sign(&["localhost"]), &["h2"], false);
    let server = RawServer::start_with(answer(), Some(acceptor)).await;
    let (channel, error) = failure(Target::new(server.target())).await;
    assert_eq!(error.message(), format!("{} expects TLS", server.target()));
    assert_eq!((error.hint(), channel.status().ladder.failure().unwrap().0), (Some("Use TLS"), Rung::Http2));

    let server = RawServer::start(answer()).await;
    let (_, error) = failure(Target { security: Security::Tls, ..Target::new(server.target()) }).await;
    assert_eq!(error.message(), format!("{} does not speak TLS", server.target()));
    assert_eq!(error.hint(), Some("Use plaintext"));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_protocols_are_named_by_their_first_words() {
    let address = speaking(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n", true, None).await;
    let (_, error) = failure(Target::new(&address)).await;
    let words = format!("{address} speaks HTTP/1.1, gRPC needs HTTP/2 · HTTP/1.1 400 Bad Request");
    assert_eq!(error.message(), words);
    let (_, error) = failure(Target::new(format!("https://{address}"))).await;
    assert_eq!(error.message(), format!("{address} does not speak TLS"));

    let address =
        speaking(b"HTTP/1.1 400 Bad Request\r\n\r\nThe plain HTTP request was sent to HTTPS port", true, None).await;
    let (_, error) = failure(Target::new(&address)).await;
    assert_eq!(error.message(), format!("{address} expects TLS"));

    let address = speaking(b"SSH-2.0-OpenSSH_9.2\r\n", false, None).await;
    for target in [Target::new(&address), Target::new(format!("https://{address}"))] {
        let (_, error) = failure(target).await;
        assert_eq!(error.message(), format!("{address} is not an HTTP/2 server · SSH-2.0-OpenSSH_9.2\\r\\n"));
    }

    let address = speaking(&[0xff; 200], false, None).await;
    let (_, error) = failure(Target::new(&address)).await;
    assert_eq!(error.message(), format!("{address} is not an HTTP/2 server · {}", "\\xff".repeat(64)));
}

#[tokio::test(flavor = "multi_thread")]
async fn http1_behind_tls_is_named_too() {
    let authority = Authority::new("Test CA");
    let acceptor = authority.acceptor(authority.sign(&["127.0.0.1"]), &[], false);
    let address = speaking(b"HTTP/1.1 505 No\r\n\r\n", true, Some(acceptor)).await;
    let tls = TlsOptions { roots: Some(authority.roots()), without_alpn: true, ..TlsOptions::default() };
    let (_, error) = failure(Target { tls, ..Target::new(format!("https://{address}")) }).await;
    assert_eq!(error.message(), format!("{address} speaks HTTP/1.1, gRPC needs HTTP/2 · HTTP/1.1 505 No"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_port_and_a_silent_server_are_told_apart() {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
    let (channel, error) = failure(Target::new(&address)).await;
    let words = format!("Can't reach {address} · Connection refused. Is the server running?");
    assert_eq!(error.message(), words);
    assert_eq!(channel.status().ladder.failure(), Some((Rung::Tcp, words.as_str())));
    assert_eq!(channel.status().last_failure.unwrap().message(), words);
    let done = Caller::to(&address).run().await;
    assert_eq!(done.verdict(), format!("UNAVAILABLE (14) local: {words}"));
    assert_eq!(done.names(), ["started", "finished"]);

    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let (_, error) = failure(Target::new(&address)).await;
    assert_eq!(error.message(), format!("{address} accepts connections but does not answer · No HTTP/2 within 2 s"));

    let address = speaking(b"", true, None).await;
    for target in [Target::new(&address), Target::new(format!("https://{address}"))] {
        let (_, error) = failure(target).await;
        assert!(error.message().starts_with(&format!("{address} closed the connection · ")), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_tls_needs_are_named_when_they_are_no_good() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "nothing").unwrap();
    let server = RawServer::start(answer()).await;
    let with = |tls| Target { tls, ..Target::new(format!("https://{}", server.target())) };
    let missing = folder.path().join("missing.pem");
    let cases = [
        (TlsOptions { roots: Some(missing.clone()), ..TlsOptions::default() }, missing, "No such file or directory"),
        (TlsOptions { roots: Some(empty.clone()), ..TlsOptions::default() }, empty, "It holds no PEM certificate"),
    ];
    for (tls, path, reason) in cases {
        let (_, error) = failure(with(tls)).await;
        assert_eq!(error.message(), format!("Can't use the CA file \"{}\" · {reason}", path.display()));
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn unix_sockets_work_and_their_absence_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.sock");
    let (_, error) = failure(Target::new(format!("unix:{}", path.display()))).await;
    assert_eq!(error.message(), format!("Can't reach unix:{} · No such file or directory", path.display()));

    let server = RawServer::start(answer()).await;
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let address = server.address;
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut onward = tokio::net::TcpStream::connect(address).await.unwrap();
        let _ = tokio::io::copy_bidirectional(&mut socket, &mut onward).await;
    });
    let caller = Caller::to(format!("unix://{}", path.display()));
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_says_what_it_does() {
    let server = RawServer::start(answer()).await;
    let channel = Channel::new(Target::new(server.target()), ConnectOptions::default()).unwrap();
    let mut watch = channel.watch();
    assert_eq!((channel.state(), watch.borrow_and_update().endpoint.clone()), (ChannelState::Idle, server.target()));
    channel.connect().await.unwrap();
    within(watch.wait_for(|status| status.state == ChannelState::Ready)).await.unwrap();
    let ladder = channel.status().ladder;
    assert_eq!(
        (&ladder.step(Rung::Name).outcome, &ladder.step(Rung::Tls).outcome),
        (&Outcome::NotNeeded, &Outcome::NotNeeded)
    );
    channel.shut_down();
    assert_eq!(channel.state(), ChannelState::Shutdown);
    assert_eq!(channel.connect().await.unwrap_err().message(), "The channel was shut down");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_nobody_waits_for_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = Target::new(silent.local_addr().unwrap().to_string());
    let channel = Channel::new(target, ConnectOptions::default()).unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(100), channel.connect()).await.is_err());
    assert_eq!(channel.state(), ChannelState::Idle);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_connect_timeout_bounds_tls_and_http2_together() {
    let authority = Authority::new("a");
    // TLS after a while, then silence: each step alone would fit.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = authority.acceptor(authority.sign(&["127.0.0.1"]), &["h2"], false);
    let server = tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        tokio::time::sleep(Duration::from_millis(400)).await;
        let _secured = acceptor.accept(socket).await;
        tokio::time::sleep(Duration::from_secs(20)).await;
    });
    let tls = TlsOptions { skip_verification: true, ..TlsOptions::default() };
    let target = Target { security: Security::Tls, tls, ..Target::new(address.to_string()) };
    let options = ConnectOptions { connect_timeout: Duration::from_millis(600), ..ConnectOptions::default() };
    let began = Instant::now();
    let error = within(Channel::new(target, options).unwrap().connect()).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_millis(950), "{:?}", began.elapsed());
    assert!(error.message().ends_with("No HTTP/2 within 600 ms"), "{error}");
    server.abort();
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_that_comes_through_a_pipe_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("ca.pem");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let server = RawServer::always(answer()[0].clone()).await;
    let tls = TlsOptions { roots: Some(pipe.clone()), ..TlsOptions::default() };
    let target = Target { security: Security::Tls, tls, ..Target::new(server.target()) };
    let done = tokio::spawn(async move { Caller::with(target).timeout(Duration::from_millis(200)).run().await });
    let done = within(done).await.unwrap();
    // The thread that reads it must come back before the test can end.
    tokio::task::spawn_blocking(move || std::fs::write(&pipe, "nothing")).await.unwrap().unwrap();
    assert_eq!(done.verdict(), "DEADLINE_EXCEEDED (4) local: No final status within 200 ms · Still connecting.");
    assert!(done.finished.at < Duration::from_millis(1500), "{:?}", done.finished.at);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_with_a_limit_that_no_clock_knows_is_a_probe_all_the_same() {
    let not_offered = [(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "12")];
    let server = RawServer::always(vec![trailers(&not_offered)]).await;
    let channel = Channel::new(Target::new(server.target()), ConnectOptions::default()).unwrap();
    let (mut steps, metadata) = (0, Metadata::new());
    let mut told = |_| steps += 1;
    assert!(within(diagnostics::probe(&channel, &metadata, Duration::MAX, &mut told)).await);
    assert_eq!(steps, diagnostics::ProbeStep::ALL.len());
}
