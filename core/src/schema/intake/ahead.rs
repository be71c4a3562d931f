//! Files decoded and vetted ahead of their turn, on a thread of its own where there are many.
//! It looks at each file by itself; whether one fits with the others is told when its turn comes.

use std::{sync::mpsc, thread};

use bytes::Bytes;
use prost::Message as _;

use super::{Candidate, STACK_BYTES, census::MAX_DECLARED, report, restated, vet};
use crate::schema::{descriptor::FileDescriptorProto, model::KeptSource, problem::Problem};

/// Files for which a thread is worth its start.
const FEW: usize = 64;
/// Files that go from thread to thread together, and how many such are held decoded.
const BATCH: usize = 32;
const AHEAD: usize = 4;
/// Declarations of files that go together, but for a file that has more by itself.
const MAX_TOGETHER: usize = 20_000;
/// Declarations of a file that is held decoded beside others; where one has more, each is decoded in its turn.
const MAX_AHEAD: usize = 200_000;

/// A file without faults of its own.
pub(super) struct Vetted {
    pub descriptor: FileDescriptorProto,
    pub encoded: Bytes,
    pub kept: Option<KeptSource>,
    /// What protoc would refuse and we can do with.
    pub oddities: Vec<Problem>,
    /// Bytes of all full names together.
    pub names_len: usize,
}

/// Gives each file in its turn, vetted, or what keeps it out.
pub(super) fn each_vetted(files: &[&Candidate], mut take: impl FnMut(&Candidate, Result<Vetted, Vec<Problem>>)) {
    if files.len() <= FEW || files.iter().any(|file| file.declared > MAX_AHEAD) {
        return files.iter().for_each(|file| take(file, vetted(file)));
    }
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(AHEAD);
        let work = move || {
            for batch in batches(files) {
                let outcomes: Vec<_> = batch.iter().map(|file| vetted(file)).collect();
                if sender.send(outcomes).is_err() {
                    return;
                }
            }
        };
        let builder = thread::Builder::new().name("vet".into()).stack_size(STACK_BYTES);
        if builder.spawn_scoped(scope, work).is_err() {
            return files.iter().for_each(|file| take(file, vetted(file)));
        }
        files.iter().zip(receiver.into_iter().flatten()).for_each(|(file, outcome)| take(file, outcome));
    });
}

fn batches<'a, 'b>(mut files: &'a [&'b Candidate]) -> impl Iterator<Item = &'a [&'b Candidate]> {
    std::iter::from_fn(move || {
        let mut declared = 0usize;
        let fits = |file: &&&Candidate| {
            declared = declared.saturating_add(file.declared);
            declared <= MAX_TOGETHER
        };
        let len = files.iter().take(BATCH).take_while(fits).count().max(1);
        let (batch, rest) = files.split_at_checked(len)?;
        files = rest;
        Some(batch)
    })
}

fn vetted(file: &Candidate) -> Result<Vetted, Vec<Problem>> {
    if file.declared > MAX_DECLARED {
        return Err(vec![Problem::error(&file.name, format!("declares more than {MAX_DECLARED} things"))]);
    }
    let (mut encoded, mut kept) = (file.encoded.clone(), file.kept.clone());
    let mut descriptor =
        FileDescriptorProto::decode(encoded.clone()).map_err(|error| vec![report::unreadable(&file.name, &error)])?;
    if restated::yield_to_builtins(&mut descriptor) {
        (encoded, kept) = (descriptor.encode_to_vec().into(), None);
    }
    let vet::Verdict { faults, oddities, names_len } = vet::vet(&descriptor);
    match faults.is_empty() {
        true => Ok(Vetted { descriptor, encoded, kept, oddities, names_len }),
        false => Err(faults),
    }
}
