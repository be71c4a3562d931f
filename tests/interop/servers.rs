//! The servers of the cases: started once each, on first use, in plaintext and with TLS.
//! What they answer is in `tonic_server`, `server.py` and `node/server.js`.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::LazyLock,
};

use farcall_core::transport::{Security, Target, TlsOptions};
use farcall_tests::{Certificates, node, python, repository};

use crate::{client::Client, tonic_server};

/// Who implements the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Ours, by tonic.
    Tonic,
    /// Python's grpcio.
    Grpcio,
    /// Node's grpc-js.
    GrpcJs,
}

impl Kind {
    pub const ALL: &[Self] = &[Self::Tonic, Self::Grpcio, Self::GrpcJs];
}

/// Runs a case against each of these servers, in plaintext and by TLS.
pub fn on_each(kinds: &[Kind], case: impl AsyncFn(Client)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for kind in kinds {
        for tls in [false, true] {
            println!("{kind:?}, {}", if tls { "TLS" } else { "plaintext" });
            runtime.block_on(case(Client::new(target(*kind, tls))));
        }
    }
}

static CERTIFICATES: LazyLock<Certificates> = LazyLock::new(Certificates::new);

fn target(kind: Kind, tls: bool) -> Target {
    let ports = match kind {
        Kind::Tonic => &*TONIC,
        Kind::Grpcio => &PYTHON.ports,
        Kind::GrpcJs => &NODE.ports,
    };
    if !tls {
        return Target { security: Security::Plaintext, ..Target::new(format!("127.0.0.1:{}", ports.plaintext)) };
    }
    let roots = Some(CERTIFICATES.authority.certificate_file.clone());
    let tls = TlsOptions { roots, ..TlsOptions::default() };
    Target { security: Security::Tls, tls, ..Target::new(format!("localhost:{}", ports.tls)) }
}

/// Where a server listens.
#[derive(Debug, Clone, Copy)]
pub struct Ports {
    pub plaintext: u16,
    pub tls: u16,
}

static TONIC: LazyLock<Ports> = LazyLock::new(|| tonic_server::start(&CERTIFICATES.server));

static PYTHON: LazyLock<Process> = LazyLock::new(|| {
    let mut command = Command::new(python());
    command.env("GRPC_VERBOSITY", "NONE").arg(repository().join("tests/interop/server.py"));
    command.arg(descriptor_set());
    Process::start(command)
});

static NODE: LazyLock<Process> = LazyLock::new(|| {
    let mut command = node();
    command.arg(repository().join("tests/interop/node/server.js"));
    command.arg(repository().join("tests/interop/protos"));
    Process::start(command)
});

/// A server in a process of its own. It ends when its stdin does, so with this process.
struct Process {
    ports: Ports,
    _stdin: ChildStdin,
    _child: Child,
}

impl Process {
    fn start(mut command: Command) -> Self {
        command.arg(&CERTIFICATES.server.certificate_file).arg(&CERTIFICATES.server.key_file);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("the server tells its ports");
        let told: serde_json::Value = serde_json::from_str(&line).expect("the server tells its ports as JSON");
        let port = |name: &str| told[name].as_u64().and_then(|port| u16::try_from(port).ok()).expect("a port");
        let ports = Ports { plaintext: port("plaintext"), tls: port("tls") };
        Self { ports, _stdin: child.stdin.take().expect("a pipe"), _child: child }
    }
}

fn descriptor_set() -> PathBuf {
    PathBuf::from(concat!(env!("OUT_DIR"), "/interop.binpb"))
}
