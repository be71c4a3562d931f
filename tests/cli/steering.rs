//! Streams that are steered from the terminal: on each reply, by a script, read slowly; also in saved requests.

use std::fs;

use farcall_tests::{Farcall, sample};
use serde_json::{Value, json};

const TRACK: &str = "fleet.v1.Drivers/Track";
const TWO: &str = r#"{"ping": {"text": "one"}} {"ping": {"text": "two"}}"#;

/// The events of a call by name, with the text of a ping or pong.
fn story(lines: &[&str]) -> Vec<String> {
    let told = lines.iter().map(|line| {
        let event: Value = serde_json::from_str(line).unwrap();
        let text = event["json"]["ping"]["text"].as_str().or(event["json"]["pong"]["text"].as_str());
        match (event["event"].as_str().unwrap(), text) {
            ("request_sent", Some(text)) => format!("> {text}"),
            ("message", Some(text)) => format!("< {text}"),
            (other, _) => other.to_owned(),
        }
    });
    told.filter(|told| !matches!(told.as_str(), "started" | "opened" | "headers")).collect()
}

fn call(target: &str, more: &[&str]) -> Farcall {
    Farcall::new(["call", target, TRACK, "-d", TWO, "--events"]).args(more)
}

#[test]
fn messages_go_out_on_each_reply_several_times_over() {
    let server = sample();
    let ended = call(&server.addr().to_string(), &["--send-on-reply", "--send-times", "2"]).run().expect_exit(0);
    let told = story(&ended.lines());
    assert_eq!(told[..7], ["> one", "< one", "> two", "< two", "> one", "< one", "> two"]);
    assert_eq!(told.last().map(String::as_str), Some("finished"));
}

#[test]
fn a_script_holds_a_conversation_and_says_which_step_failed() {
    let server = sample();
    let target = server.addr().to_string();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("chat.txt");
    let script = |lines: &str| {
        fs::write(&file, lines).unwrap();
        call(&target, &["--script"]).arg(&file).run()
    };
    let name = file.display().to_string();

    let done = script(
        "# a question and its answer\nsend 2\nwait for message within 10s where pong.text = \"two\"\nsend 1\n\
         wait for message within 10s\nhalf-close\nwait for end within 10s\n",
    );
    let told = story(&done.expect_exit(0).lines());
    assert_eq!(told, ["> two", "< two", "> one", "< one", "half_closed", "finished"]);

    let cancelled = script("send 1\nwait for message within 10s\ncancel\n").expect_exit(65);
    assert_eq!(story(&cancelled.lines()), ["> one", "< one", "finished"]);

    let empty = script("\n# nothing\n").expect_exit(1);
    assert!(empty.stderr.contains(&format!("{name} has no step")), "{empty:?}");

    let failed = script("send 1\nwait for message within 200ms where pong.text = \"two\"\n").expect_exit(1);
    let step = format!("error: {name}:2 `wait for message within 200ms where pong.text = \"two\"`");
    assert!(failed.stderr.contains(&step), "{failed:?}");
    assert!(failed.stderr.contains("No message matched within 200 ms; 1 came"), "{failed:?}");

    let wrong = script("send 3\nwait for message where pong.txt = 1\n").expect_exit(1);
    assert!(wrong.stderr.contains(&format!("{name}:1:6 There are 2 messages, and no number 3")), "{wrong:?}");
    assert!(wrong.stderr.contains(&format!("{name}:2:29 no field \"txt\" in Pong")), "{wrong:?}");
    assert_eq!(wrong.lines().len(), 1, "no call is made: {wrong:?}");
}

#[test]
fn a_call_that_ends_before_its_script_fails_the_script_unless_its_status_says_more() {
    let server = sample();
    let target = server.addr().to_string();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("chat.txt");
    fs::write(&file, "send 1\nhalf-close\nwait for 2 messages\n").unwrap();
    let ended = call(&target, &["--script"]).arg(&file).run().expect_exit(1);
    assert!(ended.stderr.contains("The call ended before. 1 of 2 messages came"), "{ended:?}");
    let ended = call(&target, &["--timeout", "300ms", "--script"]);
    fs::write(&file, "send 1\nwait for 2 messages\n").unwrap();
    let ended = ended.arg(&file).run().expect_exit(68);
    assert!(ended.lines().last().unwrap().contains("DEADLINE_EXCEEDED"), "{ended:?}");
}

#[test]
fn what_makes_no_sense_together_is_wrong_usage() {
    for arguments in [
        &["--send-on-reply", "--send-every", "1s"][..],
        &["--send-times", "2"],
        &["--send-every", "1s", "--send-times", "0"],
        &["--send-on-reply", "--script", "x"],
        &["--read-rate", "fast"],
    ] {
        call("localhost:1", arguments).run().expect_exit(2);
    }
}

#[test]
fn a_stream_is_read_no_faster_than_asked_and_loses_nothing() {
    let server = sample();
    let target = server.addr().to_string();
    let data = r#"{"message": {"stringValue": "x"}, "count": 20}"#;
    let call = ["call", &target, "samples.v1.Everything/EchoServerStream", "-d", data, "--events", "--read-rate"];
    let ended = Farcall::new(call).arg("200/s").run().expect_exit(0);
    let messages = |ended: &farcall_tests::Ended| -> Vec<f64> {
        let events = ended.json().into_iter().filter(|event| event["event"] == "message");
        events.filter_map(|event| event["at_ms"].as_f64()).collect()
    };
    let times = messages(&ended);
    assert_eq!(times.len(), 20);
    // Nineteen gaps of 5 ms, less what a reader who was late may catch up on.
    assert!(times[19] - times[0] >= 40.0, "{times:?}");
    let stalled = Farcall::new(call).args(["0", "--timeout", "300ms"]).run().expect_exit(68);
    assert_eq!(messages(&stalled).len(), 0);
}

#[test]
fn a_saved_request_goes_out_as_it_was_saved() {
    let server = sample();
    let folder = tempfile::tempdir().unwrap();
    let mut request = json!({
        "format": 1,
        "name": "A conversation",
        "method": TRACK,
        "target": { "address": server.addr().to_string() },
        "timeout_ms": 20_000,
        "options": { "read_rate": "100/s" },
        "messages": [{ "json": { "ping": { "text": "one" } } }, { "json": { "ping": { "text": "two" } } }],
        "sending": { "way": "scripted", "script": ["send 2", "wait for message where pong.text = \"two\"", "half-close"] },
    });
    let file = folder.path().join("conversation.json");
    let run = |request: &Value| {
        fs::write(&file, request.to_string()).unwrap();
        Farcall::new(["run", "-v"]).arg(&file).run()
    };
    let ended = run(&request).expect_exit(0);
    assert!(ended.stderr.contains("two") && !ended.stderr.contains("one"), "{ended:?}");

    request["sending"] = json!({ "way": "paced", "cadence": { "on_reply": true, "times": 2 } });
    let ended = run(&request).expect_exit(0);
    assert_eq!(ended.stderr.matches("\"two\"").count(), 2, "{ended:?}");

    request["sending"] = json!({ "way": "scripted", "script": ["send 1", "wait for 2 messages within 200ms"] });
    let ended = run(&request).expect_exit(1);
    assert!(ended.stdout.contains("`wait for 2 messages within 200ms`"), "{ended:?}");
    assert!(ended.stdout.contains("1 of 2 messages came within 200 ms"), "{ended:?}");

    request["sending"]["script"] = json!(["send 9"]);
    assert!(run(&request).expect_exit(1).stdout.contains("script:1:6 There are 2 messages, and no number 9"));
}
