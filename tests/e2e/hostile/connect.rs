//! Servers that are something else: TLS where plaintext is spoken and the other way round, HTTP/1.1, SSH, garbage, silence.

use farcall_core::transport::Security;

use crate::{
    runner::check,
    scenario::{OK, Scenario, answer, headers, ok, planned, scenario},
    support::{
        Plan, Step,
        wire::{GOAWAY, PING, frame, settings},
    },
};

#[test]
fn servers_of_another_kind_are_told_apart() {
    check(scenarios());
}

const H2: &[&str] = &["h2"];

/// A server that says this to whoever connects, and closes.
fn speaking(name: &str, first: &[Step], says: &[u8]) -> Scenario {
    let opening = [first, &[Step::Raw(says.to_vec()), Step::Close]].concat();
    planned(format!("connect: {name}"), Plan::opening(opening))
}

fn silent(name: &str, opening: Vec<Step>) -> Scenario {
    planned(format!("connect: {name}"), Plan::opening(opening)).connect_timeout(300)
}

pub fn scenarios() -> Vec<Scenario> {
    [secured(), foreign(), cut_off()].concat()
}

fn unavailable(words: &str) -> String {
    format!("UNAVAILABLE (14) local: {words}")
}

fn secured() -> Vec<Scenario> {
    let right = || vec![headers(), answer(b"a"), ok()];
    let no_alpn =
        |agreed: &str| unavailable(&format!("TLS is fine, but {{addr}} did not offer HTTP/2 (ALPN: {agreed})"));
    vec![
        scenario("connect: TLS", right()).over_tls(H2).says(OK).keeps(&[b"a"]),
        scenario("connect: plaintext to a server of TLS", right())
            .over_tls(H2)
            .client_uses(Security::Plaintext)
            .says(unavailable("{addr} expects TLS"))
            .hints("Use TLS"),
        scenario("connect: TLS to a server of plaintext", right())
            .client_uses(Security::Tls)
            .says(unavailable("{addr} does not speak TLS"))
            .hints("Use plaintext"),
        scenario("connect: TLS without ALPN", right()).over_tls(&[]).says(no_alpn("none")).hints("Connect anyway"),
        scenario("connect: TLS with another ALPN", right())
            .over_tls(&["http/1.1"])
            .says(no_alpn("{any}"))
            .hints("Connect anyway"),
        speaking("HTTP/1.1 behind TLS", &[Step::AwaitPreface], b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .over_tls(H2)
            .says(unavailable("{addr} speaks HTTP/1.1, gRPC needs HTTP/2 · HTTP/1.1 400 Bad Request")),
        scenario("connect: a message over TLS, then a reset", vec![headers(), answer(b"a"), Step::Reset(2)])
            .over_tls(H2)
            .says("INTERNAL (13) local: Server reset the stream (INTERNAL_ERROR)")
            .keeps(&[b"a"]),
    ]
}

fn foreign() -> Vec<Scenario> {
    let heard = [Step::AwaitPreface];
    let not_http2 = |first: &str| unavailable(&format!("{{addr}} is not an HTTP/2 server · {first}"));
    let http1 = |line: &str| unavailable(&format!("{{addr}} speaks HTTP/1.1, gRPC needs HTTP/2 · {line}"));
    let https = b"HTTP/1.1 400 Bad Request\r\n\r\nThe plain HTTP request was sent to HTTPS port";
    vec![
        speaking("HTTP/1.1", &heard, b"HTTP/1.1 505 No\r\ncontent-length: 0\r\n\r\n").says(http1("HTTP/1.1 505 No")),
        speaking("HTTP/1.0", &heard, b"HTTP/1.0 400 Bad Request\r\n\r\n").says(http1("HTTP/1.0 400 Bad Request")),
        speaking("HTTP/1.1 of a port for HTTPS", &heard, https)
            .says(unavailable("{addr} expects TLS"))
            .hints("Use TLS"),
        speaking("SSH", &[], b"SSH-2.0-OpenSSH_9.2\r\n").says(not_http2("SSH-2.0-OpenSSH_9.2\\r\\n")),
        speaking("SSH to TLS", &[], b"SSH-2.0-OpenSSH_9.2\r\n")
            .client_uses(Security::Tls)
            .says(not_http2("SSH-2.0-OpenSSH_9.2\\r\\n")),
        speaking("HTTP/1.1 to TLS", &heard, b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .client_uses(Security::Tls)
            .says(unavailable("{addr} does not speak TLS"))
            .hints("Use plaintext"),
        speaking("SMTP", &[], b"220 mail.example ESMTP\r\n").says(not_http2("220 mail.example ESMTP\\r\\n")),
        speaking("Redis", &heard, b"-ERR unknown command 'PRI'\r\n")
            .says(not_http2("-ERR unknown command 'PRI'\\r\\n")),
        speaking("garbage", &[], &[0xff; 200]).says(not_http2(&"\\xff".repeat(64))),
        speaking("zeros", &[], &[0; 200]).says(not_http2(&"\\x00".repeat(64))),
        speaking("garbage to TLS", &[], &[0xff; 200]).client_uses(Security::Tls).says(not_http2(&"\\xff".repeat(64))),
        speaking("HTTP/2 that begins with PING", &heard, &frame(PING, 0, 0, &[0; 8])).says(not_http2("{any}")),
        speaking("HTTP/2 that begins with GOAWAY", &heard, &frame(GOAWAY, 0, 0, &[0; 8])).says(not_http2("{any}")),
    ]
}

fn cut_off() -> Vec<Scenario> {
    let closed = unavailable("{addr} closed the connection · It said nothing during {any}.");
    let silence =
        |step: &str| unavailable(&format!("{{addr}} accepts connections but does not answer · {step} within 300 ms"));
    vec![
        planned("connect: closed at once", Plan::opening(vec![Step::Close])).says(&closed),
        planned("connect: closed after the greeting", Plan::opening(vec![Step::AwaitPreface, Step::Close]))
            .says(&closed),
        planned("connect: reset after the greeting", Plan::opening(vec![Step::AwaitPreface, Step::Abort]))
            .says(&closed),
        planned("connect: closed at once, by TLS", Plan::opening(vec![Step::Close]))
            .client_uses(Security::Tls)
            .says(&closed),
        silent("silence", vec![Step::Hang]).says(silence("No HTTP/2")),
        silent("silence to TLS", vec![Step::Hang]).client_uses(Security::Tls).says(silence("No TLS")),
        silent("silence behind TLS", vec![Step::Hang]).over_tls(H2).says(silence("No HTTP/2")),
        silent(
            "settings cut short, then silence",
            vec![Step::AwaitPreface, Step::Raw(settings(&[])[..5].to_vec()), Step::Hang],
        )
        .says(silence("No HTTP/2")),
        silent("silence, with a deadline before", vec![Step::Hang])
            .timeout(100)
            .says("DEADLINE_EXCEEDED (4) local: No final status within 100 ms · Still connecting."),
        planned(
            "connect: settings cut short, then the end",
            Plan::opening(vec![Step::AwaitPreface, Step::Raw(settings(&[(3, 1)])[..12].to_vec()), Step::Close]),
        )
        .says(unavailable("HTTP/2 with {addr} failed · The server closed it")),
    ]
}
