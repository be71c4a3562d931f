//! `farcall probe`: what each layer of a good server shows, and which step is wrong of a bad one.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::Arc,
    thread,
    time::Duration,
};

use farcall_proto_samples::{SampleOptions, TlsFiles};
use farcall_tests::{Certificates, Ended, Farcall, Pair, sample, sample_with};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use serde_json::{Value, json};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring},
};

use crate::golden::{Transcript, without_times};

const STEPS: [&str; 9] = ["name", "tcp", "proxy", "tls", "alpn", "http2", "grpc", "reflection", "health"];

fn run(target: &str, options: &[&str], exit: i32) -> Ended {
    Farcall::new(["probe", target]).args(options).time_limit(Duration::from_secs(30)).run().expect_exit(exit)
}

/// Every step as JSON: always the same steps with the same keys.
fn steps(target: &str, options: &[&str], exit: i32) -> Vec<Value> {
    let ended = run(target, &[options, &["--format", "json"]].concat(), exit);
    let steps = ended.json();
    assert_eq!(ended.stdout.lines().count(), steps.len(), "one object a line: {ended:?}");
    for step in &steps {
        let keys: Vec<&str> = step.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["step", "ok", "ms", "text", "hint"]);
    }
    assert!(steps.iter().map(|step| step["step"].as_str().unwrap()).eq(STEPS), "{steps:?}");
    steps
}

fn ok(steps: &[Value], step: &str) -> Option<bool> {
    steps.iter().find(|found| found["step"] == step).unwrap()["ok"].as_bool()
}

fn text<'a>(steps: &'a [Value], step: &str) -> &'a str {
    steps.iter().find(|found| found["step"] == step).unwrap()["text"].as_str().unwrap()
}

/// The one step that is wrong, with its text and hint; those after it were not reached.
#[track_caller]
fn wrong(target: &str, options: &[&str]) -> (String, String, String) {
    let steps = steps(target, options, 1);
    let at = steps.iter().position(|step| step["ok"] == json!(false)).expect("a step is wrong");
    for later in &steps[at + 1..] {
        assert_eq!((&later["ok"], &later["text"]), (&Value::Null, &json!("not reached")), "{later}");
    }
    let word = |key: &str| steps[at][key].as_str().unwrap_or_default().to_owned();
    (word("step"), word("text"), word("hint"))
}

#[test]
fn a_good_server_shows_every_layer() {
    let server = sample();
    let target = server.addr().to_string();
    let mut ended = run(&target, &[], 0);
    ended.stdout = without_times(&ended.stdout).split_inclusive('\n').map(squeezed).collect();
    let mut session = Transcript::new("probe").hide(&target, "TARGET");
    session.note(&["probe", &target], ended);
    session.check();
    let steps = steps(&target, &[], 0);
    assert_eq!((ok(&steps, "tcp"), ok(&steps, "http2"), ok(&steps, "health")), (Some(true), Some(true), Some(true)));
    assert_eq!((ok(&steps, "name"), ok(&steps, "proxy"), ok(&steps, "tls")), (None, None, None));
    assert!(text(&steps, "reflection").starts_with("v1, "), "{steps:?}");
    assert!(text(&steps, "http2").contains("frames up to 16 KiB"), "{steps:?}");
    assert!(steps.iter().all(|step| step["ms"].is_number() == step["ok"].is_boolean()), "{steps:?}");
}

/// Runs of spaces, which stand for the width of a time, as two.
fn squeezed(line: &str) -> String {
    let words: Vec<&str> = line.split("  ").map(str::trim).filter(|word| !word.is_empty()).collect();
    words.join("  ") + "\n"
}

#[test]
fn tls_shows_its_certificate_and_what_it_agreed_on() {
    let certificates = Certificates::new();
    let server = serve(&certificates.server);
    let target = server.addr().to_string();
    let roots = certificates.authority.certificate_file.to_str().unwrap();
    let good = steps(&target, &["--cacert", roots], 0);
    assert_eq!((ok(&good, "tls"), ok(&good, "alpn"), text(&good, "alpn")), (Some(true), Some(true), "h2"));
    let shown = text(&good, "tls");
    for words in ["TLS", " verified", "CN=Farcall test", "issued by CN=", "Farcall test authority", "valid until "] {
        assert!(shown.contains(words), "{words:?} in {shown}");
    }
    let unverified = steps(&target, &["--insecure"], 0);
    assert!(text(&unverified, "tls").contains("NOT verified"), "{unverified:?}");
}

fn serve(pair: &Pair) -> farcall_proto_samples::SampleServer {
    sample_with(SampleOptions { tls: Some(TlsFiles::new(&pair.certificate, &pair.key)), ..SampleOptions::default() })
}

