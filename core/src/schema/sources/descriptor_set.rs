//! Descriptor sets: `.binpb`, `.protoset`, `.pb`, `.desc` as protoc and buf write them; several make one schema.
//! It does not look into the files of a set; the intake does.

use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::read::read_bytes;
use crate::schema::{
    catalog::Schema,
    intake::{self, Absent, Assembled, Candidate, wire},
    problem::Problem,
};

/// Largest set: all of googleapis with its comments has a fifth of it.
const MAX_SET_BYTES: u64 = 512 << 20;

pub(super) fn load(paths: &[PathBuf]) -> Schema {
    let mut problems = Vec::new();
    let mut candidates = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        match read_set(path) {
            Ok(mut files) => candidates.append(&mut files),
            Err(problem) => problems.push(Problem { file: name, ..problem }),
        }
    }
    let assembled = intake::assemble(candidates, &Absent::Set);
    problems.extend(assembled.problems);
    Schema::assembled(Assembled { problems, ..assembled })
}

/// The files of a set; the problem still lacks the name of the file it is about.
fn read_set(path: &Path) -> Result<Vec<Candidate>, Problem> {
    let problem = |message: String| Problem::error("", message);
    let bytes = Bytes::from(read_bytes(path, MAX_SET_BYTES).map_err(|error| problem(error.to_string()))?);
    if bytes.is_empty() {
        return Err(problem("the descriptor set is empty".into())
            .hint("Write one with: protoc --include_imports --include_source_info -o FILE …, or buf build -o FILE."));
    }
    let not_a_set = || {
        problem("is not a descriptor set".into()).hint(match looks_like_text(&bytes) {
            true => "It looks like text. Open a .proto file as a .proto file; of JSON, write the binary form.",
            false => "A descriptor set is what protoc -o FILE or buf build -o FILE writes.",
        })
    };
    let files = wire::files_of_set(&bytes).map_err(|_| not_a_set())?;
    let candidates: Vec<Candidate> =
        files.into_iter().map(Candidate::decode).collect::<Result<_, _>>().map_err(|_| not_a_set())?;
    if candidates.iter().all(|file| file.name().is_empty()) {
        return Err(not_a_set());
    }
    Ok(candidates)
}

fn looks_like_text(bytes: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    !start.iter().any(|&byte| byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t'))
}
