//! Runs the `farcall` binary as a user would, in a home of its own, with a time limit.
//! It does not build it: `tests/run` does, and names it by `FARCALL_BIN`.

use std::{
    ffi::{OsStr, OsString},
    io::{BufRead as _, BufReader, Read, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::places::profile_folder;

/// Variables that would lead calls of a test somewhere else.
const PROXIES: [&str; 10] = [
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "grpc_proxy",
    "no_grpc_proxy",
];

/// A run of the binary, to be.
pub struct Farcall {
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    folder: Option<PathBuf>,
    stdin: Vec<u8>,
    time_limit: Duration,
}

/// How a run ended, and what it printed.
#[derive(Debug)]
pub struct Ended {
    /// Exit status; `None` if a signal ended it.
    pub exit: Option<i32>,
    /// All of stdout.
    pub stdout: String,
    /// All of stderr.
    pub stderr: String,
}

impl Farcall {
    /// With these arguments.
    pub fn new<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Self {
        Self {
            arguments: arguments.into_iter().map(|argument| argument.as_ref().to_owned()).collect(),
            environment: Vec::new(),
            folder: None,
            stdin: Vec::new(),
            time_limit: Duration::from_secs(60),
        }
    }

    /// With one more argument.
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// With more arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// With a variable in its environment.
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// In this folder.
    pub fn folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.folder = Some(folder.as_ref().to_owned());
        self
    }

    /// With this on stdin.
    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = bytes.as_ref().to_vec();
        self
    }

    /// Ended and failed after so long; a minute by default.
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// Runs it to its end.
    pub fn run(mut self) -> Ended {
        let (limit, stdin) = (self.time_limit, std::mem::take(&mut self.stdin));
        let mut running = self.start();
        let mut input = running.stdin.take();
        // A program that ends early need not read what it was given.
        let writer = thread::spawn(move || input.take().map(|mut input| input.write_all(&stdin)));
        let ended = running.wait(limit);
        let _ = writer.join();
        ended
    }

    /// Starts it and leaves it running; `stdin` of what is returned is open.
    pub fn start(self) -> Running {
        let home = tempfile::tempdir().expect("a temporary home");
        let mut command = Command::new(binary());
        for name in PROXIES {
            command.env_remove(name);
        }
        command
            .args(&self.arguments)
            .env("HOME", home.path())
            .env("XDG_CONFIG_HOME", home.path().join("config"))
            .env("XDG_DATA_HOME", home.path().join("data"))
            .env("XDG_CACHE_HOME", home.path().join("cache"))
            .env("XDG_STATE_HOME", home.path().join("state"))
            .env("NO_COLOR", "1")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        let mut child = command.spawn().expect("the binary starts");
        let lines = child.stdout.take().expect("stdout is a pipe");
        let (line, lines) = (forward_lines(lines), child.stderr.take().expect("stderr is a pipe"));
        let stderr = thread::spawn(move || read_all(lines));
        Running {
            stdin: child.stdin.take(),
            child,
            lines: line,
            stdout: String::new(),
            stderr: Some(stderr),
            _home: home,
        }
    }
}

/// A run that goes on. Dropped, it is ended.
pub struct Running {
    /// Its stdin, until taken.
    pub stdin: Option<ChildStdin>,
    child: Child,
    lines: mpsc::Receiver<String>,
    stdout: String,
    stderr: Option<thread::JoinHandle<String>>,
    _home: TempDir,
}

impl Running {
    /// The next line on stdout, with its line break; `None` at the end of stdout.
    pub fn line(&mut self, limit: Duration) -> Option<String> {
        match self.lines.recv_timeout(limit) {
            Ok(line) => {
                self.stdout.push_str(&line);
                Some(line)
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => None,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("no line within {limit:?}; before it:\n{}", self.stdout),
        }
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Closes stdin and waits for the end.
    pub fn finish(mut self, limit: Duration) -> Ended {
        self.stdin = None;
        self.wait(limit)
    }

    fn wait(&mut self, limit: Duration) -> Ended {
        let deadline = Instant::now() + limit;
        let exit = loop {
            self.stdout.extend(self.lines.try_iter());
            if let Some(exit) = self.child.try_wait().expect("the child can be waited for") {
                break exit;
            }
            if Instant::now() > deadline {
                let _ = self.child.kill();
                let stderr = self.stderr.take().map(|reader| reader.join().unwrap_or_default()).unwrap_or_default();
                panic!("still running after {limit:?}\nstdout:\n{}\nstderr:\n{stderr}", self.stdout);
            }
            thread::sleep(Duration::from_millis(5));
        };
        self.stdout.extend(self.lines.iter());
        let stderr = self.stderr.take().map(|reader| reader.join().unwrap_or_default()).unwrap_or_default();
        Ended { exit: exit.code(), stdout: std::mem::take(&mut self.stdout), stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// Panics with everything that was printed unless it ended with this status.
    #[track_caller]
    pub fn expect_exit(self, exit: i32) -> Self {
        assert_eq!(self.exit, Some(exit), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Stdout, line by line.
    pub fn lines(&self) -> Vec<&str> {
        self.stdout.lines().collect()
    }

    /// The last line on stderr: the status of a call that was not OK.
    pub fn last_error_line(&self) -> &str {
        self.stderr.lines().last().unwrap_or_default()
    }

    /// Stdout as JSON values, one after another.
    #[track_caller]
    pub fn json(&self) -> Vec<Value> {
        let values = serde_json::Deserializer::from_str(&self.stdout).into_iter::<Value>();
        values
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("{error} in\n{}\nstderr:\n{}", self.stdout, self.stderr))
    }
}

/// The program under test: `FARCALL_BIN`, or the one that cargo built beside the tests.
pub fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("FARCALL_BIN") {
        return path.into();
    }
    let path = profile_folder().join(format!("farcall{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{} is not built: cargo build -p farcall", path.display());
    path
}

fn forward_lines(stdout: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (forward, lines) = mpsc::channel();
    thread::spawn(move || {
        let mut stdout = BufReader::new(stdout);
        let mut line = Vec::new();
        while stdout.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            if forward.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
            line.clear();
        }
    });
    lines
}

fn read_all(mut from: impl Read) -> String {
    let mut bytes = Vec::new();
    let _ = from.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