#[test]
fn the_wrong_mode_is_the_step_where_it_shows() {
    let certificates = Certificates::new();
    let secure = serve(&certificates.server);
    let (step, text, hint) = wrong(&secure.addr().to_string(), &["--plaintext"]);
    assert_eq!((step.as_str(), hint.as_str()), ("http2", "Use TLS: --tls"));
    assert!(text.ends_with("expects TLS"), "{text}");

    let plain = sample();
    let (step, text, hint) = wrong(&plain.addr().to_string(), &["--tls"]);
    assert_eq!((step.as_str(), hint.as_str()), ("tls", "Use plaintext: --plaintext"));
    assert!(text.ends_with("does not speak TLS"), "{text}");

    let expired = serve(&certificates.expired);
    let roots = certificates.authority.certificate_file.to_str().unwrap();
    let (step, text, hint) = wrong(&expired.addr().to_string(), &["--cacert", roots]);
    assert_eq!(step, "tls");
    assert!(text.contains("Certificate rejected: expired on 31 December 2020"), "{text}");
    assert!(text.contains("valid until 2020-12-31") && hint.contains("--insecure"), "{text} {hint}");
}

#[test]
fn a_dead_port_and_an_unknown_host_are_the_first_steps() {
    let (step, text, hint) = wrong("127.0.0.1:1", &[]);
    assert_eq!(step, "tcp");
    assert!(text.contains("Connection refused") && hint.contains("Check the port"), "{text} {hint}");
    let (step, text, _) = wrong("no-such-host.invalid:1", &["--connect-timeout", "5s"]);
    assert_eq!(step, "name");
    assert!(text.contains("no-such-host.invalid"), "{text}");
    let shown = run("127.0.0.1:1", &[], 1).stdout;
    assert_eq!(shown.lines().last().map(|line| line.trim_start().starts_with("hint: ")), Some(true), "{shown}");
    assert!(shown.lines().any(|line| line.starts_with("FAIL  TCP ")), "{shown}");
}

#[test]
fn a_server_of_http1_is_told_by_its_first_line() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = listener.local_addr().unwrap().to_string();
    let server = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let _ = socket.read(&mut [0; 256]);
        let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    });
    let (step, text, hint) = wrong(&target, &[]);
    server.join().unwrap();
    assert_eq!(step, "http2");
    assert!(text.contains("speaks HTTP/1.1") && text.ends_with("HTTP/1.1 400 Bad Request"), "{text}");
    assert!(hint.contains("gRPC-Web"), "{hint}");
}

#[test]
fn a_silent_server_is_given_up_after_the_connect_timeout() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = silent.local_addr().unwrap().to_string();
    let (step, text, _) = wrong(&target, &["--connect-timeout", "300ms"]);
    assert_eq!(step, "http2");
    assert!(text.contains("300 ms"), "{text}");
}

#[test]
fn tls_without_http2_is_a_matter_of_alpn() {
    let certificates = Certificates::new();
    let target = without_h2(&certificates.server);
    let roots = certificates.authority.certificate_file.to_str().unwrap();
    let (step, text, hint) = wrong(&target, &["--cacert", roots]);
    assert_eq!((step.as_str(), hint.as_str()), ("alpn", "Connect anyway: --no-alpn"));
    assert!(text.contains("did not agree on h2"), "{text}");
    assert_eq!(ok(&steps(&target, &["--cacert", roots], 1), "tls"), Some(true));
}

/// A TLS server that knows no ALPN; it serves until the test ends.
fn without_h2(pair: &Pair) -> String {
    let chain = vec![CertificateDer::from_pem_slice(pair.certificate.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(pair.key.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = listener.local_addr().unwrap().to_string();
    listener.set_nonblocking(true).unwrap();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((socket, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(socket).await else { return };
                    // Until the client leaves.
                    let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut [0; 64]).await;
                });
            }
        });
    });
    target
}

#[test]
fn what_is_not_offered_or_guarded_is_no_failure() {
    let bare = SampleOptions { reflection_v1: false, reflection_v1alpha: false, ..SampleOptions::default() };
    let server = sample_with(bare);
    let found = steps(&server.addr().to_string(), &[], 0);
    assert_eq!((ok(&found, "grpc"), ok(&found, "reflection")), (Some(true), None));
    assert_eq!(text(&found, "reflection"), "not offered");

    let old = sample_with(SampleOptions { reflection_v1: false, ..SampleOptions::default() });
    let found = steps(&old.addr().to_string(), &[], 0);
    assert!(text(&found, "reflection").starts_with("v1alpha, "), "{found:?}");

    let required = Some(("authorization".to_owned(), "Bearer hush".to_owned()));
    let guarded = sample_with(SampleOptions { required_metadata: required, ..SampleOptions::default() });
    let target = guarded.addr().to_string();
    let found = steps(&target, &[], 0);
    assert_eq!((ok(&found, "grpc"), ok(&found, "reflection")), (Some(true), None));
    assert!(text(&found, "reflection").starts_with("refused · UNAUTHENTICATED (16)"), "{found:?}");
    let found = steps(&target, &["-H", "authorization: Bearer hush"], 0);
    assert_eq!(ok(&found, "reflection"), Some(true));
}

#[test]
fn a_server_that_does_not_serve_says_so() {
    let server = sample();
    let target = server.addr().to_string();
    let down = r#"{"service": "", "serving": false}"#;
    Farcall::new(["call", &target, "samples.v1.Faults/SetHealth", "-d", down]).run().expect_exit(0);
    let found = steps(&target, &[], 1);
    assert_eq!((ok(&found, "health"), text(&found, "health")), (Some(false), "NOT_SERVING"));
}
