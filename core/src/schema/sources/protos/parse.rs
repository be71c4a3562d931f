//! Many .proto files read and parsed at once, on two threads at most, within the limits of a load.
//! It knows no imports: each file is parsed by itself.

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use crate::schema::{
    descriptor::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto},
    intake::{STACK_BYTES, unless_panics},
    limits::SchemaLimits,
    problem::Problem,
    sources::{
        footprint::FilePrint,
        read::{ReadError, Size, read_bytes, text_of},
    },
    syntax::{self, Parsed},
};

/// Threads that parse; more would take from what the window and the calls need.
const THREADS: usize = 2;
/// Files for which a thread is worth its start.
const FEW: usize = 8;
/// Declarations of all files together: all of googleapis has an eighth.
const MAX_DECLARED: usize = 4_000_000;
/// Files parsed and not yet taken.
const AHEAD: usize = 64;

/// What came of a file.
pub(super) struct Read {
    /// `None`: it could not be read.
    pub print: Option<FilePrint>,
    /// `None`: it did not parse, and `problems` say why.
    pub file: Option<FileDescriptorProto>,
    /// They lack the file's name.
    pub problems: Vec<Problem>,
}

/// What the files of a load have taken so far.
#[derive(Default)]
pub(super) struct Taken {
    bytes: AtomicUsize,
    /// Declarations: a dozen bytes of text may become three hundred of memory.
    declared: AtomicUsize,
}

impl Taken {
    pub fn of_bytes(bytes: usize) -> Self {
        Self { bytes: bytes.into(), ..Self::default() }
    }
}

/// Reads and parses files; `take` gets each with its position, in any order, and may end it. `taken` counts along.
pub(super) fn parse_all(
    paths: &[PathBuf],
    limits: &SchemaLimits,
    taken: &Taken,
    take: &mut dyn FnMut(usize, Read) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let parse = |path: &PathBuf| parse_one(path, limits, taken);
    match paths.len() <= FEW {
        true => paths.iter().enumerate().try_for_each(|(index, path)| take(index, parse(path))),
        false => in_parallel(paths, &parse, take),
    }
}

fn in_parallel(
    paths: &[PathBuf],
    parse: &(impl Fn(&PathBuf) -> Read + Sync),
    take: &mut dyn FnMut(usize, Read) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(AHEAD);
        let mut started = 0;
        for _ in 0..THREADS {
            let (sender, next) = (sender.clone(), &next);
            let work = move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = paths.get(index) else { return };
                    if sender.send((index, parse(path))).is_err() {
                        return;
                    }
                }
            };
            let builder = thread::Builder::new().name("parse".into()).stack_size(STACK_BYTES);
            started += usize::from(builder.spawn_scoped(scope, work).is_ok());
        }
        drop(sender);
        if started == 0 {
            return paths.iter().enumerate().try_for_each(|(index, path)| take(index, parse(path)));
        }
        // Leaving early drops the receiver, which ends the threads.
        receiver.into_iter().try_for_each(|(index, read)| take(index, read))
    })
}

fn parse_one(path: &Path, limits: &SchemaLimits, taken: &Taken) -> Read {
    let refused = |problem: Problem| Read { print: None, file: None, problems: vec![problem] };
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) => return refused(unread(&error.into())),
    };
    let bytes = match read_bytes(path, limits.max_file_bytes) {
        Ok(bytes) => bytes,
        Err(error) => return refused(unread(&error)),
    };
    if exceeds(&taken.bytes, bytes.len(), limits.max_total_bytes) {
        let limit = Size(limits.max_total_bytes);
        return refused(Problem::error("", format!("was not read: all files together exceed {limit}")));
    }
    let print = FilePrint::of(path, &metadata, &bytes);
    let Parsed { file, problems } = match text_of(bytes) {
        Ok(text) => parsed(&text),
        Err(error) => Parsed { file: None, problems: vec![unread(&error)] },
    };
    let declared = file.as_ref().map_or(0, declared_in);
    if exceeds(&taken.declared, declared, MAX_DECLARED) {
        let message = format!("was not taken: all files together declare more than {MAX_DECLARED} things");
        return Read { print, file: None, problems: vec![Problem::error("", message)] };
    }
    Read { print, file, problems }
}

/// Adds, and tells whether that is more than the limit.
fn exceeds(taken: &AtomicUsize, more: usize, limit: usize) -> bool {
    taken.fetch_add(more, Ordering::Relaxed).saturating_add(more) > limit
}

/// Messages, enums, services and what stands in them. The parser bounds how deep that is.
fn declared_in(file: &FileDescriptorProto) -> usize {
    fn of_message(message: &DescriptorProto) -> usize {
        let inner: usize = message.nested_type.iter().map(of_message).sum();
        let ranges = message.extension_range.len() + message.reserved_range.len() + message.reserved_name.len();
        1 + message.field.len()
            + message.oneof_decl.len()
            + message.extension.len()
            + ranges
            + inner
            + of_enums(&message.enum_type)
    }
    fn of_enums(enums: &[EnumDescriptorProto]) -> usize {
        enums.iter().map(|one| 1 + one.value.len() + one.reserved_range.len() + one.reserved_name.len()).sum()
    }
    let messages: usize = file.message_type.iter().map(of_message).sum();
    let services: usize = file.service.iter().map(|service| 1 + service.method.len()).sum();
    file.extension.len() + messages + services + of_enums(&file.enum_type)
}

fn parsed(text: &str) -> Parsed {
    unless_panics(|| syntax::parse(text)).unwrap_or_else(|| {
        let problem = Problem::error("", "could not be parsed: it holds something that the parser trips over");
        Parsed { file: None, problems: vec![problem] }
    })
}

fn unread(error: &ReadError) -> Problem {
    Problem { line: error.line(), ..Problem::error("", error.to_string()) }
}
