//! What is typed becomes what the core takes.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::Duration;

use clap::Parser;
use farcall_core::{
    call::{Auth, CallOptions, Compression},
    metadata::{Row, Secret},
    transport::{Keepalive, LoadBalancing, Protocol, ProxyChoice, Security, Target, TlsVersion},
};

use crate::cli::{
    args::{Args, Command},
    call_args::CallArgs,
    warnings,
};

fn call(options: &[&str]) -> Result<Box<CallArgs>, clap::Error> {
    let typed = ["farcall", "call", "h:1", "p.S/M"].iter().chain(options);
    match Args::try_parse_from(typed)?.command {
        Some(Command::Call(args)) => Ok(args),
        other => panic!("{other:?}"),
    }
}

fn target(options: &[&str]) -> Target {
    call(options).unwrap().reach.connection.target("h:1").unwrap()
}

#[test]
fn options_of_tls_imply_it() {
    for options in [
        &["--insecure"][..],
        &["--cacert", "ca"],
        &["--cert", "c", "--key", "k"],
        &["--cert", "c.p12"],
        &["--servername", "n"],
        &["--tls-min", "1.3"],
        &["--keylog", "f"],
        &["--no-alpn"],
    ] {
        assert_eq!(target(options).security, Security::Tls, "{options:?}");
        let error = call(&[&["--plaintext"], options].concat()).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{options:?}");
    }
    assert_eq!(target(&[]).security, Security::Automatic);
    assert_eq!(target(&["--plaintext"]).security, Security::Plaintext);
}

#[test]
fn nothing_typed_is_a_target_with_nothing_chosen() {
    assert_eq!(target(&[]), Target::new("h:1"));
    assert!(call(&[]).unwrap().choices.options().is_default());
}

