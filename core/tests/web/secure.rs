//! TLS: HTTP/2 where it agrees on that, else HTTP/1.1.

use super::*;

/// `https://localhost:port`, trusted.
fn secure(port: u16, authority: &Authority, protocol: Protocol) -> Caller {
    let tls = TlsOptions { roots: Some(authority.roots()), ..TlsOptions::default() };
    Caller::with(Target { tls, protocol, ..Target::new(format!("https://localhost:{port}")) })
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_that_agrees_on_http2_is_used_with_it() {
    let authority = Authority::new("Web CA");
    for (protocol, content_type, body) in
        [(Protocol::GrpcWeb, BINARY, good_body()), (Protocol::GrpcWebText, TEXT, good_text())]
    {
        let head = [(":status", "200"), ("content-type", content_type)];
        let script = vec![
            Step::AwaitEnd,
            Step::Headers(support::raw_server::fields(head.iter()), false),
            Step::DataCut(body, 7),
            Step::Data(Vec::new(), true),
        ];
        let acceptor = authority.acceptor(authority.sign(&["localhost"]), &["h2", "http/1.1"], false);
        let server = RawServer::start_with(vec![script], Some(acceptor)).await;
        for kind in KINDS {
            let caller = secure(server.address.port(), &authority, protocol).kind(kind);
            let done = caller.run().await;
            assert_eq!((done.verdict().as_str(), done.received()), ("OK (0) remote: ", vec![Bytes::from("answer")]));
            assert_eq!(caller.channel.status().peer.unwrap().alpn.as_deref(), Some("h2"));
        }
        let sent =
            if protocol == Protocol::GrpcWeb { message(b"ask") } else { STANDARD.encode(message(b"ask")).into() };
        assert!(server.seen().iter().all(|seen| seen.data == sent && seen.reset.is_none()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn http2_trailers_and_resets_are_judged_as_for_grpc() {
    let authority = Authority::new("Web CA");
    let head = Step::Headers(support::raw_server::fields([(":status", "200"), ("content-type", BINARY)].iter()), false);
    let cases = [
        (vec![head.clone(), Step::Data(message(b"a"), false), trailers(&[("grpc-status", "0")])], "OK (0) remote: "),
        (
            vec![head.clone(), Step::Data(message(b"a"), false), Step::Reset(2)],
            "INTERNAL (13) local: Server reset the stream (INTERNAL_ERROR)",
        ),
        (vec![head, Step::Data(good_body(), false), Step::Reset(0)], "OK (0) remote: "),
    ];
    for (script, expected) in cases {
        let acceptor = authority.acceptor(authority.sign(&["localhost"]), &["h2"], false);
        let server = RawServer::start_with(vec![script], Some(acceptor)).await;
        let done = secure(server.address.port(), &authority, Protocol::GrpcWeb).run().await;
        assert_eq!((done.verdict().as_str(), done.received().len()), (expected, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_that_agrees_on_http1_or_on_nothing_is_used_with_http1() {
    let authority = Authority::new("Web CA");
    for alpn in [&["http/1.1"][..], &[]] {
        let script = vec![Act::AwaitEnd, Act::Send(answer(BINARY, &good_body()))];
        let acceptor = authority.acceptor(authority.sign(&["localhost"]), alpn, false);
        let server = RawHttp1::start_with(vec![script], Some(acceptor)).await;
        let caller = secure(server.address.port(), &authority, Protocol::GrpcWeb);
        assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
        assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
        let status = caller.channel.status();
        assert_eq!(status.peer.unwrap().alpn.as_deref(), alpn.first().copied());
        assert_eq!(status.ladder.step(Rung::Http2).outcome, Outcome::Done("HTTP/1.1".to_owned()));
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_certificate_that_is_wanted_is_said_so_over_http1_too() {
    let authority = Authority::new("Web CA");
    let acceptor = authority.acceptor(authority.sign(&["localhost"]), &["http/1.1"], true);
    let server = RawHttp1::start_with(vec![vec![]], Some(acceptor)).await;
    let done = secure(server.address.port(), &authority, Protocol::GrpcWeb).run().await;
    let address = format!("localhost:{}", server.address.port());
    assert_eq!(done.verdict(), format!("UNAVAILABLE (14) local: {address} asks for a client certificate"));
}
