//! One copy on disk: a line that names the format, then blocks: what was read, an outline, what is odd, declarations, comments.
//! It knows no folder; each block is compressed by zstd, has a checksum, and is bounded when read.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::{Buf as _, Bytes};
use prost::Message;

use super::{
    MAX_ENTRY_BYTES,
    comments::{Comments, CommentsTable},
    outline,
};
use crate::schema::{
    catalog::{Schema, Service},
    intake::{self, Candidate, wire},
    model::KeptSource,
    problem::Problem,
    sources::Footprint,
};

/// What a copy begins with. Another format has another number, and so has a compiler that gives other descriptors.
pub(super) const FORMAT: &str = "farcall schema 4\n";
/// Bytes of a block once unpacked.
pub(super) const MAX_BLOCK_BYTES: u64 = 1 << 30;
/// Memory that is taken before it is filled, of a block's packed bytes.
const MOST_PACKED: usize = 16;
/// zstd's level: 3 is a third of the time of 9 for a tenth more bytes.
const LEVEL: i32 = 3;

/// What is kept beside the descriptors.
#[derive(Clone, PartialEq, Message)]
struct Aside {
    #[prost(message, repeated, tag = "1")]
    problems: Vec<KeptProblem>,
    #[prost(message, repeated, tag = "2")]
    places: Vec<KeptPlace>,
    #[prost(string, repeated, tag = "3")]
    mending_roots: Vec<String>,
    /// Of each service in turn: its comment, then those of its methods.
    #[prost(string, repeated, tag = "4")]
    service_docs: Vec<String>,
    #[prost(message, optional, tag = "5")]
    comments: Option<CommentsTable>,
    /// Of all declarations, unpacked.
    #[prost(uint64, tag = "6")]
    declarations_len: u64,
    /// When the copy was made, in seconds since 1970.
    #[prost(uint64, tag = "7")]
    made_secs: u64,
}

#[derive(Clone, PartialEq, Message)]
struct KeptProblem {
    #[prost(string, tag = "1")]
    file: String,
    #[prost(uint32, optional, tag = "2")]
    line: Option<u32>,
    #[prost(uint32, optional, tag = "3")]
    column: Option<u32>,
    #[prost(string, tag = "4")]
    message: String,
    #[prost(string, optional, tag = "5")]
    hint: Option<String>,
    #[prost(bool, tag = "6")]
    is_error: bool,
}

/// Where a file lies.
#[derive(Clone, PartialEq, Eq, Message)]
struct KeptPlace {
    #[prost(string, tag = "1")]
    file: String,
    #[prost(string, tag = "2")]
    path: String,
}

/// A copy, read and not yet believed.
pub(super) struct Entry {
    aside: Aside,
    files: Vec<Bytes>,
    comments: Vec<Option<KeptSource>>,
}

/// What a copy was made of; nothing else of it is read.
pub(super) fn footprint(path: &Path) -> Option<Footprint> {
    let mut reader = open(path).ok()?;
    Footprint::decode(block(&mut reader, 0).ok()?).ok()
}

/// The outline in a copy, if it has one, and when it was made; of the rest nothing is read.
pub(super) fn outline(path: &Path) -> Option<(Schema, SystemTime)> {
    let mut reader = open(path).ok()?;
    packed_block(&mut reader).ok()?;
    let mut outline = block(&mut reader, 0).ok()?;
    let made = outline.try_get_u64_le().ok()?;
    Some((outline::schema(&outline)?, time_of(made)))
}

/// Writes a copy of a schema.
pub(super) fn write(file: &mut File, footprint: &Footprint, schema: &Schema) -> io::Result<()> {
    let mut writer = BufWriter::new(file);
    writer.write_all(FORMAT.as_bytes())?;
    write_block(&mut writer, &footprint.encode_to_vec())?;
    let mut comments = Comments::default();
    let mut declarations_len = 0;
    let mut packed = packer(Vec::new())?;
    for file in schema.pool().files() {
        let bytes = comments.take_from(&file.encoded())?;
        let mut head = Vec::with_capacity(8);
        prost::encoding::encode_key(1, prost::encoding::WireType::LengthDelimited, &mut head);
        prost::encoding::encode_varint(bytes.len() as u64, &mut head);
        packed.write_all(&head)?;
        packed.write_all(&bytes)?;
        declarations_len += (head.len() + bytes.len()) as u64;
    }
    comments.close()?;
    let is_large = declarations_len >= outline::WORTH_BYTES;
    let made_secs = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let outline = if is_large { outline::of(schema) } else { Vec::new() };
    write_block(&mut writer, &[&made_secs.to_le_bytes(), outline.as_slice()].concat())?;
    let aside = Aside { comments: Some(comments.table), declarations_len, made_secs, ..Aside::of(schema) };
    write_block(&mut writer, &aside.encode_to_vec())?;
    write_packed(&mut writer, &packed.finish()?)?;
    write_packed(&mut writer, &comments.packed)?;
    writer.flush()
}

