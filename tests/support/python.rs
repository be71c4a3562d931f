//! A gRPC server that nobody here wrote: Python's grpcio, in an environment of its own under the target folder.
//! What it serves is in `peers/server.py`.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use crate::{
    certificates::Pair,
    places::{repository, target_folder, write_descriptor_set},
};

/// How a peer is to be.
#[derive(Default)]
pub struct PeerOptions<'a> {
    /// TLS with this certificate.
    pub certificate: Option<&'a Pair>,
    /// Only clients with a certificate signed by this authority.
    pub client_authority: Option<&'a Pair>,
    /// Connections are ended after this many milliseconds, and a while later what still runs on them.
    pub max_connection_age_ms: Option<u32>,
    /// Without reflection.
    pub no_reflection: bool,
}

/// A running peer. It ends when dropped, and also when the test ends without dropping it.
pub struct Peer {
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl Peer {
    /// Starts one; its Python packages are installed first if they are missing.
    pub fn start(options: &PeerOptions) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut command = Command::new(python());
        // What the C core logs of refused handshakes is what the tests provoke.
        command.env("GRPC_VERBOSITY", "NONE");
        command.arg(repository().join("tests/peers/server.py"));
        command.arg("--descriptor-set").arg(write_descriptor_set(folder.path()));
        if let Some(pair) = options.certificate {
            command.arg("--certificate").arg(&pair.certificate_file).arg("--key").arg(&pair.key_file);
        }
        if let Some(authority) = options.client_authority {
            command.arg("--client-authority").arg(&authority.certificate_file);
        }
        if let Some(age) = options.max_connection_age_ms {
            command.arg("--max-connection-age-ms").arg(age.to_string());
        }
        if options.no_reflection {
            command.arg("--no-reflection");
        }
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the Python server starts");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("stdout is a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("the Python server tells its port");
        let told: serde_json::Value = serde_json::from_str(&line).expect("the Python server tells its port as JSON");
        let port = told["port"].as_u64().and_then(|port| u16::try_from(port).ok()).expect("a port");
        Self { process, port, _folder: folder }
    }

    /// `127.0.0.1:PORT`.
    pub fn addr(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// `localhost:PORT`.
    pub fn by_name(&self) -> String {
        format!("localhost:{}", self.port)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The Python of the peers' environment; `peers/venv` makes it once, whoever asks first.
pub fn python() -> PathBuf {
    let environment = target_folder().join("peers-venv");
    let made = Command::new(repository().join("tests/peers/venv")).arg(&environment).output().expect("peers/venv runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr).trim());
    python_of(&environment)
}

fn python_of(environment: &Path) -> PathBuf {
    environment.join("bin/python")
}
