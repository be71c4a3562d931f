//! Options of a call and of a connection: what each does to the call, and what is said of it.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    thread,
    time::Duration,
};

use farcall_proto_samples::SampleOptions;
use farcall_tests::{Ended, Farcall, sample, sample_with};
use serde_json::{Value, json};

fn call(target: &str, options: &[&str]) -> Farcall {
    Farcall::new(["call", target, "shop.v1.Catalogue/ListCategories"]).args(options)
}

#[test]
fn what_is_dangerous_is_said_before_the_call() {
    let server = sample();
    let target = server.addr().to_string();
    let often = call(&target, &["--keepalive-time", "15s"]).run().expect_exit(0);
    assert!(often.stderr.starts_with("warning: --keepalive-time: "), "{often:?}");
    let seldom = call(&target, &["--keepalive-time", "5m", "--keepalive-timeout", "5s"]).run().expect_exit(0);
    assert_eq!(seldom.stderr, "");
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys.log");
    let logged = call(&target, &["--keylog", keys.to_str().unwrap()]).run().expect_exit(78);
    let words = format!("warning: the secrets of TLS are written to {} (--keylog)", keys.display());
    assert!(logged.stderr.starts_with(&words), "{logged:?}");
}

#[test]
fn a_service_config_that_cannot_be_used_is_named_by_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("retry.json");
    let run = || call("127.0.0.1:1", &["--service-config", path.to_str().unwrap()]).run().expect_exit(1);
    let named = |what: &str| format!("error: --service-config {} {what}", path.display());
    assert!(run().stderr.starts_with(&named("cannot be read")));
    fs::write(&path, "{\"methodConfig\": [}").unwrap();
    let unusable = run();
    assert!(
        unusable.stderr.starts_with(&named("cannot be used")) && unusable.stderr.contains("  1:19 "),
        "{unusable:?}"
    );
}

#[test]
fn a_secret_that_is_not_there_is_named_by_its_variable() {
    for (options, variable) in [
        (&["--bearer-env", "FARCALL_TEST_TOKEN"][..], "FARCALL_TEST_TOKEN"),
        (&["--basic-env", "FARCALL_TEST_PAIR"], "FARCALL_TEST_PAIR"),
        (
            &[
                "--oauth-token-url",
                "http://127.0.0.1:1/",
                "--oauth-client-id",
                "me",
                "--oauth-client-secret-env",
                "FARCALL_TEST_KEY",
            ],
            "FARCALL_TEST_KEY",
        ),
        (&["--cert", "x.p12", "--cert-password-env", "FARCALL_TEST_PASSWORD"], "FARCALL_TEST_PASSWORD"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("x.p12"), "").unwrap();
        let missing = call("127.0.0.1:1", options).folder(folder.path()).run().expect_exit(1);
        let words = format!("there is no variable {variable} in the environment");
        assert!(missing.stderr.contains(&words), "{missing:?}");
    }
    let no_pair = call("127.0.0.1:1", &["--basic-env", "FARCALL_TEST_PAIR"]).env("FARCALL_TEST_PAIR", "hush");
    let no_pair = no_pair.run().expect_exit(1);
    assert!(no_pair.stderr.contains("does not hold user:password") && !no_pair.stderr.contains("hush"), "{no_pair:?}");
}

fn save(folder: &Path, name: &str, request: &serde_json::Value) {
    fs::create_dir_all(folder.join("requests")).unwrap();
    fs::write(folder.join("requests").join(name), request.to_string()).unwrap();
}

#[test]
fn a_saved_request_asks_for_the_secrets_it_was_saved_without() {
    let server = sample();
    let folder = tempfile::tempdir().unwrap();
    let request = serde_json::json!({
        "format": 1,
        "name": "Guarded",
        "method": "shop.v1.Catalogue/ListCategories",
        "target": { "address": server.addr().to_string() },
        "messages": [{ "json": {} }],
        "options": { "auth": { "bearer": { "token": "" } } },
    });
    save(folder.path(), "guarded.json", &request);
    let run = |options: &[&str]| -> Ended {
        Farcall::new(["run"]).arg(folder.path()).args(options).env("TOKEN", "hush").run()
    };
    let missing = run(&[]).expect_exit(1);
    assert!(
        missing.stdout.contains("The bearer token is not in the file (") && missing.stdout.contains("--token-env"),
        "{missing:?}"
    );
    let given = run(&["--token-env", "TOKEN"]).expect_exit(0);
    assert!(!format!("{given:?}").contains("hush"), "{given:?}");
}

