//! The oracle: Python's protobuf in a process of its own, asked for samples and for its judgement.
//! What it does is in `oracle.py`.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use farcall_tests::{python, repository};
use serde_json::{Value, json};

/// The samples are the same each time.
const SEED: &str = "20240229";
/// How many there are: a tenth of them of each type.
const COUNT: &str = "4400";

/// A message, and what protobuf says of it.
pub(super) struct Sample {
    /// Full name of its type.
    pub(super) of: String,
    pub(super) wire: Vec<u8>,
    pub(super) verdict: Verdict,
}

/// What protobuf makes of the bytes.
pub(super) enum Verdict {
    /// This JSON; and this with fields that have no presence.
    Json { plain: Value, with_defaults: Value },
    /// Strings that nobody verifies and that are no text: a value without a JSON of its own.
    NotText,
    /// A string that is verified and is no text.
    Refused,
}

/// The folder of the .proto files.
pub(super) fn protos() -> PathBuf {
    repository().join("tests/peers/editions/protos")
}

/// All samples.
pub(super) fn samples() -> Vec<Sample> {
    let told = run(&["samples", SEED, COUNT], &[]);
    let samples: Vec<Sample> = told.lines().map(|line| Sample::of(&serde_json::from_str(line).unwrap())).collect();
    assert!(samples.len() > 4000, "{} samples", samples.len());
    samples
}

/// The descriptor set that protoc makes of the files.
pub(super) fn write_set(folder: &Path) -> PathBuf {
    let path = folder.join("editions.binpb");
    run(&["set", path.to_str().unwrap()], &[]);
    path
}

/// Those of type, JSON and bytes made of it that protobuf reads otherwise.
pub(super) fn read_otherwise<'a>(made: impl Iterator<Item = (&'a str, &'a Value, &'a [u8])>) -> String {
    let line = |(of, json, wire): (&str, &Value, &[u8])| {
        format!("{}\n", json!({"type": of, "json": json, "wire": BASE64_STANDARD.encode(wire)}))
    };
    run(&["verify"], made.map(line).collect::<String>().as_bytes())
}

/// A grpcio server with reflection that expects the samples of a type, one after the other, and answers with the same.
pub(super) struct Server {
    process: Child,
    /// `127.0.0.1:PORT`.
    pub(super) addr: String,
}

impl Server {
    pub(super) fn start() -> Self {
        let mut process =
            command(&["serve", SEED, COUNT]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).expect("the server tells its port");
        Self { process, addr: format!("127.0.0.1:{}", told["port"]) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Sample {
    fn of(told: &Value) -> Self {
        let verdict = match told {
            told if told["refused"] == true => Verdict::Refused,
            told if told["not_text"] == true => Verdict::NotText,
            told => Verdict::Json { plain: told["json"].clone(), with_defaults: told["with_defaults"].clone() },
        };
        let wire = BASE64_STANDARD.decode(told["wire"].as_str().unwrap()).unwrap();
        Self { of: told["type"].as_str().unwrap().to_owned(), wire, verdict }
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(python());
    command.env("GRPC_VERBOSITY", "NONE").arg(repository().join("tests/peers/editions/oracle.py")).args(arguments);
    command
}

fn run(arguments: &[&str], stdin: &[u8]) -> String {
    let mut process =
        command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut pipe = process.stdin.take().unwrap();
    let stdin = stdin.to_vec();
    let writer = std::thread::spawn(move || pipe.write_all(&stdin));
    let ended = process.wait_with_output().unwrap();
    let _ = writer.join();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).unwrap()
}
