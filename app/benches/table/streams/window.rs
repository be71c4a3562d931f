//! A stream that a window follows, under a display of its own with software GL, as the server sees its pace.

use std::{path::Path, process::Command, thread, time::Duration};

use farcall_core::{
    schema::FileSource,
    transport::Target,
    workspace::{Draft, Session, SessionFiles, SourceDraft},
};

use super::{Outcome, ROUNDS, Stream};
use crate::{blast::Server, desktop::Desktop};

const PROTO: &str =
    "syntax = \"proto3\";\npackage bench;\nmessage Empty {}\nmessage Blob { bytes body = 1; }\nservice Bench {\n";

/// How long what is forgotten is still offered.
const OFFERED: Duration = Duration::from_millis(5_000);

/// Messages a second, of the best round: each sends the request of the tab again, after the runs before the last one were
/// forgotten, as a program that keeps everything has ever less memory to give.
pub fn rate(server: &mut Server, stream: Stream) -> Outcome<f64> {
    let folder = tempfile::tempdir()?;
    prepare(folder.path(), server.port(), &stream.method())?;
    let desktop = Desktop::open(folder.path())?;
    thread::sleep(Duration::from_secs(4));
    let mut best = 0.0_f64;
    for _ in 0..ROUNDS {
        desktop.drive(|xdotool: &mut Command| {
            xdotool.args(["search", "--onlyvisible", "--name", "^Farcall$", "windowfocus", "key", "ctrl+Return"]);
        })?;
        best = best.max(stream.count as f64 / server.streamed()?.as_secs_f64());
        thread::sleep(Duration::from_secs(1));
        desktop.drive(|xdotool: &mut Command| {
            xdotool.args(["key", "ctrl+k", "sleep", "0.3", "type", "--delay", "20", "Forget the other runs"]);
        })?;
        desktop.drive(|xdotool: &mut Command| {
            xdotool.args(["sleep", "0.5", "key", "Return"]);
        })?;
        thread::sleep(OFFERED);
    }
    Ok(best)
}

/// A session with one tab, ready to call a method.
pub fn prepare(folder: &Path, port: u16, method: &str) -> Outcome<()> {
    let file = folder.join("bench.proto");
    std::fs::write(&file, format!("{PROTO}  rpc {method}(Empty) returns (stream Blob);\n}}\n"))?;
    let files = FileSource::Protos { import_roots: vec![folder.to_owned()], paths: vec![file], sets: Vec::new() };
    let tab = Draft {
        method: format!("bench.Bench/{method}"),
        target: Target::new(format!("127.0.0.1:{port}")),
        messages: vec!["{}".to_owned()],
        ..Draft::default()
    };
    let session = Session {
        tabs: vec![tab],
        chosen_tab: Some(0),
        sources: vec![SourceDraft::Files(files)],
        ..Session::default()
    };
    SessionFiles::open_in(folder)?.save(&session)?;
    Ok(())
}
