//! protoc on the same files: that of grpcio-tools, within Python, told to write a set with imports and comments.
//! Its memory is that of the whole process; Python itself is some 20 MiB of it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{Outcome, child::Cost};

/// Runs protoc and prints what it took, as `child` does.
const PROGRAM: &str = r#"
import os, resource, sys, time
import grpc_tools
from grpc_tools import protoc
folder, names, out = sys.argv[1:4]
files = open(names).read().splitlines()
well_known = os.path.join(os.path.dirname(grpc_tools.__file__), "_proto")
arguments = ["protoc", "-I" + folder, "-I" + well_known, "--include_imports", "--include_source_info", "-o" + out] + files
begun = time.monotonic()
status = protoc.main(arguments)
wall = time.monotonic() - begun
used = resource.getrusage(resource.RUSAGE_SELF)
processor = used.ru_utime + used.ru_stime
size = os.path.getsize(out) if os.path.exists(out) else 0
print("%d\t%d\t%d\t%d\t%d files, status %d, a set of %d bytes"
      % (wall * 1e6, processor * 1e6, used.ru_maxrss, 0, len(files), status, size))
"#;

/// Runs of protoc that look for files it refuses: it tells of one or a few at a time.
const MAX_RUNS: usize = 40;

/// What protoc takes for all files below a folder.
pub fn cost(folder: &Path, python: &Path) -> Outcome<Cost> {
    let run = run(&names(folder)?, folder, python)?;
    Cost::read(&run.said).ok_or_else(|| format!("protoc failed: {}", run.complaint).into())
}

/// What it takes for those that it does not refuse, with the names of those that it does, and of what imports them.
pub fn cost_of_what_it_takes(folder: &Path, python: &Path) -> Outcome<(Cost, Vec<String>)> {
    let mut names = names(folder)?;
    let mut refused = Vec::new();
    for _ in 0..MAX_RUNS {
        let run = run(&names, folder, python)?;
        let faulty: Vec<String> = run.complaint.lines().filter_map(|line| refused_by(line, folder)).collect();
        let before = refused.len();
        names.retain(|name| {
            let is_faulty = faulty.contains(name);
            refused.extend(is_faulty.then(|| name.clone()));
            !is_faulty
        });
        if refused.len() == before {
            let cost = Cost::read(&run.said).ok_or_else(|| format!("protoc failed: {}", run.complaint))?;
            return Ok((cost, refused));
        }
    }
    Err(format!("protoc refuses more than {} files", refused.len()).into())
}

/// The file that a line of protoc complains of: `/folder/a/b.proto:3:1: …` or `a/b.proto: …`; warnings are no complaint.
fn refused_by(line: &str, folder: &Path) -> Option<String> {
    let (path, said) = line.split_once(".proto:")?;
    let path = Path::new(path);
    let name = path.strip_prefix(folder).unwrap_or(path).to_str()?;
    (!said.contains("warning:")).then(|| format!("{name}.proto"))
}

/// What a run printed, and what it complained of.
struct Run {
    said: String,
    complaint: String,
}

fn run(names: &[String], folder: &Path, python: &Path) -> Outcome<Run> {
    let place = tempfile::tempdir()?;
    let list = place.path().join("files");
    fs::write(&list, names.join("\n"))?;
    let mut command = Command::new(python);
    command.args(["-c", PROGRAM]).arg(folder).arg(&list).arg(place.path().join("set"));
    let output = command.output()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(Run { said: text(&output.stdout), complaint: text(&output.stderr) })
}

fn names(folder: &Path) -> Outcome<Vec<String>> {
    let files = proto_files(folder)?;
    Ok(files.iter().filter_map(|path| Some(path.strip_prefix(folder).ok()?.to_str()?.to_owned())).collect())
}

/// Every .proto file below a folder.
pub fn proto_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|end| end == "proto") => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    Ok(found)
}