#[test]
fn choices_of_a_connection_go_into_the_target() {
    let chosen = target(&["--proxy", "socks5h://p:1", "--prefix", "/api", "--lb", "round_robin", "--web"]);
    assert_eq!(chosen.proxy, ProxyChoice::Url("socks5h://p:1".to_owned()));
    assert_eq!(chosen.path_prefix.as_deref(), Some("/api"));
    assert_eq!(chosen.load_balancing, LoadBalancing::RoundRobin);
    assert_eq!(chosen.protocol, Protocol::GrpcWeb);
    assert_eq!(target(&["--web=text"]).protocol, Protocol::GrpcWebText);
    assert_eq!(target(&["--proxy", "none"]).proxy, ProxyChoice::Direct);
    let pinged = target(&["--keepalive-time", "10", "--keepalive-timeout", "500ms"]).keepalive;
    let expected =
        Keepalive { time: Duration::from_secs(10), timeout: Duration::from_millis(500), without_calls: false };
    assert_eq!(pinged, Some(expected));
    let tls = target(&["--tls-min", "1.3", "--keylog", "f", "--cert", "c.p12"]).tls;
    assert_eq!((tls.min_version, tls.key_log), (Some(TlsVersion::V1_3), Some("f".into())));
    assert_eq!(tls.client_certificate.unwrap().key, None);
    for wrong in
        [&["--lb", "random"][..], &["--web=xml"], &["--tls-min", "1.1"], &["--key", "k"], &["--keepalive-timeout", "1"]]
    {
        assert!(call(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn choices_of_a_call_go_into_its_options() {
    let typed = [
        "--wait-for-ready",
        "--traceparent",
        "--compress=zstd",
        "--accept-encoding",
        "identity,gzip",
        "--max-send-sz",
        "1k",
        "--max-header-sz",
        "4294967295",
    ];
    let expected = CallOptions {
        wait_for_ready: true,
        traceparent: true,
        compression: Some(Compression::Zstd),
        accepted: Some(vec![Compression::Gzip]),
        max_send_bytes: Some(1024),
        max_header_bytes: Some(u32::MAX),
        ..CallOptions::default()
    };
    assert_eq!(call(&typed).unwrap().choices.options(), expected);
    let nothing = call(&["--accept-encoding", "identity"]).unwrap().choices.options().accepted;
    assert_eq!(nothing, Some(Vec::new()));
    assert!(call(&["--compress", "br"]).is_err() && call(&["--accept-encoding", "gzip,br"]).is_err());
}

#[test]
fn headers_go_where_they_are_meant_to() {
    let metadata = call(&["-H", "a: 1", "--rpc-header", "b:2", "--reflect-header", "c: x:y "]).unwrap().reach.metadata;
    let names = |rows: Vec<Row>| rows.into_iter().map(|row| format!("{}={}", row.key, row.value)).collect::<Vec<_>>();
    assert_eq!(names(metadata.rpc_rows()), ["a=1", "b=2"]);
    assert_eq!(names(metadata.reflection_rows()), ["a=1", "c=x:y"]);
    assert_eq!(call(&["-H", "no colon"]).unwrap_err().exit_code(), 2);
}

#[test]
fn files_replace_reflection_unless_it_is_asked_for() {
    assert!(call(&[]).unwrap().schema.asks_reflection());
    assert!(!call(&["--proto", "a.proto"]).unwrap().schema.asks_reflection());
    assert!(!call(&["--protoset", "a.binpb"]).unwrap().schema.asks_reflection());
    assert!(call(&["--proto", "a.proto", "--reflection"]).unwrap().schema.asks_reflection());
}

#[test]
fn secrets_are_named_by_their_variable() {
    // Cargo sets this one for every test.
    let known = "CARGO_PKG_NAME";
    let auth = |options: &[&str]| call(options).unwrap().reach.auth.auth();
    assert_eq!(auth(&[]).unwrap(), Auth::None);
    assert_eq!(auth(&["--bearer-env", known]).unwrap(), Auth::Bearer { token: Secret::new("farcall") });
    let missing = auth(&["--bearer-env", "FARCALL_NO_SUCH_VARIABLE"]).unwrap_err().lines();
    let words = "error: --bearer-env FARCALL_NO_SUCH_VARIABLE: there is no variable FARCALL_NO_SUCH_VARIABLE in the environment";
    assert_eq!(missing, [words]);
    let no_colon = auth(&["--basic-env", known]).unwrap_err().lines();
    assert_eq!(
        no_colon,
        ["error: --basic-env CARGO_PKG_NAME: the variable CARGO_PKG_NAME does not hold user:password"]
    );
    let oauth = ["--oauth-token-url", "http://t/", "--oauth-client-id", "me", "--oauth-client-secret-env", known];
    match auth(&[&oauth[..], &["--oauth-scope", "a", "--oauth-scope", "b"]].concat()).unwrap() {
        Auth::OAuth2(oauth) => {
            assert_eq!((oauth.client_id.as_str(), oauth.scope.as_str()), ("me", "a b"));
            assert_eq!(oauth.client_secret.reveal(), "farcall");
        }
        other => panic!("{other:?}"),
    }
    for wrong in
        [&["--bearer-env", "A", "--basic-env", "B"][..], &["--oauth-client-id", "x"], &["--oauth-token-url", "u"]]
    {
        assert!(call(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn what_is_dangerous_is_said() {
    let warnings = |options: &[&str]| warnings::of(&target(options));
    assert_eq!(warnings(&["--keepalive-time", "5m"]), [""; 0]);
    let all = warnings(&["--insecure", "--keylog", "keys.log", "--keepalive-time", "10s"]);
    assert_eq!(all.len(), 3);
    for (warning, word) in
        all.iter().zip(["--insecure", "keys.log (--keylog)", "--keepalive-time: Unless set up otherwise"])
    {
        assert!(warning.contains(word), "{warning}");
    }
}

#[test]
fn a_service_config_is_read_from_its_file_and_errors_name_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    let options = ["--service-config", path.to_str().unwrap()];
    let lines = || call(&options).unwrap().reach.connection.target("h:1").unwrap_err().lines();
    let named = |what: &str| format!("error: --service-config {} {what}", path.display());
    assert_eq!(lines().first(), Some(&named("cannot be read")));
    std::fs::write(&path, "{\"methodConfig\": [}").unwrap();
    assert_eq!(lines().first(), Some(&named("cannot be used")));
    std::fs::write(&path, "{\n \"methodConfig\": 3}").unwrap();
    assert_eq!(lines(), [named("cannot be used"), "  2:18 methodConfig: must be an array, not a number".to_owned()]);
    std::fs::write(&path, "{\"methodConfig\": []}").unwrap();
    assert_eq!(target(&options).service_config.as_deref(), Some("{\"methodConfig\": []}"));
}
