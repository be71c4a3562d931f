//! Calls of every kind: where messages come from, how answers are printed, and what limits a call.

use std::{net::TcpListener, time::Duration};

use farcall_tests::{Farcall, sample, write_descriptor_set};

use crate::golden::{Transcript, without_times};

const ORDER: &str = r#"{"id": "ord-1001"}"#;

#[test]
fn answers_are_printed_in_every_format() {
    let server = sample();
    let target = server.addr().to_string();
    let mut session = Transcript::new("formats").hide(&target, "TARGET");
    session.run(&["call", &target, "shop.v1.Orders/GetOrder", "-d", ORDER]).expect_exit(0);
    let positions = ["call", &target, "fleet.v1.Drivers/StreamPositions", "--data", r#"{"count": 2}"#];
    for format in ["json", "ndjson", "hex"] {
        session.run(&[&positions[..], &["--format", format]].concat()).expect_exit(0);
    }
    let text = ["call", &target, "fleet.v1.Drivers/StreamPositions", "-d", "count: 2", "-format", "text"];
    session.run(&text).expect_exit(0);
    let summary = ["call", &target, "fleet.v1.Telemetry/UploadReadings", "--format", "ndjson"];
    session.run(&summary).expect_exit(0);
    session.run(&["call", &target, "shop.v1.Catalogue/GetProduct", "-d", r#"{"sku": "COFF-037"}"#]).expect_exit(0);
    session
        .run(&["call", &target, "shop.v1.Catalogue/GetProduct", "-d", r#"{"sku": "COFF-037"}"#, "--emit-defaults"])
        .expect_exit(0);
    session.check();
}

#[test]
fn messages_come_from_the_command_line_a_file_or_stdin() {
    let server = sample();
    let target = server.addr().to_string();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("order.json");
    std::fs::write(&file, ORDER).unwrap();
    let from_file = format!("@{}", file.display());
    let call =
        |method: &str, more: &[&str]| Farcall::new(["call", target.as_str(), method, "--format", "ndjson"]).args(more);
    let by_word = call("shop.v1.Orders/GetOrder", &["-d", ORDER]).run().expect_exit(0).stdout;
    assert!(by_word.contains("ord-1001"), "{by_word}");
    assert_eq!(call("shop.v1.Orders.GetOrder", &["-d", &from_file]).run().expect_exit(0).stdout, by_word);
    assert_eq!(call("/shop.v1.Orders/GetOrder", &["-d", "@"]).stdin(ORDER).run().expect_exit(0).stdout, by_word);

    let readings = r#"{"vanId": "a"}{"vanId": "b"} {"vanId": "c"}"#;
    for upload in [
        call("fleet.v1.Telemetry/UploadReadings", &["-d", readings]),
        call("fleet.v1.Telemetry/UploadReadings", &["-d", "@"]).stdin(readings),
    ] {
        assert!(upload.run().expect_exit(0).stdout.contains(r#""accepted":"3""#));
    }
    let text = "van_id: \"a\"\n\u{1e}van_id: \"b\"";
    let by_text = Farcall::new(["call", &target, "fleet.v1.Telemetry/UploadReadings", "--format", "text", "-d", text]);
    assert!(by_text.run().expect_exit(0).stdout.contains("accepted: 2\n"));
}

#[test]
fn only_messages_that_match_are_printed_and_counted() {
    let server = sample();
    let target = server.addr().to_string();
    let positions =
        ["call", &target, "fleet.v1.Drivers/StreamPositions", "-d", r#"{"count": 20}"#, "--format", "ndjson"];
    let filtered = |filter: &str| Farcall::new(positions).args(["--filter", filter]).run();
    let some = filtered("sequence > 17 and driver_id starts DRV").expect_exit(0);
    assert_eq!(some.stdout.lines().count(), 3, "{some:?}");
    assert!(some.stdout.contains(r#""sequence":"18""#) && some.stderr.contains("3 of 20 messages matched"), "{some:?}");
    let none = filtered("no such words").expect_exit(0);
    assert!(none.stdout.is_empty() && none.stderr.contains("0 of 20 messages matched"), "{none:?}");
    let wrong = filtered("seqence > 17").expect_exit(2);
    let said = "--filter: no field \"seqence\" in DriverPosition; did you mean sequence?\n  seqence > 17\n  ^^^^^^^\n";
    assert!(wrong.stderr.contains(said), "{wrong:?}");
}

#[test]
fn messages_are_sent_at_a_pace_and_as_often_as_asked() {
    let server = sample();
    let target = server.addr().to_string();
    let call = |method: &str, more: &[&str]| Farcall::new(["call", target.as_str(), method]).args(more);
    let readings = r#"{"vanId": "a"}{"vanId": "b"}"#;
    let upload = "fleet.v1.Telemetry/UploadReadings";
    let pace = ["-d", readings, "--send-every", "20ms", "--send-times", "3", "--events"];
    let events = call(upload, &pace).run().expect_exit(0).json();
    let sent: Vec<f64> = events
        .iter()
        .filter(|event| event["event"] == "request_sent")
        .map(|event| event["at_ms"].as_f64().unwrap())
        .collect();
    assert_eq!(sent.len(), 6);
    assert!(sent[5] - sent[0] >= 60.0, "five pauses of 20 ms, and the clock of the machine: {sent:?}");
    let piped = call(upload, &["-d", "@", "--send-every", "5ms", "--format", "ndjson"]).stdin(readings);
    assert!(piped.run().expect_exit(0).stdout.contains(r#""accepted":"2""#));

    let one = call("shop.v1.Orders/GetOrder", &["-d", ORDER, "--send-every", "1s"]).run().expect_exit(2);
    assert!(one.stderr.contains("takes one message; --send-every is for methods that take many"), "{one:?}");
    call(upload, &["--send-times", "2"]).run().expect_exit(2);
}

#[test]
fn without_data_one_empty_message_goes_out_or_none() {
    let server = sample();
    let target = server.addr().to_string();
    let sent = |method: &str| {
        let events = Farcall::new(["call", target.as_str(), method, "--events"]).run().expect_exit(0).json();
        events.iter().filter(|event| event["event"] == "request_sent").count()
    };
    assert_eq!(sent("shop.v1.Catalogue/ListCategories"), 1);
    assert_eq!(sent("fleet.v1.Drivers/StreamPositions"), 1);
    assert_eq!(sent("fleet.v1.Telemetry/UploadReadings"), 0);
    assert_eq!(sent("fleet.v1.Drivers/Track"), 0);
}

#[test]
fn unknown_fields_are_refused_unless_they_are_allowed() {
    let server = sample();
    let target = server.addr().to_string();
    let call = ["call", &target, "shop.v1.Orders/GetOrder", "-d", r#"{"id": "ord-1001", "nope": {"x": [1]}}"#];
    let refused = Farcall::new(call).run().expect_exit(1);
    assert!(refused.stderr.contains(r#"1:20 unknown field "nope" in shop.v1.GetOrderRequest"#), "{refused:?}");
    Farcall::new(call).arg("--allow-unknown-fields").run().expect_exit(0);
}

#[test]
fn a_call_by_files_asks_no_reflection() {
    let server = farcall_tests::sample_with(farcall_proto_samples::SampleOptions {
        reflection_v1: false,
        reflection_v1alpha: false,
        ..Default::default()
    });
    let target = server.addr().to_string();
    let folder = tempfile::tempdir().unwrap();
    let set = write_descriptor_set(folder.path());
    let protos = farcall_tests::protos();
    let orders = protos.join("shop/v1/orders.proto");
    let call = ["call", &target, "shop.v1.Orders/GetOrder", "-d", ORDER];
    Farcall::new(call).arg("--protoset").arg(&set).run().expect_exit(0);
    Farcall::new(call).arg("--proto").arg(&orders).arg("-I").arg(&protos).run().expect_exit(0);
}

#[test]
fn a_deadline_ends_the_call() {
    let server = sample();
    let target = server.addr().to_string();
    for option in ["--timeout", "-max-time", "--max-time"] {
        for (stall, received) in [("POINT_BEFORE_HEADERS", 0), ("POINT_AFTER_MESSAGES", 1)] {
            let data = format!(r#"{{"point": "{stall}"}}"#);
            let call = ["call", &target, "samples.v1.Faults/StallServerStream", "-d", &data, option, "400ms"];
            let ended = Farcall::new(call).time_limit(Duration::from_secs(20)).run().expect_exit(68);
            let words = format!("DEADLINE_EXCEEDED (4): No final status within 400 ms · {received} message");
            assert!(ended.last_error_line().starts_with(&words), "{ended:?}");
        }
    }
}

#[test]
fn a_silent_server_is_given_up_after_the_connect_timeout() {
    // It takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = silent.local_addr().unwrap().to_string();
    for command in [&["list", &target][..], &["health", &target], &["call", &target, "a.B/C"]] {
        let ended = Farcall::new(command).args(["--connect-timeout", "300ms"]).time_limit(Duration::from_secs(9)).run();
        let ended = ended.expect_exit(78);
        assert!(ended.last_error_line().starts_with("UNAVAILABLE (14): "), "{ended:?}");
    }
}

#[test]
fn a_message_over_the_limit_names_the_option_that_raises_it() {
    let server = sample();
    let target = server.addr().to_string();
    let call = ["call", &target, "samples.v1.Faults/BigMessage", "-d", r#"{"size": 70000}"#];
    for limit in ["64k", "65536", "64KiB"] {
        let ended = Farcall::new(call).args(["--max-msg-sz", limit]).run().expect_exit(72);
        assert!(ended.last_error_line().contains("64 KiB"), "{ended:?}");
        assert!(ended.stderr.contains("--max-msg-sz"), "{ended:?}");
    }
    Farcall::new(call).args(["-max-msg-sz", "1MiB"]).run().expect_exit(0);
}

#[test]
fn verbose_tells_where_the_call_goes_and_keeps_secrets() {
    let server = sample();
    let target = server.addr().to_string();
    let arguments = [
        "call",
        &target,
        "samples.v1.Faults/EchoMetadataServerStream",
        "-v",
        "-H",
        "authorization: Bearer hush",
        "-H",
        "x-plain: seen",
        "--format",
        "ndjson",
        "-d",
        r#"{"headers": [{"key": "h", "text": "1"}], "trailers": [{"key": "t-bin", "binary": "AQID"}]}"#,
    ];
    let mut ended = Farcall::new(arguments).run().expect_exit(0);
    assert!(!ended.stderr.contains("hush"), "{}", ended.stderr);
    ended.stdout.clear();
    ended.stderr =
        without_times(&ended.stderr).lines().filter(|line| !line.contains("  date: ")).collect::<Vec<_>>().join("\n");
    let mut session = Transcript::new("verbose").hide(&target, "TARGET").hide(env!("CARGO_PKG_VERSION"), "VERSION");
    session.note(&arguments, ended);
    session.check();
}
