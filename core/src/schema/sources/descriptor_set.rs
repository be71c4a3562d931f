//! Descriptor sets: `.binpb`, `.protoset`, `.pb`, `.desc` as protoc and buf write them, `.json` and `.txtpb` as buf does;
//! several make one.
//! It does not look into the files of a set; the intake does.

use std::{
    collections::HashSet,
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use bytes::Bytes;

use super::{
    Loaded,
    footprint::{FilePrint, Footprint},
    read::{ReadError, read_bytes},
    text_set::{Form, FromText},
};
use crate::schema::{
    catalog::Schema,
    intake::{self, Absent, Assembled, Candidate, wire},
    limits::SchemaLimits,
    problem::Problem,
    progress::{LoadProgress, LoadStep},
};

/// The files of sets, not judged yet.
pub(super) struct SetFiles {
    pub candidates: Vec<Candidate>,
    /// Of sets that could not be read.
    pub problems: Vec<Problem>,
    pub footprint: Footprint,
}

/// Loads the sets, completed by what `base` has; `None`: `progress` ended it.
pub(super) fn load(
    paths: &[PathBuf],
    base: Option<&Schema>,
    limits: &SchemaLimits,
    progress: &mut dyn LoadProgress,
) -> Option<Loaded> {
    let SetFiles { mut candidates, mut problems, .. } = read(paths, limits, progress)?;
    progress.step(&LoadStep::Linking).continue_value()?;
    let own: HashSet<String> = candidates.iter().map(|file| file.name.clone()).collect();
    let beneath = base.into_iter().flat_map(|base| base.pool().files().map(|file| file.encoded()).collect::<Vec<_>>());
    let beneath = beneath.filter_map(|encoded| Candidate::decode(encoded).ok());
    candidates.extend(beneath.filter(|file| !own.contains(&file.name)));
    let assembled = intake::assemble(candidates, &Absent::Set);
    let is_own = |problem: &Problem| base.is_none() || own.contains(&problem.file);
    problems.extend(assembled.problems.into_iter().filter(is_own));
    let schema = Schema::assembled(Assembled { problems, ..assembled });
    // Nothing is compiled: a copy would not be there any sooner.
    Some(Loaded { schema, footprint: None })
}

/// Reads the sets; `None`: `progress` ended it.
pub(super) fn read(paths: &[PathBuf], limits: &SchemaLimits, progress: &mut dyn LoadProgress) -> Option<SetFiles> {
    let mut read = SetFiles { candidates: Vec::new(), problems: Vec::new(), footprint: Footprint::default() };
    let mut bytes_left = limits.max_total_bytes;
    for (done, path) in paths.iter().enumerate() {
        progress.step(&LoadStep::Parsing { done, of: paths.len() }).continue_value()?;
        // One more than is taken, to know that there are more.
        let most = (limits.max_files + 1).saturating_sub(read.candidates.len());
        match read_set(path, bytes_left, most, &mut read) {
            Ok(mut files) => {
                bytes_left = bytes_left.saturating_sub(files.iter().map(|file| file.encoded.len()).sum());
                read.candidates.append(&mut files);
            }
            Err(problem) => read.problems.push(Problem { file: path.display().to_string(), ..problem }),
        }
    }
    if read.candidates.len() > limits.max_files {
        read.candidates.truncate(limits.max_files);
        let shown = paths.first().map(|path| path.display().to_string()).unwrap_or_default();
        let message = format!("holds more than {} files; the rest was not read", limits.max_files);
        read.problems.push(Problem::error(shown, message));
    }
    Some(read)
}

/// The first files of a set; the problem still lacks the name of the file it is about.
fn read_set(path: &Path, max_bytes: usize, most: usize, read: &mut SetFiles) -> Result<Vec<Candidate>, Problem> {
    let problem = |message: String| Problem::error("", message);
    let metadata = fs::metadata(path).map_err(|error| problem(ReadError::from(error).to_string()))?;
    let bytes = read_bytes(path, max_bytes).map_err(|error| problem(error.to_string()))?;
    let canonical = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    read.footprint.read(FilePrint::of(&canonical, &metadata, &bytes));
    let bytes = Bytes::from(unpacked(bytes, max_bytes).map_err(|error| problem(error.to_string()))?);
    if bytes.is_empty() {
        return Err(problem("the descriptor set is empty".into())
            .hint("Write one with: protoc --include_imports --include_source_info -o FILE …, or buf build -o FILE."));
    }
    if let Some(files) = wire::files_of_set(&bytes, most).ok().and_then(of_files) {
        return Ok(files);
    }
    let form = Form::of(&bytes).ok_or_else(|| not_a_set(&bytes, None))?;
    let FromText { files, problems } = form.read(&bytes, most).map_err(|why| not_a_set(&bytes, Some((form, &why))))?;
    let has_told = !problems.is_empty();
    read.problems.extend(problems);
    match of_files(files) {
        Some(files) => Ok(files),
        None if has_told => Ok(Vec::new()),
        None => Err(not_a_set(&bytes, None)),
    }
}

/// The files of a set; `None` if they cannot be files.
fn of_files(files: Vec<Bytes>) -> Option<Vec<Candidate>> {
    let candidates: Vec<Candidate> = files.into_iter().map(Candidate::decode).collect::<Result<_, _>>().ok()?;
    candidates.iter().any(|file| !file.name.is_empty()).then_some(candidates)
}

/// That this is none, with what it may be instead; `why` it is none in the form it seems to be in.
fn not_a_set(bytes: &[u8], why: Option<(Form, &str)>) -> Problem {
    let problem = |message: &str| Problem::error("", message);
    match why {
        Some((form, why)) => problem(&format!("is not a descriptor set: as {}, {why}", form.words())).hint(
            "Beside the binary form, JSON and text format are read, as buf build -o image.json and image.txtpb write \
             them; YAML is not.",
        ),
        None if looks_like_text(bytes) => problem("is not a descriptor set").hint(
            "It looks like text. Open a .proto file as a .proto file. Of an image in YAML write the binary form (buf \
             build -o image.binpb), JSON (image.json) or text format (image.txtpb).",
        ),
        None => problem("is not a descriptor set")
            .hint("A descriptor set is what protoc -o FILE or buf build -o FILE writes."),
    }
}

/// The bytes as they were before gzip or zstd, as `buf build -o image.binpb.gz` writes them.
fn unpacked(bytes: Vec<u8>, max_bytes: usize) -> Result<Vec<u8>, ReadError> {
    let unpacked = match bytes.as_slice() {
        [0x1f, 0x8b, ..] => bounded(flate2::read::MultiGzDecoder::new(bytes.as_slice()), max_bytes)?,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => bounded(zstd::Decoder::new(bytes.as_slice())?, max_bytes)?,
        _ => return Ok(bytes),
    };
    unpacked.ok_or(ReadError::TooLarge(max_bytes))
}

/// All of it, or nothing if there is more than `max_bytes`.
fn bounded(packed: impl Read, max_bytes: usize) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let one_more = u64::try_from(max_bytes).unwrap_or(u64::MAX).saturating_add(1);
    packed.take(one_more).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= max_bytes).then_some(bytes))
}

fn looks_like_text(bytes: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    !start.iter().any(|&byte| byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t'))
}