fn events(target: &str, method: &str, options: &[&str], exit: i32) -> Vec<Value> {
    Farcall::new(["call", target, method, "--events"]).args(options).run().expect_exit(exit).json()
}

fn event<'a>(events: &'a [Value], name: &str) -> &'a Value {
    events.iter().find(|event| event["event"] == name).unwrap_or_else(|| panic!("no {name} in {events:?}"))
}

fn sent_header(events: &[Value], key: &str) -> Option<String> {
    let rows = event(events, "opened")["request_headers"].as_array().unwrap();
    rows.iter().find(|row| row[0] == key).map(|row| row[1].as_str().unwrap().to_owned())
}

#[test]
fn messages_are_compressed_and_the_record_says_so() {
    let server = sample();
    let target = server.addr().to_string();
    let long = format!(r#"{{"vanId": "{}"}}"#, "a".repeat(2000));
    let call = ["-d", long.as_str(), "--accept-encoding", "gzip", "--compress", "gzip"];
    let all = events(&target, "fleet.v1.Telemetry/UploadReadings", &call, 0);
    assert_eq!(sent_header(&all, "grpc-encoding").as_deref(), Some("gzip"));
    let accepted = sent_header(&all, "grpc-accept-encoding").unwrap();
    assert!(accepted.contains("gzip") && !accepted.contains("deflate"), "{accepted}");
    let sent = event(&all, "request_sent");
    assert_eq!(sent["compressed"], true);
    assert!(sent["wire_bytes"].as_u64() < Some(200) && sent["bytes"].as_u64() > Some(2000), "{sent}");
    let plain =
        events(&target, "fleet.v1.Telemetry/UploadReadings", &["-d", &long, "--accept-encoding", "identity"], 0);
    assert_eq!(
        (sent_header(&plain, "grpc-encoding"), &event(&plain, "request_sent")["compressed"]),
        (None, &json!(false))
    );
    let told =
        Farcall::new(["call", &target, "fleet.v1.Telemetry/UploadReadings", "-v"]).args(call).run().expect_exit(0);
    assert!(told.stderr.contains("Sent: 1 message, 2.0 KiB; compressed: "), "{told:?}");
}

#[test]
fn a_request_over_the_limit_is_not_sent() {
    let server = sample();
    let call = ["-d", r#"{"vanId": "a van with a name"}"#, "--max-send-sz", "8"];
    let all = events(&server.addr().to_string(), "fleet.v1.Telemetry/UploadReadings", &call, 72);
    let finished = event(&all, "finished");
    assert_eq!((&finished["code"], &finished["origin"]), (&json!(8), &json!("local")));
    assert!(finished["hint"].as_str().unwrap().contains("--max-send-sz"), "{finished}");
}

#[test]
fn who_calls_is_proved_on_the_call_and_on_the_way_to_it() {
    let guarded = |value: &str| {
        let required_metadata = Some(("authorization".to_owned(), value.to_owned()));
        sample_with(SampleOptions { required_metadata, ..SampleOptions::default() })
    };
    let bearer = guarded("Bearer hush");
    let target = bearer.addr().to_string();
    call(&target, &[]).run().expect_exit(1);
    for command in
        [&["list", &target][..], &["describe", &target, "shop.v1.Order"], &["health", &target], &["probe", &target]]
    {
        let asked = Farcall::new(command).args(["--bearer-env", "TOKEN"]).env("TOKEN", "hush").run().expect_exit(0);
        assert!(!format!("{asked:?}").contains("hush"), "{asked:?}");
    }
    let traced =
        call(&target, &["--bearer-env", "TOKEN", "-v", "--traceparent"]).env("TOKEN", "hush").run().expect_exit(0);
    assert!(traced.stderr.contains("  authorization: ***") && !traced.stderr.contains("hush"), "{traced:?}");
    assert!(traced.stderr.contains("  traceparent: 00-"), "{traced:?}");
    let basic = guarded("Basic bWU6aHVzaA==");
    let by_pair = call(&basic.addr().to_string(), &["--basic-env", "PAIR"]).env("PAIR", "me:hush").run();
    by_pair.expect_exit(0);
}

#[test]
fn attempts_by_a_service_config_are_told() {
    let server = sample();
    let target = server.addr().to_string();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("retry.json");
    let retry = json!({
        "maxAttempts": 3, "initialBackoff": "0.01s", "maxBackoff": "0.05s", "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE"],
    });
    fs::write(&path, json!({ "methodConfig": [{ "name": [{}], "retryPolicy": retry }] }).to_string()).unwrap();
    let options = ["-d", r#"{"code": 14, "message": "not now"}"#, "--service-config", path.to_str().unwrap()];
    let all = events(&target, "samples.v1.Faults/FailWith", &options, 78);
    let failed: Vec<&Value> = all.iter().filter(|event| event["event"] == "attempt_failed").collect();
    assert_eq!(failed.len(), 2);
    assert_eq!((&failed[0]["attempt"], &failed[0]["message"]), (&json!(1), &json!("not now")));
    assert_eq!(event(&all, "finished")["attempts"], 3);

    let request = json!({
        "format": 1,
        "name": "Retried",
        "method": "samples.v1.Faults/FailWith",
        "target": { "address": target, "service_config": fs::read_to_string(&path).unwrap() },
        "messages": [{ "json": { "code": 14, "message": "not now" } }],
        "expected_status": "UNAVAILABLE",
    });
    save(folder.path(), "retried.json", &request);
    let run = Farcall::new(["run"]).arg(folder.path().join("requests")).run().expect_exit(0);
    assert!(run.stderr.contains("note: Attempt 2 failed: UNAVAILABLE (14): not now · Sent again after "), "{run:?}");
    assert!(run.stdout.contains(", 3 attempts: UNAVAILABLE (14)"), "{run:?}");
}

#[test]
fn a_proxy_of_the_environment_is_named_once_and_may_be_passed_by() {
    let server = sample();
    let local = server.addr().to_string();
    // Loopback needs no proxy; a name that the proxy alone knows does.
    let target = local.replace("127.0.0.1", "farcall.test");
    let proxy = connect_proxy();
    let plain = |options: &[&str]| call(&target, &[&["--plaintext"], options].concat());
    let by_proxy = |options: &[&str]| plain(options).env("HTTPS_PROXY", &proxy).run().expect_exit(0);
    let note = format!("note: by proxy {proxy} (HTTPS_PROXY)");
    let told = by_proxy(&[]);
    assert_eq!(told.stderr.lines().filter(|line| **line == note).count(), 1, "{told:?}");
    let verbose = by_proxy(&["-v"]);
    assert!(verbose.stderr.contains(&format!("\nProxy: {proxy} (HTTPS_PROXY)\n")), "{verbose:?}");
    let listed = Farcall::new(["list", &target, "--plaintext"]).env("HTTPS_PROXY", &proxy).run().expect_exit(0);
    assert_eq!(listed.stderr.trim_end(), note);
    let told = by_proxy(&["--events"]).json();
    assert_eq!(event(&told, "opened")["peer"]["proxy"], format!("{proxy} (HTTPS_PROXY)"));
    assert_eq!(call(&local, &[]).env("HTTPS_PROXY", &proxy).run().expect_exit(0).stderr, "");
    for spared in [plain(&["--proxy", "none"]), plain(&[]).env("NO_PROXY", "farcall.test")] {
        let unknown = spared.env("HTTPS_PROXY", &proxy).run().expect_exit(78);
        assert!(unknown.last_error_line().contains("Can't find host \"farcall.test\""), "{unknown:?}");
    }
    let chosen = plain(&["--proxy", &proxy]).run().expect_exit(0);
    assert_eq!(chosen.stderr.trim_end(), format!("note: by proxy {proxy}"));

    let probed = Farcall::new(["probe", &target, "--plaintext", "--format", "json"])
        .env("HTTPS_PROXY", &proxy)
        .run()
        .expect_exit(0);
    let step = probed.json().into_iter().find(|step| step["step"] == "proxy").unwrap();
    assert_eq!((&step["ok"], &step["text"]), (&json!(true), &json!(format!("{proxy} (HTTPS_PROXY)"))));
    let dead = Farcall::new(["probe", &target, "--plaintext", "--format", "json"])
        .env("HTTPS_PROXY", "http://127.0.0.1:1")
        .run();
    let dead = dead.expect_exit(1).json();
    assert_eq!(dead.iter().find(|step| step["ok"] == false).unwrap()["step"], "proxy", "{dead:?}");
}

/// An HTTP proxy that leads to the port asked for, on this machine whatever the name; it serves until the test ends.
fn connect_proxy() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for client in listener.incoming() {
            thread::spawn(move || client.and_then(|client| lead(&client)));
        }
    });
    url
}

