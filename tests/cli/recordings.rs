//! Recordings in the terminal: a call written to a file, exported, replayed, and files that are cut short or no recordings.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use farcall_core::{call::CallLog, recording::Recording, transport::WindowLine};
use farcall_tests::{Ended, Farcall, binary, repository, sample};
use serde_json::Value;

use crate::golden::Transcript;

const SOON: Duration = Duration::from_secs(20);
const TRACK: &str = "fleet.v1.Drivers/Track";
const CONVERSATION: &str =
    r#"{"ping":{"text":"hello"}} {"subscribe":{"driver_id":"drv-1","interval":"0.01s","count":2}}"#;

/// The file of version 1, which is never written again.
fn golden() -> PathBuf {
    repository().join("tests/cli/recordings/v1.fcrec")
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }
}

fn events(ended: &Ended) -> Vec<Value> {
    ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_recording_of_version_1_is_exported_as_ever() {
    let file = golden().display().to_string();
    let mut session = Transcript::new("recording").hide(&file, "v1.fcrec");
    session.run(&["export", &file]).expect_exit(0);
    session.run(&["export", &file, "--format", "json", "--proto-names"]).expect_exit(0);
    session.check();
    let folder = Folder::new();
    for (format, side) in [("delimited", "sent"), ("delimited", "received"), ("binlog", "received")] {
        let out = folder.path(side);
        let args = ["export", &file, "--format", format, "--side", side, "-o", &out];
        let ended = Farcall::new(args).run().expect_exit(0);
        assert!(ended.stderr.starts_with("Wrote ") && fs::metadata(&out).unwrap().len() > 20, "{ended:?}");
    }
    assert_eq!(fs::read(folder.path("sent")).unwrap()[0], 9, "the first request has nine bytes");
}

#[test]
fn a_call_is_recorded_without_its_secrets_and_replayed() {
    let server = sample();
    let (at, folder) = (server.addr().to_string(), Folder::new());
    let file = folder.path("a.fcrec");
    let call = ["call", &at, TRACK, "-d", CONVERSATION, "--format", "ndjson", "-H", "authorization: Bearer hunter2"];
    let ended = Farcall::new(call).args(["--record", &file]).run().expect_exit(0);
    assert!(ended.stderr.contains("Recorded 7 messages, "), "{ended:?}");
    let bytes = fs::read(&file).unwrap();
    assert!(!bytes.windows(7).any(|window| window == b"hunter2"));

    let exported = events(&Farcall::new(["export", &file]).run().expect_exit(0));
    let responses: Vec<&Value> = exported.iter().filter(|event| event["event"] == "message").collect();
    let printed: Vec<Value> = ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(responses.iter().map(|event| event["json"].clone()).collect::<Vec<_>>(), printed);

    let replay = |more: &[&str]| {
        Farcall::new([&["replay", &file, "--pace", "at-once"], more].concat()).env("FARCALL_SECRET_AUTHORIZATION", "x")
    };
    let refused = Farcall::new(["replay", &file]).run().expect_exit(1);
    assert!(refused.stderr.contains("Set FARCALL_SECRET_AUTHORIZATION"), "{refused:?}");
    let differs = replay(&[]).run().expect_exit(1);
    assert!(differs.stdout.starts_with("response 1: ~ pong.time: "), "{differs:?}");
    assert!(differs.stderr.contains("1 of 5 responses differ: 1 changed"), "{differs:?}");
    let same = replay(&["--ignore", "**.time"]).run().expect_exit(0);
    assert_eq!(same.stdout, "");
    assert!(same.stderr.contains("The same status: OK (0)\n5 responses, no difference"), "{same:?}");
    let given = ["replay", &file, &at, "--ignore", "**.time", "-H", "authorization: Bearer y"];
    Farcall::new(given).run().expect_exit(0);
    let nobody = replay(&["127.0.0.1:1", "--format", "json"]).run().expect_exit(1);
    let told = events(&nobody);
    assert_eq!((told.len(), &told[0]["kind"], &told[5]["right"]["code"]), (6, &"missing".into(), &14.into()));
}

#[test]
fn the_frames_of_a_recorded_call_are_in_its_file_and_exports_are_as_ever() {
    let server = sample();
    let (at, folder) = (server.addr().to_string(), Folder::new());
    let file = folder.path("a.fcrec");
    let call = ["call", &at, TRACK, "-d", CONVERSATION, "--format", "ndjson", "--record", &file];
    let frames_of = || {
        let recording = Recording::open(Path::new(&file), CallLog::default(), &mut |_| true).unwrap().unwrap();
        assert!(recording.notes().is_empty(), "{:?}", recording.notes());
        recording.log.frames()
    };
    Farcall::new(call).run().expect_exit(0);
    assert!(frames_of().is_none(), "nobody asked");
    let ended = Farcall::new(call).arg("--frames").run().expect_exit(0);
    let frames = frames_of().unwrap();
    let summary = frames.summary();
    assert!(ended.stderr.contains(&format!("Frames: {} frames", summary.rows)), "{summary:?} and {ended:?}");
    let ends = frames
        .frames(0..summary.rows)
        .into_iter()
        .filter(|frame| frame.flag_names().contains(&"END_STREAM".to_owned()));
    assert_eq!(ends.count(), 2, "the half-close and the trailers");
    assert!(!frames.history().line(WindowLine::SendStream).is_empty() && !frames.marks().is_empty());
    let exported = events(&Farcall::new(["export", &file]).run().expect_exit(0));
    assert_eq!(exported.iter().filter(|event| event["event"] == "message").count(), 5);
}

#[test]
fn secrets_are_recorded_where_that_is_asked_for() {
    let server = sample();
    let (at, folder) = (server.addr().to_string(), Folder::new());
    let file = folder.path("a.fcrec");
    let call = ["call", &at, "shop.v1.Orders/GetOrder", "-d", r#"{"id": "ord-1001"}"#, "-H", "x-api-key: hunter2"];
    Farcall::new(call).args(["--record", &file, "--record-secrets"]).run().expect_exit(0);
    let exported = Farcall::new(["export", &file]).run().expect_exit(0);
    assert!(!exported.stdout.contains("hunter2"), "what is printed shows no secret");
    Farcall::new(["replay", &file]).run().expect_exit(0);
    let alone = Farcall::new(call).arg("--record-secrets").run().expect_exit(2);
    assert!(alone.stderr.contains("--record"), "{alone:?}");
}

#[test]
fn a_status_that_is_not_ok_is_recorded_and_replayed() {
    let server = sample();
    let (at, folder) = (server.addr().to_string(), Folder::new());
    let file = folder.path("a.fcrec");
    let call = ["call", &at, "shop.v1.Orders/GetOrder", "-d", r#"{"id": "none"}"#, "--record", &file];
    Farcall::new(call).run().expect_exit(69);
    let last = events(&Farcall::new(["export", &file]).run().expect_exit(0)).pop().unwrap();
    assert_eq!((&last["name"], &last["origin"]), (&"NOT_FOUND".into(), &"remote".into()));
    Farcall::new(["replay", &file]).run().expect_exit(0);
}

#[cfg(unix)]
#[test]
fn an_export_that_fails_leaves_the_file_that_was_there() {
    let folder = Folder::new();
    let (file, out) = (golden().display().to_string(), folder.path("call.ndjson"));
    fs::write(&out, "what was there before").unwrap();
    // No file may grow past a block; the signal for that is off, so that the write fails as on a full disk.
    let limited = r#"trap '' XFSZ; ulimit -f 1; exec "$@""#;
    let mut export = Command::new("sh");
    export.args(["-c", limited, "sh"]).arg(binary()).args(["export", &file, "-o", &out]);
    let ended = export.stdin(Stdio::null()).output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.code() == Some(1) && told.contains("call.ndjson cannot be written"), "{ended:?}");
    assert_eq!(fs::read_to_string(&out).unwrap(), "what was there before");
    assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_recording_is_not_exported_over_itself_but_into_what_is_no_file() {
    let folder = Folder::new();
    let file = folder.path("call.fcrec");
    fs::copy(golden(), &file).unwrap();
    let printed = Farcall::new(["export", &file]).run().expect_exit(0).stdout;
    if cfg!(target_os = "linux") {
        let piped = Farcall::new(["export", &file, "-o", "/dev/stdout"]).run().expect_exit(0);
        assert_eq!(piped.stdout, printed);
        let full = Farcall::new(["export", &file, "-o", "/dev/full"]).run().expect_exit(1);
        assert!(full.stderr.contains("/dev/full"), "{full:?}");
    }
    let mut names = vec![file.clone()];
    if cfg!(unix) {
        let (soft, hard) = (folder.path("soft"), folder.path("hard"));
        #[cfg(unix)]
        std::os::unix::fs::symlink(&file, &soft).unwrap();
        fs::hard_link(&file, &hard).unwrap();
        names.extend([soft, hard]);
    }
    for name in names {
        let refused = Farcall::new(["export", &file, "-o", &name]).run().expect_exit(1);
        assert!(refused.stderr.contains(&format!("{name} is the recording itself")), "{refused:?}");
        assert_eq!(fs::read(&file).unwrap(), fs::read(golden()).unwrap());
    }
}

#[test]
fn files_that_are_cut_short_or_no_recordings_say_so() {
    let folder = Folder::new();
    let whole = fs::read(golden()).unwrap();
    let put = |name: &str, bytes: &[u8]| {
        fs::write(folder.path(name), bytes).unwrap();
        folder.path(name)
    };
    let cut = put("cut.fcrec", &whole[..whole.len() - 60]);
    let ended = Farcall::new(["export", &cut]).run().expect_exit(1);
    assert!(ended.stderr.contains("note: The recording is cut short: the file ends after byte "), "{ended:?}");
    assert!(events(&ended).iter().filter(|event| event["event"] == "message").count() == 5, "{ended:?}");
    let mut damaged = whole.clone();
    let last = damaged.len() - 70;
    damaged[last] ^= 1;
    let ended = Farcall::new(["export", &put("damaged.fcrec", &damaged)]).run().expect_exit(1);
    assert!(ended.stderr.contains("damaged at byte"), "{ended:?}");
    let mut newer = whole.clone();
    newer[8] = 9;
    for (name, bytes, words) in [
        ("newer.fcrec", &newer[..], "version 9; this Farcall reads version 1"),
        ("other.fcrec", &b"{\"format\": 1}"[..], "It is not a recording"),
        ("empty.fcrec", &b""[..], "It is not a recording"),
    ] {
        let file = put(name, bytes);
        for command in ["export", "replay"] {
            let ended = Farcall::new([command, &file]).run().expect_exit(1);
            assert!(ended.stderr.contains(words) && ended.stdout.is_empty(), "{ended:?}");
        }
    }
    let gone = Farcall::new(["export", &folder.path("gone.fcrec")]).run().expect_exit(1);
    assert!(gone.stderr.contains("gone.fcrec cannot be opened"), "{gone:?}");
}

#[test]
fn a_file_that_cannot_be_written_is_known_before_the_call_and_a_full_disk_after_it() {
    let server = sample();
    let (at, folder) = (server.addr().to_string(), Folder::new());
    let call = ["call", &at, "shop.v1.Orders/GetOrder", "-d", r#"{"id": "ord-1001"}"#, "--record"];
    let before = Farcall::new(call).arg(folder.path("none/a.fcrec")).run().expect_exit(1);
    assert!(before.stdout.is_empty() && before.stderr.contains("a.fcrec cannot be written"), "{before:?}");
    if !cfg!(target_os = "linux") {
        return;
    }
    let full = Farcall::new(call).arg("/dev/full").run().expect_exit(1);
    assert!(full.stdout.contains("ord-1001"), "the call goes on: {full:?}");
    assert!(full.stderr.contains("The recording stopped; /dev/full holds 0 messages"), "{full:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_while_the_call_goes_on() {
    let server = sample();
    let at = server.addr().to_string();
    let mut call = Farcall::new(["call", &at, TRACK, "-d", "@", "--format", "ndjson", "--record", "/dev/full"]).start();
    let mut stdin = call.stdin.take().unwrap();
    stdin.write_all(b"{\"ping\":{\"text\":\"one\"}}\n").unwrap();
    assert!(call.line(SOON).unwrap().contains("one"));
    std::thread::sleep(Duration::from_millis(800));
    stdin.write_all(b"{\"ping\":{\"text\":\"two\"}}\n").unwrap();
    assert!(call.line(SOON).unwrap().contains("two"), "the call goes on");
    drop(stdin);
    let ended = call.finish(SOON).expect_exit(1);
    let words = "warning: The recording stopped; /dev/full holds 0 messages: No space left on device";
    assert!(ended.stderr.contains(words) && ended.stderr.contains("; the call goes on\n"), "{ended:?}");
}

#[cfg(unix)]
#[test]
fn a_call_that_is_told_to_end_closes_its_recording_which_is_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let server = sample();
    let (at, folder) = (server.addr().to_string(), Folder::new());
    for signal in ["-TERM", "-INT"] {
        let file = folder.path(signal);
        let mut call = Farcall::new(["call", &at, TRACK, "-d", "@", "--format", "ndjson", "--record", &file]).start();
        let mut stdin = call.stdin.take().unwrap();
        stdin.write_all(b"{\"ping\":{\"text\":\"one\"}}\n").unwrap();
        assert!(call.line(SOON).unwrap().contains("one"));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(Command::new("kill").args([signal, &call.id().to_string()]).status().unwrap().success());
        let ended = call.finish(SOON).expect_exit(65);
        assert!(ended.stderr.contains("Recorded 2 messages, "), "{ended:?}");
        let exported = events(&Farcall::new(["export", &file]).run().expect_exit(0));
        assert_eq!(exported.last().unwrap()["name"], "CANCELLED");
        drop(stdin);
    }
}

#[test]
fn a_recording_that_ended_by_its_deadline_is_replayed_to_its_deadline() {
    let server = sample();
    let (at, folder) = (server.addr().to_string(), Folder::new());
    let file = folder.path("late.fcrec");
    let data = r#"{"subscribe":{"driver_id":"drv-1","interval":"60s","count":2}}"#;
    let call = ["call", &at, TRACK, "-d", data, "--timeout", "500ms", "--record", &file];
    Farcall::new(call).run().expect_exit(68);
    let same = Farcall::new(["replay", &file, "--ignore", "**.time"]).run().expect_exit(0);
    assert!(same.stderr.contains("The same status: DEADLINE_EXCEEDED (4)"), "{same:?}");
}

#[cfg(unix)]
#[test]
fn a_stream_that_was_opened_again_is_replayed_so() {
    let server = sample();
    let (at, folder) = (server.addr().to_string(), Folder::new());
    let file = folder.path("again.fcrec");
    let data = r#"{"interval": "0.001s", "break_after": 3}"#;
    let call = ["call", &at, "shop.v1.Orders/FollowOrders", "-d", data, "--format", "ndjson", "--record", &file];
    let mut running =
        Farcall::new(call).args(["--resume", "resume_token = last.token", "--reopen-wait", "5ms"]).start();
    for _ in 0..8 {
        running.line(SOON).unwrap();
    }
    assert!(Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap().success());
    running.finish(SOON).expect_exit(65);
    let replayed = Farcall::new(["replay", &file, "--ignore", "**.time", "--pace", "at-once"]).run();
    assert!(!replayed.stderr.contains("missing") && replayed.stderr.contains("The same status"), "{replayed:?}");
}
