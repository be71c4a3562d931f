//! This test program started again as another process: a server to be killed, or a client whose memory is looked at.
//! What it does then is said in its environment.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command, Stdio},
};

/// Says what a process that was started again does.
pub const ROLE: &str = "FARCALL_HOSTILE_ROLE";

/// A process of this program; it is killed when dropped.
pub struct Again(Child);

impl Again {
    /// Starts the one test that plays a part, with an argument for it.
    pub fn start(test: &str, role: &str) -> Self {
        let program = std::env::current_exe().unwrap();
        let mut command = Command::new(program);
        command.args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]).env(ROLE, role);
        Self(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap())
    }

    /// The rest of its first line that begins with a word.
    pub fn line(&mut self, word: &str) -> String {
        let mut output = BufReader::new(self.0.stdout.as_mut().unwrap());
        loop {
            let mut line = String::new();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "it ended without saying {word:?}");
            // The harness says the test's name on the same line.
            if let Some((_, rest)) = line.split_once(word) {
                return rest.trim().to_owned();
            }
        }
    }

    /// Waits for its end, which must be a good one.
    pub fn succeeds(mut self) {
        let mut said = String::new();
        self.0.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        let status = self.0.wait().unwrap();
        assert!(status.success(), "{said}");
    }

    /// Ends it at once, as `kill -9` does.
    pub fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Again {
    fn drop(&mut self) {
        self.kill();
    }
}