fn lead(client: &TcpStream) -> io::Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let asked = first.split(' ').nth(1).unwrap_or_default();
    let port = asked.rsplit(':').next().and_then(|port| port.parse().ok()).unwrap_or_default();
    let server = TcpStream::connect(("127.0.0.1", port))?;
    (&mut &*client).write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    let (mut from_server, mut to_client) = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || io::copy(&mut from_server, &mut to_client));
    io::copy(&mut reader, &mut &server).map(drop)
}

/// A gateway that answers every request with this status, without a service behind it.
fn gateway(status: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for client in listener.incoming().take(4) {
            let mut client = client.unwrap();
            let _ = client.set_read_timeout(Some(Duration::from_secs(10)));
            let mut lines = BufReader::new(client.try_clone().unwrap()).lines();
            while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
            let head = "server: nginx\r\ncontent-type: text/html\r\nconnection: close";
            let page = format!("<h1>{status}</h1><hr><center>nginx</center>");
            let _ = client.write_all(format!("HTTP/1.1 {status}\r\n{head}\r\n\r\n{page}").as_bytes());
        }
    });
    target
}

#[test]
fn a_gateway_in_place_of_the_service_is_named_where_the_schema_is_asked_for() {
    let dead = call(&gateway("502 Bad Gateway"), &["--web"]).run().expect_exit(78);
    assert!(dead.stderr.starts_with("note: Answered by nginx, not by the service"), "{dead:?}");
    assert_eq!(dead.stderr.lines().count(), 2, "{dead:?}");
    let shut = call(&gateway("401 Unauthorized"), &["--web"]).run().expect_exit(1);
    assert!(shut.stderr.contains("  Answered by nginx, not by the service"), "{shut:?}");
    assert!(shut.stderr.contains("hint: Say who you are: --bearer-env"), "{shut:?}");
}

#[test]
fn a_call_that_waits_for_ready_outlasts_a_server_that_is_not_there_yet() {
    let folder = tempfile::tempdir().unwrap();
    let set = farcall_tests::write_descriptor_set(folder.path());
    // By reflection too: it must not be what fails in the call's place.
    for schema in [&["--protoset", set.to_str().unwrap()][..], &[]] {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let target = free.to_string();
        let waiting = call(&target, &["--wait-for-ready", "--timeout", "30s"]).args(schema).start();
        thread::sleep(Duration::from_millis(300));
        let server = Farcall::new(["sample-server", "--listen", &target]).start();
        waiting.finish(Duration::from_secs(40)).expect_exit(0);
        drop(server);
        let never = call("127.0.0.1:1", &["--wait-for-ready", "--timeout", "200ms"]).args(schema).run().expect_exit(68);
        assert!(never.stderr.contains("No connection within 200 ms · Can't reach 127.0.0.1:1"), "{never:?}");
    }
    let impatient = call("127.0.0.1:1", &["--protoset", set.to_str().unwrap()]).run();
    impatient.expect_exit(78);
}