impl Entry {
    /// Reads a copy; `None` if it is no whole copy of this format.
    pub fn read(path: &Path) -> Option<Self> {
        let mut reader = open(path).ok()?;
        packed_block(&mut reader).ok()?;
        packed_block(&mut reader).ok()?;
        let aside = Aside::decode(block(&mut reader, 0).ok()?).ok()?;
        let files = wire::files_of_set(&block(&mut reader, aside.declarations_len).ok()?, usize::MAX).ok()?;
        let comments = aside.comments.as_ref()?.open(packed_block(&mut reader).ok()?, files.len())?;
        Some(Self { aside, files, comments })
    }

    /// When it was made.
    pub fn made(&self) -> SystemTime {
        time_of(self.aside.made_secs)
    }

    /// The schema, if the intake takes all files of the copy as it did when they came from their source.
    pub fn into_schema(self) -> Option<Schema> {
        let wanted = self.files.len();
        let mut files = Vec::with_capacity(wanted);
        for (file, kept) in self.files.into_iter().zip(self.comments) {
            files.push(Candidate { kept, ..Candidate::decode(file).ok()? });
        }
        let problems = self.aside.problems.into_iter().map(KeptProblem::into_problem).collect();
        let places: HashMap<String, PathBuf> =
            self.aside.places.into_iter().map(|place| (place.file, place.path.into())).collect();
        let roots = self.aside.mending_roots.into_iter().map(PathBuf::from).collect();
        let schema = intake::on_large_stack(|| {
            let schema = Schema::restored(files, problems, self.aside.service_docs)?;
            Some(schema.with_places(places, roots))
        })??;
        let loaded: HashSet<String> = schema.files().into_iter().collect();
        (loaded.len() >= wanted).then_some(schema)
    }
}

impl Aside {
    fn of(schema: &Schema) -> Self {
        let place = |file: String| {
            let path = schema.source_path(&file)?.to_str()?.to_owned();
            Some(KeptPlace { file, path })
        };
        let docs = |service: &Service| {
            let methods = service.methods.iter().map(|method| method.docs.clone());
            std::iter::once(service.docs.clone()).chain(methods).collect::<Vec<String>>()
        };
        Self {
            problems: schema.problems().iter().map(KeptProblem::of).collect(),
            places: schema.files().into_iter().filter_map(place).collect(),
            service_docs: schema.services().iter().flat_map(docs).collect(),
            comments: None,
            declarations_len: 0,
            made_secs: 0,
            mending_roots: schema.mending_roots().iter().filter_map(|root| Some(root.to_str()?.to_owned())).collect(),
        }
    }
}

impl KeptProblem {
    fn of(problem: &Problem) -> Self {
        let Problem { file, line, column, message, hint, is_error } = problem.clone();
        Self { file, line, column, message, hint, is_error }
    }

    fn into_problem(self) -> Problem {
        let Self { file, line, column, message, hint, is_error } = self;
        Problem { file, line, column, message, hint, is_error }
    }
}

/// A time in seconds since 1970.
fn time_of(secs: u64) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_secs(secs)).unwrap_or(UNIX_EPOCH)
}

/// Opens a copy, past the name of the format.
fn open(path: &Path) -> io::Result<BufReader<File>> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.len() > MAX_ENTRY_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut reader = BufReader::new(file);
    let mut format = [0; FORMAT.len()];
    reader.read_exact(&mut format)?;
    match format == FORMAT.as_bytes() {
        true => Ok(reader),
        false => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// The next block, as it lies there: its length as eight bytes, then its bytes.
fn packed_block(reader: &mut impl Read) -> io::Result<Bytes> {
    let mut len = [0; 8];
    reader.read_exact(&mut len)?;
    let len = u64::from_le_bytes(len);
    if len > MAX_ENTRY_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut packed = Vec::new();
    reader.by_ref().take(len).read_to_end(&mut packed)?;
    Ok(packed.into())
}

/// The next block, unpacked: one frame of zstd, of about so many bytes once unpacked.
fn block(reader: &mut impl Read, about: u64) -> io::Result<Bytes> {
    let packed = packed_block(reader)?;
    let about = usize::try_from(about).unwrap_or(0).min(packed.len().saturating_mul(MOST_PACKED));
    let mut unpacked = Vec::with_capacity(about);
    zstd::Decoder::with_buffer(packed.as_ref())?.take(MAX_BLOCK_BYTES + 1).read_to_end(&mut unpacked)?;
    match u64::try_from(unpacked.len()) {
        Ok(len) if len <= MAX_BLOCK_BYTES => Ok(unpacked.into()),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// One frame of zstd.
pub(super) fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = packer(Vec::new())?;
    packed.write_all(bytes)?;
    packed.finish()
}

fn write_block(writer: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    write_packed(writer, &pack(bytes)?)
}

fn write_packed(writer: &mut impl Write, packed: &[u8]) -> io::Result<()> {
    writer.write_all(&(packed.len() as u64).to_le_bytes())?;
    writer.write_all(packed)
}

fn packer(into: Vec<u8>) -> io::Result<zstd::Encoder<'static, Vec<u8>>> {
    let mut packer = zstd::Encoder::new(into, LEVEL)?;
    packer.include_checksum(true)?;
    Ok(packer)
}
