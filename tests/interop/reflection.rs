//! Servers whose reflection is each of its own kind: their schema is read by it alone, and a call made by that schema.
//! grpcio serves v1alpha only, grpc-js lists no imports, grpclib sends one file an answer.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
};

use farcall_core::{
    call,
    message::{Document, Indent, JsonOptions, print_json},
    metadata::Metadata,
    reflection::{ReflectionOptions, ReflectionReport, reflect},
    schema::{MethodKind, Schema},
    transport::{Channel, ConnectOptions, Security, Target},
};
use farcall_tests::{node, python, repository};

use crate::client::{spec_of, within};

const SERVICE: &str = "library.v1.Shelves";
const REQUEST: &str =
    r#"{"book":{"title":"Eclogues","returned":"2026-02-03T04:05:06Z"},"shelves":["-7","9007199254740993"]}"#;

#[test]
fn grpcio() {
    let mut command = Command::new(python());
    command.env("GRPC_VERBOSITY", "NONE").arg(script("library_server.py")).arg("grpcio").arg(descriptor_set());
    let (schema, report) = read_and_call(command);
    assert_eq!(report.service, "grpc.reflection.v1alpha");
    assert_complete(&schema, &report);
}

#[test]
fn grpclib() {
    let mut command = Command::new(python());
    command.arg(script("library_server.py")).arg("grpclib").arg(descriptor_set());
    let (schema, report) = read_and_call(command);
    assert_eq!(report.service, "grpc.reflection.v1");
    assert_complete(&schema, &report);
}

#[test]
fn grpc_js() {
    let mut command = node();
    command.arg(script("node/library.js")).arg(repository().join("tests/interop/protos"));
    let (schema, report) = read_and_call(command);
    assert_eq!(report.service, "grpc.reflection.v1");
    assert_complete(&schema, &report);
}

/// Types, defaults and what extends them are there, and nothing is wrong.
fn assert_complete(schema: &Schema, report: &ReflectionReport) {
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    assert!(schema.problems().iter().all(|problem| !problem.is_error), "{:?}", schema.problems());
    for service in &report.listed {
        assert!(schema.service(service).is_some(), "{service}");
    }
    assert!(schema.message("library.v1.Book").is_some());
    assert!(schema.enumeration("library.v1.Book.Binding").is_some());
    assert!(schema.extension("library.v1.shelf_mark").is_some(), "what nothing imports is asked for");
}

fn read_and_call(command: Command) -> (Schema, ReflectionReport) {
    let server = Server::start(command);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let channel = Channel::new(server.target(), ConnectOptions::default()).unwrap();
        let options = ReflectionOptions::default();
        let read = within(reflect(&channel, &Metadata::new(), &options, &mut |_| {})).await;
        let (schema, report) = read.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(echoed(&channel, &schema).await, REQUEST);
        (schema, report)
    })
}

/// What the service answers to [`REQUEST`], both by the schema alone.
async fn echoed(channel: &Channel, schema: &Schema) -> String {
    let method = schema.service(SERVICE).expect("the service").methods.first().expect("its method");
    assert_eq!(method.kind, MethodKind::Unary);
    let request = Document::from_json(method.input.clone(), REQUEST.to_owned()).encode().unwrap();
    let spec = spec_of(SERVICE, "Find", method.kind);
    let done = within(call::collect(channel, spec, vec![request])).await;
    assert!(done.finished.status.is_ok(), "{}", done.finished.status.line());
    let options = JsonOptions { indent: Indent::Compact, ..JsonOptions::default() };
    print_json(&method.output, &done.messages[0], &options).text
}

/// A server in a process of its own. It ends when its stdin does, so with this process.
struct Server {
    port: u16,
    stdin: Option<ChildStdin>,
    child: Child,
}

impl Server {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("the server tells its port");
        let told: serde_json::Value = serde_json::from_str(&line).expect("the server tells its port as JSON");
        let port = told["port"].as_u64().and_then(|port| u16::try_from(port).ok()).expect("a port");
        Self { port, stdin: child.stdin.take(), child }
    }

    fn target(&self) -> Target {
        Target { security: Security::Plaintext, ..Target::new(format!("127.0.0.1:{}", self.port)) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn script(name: &str) -> PathBuf {
    repository().join("tests/interop").join(name)
}

fn descriptor_set() -> PathBuf {
    PathBuf::from(concat!(env!("OUT_DIR"), "/library.binpb"))
}
